"""The tables of the report, as rows of ready text."""

from __future__ import annotations

from collections import Counter

from samspil.experiments.records import Chance, Optimism, Reverse
from samspil.experiments.tables import record as row_of
from samspil.model.parameters import GRADES, registry

from .columns import cell, cells, heads, in_files, spread_words, tells, text
from .figures.countings import counted, counting_title
from .figures.mechanisms import mechanism_title
from .figures.milestones import best
from .figures.policies import compared, difference, money
from .flags import flagged
from .formats import rounded
from .gains import gain_words
from .reversed import chance, odds
from .rows import Row, Table
from .view import View, in_language
from .wording import (
    difference_words,
    fte_words,
    needed_words,
    range_words,
    reached_words,
    share_words,
    source_words,
    value_words,
)


def headline(view: View) -> Table:
    """Every scenario at every potentials level: what must never be shown alone, together."""
    levels = view.levels
    rows = [
        Row(
            view.title(name) if place == 0 else "",
            cells(view, "report", name, level),
            len(levels) if place == 0 else 0,
        )
        for name in view.scenarios
        for place, level in enumerate(levels)
    ]
    return Table(
        view.words("table.headline"), [view.words("head.policy"), *heads(view, "report")], rows, frozenset({0, 1})
    )


def dates(view: View) -> Table:
    """When each scenario first reaches each level."""
    say = view.words
    marks = list(view.result(view.baseline)["reached"])
    heads = [say("head.policy"), *(say("label.fte_long", fte=say.numbers.plain(float(mark))) for mark in marks)]
    horizon = view.months[-1]
    rows = [
        Row(view.title(name), [reached_words(view.result(name)["reached"][mark], horizon, say) for mark in marks])
        for name in view.scenarios
    ]
    return Table(say("table.dates", level=say.named("level", view.level)), heads, rows)


def policies(view: View) -> Table:
    """What each policy changes against the baseline, how often it comes first, and what it costs."""
    say, number = view.words, view.words.numbers
    heads = [say(f"head.{key}") for key in ("policy", "difference", "better", "first", "money", "price")]
    first = {entry["name"]: entry["first"] for entry in view.summary["ranking"]}
    rows = []
    for name in compared(view):
        low, middle, high = (gain_words(view, name, key) for key in ("p05", "mean_difference", "p95"))
        price = view.summary["scenarios"][name]["cost_per_fte"]
        cells = [
            say("cell.spread", middle=middle, low=low, high=high),
            number.percent(difference(view, name, "p_better")),
            number.percent(first.get(name)),
            number.signed(rounded(money(view, name), None)),
            say("cell.not_meaningful") if price is None else number.rounded(price, None),
        ]
        rows.append(Row(view.title(name), cells))
    return Table(say("table.policies", scenario=view.title(view.baseline)), heads, rows)


def costs(view: View, kind: str) -> Table:
    """What each policy costs by part (`money`), by payer (`payers`), or what is bought how and how much costs more
    than it frees (`bought`). What is nothing under every policy has no column."""
    say, (first, last) = view.words, view.policy_years
    told = {name: row_of(view.summary, name, view.level) for name in view.scenarios}
    asked = [
        place
        for place in in_files(view)
        if kind in place.column.report and any(tells(place, row) for row in told.values())
    ]
    caption = say(f"table.{kind}", first=first, last=last, month=say.numbers.month(view.date))
    heads = [say("head.policy"), *(text(view, place, "short") for place in asked)]
    return Table(
        caption, heads, [Row(view.title(name), [cell(view, at, row) for at in asked]) for name, row in told.items()]
    )


def countings(view: View) -> Table:
    """The same runs under each counting, for the baseline and the policy that frees most."""
    say = view.words
    names = list(dict.fromkeys([view.baseline, best(view)]))
    heads = [say("head.counting"), say("head.counts_as")]
    heads += [say(key, scenario=view.title(name)) for name in names for key in ("head.middle_of", "head.chance_of")]
    rows = []
    for entry in counted(view):
        told = [entry["scenarios"][name] for name in names]
        values = [
            text
            for each in told
            for text in (fte_words(each, "fte_p50", say), share_words(each["p_target"], view.summary["draws"], say))
        ]
        rows.append(
            Row(
                counting_title(view, entry),
                [difference_words(view.target, entry["target"] or view.target, say), *values],
            )
        )
    return Table(say("table.countings"), heads, rows, frozenset({1}))


def mechanisms(view: View) -> Table:
    """Each mechanism's effect on the headline, with its error, and whether it moved it."""
    say, number = view.words, view.words.numbers
    heads = [say(f"head.{key}") for key in ("mechanism", "effect", "error", "moved")]
    rows = [
        Row(
            mechanism_title(view, entry),
            [number.signed(entry["effect"]), number.amount(entry["se"]), say("yes" if entry["moved"] else "no")],
        )
        for entry in view.summary["mechanisms"]
    ]
    return Table(say("table.mechanisms"), heads, rows)


