"""The best portfolio of levers under a yearly budget of additional public money, with its certificate."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import xarray as xr

from samspil.model.errors import UserError
from samspil.model.messages import say
from samspil.runs.fitted import draws_of
from samspil.scenarios import load, loads
from samspil.scenarios.documents.deciders import deciders_of

from .. import settings
from ..asking import Asking
from ..statistics import clustered
from ..written import identity
from .bought import along, bought, records
from .certify import certificate, regret, waiting
from .moves import Move, document, first_start, moves, portfolio, titles, waiting_start
from .scores import COST, DEAREST, MEASURES, UNITS, VALUE, Trial
from .search import Limits, Tried, is_on_front, search
from .together import together

NAME = "plan"
# The front that is told: more for less, at the last told date and in the worst tenth of draws.
LARGE = (MEASURES.index("due"), MEASURES.index("last"), MEASURES.index("worst"))


@dataclass(frozen=True)
class Size:
    """How much is run: portfolios in the search, draws of each there, draws that choose, fresh draws that tell."""

    portfolios: int
    search: int
    choose: int
    fresh: int

    @classmethod
    def usual(cls, portfolios: int | None = None, fresh: int | None = None) -> Size:
        """As ``settings.csv`` says where nothing is asked for; fewer fresh draws bring fewer of the others."""
        told = fresh or settings.count("plan_fresh_draws")
        return cls(
            portfolios or settings.count("plan_portfolios"),
            min(told, settings.count("plan_search_draws")),
            min(told, settings.count("plan_choose_draws")),
            told,
        )

    @property
    def runs(self) -> int:
        """Runs that a plan takes at most, current policy beside it."""
        searched = (self.portfolios + 2) * self.search
        chosen = (settings.count("plan_finalists") + settings.count("plan_levers") + 2) * self.choose
        told = 3 + settings.count("plan_finalists") + settings.count("plan_levers") + 1
        return searched + chosen + told * self.fresh


@dataclass(frozen=True)
class Chosen:
    """A finalist with its FTE-years a year in the draws of the search, and its scores in those that chose."""

    adds: dict[str, float]
    scenario: Any
    searched: float
    scores: np.ndarray


def plan(
    budget: float,
    size: Size | None = None,
    asking: Asking | None = None,
    levers: int | None = None,
    every_year: bool = False,
) -> xr.Dataset:
    """Search levers, run what is found again on fresh draws under a fresh seed, and tell what it is worth.

    Args:
        budget: additional public money, million DKK a year (mean of the first four years, decision 0023).
        size: portfolios and draws; as ``settings.csv`` says if not given.
        asking: seed of the search (the fresh seed is the next one), level, workers, and what draws are of; answers that
            it keeps are not asked again.
        levers: how many are moved at once at most: delivery capacity; as ``settings.csv`` says if not given.
        every_year: the budget holds in each year until the last, not only in the mean of the first four.

    Returns:
        Dims ``portfolio``, ``lever``, ``measure``: ``adds`` (portfolio, lever) what each adds to current policy,
        ``score`` (portfolio, measure) what it gave in the search, ``on_front`` (portfolio) whether another within the
        budget gave more of everything. Of each lever of the plan, by fresh runs, what goes and what is saved where it
        alone is left out (NaN of the others): ``fte`` (lever, date, said: ``mean``, ``se``, ``low``, ``high``),
        ``fte_years``, ``money_mdkk``, ``additional_mdkk`` (lever, said), ``price`` (lever), ``told`` (lever, date)
        and ``years_told``; with ``changes``, ``decided_by``, ``decider`` and ``starts`` (lever). The attribute
        ``plan`` is JSON: the winner's policy file, its certificate from fresh runs, value in search and fresh,
        regret, what each lever buys and who decides it, what the few decisions give together, what waiting costs;
        ``worth`` is 0 where nothing found is told from nothing.

    Raises:
        UserError: the budget is not positive.

    Example:
        >>> from samspil.experiments.portfolio.planning import Size
        >>> found = plan(500, Size(portfolios=60, search=2, choose=2, fresh=3), Asking(workers=1))
        >>> dict(found.sizes)["measure"]
        7
    """
    if not np.isfinite(budget) or budget <= 0.0:
        raise UserError(say("plan-without-money", budget=budget))
    asked, wanted = asking or Asking(), size or Size.usual()
    baseline = load(settings.word("baseline"))
    possible = moves(baseline)
    limits = Limits(budget, levers or settings.count("plan_levers"), DEAREST if every_year else COST)
    drawn = draws(wanted.search + wanted.choose, asked)
    trial = Trial(baseline, drawn.isel(draw=slice(wanted.search)), asked)

    def score(portfolios: Sequence[dict[str, float]]) -> np.ndarray:
        return trial.scores([portfolio(adds, possible, baseline) for adds in portfolios])

    tried = search(possible, score, limits, wanted.portfolios, asked.seed)
    found = _labelled(tried, possible, limits)
    told = {"budget_mdkk": budget, "seed": asked.seed, "potentials": asked.level, "baseline": baseline.name}
    told |= {"levers": limits.levers, "every_year": int(every_year), "base": asked.base}
    told |= {"fresh_seed": asked.seed + settings.count("plan_fresh_seed"), **identity(NAME, baseline.target)}
    told |= {f"draws_{name}": getattr(wanted, name) for name in ("search", "choose", "fresh")}
    choosing = Trial(baseline, drawn.isel(draw=slice(wanted.search, None)), asked)
    places = inside(tried, limits)
    finalists = chosen(tried, places, possible, limits, choosing)
    if not finalists:
        none = {"winner": None, "tried_again": len(places)}
        return found.assign_attrs({**told, "worth": 0, "plan": json.dumps(none)})
    finalists[0] = searched_again(pruned(finalists[0], possible, limits, choosing), trial)
    again = replace(asked, seed=told["fresh_seed"])
    fresh = Trial(baseline, draws(wanted.fresh, again), again)
    record, levers_told = settled(finalists, possible, limits, fresh)
    record["certificate"]["draws_seen_before"] = seen_before(drawn, fresh.draws)
    found = found.merge(along(levers_told, record["adds"], possible, baseline)).assign_attrs(told)
    record["together"] = together(found, record["adds"], possible, fresh)
    return found.assign_attrs({"worth": int(record["worth"]), "plan": json.dumps(record, ensure_ascii=False)})


def draws(number: int, asking: Asking) -> xr.Dataset:
    """Draws under the seed, of what draws are to be of."""
    return draws_of(number, asking.seed, asking.base == "prior", asking.base == "stale")


def seen_before(found: xr.Dataset, fresh: xr.Dataset) -> int:
    """Fresh draws whose numbers were also among those that found and chose the plan; their luck is another.

    The posterior has so many draws, of which each seed takes some; those of the prior are always new.
    """
    if "place" not in found.coords or "place" not in fresh.coords:
        return 0
    return int(np.isin(fresh["place"].values, found["place"].values).sum())


def inside(tried: Tried, limits: Limits) -> list[int]:
    """Places of the finalists: of those that give anything within the budget in the search, the ones with most
    FTE-years, with the best of each other measure among them."""
    scores = tried.scores
    within = np.flatnonzero((scores[:, limits.money] <= limits.budget) & (scores[:, VALUE] > 0.0))
    within = np.array([place for place in within if tried.adds[place]], dtype=int)
    if not within.size:
        return []
    by_value = within[np.argsort(-scores[within, VALUE], kind="stable")]
    best = [int(within[np.argmax(scores[within, measure])]) for measure in LARGE]
    return list(dict.fromkeys([int(by_value[0]), *best, *map(int, by_value)]))[: settings.count("plan_finalists")]


def chosen(tried: Tried, places: Sequence[int], possible: Sequence[Move], limits: Limits, trial: Trial) -> list[Chosen]:
    """Those of the finalists that give anything within the budget in further draws, the most first."""
    if not places:
        return []
    scores = tried.scores
    plans = [portfolio(tried.adds[place], possible, trial.baseline) for place in places]
    told = trial.scores(plans)
    found = [
        Chosen(tried.adds[place], one, float(scores[place, VALUE]), row)
        for place, one, row in zip(places, plans, told, strict=True)
    ]
    within = [each for each in found if each.scores[limits.money] <= limits.budget and each.scores[VALUE] > 0.0]
    return sorted(within, key=lambda each: -each.scores[VALUE])


def pruned(best: Chosen, possible: Sequence[Move], limits: Limits, trial: Trial) -> Chosen:
    """The best without levers that give nothing that the draws tell: passengers, that a search takes along for free.

    It stays as it is where what is left is told to give less, or takes more than the budget.
    """
    without = {
        lever: portfolio({name: each for name, each in best.adds.items() if name != lever}, possible, trial.baseline)
        for lever in best.adds
    }
    found = trial.runs([best.scenario, *without.values()])
    whole = trial.years(found.sel(scenario=best.scenario.name))
    lost = {lever: whole - trial.years(found.sel(scenario=each.name)) for lever, each in without.items()}
    kept = {lever: best.adds[lever] for lever, years in lost.items() if is_told(years)}
    if not kept or len(kept) == len(best.adds):
        return best
    scenario = portfolio(kept, possible, trial.baseline)
    scores = trial.scores([scenario])[0]
    own = trial.years(trial.runs([scenario]).isel(scenario=0))
    is_worse = is_told(whole - own) or scores[limits.money] > limits.budget
    return best if is_worse else replace(best, adds=kept, scenario=scenario, scores=scores)


def searched_again(first: Chosen, trial: Trial) -> Chosen:
    """With what it gives in the draws of the search as it now stands: what was pruned is another portfolio there."""
    return replace(first, searched=float(trial.scores([first.scenario])[0][VALUE]))


def is_told(years: np.ndarray) -> bool:
    """Whether a gain (draw, replicate) is told from zero, from above."""
    mean, error, _ = clustered(years)
    return bool(mean > settings.number("moved_errors") * error)


def settled(
    finalists: Sequence[Chosen], possible: Sequence[Move], limits: Limits, fresh: Trial
) -> tuple[dict[str, Any], xr.Dataset]:
    """The record of the winner: its certificate, and what stands beside it, all from the same fresh runs; and what its
    levers give."""
    first, baseline = finalists[0], fresh.baseline
    without = {
        lever: portfolio({name: value for name, value in first.adds.items() if name != lever}, possible, baseline)
        for lever in first.adds
    }
    late = portfolio(first.adds, possible, baseline, waiting_start())
    late = replace(late, name=f"{late.name}-later")
    runners = [each.scenario for each in finalists[1:]]
    rest = [each for each in without.values() if each.name != baseline.name]
    found = fresh.runs([first.scenario, *runners, *rest, late])
    found = found.assign_coords(
        scenario=[NAME if each == first.scenario.name else each for each in found["scenario"].values]
    )
    text = written(first.adds, possible, limits.budget)
    winner = loads(text, NAME)
    told, parts = certificate(fresh, winner, found, limits), bought(fresh, winner, without, found)
    record = {
        "winner": NAME,
        "policy": text,
        "adds": first.adds,
        "deciders": {lever: list(deciders_of([lever])) for lever in first.adds},
        "start": first_start(),
        "budget_mdkk": limits.budget,
        "certificate": told,
        "value": value(first.searched, float(first.scores[VALUE]), told["fte_years"]),
        "regret": regret(fresh, winner, runners, found),
        "runners_up": {each.scenario.name: each.adds for each in finalists[1:]},
        "bought": records(parts),
        "waiting": {
            "start": waiting_start(),
            "fte_years_lost": waiting(fresh, winner, late, found, counted_years(found)),
        },
        "worth": bool(told["fte_years"]["low"] is not None and told["fte_years"]["low"] > 0.0),
    }
    return record, parts


def value(searched: float, choosing: float, fresh: Any) -> dict[str, Any]:
    """What the winner gave where it was found, where it was chosen, and in fresh runs; what was luck of the finding."""
    told = fresh["mean_difference"]
    optimism = None if told is None else searched - told
    return {"search": searched, "choosing": choosing, "fresh": told, "lower": fresh["low"], "optimism": optimism}


def counted_years(found: xr.Dataset) -> int:
    """Years that FTE-years are counted over: from the first policy year to the last simulated."""
    return int(found["year"].values[-1]) - settings.count("policy_year") + 1


def written(adds: dict[str, float], possible: Sequence[Move], budget: float) -> str:
    """The winner's policy file."""
    return document(adds, possible, first_start(), NAME, title=titles(budget), budget=budget)


def _labelled(tried: Tried, possible: Sequence[Move], limits: Limits) -> xr.Dataset:
    table = np.array([[adds.get(move.lever, 0.0) for move in possible] for adds in tried.adds])
    inside = tried.scores[:, limits.money] <= limits.budget
    front = np.zeros(len(inside), dtype=bool)
    front[inside] = is_on_front(tried.scores[inside], LARGE, (limits.money,)) if inside.any() else front[inside]
    return xr.Dataset(
        {
            "adds": (("portfolio", "lever"), table),
            "score": (("portfolio", "measure"), tried.scores),
            "on_front": ("portfolio", front),
            "unit": ("measure", list(UNITS)),
            "most": ("lever", [move.most for move in possible]),
        },
        {
            "portfolio": np.arange(len(table)),
            "lever": [move.lever for move in possible],
            "measure": list(MEASURES),
        },
    )
