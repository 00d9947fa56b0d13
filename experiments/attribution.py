"""What each part of a policy gives: Shapley shares of what it frees more than current policy, with interactions."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np
import xarray as xr

from samspil.runs.fitted import draws_of

from . import settings
from .additional import window
from .asking import Asking
from .coalitions import Game, game
from .comparison import student_half_width
from .ensemble import Array
from .judging import measured
from .lineages import lineage
from .marginal import BESIDE, effects, numbers, said_of
from .outcomes import asked_dates
from .parts import labelled
from .shapley import chains, interactions, orders_of, sampled_shares, shares
from .statistics import by_chance, holm
from .written import identity


@dataclass(frozen=True)
class Worth:
    """What the parts of a policy give and take in each draw: shares (player, draw, number), what each gives alone and
    last, the pairs that were looked at (pair, 2) with their interactions (pair, draw, number), and the total (draw,
    number); numbers are FTE at the told dates and then those of `marginal.BESIDE`."""

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
        mean). ``share`` (player, date, said), FTE, adds up to ``total`` (date, said); ``share_told`` (player, date) is
        whether it is told from zero, by ``chance``, all parts, dates and years considered; ``alone`` is what a part
        gives by itself, ``last`` what it gives beyond all others.

        Shares of money and years add up likewise: ``fte_years`` (player, said) FTE-years a year and ``money_mdkk``,
        money of all payers, from 2027 on, to ``total_fte_years`` and ``total_money_mdkk``; ``additional_mdkk``, public
        money in the policy's first four years, to ``total_additional_mdkk``. ``price`` (player) and ``total_price`` are
        DKK for each FTE-year, NaN where the years (``years_told``) or the money are not told to be more than none; the
        attribute ``wage_dkk`` is a year's wage beside it. ``title_en``, ``title_da``, ``changes`` (JSON: how far each
        lever goes), ``decided_by``, ``decider`` (who can decide all of it) and ``starts`` (player) say what a part is.

        ``interaction`` (pair, date, said) is what the parts ``one`` and ``other`` give beyond what they give apart,
        ``told`` (pair, date) whether it is told from zero, all pairs of the date considered. Draws in which any run
        failed (``failed``) count nowhere. With lineages ``lineage`` (source, of, year) in FTE, and ``regime_fte``
        (regime, of, year) by how solutions came into use.

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
    ran = (exactly if is_exact else by_orders)(played, drawn, asked)
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
        **identity("attribute", played.scenario.target),
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


def exactly(played: Game, draws: xr.Dataset, asking: Asking) -> Worth:
    """From all coalitions, each in every draw."""
    worth = _worth(played, range(played.all + 1), draws, asking)
    given = np.stack([worth[mask] for mask in range(played.all + 1)])
    number = len(played.players)
    alone = np.array([given[1 << place] - given[0] for place in range(number)])
    last = np.array([given[-1] - given[played.all ^ 1 << place] for place in range(number)])
    pairs = list(combinations(range(number), 2))
    together = interactions(given)
    between = np.array([together[one, other] for one, other in pairs]).reshape(len(pairs), *given.shape[1:])
    return Worth(shares(given), alone, last, pairs, between, given[-1] - given[0])


def by_orders(played: Game, draws: xr.Dataset, asking: Asking) -> Worth:
    """From some orders of the parts, others in every draw: the shares add up, and their errors hold the sampling."""
    number, pairs = len(played.players), settings.count("attribute_orders")
    first = []
    for label in draws["draw"].values:
        one, orders = draws.sel(draw=[label]), orders_of(number, pairs, int(label), asking.seed)
        single = [1 << place for place in range(number)]
        wanted = {mask for chain in chains(orders) for mask in chain}
        wanted |= {*single, *(played.all ^ mask for mask in single)}
        worth = _one(played, wanted, one, asking)
        none, whole = worth[0], worth[played.all]
        alone = np.array([worth[mask] - none for mask in single])
        last = np.array([whole - worth[played.all ^ mask] for mask in single])
        first.append((sampled_shares(orders, worth), alone, last, whole - none))
    found, alone, last = (np.stack([each[place] for each in first], axis=1) for place in range(3))
    chosen = _largest(found[..., place_of_last(played)])
    between = np.stack(
        [_between(played, chosen, draws.sel(draw=[label]), asking) for label in draws["draw"].values], axis=1
    )
    return Worth(found, alone, last, chosen, between, np.array([each[3] for each in first]))


def _worth(played: Game, coalitions: Iterable[int], draws: xr.Dataset, asking: Asking) -> dict[int, Array]:
    """Numbers (draw, number) of some coalitions; public money of all in the months that the whole is counted in."""
    masks = sorted(coalitions)
    found = measured(asking, [played.with_parts(mask) for mask in masks], draws)
    return dict(zip(masks, numbers(found, window(played.scenario, played.baseline)), strict=True))


def _one(played: Game, coalitions: Iterable[int], one: xr.Dataset, asking: Asking) -> dict[int, Array]:
    """Numbers (number,) of some coalitions in one draw."""
    return {mask: each[0] for mask, each in _worth(played, coalitions, one, asking).items()}


def place_of_last(played: Game) -> int:
    """Where FTE at the last told date stand among the numbers."""
    return len(asked_dates(played.scenario.target.record()["by"])) - 1


def _largest(found: Array) -> list[tuple[int, int]]:
    """Pairs among the parts with the largest shares (player, draw)."""
    size = np.abs(np.nanmean(found, axis=1))
    top = sorted(np.argsort(-size)[: settings.count("attribute_top")])
    return [(int(one), int(other)) for one, other in combinations(top, 2)]


def _between(played: Game, pairs: list[tuple[int, int]], one: xr.Dataset, asking: Asking) -> Array:
    """Interactions (pair, number) in one draw, each beside parts before the pair in an order drawn at random."""
    rng = np.random.default_rng([asking.seed, int(one["draw"].values[0]), 1])
    sides = []
    for pair in pairs:
        others = [place for place in range(len(played.players)) if place not in pair]
        before = rng.permutation(others)[: rng.integers(0, len(others) + 1)]
        sides.append(sum(1 << int(place) for place in before))
    masks = [
        (side, side | 1 << i, side | 1 << j, side | 1 << i | 1 << j) for side, (i, j) in zip(sides, pairs, strict=True)
    ]
    worth = _one(played, {mask for four in masks for mask in four}, one, asking)
    return np.array([worth[both] - worth[i] - worth[j] + worth[none] for none, i, j, both in masks])


def _labelled(played: Game, worth: Worth, dates: list[str]) -> xr.Dataset:
    names, fte, many = list(played.players), {"units": "FTE"}, len(dates)
    given = effects(worth.shares, dates, "player", names).rename(fte="share", told="share_told")
    whole = effects(worth.total[None], dates, "whole", [played.scenario.name]).isel(whole=0, drop=True)
    found = xr.Dataset(
        {
            **{
                name: (("player", "date", "said"), said_of(getattr(worth, name)[..., :many]), fte)
                for name in ("alone", "last")
            },
            "interaction": (
                ("pair", "date", "said"),
                said_of(worth.interactions[..., :many], student_half_width),
                fte,
            ),
            "told": (("pair", "date"), told_from_zero(worth.interactions[..., :many])),
            "one": ("pair", [names[one] for one, _ in worth.pairs]),
            "other": ("pair", [names[other] for _, other in worth.pairs]),
        },
    )
    totals = whole[["fte", *BESIDE, "price"]].rename(
        {name: "total" if name == "fte" else f"total_{name}" for name in ("fte", *BESIDE, "price")}
    )
    found = found.merge(given).merge(totals).merge(labelled(played.parts(), "player"))
    order = np.argsort(-np.nan_to_num(found["share"].sel(said="mean").isel(date=-1).values), kind="stable")
    return found.isel(player=order)


def told_from_zero(values: Array) -> np.ndarray:
    """Which means of values (pair, draw, date) are told from zero, at each date all pairs considered."""
    chance = np.array([[by_chance(one[:, [date]]) for date in range(values.shape[-1])] for one in values])
    chance = chance.reshape(len(values), values.shape[-1])
    return np.apply_along_axis(holm, 0, chance) <= settings.number("told_noise") if chance.size else chance > 0.0
