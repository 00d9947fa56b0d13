"""Settings typed beside a scenario (`NAME=VALUE`), turned into a document that acts last."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from samspil.model.levers import levers
from samspil.model.messages import say
from samspil.model.parameters import STRUCTURE, current_name, registry, retired
from samspil.model.problems import Problem, nearest, shown

from .document import Document, read_document
from .findings import ScenarioError
from .rules import readers
from .target import READERS as TARGET
from .titled import by_title, titles

FILE = "--set"
NAME = "settings"  # of the document that they make: what each of its changes says brought it
KEYS = ("start", "origin", "horizon", "population", "potentials", "budget")


def overlay(settings: Sequence[str], file: str = FILE) -> Document | None:
    """The document that settings make, by name or title of what they set; None if there are none.

    Args:
        settings: NAME=VALUE, each.
        file: the option that gave them, as error messages call it.

    Raises:
        ScenarioError: a setting that is not NAME=VALUE, an unknown name, or a wrong value.
    """
    if not settings:
        return None
    placed: dict[str, list[str]] = {}
    problems: list[Problem] = []
    for setting in settings:
        name, equals, value = (part.strip() for part in setting.partition("="))
        name = by_title(name)
        section = _section(name, value)
        if not equals or section is None or re.search(r"[\r\n]", value):
            problems.append(replace(_problem(setting, name, bool(equals) and section is None), file=file))
            continue
        placed.setdefault(section, []).append(f"{name.removeprefix('target.')}: {value}")
    if problems:
        raise ScenarioError(problems)
    try:
        # The lines are those of a text that nobody has seen.
        return replace(read_document(_text(placed), file, Path(), NAME), lines={})
    except ScenarioError as error:
        raise ScenarioError([replace(problem, line=0) for problem in error.problems]) from None


def _problem(setting: str, name: str, is_unknown: bool) -> Problem:
    near = nearest(name, settable()) or nearest(name, (title for title in titles() if title[:1] == name[:1].casefold()))
    several = titles().get(name.casefold(), ())
    if len(several) > 1:
        return Problem(FILE, 0, "", "", say("title-of-several", title=shown(name)), ", ".join(several))
    if is_unknown:
        message = say("sets-unknown-name", name=shown(name))
        return Problem(FILE, 0, "", "", message, "", near)
    return Problem(FILE, 0, "", "", say("sets-nothing", setting=shown(setting)), say("setting-form"), near)


def _section(name: str, value: str) -> str | None:
    """The key of a document under which a setting stands; "" for the document itself."""
    if name in KEYS:
        return ""
    if name.startswith("target.") and name.removeprefix("target.") in TARGET:
        return "target"
    # A name may be both a rule and a parameter or a lever: true and false mean the rule.
    is_rule_alone = name not in registry() and name not in levers()
    if name in readers() and (is_rule_alone or value in ("true", "false")):
        return "rules"
    if name in levers():
        return "levers"
    return "uncertainties" if current_name(name) in registry() or name in retired() else None


def set_name(setting: str) -> str:
    """What a setting NAME=VALUE sets, by its name of today or its title; the form of a rule by the rule's."""
    return current_name(by_title(setting.partition("=")[0].strip())).removeprefix(STRUCTURE)


def settable() -> list[str]:
    """Every name that can be set."""
    return [*KEYS, *(f"target.{name}" for name in TARGET), *levers(), *registry(), *readers()]


def _text(placed: dict[str, list[str]]) -> str:
    lines = ["extends: none", *placed.pop("", [])]
    for section, settings in placed.items():
        lines += [f"{section}:", *(f"  {setting}" for setting in settings)]
    return "\n".join(lines) + "\n"
