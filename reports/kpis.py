"""KPIs of partnerships in sentences and figures: a real partnership in its bands, and whether KPIs lead impact."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import xarray as xr

from samspil.experiments import settings
from samspil.experiments.foretelling.actions import Action
from samspil.experiments.foretelling.bands import ANY, is_stale, origin
from samspil.experiments.foretelling.indicators import indicators
from samspil.experiments.foretelling.placing import Placed, Told
from samspil.model.levers import levers
from samspil.scenarios.tables import load_needs

from .figures.kpis import Block, leads, pages, placed
from .naming import Naming
from .style import save
from .told import joined
from .words import Words, words

# What members say of each other, and the places of a band's quarters among its quantiles.
SELF_REPORTED, QUARTERS = "trust", (5, 15)


def head(told: Told, lang: str) -> str:
    """Which partnership, of which kind and need, how old."""
    return words(lang)("kpi.head", month=str(told.month), **_who(told, lang))


def named_as(told: Told, lang: str) -> str:
    """Which partnership, of which kind and need."""
    return words(lang)("kpi.block", **_who(told, lang))


def _who(told: Told, lang: str) -> dict[str, str]:
    kind, need = words(lang)(f"kpi.kind.{told.kind}"), need_title(told.need, lang)
    return {"partnership": told.partnership, "kind": kind, "need": need}


def need_title(name: str, lang: str) -> str:
    """A need area in the language."""
    return next(need.title[lang] for need in load_needs() if need.name == name)


def heads(lang: str) -> list[str]:
    """Heads of the table of a partnership."""
    return [words(lang)(f"kpi.column.{name}") for name in ("indicator", "value", "band", "worse", "number", "need")]


def rows(told: Told, lang: str) -> list[list[str]]:
    """The table of a partnership: a row a KPI."""
    return [_row(each, words(lang)) for each in told.placed]


def _row(one: Placed, say: Words) -> list[str]:
    low, high = (say.numbers.figures(one.band.quantiles[place]) for place in QUARTERS)
    return [
        indicators()[one.name].title[say.lang],
        say.numbers.figures(one.value),
        say("takes.amount.between", low=low, high=high),
        _beside(one, say),
        say.numbers.plain(one.band.number),
        say("kpi.any" if one.need == ANY else "kpi.same"),
    ]


def _beside(one: Placed, say: Words) -> str:
    """How many like partnerships do worse, or have fewer of what is neither good nor bad, and how many the same."""
    key = "kpi.worse" if indicators()[one.name].better else "kpi.fewer"
    told = [say(key, share=say.numbers.percent(one.worse))]
    return joined(", ", told + ([say("kpi.equal", share=say.numbers.percent(one.same))] if one.same else []))


def sentences(told: Told, lang: str) -> list[str]:
    """The weakest link and the action that helps it most, or that the model cannot tell."""
    say = words(lang)
    if not told.placed:
        return [say("kpi.unknown")]
    lines = [say("kpi.none_weak")] if told.weakest is None else _weak(told, told.weakest, say)
    return [*lines, *_for_use(told, say)]


def _weak(told: Told, weakest: Placed, say: Words) -> list[str]:
    title = indicators()[weakest.name].title[say.lang]
    lines = [say("kpi.weakest", indicator=title, share=say.numbers.percent(weakest.worse))]
    if weakest.name == SELF_REPORTED:
        low, high = (say.numbers.figures(weakest.band.quantiles[place]) for place in QUARTERS)
        lines.append(say("kpi.self_reported", low=low, high=high, month=str(told.month)))
    if told.action is None:
        lines.append(say("kpi.no_action", number=str(len(settings.word("kpi_actions").split()))))
    else:
        lines.append(say("kpi.action", indicator=title, **_effect(told.action, say)))
    return [*lines, say("kpi.leads")]


def _for_use(told: Told, say: Words) -> list[str]:
    """The action that helps most to have what such partnerships make used; nothing where none can be told."""
    return [] if told.for_use is None else [say("kpi.for_use", **_effect(told.for_use, say))]


def _effect(action: Action, say: Words) -> dict[str, str]:
    """An action by what it is in runs that did not choose it."""
    effect, error = (say.numbers.figures(value, 2) for value in (action.again, action.again_error))
    tried = str(len(settings.word("kpi_actions").split()))
    title = getattr(levers()[action.lever], f"title_{say.lang}")
    return {"lever": title, "effect": effect, "error": error, "number": tried}


def basis(lang: str) -> list[str]:
    """What the shipped bands rest on, and that they are stale where they are."""
    say, told = words(lang), origin()
    scenario = Naming(say).scenario(told["scenario"])
    lines = [say("kpi.bands", scenario=scenario, **{name: told[name] for name in ("runs", "seed")})]
    return lines + ([say("kpi.stale")] if is_stale() else [])


def leading_sentences(found: xr.Dataset, lang: str) -> list[str]:
    """Whether KPIs lead, outcome by outcome; also when not.

    Args:
        found: what `samspil.experiments.leading` gives.
        lang: ``en`` or ``da``.

    Example:
        >>> lines = leading_sentences(leading("current-policy", runs=12), "en")
    """
    say, number = words(lang), words(lang).numbers
    counts = {name: number.plain(found.attrs[name]) for name in ("partnerships", "runs")}
    lines = [say("kpi.test.head", scenario=Naming(say).scenario(str(found.attrs["scenario"])), **counts)]
    mean = found["mean"].values
    lines.append(say("kpi.test.share", share=number.percent(float(mean[0])), fte=number.figures(float(mean[1]), 2)))
    for outcome in map(str, found["outcome"].values):
        one = found.sel(outcome=outcome)
        lines.append(_lead(one, outcome, say))
        if bool(one["lead"]):
            lines.append(_which(one, say))
    return lines


def _lead(one: xr.Dataset, outcome: str, say: Words) -> str:
    plain, more = (say.numbers.plain(float(each), 3) for each in one["mark"].values)
    gain, error = (say.numbers.plain(float(one[name]), 3) for name in ("gain", "gain_se"))
    key = f"kpi.test.{outcome}.{'lead' if bool(one['lead']) else 'not'}"
    return say(key, **{"with": more, "plain": plain, "gain": gain, "error": error})


def _which(one: xr.Dataset, say: Words) -> str:
    carries = one["loss"].values > settings.number("kpi_told_errors") * one["loss_se"].values
    order = np.argsort(-one["loss"].values)
    names = [indicators()[str(one["indicator"].values[place])].title[say.lang] for place in order]
    those = [name for name, place in zip(names, order, strict=True) if carries[place]]
    others = joined("; ", (name for name, place in zip(names, order, strict=True) if not carries[place]))
    if not those:
        return say("kpi.test.none", others=others)
    return say("kpi.test.which", names=joined("; ", those), others=others)


def write_placed(folder: Path, told: Sequence[Told], lang: str = "en") -> list[Path]:
    """Draw every partnership of a file in its bands, kpi.png and .svg; many take more (kpi-2.png, ...).

    Args:
        folder: where to write.
        told: rows of one partnership or more.
        lang: `en` or `da`.
    """
    blocks = [Block(named_as(own[0], lang), tuple(own)) for own in _partnerships(told)]
    made = []
    for number, some in enumerate(pages(blocks), 1):
        made += save(placed(some, words(lang)), Path(folder), "kpi" if number == 1 else f"kpi-{number}")
    return made


def _partnerships(told: Sequence[Told]) -> list[list[Told]]:
    """The rows of a file by partnership, in the order of the file."""
    found: dict[tuple[str, str, str], list[Told]] = {}
    for each in told:
        found.setdefault((each.partnership, each.kind, each.need), []).append(each)
    return list(found.values())


def write_leading(folder: Path, found: xr.Dataset, lang: str = "en") -> list[Path]:
    """Draw what `samspil.experiments.leading` found as leading.png and .svg in `folder`.

    Args:
        folder: where to write.
        found: the result.
        lang: `en` or `da`.

    Example:
        >>> paths = write_leading(Path("."), leading("current-policy", runs=12))
    """
    return save(leads(found, words(lang)), Path(folder), "leading")
