"""The few decisions that matter most for the money, from what a plan, an attribution or a ranking found.

A decision is one that somebody can take alone: a lever, an event, or a policy all of whose parts one kind of decider
decides. What is not told from zero is named, and is no decision.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import xarray as xr

from samspil.model.epoch import month_number, month_text
from samspil.model.errors import UserError
from samspil.model.messages import say
from samspil.scenarios.tables import lead_months

from . import settings
from .decided import Chosen, Decision, Gain, Range, Source
from .outcomes import number
from .records import Number
from .written import of_one_target, read

# Where a part stands in what each analysis gives, the most marginal first: beside the rest of the best plan, on average
# over orders of the parts of a policy, alone beside current policy.
ANALYSES = ("plan", "attribute", "rank")
DIMS = {"plan": "lever", "attribute": "player", "rank": "policy"}
FTE = {"plan": "fte", "attribute": "share", "rank": "fte"}
TOLD = {"plan": "told", "attribute": "share_told", "rank": "told"}
SAID = {"plan": "said", "attribute": "said", "rank": "gap"}
MEAN = {"plan": "mean", "attribute": "mean", "rank": "mean_difference"}


def decisions(
    attribution: xr.Dataset | None = None,
    plan: xr.Dataset | None = None,
    rank: xr.Dataset | None = None,
    most: int = 3,
) -> list[Decision]:
    """The decisions with the cheapest FTE-years of those that are told from zero and that one decider can take.

    Args:
        attribution: what `attribute` gives.
        plan: what `plan` gives.
        rank: what `rank` gives.
        most: how many at most.

    Returns:
        What takes no money that is told from none comes first, then by price. A lever is in one decision alone: in that
        of the plan before that of an attribution, and there before that of a ranking.

    Raises:
        UserError: they count under different targets.

    Example:
        >>> from samspil.experiments import rank
        >>> decisions(rank=rank(["use-what-we-have"], 2))
        []
    """
    given = _given(attribution, plan, rank)
    return apart([each for each in _by_money(given) if each.decider])[:most]


def best(found: xr.Dataset) -> Decision | None:
    """What of one analysis matters most for the money; who decides it may be several. None: none is told."""
    return next((each for each in _by_money({found.attrs["analysis"]: found}) if each.is_decided), None)


def candidates(found: xr.Dataset) -> list[Decision]:
    """Everything that one analysis tells of, in its order."""
    name = str(found.attrs["analysis"])
    if FTE[name] not in found:  # a plan that found nothing
        return []
    labels = [str(label) for label in found[DIMS[name]].values]
    each = [_decision(found.sel({DIMS[name]: label}), name, label) for label in labels]
    return [one for one in each if one.start]


def chosen(folder: str | Path, most: int = 3, target: Any = None) -> Chosen:
    """The decisions of the analyses that a folder holds (``plan.nc``, ``attribute.nc``, ``rank.nc``).

    Args:
        folder: what ``--to`` of `plan`, `attribute` and `rank` wrote.
        most: how many decisions at most.
        target: the record of a target that they must count under, where one is given.

    Raises:
        UserError: none is there, or one is of another format or target, or was changed.
    """
    found = {name: Path(folder) / f"{name}.nc" for name in ANALYSES if (Path(folder) / f"{name}.nc").is_file()}
    if not found:
        raise UserError(say("no-analyses", folder=folder, names=", ".join(f"{name}.nc" for name in ANALYSES)))
    held = {name: read(path, name) for name, path in found.items()}
    of_one_target({str(found[name]): one for name, one in held.items()}, target)
    return picked(held, most)


def picked(given: Mapping[str, xr.Dataset], most: int = 3) -> Chosen:
    """The decisions of analyses by name, and what stands beside them."""
    held = {name: given[name] for name in ANALYSES if name in given}
    every = _unique(each for found in held.values() for each in candidates(found) if each.is_decided)
    ranked = _by_money(held)
    taken = sorted(apart([each for each in ranked if each.decider])[:most], key=lambda each: not each.is_sure)
    budget = held["plan"].attrs["budget_mdkk"] if "plan" in held else None
    return Chosen(
        taken,
        [each.title for each in ranked if each.is_decided and not each.decider],
        [each.title for each in every if not each.told],
        [each.title for each in every if each.is_gain and not _is_large(each)],
        [each.title for each in every if each.told and not each.is_gain],
        budget,
        held,
    )


def apart(ranked: Sequence[Decision]) -> list[Decision]:
    """Those that change nothing that one before them changes."""
    found: list[Decision] = []
    for each in ranked:
        if not any(set(each.changes) & set(one.changes) for one in found):
            found.append(each)
    return found


def _by_money(given: Mapping[str, xr.Dataset]) -> list[Decision]:
    """What is told and large enough to be decided on: without more money first, then by price.

    What a more marginal analysis tells of a lever stands before what another does.
    """
    large: list[Decision] = []
    for name in (name for name in ANALYSES if name in given):
        known = {change for one in large for change in one.changes}
        large += [each for each in candidates(given[name]) if _is_large(each) and not known & set(each.changes)]
    return sorted(large, key=lambda each: (each.dkk_per_fte_year or 0.0, -(each.fte_years["mean"] or 0.0)))


def _is_large(decision: Decision) -> bool:
    """Whether it is told to give so much that it is worth a decision."""
    return decision.is_gain and (decision.last["mean"] or 0.0) >= settings.number("decision_least")


def _unique(found: Iterable[Decision]) -> list[Decision]:
    """Each once, as the first analysis tells it."""
    first: dict[str, Decision] = {}
    for each in found:
        first.setdefault(each.id, each)
    return list(first.values())


def _given(attribution: xr.Dataset | None, plan: xr.Dataset | None, rank: xr.Dataset | None) -> dict[str, xr.Dataset]:
    named = {"plan": plan, "attribute": attribution, "rank": rank}
    found = {name: each for name, each in named.items() if each is not None}
    of_one_target(found)
    return found


def _decision(at: xr.Dataset, name: str, label: str) -> Decision:
    """One part of an analysis."""
    dates = [str(date) for date in at["date"].values]
    ends = {"mean": MEAN[name], "low": "low", "high": "high"}

    def told_range(values: xr.DataArray) -> Range:
        mean, low, high = (number(float(values.sel({SAID[name]: end}))) for end in ends.values())
        return {"mean": mean, "low": low, "high": high}

    told = at[TOLD[name]]
    fte: dict[str, Gain] = {
        date: {
            **told_range(at[FTE[name]].sel(date=date)),
            "p05": _end(at, date, "p05"),
            "p95": _end(at, date, "p95"),
            "told": bool(told.sel(date=date)),
        }
        for date in dates
    }
    start = str(at["starts"].values)
    decided = month_number(start)
    return Decision(
        label,
        {language: str(at[f"title_{language}"].values) for language in ("en", "da")},
        json.loads(str(at["changes"].values) or "{}"),
        str(at["decider"].values),
        tuple(code for code in str(at["decided_by"].values).split(";") if code),
        start,
        "" if decided is None else month_text(decided - lead_months()),
        fte,
        told_range(at["fte_years"]),
        told_range(at["additional_mdkk"]),
        told_range(at["money_mdkk"]),
        number(float(at["price"])),
        float(at.attrs["wage_dkk"]),
        bool(at["years_told"]) and fte[dates[-1]]["told"],
        _source(at, name),
    )


def _end(at: xr.Dataset, date: str, end: str) -> Number:
    """Where one draw in twenty lies beyond; None of an analysis from before it was told."""
    return number(float(at["fte_ends"].sel(date=date, end=end))) if "fte_ends" in at else None


def _source(at: xr.Dataset, name: str) -> Source:
    attrs = at.attrs
    of = {"plan": "plan", "attribute": attrs.get("scenario"), "rank": attrs.get("baseline")}[name]
    seed, draws = ("fresh_seed", "draws_fresh") if name == "plan" else ("seed", "draws")
    return {
        "analysis": name,
        "of": str(of),
        "seed": int(attrs[seed]),
        "draws": int(attrs[draws]),
        "potentials": str(attrs["potentials"]),
    }
