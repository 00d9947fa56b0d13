"""The sentences that a plan opens with: which portfolio, what it gives, for how much, and how sure that is."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import xarray as xr

from samspil.experiments.choosing import candidates

from .words import Words


def planned(found: xr.Dataset, say: Words) -> list[str]:
    """What is planned; that nothing is told to be worth it comes first where it is so.

    Args:
        found: what `samspil.experiments.plan` gives.
        say: words of the language.
    """
    record, attrs = json.loads(found.attrs["plan"]), found.attrs
    budget = say.numbers.amount(attrs["budget_mdkk"])
    if not record["winner"]:
        again = record["tried_again"]
        key = "plan.none_chosen" if again else "plan.none"
        return [say(key, budget=budget, count=str(again), draws=str(attrs["draws_choose"]))]
    told = [] if attrs["worth"] else [say("plan.nothing", budget=budget)]
    return [*told, _answer(found, record, budget, say)]


def _answer(found: xr.Dataset, record: Mapping[str, Any], budget: str, say: Words) -> str:
    own, number = record["certificate"], say.numbers
    gains = [_gain(date, gap, say) for date, gap in own["fte"].items()]
    years, money = own["fte_years"], own["additional_mdkk"]
    titles = {one.id: one.title[say.lang] for one in candidates(found)}
    line = say(
        "plan.answer",
        budget=budget,
        levers=_listed([titles[name] for name in record["adds"] if name in titles], say),
        fte=say("money.and", first=gains[0], then=gains[-1]),
        money=number.signed(money["mean_difference"]),
        better=number.plain(years["p_better"] * own["draws"]),
        draws=number.plain(own["draws"]),
    )
    first = record["regret"]["first"].get("plan") if record["regret"]["best"] is not None else None
    told = [line] if first is None else [line, say("plan.first_in", first=number.percent(first))]
    if own["price"] is not None:
        wage = number.amount(found.attrs["wage_dkk"])
        told.append(say("plan.price_wage", price=number.amount(own["price"]), wage=wage))
    return " ".join(told)


def _listed(titles: list[str], say: Words) -> str:
    *first, last = titles or [""]
    return say("money.and", first=", ".join(first), then=last) if first else last


def _gain(date: str, gap: Mapping[str, Any], say: Words) -> str:
    """The mean at a date, and where nine in ten draws lie: what one will see, not how well the mean is known."""
    mean, low, high = (say.numbers.signed(gap[name]) for name in ("mean_difference", "p05", "p95"))
    return say("plan.gain", fte=mean, month=say.numbers.month(date), low=low, high=high)
