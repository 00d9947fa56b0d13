"""What a forecast rests on, as digests of what decides numbers: kept with it, so that two can be told apart later.

Titles, notes and sources are free. By cause: ``world`` is the data (population, catalogue, what is decided),
``parameters`` and ``posterior`` are the evidence, ``rules`` the model; digests of policies and the seed stand beside.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

import numpy as np
import xarray as xr

from samspil.model import parameters
from samspil.runs import basis, fitted
from samspil.runs.provenance import code_digest
from samspil.runs.remembered import remembered
from samspil.scenarios import load
from samspil.scenarios.inputs import prepare

from . import ensemble, settings

# The world is that of one seed: what another seed lays out otherwise is chance and no data.
SEED = 1
SHORT = 12


def rests_on(scenarios: Mapping[str, Any], draws: xr.Dataset) -> dict[str, str]:
    """Digests of what a forecast rests on: ``world``, ``parameters``, ``posterior`` (empty where draws are not the
    shipped posterior's), ``rules`` and ``code``.

    Args:
        scenarios: Scenario objects by name; the world is the baseline's, or the first one's.
        draws: parameters of the forecast.
    """
    usual = scenarios.get(settings.word("baseline")) or next(iter(scenarios.values()))
    is_fitted = draws.attrs.get(fitted.DRAWN) in ("posterior", "stale")
    return {**today(usual), **({} if is_fitted else {"posterior": ""}), "code": code_digest()}


def today(scenario: Any = None) -> dict[str, str]:
    """Digests of ``world`` (of a scenario, else of the baseline), ``rules``, ``parameters`` and the shipped
    ``posterior`` as they are now; empty for a posterior that is not there."""
    usual = load(settings.word("baseline")) if scenario is None else scenario
    slow = remembered("rests_on", lambda: {"world": world(usual), "rules": basis.rules()}, usual.digest)
    file = fitted.path()
    held = hashlib.sha256(file.read_bytes()).hexdigest() if file.is_file() else ""
    return {**slow, "parameters": parameters.digest(), "posterior": held}


def world(scenario: Any) -> str:
    """Digest of the numbers that a scenario's runs start from, its own levers apart."""
    return basis.numbers([prepare(scenario, SEED).world])


def labels(ds: xr.Dataset) -> list[str]:
    """A short digest of each draw of some results, its parameters and its luck: draws of one label are the same."""
    order = np.argsort(ds["parameter"].values.astype(str))
    values = np.ascontiguousarray(ds["parameters"].values[:, order], dtype="<f8")
    luck = np.asarray(ds["luck"].values, dtype="<i8")
    told = zip(values, luck, strict=True)
    return [hashlib.sha256(row.tobytes() + number.tobytes()).hexdigest()[:SHORT] for row, number in told]


def headlines(ds: xr.Dataset, scenario: str, level: str) -> dict[str, ensemble.Array]:
    """The headline of every run (draw, replicate) at the told dates and when the target is due."""
    months, due = ensemble.months(ds), ensemble.target_of(ds)["by"]
    paths = ensemble.headline(ds, scenario, level)
    return {date: paths[..., months.index(date)] for date in sorted({*settings.told_dates(), due}) if date in months}
