"""What it takes, in sentences: what is set, what is conditioned on, and how often runs reached the level."""

from __future__ import annotations

from typing import Any

import numpy as np
import xarray as xr

from samspil.experiments import settings
from samspil.experiments.comparison import normal_half_width
from samspil.experiments.watching.observables import observables
from samspil.model.levers import levers
from samspil.model.parameters import registry

from .amounts import limits, sentence
from .naming import Naming
from .told import joined
from .wording import unit_words
from .words import Words, words


def sentences(found: xr.Dataset, lang: str) -> list[str]:
    """What `samspil.experiments.discover` found, the answer first.

    Args:
        found: the result.
        lang: ``en`` or ``da``.

    Example:
        >>> found = discover("current-policy", 800, "2030-12", runs=100)
        >>> lines = sentences(found, "en")
    """
    say = words(lang)
    of = Naming(say)
    told = [_reached(found, say), *_elsewhere(found, of), _answer(found, say)]
    return [*told, *_parts(found, of), _fresh(found, say), *_boxes(found, of)]


def _reached(found: xr.Dataset, say: Words) -> str:
    told, number = found.attrs, say.numbers
    key = "takes.reached" if told["asked"] == told["level"] else "takes.suggested"
    values = {name: number.plain(told[name]) for name in ("asked", "level", "highest")}
    hits, runs = number.plain(told["asked_reached"]), number.plain(told["learned"])
    return say(key, hits=hits, runs=runs, month=number.month(told["by"]), **values)


def _elsewhere(found: xr.Dataset, of: Naming) -> list[str]:
    """Where a level that hardly any run reaches is nearer: later, and under another policy; nothing where it is not."""
    told, say, lines = found.attrs, of.say, []
    for key in ("later", "other"):
        level = float(told.get(f"{key}_level", 0.0))
        if told["asked"] != told["level"] and level > told["level"]:
            by, name = (told["later"], "") if key == "later" else (told["by"], str(told["other"]))
            counts = {each: say.numbers.plain(told[f"{key}_{each}"]) for each in ("hits", "runs")}
            amounts = {"asked": say.numbers.plain(told["asked"]), "level": say.numbers.plain(level)}
            where = {"scenario": of.scenario(name), "name": name} if name else {}
            month = say.numbers.month(by)
            lines.append(say(f"takes.{key}", month=month, by=by, plain=f"{level:.0f}", **counts, **amounts, **where))
    return lines


def _answer(found: xr.Dataset, say: Words) -> str:
    told, number = found.attrs, say.numbers
    shares = {name: number.percent(told[f"reached_{name}"]) for name in ("share", "low", "high")}
    return say(
        f"takes.{told['verdict']}",
        level=number.plain(told["level"]),
        month=number.month(told["by"]),
        where=f" {say('takes.where')}" if found.sizes["part"] else "",
        hits=number.plain(told["reached_hits"]),
        counted=number.plain(told["reached_runs"]),
        wanted=number.percent(told["probability"]),
        before=number.percent(told["before_share"]),
        before_hits=number.plain(told["before_hits"]),
        before_runs=number.plain(told["before_runs"]),
        parts=str(settings.count("discover_most_parts")),
        tries=str(told["tries"]),
        **shares,
    )


def _parts(found: xr.Dataset, of: Naming) -> list[str]:
    """A sentence for what is set, and one for what is conditioned on."""
    say, told, lines = of.say, found.attrs, []
    number = say.numbers
    rows = [found.isel(part=place) for place in range(found.sizes["part"])]
    pulled = [_lever(row, of) for row in rows if row["part_kind"] == "lever"]
    seen = [_outcome(row, found, say) for row in rows if row["part_kind"] == "outcome"]
    if pulled:
        lines.append(say("takes.set", start=number.month(told["start"]), levers=joined("; ", pulled)))
    if seen:
        counted = {"hits": number.plain(told["met_hits"]), "runs": number.plain(told["met_runs"])}
        outcomes, met = joined(f" {say('takes.and')} ", seen), number.percent(told["met_share"])
        lines.append(say("takes.seen", month=number.month(told["seen"]), outcomes=outcomes, met=met, **counted))
    return lines


def _lever(row: xr.Dataset, of: Naming) -> str:
    say, lever = of.say, levers()[str(row["part"].item())]
    values = {"value": float(row["part_low"]), "today": float(row["part_today"])}
    told = {name: say.numbers.figures(value) for name, value in values.items()}
    gain, half = float(row["part_gain"]), normal_half_width() * float(row["part_gain_se"])
    told |= {name: say.numbers.signed(gain + side * half) for name, side in (("least", -1), ("gain", 0), ("most", 1))}
    return say("takes.lever", title=_of_lever(lever.name, of), unit=unit_words(lever.unit, say), **told)


def _of_lever(name: str, of: Naming) -> str:
    return of(name, getattr(levers()[name], f"title_{of.say.lang}"))


def _outcome(row: xr.Dataset, found: xr.Dataset, say: Words) -> str:
    observable = observables()[str(row["part"].item())]
    ends = float(row["part_low"]), float(row["part_high"])
    return sentence(observable, *ends, found.attrs["municipalities"], say)


def _fresh(found: xr.Dataset, say: Words) -> str:
    if not found.sizes["part"]:
        return say("takes.fresh_as_is")
    return say("takes.fresh", r2=say.numbers.percent(max(float(found.attrs["emulator_r2"]), 0.0)))


def _boxes(found: xr.Dataset, of: Naming) -> list[str]:
    """The boxes that are told from chance, and how many are not."""
    say, boxes, told = of.say, found.sizes["box"], np.flatnonzero(found["told"].values)
    if not boxes:
        return [say("takes.box.none")]
    lines = [_box(found, int(place), of) for place in told]
    if len(told) < boxes:
        counts = {"number": str(boxes - len(told)), "boxes": str(boxes)}
        base, level = say.numbers.percent(found.attrs["base"]), say.numbers.plain(found.attrs["level"])
        lines.append(say("takes.box.aside", base=base, level=level, **counts))
    return lines


def _box(found: xr.Dataset, place: int, of: Naming) -> str:
    say, box = of.say, found.isel(box=place)
    number = say.numbers
    own = np.flatnonzero(found["limit_box"].values == place)
    shares = {name: number.percent(float(box[f"{name}_held_out"])) for name in ("density", "coverage")}
    shares |= {f"{name}_found": number.percent(float(box[f"{name}_found"])) for name in ("density", "coverage")}
    return say(
        "takes.box",
        method=say(f"takes.method.{box['box'].item()}"),
        limits=joined("; ", (_limit(found, at, of) for at in own)),
        level=number.plain(found.attrs["level"]),
        hits=number.plain(int(box["reached_held_out"])),
        inside=number.plain(int(box["inside_held_out"])),
        base=number.percent(found.attrs["base"]),
        **shares,
    )


def _limit(found: xr.Dataset, at: Any, of: Naming) -> str:
    say = of.say
    name, kind = str(found["limit_name"].values[at]), str(found["limit_kind"].values[at])
    ends = float(found["limit_low"].values[at]), float(found["limit_high"].values[at])
    if kind == "outcome":
        told = sentence(observables()[name], *ends, found.attrs["municipalities"], say)
        return say("takes.is_seen", month=say.numbers.month(found.attrs["seen"]), sentence=told)
    if kind == "lever":
        return say("takes.is_set", title=_of_lever(name, of), amount=limits(*ends, "", say))
    title = of(name, getattr(registry()[name], f"title_{say.lang}"))
    return say("takes.number", title=title, amount=limits(*ends, "", say))
