"""What policies, levers and numbers are called on the page."""

from __future__ import annotations

from samspil.scenarios import Scenario

from .refining import Answer


def title(scenario: Scenario, lang: str) -> str:
    """The title of a policy in a language; its name where it has none."""
    return scenario.title.get(lang) or scenario.title.get("en") or scenario.name


def titles(answer: Answer, lang: str) -> dict[str, str]:
    """The title of each policy of an answer by its name."""
    return {each.name: title(each, lang) for each in answer.scenarios}
