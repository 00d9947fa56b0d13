"""A further observation: the shipped draws are weighed by it, in seconds and without the bank that they came from."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from samspil.runs import fitted
from samspil.runs.files import write_json, writing

from .fitting import evidence_digest
from .natural import moved
from .settings import OWN
from .simulator import Simulator
from .targets import Target, further_evidence, load_targets
from .telling import Tell, of_target, shipped_as, silent, told
from .writing import write

if TYPE_CHECKING:
    import xarray as xr

    from .episodes import Episode

REWEIGHTED, RECORD = "reweighted.nc", "reweighted.json"
# Below this share of the draws' number the weighted draws are too few to go on with.
EFFECTIVE = OWN.number("effective")


def reweigh(to: Path, evidence: Path, workers: int = 1, stale: bool = False, tell: Tell = silent) -> dict[str, Any]:
    r"""Weigh the shipped posterior by further observations and write the draws that are left.

    What a draw gives of a quantity that was fitted stands in its file; of another one it is run, and nothing else.

    Args:
        to: folder for the reweighted posterior.
        evidence: further targets or roll-outs (see `further_evidence`).
        workers: threads.
        stale: weigh the shipped posterior although something has changed since it was fitted.
        tell: told how far it is.

    Returns:
        As `calibrate`, with `evidence`: how many effective draws are left, how many are enough, and whether to refit.

    Raises:
        UserError: a wrong table, a posterior that is missing or stale, or a folder that cannot be written.

    Example:
        >>> head = "name,title_en,title_da,quantity,value,sd_measurement,sd_definition,sd_model,low,high,unit,period"
        >>> row = "mine,Companies engaged,Virksomheder,companies_engaged,290,10,30,25,,,companies,2022-07 to 2023-12"
        >>> rest = [",use,published,note,grade,source", ",fit,,by a register,measured,A register 2024"]
        >>> size = Path("mine.csv").write_text(f"{head}{rest[0]}\n{row}{rest[1]}\n", encoding="utf-8")
        >>> found = reweigh(Path("weighed"), Path("mine.csv"))
        >>> found["evidence"]["refit"]
        False
    """
    with writing(to):
        to.mkdir(parents=True, exist_ok=True)
    extra, episodes = further_evidence(evidence)
    held, known = fitted.shipped(stale), fitted.simulated(stale)
    values = _of_extra(held, known, extra, episodes, workers, tell)
    weights = likelihood(extra, values)
    places, weighed = resampled(weights, int(held.attrs["seed"])), effective(weights)
    draws = held.isel(draw=places).assign_coords(draw=np.arange(places.size))
    draws = draws.assign_attrs(reweighted_by=evidence_digest(extra), effective=weighed["effective"])
    write(draws, to / REWEIGHTED)
    before = json.loads(held.attrs["before"])
    shipped = [target for target in load_targets().values() if target.name in known["target"].values]
    seen = [(target, known.sel(target=target.name).values) for target in shipped if target.use != "recovered"]
    seen += [(target, values[:, at]) for at, target in enumerate(extra)]
    rows = [moved(name, draws[name].values) for name in held.attrs["fitted"].split()]
    found = {
        "path": str(to / REWEIGHTED),
        "runs": int(held.attrs["runs"]),
        "seed": int(held.attrs["seed"]),
        "draws": int(places.size),
        "targets": [of_target(before, target, of_all[places]) for target, of_all in seen],
        "parameters": sorted(rows, key=lambda row: -row["shrinkage"]),
        "evidence": weighed,
    }
    write_json(to / RECORD, found)
    return found


def _of_extra(
    held: xr.Dataset,
    known: xr.DataArray,
    extra: list[Target],
    episodes: dict[str, Episode],
    workers: int,
    tell: Tell,
) -> np.ndarray:
    """What each draw gives of each further observation (draw, target)."""
    there = set(known["target"].values.tolist())
    missing = [target for target in extra if shipped_as(target) not in there]
    run = Simulator(int(held.attrs["seed"]), missing, workers, episodes) if missing else None
    fresh = run(held, told(tell, "posterior", held.sizes["draw"])) if run else np.empty((held.sizes["draw"], 0))
    names = [target.name for target in missing]
    columns = [
        fresh[:, names.index(target.name)] if target.name in names else known.sel(target=shipped_as(target)).values
        for target in extra
    ]
    return np.column_stack(columns)


def likelihood(targets: list[Target], values: np.ndarray) -> np.ndarray:
    """Weight (draw,) of each draw by further targets: normal errors with the targets' own deviations.

    A draw in which a quantity is not there weighs nothing.
    """
    scores = [(values[:, at] - each.value) / each.deviation for at, each in enumerate(targets)]
    log = -0.5 * np.sum(np.square(scores), axis=0)
    log[~np.isfinite(log)] = -np.inf
    return np.exp(log - log.max())


def resampled(weights: np.ndarray, seed: int) -> np.ndarray:
    """Places (n,) of draws by weight (systematic resampling)."""
    whole = np.cumsum(weights) / weights.sum()
    start = np.random.default_rng([seed, 4]).random()
    return np.searchsorted(whole, (start + np.arange(weights.size)) / weights.size)


def effective(weights: np.ndarray) -> dict[str, Any]:
    """How many draws of equal weight say as much, how many are enough, and whether there are fewer."""
    size = float(weights.sum() ** 2 / (weights**2).sum())
    return {"effective": size, "enough": EFFECTIVE * weights.size, "refit": size < EFFECTIVE * weights.size}
