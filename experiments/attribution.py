"""What each part of a policy gives: Shapley shares of what it frees more than current policy, with interactions."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np
import xarray as xr

from samspil.runs.fitted import draws_of

from . import settings
from .asking import Asking
from .coalitions import Game, game
from .comparison import normal_half_width, student_half_width
from .ensemble import Array
from .lineages import lineage
from .outcomes import asked_dates
from .shapley import chains, interactions, orders_of, sampled_shares, shares
from .statistics import by_chance, clustered, holm

SAID = ("mean", "se", "low", "high")


@dataclass(frozen=True)
class Worth:
    """What the parts of a policy give in each draw: shares (player, draw, date), what each gives alone and last, the
    pairs that were looked at (pair, 2) with their interactions (pair, draw, date), and the total (draw, date)."""

    shares: Array
    alone: Array
    last: Array
    pairs: list[tuple[int, int]]
    interactions: Array
    total: Array

    def whole(self) -> np.ndarray:
        """Draws (draw,) in which no run failed: only in those do the shares add up."""
        parts = np.concatenate([self.shares, self.alone, self.last, self.interactions, self.total[None]])
        return np.isfinite(parts).all(axis=(0, 2))

    def of(self, draws: np.ndarray) -> "Worth":
        """The same of some draws alone."""
        each = (self.shares, self.alone, self.last, self.interactions)
        shares, alone, last, interactions = (values[:, draws] for values in each)
        return Worth(shares, alone, last, self.pairs, interactions, self.total[draws])


def attribute(
    scenario: Any,
    draws: int | xr.Dataset | None = None,
    asking: Asking | None = None,
    lineages: bool = True,
    changed: Sequence[str] = (),
) -> xr.Dataset:
    """Shapley shares of freed FTE by part of a policy, relative to current policy, under common luck.

    The parts are the policies of a composition ``a+b``, else the levers and events that the policy changes. All
    coalitions are run up to ``attribute_exact`` parts; above, orders of the parts are drawn, and pairs are looked at
    among the parts with the largest shares.

    Args:
        scenario: a name, a file, a composition, or a Scenario.
        draws: number of draws, or a Dataset of parameters; as many as take ``attribute_runs`` if not given.
        asking: seed, level, workers.
        lineages: also tell by which solutions the FTE come, from the ledger.
        changed: settings (``NAME=VALUE``) of the policy and of current policy alike.

    Returns:
        Dims ``player``, ``pair``, ``date``, ``said`` (``mean``, ``se``, ``low``, ``high``: the 90 % interval of the
        mean). ``share`` (player, date, said) adds up to ``total`` (date, said); ``alone`` is what a part gives by
        itself, ``last`` what it gives beyond all others; ``interaction`` (pair, date, said) what the parts
        ``one`` and ``other`` give beyond what they give apart, ``told`` (pair, date) whether it is told from zero, all
        pairs of the date considered. Draws in which any run failed (``failed``) count nowhere.
        With lineages ``lineage`` (source, of, year) in FTE.

    Raises:
        UserError: the policy changes nothing.

    Example:
        >>> found = attribute("use-what-we-have+opi-guide", 2, Asking(workers=1), lineages=False)
        >>> parts = found["share"].sel(date="2035-12", said="mean").sum("player")
    """
    asked, played = asking or Asking(), game(scenario, changed)
    is_exact = len(played.players) <= settings.count("attribute_exact")
    drawn = draws_of(draws_for(played) if draws is None else draws, asked.seed)
    dates = asked_dates(played.scenario.target.record()["by"])
    ran = (exactly if is_exact else by_orders)(played, drawn, dates, asked)
    whole = ran.whole()
    found = _labelled(played, ran.of(whole), dates)
    told = {
        "scenario": played.scenario.name,
        "baseline": settings.word("baseline"),
        "potentials": asked.level,
        "seed": asked.seed,
        "draws": int(drawn.sizes["draw"]),
        "exact": int(is_exact),
        "kind": played.kind,
        "by": played.scenario.target.record()["by"],
        "failed": int((~whole).sum()),
    }
    if lineages:
        sound = drawn.isel(draw=whole) if whole.any() else drawn
        found = found.merge(lineage(played.scenario, played.baseline, sound, asked))
    return found.assign_attrs(told)


def draws_for(played: Game) -> int:
    """Draws that take about ``attribute_runs`` runs, at least ``attribute_draws``."""
    each = runs_a_draw(len(played.players))
    return int(
        np.clip(settings.count("attribute_runs") // each, settings.count("attribute_draws"), settings.count("draws"))
    )


def runs_a_draw(players: int) -> int:
    """Runs of a draw: all coalitions, or the orders', each part alone and each left out, and pairs."""
    if players <= settings.count("attribute_exact"):
        return 1 << players
    top = min(players, settings.count("attribute_top"))
    return 2 * settings.count("attribute_orders") * (players - 1) + 2 + 2 * players + 4 * (top * (top - 1) // 2)


def expected_runs(played: Game, draws: int | None, lineages: bool = True) -> int:
    """Runs that an attribution takes."""
    number = draws_for(played) if draws is None else draws
    return number * (runs_a_draw(len(played.players)) + 2 * lineages)


def exactly(played: Game, draws: xr.Dataset, dates: list[str], asking: Asking) -> Worth:
    """From all coalitions, each in every draw."""
    coalitions = [played.with_parts(mask) for mask in range(played.all + 1)]
    fte = asking.due(coalitions, draws, 1, dates)[:, :, 0]
    number = len(played.players)
    alone = np.array([fte[1 << place] - fte[0] for place in range(number)])
    last = np.array([fte[-1] - fte[played.all ^ 1 << place] for place in range(number)])
    pairs = list(combinations(range(number), 2))
    together = interactions(fte)
    between = np.array([together[one, other] for one, other in pairs]).reshape(len(pairs), *fte.shape[1:])
    return Worth(shares(fte), alone, last, pairs, between, fte[-1] - fte[0])


def by_orders(played: Game, draws: xr.Dataset, dates: list[str], asking: Asking) -> Worth:
    """From some orders of the parts, others in every draw: the shares add up, and their errors hold the sampling."""
    number, pairs = len(played.players), settings.count("attribute_orders")
    first = []
    for label in draws["draw"].values:
        one, orders = draws.sel(draw=[label]), orders_of(number, pairs, int(label), asking.seed)
        single = [1 << place for place in range(number)]
        wanted = {mask for chain in chains(orders) for mask in chain}
        wanted |= {*single, *(played.all ^ mask for mask in single)}
        worth = _worth(played, wanted, one, dates, asking)
        none, whole = worth[0], worth[played.all]
        alone = np.array([worth[mask] - none for mask in single])
        last = np.array([whole - worth[played.all ^ mask] for mask in single])
        first.append((sampled_shares(orders, worth), alone, last, whole - none))
    found, alone, last = (np.stack([each[place] for each in first], axis=1) for place in range(3))
    chosen = _largest(found)
    between = np.stack(
        [_between(played, chosen, draws.sel(draw=[label]), dates, asking) for label in draws["draw"].values], axis=1
    )
    return Worth(found, alone, last, chosen, between, np.array([each[3] for each in first]))


def _worth(played: Game, coalitions: set[int], one: xr.Dataset, dates: list[str], asking: Asking) -> dict[int, Array]:
    """FTE (date) of some coalitions in one draw."""
    masks = sorted(coalitions)
    fte = asking.due([played.with_parts(mask) for mask in masks], one, 1, dates)[:, 0, 0]
    return dict(zip(masks, fte, strict=True))


def _largest(found: Array) -> list[tuple[int, int]]:
    """Pairs among the parts with the largest shares at the last date."""
    size = np.abs(np.nanmean(found[..., -1], axis=1))
    top = sorted(np.argsort(-size)[: settings.count("attribute_top")])
    return [(int(one), int(other)) for one, other in combinations(top, 2)]


def _between(played: Game, pairs: list[tuple[int, int]], one: xr.Dataset, dates: list[str], asking: Asking) -> Array:
    """Interactions (pair, date) in one draw, each beside parts before the pair in an order drawn at random."""
    rng = np.random.default_rng([asking.seed, int(one["draw"].values[0]), 1])
    sides = []
    for pair in pairs:
        others = [place for place in range(len(played.players)) if place not in pair]
        before = rng.permutation(others)[: rng.integers(0, len(others) + 1)]
        sides.append(sum(1 << int(place) for place in before))
    masks = [
        (side, side | 1 << i, side | 1 << j, side | 1 << i | 1 << j) for side, (i, j) in zip(sides, pairs, strict=True)
    ]
    worth = _worth(played, {mask for four in masks for mask in four}, one, dates, asking)
    return np.array([worth[both] - worth[i] - worth[j] + worth[none] for none, i, j, both in masks])


def _labelled(played: Game, worth: Worth, dates: list[str]) -> xr.Dataset:
    names, fte = list(played.players), {"units": "FTE"}
    found = xr.Dataset(
        {
            **{
                name: (("player", "date", "said"), said(getattr(worth, field)), fte)
                for name, field in (("share", "shares"), ("alone", "alone"), ("last", "last"))
            },
            "interaction": (("pair", "date", "said"), said(worth.interactions, student_half_width), fte),
            "told": (("pair", "date"), told_from_zero(worth.interactions)),
            "total": (("date", "said"), said(worth.total[None])[0], fte),
            "one": ("pair", [names[one] for one, _ in worth.pairs]),
            "other": ("pair", [names[other] for _, other in worth.pairs]),
            "title_en": ("player", [title.get("en", name) for name, title in zip(names, played.titles, strict=True)]),
            "title_da": ("player", [title.get("da", name) for name, title in zip(names, played.titles, strict=True)]),
            "decided_by": ("player", [";".join(who) for who in played.deciders]),
        },
        {"player": names, "date": dates, "said": list(SAID)},
    )
    order = np.argsort(-np.nan_to_num(found["share"].sel(said="mean").isel(date=-1).values), kind="stable")
    return found.isel(player=order)


def said(values: Array, half_width: Callable[[int], float] = lambda _: normal_half_width()) -> Array:
    """Mean over draws, its error and 90 % interval, (..., date, said), of values (..., draw, date)."""
    moved = np.moveaxis(values, -1, 1)
    found = np.full((*moved.shape[:2], len(SAID)), np.nan)
    for place in np.ndindex(*moved.shape[:2]):
        mean, error, draws = clustered(moved[place][:, None])
        half = half_width(draws) * error
        found[place] = mean, error, mean - half, mean + half
    return found


def told_from_zero(values: Array) -> np.ndarray:
    """Which means of values (pair, draw, date) are told from zero, at each date all pairs considered."""
    chance = np.array([[by_chance(one[:, [date]]) for date in range(values.shape[-1])] for one in values])
    chance = chance.reshape(len(values), values.shape[-1])
    return np.apply_along_axis(holm, 0, chance) <= settings.number("told_noise") if chance.size else chance > 0.0
