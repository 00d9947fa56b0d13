"""Running a sample of finished results again, to see whether the same numbers come out."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from samspil.model.errors import UserError

from . import kernel as seam
from .draws import at_least_one, records, with_luck
from .encode import EXACT, KEPT_BITS, stored
from .provenance import commit, evidence_digest, version
from .results import open_results
from .variables import variables
from .work import digests

if TYPE_CHECKING:
    import xarray as xr

    from samspil.scenarios import Scenario

# What two platforms may differ by at full precision (contract).
TOLERANCE = 1e-9


@dataclass(frozen=True)
class Compared:
    """One run made again.

    Args:
        potentials, scenario, draw, replicate: which run.
        same_bits: every number is the same at full precision.
        difference: the largest relative difference of an exactly stored variable.
        agrees: the bits are the same, or everything is within what platforms may differ by.
        worst: the variable that differs most, if any.
    """

    potentials: str
    scenario: str
    draw: int
    replicate: int
    same_bits: bool
    difference: float
    agrees: bool
    worst: str


@dataclass(frozen=True)
class Verdict:
    """What making runs again has shown; `notes` says where code or evidence differ from those of the results."""

    runs: tuple[Compared, ...]
    notes: tuple[str, ...]

    @property
    def same_bits(self) -> bool:
        """Every run has the same bits."""
        return all(run.same_bits for run in self.runs)

    @property
    def agrees(self) -> bool:
        """Every run agrees."""
        return all(run.agrees for run in self.runs)


def verify(
    path: str | Path, sample: int = 5, seed: int = 1, scenarios: Mapping[str, Scenario] | None = None
) -> Verdict:
    """Run a random sample of a results folder again, from the parameters and documents in it, and compare.

    Args:
        path: results, as `open_results` takes them.
        sample: how many runs.
        seed: picks the sample.
        scenarios: by name, in place of the documents in the results, whose population may have moved.

    Raises:
        UserError: there are no results, they hold no ensemble, or nothing in them can be run again.
    """
    ds = _as_ensemble(open_results(path))
    known = _scenarios(ds, scenarios or {})
    places = _sample(ds, at_least_one("sample", sample), seed)
    return Verdict(tuple(_again(ds, known, place) for place in places), _notes(ds))


def _as_ensemble(ds: xr.Dataset) -> xr.Dataset:
    """The results with all four run dims, `potentials` included."""
    if "run_digest" not in ds:
        raise UserError("verify: these results hold no ensemble")
    return ds if "potentials" in ds.dims else ds.expand_dims("potentials")


def _scenarios(ds: xr.Dataset, given: Mapping[str, Scenario]) -> dict[str, Scenario]:
    """The scenarios by name, read from the documents in the results."""
    from samspil.scenarios import loads

    names = [str(name) for name in ds["scenario"].values]
    documents = zip(names, ds["document"].values, strict=True)
    found = {name: given[name] if name in given else loads(str(text), name) for name, text in documents}
    then = json.loads(ds.attrs["scenario_digests"])
    changed = [name for name, scenario in found.items() if scenario.digest != then[name]]
    if changed:
        raise UserError(*(f"{name}: the scenario is not the one that the results were made with" for name in changed))
    return found


def _sample(ds: xr.Dataset, count: int, seed: int) -> list[tuple[int, ...]]:
    shape = ds["failed"].shape
    whole = np.flatnonzero(~ds["failed"].values.reshape(-1))
    if not whole.size:
        raise UserError("verify: every run of these results failed")
    chosen = np.random.default_rng(seed).choice(whole, size=min(count, whole.size), replace=False)
    return [tuple(int(i) for i in np.unravel_index(place, shape)) for place in np.sort(chosen)]


def _again(ds: xr.Dataset, known: dict[str, Scenario], place: tuple[int, ...]) -> Compared:
    then = ds.isel(dict(zip(("potentials", "scenario", "draw", "replicate"), place, strict=True)))
    level, name = str(then["potentials"].values), str(then["scenario"].values)
    arrays = _simulate(ds, replace(known[name], potentials=level), then)
    same = bool(digests(arrays)[0] == then["run_digest"].values)
    difference, agrees, worst = _compare(arrays, then)
    return Compared(
        level, name, int(then["draw"]), int(then["replicate"]), same, difference, same or agrees, "" if same else worst
    )


def _simulate(ds: xr.Dataset, scenario: Scenario, then: xr.Dataset) -> dict[str, np.ndarray]:
    import xarray as xr

    values = {
        str(name): ("draw", [float(value)])
        for name, value in zip(ds["parameter"].values, then["parameters"].values, strict=True)
    }
    luck = int(then["luck"])
    drawn = with_luck(xr.Dataset(values, coords={"draw": [int(then["draw"])]}).assign(luck=("draw", [luck])))
    key = np.array([(int(ds.attrs["seed"]), luck, int(then["replicate"]))], dtype=np.int64)
    kernel, packed = seam.shipped(), records(drawn, scenario.uncertainties, scenario.rules)
    prepared = kernel.prepare(scenario, int(ds.attrs["seed"]))
    output = kernel.batch(prepared, packed, key, kernel.workspace(prepared, "time" in ds["freed_fte_by_region"].dims))
    return {variable: output[variable] for variable in variables()}


def _compare(arrays: dict[str, np.ndarray], then: xr.Dataset) -> tuple[float, bool, str]:
    """(largest difference of an exact variable, whether all are within tolerance, the worst variable)."""
    largest, agrees, worst = 0.0, True, ("", 0.0)
    for name, values in arrays.items():
        allowed = TOLERANCE if name in EXACT else 2.0**-KEPT_BITS
        apart = _relative(stored(name, values)[0], then[name].values)
        agrees &= apart <= allowed
        largest = max(largest, apart) if name in EXACT else largest
        worst = max(worst, (name, apart / allowed), key=lambda pair: pair[1])
    return largest, agrees, worst[0]


def _relative(now: np.ndarray, then: np.ndarray) -> float:
    """Largest difference relative to the larger size; infinite where only one is missing."""
    now, then = now.astype(float), then.astype(float)
    both = np.isnan(now) & np.isnan(then)
    scale = np.maximum(np.maximum(np.abs(now), np.abs(then)), np.finfo(float).tiny)
    apart = np.where(both, 0.0, np.nan_to_num(np.abs(now - then) / scale, nan=np.inf))
    return float(apart.max(initial=0.0))


def _notes(ds: xr.Dataset) -> tuple[str, ...]:
    now = {"version": version(), "commit": commit(), "evidence_digest": evidence_digest()}
    return tuple(
        f"{name.replace('_', ' ')}: the results have {ds.attrs.get(name)}, this is {value}"
        for name, value in now.items()
        if ds.attrs.get(name) != value
    )
