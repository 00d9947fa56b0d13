"""The main job: every scenario, draw and replicate at every potentials level, and what they say together."""

import json
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import xarray as xr

from samspil.calibration import draws_of
from samspil.model.epoch import month_text
from samspil.model.errors import UserError
from samspil.model.potentials import LEVELS
from samspil.runs import open_results, run_ensemble
from samspil.runs.files import write_json, write_whole
from samspil.scenarios import headline, load

from . import ensemble, folder, settings, tables
from .asking import Asking, all_cores
from .mechanisms import mechanisms
from .outcomes import asked_dates
from .records import DrawnFrom, MechanismsOf, SideTests, Summary
from .reverse import expected_runs, reverse_test
from .summary import headline_level, summarise
from .tell import Phase, Tell, silent

Illustrate = Callable[[Path, Summary, xr.Dataset, dict[str, Any], dict[str, Any]], None]


@dataclass(frozen=True)
class Forecast:
    """A forecast: ``summary`` (see :mod:`.summary`), the ``results`` it rests on, and the scenarios by name."""

    summary: Summary
    results: xr.Dataset
    scenarios: dict[str, Any]


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
    changed: Sequence[str] = (),
    side_tests: bool = True,
    command: str | None = None,
    progress: Tell = silent,
    illustrate: Illustrate | None = None,
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
        to: folder to write; None keeps everything in memory.
        resume: go on with an unfinished forecast in ``to``.
        changed: settings ``NAME=VALUE`` that act last in every scenario.
        side_tests: also switch off mechanisms one by one and run the reverse test.
        command: how the forecast was asked for, kept in ``run.json``.
        progress: called with a phase (``ensemble``, ``mechanisms``, ``reverse_test``) and how far it is.
        illustrate: called with the folder, summary, results, scenarios and what ``run.json`` will say, before it does.

    Raises:
        UserError: wrong input; nothing has been run then. Or the folder cannot be written.
    """
    started = time.monotonic()
    overrides = [*changed, *(f"target.{name}={value}" for name, value in (target or {}).items())]
    drawn = draws_of(settings.count("draws") if draws is None else draws, seed)
    times = settings.count("replicates") if replicates is None else replicates
    place = None if to is None else Path(to)
    grid = Grid(resolve(scenarios, overrides), drawn, times, list(potentials), place, resume)
    asking = Asking(seed, headline_level(grid.levels), workers or all_cores())
    if place is not None:
        folder.make_ready(place, resume)
    results = grid.results(asking, Phase("ensemble", progress))
    summary: Summary = {**summarise(results), "drawn_from": drawn_from(drawn)}
    if side_tests:
        summary = {**summary, **side_tests_of(grid, summary, asking, progress)}
    found = Forecast(summary, results, grid.scenarios)
    if place is not None:
        told = {"command": command, "references": references(scenarios, grid), "changed": overrides}
        took = {"workers": asking.workers, "seconds": round(time.monotonic() - started, 1)}
        write(found, place, told | took, illustrate)
    return found


def resolve(scenarios: Sequence[Any] | None, overrides: Sequence[str]) -> dict[str, Any]:
    """Scenarios by name, each with the overrides, all under one target.

    Raises:
        UserError: one is wrong, overrides are given beside a ready-made Scenario, or targets differ.
    """
    given = list(headline()) if scenarios is None else list(scenarios)
    ready = [item for item in given if not isinstance(item, str | Path)]
    if ready and overrides:
        raise UserError("forecast: settings can be changed for scenarios given by name or file only")
    found: list[Any] = [load(item, overrides) if isinstance(item, str | Path) else item for item in given]
    names = [scenario.name for scenario in found]
    twice = [name for name in dict.fromkeys(names) if names.count(name) > 1]
    if twice:
        raise UserError(f"forecast: {', '.join(twice)} is given twice; a scenario of your own needs a name of its own")
    targets = {scenario.target for scenario in found}
    if len(targets) > 1:
        raise UserError("forecast: the scenarios have different targets; run them apart, or set one target for all")
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
    to: Path | None
    resume: bool

    def results(self, asking: Asking, report: Phase) -> xr.Dataset:
        """Run the ensemble, or open it where an interrupted forecast had it finished already.

        Raises:
            UserError: what is finished there is something else.
        """
        if self.to is not None and (self.to / folder.STORE).exists():
            found = open_results(self.to)
            if not self.made(found, asking.seed):
                raise UserError(f"{self.to}: holds a forecast with other settings, so it cannot go on")
            return found
        return run_ensemble(
            list(self.scenarios.values()),
            draws=self.draws,
            replicates=self.replicates,
            seed=asking.seed,
            workers=asking.workers,
            potentials=self.levels,
            to=self.to,
            resume=self.resume,
            progress=report,
        )

    def made(self, found: xr.Dataset, seed: int) -> bool:
        """Whether results are those of this grid: same seed, scenarios, levels, sizes and parameters."""
        names = [str(name) for name in found["parameter"].values]
        wanted = {name: scenario.digest for name, scenario in self.scenarios.items()}
        return (
            found.attrs["seed"] == seed
            and json.loads(found.attrs["scenario_digests"]) == wanted
            and ensemble.levels(found) == self.levels
            and found.sizes["replicate"] == self.replicates
            and np.array_equal(found["luck"].values, self.draws["luck"].values)
            and np.array_equal(
                found["parameters"].values, np.stack([self.draws[name].values for name in names], axis=1)
            )
        )


def side_tests_of(grid: Grid, summary: Summary, asking: Asking, tell: Tell) -> SideTests:
    """The keys of the summary that need runs of their own: ``mechanisms``, ``mechanisms_of`` and ``reverse_test``.

    Mechanisms are switched off in the baseline (or the first scenario), with the first draws of the forecast; the
    reverse test asks of the scenario that ranks first.
    """
    baseline = settings.word("baseline")
    usual = grid.scenarios.get(baseline) or next(iter(grid.scenarios.values()))
    best = grid.scenarios[summary["ranking"][0]["name"]]
    draws = grid.draws.isel(draw=slice(settings.count("mechanism_draws")))
    replicates = min(grid.replicates, settings.count("mechanism_replicates"))
    runs = draws.sizes["draw"] * replicates * (1 + len(settings.table("mechanisms")))
    by = month_text(best.target.by)
    dates = [date for date in asked_dates(by) if date <= month_text(best.horizon)]
    off, back = Phase("mechanisms", tell, runs), Phase("reverse_test", tell, expected_runs(best, len(dates)))
    moved = mechanisms(usual, draws, replicates, replace(asking, report=off))
    off.end()
    reversed_ = reverse_test(best, dates, replace(asking, report=back))
    back.end()
    number = int(draws.sizes["draw"])
    of: MechanismsOf = {"scenario": usual.name, "potentials": asking.level, "draws": number, "replicates": replicates}
    return {"mechanisms": moved, "mechanisms_of": of, "reverse_test": reversed_}


def write(found: Forecast, to: Path, told: dict[str, Any], illustrate: Illustrate | None) -> None:
    """Write the files of a forecast beside its results, ``run.json`` last."""
    run = folder.record(found.results, **told)
    write_json(to / "summary.json", found.summary)
    write_whole(to / "table.csv", lambda path: tables.write_csv(path, found.summary))
    workbook = (found.summary, found.scenarios.values(), run)
    write_whole(to / "table.xlsx", lambda path: tables.write_xlsx(path, *workbook))
    if illustrate is not None:
        illustrate(to, found.summary, found.results, found.scenarios, run)
    write_json(to / folder.RUN, run)
