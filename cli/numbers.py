"""Numbers of the command line: written plainly, so that no mark for thousands makes ten of ten thousand."""

from __future__ import annotations

import copy
import math
import re
from functools import partial
from typing import Annotated, Any, get_args, get_origin

import typer

from samspil.model.messages import joined, say
from samspil.model.written import comma_fault, range_text, thousands_fault

WHOLE = re.compile(r"[-+]?\d+")


def plainly(hint: Any) -> Any:
    """The annotation of an option, read by the readers here where it is of numbers; any other as it is."""
    if get_origin(hint) is not Annotated:
        return hint
    kind, info = get_args(hint)[:2]
    kinds = {each for part in get_args(kind) or (kind,) for each in get_args(part) or (part,)}
    read = whole if int in kinds else amount if float in kinds else None
    if read is None:
        return hint
    info = copy.copy(info)
    info.parser = partial(read, low=info.min, high=info.max)
    info.parser.__name__ = read.__name__
    info.metavar = info.metavar or "N"
    return Annotated[kind, info]


def whole(text: str, low: float | None = None, high: float | None = None) -> int:
    """A whole number from `low` to `high`.

    Raises:
        typer.BadParameter: it is none, or is written with a point or a comma.
    """
    fault = thousands_fault(str(text), large=True, whole=True)
    if fault or not WHOLE.fullmatch(str(text).strip()):
        raise typer.BadParameter(joined(f"{text!r} ", fault or say("is-not-a-whole-number")))
    return int(_within(int(text), low, high))


def amount(text: str, low: float | None = None, high: float | None = None) -> float:
    """An amount from `low` to `high` that may well be in the thousands.

    Raises:
        typer.BadParameter: it is no number, or one that may mean thousands.
    """
    fault = thousands_fault(str(text), large=True) or comma_fault(str(text))
    try:
        number = math.nan if fault else float(text)
    except ValueError:
        number = math.nan
    if not math.isfinite(number):
        raise typer.BadParameter(joined(f"{text!r} ", fault or say("is-not-a-number")))
    return _within(number, low, high)


def amount_or_side(text: str) -> float | str:
    """An amount of zero or more; or a side of a comparison, `a` or `b`.

    Raises:
        typer.BadParameter: it is neither.
    """
    from samspil.experiments.budget import SIDES

    if text.isalpha() and text.lower() not in SIDES:
        raise typer.BadParameter(joined(f"{text!r} ", say("is-no-amount-and-no-side")))
    return text.lower() if text.lower() in SIDES else amount(text, low=0.0)


def _within(number: float, low: float | None, high: float | None) -> float:
    low, high = -math.inf if low is None else low, math.inf if high is None else high
    if not low <= number <= high:
        raise typer.BadParameter(say("number-out-of-range", number=number, allowed=range_text(low, high)))
    return number
