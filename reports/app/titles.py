"""What policies, levers and numbers are called on the page."""

from __future__ import annotations

import re

from samspil.model.levers import levers
from samspil.scenarios import Scenario, load

from ..words import Words
from .asking import MINE
from .refining import Answer

COMPANY = re.compile(r"company (\d+)")


def title(scenario: Scenario, lang: str) -> str:
    """The title of a policy in a language; its name where it has none."""
    return scenario.title.get(lang) or scenario.title.get("en") or scenario.name


def titles(answer: Answer, say: Words) -> dict[str, str]:
    """The title of each policy of an answer by its name; of one whose levers were moved, with where they stand."""
    found = {each.name: title(each, say.lang) for each in answer.scenarios}
    if answer.policy == MINE and answer.ask.levers:
        moved = [_moved(lever, value, say) for lever, value in answer.ask.levers]
        found[MINE] = ", ".join([title(load(answer.ask.policy.strip()), say.lang), *moved])
    return found


def _moved(lever: str, value: float, say: Words) -> str:
    return f"{getattr(levers()[lever], f'title_{say.lang}')} {say.numbers.figures(value)}"


def actor(name: str, say: Words) -> str:
    """The name of an actor; companies, which have none, by their number."""
    found = COMPANY.fullmatch(name)
    return say("app.company", number=found[1]) if found else name
