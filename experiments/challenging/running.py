"""A small forecast of its own for a claim, where no results are given, and the claims as a Dataset."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import xarray as xr

from samspil.runs import run_ensemble
from samspil.runs.fitted import draws_of
from samspil.scenarios import load

from .. import ensemble, settings
from ..asking import Asking
from ..outcomes import chance
from .records import ClaimRecord, Reaching

TEXTS = ("parts_at", "why_not", "scenario", "potentials", "date", "unit", "grade", "source")


def policies(scenario: Any = None) -> list[Any]:
    """What a claim is held against: the policies in ``claims_policies``, or current policy and one scenario."""
    baseline = load(settings.word("baseline"))
    if scenario is None:
        return [load(name) for name in settings.word("claims_policies").split()]
    return [baseline] if scenario.name == baseline.name else [baseline, scenario]


def small(scenarios: Sequence[Any], asking: Asking, draws: int | xr.Dataset | None = None) -> xr.Dataset:
    """An ensemble of a few draws of scenarios, each run once; `summarise` tells what claims ask for.

    Args:
        scenarios: Scenario objects of one target.
        asking: seed, level, workers.
        draws: number of draws, or a Dataset; ``challenge_claims`` if not given.
    """
    number = settings.count("challenge_claims") if draws is None else draws
    return run_ensemble(
        list(scenarios),
        draws=draws_of(number, asking.seed, asking.base == "prior", asking.base == "stale"),
        replicates=1,
        seed=asking.seed,
        workers=asking.workers,
        prior=asking.base == "prior",
        potentials=asking.level,
        progress=asking.report,
        scheduler=asking.scheduler,
    )


def counted(record: ClaimRecord, ds: xr.Dataset) -> ClaimRecord:
    """The same claim with the share of runs that reach it, counted in an ensemble that holds its scenario."""
    needed, level = record["needed"], record["scoped"]
    if needed is None or level is None:
        return record
    paths = ensemble.headline(ds, record["scenario"], record["potentials"])
    at = chance(paths[..., ensemble.month_number(ds, record["date"])], level, ensemble.clusters(ds))
    reaching = Reaching(level=level, p=at["p"], se=at["se"], upper=at["upper"], draws=at["draws"])
    return {**record, "needed": {**needed, "reaching": reaching}}


def steps(records: Sequence[ClaimRecord]) -> xr.Dataset:
    """Claims by step, and by claim what it is in FTE.

    ``claim_fte``, ``ours_fte``, ``ratio`` and ``kept`` (id, step), NaN where a claim has no such step; by claim
    ``fte``, ``scoped``, the ``headline`` (spread), and where they part.
    """
    names = list(dict.fromkeys(step["name"] for each in records for step in each["steps"]))
    keys = {"claim_fte": "claim", "ours_fte": "ours", "ratio": "ratio", "kept": "kept"}
    found = {name: (("id", "step"), _table(records, names, key)) for name, key in keys.items()}
    spread = ["p05", "p50", "p95", "mean"]
    ours = np.array([[_number(each["ours"].get(key)) for key in spread] for each in records])
    numbers = {key: ("id", [_number(each.get(key)) for each in records]) for key in ("fte", "scoped")}
    texts = {key: ("id", [str(each.get(key) or "") for each in records]) for key in TEXTS}
    coords = {"id": [each["id"] for each in records], "step": names, "spread": spread}
    return xr.Dataset({**found, **numbers, "headline": (("id", "spread"), ours), **texts}, coords)


def _table(records: Sequence[ClaimRecord], names: list[str], key: str) -> np.ndarray:
    told = [{step["name"]: _number(step.get(key)) for step in each["steps"]} for each in records]
    return np.array([[each.get(name, np.nan) for name in names] for each in told]).reshape(len(records), len(names))


def _number(value: object) -> float:
    return float(value) if isinstance(value, int | float) else np.nan
