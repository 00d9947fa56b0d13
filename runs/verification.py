"""Running a sample of finished results again, to see whether what is stored are the numbers that come out."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from samspil.model.errors import UserError
from samspil.model.messages import say

from . import checksums, netcdf
from . import kernel as seam
from .cases import Case
from .draws import at_least_one, records, with_luck
from .encode import EXACT, kept_bits, recorded, stored
from .provenance import WITHOUT_CHECKSUMS, commit, evidence_digest, version
from .results import find, open_results, opened
from .variables import variables
from .work import Runner

if TYPE_CHECKING:
    import xarray as xr

    from samspil.scenarios import Scenario

# What two platforms may differ by at full precision (contract).
TOLERANCE = 1e-9
NOTES = {"version": "verify-version", "commit": "verify-commit", "evidence_digest": "verify-evidence_digest"}


@dataclass(frozen=True)
class Compared:
    """One run made again.

    Args:
        potentials, scenario, draw, replicate: which run.
        same_bits: every number is the same at full precision, and every stored one is that number as it is stored.
        difference: the largest relative difference of an exactly stored variable.
        agrees: the bits are the same, or everything is within what platforms may differ by. Where the full numbers are
            the same and a stored one is not, no platform explains it.
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
    """What making runs again has shown.

    Args:
        runs: those that were made again; none of a NetCDF file, whose checksum alone is tested.
        notes: where code or evidence differ from those of the results.
        files: how many stored files have the checksum they were written with; 0 where results have none.
    """

    runs: tuple[Compared, ...]
    notes: tuple[str, ...]
    files: int = 0

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
    """Test the checksums of all that a results folder holds, run a random sample of its runs again, from the
    parameters and documents in it, and compare them with the stored arrays.

    Args:
        path: results, as `open_results` takes them.
        sample: how many runs.
        seed: picks the sample.
        scenarios: by name, in place of the documents in the results, whose population may have moved.

    Raises:
        UserError: there are no results, they are damaged or hold no ensemble, or nothing in them can be run again; or
            a NetCDF file has no checksum.

    Example:
        >>> ds = run_ensemble("current-policy", draws=2, replicates=1, to="verified")
        >>> verify("verified", sample=1).same_bits
        True
    """
    if find(Path(path)).is_file():
        return _of_file(find(Path(path)))
    ds = _as_ensemble(open_results(path))
    files = 0 if ds.attrs["format"] == WITHOUT_CHECKSUMS else checksums.check(find(Path(path)), read=False)
    known = _scenarios(ds, scenarios or {})
    places = _sample(ds, at_least_one("sample", sample), seed)
    return Verdict(tuple(_again(ds, known, place) for place in places), _notes(ds), files)


def _of_file(path: Path) -> Verdict:
    """What the checksum of a NetCDF file shows; its one run is not made again.

    Raises:
        UserError: it has none, or what it holds has changed.
    """
    ds = opened(path)
    if not netcdf.check(path, ds):
        raise UserError(say("has-no-checksum", path=path))
    return Verdict((), _notes(ds), files=1)


def _as_ensemble(ds: xr.Dataset) -> xr.Dataset:
    """The results with all four run dims, `potentials` included."""
    if "run_digest" not in ds:
        raise UserError(say("verify-no-ensemble"))
    if "potentials" in ds.dims:
        return ds
    of_runs = [name for name, values in ds.data_vars.items() if "replicate" in values.dims]
    return ds.drop_vars(["potentials", *of_runs]).merge(ds[of_runs].expand_dims("potentials"))


def _scenarios(ds: xr.Dataset, given: Mapping[str, Scenario]) -> dict[str, Scenario]:
    """The scenarios by name, read from the documents in the results."""
    from samspil.scenarios.documents.compose import reread

    names = [str(name) for name in ds["scenario"].values]
    documents = zip(names, ds["document"].values, strict=True)
    found = {name: given[name] if name in given else reread(str(text), name) for name, text in documents}
    then = json.loads(ds.attrs["scenario_digests"])
    changed = [name for name, scenario in found.items() if scenario.digest != then[name]]
    if changed:
        raise UserError(*(say("scenario-has-changed", name=name) for name in changed))
    return found


