"""How sharp a finished forecast is, in words: is it precise enough, and what would make it more so."""

from __future__ import annotations

from collections.abc import Sequence

from samspil.experiments.settings import word
from samspil.experiments.sharpness import Sharp

from .naming import scenario_title
from .words import Words


def sentences(found: Sequence[Sharp], draws: int, more: int, say: Words) -> list[str]:
    """The headline with its error, what halves it, what is said of the target, and which policies are told apart."""
    first, number = found[0], say.numbers
    names = {"policy": scenario_title(first.scenario, say.lang), "month": number.month(first.date)}
    told = [say("sharp.middle", median=number.amount(first.median), half=number.amount(first.median_half), **names)]
    if max(each.p for each in found) == 0.0:
        told.append(say("sharp.none", upper=number.bound(first.p_upper), draws=number.plain(draws)))
    told.append(say("sharp.halve", more=number.plain(more), total=str(draws + more)))
    return [*told, *_apart([each for each in found if each.date == first.date and each.more is not None], say)]


def table(found: Sequence[Sharp], say: Words) -> tuple[list[str], list[list[str]]]:
    """A row for each policy and date."""
    heads = [say("head.policy"), *(say(f"sharp.head.{name}") for name in ("mean", "middle", "p", "more"))]
    heads.insert(1, say("head.month"))
    return heads, [_row(each, say) for each in found]


def _apart(found: Sequence[Sharp], say: Words) -> list[str]:
    """Which policies are told from the baseline, and which are not."""
    if not found:
        return []
    titles = {each.scenario: scenario_title(each.scenario, say.lang) for each in found}
    baseline, month = scenario_title(word("baseline"), say.lang), say.numbers.month(found[0].date)
    lines = []
    for key, is_told in (("sharp.apart", True), ("sharp.alike", False)):
        names = ", ".join(_called(each, titles[each.scenario], say) for each in found if each.is_told is is_told)
        if names:
            lines.append(say(key, baseline=baseline, month=month, names=names))
    return lines


def _called(each: Sharp, title: str, say: Words) -> str:
    """A policy; where it is told in the mean, with the share of single runs in which it is the other way."""
    if not each.is_told or not each.against or each.more is None:
        return title
    key = "sharp.fewer" if each.more > 0.0 else "sharp.further"
    return say(key, policy=title, share=say.numbers.percent(each.against))


def _row(each: Sharp, say: Words) -> list[str]:
    number = say.numbers
    upper = say("sharp.below", upper=number.bound(each.p_upper))
    chance = upper if each.p == 0.0 else _with(number.percent(each.p), number.percent(each.p_half))
    more = "" if each.more is None else _with(number.signed(each.more), number.amount(each.more_half))
    cells = [_with(number.amount(value), number.amount(half)) for value, half in _numbers(each)]
    return [scenario_title(each.scenario, say.lang), number.month(each.date), *cells, chance, more]


def _numbers(each: Sharp) -> list[tuple[float, float]]:
    return [(each.mean, each.mean_half), (each.median, each.median_half)]


def _with(value: str, half: str) -> str:
    return f"{value} ± {half}"
