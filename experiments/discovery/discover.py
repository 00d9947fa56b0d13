"""What it takes to reach a level by a date with a probability."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import xarray as xr

from samspil.model.epoch import LAST, month_text
from samspil.model.errors import UserError
from samspil.model.levers import levers
from samspil.model.messages import say
from samspil.scenarios import load

from .. import settings
from ..asking import Asking
from ..ensemble import Array
from ..statistics import holm
from ..watching.observables import month_of, observables, used_by
from ..watching.running import Rows, Watch
from ..written import identity
from .boxes import Box, boxes
from .changes import Change, Search
from .confirming import Confirmed, Gain, confirm, gains, helpful
from .design import halves, learning, movable, span, values_of_levers, varying
from .elsewhere import elsewhere, last_date, level_told
from .emulator import learn

UNITS = {"coverage": "share", "density": "share"}


@dataclass(frozen=True, eq=False)
class Learned:
    """The runs that boxes and the emulator rest on.

    Attributes:
        levels: of every lever (run, lever).
        outcomes: (run, outcome).
        fte: at the date (run,).
        later: at the last date that is told of (run,); none where the date is the last.
        finding: the half that finds (run,).
        as_today: runs with every lever as the scenario has it (run,).
        names: of the uncertain numbers.
        numbers: their values (run, name).
    """

    levels: Array
    outcomes: Array
    fte: Array
    later: Array
    finding: np.ndarray
    as_today: np.ndarray
    names: list[str]
    numbers: Array


def discover(
    scenario: Any,
    level: float,
    by: str,
    probability: float = 0.5,
    runs: int | None = None,
    asking: Asking | None = None,
) -> xr.Dataset:
    """Boxes of runs that reach a level by a date, and the smallest change from today that does so often enough.

    Boxes (PRIM and CART) are over uncertain numbers, levers and outcomes that are seen two years before the date. The
    change is in levers and outcomes alone; it is found on an emulator and confirmed by runs with draws (the other half
    of the posterior's) and luck that had no part in finding it, and what is told of it is counted in those.

    Args:
        scenario: a Scenario, its name, or a file.
        level: headline FTE, as the scenario's target counts.
        by: month, ``YYYY-MM``.
        probability: how likely the level should be.
        runs: to learn from.
        asking: seed, level of potentials, workers, and where runs are kept.

    Returns:
        Dims ``box`` (``told``: it holds more runs that reach the level than chance puts there), ``limit`` (one for each
        limit of each box) and ``part`` (of the change). Attributes tell what was
        asked (``asked``), the level that is told of (``level``; another where too few runs reach the one asked for) and
        the ``verdict``: ``confirmed``, ``already`` (nothing need change), ``not_confirmed``, ``already_not_proved``
        (as things are seemed enough, and is not proved to be), ``none_found``.

    Raises:
        UserError: a level, month or probability that cannot be.

    Example:
        >>> found = discover("current-policy", 800, "2030-12", 0.5, runs=200)
        >>> found.attrs["verdict"] in ("confirmed", "already", "not_confirmed", "already_not_proved", "none_found")
        True
    """
    check(level, by, probability, runs)
    asked = asking or Asking()
    resolved = load(scenario) if isinstance(scenario, str) else scenario
    size = runs or settings.count("discover_runs")
    watch = watching(resolved, by, asked)
    rows = learning(asked, size)
    learned = learned_from(watch, rows, watch.run(rows))
    told = level_told(learned.fte, level)
    common = {"scenario": resolved.name, "potentials": asked.level, "seed": asked.seed, "runs": size, "by": by}
    common |= {"asked": level, "level": told, "probability": probability, "highest": float(learned.fte.max())}
    common |= {"asked_reached": int((learned.fte >= level).sum()), "learned": learned.fte.size}
    found = [boxed(learned, watch, told, probability)]
    found.append(changed(learned, watch, told, probability, size))
    whole = xr.merge(found, combine_attrs="drop_conflicts")
    if told != level:
        common |= {"later": watch.dates[-1], **elsewhere(resolved, level, by, learned.later, asked)}
    common |= {"municipalities": watch.municipalities, "seen": watch.seen[0], "start": month_text(resolved.start)}
    return whole.assign_attrs({**identity("discover", resolved.target), **common})


def expected_runs(runs: int | None) -> int:
    """How many runs it takes at most."""
    size = runs or settings.count("discover_runs")
    tried, proved = shares(size)
    confirmed = 2 * (settings.count("discover_tries") * tried + proved)
    gained = settings.count("discover_gain_runs") * (settings.count("discover_most_parts") + 1)
    elsewhere = settings.count("discover_other_runs")
    return size + elsewhere + confirmed + (settings.count("discover_tries") + 1) * gained


def shares(size: int) -> tuple[int, int]:
    """How many runs a change is tried in and proved in, of so many that are learned from."""
    return tuple(int(size * settings.number(f"discover_{name}")) for name in ("tried", "proved"))  # type: ignore[return-value]


def check(level: float, by: str, probability: float, runs: int | None = None) -> None:
    """Refuse what cannot be asked.

    Raises:
        UserError: a level that is no positive number, a month that is none, a probability outside 0 to 1, or runs
            that are too few to tell a box from chance.
    """
    least = settings.count("discover_least_runs")
    if runs is not None and runs < least:
        raise UserError(say("too-few-runs-to-discover", runs=runs, least=least))
    if not (np.isfinite(level) and level > 0):
        raise UserError(say("level-not-positive", level=level))
    if not 0.0 < probability < 1.0:
        raise UserError(say("probability-outside", probability=probability))
    month_of(by)


def watching(scenario: Any, by: str, asking: Asking) -> Watch:
    """Runs of the scenario in which the date's FTE are kept, and what is seen some time before.

    Raises:
        UserError: the date lies before anything that is decided now can be seen.
    """
    month = month_of(by) - settings.count("discover_seen_before")
    if month < scenario.start:
        first = month_text(scenario.start + settings.count("discover_seen_before"))
        raise UserError(say("date-too-early", month=by, first=first, last=month_text(LAST)))
    return Watch(scenario, (by, *last_date(by)), tuple(used_by("discover")), (month_text(month),), asking)


def learned_from(watch: Watch, rows: Rows, told: Array) -> Learned:
    """What finished runs tell, every other of them for finding.

    Raises:
        UserError: hardly any run finished.
    """
    done = np.isfinite(told).all(axis=1)
    if done.sum() < settings.count("discover_fewest"):
        raise UserError(say("runs-did-not-finish", finished=int(done.sum()), runs=done.size))
    names, numbers = varying(rows.draws)
    end = month_of(watch.dates[0])
    levels = values_of_levers(rows, watch.tables, watch.scenario.start, end)
    dates = len(watch.dates)
    return Learned(
        levels[done],
        told[done, dates:],
        told[done, 0],
        told[done, dates - 1] if dates > 1 else np.zeros(0),
        halves(rows.draws)[done],
        np.asarray(np.isnan(rows.levels).all(axis=1))[done],
        names,
        numbers[done],
    )


def boxed(learned: Learned, watch: Watch, level: float, wanted: float) -> xr.Dataset:
    """The boxes, dims ``box`` and ``limit``."""
    names = [*learned.names, *movable(), *(each.name for each in watch.observables)]
    values = np.column_stack([learned.numbers, learned.levels, learned.outcomes])
    reached = learned.fte >= level
    enough = min(reached[learned.finding].sum(), (~reached)[learned.finding].sum()) > 0
    found = boxes(names, values, learned.fte, level, learned.finding, wanted) if enough else []
    return labelled_boxes(found, reached[~learned.finding]).assign_attrs(base=float(reached[~learned.finding].mean()))


def labelled_boxes(found: list[Box], reached: np.ndarray) -> xr.Dataset:
    """Boxes as a Dataset; ``reached`` are the held-out runs, by whether they reach the level."""
    rows = [(place, limit) for place, box in enumerate(found) for limit in box.limits]
    data: dict[str, Any] = {}
    for name in ("coverage", "density"):
        for half, of in enumerate(("found", "held_out")):
            told = [getattr(box, name)[half] for box in found]
            data[f"{name}_{of}"] = ("box", told, {"units": UNITS[name], "long_name": f"{name}, half: {of}"})
    data["inside_held_out"] = ("box", [box.inside[1] for box in found], {"units": "runs"})
    data["reached_held_out"] = ("box", [box.reached for box in found], {"units": "runs"})
    chance = holm(np.array([box.by_chance(int(reached.sum()), reached.size) for box in found]))
    data["chance"] = ("box", chance, {"long_name": "Probability of so dense a box by chance, corrected (Holm)"})
    data["told"] = ("box", chance <= settings.number("discover_noise"))
    data["limit_box"] = ("limit", np.array([place for place, _ in rows], dtype=np.int64))
    data["limit_name"] = ("limit", np.array([limit.name for _, limit in rows], dtype=str))
    data["limit_kind"] = ("limit", np.array([kind_of(limit.name) for _, limit in rows], dtype=str))
    data["limit_low"] = ("limit", np.array([limit.low for _, limit in rows], dtype=float))
    data["limit_high"] = ("limit", np.array([limit.high for _, limit in rows], dtype=float))
    return xr.Dataset(data, {"box": np.array([box.method for box in found], dtype=str)})


def kind_of(name: str) -> str:
    """Whether a column is a lever, an outcome or an uncertain number."""
    return "lever" if name in levers() else "outcome" if name in observables() else "number"


def changed(learned: Learned, watch: Watch, level: float, wanted: float, size: int) -> xr.Dataset:
    """The change and what fresh runs say of it, dim ``part``."""
    names, (low, high) = movable(), span(movable())
    emulator = learn(learned.levels, learned.outcomes, learned.numbers, learned.fte, learned.finding, watch.asking.seed)
    end = month_of(watch.dates[0])
    as_is = Rows(learning(watch.asking, 1).draws, names, np.full((1, len(names)), np.nan))
    today = values_of_levers(as_is, watch.tables, watch.scenario.start, end)[0]
    search = Search(
        emulator, today, low, high, learned.outcomes[learned.finding & learned.as_today], upwards(learned), level
    )
    change, tries, is_enough = tried(search, watch, wanted, size)
    of_tries, proving = shares(size)
    first = size + settings.count("discover_tries") * of_tries
    final = confirm(watch, search, change, first, proving, proves=True)
    gained = gains(watch, search, change, first, proving, proves=True)
    parts = labelled_parts(watch, change, today, names, gained)
    verdict = verdict_of(final, wanted, is_enough, search.parts(change))
    return parts.assign_attrs(
        **counts(final), verdict=verdict, emulator_r2=emulator.r2, tries=tries, size=search.size(change)
    )


def tried(search: Search, watch: Watch, wanted: float, size: int) -> tuple[Change, int, bool]:
    """The first change that fresh runs say is enough, how many were tried, and whether one was.

    Where runs say less than the emulator, it is asked for more by as much.
    """
    number, change = settings.count("discover_tries"), search.start
    # As things are is tried as it is; a change is to be beyond doubt.
    aim = wanted + settings.number("discover_margin") * (1.0 - wanted)
    if search.chance(change) >= wanted:
        aim = wanted
    for place in range(number):
        some = shares(size)[0]
        first = size + place * some
        change = helpful(watch, search, search.found(aim), first, some)
        runs = confirm(watch, search, change, first, some)
        if runs.reached.is_at_least(wanted):
            return change, place + 1, True
        short = wanted - (runs.reached.low if runs.reached.runs else 0.0)
        # The last try asks for all that can be had; those before it for no more than half of what is left.
        most = (1.0 + wanted) / 2.0 if place < number - 2 else settings.number("discover_most_asked")
        aim = min(aim + max(short, settings.number("discover_asked_step")), most)
    return change, number, False


def upwards(learned: Learned) -> np.ndarray:
    """Whether FTE rises with each outcome, in the half that finds."""
    outcomes, fte = learned.outcomes[learned.finding], learned.fte[learned.finding]
    centred = outcomes - outcomes.mean(axis=0)
    return (fte - fte.mean()) @ centred >= 0.0


def verdict_of(final: Confirmed, wanted: float, is_enough: bool, parts: int) -> str:
    """In one word what the last runs, which nothing was chosen by, say."""
    if not is_enough:
        return "none_found"
    if not final.reached.is_at_least(wanted):
        return "not_confirmed" if parts else "already_not_proved"
    return "confirmed" if parts else "already"


def counts(final: Confirmed) -> dict[str, Any]:
    """What fresh runs say, as attributes."""
    told: dict[str, Any] = {"failed": final.failed}
    for name in ("reached", "met", "before"):
        counted = getattr(final, name)
        told |= {f"{name}_hits": counted.hits, f"{name}_runs": counted.runs, f"{name}_share": counted.share}
        told |= {f"{name}_low": counted.low, f"{name}_high": counted.high}
    return told


def labelled_parts(
    watch: Watch, change: Change, today: Array, names: tuple[str, ...], gained: dict[int, Gain]
) -> xr.Dataset:
    """What a change asks for, a part each: its name, its kind, its value today and the limits it is to be within; of a
    lever what it alone adds in runs that had no part in finding it (NaN of an outcome)."""
    told = [
        (name, "lever", now, new, new) for name, now, new in zip(names, today, change.levels, strict=True) if now != new
    ]
    for each, least, most in zip(watch.observables, change.least, change.most, strict=True):
        if np.isfinite(least) or np.isfinite(most):
            told.append((each.name, "outcome", float("nan"), least, most))
    columns = list(zip(*told, strict=True)) if told else [()] * 5
    data: dict[str, Any] = {"part_kind": ("part", np.array(columns[1], dtype=str))}
    for name, values in zip(("part_today", "part_low", "part_high"), columns[2:], strict=True):
        data[name] = ("part", np.array(values, dtype=float))
    told_of = [gained[names.index(name)] if kind == "lever" else None for name, kind, *_ in told]
    for name in ("mean", "se"):
        values = [float("nan") if gain is None else getattr(gain, name) for gain in told_of]
        data["part_gain" if name == "mean" else "part_gain_se"] = (
            "part",
            np.array(values, dtype=float),
            {"units": "FTE"},
        )
    return xr.Dataset(data, {"part": np.array(columns[0], dtype=str)})