def variants(view: View) -> Table:
    """P(target) by each date, with the numbers drawn one by one and in other ways, side by side."""
    say, number = view.words, view.words.numbers
    told = [view.result(name)["variants"] for name in view.scenarios]
    dates = list(told[0])
    names = list(dict.fromkeys(name for each in told for date in dates for name in each[date]))
    heads = [say("head.policy"), say("head.by"), *(say.named("variant", name) for name in names)]
    rows = [
        Row(
            view.title(scenario) if place == 0 else "",
            [number.month(date), *(_chance(view, each[date].get(name)) for name in names)],
            len(dates) if place == 0 else 0,
        )
        for scenario, each in zip(view.scenarios, told, strict=True)
        for place, date in enumerate(dates)
    ]
    goal_told = number.amount(float(view.target["fte"]))
    return Table(
        say("table.variants", target=goal_told, level=say.named("level", view.level)), heads, rows, frozenset({1})
    )


def _chance(view: View, told: Chance | None) -> str:
    return "" if told is None else view.words("cell.of_draws", p=chance(view, told), draws=str(told["draws"]))


def shifts(view: View) -> Table:
    """Correlated optimism: chance and FTE at each common shift, for the policies that are told at all of them."""
    say, number = view.words, view.words.numbers
    heads = [say(f"head.{key}") for key in ("policy", "by", "shift", "chance", "middle", "mean", "runs", "failed")]
    rows = []
    for record in longest(view):
        for place, told in enumerate(record["shifts"]):
            cells = [
                number.month(record["by"]),
                number.percent(told["share"]),
                chance(view, told),
                spread_words(view, told["fte"]),
                number.amount(told["fte"]["mean"]),
                str(told["draws"]),
                str(told["failed"]),
            ]
            head = view.title(record["scenario"]) if place == 0 else ""
            rows.append(Row(head, cells, len(record["shifts"]) if place == 0 else 0))
    return Table(say("table.shifts"), heads, rows, frozenset({1}))


def longest(view: View) -> list[Optimism]:
    """The records with the most common shifts."""
    records = view.summary["optimism"]
    most = max((len(record["shifts"]) for record in records), default=0)
    return [record for record in records if len(record["shifts"]) == most]


def moves(view: View) -> Table:
    """Every joint move of the reverse test, how far out it lies and what the runs that confirm it say."""
    say, number = view.words, view.words.numbers
    keys = ("policy", "by", "set", "reached", "numbers_moved", "length", "as_far", "median", "runs_made", "failed")
    rows = []
    for record in view.summary["reverse_test"]:
        low, middle, high = (number.amount(record["median"][key]) for key in ("p05", "mean", "p95"))
        cells = [
            number.month(record["by"]),
            say("set.other" if record["unused"] else "set.first"),
            say("yes" if record["reached"] else "no"),
            str(len(record["assumptions"])),
            number.figures(record["length"], 2),
            odds(view, record["prior_as_far"]),
            say("cell.spread", middle=middle, low=low, high=high),
            str(record["runs"]),
            str(record["failed"]),
        ]
        rows.append(Row(view.title(record["scenario"]), cells))
    heads = [say(f"head.{key}") for key in keys]
    return Table(say("table.moves", target=goal(view)), heads, rows, frozenset({1, 2, 6}))


def reverse(view: View, record: Reverse) -> Table:
    """Every assumption of one record of the reverse test beside its evidence."""
    say, number = view.words, view.words.numbers
    keys = ("assumption", "needed", "evidence", "central", "moved_by", "as_favourable", "grade", "source")
    heads = [say(f"head.{key}") for key in keys]
    rows = []
    for entry in record["assumptions"]:
        cells = [
            needed_words(entry, entry["needed"], say),
            range_words(entry, say),
            value_words(entry, entry["central"], say),
            say("cell.deviations", score=number.figures(entry["score"], 2)),
            number.percent(entry["as_favourable"]),
            say.named("grade", entry["grade"]),
            source_words(entry["source"], say),
        ]
        rows.append(Row(flagged(entry["name"], in_language(entry["title"], say.lang)), cells))
    key = "table.reverse_other" if record["unused"] else "table.reverse"
    caption = say(key, month=number.month(record["by"]), scenario=view.title(record["scenario"]))
    return Table(caption, heads, rows, frozenset({1, 2, 6, 7}))


def grades(view: View) -> Table:
    """How well the model's own numbers are known: how many parameters have which grade."""
    say = view.words
    counts = Counter(parameter.grade for parameter in registry().values())
    rows = [
        Row(say.named("grade", grade), [str(counts[grade]), say(f"grade.{grade}.means")])
        for grade in GRADES
        if counts[grade]
    ]
    return Table(say("table.grades"), [say("head.grade"), say("head.numbers"), say("head.means")], rows, frozenset({2}))


def goal(view: View) -> str:
    """The target's FTE, as a number."""
    return view.words.numbers.amount(float(view.target["fte"]))
