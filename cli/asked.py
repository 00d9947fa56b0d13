"""What policies were asked with, told beside the answer: settings, sizes that a range ends, a past that is changed."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from .session import Session


def said_of(changed: Sequence[str], scenarios: Sequence[Any], changed_b: Sequence[str] = ()) -> dict[str, Any]:
    """What is told of how policies were asked for: the settings of `--set`, and of `--set-b` for the last of them; the
    month from which each holds that is of a lever; how far sizes go, and whose past is changed."""
    begins = {setting: _begins(setting, scenarios) for setting in changed}
    begins_b = {setting: _begins(setting, scenarios[-1:]) for setting in changed_b}
    return {"changed": begins, "changed_b": begins_b, "ends": _ends(scenarios), "past": _past(scenarios)}


def asked_with(changed: Sequence[str], scenarios: Sequence[Any]) -> dict[str, str]:
    """The same as attributes of an analysis; those of `changed` alone are a list of settings, as they always were."""
    said = said_of(changed, scenarios)
    told = {"changed": list(changed), "begins": said["changed"], "ends": said["ends"], "past": said["past"]}
    return {name: json.dumps(each) for name, each in told.items()}


def settings_of(session: Session, attrs: Mapping[str, str]) -> None:
    """Print what is told of how the policies of an analysis were asked for, by its attributes."""
    changed, begins, ends, past = (json.loads(attrs.get(name, "{}")) for name in ("changed", "begins", "ends", "past"))
    tell_asked(session, {"changed": {each: begins.get(each, "") for each in changed}, "ends": ends, "past": past})


def tell_asked(session: Session, said: Mapping[str, Any]) -> None:
    """Print what is told of how policies were asked for, if there is anything (see `said_of`)."""
    for key in ("changed", "changed_b"):
        told = [
            session.say("caveat.begins", setting=setting, month=month) if month else setting
            for setting, month in said.get(key, {}).items()
        ]
        if told:
            session.result(session.say(f"caveat.{key}", settings=", ".join(told)))
    for line in _remarks(session, said.get("ends", {}), said.get("past", {})):
        session.result(line)


def tell_remarks(session: Session, scenarios: Sequence[Any]) -> None:
    """Print which levers of these scenarios a size took to the end of their range, and which change what has been."""
    for line in remarks(session, scenarios):
        session.result(line)


def note_remarks(session: Session, scenarios: Sequence[Any]) -> None:
    """Say the same beside the result."""
    for line in remarks(session, scenarios):
        session.note(line)


def remarks(session: Session, scenarios: Sequence[Any]) -> list[str]:
    """The same, a line each."""
    return _remarks(session, _ends(scenarios), _past(scenarios))


def _begins(setting: str, scenarios: Sequence[Any]) -> str:
    """The month from which a setting holds, with the scenarios where it differs between them; nothing of what is no
    lever."""
    from samspil.model.epoch import month_text
    from samspil.scenarios.documents.compose import begin_of_setting
    from samspil.scenarios.documents.overrides import set_name

    name, found = set_name(setting), dict[str, list[str]]()
    for scenario in scenarios:
        month = begin_of_setting(scenario, name)
        if month is not None:
            found.setdefault(month_text(month), []).append(scenario.name)
    if len(found) < 2:
        return "".join(found)
    return ", ".join(f"{month} ({', '.join(names)})" for month, names in found.items())


def _ends(scenarios: Sequence[Any]) -> dict[str, list[str]]:
    from samspil.scenarios.documents.compose import ends

    found = {scenario.name: list(ends(scenario)) for scenario in scenarios}
    return {name: levers for name, levers in found.items() if levers}


def _past(scenarios: Sequence[Any]) -> dict[str, list[str]]:
    """First month in which a scenario changes what has been, and the month up to which that is known, by its name."""
    from samspil.model.epoch import month_text
    from samspil.scenarios.documents.compose import first_in_the_past
    from samspil.scenarios.tables import origin

    found = {scenario.name: first_in_the_past(scenario) for scenario in scenarios}
    return {name: [month_text(each), month_text(origin())] for name, each in found.items() if each is not None}


def _remarks(session: Session, ends: Mapping[str, Sequence[str]], past: Mapping[str, Sequence[str]]) -> list[str]:
    told = [session.say("caveat.at_end", name=name, levers=lever_titles(session, of)) for name, of in ends.items()]
    return [*told, *(session.say("caveat.past", name=name, first=of[0], known=of[1]) for name, of in past.items())]


def lever_titles(session: Session, names: Sequence[str]) -> str:
    """What levers are called in the language, and kinds of events with the solution that they are of."""
    return ", ".join(_called(name, session.language) for name in names)


def _called(name: str, language: str) -> str:
    from samspil.model.levers import levers
    from samspil.scenarios.documents.difference import KEYS
    from samspil.scenarios.tables import load_catalogue

    if name in levers():
        return str(getattr(levers()[name], f"title_{language}"))
    kind, _, about = name.partition(" ")
    titles = {solution.name: solution.title[language] for solution in load_catalogue()}
    return f"{KEYS[language].get(kind, kind)} {titles.get(about, about)}".strip()
