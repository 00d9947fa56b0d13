"""Sentences put together from data: what a target counts, how a counting differs, how sure a probability is."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from samspil.experiments.records import Assumption, Outcome, Reached, Summary, Target
from samspil.model.read import Column, load_table
from samspil.model.units import unit_in

from .formats import rounded
from .told import Number, joined
from .words import Words

SOURCES = Path(__file__).parent / "data" / "sources.csv"
BILLION = 1000.0  # million DKK
SETTINGS = ("measure", "since", "scope", "counts", "basis", "hours_per_fte")


def counting_words(target: Target, say: Words) -> str:
    """All settings of a target record in words, with commas between."""
    return joined(", ", (setting_words(name, target.get(name), say) for name in SETTINGS))


def setting_words(name: str, value: Any, say: Words) -> str:
    """One setting of a target record in words."""
    if name == "since":
        return say("since.month", month=say.numbers.month(value)) if value else say("since.none")
    if name == "hours_per_fte":
        return say("hours_per_fte", hours=say.numbers.plain(float(value)))
    return say.named(name, value)


def difference_words(target: Target, other: Target, say: Words) -> str:
    """The settings in which `other` differs from `target`, in words; the same target says so."""
    told = [
        setting_words(name, other[name], say) for name in SETTINGS if name in other and _differs(target, other, name)
    ]
    return joined(", ", told) if told else say("counting.same")


def _differs(target: Target, other: Target, name: str) -> bool:
    if name == "hours_per_fte":
        return float(other[name]) != float(target[name])
    return other[name] != target.get(name)


def unit_words(unit: str, say: Words) -> str:
    """A parameter's unit in the language; English where no other word is known."""
    return unit_in(unit, say.lang)


def source_words(text: str, say: Words) -> str:
    """A source, or a meaning of a parameter, in the language; as it stands where nobody has translated it."""
    return text if say.lang == "en" else source_table().get(text, text)


@cache
def source_table() -> dict[str, str]:
    """Danish words for sources of parameters and of the policies of the library, and for meanings of parameters."""
    return {row["en"]: row["da"] for row in load_table(SOURCES, [Column("en"), Column("da")], "en")}


def value_words(entry: Assumption, value: float, say: Words) -> str:
    """A value of a number; of a choice, the name of its option."""
    return say.named("option", entry["choices"][int(value)]) if entry["choices"] else say.numbers.figures(value)


def needed_words(entry: Assumption, value: float, say: Words) -> str:
    """A value with its unit."""
    told = value_words(entry, value, say)
    return told if entry["choices"] else f"{told} {unit_words(entry['unit'], say)}"


def range_words(entry: Assumption, say: Words) -> str:
    """The range of the evidence; of a choice, all options."""
    if entry["choices"]:
        return joined(", ", (say.named("option", option) for option in entry["choices"]))
    return say("cell.range", low=say.numbers.figures(entry["low"]), high=say.numbers.figures(entry["high"]))


def fte_words(told: Mapping[str, Any], key: str, say: Words) -> str:
    """FTE under `key` of a record, rounded to what its simulation error allows: one figure wherever it is told."""
    return say.numbers.rounded(told.get(key), (told.get("errors") or {}).get(key))


def money_words(mdkk: float, say: Words) -> str:
    """An amount of million DKK in words, in billions from one billion on, two figures that mean something; its
    number knows the million DKK."""
    size = rounded(abs(mdkk), None) or 0.0
    if size >= BILLION:
        return say("money.billion", value=Number(say.numbers.figures(size / BILLION, 2), abs(mdkk)))
    return say("money.million", value=Number(say.numbers.amount(size), abs(mdkk)))


def evidence_words(summary: Summary, say: Words) -> str:
    """How new the evidence is and when policies can start, in a sentence; nothing where the runs do not say it."""
    months = summary.get("evidence")
    return (
        say("evidence.months", **{name: say.numbers.month(str(each)) for name, each in months.items()})
        if months
        else ""
    )


def goal_words(target: Target, say: Words) -> str:
    """The target in short: FTE and month."""
    return say("goal", fte=say.numbers.amount(float(target["fte"])), month=say.numbers.month(str(target["by"])))


def chance_cell(result: Outcome, draws: int, say: Words) -> str:
    """P(target) with its simulation error, as short as a table's cell; none of so many draws."""
    p, error = result.get("p_target"), result.get("p_target_se")
    number = say.numbers
    if p is None or p != p or p == 0:
        return share_words(p, draws, say)
    if error is None or error != error or error == 0:
        return number.percent(p)
    return say("chance.some", p=number.percent(p), error=number.amount(100 * error))


def day_words(made: str, say: Words) -> str:
    """The day of an ISO date or time as people write it; nothing where none is known."""
    year, _, rest = made.partition("-")
    month, _, day = rest[:5].partition("-")
    return say("report.day", day=str(int(day)), month=say.numbers.month(f"{year}-{month}")) if day else made


def share_words(p: float | None, draws: int, say: Words, key: str = "cell.none") -> str:
    """A probability in as little room as a cell has: never 0, but none of so many draws, said as `key` says it."""
    return say(key, draws=say.numbers.plain(draws)) if p == 0 else say.numbers.percent(p)


def others_words(number: int, say: Words) -> str:
    """How many other policies were run."""
    return say("others.one") if number == 1 else say("others.many", policies=str(number))


def reached_words(entry: Reached, horizon: str, say: Words) -> str:
    """When a level is first reached: the middle run's month and the range, or that it is not by the horizon."""
    if entry.get("p50"):
        late = say.numbers.month(entry["p90"]) if entry.get("p90") else say("reached.later", year=horizon[:4])
        return say(
            "reached.range", middle=say.numbers.month(entry["p50"]), early=say.numbers.month(entry["p10"]), late=late
        )
    share = entry.get("not_by_horizon")
    if share == 1:
        return say("reached.never", year=horizon[:4])
    seldom = say("reached.seldom", year=horizon[:4], share=say.numbers.percent(share))
    if not entry.get("p10"):
        return seldom
    late = say("reached.later", year=horizon[:4])
    return say("reached.early", seldom=seldom, early=say.numbers.month(entry["p10"]), late=late)
