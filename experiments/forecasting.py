"""The main job: every scenario, draw and replicate at every potentials level, and what they say together."""

import json
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from dataclasses import replace as changed_to
from pathlib import Path
from typing import Any

import xarray as xr

from samspil.model.errors import UserError
from samspil.model.messages import say
from samspil.model.potentials import LEVELS
from samspil.runs import open_results, run_ensemble
from samspil.runs.asked import Asked
from samspil.runs.engine import executor
from samspil.runs.files import going_on, write_json, write_whole
from samspil.runs.fitted import DRAWN, draws_of
from samspil.runs.results import opened
from samspil.scenarios import headline, load

from . import breakdown, chance, folder, settings, tables
from .agreement import differing
from .aside import with_beside
from .asking import Asking, all_cores
from .budgets import budgets_of
from .kept import Kept
from .leaning import dates_of, expected_runs, leaning, with_forced
from .mechanisms import mechanisms
from .partnering import expected_runs as partnering_runs
from .partnering import partnering
from .place import Place, Wanted, place_of
from .records import DrawnFrom, Mechanisms, MechanismsOf, Partnering, Summary
from .showing import html
from .stamps import rests_on
from .summary import headline_level, summarise
from .tell import Phase, Tell, silent
from .weighted import beside

Illustrate = Callable[[Path, Summary, xr.Dataset, dict[str, Any], dict[str, Any]], None]
Announce = Callable[[Place], None]


@dataclass(frozen=True, repr=False)
class Forecast:
    """A forecast: ``summary`` (see :mod:`.summary`), the ``results`` it rests on, and the scenarios by name.

    ``run`` is what ``run.json`` says of a forecast that was finished before; None for one that was made now.

    Example:
        >>> found = forecast(["current-policy"], draws=3, replicates=1, side_tests=False)
        >>> chance = found.summary["scenarios"]["current-policy"]["potentials"]["estimated"]["p_target"]
    """

    summary: Summary
    results: xr.Dataset
    scenarios: dict[str, Any]
    run: dict[str, Any] | None = None

    def __repr__(self) -> str:
        return f"<Forecast of {', '.join(self.scenarios)}: {self.summary['draws']} draws>"

    def _repr_html_(self) -> str:
        return html(self.summary)


