"""What a decision needs of each run: FTE at the told dates and a year, money and who pays, FTE by region.

A few numbers a run are kept, so that hundreds of policies fit in memory and a job that was stopped asks none again.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
import xarray as xr

from samspil.model.epoch import FIRST_YEAR
from samspil.runs.asked import Asked
from samspil.scenarios.documents.known import regions

from . import ensemble
from .additional import NEEDED, Window, public
from .asking import BLOCK_RUNS, Asking
from .ensemble import Array
from .money import fte_years, yearly
from .outcomes import asked_dates

VARIABLES = ("freed_fte", "freed_fte_by_region", "failed", *NEEDED)
RUN = ("scenario", "draw", "replicate")


def measured(asking: Asking, scenarios: Sequence[Any], draws: xr.Dataset, replicates: int = 1) -> xr.Dataset:
    """Every scenario under the same draws and luck.

    Args:
        asking: seed, level, workers; answers that it keeps are not asked again.
        scenarios: Scenario objects of one population and one target.
        draws: parameters (dim ``draw``, with ``luck``).
        replicates: runs for each draw.

    Returns:
        Dims (scenario, draw, replicate): ``fte`` (date), headline at the told dates; ``fte_years`` and ``money``, means
        of a year from 2027 on; ``public`` (year), what all public payers pay; ``region_fte`` (region), December of the
        last told year. All NaN where a run failed.
    """
    many = max(1, BLOCK_RUNS // (draws.sizes["draw"] * replicates))
    groups = [scenarios[start : start + many] for start in range(0, len(scenarios), many)]
    return xr.concat([_group(asking, group, draws, replicates) for group in groups], "scenario", data_vars="minimal")


def additional_of(own: xr.Dataset, base: xr.Dataset, months: Window) -> Array:
    """Additional public money of every run of one scenario beside the baseline, million DKK a year, (draw, replicate).

    What it means: decision 0023.
    """
    return months.mean(own["public"] - base["public"].values)


def _group(asking: Asking, group: Sequence[Any], draws: xr.Dataset, replicates: int) -> xr.Dataset:
    """The answer of one group, taken from those that are kept where it was had before."""
    dates = asked_dates(group[0].target.record()["by"])
    labels = list(regions(group[0].population))
    asked = Asked(asking.level, tuple(group), draws, replicates, asking.seed)
    runs = len(group) * draws.sizes["draw"] * replicates
    size = draws, replicates
    answer = asking.had(asked, [*dates, "measured"], lambda: _asked(asking, group, size, dates), runs)
    return _labelled(answer, group, draws, dates, labels)


def _asked(asking: Asking, group: Sequence[Any], size: tuple[xr.Dataset, int], dates: Sequence[str]) -> Array:
    """The numbers of each run, (scenario, draw, replicate, number), in the order of `_labelled`."""
    ds = asking.runs(group, *size, VARIABLES)
    return np.stack([_numbers(ds, scenario.name, asking.level, dates) for scenario in group])


def _numbers(ds: xr.Dataset, name: str, level: str, dates: Sequence[str]) -> Array:
    months = [ensemble.month_number(ds, date) for date in dates]
    regional = ensemble.runs(ds, "freed_fte_by_region", name, level)
    year = ensemble.years(ds).index(int(dates[-1][:4]))
    paid = public(ds, name, level).transpose("draw", "replicate", "year").values
    parts = [
        ensemble.headline(ds, name, level)[..., months],
        fte_years(ds, name, level)[..., None],
        yearly(ds, name, level)[..., None],
        paid,
        regional[..., year],
    ]
    return np.concatenate(parts, axis=-1)


def _labelled(
    answer: Array, group: Sequence[Any], draws: xr.Dataset, dates: Sequence[str], labels: Sequence[str]
) -> xr.Dataset:
    cut = np.cumsum([len(dates), 1, 1])
    fte, years, money = np.split(answer[..., : cut[-1]], cut[:-1], axis=-1)
    paid, regional = np.split(answer[..., cut[-1] :], [-len(labels)], axis=-1)
    return xr.Dataset(
        {
            "fte": ((*RUN, "date"), fte, {"units": "FTE"}),
            "fte_years": (RUN, years[..., 0], {"units": "FTE-years a year"}),
            "money": (RUN, money[..., 0], {"units": "million DKK a year"}),
            "public": ((*RUN, "year"), paid, {"units": "million DKK a year"}),
            "region_fte": ((*RUN, "region"), regional, {"units": "FTE"}),
        },
        {
            "scenario": [scenario.name for scenario in group],
            "draw": draws["draw"].values,
            "date": list(dates),
            "year": np.arange(FIRST_YEAR, FIRST_YEAR + paid.shape[-1]),
            "region": list(labels),
        },
    )
