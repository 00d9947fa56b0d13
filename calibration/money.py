"""Simulated quantities of money: what a roll-out that was priced costs in the model."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from samspil.model.parameters import name_key
from samspil.model.state.codes import HostKind
from samspil.scenarios.population import load_population

if TYPE_CHECKING:
    from .quantities import Seen

SPEECH = "ai_speech_to_text_hospital"
CENTRAL_DENMARK = "Midtjylland"


def speech_setup(seen: Seen) -> float:
    """Buying and installing speech recognition at the hospitals of Central Denmark, million DKK."""
    rows = _hospital_uses(seen)
    return _central_hours(seen) * _share(seen.rows("adoptions", "price")[rows], seen.rows("adoptions", "hours")[rows])


def speech_running(seen: Seen) -> float:
    """Running it there at the mean depth of the hospitals that use it at the end of the run, million DKK a year."""
    rows = _hospital_uses(seen, in_use=True)
    hours, depth = seen.rows("adoptions", "hours")[rows], seen.rows("adoptions", "depth")[rows]
    solution = _speech(seen)
    solutions, p = seen.state.solutions, seen.p
    said = max(solutions.said[solution, HostKind.HOSPITAL], solutions.expected[solution, HostKind.HOSPITAL])
    full = p["cost_solution_running"] * said * p["cost_fte_value"] / p["hours_per_staff_fte"]
    return float(_central_hours(seen) * full * _share(hours * depth, hours))


def _speech(seen: Seen) -> int:
    return int(np.flatnonzero(seen.world.solution_key == name_key(SPEECH))[0])


def _hospital_uses(seen: Seen, in_use: bool = False) -> Any:
    """Rows of adoptions of speech recognition by hospitals; those in use at the end of the run alone."""
    months = len(next(iter(seen.series.values())))
    rows = seen.rows("adoptions", "solution") == _speech(seen)
    live = (seen.rows("adoptions", "live_from") < months) & (seen.rows("adoptions", "abandoned") >= months)
    return rows & live if in_use else rows


def _central_hours(seen: Seen) -> float:
    """Hours a year in which hospitals of Central Denmark could use it."""
    region = [str(label) for label in load_population("denmark").regions.label].index(CENTRAL_DENMARK)
    world = seen.world
    need = world.solution_need[_speech(seen)]
    cells = (world.cell_kind == HostKind.HOSPITAL) & (world.cell_need == need) & (world.cell_region == region)
    return float(seen.state.cell_hours[cells].sum())


def _share(some: Any, of_all: Any) -> float:
    """Sum over sum; unknown where there is nothing to divide by."""
    return float(some.sum() / of_all.sum()) if of_all.sum() > 0.0 else float("nan")
