"""A forecast under a reader's own values of the numbers that decide, beside ours, and which number it comes from."""

from collections.abc import Mapping
from itertools import combinations
from typing import Any

import numpy as np
import xarray as xr

from samspil.model.epoch import month_text
from samspil.model.errors import UserError
from samspil.model.messages import say
from samspil.runs.draws import lifted
from samspil.runs.fitted import draws_of
from samspil.scenarios import load

from .. import settings
from ..asking import Asking
from ..attribution import told_from_zero
from ..comparison import student_half_width
from ..ensemble import Array
from ..marginal import SAID
from ..marginal import said_of as said
from ..outcomes import asked_dates
from ..shapley import interactions, shares
from ..statistics import probability, quantiles
from ..written import identity
from .placing import placed
from .values import value_of_text

SIDES = ("ours", "yours")
QUANTILES = (0.05, 0.5, 0.95)


def challenge(
    values: Mapping[str, Any], scenario: Any = None, draws: int | xr.Dataset | None = None, asking: Asking | None = None
) -> xr.Dataset:
    """A scenario under a reader's own values beside ours, under the same draws and luck.

    Every set of the given numbers is run, so that the split of the difference (Shapley) is exact; all other numbers
    keep in each draw what they are in ours.

    Args:
        values: values by name or title; they may lie outside the evidence, not outside what can be at all.
        scenario: a Scenario, a name, a composition or a file; current policy unless told.
        draws: number of draws, or a Dataset of parameters; as many as take ``challenge_runs`` if not given.
        asking: seed, level, workers.

    Returns:
        ``fte`` (side, date, spread: p05, p50, p95, mean, most); ``chance`` of the target's FTE (side, date, estimate:
        p, se, upper); ``difference`` (date, said) of the means and ``share`` (number, date, said), which add up to it;
        ``interaction`` (pair, date, said) with ``one``, ``other`` and ``told``; and each value placed against its
        evidence (see :mod:`.placing`). ``said``: mean, se, low, high: the 90 % interval of the mean.

    Raises:
        UserError: no value, an unknown name, a value that cannot be, or one that the scenario fixes; before any run.

    Example:
        >>> found = challenge({"depth_ceiling": 0.7}, draws=2, asking=Asking(workers=1))
        >>> more = found["difference"].sel(date="2030-12", said="mean")
    """
    asked = asking or Asking()
    given = value_of_text(values)
    named = settings.word("baseline") if scenario is None else scenario
    resolved = load(named) if isinstance(named, str) else named
    _check(given, resolved)
    target = resolved.target.record()
    number = draws_for(len(given)) if draws is None else draws
    drawn = draws_of(number, asked.seed, asked.base == "prior", asked.base == "stale")
    dates = asked_dates(target["by"])
    fte = coalitions(resolved, given, drawn, dates, asked)
    whole = np.isfinite(fte).all(axis=(0, 2))
    found = labelled(fte[:, whole], dates, list(given), float(target["fte"]))
    return found.merge(placed(given, drawn)).assign_attrs(
        **identity("challenge", target),
        scenario=resolved.name,
        potentials=asked.level,
        seed=asked.seed,
        draws=int(drawn.sizes["draw"]),
        failed=int((~whole).sum()),
        target_fte=float(target["fte"]),
        by=month_text(resolved.target.by),
    )


def draws_for(numbers: int) -> int:
    """Draws that take about ``challenge_runs`` runs, no more than a forecast has."""
    each = settings.count("challenge_runs") // (1 << numbers)
    return int(np.clip(each, settings.count("challenge_draws"), settings.count("draws")))


def expected_runs(numbers: int, draws: int | None) -> int:
    """Runs that a challenge takes."""
    return (draws or draws_for(numbers)) << numbers


def coalitions(scenario: Any, given: Mapping[str, float], drawn: xr.Dataset, dates: list[str], asked: Asking) -> Array:
    """Headline FTE with every set of the numbers at the reader's values, (2 ** numbers, draw, date)."""
    sets = [under(drawn, [pair for i, pair in enumerate(given.items()) if mask >> i & 1]) for mask in _masks(given)]
    size = drawn.sizes["draw"]
    relabelled = [each.assign_coords(draw=np.arange(size) + place * size) for place, each in enumerate(sets)]
    whole = lifted(xr.concat(relabelled, "draw", coords="minimal", compat="override", data_vars="minimal"), True)
    fte = asked.due([scenario], whole.assign_attrs(drawn.attrs | whole.attrs), 1, dates)[0, :, 0]
    return fte.reshape(len(sets), size, len(dates))


def under(drawn: xr.Dataset, pairs: list[tuple[str, float]]) -> xr.Dataset:
    """Draws with some numbers at a reader's values, and the same luck."""
    return drawn.assign({name: ("draw", np.full(drawn.sizes["draw"], value)) for name, value in pairs})


def labelled(fte: Array, dates: list[str], names: list[str], target: float) -> xr.Dataset:
    """What comes of the coalitions' FTE, (2 ** numbers, draw, date), draws without a failed run."""
    pairs = list(combinations(range(len(names)), 2))
    together = interactions(fte)
    between = np.array([together[one, other] for one, other in pairs]).reshape(len(pairs), *fte.shape[1:])
    unit = {"units": "FTE"}
    return xr.Dataset(
        {
            "fte": (("side", "date", "spread"), np.array([_spread(fte[mask]) for mask in (0, -1)]), unit),
            "chance": (("side", "date", "estimate"), np.array([_chance(fte[mask], target) for mask in (0, -1)])),
            "difference": (("date", "said"), said((fte[-1] - fte[0])[None])[0], unit),
            "share": (("number", "date", "said"), said(shares(fte)), unit),
            "interaction": (("pair", "date", "said"), said(between, student_half_width), unit),
            "told": (("pair", "date"), told_from_zero(between)),
            "one": ("pair", [names[one] for one, _ in pairs]),
            "other": ("pair", [names[other] for _, other in pairs]),
        },
        {
            "side": list(SIDES),
            "date": dates,
            "spread": ["p05", "p50", "p95", "mean", "most"],
            "estimate": ["p", "se", "upper"],
            "said": list(SAID),
            "number": names,
        },
    )


def _spread(values: Array) -> Array:
    return np.array([[*quantiles(one, list(QUANTILES)), one.mean(), one.max(initial=-np.inf)] for one in values.T])


def _chance(values: Array, target: float) -> Array:
    found = [probability(one[:, None], target) for one in values.T]
    return np.array([[each.value, each.error, each.upper] for each in found])


def _masks(given: Mapping[str, float]) -> range:
    return range(1 << len(given))


def _check(given: Mapping[str, float], scenario: Any) -> None:
    """Refuse a number that the scenario itself fixes, for the reader's value would do nothing.

    Raises:
        UserError: there is one.
    """
    fixed = {name for name, each in scenario.uncertainties.items() if each.value is not None}
    fixed |= {f"structure.{rule}" for rule, choice in scenario.rules.items() if choice != "sampled"}
    wrong = [name for name in given if name in fixed]
    if wrong:
        raise UserError(*(say("challenge-fixed", name=name, scenario=scenario.name) for name in wrong))
