"""What policies, levers and numbers are called on the page."""

from __future__ import annotations

import re

from samspil.model.levers import Lever, levers
from samspil.model.parameters import Parameter, registry
from samspil.scenarios import Scenario, load

from ..words import Words
from .asking import MINE, Ask
from .refining import Answer

IN_BRACKETS = re.compile(r" \(Bass [pq]\)$")
COMPANY = re.compile(r"company (\d+)")


def title(scenario: Scenario, lang: str) -> str:
    """The title of a policy in a language; its name where it has none."""
    return scenario.title.get(lang) or scenario.title.get("en") or scenario.name


def titles(answer: Answer, say: Words) -> dict[str, str]:
    """The title of each policy of an answer by its name, with where its levers were moved to, and under which numbers.

    The reader's own numbers and a level of potentials that is not the usual one hold for every policy of the answer.
    """
    found = {each.name: title(each, say.lang) for each in answer.scenarios}
    if answer.policy == MINE and answer.ask.levers:
        moved = [_moved(levers()[lever], value, say) for lever, value in answer.ask.levers]
        found[MINE] = ", ".join([title(load(answer.ask.policy.strip()), say.lang), *moved])
    return {name: _under(told, answer.ask, say) for name, told in found.items()}


def _under(told: str, ask: Ask, say: Words) -> str:
    own = [_moved(registry()[name], value, say) for name, value in ask.numbers]
    own += [f"{say('app.field.optimism')} {say.numbers.figures(ask.optimism)}"] if ask.optimism else []
    if len(own) == 1:
        told = say("app.titled.number", policy=told, number=own[0])
    elif own:
        told = say("app.titled.numbers", policy=told, count=say.numbers.plain(len(own)))
    usual = ask.level == Ask().level
    return told if usual else say("app.titled.level", policy=told, level=say(f"level.{ask.level}"))


def _moved(of: Lever | Parameter, value: float, say: Words) -> str:
    return f"{named(of, say.lang)} {say.numbers.figures(value)}"


def named(of: Lever | Parameter, lang: str) -> str:
    """The title of a lever or a number, without the name that the literature has for it."""
    return IN_BRACKETS.sub("", getattr(of, f"title_{lang}"))


def actor(name: str, say: Words) -> str:
    """The name of an actor; companies, which have none, by their number."""
    found = COMPANY.fullmatch(name)
    return say("app.company", number=found[1]) if found else name
