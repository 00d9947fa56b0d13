"""Which parameters the answer hangs on: Morris to screen, Sobol or PAWN for shares, on FTE at two dates."""

from collections.abc import Callable
from typing import Any

import numpy as np
import xarray as xr

from samspil.model.errors import UserError
from samspil.model.messages import say
from samspil.model.parameters import registry
from samspil.runs.draws import varies
from samspil.scenarios import load

from . import designs, settings
from .asking import Asking
from .designs import Design
from .ensemble import Array

METHODS = ("morris", "sobol", "pawn")
Function = Callable[[Design], Array]
UNITS = {"mu_star": "FTE", "mu_star_conf": "FTE", "sigma": "FTE"}
NAMES = {
    "mu_star": "Mean absolute elementary effect over the whole range",
    "mu_star_conf": "Half-width of its 95 % interval",
    "sigma": "Standard deviation of elementary effects",
    "S1": "First-order Sobol index",
    "S1_conf": "Half-width of its 95 % interval",
    "ST": "Total Sobol index",
    "ST_conf": "Half-width of its 95 % interval",
    "pawn_median": "PAWN index, median over conditioning intervals",
    "pawn_max": "PAWN index, maximum over conditioning intervals",
}


def sensitivity(
    scenario: Any, method: str = "sobol", size: int | None = None, asking: Asking | None = None
) -> xr.Dataset:
    """Indices of every parameter, or group of parameters, for FTE at the told dates.

    Morris screens all uncertain parameters; Sobol runs for those that the screening puts first; both are in the
    result. Elements of a vector (``potential.*``) move together and get one index.

    Args:
        scenario: a Scenario, its name, or a file.
        method: ``morris``, ``sobol`` or ``pawn``.
        size: Morris trajectories, base rows of Sobol (made a power of two), or runs of PAWN.
        asking: seed, level, workers.

    Returns:
        Dims ``outcome`` (date) and ``parameter`` (screening) or ``kept`` (Sobol); attributes ``converged`` (0 or 1)
        and ``verdict`` say whether the indices can be relied on.

    Raises:
        UserError: an unknown method.

    Example:
        >>> found = sensitivity("current-policy", "pawn", size=60)
        >>> most = found.sel(outcome="2030-12").to_dataframe()
    """
    if method not in METHODS:
        raise UserError(say("method-unknown", method=method, methods=", ".join(METHODS)))
    asked = asking or Asking()
    resolved = load(scenario) if isinstance(scenario, str) else scenario
    dates = settings.told_dates()

    def model(design: Design) -> Array:
        return asked.due([resolved], parameters_of(design), 1, dates)[0, :, 0, :]

    names = uncertain(resolved)
    if method == "pawn":
        found = pawn(model, names, dates, size, asked.seed)
    else:
        found = screening(model, names, dates, size if method == "morris" else None, asked.seed)
    if method == "sobol":
        found = shares(model, found, names, size, asked.seed)
    return found.assign_attrs(scenario=resolved.name, potentials=asked.level, seed=asked.seed, method=method)


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
    }
    return xr.Dataset({**columns, "luck": ("draw", design.luck)}, {"draw": np.arange(len(design.luck))})


def screening(model: Function, names: list[str], dates: list[str], size: int | None, seed: int) -> xr.Dataset:
    """Morris's ``mu_star``, its interval and ``sigma``, dims (outcome, parameter)."""
    problem = designs.problem_of(names, [group_of(name) for name in names])
    design = designs.morris_design(problem, size or settings.count("morris_trajectories"), seed)
    results = finished(model(design))
    found = [designs.morris_indices(design, column, seed) for column in results.T]
    return verdict(labelled(found, "parameter", design.groups, dates), "mu_star", "parameter", relative=True)


def shares(model: Function, screened: xr.Dataset, names: list[str], size: int | None, seed: int) -> xr.Dataset:
    """The screening with Sobol's first-order and total indices of the groups that it put first (dim ``kept``)."""
    order = screened["mu_star"].max("outcome").sortby(screened["mu_star"].max("outcome"), ascending=False)
    kept = [str(name) for name in order["parameter"].values[: settings.count("sobol_count")]]
    chosen = [name for name in names if group_of(name) in kept]
    problem = designs.problem_of(chosen, [group_of(name) for name in chosen])
    base = power_of_two(size or settings.count("sobol_base"))
    design = designs.sobol_design(problem, base, seed)
    results = finished(model(design))
    found = [designs.sobol_indices(design, column, seed) for column in results.T]
    dates = [str(date) for date in screened["outcome"].values]
    told = verdict(labelled(found, "kept", design.groups, dates), "ST", "kept", relative=False)
    return xr.merge([screened.drop_attrs(deep=False), told], combine_attrs="override").assign_attrs(told.attrs)


def pawn(model: Function, names: list[str], dates: list[str], size: int | None, seed: int) -> xr.Dataset:
    """PAWN's distances for every parameter by itself, dims (outcome, parameter)."""
    design = designs.random_design(designs.problem_of(names), size or settings.count("pawn_runs"), seed)
    results = finished(model(design))
    found = [designs.pawn_indices(design, column, seed) for column in results.T]
    told = labelled(found, "parameter", design.groups, dates)
    said = "PAWN gives no interval: compare with a second seed or a larger size"
    return told.assign_attrs(converged=0, verdict=said, widest=-1.0, limit=settings.number("converged_width"))


def finished(results: Array) -> Array:
    """The results of a design, (run, outcome).

    Raises:
        UserError: a run failed; a design with a hole has no indices.
    """
    failed = int((~np.isfinite(results)).any(axis=1).sum())
    if failed:
        raise UserError(say("design-with-holes", failed=failed, count=len(results)))
    return results


def labelled(found: list[dict[str, Array]], dim: str, labels: list[str], dates: list[str]) -> xr.Dataset:
    """Indices of each outcome as a Dataset with dims (outcome, ``dim``)."""
    data = {
        name: (
            ("outcome", dim),
            np.stack([each[name] for each in found]),
            {"units": UNITS.get(name, "1"), "long_name": NAMES[name]},
        )
        for name in found[0]
    }
    return xr.Dataset(data, {"outcome": dates, dim: labels})


def verdict(found: xr.Dataset, index: str, dim: str, relative: bool) -> xr.Dataset:
    """The indices with the widest interval on ``index`` beside what counts as converged.

    ``relative`` measures the width as a share of the largest index.
    """
    scale = found[index].max(dim) if relative else xr.ones_like(found[index].max(dim))
    widths = (found[f"{index}_conf"] / scale.where(scale > 0, 1.0)).max(dim)
    widest, limit = float(widths.max()), settings.number("converged_width")
    said = "converged" if widest <= limit else "not converged: take a larger size"
    told = f"{said} (widest half-width of {index} {widest:.3g}, limit {limit:.3g})"
    return found.assign_attrs(converged=int(widest <= limit), verdict=told, widest=widest, limit=limit)


def power_of_two(size: int) -> int:
    """The smallest power of two that is not below ``size``: Sobol's points are balanced only there."""
    return 1 << max(0, size - 1).bit_length()


def expected_runs(scenario: Any, method: str, size: int | None) -> int:
    """How many runs an analysis takes."""
    groups = len({group_of(name) for name in uncertain(scenario)})
    if method == "pawn":
        return size or settings.count("pawn_runs")
    given = size if method == "morris" else None
    screened = (given or settings.count("morris_trajectories")) * (groups + 1)
    if method == "morris":
        return screened
    return screened + power_of_two(size or settings.count("sobol_base")) * (settings.count("sobol_count") + 2)
