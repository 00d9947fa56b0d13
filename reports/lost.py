"""Where freed time gets lost, told closer: why hosts lack what they lack, the bridge to what is new, and promises."""

from __future__ import annotations

from collections.abc import Mapping

from .figures.staircase import stair_date
from .rows import Row, Table
from .view import View, known
from .wording import fte_words

CORRECTED = ("floored", "slowed")


def lost_texts(view: View) -> list[str]:
    """The section's introduction, and a sentence for each of the three that these results have."""
    return ["", *lacking_words(view), *_bridge_words(view), *_promise_words(view)]


def lost_tables(view: View) -> list[Table]:
    """What hosts lack, by why they lack it, and the bridge."""
    return [*_lacking_table(view), *_bridge_table(view)]


def lacked(view: View, told: Mapping) -> tuple[dict[str, float], float]:
    """FTE by why hosts lack them, for the baseline; and how many of them lie in what does not exist today."""
    classes = list(_here(view, told).values())
    if not classes:
        return {}, 0.0
    whole = {why: float(sum(known(each[why]) for each in classes)) for why in classes[0]}
    return whole, float(sum(known(value) for each in classes[1:] for value in each.values()))


def _here(view: View, told: Mapping) -> Mapping:
    return told.get(view.baseline, {}).get(stair_date(view, view.baseline)) or {}


def lacking_words(view: View) -> list[str]:
    """How much is lost where a solution is lacking, and why it is lacking there."""
    say, number = view.words, view.words.numbers
    whole, new = lacked(view, view.summary["lacking"])
    if not whole or not sum(whole.values()) > 0.0:
        return []
    told = {"lost": sum(whole.values()), "new": new, **whole}
    return [say("lost.lacking", **{name: number.rounded(value, None) for name, value in told.items()})]


def _bridge_words(view: View) -> list[str]:
    say, number = view.words, view.words.numbers
    steps = _steps(view)
    if not steps:
        return []
    values = _amounts(view, steps | {"ended": abs(steps["ended"])})
    corrected = number.signed(sum(steps[name] for name in CORRECTED))
    return [say("lost.bridge", since=_since(view), corrected=corrected, **values)]


def _steps(view: View) -> dict[str, float]:
    """The bridge; nothing where the target counts from no month on, or no run finished."""
    steps = {name: known(value) for name, value in _here(view, view.summary["stock_bridge"]).items()}
    return steps if steps and view.target["since"] and steps["standing"] == steps["standing"] else {}


def headline_words(view: View) -> list[str]:
    """From the last step of the staircase, whole levels in the mean, to the median that is told everywhere else."""
    steps = _steps(view)
    if not steps or stair_date(view, view.baseline) != view.date:
        return []
    say, number = view.words, view.words.numbers
    told = {name: number.rounded(steps[name], None) for name in ("standing", "new")}
    return [
        say(
            "lost.headline",
            since=_since(view),
            median=fte_words(view.result(view.baseline)["fte"][view.date], "p50", say),
            **told,
        )
    ]


def _since(view: View) -> str:
    return view.words.numbers.month(str(view.target["since"])[:7])


def _promise_words(view: View) -> list[str]:
    """For the baseline and, where it is another, for the policy whose choices were promised most."""
    say, number = view.words, view.words.numbers
    told = {name: _promised(view, name) for name in view.scenarios}
    most = max(told, key=lambda name: told[name].get("found", 0.0))
    return [
        say("lost.promises", scenario=view.title(name), month=number.month(_last(view)), **_amounts(view, values))
        for name, values in told.items()
        if name in (view.baseline, most) and values.get("found", 0.0) >= 1.0
    ]


def _promised(view: View, scenario: str) -> dict[str, float]:
    """At the last date told: a choice of 2029 has had no time to free anything by 2030."""
    dated = view.summary["promises"].get(scenario, {})
    return {name: known(value) for name, value in dated[_last(view)].items()} if dated else {}


def _last(view: View) -> str:
    return max(view.summary["promises"][view.baseline])


def _amounts(view: View, values: Mapping[str, float]) -> dict[str, str]:
    return {name: view.words.numbers.amount(value) for name, value in values.items()}


def _lacking_table(view: View) -> list[Table]:
    say, number = view.words, view.words.numbers
    paper, won = (_here(view, view.summary[name]) for name in ("lacking", "recoverable_lacking"))
    if not paper or not won:
        return []
    columns = [each[origin] for each in (paper, won) for origin in paper]
    names = [say(f"head.{part}_{origin}") for part in ("lacking", "won") for origin in ("today", "not_yet")]
    rows = [Row(say.named("lack", why), [number.plain(known(column[why])) for column in columns]) for why in columns[0]]
    sums = [number.plain(sum(known(value) for value in column.values())) for column in columns]
    return [Table(say("table.lacking", **_told(view)), [say("head.why"), *names], [*rows, Row(say("row.all"), sums)])]


def _bridge_table(view: View) -> list[Table]:
    say, number = view.words, view.words.numbers
    rows = [Row(say.named("bridge", name), [number.plain(value)]) for name, value in _steps(view).items()]
    if not rows:
        return []
    return [Table(say("table.bridge", since=_since(view), **_told(view)), [say("head.step"), say("head.fte")], rows)]


def _told(view: View) -> dict[str, str]:
    month = view.words.numbers.month(stair_date(view, view.baseline))
    return {"month": month, "scenario": view.title(view.baseline)}
