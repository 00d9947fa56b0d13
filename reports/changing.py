"""What changed between two saved forecasts, in words: a sentence, what differs, and a row for each number."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from samspil.experiments.causes import Change, Changes

from .formats import rounded
from .rows import Row, Table
from .told import joined
from .words import Words

UNTOLD = ("apart", "chance", "nothing")
HEADS = ("scenario", "number", "earlier", "later", "change", "comes_from")


def sentence(found: Changes, say: Words, titles: Mapping[str, str] | None = None) -> str:
    """The headline of the first policy, and what moved it; empty where both have no policy in common."""
    if not found["changes"]:
        return ""
    change, number = found["changes"][0], say.numbers
    names = {key: str(found[key]["name"]) for key in ("earlier", "later")}
    moved = {"moved": number.signed(rounded(change["moved"], change["se"])), "se": number.amount(change["se"])}
    ends = {f"from_{key}": number.rounded(change[key], change["se"]) for key in ("earlier", "later")}
    scenario = (titles or {}).get(change["scenario"], change["scenario"])
    head = say("changes.moved", scenario=scenario, month=number.month(change["date"]), **names, **moved, **ends)
    return f"{head} {_verdict(change, say)}"


def _verdict(change: Change, say: Words) -> str:
    if change["cause"] in UNTOLD[1:]:
        return say(f"changes.{change['cause']}")
    causes = joined(", ", (say(f"changes.cause.{cause}") for cause in change["candidates"]))
    key = "within" if not change["told"] else "apart" if change["cause"] == UNTOLD[0] else "alone"
    return _in_shared(change, say) + say(f"changes.{key}", causes=causes)


def _in_shared(change: Change, say: Words) -> str:
    """What moved in the draws that both forecasts hold; nothing where they hold none together."""
    if change["mean"] is None:
        return ""
    moved = {
        "mean": say.numbers.signed(rounded(change["mean"], change["mean_se"])),
        "se": say.numbers.amount(change["mean_se"]),
    }
    return say("changes.shared", shared=str(change["shared"]), **moved) + " "


def differing(found: Changes, say: Words) -> list[str]:
    """By cause, whether it differs; of policies, which do; then settings of the target that differ."""
    lines = []
    for cause, status in next(iter(found["differs"].values()), {}).items():
        told = say(f"changes.status.{status}")
        if cause == "policy":
            names = [name for name, each in found["differs"].items() if each["policy"] == "differs"]
            told = f"{say('changes.status.differs')}: {', '.join(names)}" if names else told
        lines.append(f"{say(f'changes.cause.{cause}')}: {told}")
    return [*lines, *counted(found, say)]


def counted(found: Changes, say: Words) -> list[str]:
    """Settings of the target that differ: the two do not count the same."""
    return [
        say("changes.target", name=name, before=str(before), after=str(after))
        for name, (before, after) in found["target"].items()
    ]


def table(found: Changes, say: Words, caption: str = "", titles: Mapping[str, str] | None = None) -> Table:
    """A row for each number that both tell."""
    heads = [say(f"changes.head.{name}") for name in HEADS]
    rows = [_row(change, say, titles or {}) for change in found["changes"]]
    return Table(caption, heads, rows, frozenset({1, 5}))


def _row(change: Change, say: Words, titles: Mapping[str, str]) -> Row:
    number, kind = say.numbers, change["number"]
    is_fte = kind == "fte"
    write: Callable[[float], str] = (lambda fte: number.rounded(fte, change["se"])) if is_fte else number.percent
    times = 1.0 if is_fte else 100.0
    moved = number.signed(rounded(times * change["moved"], times * change["se"]))
    moved = f"{moved} ± {number.amount(times * change['se'])}"
    what = f"{say(f'changes.number.{kind}')} {number.month(change['date'])}"
    ends = [write(change["earlier"]), write(change["later"])]
    return Row(titles.get(change["scenario"], change["scenario"]), [what, *ends, moved, _cause(change, say)])


def _cause(change: Change, say: Words) -> str:
    """What moved a number, in a few words."""
    if change["cause"] not in UNTOLD and change["told"]:
        return say(f"changes.cause.{change['cause']}")
    untold = change["cause"] if change["cause"] in UNTOLD[1:] else UNTOLD[0] if change["told"] else "within"
    return say(f"changes.short.{untold}")
