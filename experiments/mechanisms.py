"""Which mechanisms moved the headline: each is switched off alone, under the same draws and the same luck."""

from dataclasses import replace
from typing import Any

import numpy as np
import xarray as xr

from . import settings
from .asking import Asking
from .ensemble import Array
from .outcomes import number
from .records import Mechanism, Titles
from .statistics import clustered


def mechanisms(scenario: Any, draws: xr.Dataset, replicates: int, asking: Asking) -> list[Mechanism]:
    """``{"name", "effect", "se", "moved", "title"}`` of every row of ``mechanisms.csv``, the largest effect first.

    ``effect`` is the headline FTE at the target's date as the scenario is, less what it is with the mechanism off,
    paired run by run; its standard error is clustered by draw. ``moved`` says that it is larger than two such errors:
    "did not" is a finding. A mechanism that the scenario has off already is left out.
    """
    date = due_date(scenario)
    variants = {row["name"]: without(scenario, row) for row in settings.table("mechanisms")}
    rows = [row for row in settings.table("mechanisms") if variants[row["name"]] is not None]
    scenarios = [scenario, *(variants[row["name"]] for row in rows)]
    as_is, *off = asking.due(scenarios, draws, replicates, [date])[..., 0]
    told = [effect_of(row, as_is - found) for row, found in zip(rows, off, strict=True)]
    return sorted(told, key=lambda entry: abs(entry["effect"] or 0.0), reverse=True)


def effect_of(row: dict[str, str], difference: Array) -> Mechanism:
    """Name, title, mean effect, its error, and whether it moved the headline; differences (draw, replicate)."""
    effect, error, _ = clustered(difference)
    known = np.isfinite(effect) and np.isfinite(error)
    moved = bool(known and abs(effect) > settings.number("moved_errors") * error)
    title: Titles = {"en": row["title_en"], "da": row["title_da"]}
    return {"name": row["name"], "effect": number(effect), "se": number(error), "moved": moved, "title": title}


def without(scenario: Any, row: dict[str, str]) -> Any | None:
    """The scenario with the mechanism of ``row`` off; None where it is off already."""
    off: bool | str = False if row["off"] == "false" else row["off"]
    if scenario.rules.get(row["rule"]) == off:
        return None
    name = f"{scenario.name}-without-{row['name'].replace('_', '-')}"
    return replace(scenario, name=name, rules={**scenario.rules, row["rule"]: off})


def due_date(scenario: Any) -> str:
    """The month (``YYYY-MM``) by which the scenario's target is due."""
    return scenario.target.record()["by"]
