"""Signposts in sentences."""

from __future__ import annotations

import numpy as np
import xarray as xr

from samspil.experiments import settings
from samspil.experiments.signs import share
from samspil.experiments.watching.observables import observables, used_by

from .amounts import sentence
from .naming import Naming
from .told import joined
from .words import Words, words


def sentences(found: xr.Dataset, lang: str, title: str | None = None) -> list[str]:
    """What `samspil.experiments.signposts` found: the forecast of all runs, five signposts, and the rest by name.

    Args:
        found: the result.
        lang: ``en`` or ``da``.
        title: of the scenario; its name if not given.

    Example:
        >>> lines = sentences(signposts("current-policy", draws=60), "en")
    """
    say = words(lang)
    places = [int(place) for place in np.flatnonzero(found["told"].values)]
    first = places[: settings.count("signpost_told")]
    of, name = Naming(say), str(found.attrs["scenario"])
    lines = [_head(found, say, of(name, title) if title else of.scenario(name))]
    lines += [_one(found, number + 1, place, say) for number, place in enumerate(first)]
    if not first:
        lines.append(say("signposts.none", number=str(found.sizes["signpost"])))
    rest = {"rest": places[len(first) :], "noise": [int(place) for place in np.flatnonzero(~found["told"].values)]}
    for key, those in rest.items():
        if those and (first or key == "rest"):
            names = joined("; ", (observables()[str(found["signpost"].values[place])].title[lang] for place in those))
            lines.append(say(f"signposts.{key}", names=names, runs=say.numbers.plain(found.attrs["runs"])))
    if found.attrs["stored"]:
        left = [each.title[lang] for each in used_by("signposts") if not each.is_stored]
        lines.append(say("signposts.stored", names=joined("; ", left)))
    return [*lines, say("signposts.intervals")]


def _head(found: xr.Dataset, say: Words, title: str) -> str:
    number, parts = say.numbers, []
    for date in map(str, found["date"].values):
        one = found.sel(date=date)
        low, high = (number.amount(float(one["interval_all"].sel(end=end))) for end in ("low", "high"))
        told = {"median": number.amount(float(one["median_all"])), "level": number.plain(float(one["level"]))}
        chance = number.percent(share(found, "all", date).share)
        parts.append(say("signposts.all", month=number.month(date), low=low, high=high, share=chance, **told))
    counts = {name: number.plain(found.attrs[name]) for name in ("chose", "runs")}
    return say("signposts.head", scenario=title, parts=joined("; ", parts), **counts)


def _one(found: xr.Dataset, place_told: int, place: int, say: Words) -> str:
    number, one = say.numbers, found.isel(signpost=place)
    observable = observables()[str(one["signpost"].item())]
    seen, runs = int(one["seen"]), int(found.attrs["runs"])
    ends = float(one["low"]), float(one["high"])
    return say(
        "signposts.one",
        number=str(place_told),
        month=number.month(str(one["month"].item())),
        sentence=sentence(observable, *ends, found.attrs["municipalities"], say),
        owner=observable.owner[say.lang],
        share=number.percent(seen / runs),
        hits=number.plain(seen),
        runs=number.plain(runs),
        parts=joined("; ", (_then(found, place, str(date), say) for date in found["date"].values)),
    )


def _then(found: xr.Dataset, place: int, date: str, say: Words) -> str:
    number, one = say.numbers, found.isel(signpost=place).sel(date=date)
    low, high = (number.amount(float(one["interval_seen"].sel(end=end))) for end in ("low", "high"))
    seen, unseen = (share(found, side, date, place) for side in ("seen", "unseen"))
    return say(
        "signposts.then",
        month=number.month(date),
        median=number.amount(float(one["median_seen"])),
        low=low,
        high=high,
        unseen=number.amount(float(one["median_unseen"])),
        level=number.plain(float(one["level"])),
        share=number.percent(seen.share),
        share_low=number.percent(seen.low),
        share_high=number.percent(seen.high),
        share_unseen=number.percent(unseen.share),
    )
