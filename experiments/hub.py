"""A frozen forecast as the table that forecast hubs take, so that others can score it with their own tools.

The form is the model output of the hubverse (https://docs.hubverse.io): one row for each prediction, task columns and
``output_type``, ``output_type_id``, ``value``; a file named after the day of origin and the model, in a folder named
after the model. A hub takes one file of a model and day: a second forecast of a day is told as a model of its own.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import xarray as xr

from samspil.calibration.scoring import LEVELS
from samspil.model.epoch import month_number
from samspil.runs import checksums
from samspil.runs.files import write_whole

from . import ensemble, settings

if TYPE_CHECKING:
    import pyarrow as pa

FOLDER = "model-output"
FORMS = ("csv", "parquet")
COLUMNS = (
    "origin_date",
    "scenario_id",
    "location",
    "target",
    "horizon",
    "target_end_date",
    "output_type",
    "output_type_id",
    "value",
)
HEADLINE, REGIONAL = "freed_fte", "freed_fte_by_region"
QUANTILES = np.round(np.unique([*(1 - LEVELS) / 2, 0.5, *(1 + LEVELS) / 2]), 4)
MISSING = "NA"
Row = tuple[date, str, str, str, int, date, str, float | None, float]


def schema() -> pa.Schema:
    """Names and types of the columns; ``horizon`` in months, no id where the type has none (a mean)."""
    import pyarrow as pa

    day, text, number = pa.date32(), pa.string(), pa.float64()
    types = (day, text, text, text, pa.int32(), day, text, number, number)
    return pa.schema(zip(COLUMNS, types, strict=True), {"time_unit": "month"})


def rows_of(ds: xr.Dataset, made: str, scenario: str, level: str) -> list[Row]:
    """What a forecast says of each December to come, in the columns of `COLUMNS`.

    Args:
        ds: its results, without failed runs.
        made: the day it was made (``YYYY-MM-DD``), its day of origin.
        scenario: the policy of which everything published is told; of the others freed FTE alone.
        level: level of potentials.
    """
    whole = _whole(ds)
    asked = [(scenario, row["variable"]) for row in settings.table("published") if row["variable"] != HEADLINE]
    asked += [(name, HEADLINE) for name in ensemble.scenarios(ds)]
    found: list[Row] = []
    for name, target in asked:
        values = ensemble.runs(ds, target, name, level)
        levels = _levels(ds) if target == HEADLINE else []
        for at, end in _ends(ensemble.months(ds), made):
            task = _task(made, name, whole, target, end)
            found += [(*task, *told) for told in _told(values[..., at].ravel(), levels)]
    return found + _regional(ds, made, level)


def _regional(ds: xr.Dataset, made: str, level: str) -> list[Row]:
    found: list[Row] = []
    for name in ensemble.scenarios(ds):
        values = ensemble.runs(ds, REGIONAL, name, level)
        for at, end in _ends([f"{year}-12" for year in ensemble.years(ds)], made):
            for place, region in enumerate(ds["region"].values):
                task = _task(made, name, str(region), HEADLINE, end)
                found += [(*task, *told) for told in _told(values[..., place, at].ravel(), [])]
    return found


def rows_of_record(record: Mapping[str, Any]) -> list[Row]:
    """What a frozen forecast without a table of its own still holds: quantiles of the baseline, chances of the target.

    Its quantiles lie closer than those of hubs, which are read off between them.
    """
    made, target = record["made"][:10], record["target"]
    found: list[Row] = []
    for said in record["said"]:
        task = _task(made, record["scenario"], "Denmark", said["quantity"], said["month"])
        values = np.interp(QUANTILES, record["probabilities"], said["quantiles"])
        found += [(*task, "quantile", float(p), _short(v)) for p, v in zip(QUANTILES, values, strict=True)]
    for name, levels in record["p_target"].items() if target["basis"] == "level" else ():
        task = _task(made, name, "Denmark", HEADLINE, target["by"])
        found.append((*task, "cdf", float(target["fte"]), _short(1 - levels[record["potentials"]]["p_target"])))
    return found


def write(ledger: Path, made: str, rows: Iterable[Row]) -> dict[str, str]:
    """Write a table as CSV and Parquet below a ledger; the file without its ending, and digests."""
    path = _free(ledger / FOLDER, made)
    path.parent.mkdir(parents=True, exist_ok=True)
    told = list(rows)
    write_whole(path.with_suffix(".parquet"), lambda fresh: _parquet(fresh, told))
    write_whole(path.with_suffix(".csv"), lambda fresh: _csv(fresh, told))
    digests = {form: checksums.digest(path.with_suffix(f".{form}").read_bytes()) for form in FORMS}
    return {"file": path.relative_to(ledger).as_posix(), **digests}


def is_changed(ledger: Path, written: Mapping[str, str]) -> bool:
    """Whether a table that lies below a ledger is not what was written for its record."""
    paths = {form: (ledger / written["file"]).with_suffix(f".{form}") for form in FORMS if form in written}
    return any(path.is_file() and checksums.digest(path.read_bytes()) != written[form] for form, path in paths.items())


def remove(ledger: Path, written: Mapping[str, str]) -> None:
    """Take a table away that was written for a record which then could not be."""
    for form in FORMS:
        (ledger / written["file"]).with_suffix(f".{form}").unlink(missing_ok=True)


def _free(folder: Path, made: str) -> Path:
    """The path of a table without its ending: the usual model's, or the next one's where that day is taken."""
    team, model = settings.word("hub_team"), settings.word("hub_model")
    names = (f"{team}-{model}{'' if number == 1 else f'_{number}'}" for number in count(1))
    paths = (folder / name / f"{made}-{name}" for name in names)
    return next(path for path in paths if not any(path.with_suffix(f".{form}").exists() for form in FORMS))


def _csv(path: Path, rows: Iterable[Row]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        written = csv.writer(file, lineterminator="\n")
        written.writerow(COLUMNS)
        written.writerows([MISSING if cell is None else cell for cell in row] for row in rows)


def _parquet(path: Path, rows: Iterable[Row]) -> None:
    import pyarrow as pa
    from pyarrow import parquet

    named = [dict(zip(COLUMNS, row, strict=True)) for row in rows]
    parquet.write_table(pa.Table.from_pylist(named, schema()), path, compression="zstd")


def _ends(months: list[str], made: str) -> Iterator[tuple[int, str]]:
    """Position and name of each December that had not come when the forecast was made."""
    return ((at, month) for at, month in enumerate(months) if month.endswith("-12") and month >= made[:7])


def _task(made: str, scenario: str, location: str, target: str, month: str) -> tuple[date, str, str, str, int, date]:
    """Day of origin, scenario, location, target, months ahead, last day of the December."""
    ahead = (month_number(month) or 0) - (month_number(made[:7]) or 0)
    return date.fromisoformat(made), scenario, location, target, ahead, date(int(month[:4]), 12, 31)


def _told(values: np.ndarray, levels: Iterable[float]) -> Iterator[tuple[str, float | None, float]]:
    yield "mean", None, _short(values.mean())
    for p, value in zip(QUANTILES, np.quantile(values, QUANTILES), strict=True):
        yield "quantile", float(p), _short(value)
    for level in levels:
        yield "cdf", float(level), _short((values <= level).mean())


def _levels(ds: xr.Dataset) -> list[float]:
    """The levels of freed FTE whose probability is told, the target among them."""
    return sorted({*map(float, settings.told_levels()), float(ensemble.target_of(ds)["fte"])})


def _whole(ds: xr.Dataset) -> str:
    """The place as a whole: the name of the population, of a folder its last part alone."""
    return Path(next(iter(json.loads(ds.attrs["population_digests"])), "whole")).name.capitalize()


def _short(value: float) -> float:
    return float(f"{value:.6g}")
