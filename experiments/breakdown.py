"""Where FTE are freed and who pays: each policy's headline by region, sector, type of municipality and so on."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from samspil.model.errors import UserError
from samspil.model.messages import say
from samspil.model.problems import near_hint
from samspil.runs.inert import inert_row
from samspil.scenarios.population import GROUPS

from . import ensemble, settings
from .outcomes import compared, mean, number
from .regions import region_of
from .statistics import quantiles

if TYPE_CHECKING:
    import xarray as xr

    from .records import Number

MUNICIPAL, REGIONAL = "freed_fte_by_municipality", "freed_fte_by_region"
SECTORS = ("municipalities", "hospitals")
# What is a dim of its own in the results: by which, the variable, its dim.
PLAIN = {
    "region": (REGIONAL, "region"),
    "need": ("freed_fte_by_need", "need"),
    "origin": ("freed_fte_by_origin", "origin"),
    "regime": ("freed_fte_by_regime", "regime"),
    "payer": ("cost_by_payer", "payer"),
}
BY = ("region", "sector", "group", *(name for name in PLAIN if name != "region"))
# By what a single region can be told.
OF_A_REGION = ("region", "sector", "group")


@dataclass(frozen=True)
class Part:
    """A part of a policy's result in December of a year (money: in that year), over all draws and replicates.

    `more` is the mean of what it is above the baseline, run by run, `more_p05` and `more_p95` nine runs in ten of
    that, `p_better` the share of runs in which it is more; None for the baseline itself.
    """

    scenario: str
    by: str
    name: str
    year: int
    unit: str
    mean: Number
    p05: Number
    p50: Number
    p95: Number
    more: Number = None
    more_p05: Number = None
    more_p95: Number = None
    p_better: Number = None


def breakdown(ds: xr.Dataset, scenario: str, level: str, by: str, region: str = "") -> list[Part]:
    """The parts of one policy's result, for every year.

    The parts by region, sector, need, origin and regime each add up to the headline; by group to the municipal part.

    Args:
        ds: an ensemble.
        scenario: one of its scenarios.
        level: one of its potentials levels.
        by: one of `BY`.
        region: of one region alone, as people write it; for `OF_A_REGION`.

    Raises:
        UserError: the results do not say it.
    """
    told = values_by(ds, scenario, level, by, region)
    baseline = settings.word("baseline")
    against = {} if scenario == baseline or baseline not in ensemble.scenarios(ds) else {baseline: None}
    base = values_by(ds, baseline, level, by, region) if against else {}
    unit = str(ds[PLAIN[by][0] if by in PLAIN else MUNICIPAL].attrs.get("units", ""))
    return [
        Part(scenario, by, name, year, unit, **_spread(values[..., place]), **_more(values, base.get(name), place))
        for name, values in told.items()
        for place, year in enumerate(ensemble.years(ds))
    ]


def _spread(values: ensemble.Array) -> dict[str, Number]:
    low, middle, high = map(number, quantiles(values, [0.05, 0.5, 0.95]))
    return {"mean": mean(values), "p05": low, "p50": middle, "p95": high}


def _more(values: ensemble.Array, base: ensemble.Array | None, place: int) -> dict[str, Number]:
    if base is None:
        return {}
    told = compared(values[..., place] - base[..., place])
    return {
        "more": told["mean_difference"],
        "more_p05": told["p05"],
        "more_p95": told["p95"],
        "p_better": told["p_better"],
    }


def values_by(ds: xr.Dataset, scenario: str, level: str, by: str, region: str) -> dict[str, ensemble.Array]:
    """Values (draw, replicate, year) of one policy by the name of the part; raises as `breakdown`."""
    if by not in BY:
        raise UserError(say("by-unknown", by=by, known=", ".join(BY), near=near_hint(by, BY)))
    if region and by not in OF_A_REGION:
        raise UserError(say("by-not-of-region", by=by, known=", ".join(OF_A_REGION)))
    regions = [str(name) for name in ds["region"].values]
    region = region_of(region, regions)
    if region and region not in regions:
        near = near_hint(region, regions)
        raise UserError(say("region-unknown", region=region, regions=", ".join(regions), near=near))
    if by in PLAIN:
        variable, dim = PLAIN[by]
        values = ensemble.runs(ds, variable, scenario, level)
        return {
            str(name): values[:, :, place] for place, name in enumerate(ds[dim].values) if region in ("", str(name))
        }
    return _by_sector(ds, scenario, level, region) if by == "sector" else _by_group(ds, scenario, level, region)


def _by_sector(ds: xr.Dataset, scenario: str, level: str, region: str) -> dict[str, ensemble.Array]:
    """Municipalities, and hospitals as what is left of their regions."""
    kept = slice(None) if not region else [str(name) for name in ds["region"].values].index(region)
    whole = ensemble.runs(ds, REGIONAL, scenario, level)[:, :, kept]
    whole = whole if region else whole.sum(axis=2)
    municipal = _municipal(ds, scenario, level, _inside(ds, region))
    return dict(zip(SECTORS, (municipal, whole - municipal), strict=True))


def _by_group(ds: xr.Dataset, scenario: str, level: str, region: str) -> dict[str, ensemble.Array]:
    groups = _groups(ds)
    if not groups.any():
        told = say("no-groups-in-results")
        raise UserError(told)
    names = [name for name in GROUPS if (_inside(ds, region) & (groups == name)).any()]
    return {name: _municipal(ds, scenario, level, _inside(ds, region) & (groups == name)) for name in names}


def _groups(ds: xr.Dataset) -> np.ndarray:
    """The group of each municipality (M,), "" where the results tell none."""
    if "municipality_group" not in ds.coords:
        return np.full(ds.sizes["municipality"], "")
    return ds["municipality_group"].values.astype(str)


def _municipal(ds: xr.Dataset, scenario: str, level: str, kept: np.ndarray) -> ensemble.Array:
    return ensemble.runs(ds, MUNICIPAL, scenario, level)[:, :, kept].sum(axis=2)


def _inside(ds: xr.Dataset, region: str) -> np.ndarray:
    """Which municipalities (M,) lie in the region; all where none is asked for."""
    if not region:
        return np.ones(ds.sizes["municipality"], dtype=bool)
    if "municipality_region" not in ds.coords:
        raise UserError(say("no-regions-in-results"))
    return np.array([str(name) == region for name in ds["municipality_region"].values])


def everything(ds: xr.Dataset, level: str) -> Iterator[Part]:
    """Every part of every policy that the results tell."""
    for scenario in ensemble.scenarios(ds):
        for by in BY:
            if by != "group" or _groups(ds).any():
                yield from breakdown(ds, scenario, level, by)


def write_csv(path: Path, ds: xr.Dataset, level: str) -> None:
    """All parts as CSV in UTF-8, one a row."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(Part.__dataclass_fields__)
        writer.writerows(inert_row(asdict(part).values()) for part in everything(ds, level))
