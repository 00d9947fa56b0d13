"""What drives an answer, from runs that are there: shares and a tornado by regression on draws as they are."""

from typing import Any

import numpy as np
import xarray as xr

from samspil.model.errors import UserError
from samspil.model.messages import say
from samspil.model.parameters import registry

from . import ensemble, settings
from .designs import Array
from .given import basis_of, dummy_share, ends, share_errors, shares
from .outcomes import asked_dates
from .passing import Outcomes, outcomes_of
from .statistics import index_half_width
from .verdicts import NAMES, UNITS, verdict


def drivers(ds: xr.Dataset, scenario: str | None = None, level: str | None = None) -> xr.Dataset:
    """Which numbers drive what a scenario frees, from an ensemble that is there; nothing is run.

    Args:
        ds: an ensemble, or one opened from its folder.
        scenario: one of its scenarios; the baseline, or the first, unless told.
        level: potentials level; the headline's, or the last, unless told.

    Returns:
        Dims ``outcome`` and ``parameter``: ``share`` of the variance with its half-width, ``low`` and ``high`` (mean
        FTE in the fifth of draws where the number is lowest and highest), ``told``; see ``long_name``.

    Raises:
        UserError: too few draws.

    Example:
        >>> ds = run_ensemble("current-policy", draws=40, replicates=1)
        >>> drivers(ds).sizes["parameter"] > 200
        True
    """
    names = ensemble.scenarios(ds)
    usual = settings.word("baseline")
    name = scenario or (usual if usual in names else names[0])
    levels = ensemble.levels(ds)
    at = level or (settings.word("headline_level") if settings.word("headline_level") in levels else levels[-1])
    target = ensemble.target_of(ds)
    months = _months(ds, target["by"])
    paths = ensemble.headline(ds, name, at)
    values = np.stack([paths[..., ensemble.month_number(ds, month)] for month in months], axis=-1)
    whole = np.isfinite(values).all(axis=-1).any(axis=1)
    given, parameters = numbers(ds)
    runs = outcomes_of(values[whole], months, target["by"], target["fte"])
    found = drivers_of(given[whole], parameters, runs, int(ds.attrs["seed"]))
    told: dict[str, Any] = {"scenario": name, "potentials": at, "seed": int(ds.attrs["seed"]), "method": "given"}
    return found.assign_attrs(told)


def _months(ds: xr.Dataset, by: str) -> list[str]:
    first = settings.count("years_from")
    decembers = [f"{year}-12" for year in ensemble.years(ds) if year >= first]
    return [month for month in sorted({*asked_dates(by), *decembers}) if month in ensemble.months(ds)]


def numbers(ds: xr.Dataset) -> tuple[Array, list[str]]:
    """The numbers of each draw that vary, (draw, number), and their names.

    Raises:
        UserError: there are too few draws to tell anything.
    """
    least = settings.count("given_least")
    if ds.sizes["draw"] < least:
        raise UserError(say("too-few-draws-to-drive", draws=ds.sizes["draw"], least=least))
    values = np.asarray(ds["parameters"].transpose("draw", "parameter").values, dtype=np.float64)
    names = [str(name) for name in ds["parameter"].values]
    varied = [place for place, name in enumerate(names) if name in registry() and np.ptp(values[:, place]) > 0.0]
    return values[:, varied], [names[place] for place in varied]


def drivers_of(values: Array, names: list[str], runs: Outcomes, seed: int) -> xr.Dataset:
    """The same of numbers (draw, number) and what came of them."""
    basis, between = basis_of(values), runs.between
    share, floor = shares(basis, runs.main) * between, dummy_share(basis, runs.main, seed) * between
    most = np.argsort(-share.max(axis=1))[: settings.count("given_errors")]
    half = np.full(share.shape, np.nan)
    half[most] = index_half_width() * between * share_errors(values[:, most], runs.main, seed)
    data: dict[str, Array] = {"share": share.T, "share_conf": half.T}
    data["dummy"] = np.repeat(floor[:, None], len(names), axis=1)
    data["told"] = (data["share"] > data["dummy"]).astype(float)
    tails = [ends(values, column) for column in runs.main.T]
    data |= {name: np.stack([each[name] for each in tails]) for name in tails[0]}
    ds = xr.Dataset({name: (("outcome", "parameter"), each) for name, each in data.items()})
    ds["varied"] = ("outcome", runs.varied)
    ds["share_by_year"] = (("year", "parameter"), (shares(basis, runs.decembers) * runs.between_by_year).T)
    ds = ds.assign_coords({**runs.coords, "parameter": names}).assign_attrs(runs.attrs, draws=len(values))
    for name in ds.data_vars:
        known = str(name).removesuffix("_by_year")
        ds[name].attrs.update(units=UNITS.get(known, "1"), long_name=NAMES[known])
    return verdict(ds, ("share",), "parameter", False, len(values), "given_least")
