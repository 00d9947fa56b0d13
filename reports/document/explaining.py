"""Where a number of the report comes from: what it means, the runs and the query behind it, and what it assumes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from samspil.experiments import settings
from samspil.model.errors import UserError
from samspil.model.messages import say
from samspil.model.parameters import current_name, registry
from samspil.model.problems import nearest

from ..naming import number_title
from ..rows import Table
from ..told import numbers_of
from ..view import View
from ..wording import counting_words, source_words
from .charts import undrawn
from .compose import document
from .content import Chart, Document, Folded, Section
from .facts import Fact, Facts
from .facts import table as fact_table
from .given import Given
from .whereabouts import places_of

# As many digits of a value tell it apart from any other.
DIGITS = 6
# Facts of the staircase count whole levels, not what is new.
WHOLE = ("staircase/", "recoverable/")


@dataclass(frozen=True)
class Explained:
    """A number: a line that says what it is, and pairs of what is asked and what is answered."""

    id: str
    text: str
    head: str
    lines: Sequence[tuple[str, str]]

    def plain(self) -> dict[str, Any]:
        """As plain values."""
        return {"id": self.id, "text": self.text, "head": self.head, "lines": [list(line) for line in self.lines]}


class Cell(NamedTuple):
    """A number in a table: its id, what stands there, and what it means."""

    id: str
    text: str
    meaning: str


def listed(view: View, given: Given | None = None) -> list[tuple[str, str, str]]:
    """Id, text and meaning of every number of the report: facts of sentences, then cells of tables."""
    facts, made = Facts(view), _document(view, given)
    told = {name: facts[name] for name in fact_table()} | made.facts()
    return [*((each.id, each.text, each.meaning) for each in told.values()), *cells(made)]


def _document(view: View, given: Given | None) -> Document:
    """The report without its pictures, with what it is given beside the forecast."""
    made = given or Given()
    return document(view, replace(made, charts=undrawn(view)))


def cells(told: Document) -> Iterator[Cell]:
    """Id, text and meaning of every cell of a table that holds a number."""
    for key, table in tables(told):
        for place, row in enumerate(table.rows):
            head = row.head or _above(table, place)
            for column, text in enumerate(row.cells):
                if any(mark.isdigit() for mark in text):
                    yield Cell(cell_id(key, place, column), text, f"{table.caption}: {head}, {table.heads[column + 1]}")


def cell_id(key: str, row: int, column: int) -> str:
    """The id of a cell: its table, its row and its column, counted from 1."""
    return f"{key}.{row + 1}.{column + 1}"


def tables(told: Document) -> Iterator[tuple[str, Table]]:
    """Every table of a document, with its key: its section's, and its number there."""
    for section in [Section("front", "", told.front), *told.sections]:
        number = 0
        for block in section.blocks:
            found = block.table if isinstance(block, Folded) else block.numbers if isinstance(block, Chart) else block
            if isinstance(found, Table):
                number += 1
                yield f"{section.key}.{number}", found


def _above(table: Table, place: int) -> str:
    """The head that a row shares with those above it."""
    return next((row.head for row in reversed(table.rows[:place]) if row.head), "")


def explained(view: View, name: str, given: Given | None = None) -> Explained:
    """One number of the report, made with what was given beside the forecast.

    Raises:
        UserError: no number has that id.
    """
    speak = view.words
    if name in fact_table():
        told = Facts(view)[name]
        error = [] if told.error is None else [(speak("explain.error"), speak.numbers.figures(told.error, 2))]
        where = [
            (speak("explain.value"), _value(view, told)),
            *error,
            (speak("explain.query"), f"summary.json: {told.path}"),
        ]
        if told.path.startswith("target/"):
            return Explained(name, told.text, f"{name} = {told.text}: {told.meaning}", [*where, _setting(view)])
        return _explained(view, name, told.text, told.meaning, where, told.path.startswith(WHOLE))
    made = _document(view, given)
    stated = made.facts().get(name)
    if stated is not None:
        where = _found(view, [float(stated.value)] if isinstance(stated.value, float) else [])
        return _explained(view, name, stated.text, stated.meaning, where)
    found = {each.id: each for each in cells(made)}
    if name not in found:
        near = nearest(name, fact_table()) or nearest(name, made.facts())
        raise UserError(say("number-unknown", id=name, near=near or "target"))
    cell = found[name]
    values = [number.value for number in numbers_of(cell.text)]
    return _explained(view, name, cell.text, cell.meaning, _found(view, values))


def _found(view: View, values: list[float]) -> list[tuple[str, str]]:
    """What stands behind a text, value by value, with the places of `summary.json` that hold it."""
    speak = view.words
    told = [(speak("explain.value"), speak.numbers.figures(value, DIGITS)) for value in values]
    places = [place for value in values for place in places_of(view.summary, value)]
    if not places:
        return [*told, (speak("explain.query"), speak("explain.made"))]
    return [*told, *((speak("explain.query"), f"summary.json: {place}") for place in dict.fromkeys(places))]


def _value(view: View, told: Fact) -> str:
    """What stands behind a fact: an amount with two decimals, anything else as it is."""
    return view.words.numbers.plain(told.value, 2) if isinstance(told.value, float) else str(told.value)


def _setting(view: View) -> tuple[str, str]:
    return view.words("explain.assumes"), view.words("explain.setting")


def _explained(
    view: View, name: str, text: str, meaning: str, where: list[tuple[str, str]], is_whole: bool = False
) -> Explained:
    return Explained(name, text, f"{name} = {text}: {meaning}", [*where, *_runs(view, is_whole), *_assumed(view)])


def _runs(view: View, is_whole: bool) -> list[tuple[str, str]]:
    """Which runs there are, and how FTE are counted in them."""
    speak, summary = view.words, view.summary
    sizes = {key: speak.numbers.plain(summary[key]) for key in ("draws", "replicates", "failed")}
    runs = speak("explain.runs", seed=str(summary["seed"]), level=speak.named("level", view.level), **sizes)
    counting = speak("explain.whole") if is_whole else counting_words(view.target, speak)
    return [(speak("explain.run_set"), runs), (speak("explain.counting"), counting)]


def _assumed(view: View) -> list[tuple[str, str]]:
    """The numbers that drive the headline, each with its range, its grade and its source."""
    speak, found = view.words, view.summary.get("drivers")
    if not found or not found["parameters"]:
        return [(speak("explain.assumes"), speak("explain.assumes.unknown"))]
    return [
        (speak("explain.assumes"), _assumption(view, each["name"], each["share"]))
        for each in found["parameters"][: settings.count("assumptions_told")]
    ]


def _assumption(view: View, name: str, share: float) -> str:
    speak, parameter = view.words, registry()[current_name(name)]
    return speak(
        "explain.assumption",
        title=number_title(name, speak),
        id=parameter.name,
        low=speak.numbers.figures(parameter.low),
        high=speak.numbers.figures(parameter.high),
        grade=speak.named("grade", parameter.grade),
        source=source_words(parameter.source, speak),
        share=speak.numbers.percent(share),
    )
