"""Which numbers the answer hangs on: Morris to screen, Sobol or PAWN for shares, or runs as they are.

Designs take numbers over the whole of their priors, each by itself; draws of a fit are taken as they are by the method
``given`` (:mod:`.driving`).
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import xarray as xr

from samspil.model.epoch import month_text
from samspil.model.errors import UserError
from samspil.model.messages import say
from samspil.model.parameters import registry
from samspil.runs.draws import parameter_names, varies
from samspil.runs.fitted import draws_of
from samspil.runs.progress import Report, silent
from samspil.scenarios import load

from . import designs, indices, settings
from .asking import Asking
from .designs import CHANCE, Design
from .driving import drivers_of
from .ensemble import Array
from .passing import Outcomes, outcomes_of
from .signed import held, signed
from .stamps import today
from .tell import steps
from .verdicts import NAMES, UNITS, verdict

METHODS = ("sobol", "morris", "pawn", "given")
Function = Callable[[Design], Outcomes]


@dataclass(frozen=True)
class Question:
    """What is asked of which scenario.

    Args:
        scenario: a Scenario.
        asking: how runs are made.
        size: trajectories, base rows, runs or draws; None for the number in ``settings.csv``.
        second: indices of second order too, where the method has them.
        report: told how far the reckoning is that follows the runs.
    """

    scenario: Any
    asking: Asking
    size: int | None = None
    second: bool = True
    report: Report = silent

    def count(self, name: str) -> int:
        """The size that was asked for, or the usual one."""
        return self.size or settings.count(name)

    def answered(self, draws: xr.Dataset) -> Outcomes:
        """Runs of the scenario with these draws."""
        target = self.scenario.target
        months = asked_months(month_text(target.by), month_text(self.scenario.horizon))
        values = self.asking.due([self.scenario], draws, 1, months)[0, :, 0, :]
        return outcomes_of(finished(values), months, month_text(target.by), target.fte)

    def model(self, design: Design) -> Outcomes:
        """Runs at the points of a design."""
        return self.answered(parameters_of(design))


def sensitivity(
    scenario: Any,
    method: str = "sobol",
    size: int | None = None,
    asking: Asking | None = None,
    second: bool = True,
    report: Report = silent,
) -> xr.Dataset:
    """Indices of every parameter, or group of parameters, and a verdict on whether they can be relied on.

    Of freed FTE by the target's date first, then at the other told dates, of whether FTE pass a level by the target's
    date (the target's own, where neither hardly any nor nearly all runs do), and of FTE every December
    (``..._by_year``). Morris screens all uncertain parameters; Sobol runs for those that the screening puts first;
    both are in the result. Elements of a vector (``potential.*``) move together and get one index.

    Args:
        scenario: a Scenario, its name, or a file.
        method: ``sobol``, ``morris``, ``pawn``, or ``given``: draws as they are, from the fit.
        size: base rows of Sobol (made a power of two), Morris trajectories, runs of PAWN, or draws.
        asking: seed, level, workers.
        second: Sobol's indices of second order too, for nearly twice the runs.
        report: told how far the reckoning is that follows the runs.

    Returns:
        Dims ``outcome`` and ``parameter`` (or ``kept``, for Sobol); ``told`` says which indices can be told from noise;
        attributes ``converged`` (0 or 1) and ``verdict`` say whether they can be relied on. The design and its results
        are in it, under one ``digest``.

    Raises:
        UserError: an unknown method, or a run failed.

    Example:
        >>> found = sensitivity("current-policy", "pawn", size=60)
        >>> most = found.sel(outcome="2030-12").pawn_median.to_dataframe()
    """
    if method not in METHODS:
        raise UserError(say("method-unknown", method=method, methods=", ".join(METHODS)))
    resolved = load(scenario) if isinstance(scenario, str) else scenario
    asked = Question(resolved, asking or Asking(), size, second, report)
    made = {"sobol": shares, "morris": screening, "pawn": pawn, "given": given}[method](asked)
    told = {"scenario": resolved.name, "potentials": asked.asking.level, "seed": asked.asking.seed, "method": method}
    told["rests_on"] = json.dumps(today())
    return signed(made.assign_attrs(told), resolved.digest)


def asked_months(by: str, horizon: str) -> list[str]:
    """The target's month, the told dates and every December from the first that counts, as far as runs go."""
    decembers = [f"{year}-12" for year in range(settings.count("years_from"), int(horizon[:4]) + 1)]
    return sorted({month for month in (by, *settings.told_dates(), *decembers) if month <= horizon})


def uncertain(scenario: Any) -> list[str]:
    """Names of the parameters that have a range and that the scenario does not fix."""
    fixed = {name for name, given in scenario.uncertainties.items() if given.value is not None}
    fixed |= {f"structure.{rule}" for rule, choice in scenario.rules.items() if choice != "sampled"}
    return [name for name, parameter in registry().items() if varies(parameter) and name not in fixed]


def group_of(name: str) -> str:
    """The group of a parameter: structural choices and scalars alone, elements of a vector together."""
    vector = name.split(".")[0]
    return name if vector in (name, "structure", "effect") else vector


def parameters_of(design: Design) -> xr.Dataset:
    """Parameter draws at the points of a design, each at the quantile of its prior that the point says."""
    known = registry()
    columns = {
        name: ("draw", known[name].quantile(design.points[:, place]))
        for place, name in enumerate(design.problem["names"])
        if name != CHANCE
    }
    return xr.Dataset({**columns, "luck": ("draw", design.luck)}, {"draw": np.arange(len(design.luck))})


def problem_of(names: Sequence[str]) -> dict[str, Any]:
    """Parameters in their groups, and chance."""
    return designs.with_chance(designs.problem_of(names, [group_of(name) for name in names]))


def screening(asked: Question, trajectories: int | None = None) -> xr.Dataset:
    """Morris's ``mu_star``, its interval and ``sigma``, dims (outcome, parameter)."""
    seed, many = asked.asking.seed, trajectories or asked.count("morris_trajectories")
    design = designs.morris_design(problem_of(uncertain(asked.scenario)), many, seed)
    runs = asked.model(design)
    found = labelled(design, runs, "parameter", lambda column: indices.morris_indices(design, column, seed), "mu_star")
    told = verdict(found, ("mu_star",), "parameter", True, many, "morris_least")
    return held(told, design, runs, "screening_")


def shares(asked: Question) -> xr.Dataset:
    """The screening with Sobol's indices of the groups that it put first (dim ``kept``)."""
    seed = asked.asking.seed
    screened = screening(asked, settings.count("morris_trajectories"))
    kept = strongest(screened, settings.count("sobol_count"))
    names = [name for name in uncertain(asked.scenario) if group_of(name) in kept]
    base = power_of_two(asked.count("sobol_base"))
    design = designs.sobol_design(problem_of(names), base, seed, asked.second)
    runs = asked.model(design)
    found = labelled(design, runs, "kept", lambda column: indices.sobol_indices(design, column, seed), "S1", "ST")
    told = held(verdict(found, ("S1", "ST"), "kept", False, base, "sobol_least"), design, runs)
    before = screened.rename(told="screening_told").drop_vars(("converged", "widest", "varied"))
    return xr.merge([told, before.reindex(outcome=told["outcome"])], combine_attrs="override", join="exact")


def strongest(screened: xr.Dataset, number: int) -> list[str]:
    """Groups with the largest effect at any date, each measured against the largest; never chance."""
    scale = screened["mu_star"] / screened["mu_star"].max("parameter").clip(min=1e-12)
    order = scale.drop_sel(parameter=CHANCE).max("outcome")
    return [str(name) for name in order.sortby(order, ascending=False)["parameter"].values[:number]]


def pawn(asked: Question) -> xr.Dataset:
    """PAWN's distances for every parameter by itself, dims (outcome, parameter)."""
    seed = asked.asking.seed
    design = designs.random_design(designs.problem_of(uncertain(asked.scenario)), asked.count("pawn_runs"), seed)
    runs = asked.model(design)
    step = steps(asked.report, columns_of(runs) * indices.pawn_steps())
    found = labelled(
        design, runs, "parameter", lambda column: indices.pawn_indices(design, column, seed, step), "pawn_median"
    )
    told = verdict(found, ("pawn_median",), "parameter", False, len(runs.main), "pawn_least")
    return held(told, design, runs)


def given(asked: Question) -> xr.Dataset:
    """Draws as they are, from the fit or the prior, and what runs with them tell (:mod:`.driving`)."""
    asking = asked.asking
    draws = draws_of(asked.count("draws"), asking.seed, asking.base == "prior", asking.base == "stale")
    names = [name for name in uncertain(asked.scenario) if name in parameter_names(draws)]
    values = np.stack([draws.variables[name].values for name in names], axis=1).astype(float)
    return drivers_of(values, names, asked.answered(draws), asking.seed)


def columns_of(runs: Outcomes) -> int:
    """How many outcomes have indices: the told ones and every December."""
    return runs.main.shape[1] + runs.decembers.shape[1]


def finished(results: Array) -> Array:
    """The results of a design, (run, outcome).

    Raises:
        UserError: a run failed; a design with a hole has no indices.
    """
    failed = int((~np.isfinite(results)).any(axis=1).sum())
    if failed:
        raise UserError(say("design-with-holes", failed=failed, count=len(results)))
    return results


def labelled(
    design: Design, runs: Outcomes, dim: str, index: Callable[[Array], dict[str, Array]], *by_year: str
) -> xr.Dataset:
    """Indices of every outcome, dims (outcome, ``dim``), and those ``by_year``, dims (year, ``dim``)."""
    found, yearly = [index(column) for column in runs.main.T], [index(column) for column in runs.decembers.T]
    dims = {1: ("outcome", dim), 2: ("outcome", dim, "other")}
    data = {name: (dims[found[0][name].ndim], np.stack([each[name] for each in found])) for name in found[0]}
    for name in by_year:
        data[f"{name}_by_year"] = (("year", dim), np.stack([each[name] for each in yearly]))
    data["varied"] = (("outcome",), runs.varied)
    coords = {**runs.coords, dim: design.groups, **({"other": design.groups} if "S2" in found[0] else {})}
    ds = xr.Dataset(data, coords).assign_attrs(runs.attrs)
    for name in ds.data_vars:
        known = str(name).removesuffix("_by_year")
        ds[name].attrs.update(units=UNITS.get(known, "1"), long_name=NAMES[known])
    return ds


def power_of_two(size: int) -> int:
    """The smallest power of two that is not below ``size``: Sobol's points are balanced only there."""
    return 1 << max(0, size - 1).bit_length()


def expected_runs(scenario: Any, method: str, size: int | None, second: bool = True) -> int:
    """How many runs an analysis takes."""
    usual = {"pawn": "pawn_runs", "given": "draws"}
    if method in usual:
        return size or settings.count(usual[method])
    groups = len({group_of(name) for name in uncertain(scenario)})
    trajectories = (size if method == "morris" else None) or settings.count("morris_trajectories")
    screened = trajectories * (groups + 2)
    if method == "morris":
        return screened
    kept = min(settings.count("sobol_count"), groups) + 1
    return screened + power_of_two(size or settings.count("sobol_base")) * ((2 if second else 1) * kept + 2)
