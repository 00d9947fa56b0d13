"""Who decides, what, and for how much, in words."""

from __future__ import annotations

import xarray as xr

from samspil.experiments import settings
from samspil.experiments.choosing import best, candidates
from samspil.experiments.decided import Decision, Range
from samspil.model.levers import levers
from samspil.model.units import unit_in

from .words import Words

MOST = 3


def who(decided_by: str, say: Words, most: int | None = MOST) -> str:
    """Those who decide (codes with semicolons): the first few by name and how many more there are; None names all."""
    names = [say(f"who.{code}") for code in decided_by.split(";") if code]
    told = ", ".join(names[:most])
    return told if most is None or len(names) <= most else say("who.more", names=told, count=str(len(names) - most))


def answer(found: xr.Dataset, say: Words) -> str:
    """The sentence that a ranking, an attribution or a plan opens with: what matters most for the money.

    Empty where nothing was looked at, as a plan that found nothing does not.
    """
    looked_at = candidates(found)
    if not looked_at:
        return ""
    first = best(found)
    if first is None:
        return say(
            "money.none",
            count=str(len(looked_at)),
            least=say.numbers.amount(settings.number("decision_least")),
            month=say.numbers.month(max(looked_at[0].fte)),
            draws=str(looked_at[0].source["draws"]),
        )
    return decided(first, say)


def decided(decision: Decision, say: Words) -> str:
    """What a decision gives, for how much, who takes it and by when."""
    number = say.numbers
    told = {
        "what": what(decision, say),
        "fte": say(
            "money.and", first=gain(decision, min(decision.fte), say), then=gain(decision, max(decision.fte), say)
        ),
        "mdkk": number.signed(decision.mdkk["mean"]),
        "who": who(";".join(decision.deciders), say),
        "by": number.month(decision.decide_by),
        "start": number.month(decision.start),
    }
    if decision.dkk_per_fte_year is None:
        return say("money.free", money=ranged(decision.money_mdkk, say), **told)
    return say("money.best", price=number.amount(decision.dkk_per_fte_year), wage=number.amount(decision.wage), **told)


def what(decision: Decision, say: Words) -> str:
    """The title; of one lever with how far it goes from current policy."""
    title = decision.title[say.lang]
    lever = levers().get(decision.id)
    amount = decision.changes.get(decision.id)
    if lever is None or amount is None:
        return title
    signed = f"{'+' if amount > 0 else ''}{say.numbers.figures(amount)}"
    return say("money.level", title=title, amount=signed, unit=unit_in(lever.unit, say.lang))


def gain(decision: Decision, date: str, say: Words) -> str:
    """FTE at a date, with their interval, and whether they are told from zero."""
    told, number = decision.fte[date], say.numbers
    ends = {name: number.signed(told[name]) for name in ("low", "high")}
    key = "money.gain" if told["told"] else "money.gain.untold"
    return say(key, fte=number.signed(told["mean"]), month=number.month(date), **ends)


def ranged(value: Range, say: Words) -> str:
    """A mean with its interval in brackets."""
    mean, low, high = (say.numbers.signed(value[name]) for name in ("mean", "low", "high"))
    return f"{mean} ({low} … {high})"


def price(decision: Decision, say: Words) -> str:
    """DKK per FTE-year, or that it cannot be told."""
    each = decision.dkk_per_fte_year
    return say("money.no_price") if each is None else say.numbers.amount(each)
