"""What partnerships do, by cause, in sentences and a table."""

from __future__ import annotations

from typing import cast

from samspil.experiments.records import Lifted, Partnering, Told, Trace
from samspil.model.epoch import month_number, month_text

from .rows import Row, Table
from .told import joined
from .view import View, in_language, known

LIMITS = ("slots", "money", "attention")
STEPS = ("months_to_solution", "months_installing", "months_deepening", "months_cashing")


def partnering_of(view: View) -> Partnering | None:
    """The record of the summary; None where partnerships were not compared, as in summaries made before."""
    return view.summary.get("partnering")


def sentences(view: View) -> list[str]:
    """Effect, timing, size, spread and limits: each sentence worked out from the record."""
    record = partnering_of(view)
    if record is None:
        return []
    trace = record["traces"][view.baseline]
    told = [_effect(view, record, name) for name in record["policies"]]
    if all(trace[step] is not None for step in STEPS):  # type: ignore[literal-required]
        told.append(_timing(view, record, trace))
    told += [_size(view, record, trace), _spread(view, trace)]
    return told + [_limits(view, record, name) for name in record["policies"]]


def table(view: View) -> Table | None:
    """A row a limit or delay that is lifted: what each policy adds by each date, with its error."""
    record, say = partnering_of(view), view.words
    if record is None:
        return None
    columns = [(name, date) for name in record["policies"] for date in record["dates"]]
    heads = [say("head.policy_by", scenario=view.title(name), month=say.numbers.month(date)) for name, date in columns]
    rows = [
        Row(in_language(row["title"], say.lang), [_cell(view, row["policies"][name][date]) for name, date in columns])
        for row in record["lifted"]
    ]
    return Table(say("table.partnering", draws=str(record["draws"])), [say("head.lifted"), *heads], rows)


def _cell(view: View, told: Told) -> str:
    number = view.words.numbers
    return f"{number.signed(told['fte'])} ± {number.amount(told['se'])}"


def _row(record: Partnering, name: str) -> Lifted:
    return next(row for row in record["lifted"] if row["name"] == name)


def _gain(view: View, record: Partnering, lifted: str, policy: str, date: str) -> str:
    return view.words.numbers.signed(_row(record, lifted)["policies"][policy][date]["fte"])


def _effect(view: View, record: Partnering, policy: str) -> str:
    say, found = view.words, record["effects"][policy]
    parts = [
        say(
            "partnering.told" if found[date]["told"] else "partnering.untold",
            fte=say.numbers.signed(found[date]["fte"]),
            error=say.numbers.figures(found[date]["se"], 2),
            month=say.numbers.month(date),
        )
        for date in record["dates"]
    ]
    return say(
        "partnering.effect", policy=view.title(policy), baseline=view.title(view.baseline), parts=joined("; ", parts)
    )


def _timing(view: View, record: Partnering, trace: Trace) -> str:
    """Months by step, their sum, when a partnership of the first month of new policies is through them, and the effect
    without the delays."""
    say, number = view.words, view.words.numbers
    months = [known(cast("float | None", trace[step])) for step in STEPS]  # type: ignore[literal-required]
    start = _first_month(view)
    end = month_text(cast("int", month_number(start)) + round(sum(months)))
    policy, date = record["policies"][0], view.date
    return say(
        "partnering.late" if end > date else "partnering.in_time",
        **{step: number.amount(value) for step, value in zip(STEPS, months, strict=True)},
        whole=number.amount(sum(months)),
        start=number.month(start),
        end=number.month(end),
        month=number.month(date),
        policy=view.title(policy),
        draws=str(record["draws"]),
        as_is=_gain(view, record, "as_it_is", policy, date),
        without=_gain(view, record, "delays", policy, date),
    )


def _first_month(view: View) -> str:
    """The month in which new policies start; of results that do not say their origin, January of the first year."""
    told = view.summary.get("evidence")
    return told["policies_from"] if told else f"{view.policy_years[0]}-01"


def _size(view: View, record: Partnering, trace: Trace) -> str:
    number, policy, date = view.words.numbers, record["policies"][0], record["dates"][-1]
    return view.words(
        "partnering.size",
        share=number.percent(trace["free_nothing"]),
        fte=number.figures(trace["fte_a_use"], 2),
        policy=view.title(policy),
        draws=str(record["draws"]),
        month=number.month(date),
        as_is=_gain(view, record, "as_it_is", policy, date),
        without=_gain(view, record, "size", policy, date),
    )


def _spread(view: View, trace: Trace) -> str:
    number = view.words.numbers
    names = ("hosts_a_solution", "hosts_in_project", "hosts_in_strategic")
    values = {name: number.figures(cast("float | None", trace[name]), 2) for name in names}  # type: ignore[literal-required]
    return view.words("partnering.spread", **values)


def _limits(view: View, record: Partnering, policy: str) -> str:
    """Which limit lifted alone moves a policy's effect most at the last date, where that can be told from chance, and
    what all three lifted do."""
    date = record["dates"][-1]
    moves = {name: _row(record, name)["moved"][policy][date] for name in LIMITS}
    most = max(LIMITS, key=lambda name: (moves[name]["told"], abs(known(moves[name]["fte"]))))
    return view.words(
        "partnering.limits" if moves[most]["told"] else "partnering.no_limit",
        policy=view.title(policy),
        draws=str(record["draws"]),
        month=view.words.numbers.month(date),
        limit=view.words.named("limit", most),
        as_is=_gain(view, record, "as_it_is", policy, date),
        alone=_gain(view, record, most, policy, date),
        together=_gain(view, record, "all_limits", policy, date),
    )
