"""Fitting the emulator: slopes of ridge regressions on runs, and how far off they are in settings held out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import numpy as np
import xarray as xr

from samspil.model.epoch import month_text
from samspil.model.errors import UserError
from samspil.model.messages import say
from samspil.runs.draws import column
from samspil.scenarios import load

from .. import settings
from ..asking import Asking
from ..ensemble import Array
from . import basis
from .beside import Beside, public_terms, share_terms
from .design import Design
from .emulator import KINDS, QUANTILES, Emulator
from .inputs import NUMBER
from .keeping import OF, TOLD, errors_of, rounded
from .resting import resting
from .running import Kept, Points, Runner
from .teaching import Sizes, Taught, Told, shares, teach

LEAST_FTE = 1.0  # what a run without freed FTE is taken for: logarithms need something


def fit(baseline: Any = None, asking: Asking | None = None, sizes: Sizes | None = None) -> Emulator:
    """An emulator of the model around a scenario.

    Args:
        baseline: what levers add to: the name of a policy; current policy if not given.
        asking: seed, level, threads; told how far the runs are.
        sizes: how many runs.

    Raises:
        UserError: there are no draws, or a run failed that the emulator is to hold.

    Example:
        >>> emulator = fit(sizes=Sizes(draws=20, together=64, held=4, held_draws=10))
    """
    named, asked = baseline or settings.word("baseline"), asking or Asking()
    runner, design, taught = teach(load(named), asked, sizes or Sizes())
    failed = sum(int(each.failed.sum()) for each in taught.alone)
    if failed:
        raise UserError(say("emulator-runs-failed", count=failed))
    return fitted(runner, design, taught)


def fitted(runner: Runner, design: Design, taught: Taught) -> Emulator:
    """The emulator that runs teach."""
    own = own_of(runner, design, taught)
    about = about_of(runner, taught)
    nothing = np.zeros((len(KINDS), len(OF), len(TOLD), len(runner.years)))
    slopes, beside = slopes_of(own, taught.together), beside_of(own, runner, taught)
    whole = Emulator(
        tuple(runner.inputs),
        tuple(runner.years),
        own,
        slopes,
        beside,
        taught.surrogate,
        errors_of(nothing, tuple(runner.years)),
        about,
    )
    kept = rounded(whole)
    told = {**about, "public_off": [public_off(kept, each) for each in taught.held]}
    return rounded(replace(kept, off=off(kept, taught.held), about=told))


def own_of(runner: Runner, design: Design, taught: Taught) -> basis.Own:
    """What every draw does by itself."""
    numbers = [each for each in runner.inputs if each.kind == NUMBER]
    base = log_fte(taught.base)
    moved = [[log_fte(each) - base for each in ends] for ends in taught.numbers]
    lean = [np.zeros_like(base), *(log_fte(each) - base for each in taught.optimism)]
    return basis.Own(
        base=base,
        levers=np.stack([log_fte(each) - base for each in taught.levers], axis=1),
        numbers=np.stack([np.stack(ends, axis=1) for ends in moved], axis=1),
        optimism=np.stack(lean, axis=1),
        shares=shares(),
        values=np.stack([column(runner.draws, each.name).astype(np.float64) for each in numbers], axis=1),
        favourable=np.array([taught.surrogate.favourable(each.name) for each in numbers]),
        most=design.most,
        scale=basis.Scale(design.ends[:, 0], design.ends[:, 1]),
    )


def about_of(runner: Runner, taught: Taught) -> dict[str, Any]:
    """What is said of the emulator itself."""
    baseline, asking, target = runner.baseline, runner.asking, runner.baseline.target.record()
    about: dict[str, Any] = {
        "runs": taught.runs,
        "held_out": sum(len(each.points.draw) + len(each.without.fte) for each in taught.held),
        "made": datetime.now(UTC).date().isoformat(),
        "baseline": baseline.name,
        "level": asking.level,
        "seed": asking.seed,
        "draws": runner.draws.sizes["draw"],
        "target": {**target, "by": month_text(baseline.target.by)},
        "months": [runner.months.first, runner.months.last],
    }
    return {**about, "rests_on": resting(about)}


def log_fte(kept: Kept) -> Array:
    """Logarithm of FTE (row, year)."""
    return np.log(np.maximum(kept.fte, LEAST_FTE))


def slopes_of(own: basis.Own, together: Sequence[Told]) -> Array:
    """Slopes of what inputs do together (term, year): first those of levers, from settings that move nothing else.

    What numbers and optimism do with them is far noisier, and would drown in it what levers alone do.
    """
    alone, beside = together
    told, left = _left(own, [(alone.points, alone.kept)])
    levers = np.stack([ridge(basis.of_levers(told, year), left[:, year]) for year in range(left.shape[1])], axis=1)
    told, left = _left(own, [(beside.points, beside.kept), (beside.points.without_levers(), beside.without)])
    others = []
    for year in range(left.shape[1]):
        gone = basis.of_levers(told, year) @ levers[:, year]
        others.append(ridge(basis.of_others(told, own, year), left[:, year] - gone))
    return np.concatenate([levers, np.stack(others, axis=1)])


def _left(own: basis.Own, parts: Sequence[tuple[Points, Kept]]) -> tuple[basis.Seen, Array]:
    """What is seen of settings, and what each input alone does not tell of log FTE (row, year)."""
    finished = [(points.at(~kept.failed), kept.at(~kept.failed)) for points, kept in parts]
    told = basis.seen(own, joined([points for points, _ in finished]))
    return told, np.concatenate([log_fte(kept) for _, kept in finished]) - told.alone


def beside_of(own: basis.Own, runner: Runner, taught: Taught) -> Beside:
    """What runs teach of regions and of money."""
    share, regions = shares_of(taught.base), tuple(runner.prepared.labels["region"])
    public = np.stack([each.public - taught.base.public for each in taught.levers], axis=1)
    start = Beside(regions, share, np.zeros((1, *share.shape[1:])), public, np.zeros(1))
    together = [each.finished() for each in taught.together]
    told = basis.seen(own, joined([each.points for each in together]))
    found = np.concatenate([shares_of(each.kept) for each in together])
    paid = np.concatenate([each.kept.public - each.without.public for each in together])
    terms = share_terms(told)
    left = found - start.base_shares(told)
    share_slopes = ridge(terms, left.reshape(len(left), -1)).reshape(terms.shape[1], *share.shape[1:])
    money = ridge(public_terms(told), paid - start.alone(told))
    return replace(start, share_slopes=share_slopes, public_slopes=money)


def shares_of(kept: Kept) -> Array:
    """The share of each region (row, region, year); a run that frees nothing has even ones."""
    whole = kept.regions.sum(axis=1, keepdims=True)
    even = np.full_like(kept.regions, 1.0 / kept.regions.shape[1])
    return np.divide(kept.regions, whole, out=even, where=whole >= LEAST_FTE)


def joined(points: Sequence[Points]) -> Points:
    """Points, one after the other."""
    return Points(*(np.concatenate([getattr(each, name) for each in points]) for name in Points.__dataclass_fields__))


def ridge(terms: Array, values: Array) -> Array:
    """Slopes through the origin, each term in units of its size; one that is always 0 has none."""
    size = np.sqrt((terms**2).mean(axis=0))
    units = np.where(size > 0.0, size, np.inf)
    scaled = terms / units
    inner = scaled.T @ scaled + settings.number("emulator_ridge") * np.eye(terms.shape[1])
    found = np.linalg.solve(inner, scaled.T @ values)
    return found / (units if found.ndim == 1 else units[:, None])


def off(emulator: Emulator, held: Sequence[Told]) -> xr.DataArray:
    """How far off the emulator is in settings that it has not seen, as a share of the model's median: in the median,
    in all quantiles that are told (the band), and in the mean gain from levers."""
    return errors_of(np.array([_off_of(emulator, told) for told in held]), emulator.years)


def _off_of(emulator: Emulator, told: Told) -> list[list[Array]]:
    draws, wanted = np.unique(told.points.draw).size, list(QUANTILES.values())
    gone = (told.kept.failed | told.without.failed)[:, None]
    model, ours = (np.where(gone, np.nan, side) for side in (told.kept.fte, emulator.fte(told.points)))
    theirs, mine = (np.nanquantile(_by_setting(side, draws), wanted, axis=1) for side in (model, ours))
    without = emulator.fte(told.points.without_levers())
    gains = [np.nanmean(_by_setting(side, draws), axis=1) for side in (model - told.without.fte, ours - without)]
    middle = np.maximum(theirs[wanted.index(0.5)], LEAST_FTE)
    errors = np.abs(mine - theirs) / middle
    every = (errors[wanted.index(0.5)], errors.reshape(-1, errors.shape[-1]), np.abs(gains[1] - gains[0]) / middle)
    return [[np.quantile(each, share, axis=0) for share in (0.5, settings.number("emulator_most"))] for each in every]


def public_off(emulator: Emulator, told: Told) -> list[float]:
    """How far off additional public money is in such settings, typically and in 19 of 20, million DKK a year."""
    errors = np.abs(_public_errors(emulator, told))
    return [float(f"{np.quantile(errors, share):.3g}") for share in (0.5, settings.number("emulator_most"))]


def _public_errors(emulator: Emulator, told: Told) -> list[float]:
    draws = np.unique(told.points.draw).size
    errors = []
    for start in range(0, len(told.points.draw), draws):
        rows = slice(start, start + draws)
        one = Told(told.points.at(rows), told.kept.at(rows), told.without.at(rows)).finished()
        ours = emulator.beside.money(basis.seen(emulator.own, one.points))
        errors.append(ours - float((one.kept.public - one.without.public).mean()))
    return errors


def _by_setting(values: Array, draws: int) -> Array:
    """Rows (setting and draw, year) by setting, draw and year."""
    return values.reshape(-1, draws, values.shape[1])
