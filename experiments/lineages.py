"""By which solutions FTE come: the ledger by origin, what partnerships made by the kind of partnership behind it.

The ledger says which FTE come through solutions of the start catalogue, from abroad, made in house or by partnerships,
and how each came into use. Which partnerships made them is read from the tables of a few runs as they stand at the end.
"""

from typing import Any

import numpy as np
import xarray as xr

from samspil.model.epoch import MONTHS
from samspil.model.state.codes import Kind, Origin

from . import ensemble, settings
from .asking import Asking
from .statistics import clustered
from .tracing import Tables, read_runs

LEDGER = {"lineage": ("freed_fte_by_origin", "origin"), "regime_fte": ("freed_fte_by_regime", "regime")}
PARTNERSHIP = "partnership"
# Kinds of partnerships, each without those before it.
BEHIND = ("consortium", "strategic", "grant", "brokered", "option", "project")
OF = ("policy", "baseline")


def lineage(scenario: Any, baseline: Any, draws: xr.Dataset, asking: Asking) -> xr.Dataset:
    """Mean FTE of a policy and of current policy by source, in December of each told year.

    Returns:
        ``lineage`` (source, of, year): catalogue, abroad, in-house, ``partnership.KIND``; they add up to the headline.
        ``regime_fte`` (regime, of, year): by how a solution came into use. ``of`` is ``policy`` or ``baseline``.
    """
    pair = (scenario, baseline)
    few = draws.isel(draw=slice(settings.count("partnering_draws")))
    parts, kinds = [], []
    for each in pair:
        ds = asking.runs([each], draws, 1, ["freed_fte", *(variable for variable, _ in LEDGER.values())])
        parts.append({name: _means(ds, each.name, asking.level, *place) for name, place in LEDGER.items()})
        kinds.append(_kinds(each, few, asking))
    told = {name: xr.concat([part[name] for part in parts], xr.DataArray(list(OF), dims="of")) for name in LEDGER}
    whole = told["lineage"].rename(origin="source")
    made = [whole.sel(of=of, source=PARTNERSHIP) * kind for of, kind in zip(OF, kinds, strict=True)]
    split = xr.concat(made, xr.DataArray(list(OF), dims="of")).drop_vars("source").rename(kind="source")
    rest = whole.sel(source=[name for name in whole["source"].values if name != PARTNERSHIP])
    joined = xr.concat([rest, split], "source", coords="minimal", compat="override")
    return xr.Dataset({"lineage": joined, "regime_fte": told["regime_fte"]})


def _means(ds: xr.Dataset, name: str, level: str, variable: str, dim: str) -> xr.DataArray:
    """Mean over draws by the labels of a dim and told year."""
    years = [int(date[:4]) for date in settings.told_dates()]
    values = ensemble.member(ds[variable], name, level).transpose(dim, "year", "draw", "replicate")
    each = [[clustered(values.sel({dim: label, "year": year}).values)[0] for year in years] for label in ds[dim].values]
    coords = {dim: [str(label) for label in ds[dim].values], "year": years}
    return xr.DataArray(each, coords, [dim, "year"], attrs={"units": "FTE"})


def _kinds(scenario: Any, few: xr.Dataset, asking: Asking) -> xr.DataArray:
    """Share of each kind of partnership in what their solutions free at the end; a project's where nothing is freed."""
    found = read_runs(scenario, few, asking, kinds_of)
    sums = np.array([sum(each[name] for each in found) for name in BEHIND])
    total = sums.sum()
    shares = sums / total if total > 0.0 else np.eye(len(BEHIND))[-1]
    return xr.DataArray(shares, {"kind": [f"{PARTNERSHIP}.{name}" for name in BEHIND]}, ["kind"])


def kinds_of(tables: Tables) -> dict[str, float]:
    """Realised FTE at the end of one run by the kind of the partnership that made the solution."""
    by, kind = tables.rows("solutions", "partnership"), tables.rows("partnerships", "kind")
    used = tables.rows("adoptions", "solution")
    live = (tables.rows("adoptions", "live_from") < MONTHS) & (tables.rows("adoptions", "abandoned") >= MONTHS)
    live &= tables.rows("solutions", "origin")[used] == Origin.PARTNERSHIP
    fte = (tables.rows("adoptions", "effect") * tables.rows("adoptions", "hours"))[live]
    behind = by[used[live]]
    flags = {
        "consortium": kind[behind] == Kind.CONSORTIUM,
        "strategic": kind[behind] == Kind.STRATEGIC,
        "brokered": tables.rows("partnerships", "brokered")[behind] == 1,
        "option": tables.rows("partnerships", "option")[behind] == 1,
        "grant": (tables.rows("partnerships", "subsidised") == 1)[behind],
    }
    # A broker counts as a backer too; what has one is his, what has a backer without one had a grant.
    flags["grant"] &= ~flags["brokered"]
    return _counted(fte / float(tables.p.hours_per_staff_fte), flags)


def _counted(fte: np.ndarray, flags: dict[str, np.ndarray]) -> dict[str, float]:
    found, left = {}, np.ones(fte.size, dtype=bool)
    for name in BEHIND:
        chosen = left & flags.get(name, np.ones(fte.size, dtype=bool))
        found[name] = float(fte[chosen].sum())
        left &= ~chosen
    return found