def forecast(
    scenarios: Sequence[Any] | None = None,
    draws: int | xr.Dataset | None = None,
    replicates: int | None = None,
    seed: int = 1,
    workers: int | None = None,
    potentials: Sequence[str] = LEVELS,
    target: Mapping[str, Any] | None = None,
    to: str | Path | None = None,
    resume: bool = False,
    replace: bool = False,
    retry_failed: bool = False,
    changed: Sequence[str] = (),
    side_tests: bool = True,
    command: str | None = None,
    progress: Tell = silent,
    illustrate: Illustrate | None = None,
    announce: Announce | None = None,
    scheduler: str | None = None,
) -> Forecast:
    """How many FTE each scenario frees, how likely the target is, and what would have to be true.

    Args:
        scenarios: names, compositions, files or Scenario objects; None for the headline set.
        draws: number of draws from the shipped posterior, or a Dataset of
            parameters; None for the number in ``settings.csv``.
        replicates: runs for each draw that differ by chance alone; None likewise.
        seed: seed of everything random.
        workers: local threads; None for every core.
        potentials: levels to run.
        target: settings that replace those of the scenarios' target (months as ``YYYY-MM``).
        to: folder to write; None keeps everything in memory. A finished forecast of the same settings there is
            given as it is.
        resume: go on with what is in ``to``: an unfinished forecast, or a finished one with fewer draws or without
            side tests, which stays until this one is finished.
        replace: put this one in the place of a finished forecast in ``to``, likewise, or of an unfinished one.
        retry_failed: go on likewise, and make the runs again that failed in ``to``.
        changed: settings ``NAME=VALUE`` that act last in every scenario.
        side_tests: also switch off mechanisms one by one and run the reverse test.
        command: how the forecast was asked for, kept in ``run.json``.
        progress: called with a phase (``ensemble``, ``mechanisms``, ``reverse_test``, ``chance``) and how far it is.
        illustrate: called with the folder, summary, results, scenarios and what ``run.json`` will say, before it does;
            before the side tests too, so that there is a report while they run.
        announce: called with where the forecast is written and what is there, before anything is run.
        scheduler: address of a Dask scheduler, whose workers make the runs; None for threads.

    Raises:
        UserError: wrong input, or a folder that holds something else; nothing has been run or touched then. Or the
            folder cannot be written.

    Example:
        >>> found = forecast(["current-policy", "full-portfolio"], draws=3, replicates=1, side_tests=False)
        >>> found
        <Forecast of current-policy, full-portfolio: 3 draws>
        >>> found.results["freed_fte"].sizes["potentials"]
        3
    """
    started = time.monotonic()
    overrides = [*changed, *(f"target.{name}={value}" for name, value in (target or {}).items())]
    drawn = draws_of(settings.count("draws") if draws is None else draws, seed)
    times = settings.count("replicates") if replicates is None else replicates
    known = resolve(scenarios, overrides)
    asked = Asked(tuple(potentials), tuple(known.values()), drawn, times, seed)
    place = (
        None
        if to is None
        else place_of(Path(to), Wanted(asked, side_tests, resume or retry_failed, replace, retry_failed))
    )
    if place is not None and announce is not None:
        announce(place)
    if place is not None and place.state == "finished":
        return finished(place.to, known)
    grid = Grid(known, drawn, times, list(potentials), place, retry_failed)
    base, level = drawn.attrs.get(DRAWN, "posterior"), headline_level(grid.levels)
    asking = Asking(seed, level, workers or all_cores(), base=base, scheduler=scheduler)
    cores = executor(asking.workers, scheduler).workers
    with nullcontext() if place is None else going_on(place.to):
        if place is not None:
            place.make_ready()
            asking = changed_to(asking, kept=Kept(place.folder / folder.SIDE_TESTS))
        results = grid.results(asking, Phase("ensemble", progress))
        more: Any = {"drawn_from": drawn_from(drawn), **beside(results, drawn, asking.level)}
        stated = budgets_of(results, known, asking.level)
        more |= {"budgets": stated} if stated else {}
        found = Forecast(with_beside(with_forced({**summarise(results), **more})), results, known)
        told = {"command": command, "references": references(scenarios, grid), "changed": overrides}
        told["texts"] = {name: folder.texts_of(scenario) for name, scenario in known.items()}
        told["rests_on"] = rests_on(known, drawn)
        if side_tests:
            if place is not None and not is_written(found, place.folder):
                write(found, place.folder, folder.record(results, **told), illustrate)
            found = changed_to(found, summary=with_side_tests(grid, found, asking, progress))
        if place is not None:
            took = {"workers": cores, "seconds": round(time.monotonic() - started, 1)}
            run = folder.record(results, **told, **took, side_tests=side_tests)
            write(found, place.folder, run, illustrate)
            results.close()
            folder.finish(place.folder, place.store, run)
            place.settle()
            found = changed_to(found, results=opened(place.to / folder.STORE))
    return found


def finished(to: Path, scenarios: dict[str, Any]) -> Forecast:
    """The finished forecast in a folder.

    Raises:
        UserError: what is stored there is not what was written.
    """
    return Forecast(folder.read_summary(to), open_results(to), scenarios, folder.read_run(to))


def resolve(scenarios: Sequence[Any] | None, overrides: Sequence[str]) -> dict[str, Any]:
    """Scenarios by name, each with the overrides, all under one target.

    Raises:
        UserError: one is wrong, overrides are given beside a ready-made Scenario, or targets differ.
    """
    given = list(headline()) if scenarios is None else list(scenarios)
    ready = [item for item in given if not isinstance(item, str | Path)]
    if ready and overrides:
        raise UserError(say("forecast-set-on-ready"))
    found: list[Any] = [load(item, overrides) if isinstance(item, str | Path) else item for item in given]
    names = [scenario.name for scenario in found]
    twice = [name for name in dict.fromkeys(names) if names.count(name) > 1]
    if twice:
        raise UserError(say("forecast-given-twice", twice=", ".join(twice)))
    targets = {scenario.target for scenario in found}
    if len(targets) > 1:
        raise UserError(say("forecast-different-targets"))
    return {scenario.name: scenario for scenario in found}


def drawn_from(draws: xr.Dataset) -> DrawnFrom:
    """The observations that draws agree with, the parameters those tell something of, and how many others there are."""
    fitted, targets = (str(draws.attrs.get(name, "")).split() for name in ("fitted", "targets"))
    names = [name for name in draws.data_vars if name != "luck"]
    return {"targets": targets, "fitted": fitted, "others": len(names) - len(fitted) if targets else 0}


def references(scenarios: Sequence[Any] | None, grid: "Grid") -> dict[str, str]:
    """How each scenario was asked for, by its name; one that came as an object cannot be asked for again."""
    given = headline() if scenarios is None else scenarios
    asked = zip(grid.scenarios, given, strict=True)
    return {name: str(reference) for name, reference in asked if isinstance(reference, str | Path)}


