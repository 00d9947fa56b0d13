"""A forecast under a reader's own values beside ours, and the handful of numbers that decide, in words and rows."""

from __future__ import annotations

import math

import xarray as xr

from samspil.model.parameters import registry

from .claiming import two
from .naming import number_title
from .wording import source_words, unit_words
from .words import Words, words

Table = tuple[list[str], list[list[str]]]


def answer(found: xr.Dataset, lang: str, title: str) -> str:
    """The first sentence: yours, ours, and which number most of the difference comes from.

    Args:
        found: what `samspil.experiments.challenge` gives.
        lang: ``en`` or ``da``.
        title: what the scenario is called.
    """
    say, date = words(lang), str(found.attrs["by"])
    at = found.sel(date=date)
    spreads = {side: _spread(at.sel(side=side)["fte"], say) for side in ("ours", "yours")}
    told = {f"{side}_{key}": text for side, spread in spreads.items() for key, text in spread.items()}
    first = say("challenge.answer", scenario=title, month=say.numbers.month(date), **told)
    low, high = (float(at["difference"].sel(said=said)) for said in ("low", "high"))
    if not (low > 0.0 or high < 0.0):
        return f"{first} {say('challenge.no_difference')}"
    return f"{first} {_source(found, at, say)}"


def _source(found: xr.Dataset, at: xr.Dataset, say: Words) -> str:
    """The number that most of the difference comes from, and how much of it."""
    shares = at["share"].sel(said="mean").values
    place = int(abs(shares).argmax())
    whole = float(at["difference"].sel(said="mean"))
    told = {"difference": signed(whole, say), "title": number_title(str(found["number"].values[place]), say)}
    if len(shares) == 1:
        return say("challenge.source.one", **told)
    return say("challenge.source", part=signed(float(shares[place]), say), **told)


def sides(found: xr.Dataset, lang: str) -> Table:
    """Ours and yours by date: the middle simulation with its range, and the difference of the means."""
    say = words(lang)
    heads = [say(f"challenge.column.{name}") for name in ("date", "ours", "yours", "difference")]
    rows = []
    for date in found["date"].values:
        at = found.sel(date=date)
        spreads = [say("challenge.spread", **_spread(at["fte"].sel(side=side), say)) for side in ("ours", "yours")]
        rows.append([say.numbers.month(str(date)), *spreads, _said(at["difference"], say)])
    return heads, rows


def chances(found: xr.Dataset, lang: str) -> list[str]:
    """How likely the target's FTE are by each date, with ours and with yours."""
    say, lines = words(lang), []
    draws, fte = found.attrs["draws"] - found.attrs["failed"], say.numbers.amount(found.attrs["target_fte"])
    for date in (str(date) for date in found["date"].values):
        told = {side: _chance(found.sel(date=date), side, draws, say) for side in ("ours", "yours")}
        lines.append(say("challenge.chance", fte=fte, month=say.numbers.month(date), **told))
    return lines


def split(found: xr.Dataset, lang: str) -> Table:
    """What each number gives of the difference of the means, by date; the last row is all of it."""
    say = words(lang)
    dates = [str(date) for date in found["date"].values]
    heads = [say("challenge.column.number"), *(say("challenge.column.part", month=say.numbers.month(d)) for d in dates)]
    rows = [
        [number_title(str(name), say), *(_said(found["share"].sel(number=name, date=date), say) for date in dates)]
        for name in found["number"].values
    ]
    return heads, [*rows, [say("challenge.total"), *(_said(found["difference"].sel(date=date), say) for date in dates)]]


def evidence(found: xr.Dataset, lang: str) -> list[str]:
    """Each value beside ours and its evidence, a line each; what lies outside says so, and what that means."""
    say = words(lang)
    lines = [_placed(found.sel(number=name), say) for name in found["number"].values]
    return lines + ([say("challenge.beyond")] if bool(found["outside"].any()) else [])


def _placed(one: xr.Dataset, say: Words) -> str:
    name, yours = str(one["number"].values), float(one["yours"])
    unit, grade = unit_words(str(one["unit"].values), say), say.named("grade", str(one["grade"].values))
    told = {"title": number_title(name, say), "yours": value_words(name, yours, say), "unit": unit, "grade": grade}
    told["source"] = source_words(str(one["source"].values), say)
    if registry()[name].choices:
        options = ", ".join(say.named("option", option) for option in registry()[name].choices)
        return say("challenge.choice", options=options, ours=value_words(name, _at(one, "p50"), say), **told)
    told |= {key: say.numbers.figures(_at(one, key)) for key in ("p05", "p50", "p95")}
    told |= {key: say.numbers.figures(float(one[key])) for key in ("low", "high")}
    where = "outside" if bool(one["outside"]) else "inside"
    place = say(f"challenge.{where}", below=say.numbers.percent(float(one["below"])), **told)
    return say("challenge.placed", place=place, **told)


