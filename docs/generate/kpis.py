"""Writes the bands of `samspil kpi` and which action moves which KPI: ``python -m docs.generate.kpis``."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from samspil.experiments import settings
from samspil.experiments.asking import Asking
from samspil.experiments.foretelling.actions import Action, actions_of
from samspil.experiments.foretelling.bands import band_rows, banded
from samspil.experiments.foretelling.following import followed
from samspil.runs import basis
from samspil.runs.fitted import draws_of
from samspil.scenarios import load

from .code import ROOT

DATA = ROOT / "experiments" / "data"
SCENARIO, SEED = "current-policy", 1


def write(folder: Path = DATA) -> None:
    """Run the partnerships and write ``kpi_bands.csv``, ``kpi_actions.csv`` and ``kpi_origin.csv``."""
    asking, scenario = Asking(SEED), load(SCENARIO)
    runs, draws = settings.count("kpi_runs"), settings.count("kpi_action_draws")
    bands = banded(followed(scenario, draws_of(runs, SEED), asking))
    _table(folder / "kpi_bands.csv", band_rows(bands))
    told = actions_of(scenario, draws_of(2 * draws, SEED), asking)
    _table(folder / "kpi_actions.csv", action_rows(told))
    values = {"rules": basis.rules(), "scenario": SCENARIO, "potentials": asking.level, "seed": SEED}
    values |= {"runs": runs, "action_draws": draws}
    _table(folder / "kpi_origin.csv", [{"name": name, "value": value} for name, value in values.items()])


def action_rows(told: Sequence[Action]) -> list[dict[str, Any]]:
    """Actions as rows of a table; what was not measured again is left empty there."""
    figures = {"effect": ".5g", "error": ".3g", "again": ".5g", "again_error": ".3g"}
    rows = [{name: (each, figures.get(name, "")) for name, each in vars(one).items()} for one in told]
    return [{name: "" if each != each else f"{each:{form}}" for name, (each, form) in row.items()} for row in rows]


def _table(path: Path, rows: Sequence[Mapping[str, Any]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        out.writeheader()
        out.writerows(rows)


if __name__ == "__main__":
    write()