@dataclass(frozen=True)
class Grid:
    """The ensemble of a forecast: what is run, and where it is kept."""

    scenarios: dict[str, Any]
    draws: xr.Dataset
    replicates: int
    levels: list[str]
    place: Place | None
    retry: bool = False

    def results(self, asking: Asking, report: Phase) -> xr.Dataset:
        """Run the ensemble, or open it where it is finished already."""
        if self.place is not None and self.place.results is not None:
            return open_results(self.place.results)
        return run_ensemble(
            list(self.scenarios.values()),
            draws=self.draws,
            replicates=self.replicates,
            seed=asking.seed,
            workers=asking.workers,
            scheduler=asking.scheduler,
            potentials=self.levels,
            to=None if self.place is None else self.place.folder,
            resume=True,
            progress=report,
            earlier=None if self.place is None else self.place.earlier,
            retry_failed=self.retry,
        )


def with_side_tests(grid: Grid, found: Forecast, asking: Asking, tell: Tell) -> Summary:
    """The summary with what needs runs of its own: mechanisms, the reverse test, common shifts of all numbers, what
    partnerships do, and how much of the spread is chance where each draw ran once."""
    summary: Summary = {**found.summary, **mechanisms_of(grid, asking, tell)}
    dates = dates_of(grid.scenarios[summary["ranking"][0]["name"]])
    back = Phase("reverse_test", tell, expected_runs(summary, len(dates)))
    told = leaning(summary, found.results, grid.scenarios, grid.draws, changed_to(asking, report=back))
    back.end()
    summary = {**summary, **told, "partnering": partnering_of(grid, found.results, dates, asking, tell)}
    if grid.replicates == 1:
        report = Phase("chance", tell, chance.expected_runs(len(grid.scenarios), grid.draws.sizes["draw"]))
        again = changed_to(asking, report=report)
        summary["scenarios"] = chance.with_chance(summary, found.results, grid.scenarios, grid.draws, again)
        report.end()
    return with_beside(summary)


def mechanisms_of(grid: Grid, asking: Asking, tell: Tell) -> Mechanisms:
    """The keys ``mechanisms`` and ``mechanisms_of`` of the summary: mechanisms are switched off in the baseline (or the
    first scenario), with the first draws of the forecast."""
    usual = grid.scenarios.get(settings.word("baseline")) or next(iter(grid.scenarios.values()))
    draws = grid.draws.isel(draw=slice(settings.count("mechanism_draws")))
    replicates = min(grid.replicates, settings.count("mechanism_replicates"))
    runs = draws.sizes["draw"] * replicates * (1 + len(settings.table("mechanisms")))
    off = Phase("mechanisms", tell, runs)
    moved = mechanisms(usual, draws, replicates, changed_to(asking, report=off))
    off.end()
    number = int(draws.sizes["draw"])
    of: MechanismsOf = {"scenario": usual.name, "potentials": asking.level, "draws": number, "replicates": replicates}
    return {"mechanisms": moved, "mechanisms_of": of}


def partnering_of(
    grid: Grid, results: xr.Dataset, dates: Sequence[str], asking: Asking, tell: Tell
) -> Partnering | None:
    """The key ``partnering`` of the summary: what partnerships do by cause, with the first draws of the forecast."""
    few = grid.draws.isel(draw=slice(settings.count("partnering_draws")))
    replicates = min(grid.replicates, settings.count("mechanism_replicates"))
    together = Phase("partnering", tell, partnering_runs(grid.scenarios, few.sizes["draw"], replicates))
    causes = partnering(results, grid.scenarios, few, dates, changed_to(asking, report=together))
    together.end()
    return causes


def write(found: Forecast, to: Path, run: dict[str, Any], illustrate: Illustrate | None) -> None:
    """Write the files of a forecast beside its results, the summary last."""
    write_whole(to / "table.csv", lambda path: tables.write_csv(path, found.summary))
    write_whole(to / "parts.csv", lambda path: breakdown.write_csv(path, found.results, found.summary["potentials"]))
    workbook = (found.summary, found.scenarios.values(), run)
    write_whole(to / "table.xlsx", lambda path: tables.write_xlsx(path, *workbook))
    if illustrate is not None:
        illustrate(to, found.summary, found.results, found.scenarios, run)
    write_json(to / folder.SUMMARY, found.summary)


def is_written(found: Forecast, to: Path) -> bool:
    """Whether the files of the forecast lie there already, with or without its side tests."""
    try:
        told = json.loads((to / folder.SUMMARY).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return not any(differing(told, json.loads(json.dumps(found.summary))))