def pairs(found: xr.Dataset, lang: str) -> list[str]:
    """The pairs of numbers that give more, or less, together than apart by the last date, told from zero."""
    say, date = words(lang), str(found["date"].values[-1])
    lines = []
    for place in range(found.sizes["pair"]):
        at = found.isel(pair=place).sel(date=date)
        if bool(at["told"]):
            both = [number_title(str(at[side].values), say) for side in ("one", "other")]
            together = _said(at["interaction"], say)
            month = say.numbers.month(date)
            lines.append(say("challenge.together", one=both[0], other=both[1], together=together, month=month))
    return lines


def deciding(found: xr.Dataset, lang: str) -> str:
    """The first sentence of the list: which number decides most, and how many are not told."""
    say, month = words(lang), words(lang).numbers.month(str(found.attrs["date"]))
    told = {"draws": say.numbers.plain(found.attrs["draws"]), "others": say.numbers.plain(found.attrs["others"])}
    first = next((name for name in found["number"].values if math.isfinite(found["explained"].sel(number=name))), None)
    if first is None:
        return say("challenge.none_decides", month=month, **told)
    one = found.sel(number=first)
    ends = {end: two(float(one["fte"].sel(end=end)), say) for end in ("low", "high")}
    title = number_title(str(first), say)
    return say("challenge.decides", title=title, month=month, **ends, **told)


def deciders(found: xr.Dataset, lang: str) -> Table:
    """The numbers that decide: ours, the evidence, and FTE where each is lowest and highest."""
    say = words(lang)
    names = ("name", "number", "ours", "evidence", "grade", "low", "high", "needed")
    rows = [_decider(found.sel(number=name), say) for name in found["number"].values]
    heads = [say(f"challenge.column.{name}") for name in names]
    return (heads, rows) if any(row[-1] for row in rows) else (heads[:-1], [row[:-1] for row in rows])


def _decider(one: xr.Dataset, say: Words) -> list[str]:
    name = str(one["number"].values)
    figures = say.numbers.figures
    ours = value_words(name, _at(one, "p50"), say)
    if registry()[name].choices:
        span = ", ".join(registry()[name].choices)
    else:
        ours = say("challenge.spread", middle=ours, low=figures(_at(one, "p05")), high=figures(_at(one, "p95")))
        span = say("cell.range", low=figures(float(one["low"])), high=figures(float(one["high"])))
        span = f"{span} {unit_words(str(one['unit'].values), say)}"
    ends = [_end(one, end, name, say) for end in ("low", "high")]
    needed = float(one["needed"])
    last = value_words(name, needed, say) if math.isfinite(needed) else ""
    return [name, number_title(name, say), ours, span, say.named("grade", str(one["grade"].values)), *ends, last]


def _end(one: xr.Dataset, end: str, name: str, say: Words) -> str:
    fte, at = float(one["fte"].sel(end=end)), float(one["at"].sel(end=end))
    if not math.isfinite(fte):
        return say("challenge.not_told")
    return say("challenge.end", fte=two(fte, say), at=value_words(name, at, say))


def value_words(name: str, value: float, say: Words) -> str:
    """A value of a number; of a choice, the name of its option."""
    choices = list(registry()[name].choices)
    return say.named("option", choices[round(value)]) if choices else say.numbers.figures(value)


def signed(value: float, say: Words) -> str:
    """A difference with two figures and its sign."""
    text = two(abs(value), say)
    return say("challenge.more" if value > 0 else "challenge.less", fte=text) if value else text


def _spread(values: xr.DataArray, say: Words) -> dict[str, str]:
    keys = {"middle": "p50", "low": "p05", "high": "p95"}
    return {name: two(float(values.sel(spread=key)), say) for name, key in keys.items()}


def _said(values: xr.DataArray, say: Words) -> str:
    told = {said: say.numbers.signed(float(values.sel(said=said))) for said in ("mean", "low", "high")}
    return say("challenge.said", **told)


def _chance(at: xr.Dataset, side: str, draws: int, say: Words) -> str:
    """In how many draws the target's FTE are reached; where in none, how high the chance can be, and the highest."""
    p, upper = (float(at["chance"].sel(side=side, estimate=name)) for name in ("p", "upper"))
    if p > 0.0:
        return say("challenge.chance.some", share=say.numbers.percent(p), draws=say.numbers.plain(draws))
    most = two(float(at["fte"].sel(side=side, spread="most")), say)
    return say("challenge.chance.none", draws=say.numbers.plain(draws), upper=say.numbers.bound(upper), most=most)


def _at(one: xr.Dataset, quantile: str) -> float:
    return float(one["ours"].sel(quantile=quantile))
