"""What a part of a policy is: its title, what it changes, who decides it, and when."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import xarray as xr

from samspil.model.epoch import month_text
from samspil.scenarios.documents.deciders import RULES, decider_of, deciders_of
from samspil.scenarios.documents.sized import changed, extent


@dataclass(frozen=True)
class Part:
    """A lever, an event or a policy that somebody may choose.

    Args:
        name: as ``--set`` or a command takes it.
        title: by language.
        changes: how far each lever goes from current policy, in its unit; None for an event.
        deciders: all who decide some of it, the most weighty first.
        decider: the one who can decide all of it; empty where nobody can.
        start: the month of the first change, ``YYYY-MM``.
    """

    name: str
    title: dict[str, str]
    changes: dict[str, float | None]
    deciders: tuple[str, ...]
    decider: str
    start: str


def part(name: str, title: dict[str, str], scenario: Any, baseline: Any) -> Part:
    """What `scenario` is beside `baseline`."""
    changes = changed(scenario, baseline)
    is_other = scenario.rules != baseline.rules or scenario.uncertainties != baseline.uncertainties
    kinds = [each.split(" ")[0] for each in changes]
    names = [*kinds, RULES] if is_other else kinds
    first = extent(scenario, baseline).first
    start = month_text(scenario.start if first is None else first)
    return Part(name, title, changes, deciders_of(names), decider_of(names), start)


def labelled(parts: Sequence[Part], dim: str) -> xr.Dataset:
    """The same along a dim; who decides as codes with semicolons, what is changed as JSON."""
    told = {
        "title_en": ("Title, English", [one.title.get("en", one.name) for one in parts]),
        "title_da": ("Title, Danish", [one.title.get("da", one.name) for one in parts]),
        "changes": ("Departure from current policy by lever, as JSON", [json.dumps(one.changes) for one in parts]),
        "decided_by": ("Who decides some of it", [";".join(one.deciders) for one in parts]),
        "decider": ("Who can decide all of it", [one.decider for one in parts]),
        "starts": ("First month of change", [one.start for one in parts]),
    }
    variables = {name: (dim, values, {"long_name": meaning}) for name, (meaning, values) in told.items()}
    return xr.Dataset(variables, {dim: [one.name for one in parts]})
