"""Where the spread of an answer comes from, what stands beside it, the error of every quantile: words and tables."""

from __future__ import annotations

from samspil.experiments import settings
from samspil.experiments.records import Moved, Outcome, Spread

from .rows import Row, Table
from .view import View, known
from .wording import fte_words, share_words
from .words import Words

PARTS = ("parameters", "chance", "structure")
QUANTILES = ("p05", "p25", "p50", "p75", "p95")


def sentences(view: View) -> list[str]:
    """Where the spread comes from under the baseline, what moves it and is no draw, and how sure the quantiles are."""
    return [*_split(view), *beside(view), *_errors(view)]


def _split(view: View) -> list[str]:
    say, result = view.words, view.result(view.baseline)
    known_of = result.get("split")
    if known_of is None:
        return []
    parts = {part: part_words(result, part, say) for part in ("parameters", "chance")}
    return [say("sure.split", sd=say.numbers.rounded(known_of["sd"], None), **parts), *structures(view)]


def structures(view: View) -> list[str]:
    """What is known of the part that comes from how the model is built, and how many rival forms tell it."""
    say, result = view.words, view.result(view.baseline)
    known_of = result.get("split")
    if known_of is None:
        return []
    if not known_of["forms"]:
        return [say("sure.no_forms")]
    values = {"forms": str(known_of["forms"]), "rules": str(known_of["rules"])}
    key = "sure.forms" if is_told(result, "structure") else "sure.forms_untold"
    return [say(key, structure=part_words(result, "structure", say), upper=_most(result, "structure", say), **values)]


def beside(view: View) -> list[str]:
    """What moves the answer and is no draw: the level of potentials, and all numbers erring together."""
    return [*_levels(view), *_together(view)]


def is_told(result: Outcome, part: str) -> bool:
    """Whether a share of the spread is more than its error."""
    share, split = result["uncertainty"].get(part), result.get("split")
    error = None if split is None else split["se"][part]
    return share is not None and error is not None and share > settings.number("moved_errors") * error


def part_words(result: Outcome, part: str, say: Words) -> str:
    """A share of the spread with its error; or that it cannot be told from zero, and how much it is at most."""
    share, split = result["uncertainty"].get(part), result.get("split")
    if share is None or split is None:
        return say.numbers.percent(share)
    if not is_told(result, part):
        return say("cell.untold", upper=_most(result, part, say))
    half = settings.number("moved_errors") * known(split["se"][part])
    return say("cell.deviation", value=say.numbers.percent(share), deviation=say.numbers.percent(half))


def _most(result: Outcome, part: str, say: Words) -> str:
    """The most that a share can be: two errors above it, or above 0 where it came out below."""
    split = result.get("split")
    share = max(0.0, known(result["uncertainty"].get(part)))
    error = known(None if split is None else split["se"][part])
    return say.numbers.bound(min(1.0, share + settings.number("moved_errors") * error))


def _levels(view: View) -> list[str]:
    found = view.summary["scenarios"][view.baseline].get("beside")
    if not found or len(view.levels) < 2:
        return []
    say, first, last = view.words, found["levels"][view.levels[0]], found["levels"][view.levels[-1]]
    apart = known(last["deviations"]) - known(first["deviations"])
    ends = {"low": say.numbers.rounded(first["fte"], None), "high": say.numbers.rounded(last["fte"], None)}
    return [say("sure.levels", times=say.numbers.figures(apart, 2), **ends)]


def _together(view: View) -> list[str]:
    found = view.summary["scenarios"][view.baseline].get("beside")
    moved = (found or {"together": {}})["together"].get(settings.word("together_share"))
    if moved is None:
        return []
    say = view.words
    return [
        say(
            "sure.together",
            share=say.numbers.percent(float(settings.word("together_share"))),
            fte=say.numbers.rounded(moved["fte"], None),
            times=say.numbers.figures(moved["deviations"], 2),
        )
    ]


def _errors(view: View) -> list[str]:
    say, fte = view.words, view.result(view.baseline)["fte"][view.date]
    errors = fte.get("errors", {})
    if None in (errors.get(name) for name in ("p05", "p50", "p95")):
        return []
    told = {name: say.numbers.amount(errors[name]) for name in ("p05", "p50", "p95")}
    return [say("sure.errors", draws=say.numbers.plain(view.summary["draws"]), **told)]


def split_table(view: View) -> Table:
    """Where the spread between runs comes from, for each scenario, and what moves its mean beside."""
    say, number = view.words, view.words.numbers
    levels = [level for level in view.levels if level != view.level]
    share = settings.word("together_share")
    heads = [say(f"head.{key}") for key in ("policy", "sd", "parameters", "structure", "chance_part")]
    heads += [say("head.level_moves", level=say.named("level", level)) for level in levels]
    heads += [say("head.together_moves", share=number.percent(float(share)))]
    rows = []
    for name in view.scenarios:
        result, others = view.result(name), view.summary["scenarios"][name].get("beside")
        split = result.get("split")
        cells = [number.rounded(None if split is None else split["sd"], None)]
        cells += [part_words(result, part, say) for part in ("parameters", "structure", "chance")]
        moved = [None if others is None else others["levels"].get(level) for level in levels]
        moved.append(None if others is None else others["together"].get(share))
        rows.append(Row(view.title(name), [*cells, *(moved_words(each, say) for each in moved)]))
    return Table(say("table.uncertainty", month=number.month(view.date)), heads, rows)


def moved_words(moved: Moved | None, say: Words) -> str:
    """Mean FTE, and how many standard deviations of single runs that is away."""
    if moved is None:
        return say.numbers.plain(None)
    return say("cell.moved", fte=say.numbers.rounded(moved["fte"], None), times=say.numbers.signed(moved["deviations"]))


def errors_table(view: View) -> Table:
    """Quantiles of every scenario and date, and chances of the target's level, each with its simulation error."""
    say, number = view.words, view.words.numbers
    heads = [say("head.policy"), say("head.month"), *(say(f"head.{name}") for name in QUANTILES)]
    heads += [say("head.mean"), say("head.chance_of_level", target=number.amount(float(view.target["fte"])))]
    rows = []
    for name in view.scenarios:
        for date in view.dates:
            result = view.result(name)
            spread, chance = result["fte"][date], result["variants"][date]["independent"]
            cells = [number.month(date), *(with_error(spread, each, say) for each in (*QUANTILES, "mean"))]
            p = share_words(chance["p"], chance["draws"], say)
            error = number.percent(chance["se"]) if chance["p"] and chance["se"] else ""
            told = say("cell.deviation", value=p, deviation=error) if error else p
            rows.append(Row(view.title(name), [*cells, told]))
    return Table(say("table.errors", draws=number.plain(view.summary["draws"])), heads, rows)


def with_error(spread: Spread, name: str, say: Words) -> str:
    """A quantile with its standard error, where it is known."""
    value = fte_words(spread, name, say)
    error = spread.get("errors", {}).get(name)
    return value if error is None else say("cell.deviation", value=value, deviation=say.numbers.amount(error))
