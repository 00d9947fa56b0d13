"""A scenario with levers changed from Python, by the same readers and checks as a document."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from samspil.model.epoch import month_text
from samspil.model.levers import levers
from samspil.model.messages import say
from samspil.model.problems import Problem, nearest, shown

from ..tables import policy_start
from .checked import as_node
from .document import NOTHING, read_tree
from .findings import ScenarioError, refuse
from .library import library
from .resolve import assemble, layers
from .values import LANGUAGES, as_name

if TYPE_CHECKING:
    from .scenario import Scenario


def with_levers(scenario: Scenario, changed: Mapping[str, Any], start: str | None, name: str | None) -> Scenario:
    """The scenario with further changes of levers, which act last; see `Scenario.with_levers`."""
    called = name if name is not None else f"{scenario.name}+{'+'.join(_written(*item) for item in changed.items())}"
    added = _added(scenario, changed, start, called, name)
    if not added.levers:
        refuse(called, 0, say("changes-no-lever"))
    merged = {**scenario.levers}
    for lever, changes in added.levers.items():
        merged[lever] = (*merged.get(lever, ()), *changes)
    told = {
        "name": called,
        "title": {language: _titled(scenario, changed, language) for language in LANGUAGES},
        "description": {language: _described(scenario, changed, language) for language in LANGUAGES},
        # What is said of who decided it, by what and at what cost is said of the scenario as it was.
        **{name: {} for name in ("decider", "instrument", "cost")},
    }
    policies = (*scenario.policies, added.name)
    made = replace(scenario, **told, start=added.start, levers=merged, policies=policies).checked
    _check_name(made)
    return made


def _added(
    scenario: Scenario, changed: Mapping[str, Any], start: str | None, called: str, name: str | None
) -> Scenario:
    """The changes alone, read as a document in the same population that says nothing else."""
    if start is None and scenario.start != policy_start():
        start = month_text(scenario.start)
    written: dict[str, Any] = {
        "name": as_name(called) if name is None else name,
        "extends": NOTHING,
        "population": scenario.population,
        "target": scenario.target.record(),
        "levers": dict(changed),
        **({} if start is None else {"start": start}),
    }
    _check_levers(changed, called)
    try:
        return assemble(layers(read_tree(as_node(written), called, Path(), "scenario")))
    except ScenarioError as error:
        # The lines are those of a document that nobody has seen.
        raise ScenarioError([replace(problem, line=0) for problem in error.problems]) from None


def _check_levers(changed: Mapping[str, Any], called: str) -> None:
    unknown = [lever for lever in changed if lever not in levers()]
    if unknown:
        message = say("is-not-a-lever")
        raise ScenarioError([Problem(called, 0, "", shown(x), message, nearest=nearest(x, levers())) for x in unknown])


def _check_name(made: Scenario) -> None:
    """Nobody may tell numbers of another policy under the name of one of the library."""
    from .compose import load

    if made.name in library() and load(made.name) != made:
        message = say("names-library-policy")
        refuse("with_levers", 0, message, key="name", value=shown(made.name))


def _written(lever: str, value: Any) -> str:
    """A change as the name of a scenario tells it."""
    return f"{lever}={value:g}" if isinstance(value, int | float) and not isinstance(value, bool) else lever


def _titled(scenario: Scenario, changed: Mapping[str, Any], language: str) -> str:
    """The title with each lever that was changed, and where it is or what is added, where it is one change alone."""
    return ", ".join([scenario.title.get(language, scenario.name), *_told(changed, language)])


def _described(scenario: Scenario, changed: Mapping[str, Any], language: str) -> str:
    title = scenario.title.get(language, scenario.name)
    return say("built-of", title=title, changes=", ".join(_told(changed, language))).told(language)


def _told(changed: Mapping[str, Any], language: str) -> list[str]:
    """Each lever that was changed, with its level."""
    told = []
    for lever, value in changed.items():
        level = _level(value)
        title = getattr(levers()[lever], f"title_{language}")
        told.append(f"{title} {level.replace('.', ',') if language == 'da' else level}".strip())
    return told


def _level(value: Any) -> str:
    """The level of one change as a title tells it: where it is, what is added or the factor; nothing of several."""
    one = {"set": value} if isinstance(value, int | float) and not isinstance(value, bool) else value
    if not isinstance(one, Mapping):
        return ""
    signs = {"set": "", "add": "+", "scale": "\N{MULTIPLICATION SIGN} "}
    amounts = [(sign, one[op]) for op, sign in signs.items() if isinstance(one.get(op), int | float)]
    return "".join(f"{'' if sign == '+' and amount < 0 else sign}{amount:g}" for sign, amount in amounts)
