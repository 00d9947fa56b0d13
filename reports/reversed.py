"""The reverse test in sentences: the least joint moves, and what the independence of ranges is worth."""

from __future__ import annotations

from samspil.experiments.outcomes import INDEPENDENT
from samspil.experiments.records import Chance, Optimism, Reverse

from .told import joined
from .view import View
from .wording import share_words

RAREST = 1e9


def what_it_takes(view: View) -> list[str]:
    """The joint moves of the policy that ranks first, in sentences."""
    best = view.summary["ranking"][0]["name"]
    records = [record for record in view.summary["reverse_test"] if record["scenario"] == best]
    return [text for record in records for text in _move(view, record)]


def _move(view: View, record: Reverse) -> list[str]:
    say, number = view.words, view.words.numbers
    values = {
        "month": number.month(record["by"]),
        "target": number.amount(record["target"]),
        "scenario": view.title(record["scenario"]),
        "number": str(len(record["assumptions"])),
        "ranges": str(record["ranges"]),
        "unused": str(len(record["unused"])),
        "length": number.figures(record["length"], 2),
        "prior": odds(view, record["prior_as_far"]),
        "draws": number.percent(record["draws_as_far"]) if record["draws_as_far"] else say("odds.none"),
        "runs": str(record["runs"] - record["failed"]),
        "median": number.amount(record["median"]["mean"]),
        "low": number.amount(record["median"]["p05"]),
        "high": number.amount(record["median"]["p95"]),
    }
    told = [say(f"true.{state_of(record)}", **values)]
    return told + ([say("true.failed", failed=str(record["failed"]))] if record["failed"] else [])


def state_of(record: Reverse) -> str:
    """What the search found: the key of its sentence."""
    if record["reached"] and not record["assumptions"]:
        return "central"
    state = "move" if record["reached"] else "never"
    return f"{state}.other" if record["unused"] else state


def odds(view: View, share: float) -> str:
    """A share as one in so many, in two figures, a thousand million at most; in percent from a hundredth on."""
    say, number = view.words, view.words.numbers
    if share >= 0.01:
        return number.percent(share)
    if share < 1.0 / RAREST:
        return say("odds.less", many=number.plain(RAREST))
    many = 1.0 / share
    return say("odds", many=number.plain(round(many, 2 - len(str(int(many))))))


def what_if_together(view: View) -> list[str]:
    """P(target) with numbers independent and with all leaning the same way, by each date."""
    return [_leaning(view, record) for record in of_best(view)]


def of_best(view: View) -> list[Optimism]:
    """Correlated optimism of the policy that ranks first, by each date."""
    best = view.summary["ranking"][0]["name"]
    return [record for record in view.summary["optimism"] if record["scenario"] == best]


def _leaning(view: View, record: Optimism) -> str:
    say, variants = view.words, view.result(record["scenario"])["variants"][record["by"]]
    shifted = {name: told for name, told in variants.items() if name.startswith("shift_")}
    state = "none" if variants[INDEPENDENT]["p"] == 0 else "some"
    return say(
        f"true.leaning.{state}",
        month=say.numbers.month(record["by"]),
        scenario=view.title(record["scenario"]),
        ranges=str(record["ranges"]),
        alone=chance(view, variants[INDEPENDENT]),
        shifts=joined(
            "; ", (joined(" ", (say.named("way", name), chance(view, told))) for name, told in shifted.items())
        ),
    )


def chance(view: View, told: Chance) -> str:
    """A probability in as little room as a table has; never 0, but none of so many draws."""
    return share_words(told["p"], told["draws"], view.words)
