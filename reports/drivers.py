"""What drives a forecast, in words and in a table."""

from __future__ import annotations

from samspil.experiments.records import Driver
from samspil.experiments.statistics import index_half_width
from samspil.model.parameters import registry

from .flags import flagged
from .rows import Row, Table
from .told import joined
from .view import View, in_language
from .wording import unit_words
from .words import Words


def title(each: Driver, say: Words) -> str:
    """The title of a number, with its flag."""
    return flagged(each["name"], in_language(each["title"], say.lang))


def value(each: Driver, end: str, say: Words) -> str:
    """The number at its ``low`` or ``high`` end; of a choice, the name of its option."""
    at = each["at_low"] if end == "low" else each["at_high"]
    if each["choices"] and at is not None:
        return say.named("option", each["choices"][round(at)])
    return say.numbers.figures(at, 2)


def sentence(view: View) -> list[str]:
    """What the answer hangs on most, or that nothing can be told; nothing where draws are too few."""
    say, found = view.words, view.summary.get("drivers")
    if not found:
        return []
    number, draws = say.numbers, say.numbers.plain(found["draws"])
    if not found["parameters"]:
        return [say("drivers.none", numbers=number.plain(found["others"]), draws=draws)]
    first = found["parameters"][0]
    told = say(
        "drivers.first",
        month=number.month(found["date"]),
        title=in_language(first["title"], say.lang),
        share=number.percent(first["share"]),
        low=number.rounded(first["low"], first["low_se"]),
        high=number.rounded(first["high"], first["high_se"]),
    )
    rest = [in_language(each["title"], say.lang) for each in found["parameters"][1:3]]
    then = [say("drivers.then", titles=joined(f" {say('sens.and')} ", rest))] if rest else []
    return [told, *then, say("drivers.others", others=number.plain(found["others"]), draws=draws)]


def table(view: View) -> Table | None:
    """Every number that can be told from noise, with the name that `--set` takes; None where there is none."""
    say, found = view.words, view.summary.get("drivers")
    if not found or not found["parameters"]:
        return None
    keys = ("number", "id", "driver_share", "driver_low", "driver_high", "unit", "grade")
    rows = [Row(title(each, say), _cells(each, say)) for each in found["parameters"]]
    month = say.numbers.month(found["date"])
    caption = say("table.drivers", month=month, scenario=view.title(found["scenario"]))
    return Table(caption, [say(f"head.{key}") for key in keys], rows, frozenset({1, 5, 6}))


def _cells(each: Driver, say: Words) -> list[str]:
    number = say.numbers
    half = None if each["share_se"] is None else index_half_width() * each["share_se"]
    share = say("cell.deviation", value=number.percent(each["share"]), deviation=number.percent(half))
    ends = [say("cell.driver_end", fte=number.amount(each[end]), at=value(each, end, say)) for end in ("low", "high")]
    grade = say.named("grade", registry()[each["name"]].grade)
    return [each["name"], share, *ends, unit_words(each["unit"], say), grade]
