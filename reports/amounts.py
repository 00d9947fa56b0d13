"""Amounts of what can be seen, in the words of a language: at least, at most, between."""

from __future__ import annotations

import math

from samspil.experiments.watching.observables import Observable

from .told import filled
from .words import Words


def limits(low: float, high: float, form: str, say: Words) -> str:
    """Both ends in words; an end that is infinite is left open."""
    if math.isfinite(low) and math.isfinite(high):
        return say("takes.amount.between", low=amount(low, form, say), high=amount(high, form, say))
    end, value = ("low", low) if math.isfinite(low) else ("high", high)
    return say(f"takes.amount.{end}", value=amount(value, form, say))


def amount(value: float, form: str, say: Words) -> str:
    """A value as its form is written: a share in percent, a count whole, anything else by its figures."""
    if form == "share":
        return say.numbers.percent(value)
    return say.numbers.plain(value) if form in ("count", "fte", "money") else say.numbers.figures(value)


def sentence(observable: Observable, low: float, high: float, municipalities: int, say: Words) -> str:
    """What is seen, with its amount."""
    told = limits(low, high, observable.form, say)
    return filled(observable.sentence[say.lang], {"amount": told, "municipalities": say.numbers.plain(municipalities)})
