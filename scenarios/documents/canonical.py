"""The resolved form of a scenario: everything written out, and what of it changes results."""

from __future__ import annotations

import hashlib
import json
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from samspil.model.epoch import month_text
from samspil.model.parameters import registry
from samspil.model.written import thousands_fault

from .changes import Change
from .events import Event, Merger, RollOut, Shock
from .known import is_path
from .scenario import Scenario
from .uncertainties import choice_name
from .values import as_name

SAYS = ("title", "description", "sources", "decider", "instrument", "cost")


def resolved(scenario: Scenario) -> dict[str, Any]:
    """A scenario document in plain values that extends nothing and leaves nothing out.

    Example:
        >>> resolved(load("current-policy"))["potentials"]
        'estimated'
    """
    said = {name: getattr(scenario, name) for name in SAYS if getattr(scenario, name)}
    return {
        "name": as_name(scenario.name),
        **{name: list(value) if isinstance(value, tuple) else value for name, value in said.items()},
        "extends": [],
        "start": month_text(scenario.start),
        **_settings(scenario),
    }


def resolved_text(scenario: Scenario) -> str:
    """The resolved form as YAML.

    Example:
        >>> loads(resolved_text(load("current-policy"))) == load("current-policy")
        True
    """
    return _as_yaml(json.dumps(resolved(scenario)))


@lru_cache(maxsize=256)
def _as_yaml(plain: str) -> str:
    """YAML of what JSON says: a scenario is written with each of its many ensembles, and writing takes a tenth of a
    second."""
    return yaml.dump(json.loads(plain), Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=110)


class _Dumper(yaml.SafeDumper):
    """Writes numbers so that none reads as thousands."""

    def represent_float(self, data: float) -> yaml.ScalarNode:
        node = super().represent_float(data)
        return self.represent_scalar(node.tag, f"{node.value}0") if thousands_fault(node.value, large=True) else node


_Dumper.add_representer(float, _Dumper.represent_float)


def digest(scenario: Scenario) -> str:
    """SHA-256 over canonical JSON of what changes results."""
    settings = _settings(scenario)
    # Where a population's folder lies is no part of what it holds, which has a digest of its own.
    if is_path(scenario.population):
        settings["population"] = Path(scenario.population).name
    # A parameter that takes another name is still the same setting.
    known = registry()
    settings["uncertainties"] = {known[name].first_name: given for name, given in settings["uncertainties"].items()}
    for item in [*(change for changes in settings["levers"].values() for change in changes), *settings["events"]]:
        item.pop("policy", None)
    text = json.dumps(settings, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def _settings(scenario: Scenario) -> dict[str, Any]:
    return {
        "horizon": month_text(scenario.horizon),
        "target": scenario.target.record(),
        "targets": [target.record() for target in scenario.targets],
        "population": scenario.population,
        "potentials": scenario.potentials,
        "uncertainties": {name: _override(scenario, name) for name in sorted(scenario.uncertainties)},
        "levers": {name: [_change(change) for change in scenario.levers[name]] for name in sorted(scenario.levers)},
        "events": [_event(event) for event in scenario.events],
        "rules": {name: scenario.rules[name] for name in sorted(scenario.rules)},
        # Only where it is stated, so that documents of before keep their digests.
        **({} if scenario.budget is None else {"budget": float(scenario.budget)}),
    }


def _override(scenario: Scenario, name: str) -> dict[str, Any]:
    record = scenario.uncertainties[name].record()
    return {**record, "value": choice_name(name, record["value"])} if "value" in record else record


def _change(change: Change) -> dict[str, Any]:
    return _present(
        {
            change.op: float(change.value),
            "from": month_text(change.start),
            "to": None if change.end is None else month_text(change.end),
            "ramp": change.ramp or None,
            "regions": None if change.regions is None else sorted(change.regions),
            "programme": change.programme,
            "policy": change.policy,
        }
    )


def _event(event: Event) -> dict[str, Any]:
    record = {event.kind: _subject(event), "from": month_text(event.start), **_details(event), "policy": event.policy}
    return _present(record)


def _subject(event: Event) -> Any:
    if isinstance(event, RollOut):
        return event.solution
    if isinstance(event, Merger):
        return sorted(event.regions)
    if isinstance(event, Shock):
        return event.name
    return sorted(event.needs)


def _details(event: Event) -> dict[str, Any]:
    if isinstance(event, RollOut):
        more = {"deadline_months": event.deadline_months, "programme": event.programme}
        return {**more, "hosts": None if event.hosts == "both" else event.hosts}
    if isinstance(event, Merger):
        return {"name": event.name or None}
    if isinstance(event, Shock):
        end = None if event.end is None else month_text(event.end)
        return {"to": end, "regions": event.regions and sorted(event.regions), **dict(event.factors)}
    return {}


def _present(record: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in record.items() if value is not None and value != ""}
