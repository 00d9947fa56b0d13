"""What the sheets of a forecast's workbook hold, in one language: heads with units, rows, how numbers are written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from samspil.experiments.tables import definition_rows, rows, seed_rows
from samspil.model.parameters import registry

from .columns import in_files, text
from .spreadsheet import titles
from .view import View
from .wording import SETTINGS, setting_words, source_words, unit_words

SHARE, AMOUNT, WHOLE, GENERAL = "0.0%", "#,##0.0", "#,##0", "General"
FORMATS = {"share": SHARE, "amount": AMOUNT, "rounded": AMOUNT, "whole": WHOLE, "price": WHOLE}


@dataclass(frozen=True)
class Sheet:
    """A sheet: the key of its name, heads, rows, a number format for each column, and the first cell that scrolls."""

    key: str
    heads: list[str]
    rows: list[list[Any]]
    formats: list[str]
    scrolls: str = "A2"


def sheets(view: View, run: Mapping[str, Any]) -> list[Sheet]:
    """All sheets, in their order: the table, what its columns mean, other countings, sources, how it was made."""
    return [_table(view), _columns(view), _countings(view), _sources(view), _seed(view, run)]


def _table(view: View) -> Sheet:
    places = in_files(view)
    named = [{**row, "potentials": view.words.named("level", row["potentials"])} for row in rows(view.summary)]
    formats = [FORMATS.get(place.column.format, GENERAL) for place in places]
    return Sheet("table", titles(view), [list(row.values()) for row in named], formats, "C2")


def _columns(view: View) -> Sheet:
    """What each column means, with its unit and its name in ``table.csv``."""
    heads = [view.words(f"head.{key}") for key in ("column", "means", "unit")] + [view.words("sheet.head.in_csv")]
    told = [
        [title, text(view, place, "meaning"), unit_words(place.column.unit, view.words), place.name]
        for title, place in zip(titles(view), in_files(view), strict=True)
    ]
    return Sheet("columns", heads, told, [GENERAL] * len(heads))


def _countings(view: View) -> Sheet:
    """The same runs counted otherwise: the settings in words, and what each policy then has."""
    told = definition_rows(view.summary)
    numbers = list(dict.fromkeys(name for row in told for name in row if name.endswith((" p_target", " fte_p50"))))
    names = [f"title_{view.words.lang}", "fte", "by", *SETTINGS, *numbers, "not_available"]
    formats = {name: SHARE if name.endswith("p_target") else AMOUNT for name in numbers} | {"fte": WHOLE}
    cells = [[_setting(view, name, row.get(name)) for name in names] for row in told]
    heads = [_head(view, name) for name in names]
    return Sheet("countings", heads, cells, [formats.get(name, GENERAL) for name in names])


def _setting(view: View, name: str, value: Any) -> Any:
    """A setting of a target in words; numbers and texts as they are."""
    if name == "by":
        return view.words.numbers.month(value)
    is_word = name in SETTINGS and (isinstance(value, str) or name == "since")
    return setting_words(name, value, view.words) if is_word else value


def _sources(view: View) -> Sheet:
    """Where policies and parameters come from; what each is called beside its name."""
    names = ("kind", "name", "title", "source", "grade", "unit", "value", "low", "high")
    say, kind = view.words, f"title_{view.words.lang}"
    told: list[list[Any]] = [
        [say("sheet.kind.scenario"), name, view.title(name), source_words(source, say), *[None] * 5]
        for name in view.scenarios
        for source in view.info(name).sources or ("",)
    ]
    told += [
        [
            say("sheet.kind.parameter"),
            each.name,
            getattr(each, kind),
            source_words(each.source, say),
            say.named("grade", each.grade),
            unit_words(each.unit, say),
            each.default,
            each.low,
            each.high,
        ]
        for each in registry().values()
    ]
    return Sheet("sources", [_head(view, name) for name in names], told, [GENERAL] * len(names), "C2")


def _seed(view: View, run: Mapping[str, Any]) -> Sheet:
    """What is needed to make the same forecast again."""
    told = [[_made_with(view, name), _value(view, name, value)] for name, value in seed_rows(view.summary, run)]
    return Sheet("seed", [_head(view, name) for name in ("name", "value")], told, [GENERAL, GENERAL])


def _made_with(view: View, name: str) -> str:
    """A name of the sheet in words: the first says what it is, the rest of what."""
    first, _, rest = name.partition(" ")
    said = view.words(f"sheet.seed.{first}") if view.words.has(f"sheet.seed.{first}") else first
    return f"{said}: {_head(view, rest) if first == 'target' else rest}" if rest else said


def _value(view: View, name: str, value: Any) -> Any:
    first, _, rest = name.partition(" ")
    return _setting(view, rest, value) if first == "target" else value


def _head(view: View, name: str) -> str:
    """The head of a column in the language; some begin with the name of a policy."""
    *policy, last = name.split(" ")
    key = "sheet.head.title" if last.startswith("title_") else f"sheet.head.{last}"
    return " ".join([*policy, view.words(key)]) if view.words.has(key) else name
