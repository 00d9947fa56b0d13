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
    return [_reached(found, say), _answer(found, say), *_parts(found, say), _fresh(found, say), *_boxes(found, say)]


def _reached(found: xr.Dataset, say: Words) -> str:
    told, number = found.attrs, say.numbers
    key = "takes.reached" if told["asked"] == told["level"] else "takes.suggested"
    values = {name: number.plain(told[name]) for name in ("asked", "level", "highest")}
    hits, runs = number.plain(told["asked_reached"]), number.plain(told["learned"])
    return say(key, hits=hits, runs=runs, month=number.month(told["by"]), **values)


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


def _parts(found: xr.Dataset, say: Words) -> list[str]:
    """A sentence for what is set, and one for what is conditioned on."""
    told, number, lines = found.attrs, say.numbers, []
    rows = [found.isel(part=place) for place in range(found.sizes["part"])]
    pulled = [_lever(row, say) for row in rows if row["part_kind"] == "lever"]
    seen = [_outcome(row, found, say) for row in rows if row["part_kind"] == "outcome"]
    if pulled:
        lines.append(say("takes.set", start=number.month(told["start"]), levers="; ".join(pulled)))
    if seen:
        counted = {"hits": number.plain(told["met_hits"]), "runs": number.plain(told["met_runs"])}
        outcomes, met = f" {say('takes.and')} ".join(seen), number.percent(told["met_share"])
        lines.append(say("takes.seen", month=number.month(told["seen"]), outcomes=outcomes, met=met, **counted))
    return lines


def _lever(row: xr.Dataset, say: Words) -> str:
    lever = levers()[str(row["part"].item())]
    values = {"value": float(row["part_low"]), "today": float(row["part_today"])}
    told = {name: say.numbers.figures(value) for name, value in values.items()}
    gain, half = float(row["part_gain"]), normal_half_width() * float(row["part_gain_se"])
    told |= {name: say.numbers.signed(gain + side * half) for name, side in (("least", -1), ("gain", 0), ("most", 1))}
    return say("takes.lever", title=getattr(lever, f"title_{say.lang}"), unit=unit_words(lever.unit, say), **told)


def _outcome(row: xr.Dataset, found: xr.Dataset, say: Words) -> str:
    observable = observables()[str(row["part"].item())]
    ends = float(row["part_low"]), float(row["part_high"])
    return sentence(observable, *ends, found.attrs["municipalities"], say)


def _fresh(found: xr.Dataset, say: Words) -> str:
    if not found.sizes["part"]:
        return say("takes.fresh_as_is")
    return say("takes.fresh", r2=say.numbers.percent(max(float(found.attrs["emulator_r2"]), 0.0)))


def _boxes(found: xr.Dataset, say: Words) -> list[str]:
    if not found.sizes["box"]:
        return [say("takes.box.none")]
    return [_box(found, place, say) for place in range(found.sizes["box"])]


def _box(found: xr.Dataset, place: int, say: Words) -> str:
    number, box = say.numbers, found.isel(box=place)
    own = np.flatnonzero(found["limit_box"].values == place)
    shares = {name: number.percent(float(box[f"{name}_held_out"])) for name in ("density", "coverage")}
    shares |= {f"{name}_found": number.percent(float(box[f"{name}_found"])) for name in ("density", "coverage")}
    return say(
        "takes.box",
        method=say(f"takes.method.{box['box'].item()}"),
        limits="; ".join(_limit(found, at, say) for at in own),
        level=number.plain(found.attrs["level"]),
        hits=number.plain(int(box["reached_held_out"])),
        inside=number.plain(int(box["inside_held_out"])),
        base=number.percent(found.attrs["base"]),
        **shares,
    )


def _limit(found: xr.Dataset, at: Any, say: Words) -> str:
    name, kind = str(found["limit_name"].values[at]), str(found["limit_kind"].values[at])
    ends = float(found["limit_low"].values[at]), float(found["limit_high"].values[at])
    if kind == "outcome":
        told = sentence(observables()[name], *ends, found.attrs["municipalities"], say)
        return say("takes.is_seen", month=say.numbers.month(found.attrs["seen"]), sentence=told)
    if kind == "lever":
        return say("takes.is_set", title=getattr(levers()[name], f"title_{say.lang}"), amount=limits(*ends, "", say))
    return say("takes.number", title=getattr(registry()[name], f"title_{say.lang}"), amount=limits(*ends, "", say))