def _sample(ds: xr.Dataset, count: int, seed: int) -> list[tuple[int, ...]]:
    """Places of runs, those that failed among them: they must fail again."""
    shape = ds["failed"].shape
    chosen = np.random.default_rng(seed).choice(ds["failed"].size, size=min(count, ds["failed"].size), replace=False)
    return [tuple(int(i) for i in np.unravel_index(place, shape)) for place in np.sort(chosen)]


def _again(ds: xr.Dataset, known: dict[str, Scenario], place: tuple[int, ...]) -> Compared:
    then = ds.isel(dict(zip(("potentials", "scenario", "draw", "replicate"), place, strict=True))).load()
    level, name = str(then["potentials"].values), str(then["scenario"].values)
    arrays = _simulate(ds, replace(known[name], potentials=level), then)
    changed = [each for each in recorded() if each != "run_digest" and not _equal(each, arrays[each], then)]
    # The digest covers every number at full precision: where it is the same, what is stored must be too.
    same_numbers = bool(arrays["run_digest"][0] == then["run_digest"].values)
    difference, agrees, worst = _compare(arrays, then)
    return Compared(
        level,
        name,
        int(then["draw"]),
        int(then["replicate"]),
        same_numbers and not changed,
        difference,
        not changed if same_numbers else agrees,
        worst if changed or not same_numbers else "",
    )


def _simulate(ds: xr.Dataset, scenario: Scenario, then: xr.Dataset) -> dict[str, np.ndarray]:
    import xarray as xr

    values = {
        str(name): ("draw", [float(value)])
        for name, value in zip(ds["parameter"].values, then["parameters"].values, strict=True)
    }
    luck, seed = int(then["luck"]), int(ds.attrs["seed"])
    drawn = with_luck(xr.Dataset(values, coords={"draw": [int(then["draw"])]}).assign(luck=("draw", [luck])))
    key = np.array([(seed, luck, int(then["replicate"]))], dtype=np.int64)
    runner, packed = (
        Runner(seam.shipped(), monthly="time" in ds["freed_fte_by_region"].dims),
        records(drawn, scenario.uncertainties, scenario.rules),
    )
    case = Case(scenario, scenario.potentials, runner.kernel.prepare(scenario, seed), packed)
    arrays, messages = runner.simulate(case, key, np.array([0]))
    return {**arrays, "failed": np.array([messages[0] is not None])}


def _equal(name: str, values: np.ndarray, then: xr.Dataset) -> bool:
    """Whether what is stored of a variable is, bit for bit, what these values are stored as."""
    now, held = stored(name, values, then.attrs["format"])[0], then[name].values
    return bool(np.array_equal(now, held, equal_nan=now.dtype.kind == "f"))


def _compare(arrays: dict[str, np.ndarray], then: xr.Dataset) -> tuple[float, bool, str]:
    """(largest difference of an exact variable, whether all are within tolerance, the worst variable)."""
    largest, agrees, worst = 0.0, True, ("", 0.0)
    for name in (*variables(), "failed"):
        allowed = TOLERANCE if name in EXACT else 2.0 ** -kept_bits(name, then.attrs["format"])
        apart = _relative(stored(name, arrays[name], then.attrs["format"])[0], then[name].values)
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
    told = tuple(
        say(NOTES[name], then=ds.attrs.get(name), now=value)
        for name, value in now.items()
        if ds.attrs.get(name) != value
    )
    bare = ds.attrs["format"] == WITHOUT_CHECKSUMS
    return (*told, say("verify-format", format=WITHOUT_CHECKSUMS)) if bare else told
