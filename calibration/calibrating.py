"""The whole way from evidence to posterior: bank, fit, what the posterior predicts, and the file that is shipped."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from samspil.model.errors import UserError
from samspil.runs.files import write_json, write_whole
from samspil.runs.progress import Progress, Tally

from .bank import Bank, build
from .fitting import ACCEPTED, DRAWS, Fit, accepted_of, against_prior, evidence_digest, fit
from .intervals import quantiles
from samspil.runs.fitted import FILE
from .settings import OWN
from .simulator import Simulator
from .targets import Target, fitted, further_evidence, load_targets, looked_at

if TYPE_CHECKING:
    import xarray as xr

# What a fit and a reweighting leave in their folder beside the bank; neither touches the other's.
FIT, REWEIGHTED, REWEIGHTED_FIT = "fit.json", "reweighted.nc", "reweighted.json"
Tell = Callable[[str, Progress], None]
# Below this share of the draws' number the weighted draws are too few to go on with.
EFFECTIVE = OWN.number("effective")


def calibrate(
    to: Path,
    runs: int,
    seed: int = 1,
    workers: int = 1,
    evidence: Path | None = None,
    tell: Tell = lambda phase, progress: None,
) -> dict[str, Any]:
    """Fit the parameters to the shipped targets and write the posterior.

    Args:
        to: folder for the bank of runs (kept, so that interrupted work goes on) and the posterior.
        runs: draws from the prior that are run.
        seed: seed of everything random.
        workers: threads.
        evidence: further targets or roll-outs (see `further_evidence`), by which the posterior is reweighted.
        tell: told the phase (`bank`, `posterior`) and how far it is.

    Returns:
        `path`, and for each target and each fitted parameter what the fit says; JSON-ready.

    Raises:
        UserError: too few runs, a wrong table, a quantity that some runs do not have, or a folder that cannot be
            written.
    """
    if accepted_of(runs) < DRAWS:
        raise UserError(f"--runs: {runs} is too few: a posterior of {DRAWS} draws needs {int(DRAWS / ACCEPTED)}")
    extra, episodes = ([], {}) if evidence is None else further_evidence(evidence)
    bank = build(to / "bank", runs, seed, workers, told(tell, "bank", runs))
    _always_known(bank, [*fitted(load_targets()), *extra])
    made = fit(bank, fitted(load_targets()), seed)
    draws = made.draws(DRAWS, seed)
    simulator = Simulator(seed, [*made.targets, *looked_at(load_targets()), *extra], workers, episodes)
    values = simulator(draws, told(tell, "posterior", DRAWS))
    places, weighed = np.arange(DRAWS), None
    if extra:
        weights = likelihood(extra, values[:, -len(extra) :])
        places, weighed = resampled(weights, seed), _effective(weights)
        draws, values = draws.isel(draw=places).assign_coords(draw=np.arange(DRAWS)), values[places]
        draws = draws.assign_attrs(reweighted_by=evidence_digest(extra), effective=weighed["effective"])
    path, record = to / written_as(evidence), to / (FIT if evidence is None else REWEIGHTED_FIT)
    write(draws, path)
    found = {
        "path": str(path),
        "runs": runs,
        "seed": seed,
        "draws": DRAWS,
        "targets": [_of_target(bank, each, values[:, at]) for at, each in enumerate(simulator.targets)],
        "parameters": _parameters(made, made.accepted.z[made.accepted.sample(DRAWS, seed)][places]),
        "evidence": weighed,
    }
    write_json(record, found)
    return found


def written_as(evidence: Path | None) -> str:
    """The name of the posterior that a fit writes, or of the reweighted one where there is further evidence."""
    return FILE if evidence is None else REWEIGHTED


def _always_known(bank: Bank, targets: list[Target]) -> None:
    """Refuse to fit to a quantity that some runs do not have."""
    for target in targets:
        name = _shipped_as(target)
        if name in bank.targets and not np.isfinite(bank.columns([name])).all():
            raise UserError(f"{target.name}: {target.quantity} is not there in every run, and can't be fitted")


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


def write(draws: xr.Dataset, path: Path) -> None:
    """Write a posterior so that a half-written file is never taken for one.

    Raises:
        UserError: it cannot be written.
    """
    packed = {str(name): {"zlib": True, "shuffle": True} for name in draws.data_vars}
    narrow = draws.astype(np.float32)
    write_whole(path, lambda fresh: narrow.to_netcdf(fresh, engine="netcdf4", encoding=packed))


def told(tell: Tell, phase: str, total: int) -> Callable[[int], None]:
    """A counter of finished draws that reports a phase with the time left."""
    tally = Tally(total, lambda progress: tell(phase, progress))
    tally.stage("running")

    def count(done: int) -> None:
        fresh = min(done, total) - tally.done
        if fresh > 0:
            tally.add(fresh, 0)
            if tally.done == total:
                tally.stage("finished")

    return count


def _effective(weights: np.ndarray) -> dict[str, Any]:
    size = float(weights.sum() ** 2 / (weights**2).sum())
    return {"effective": size, "enough": EFFECTIVE * weights.size, "refit": size < EFFECTIVE * weights.size}


def _of_target(bank: Bank, target: Target, values: np.ndarray) -> dict[str, Any]:
    low, median, high = quantiles(values)
    name = _shipped_as(target)
    before = bank.columns([name])[:, 0] if name in bank.targets else np.full(1, np.nan)
    record = {
        **{name: getattr(target, name) for name in ("name", "title", "use", "unit", "period", "source")},
        "observed": target.value if np.isfinite(target.value) else None,
        "deviation": target.deviation,
        "prior": _known(quantiles(before)),
        "posterior": _known((low, median, high)),
    }
    if target.use == "pattern":
        return {**record, "inside": bool(target.low <= median <= target.high)}
    return {**record, "inside": bool(abs(median - target.value) <= target.deviation)}


def _known(values: Iterable[float]) -> list[float | None]:
    """Values with None for what is not a number, as JSON has it."""
    return [value if np.isfinite(value) else None for value in values]


def _shipped_as(target: Target) -> str:
    """The name under which a bank holds a target's quantity, which further evidence shares with a shipped one."""
    if target.episode:
        return target.name
    return next((each.name for each in load_targets().values() if each.quantity == target.quantity), target.name)


def _parameters(made: Fit, z: np.ndarray) -> list[dict[str, Any]]:
    """What draws with scores `z` (n, P) say of the fitted parameters."""
    taken, moved = against_prior(z, np.full(len(z), 1.0 / len(z)))
    told = dict(zip(made.bank.names, zip(taken.tolist(), moved.tolist(), strict=True), strict=True))
    rows = [{"name": name, "shrinkage": told[name][0], "shift": told[name][1]} for name in made.names]
    return sorted(rows, key=lambda row: -row["shrinkage"])
