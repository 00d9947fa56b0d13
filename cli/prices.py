"""What parts of a policy or levers of a plan give and take: the opening sentence, cells of tables, and sheets."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from .session import Session

if TYPE_CHECKING:
    import xarray as xr

    from samspil.experiments.decided import Decision, Range
    from samspil.reports.words import Words

DOUBT = " 0?"  # stands behind what is not told from zero


def answer(session: Session, found: xr.Dataset) -> None:
    """Print what matters most for the money, which is what these commands are asked."""
    from samspil.reports.decision_words import answer as told
    from samspil.reports.words import words

    sentence = told(found, words(session.language))
    if sentence:
        session.result(sentence)
        session.result()


def heads(session: Session, found: xr.Dataset, names: Sequence[str]) -> list[str]:
    """Heads of columns; ``fte_*`` stands once for each told date, and ``price_wage`` has a year's wage beside it."""
    from samspil.reports.words import words

    number, told = words(session.language).numbers, []
    for name in names:
        months = [number.month(str(date)) for date in found["date"].values] if name.startswith("fte") else [""]
        told += [
            session.say(f"head.{name}", month=month, wage=number.amount(found.attrs["wage_dkk"])) for month in months
        ]
    return told


def gains(decision: Decision, spoken: Words) -> list[str]:
    """FTE at each told date with their interval, doubt behind what is not told from zero."""
    from samspil.reports.decision_words import ranged

    return [ranged(told, spoken) + ("" if told["told"] else DOUBT) for told in decision.fte.values()]


MONEY = ("fte_years", "mdkk", "money_mdkk")
NAMES = {"fte_years": "fte_years", "mdkk": "additional_mdkk", "money_mdkk": "money_mdkk"}


def money_heads() -> list[str]:
    """Heads of what `money_cells` gives."""
    ends = [f"{NAMES[name]}{end}" for name in MONEY for end in ("", "_low", "_high")]
    return [*ends, "dkk_per_fte_year", "wage_dkk", "starts", "decide_by"]


def money_cells(decision: Decision) -> list[Any]:
    """FTE-years, public money and money of all payers with their intervals, price, wage and dates, as numbers."""
    ranges: list[Range] = [getattr(decision, name) for name in MONEY]
    ends = [each[end] for each in ranges for end in ("mean", "low", "high")]
    return [*ends, decision.dkk_per_fte_year, decision.wage, decision.start, decision.decide_by]
