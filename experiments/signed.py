"""A design, what came of it and the indices in one Dataset, under one digest: none can be taken for another's."""

import hashlib
import json
from pathlib import Path

import numpy as np
import xarray as xr

from samspil.model.errors import UserError
from samspil.model.messages import say
from samspil.runs import netcdf

from .designs import Design
from .passing import Outcomes

DIGEST = "digest"
ASKED = ("scenario", "potentials", "seed", "method", "scenario_digest")
HELD = ("points", "luck", "results")


def held(found: xr.Dataset, design: Design, runs: Outcomes, before: str = "") -> xr.Dataset:
    """Indices with their design and its results, dims beginning with ``before``."""
    run, factor = f"{before}run", f"{before}factor"
    data = {
        f"{before}points": ((run, factor), design.points, {"units": "1", "long_name": "Probability of the prior"}),
        f"{before}luck": (run, design.luck, {"units": "1", "long_name": "Luck of the run"}),
        f"{before}results": ((run, "month"), runs.values, {"units": "FTE", "long_name": "Freed FTE"}),
    }
    return found.assign(data).assign_coords({factor: list(design.problem["names"]), "month": runs.months})


def signed(found: xr.Dataset, scenario_digest: str) -> xr.Dataset:
    """The same with the digest of what was asked, of the designs and of their results."""
    told = found.assign_attrs(scenario_digest=scenario_digest)
    return told.assign_attrs({DIGEST: digest_of(told)})


def digest_of(found: xr.Dataset) -> str:
    """SHA-256 of what was asked, of every design in the Dataset and of its results."""
    whole = hashlib.sha256(json.dumps({name: str(found.attrs.get(name)) for name in ASKED}).encode())
    for name in sorted(str(each) for each in found.variables):
        if name.endswith(("factor", "month")):
            whole.update(json.dumps([name, [str(label) for label in found[name].values]]).encode())
        elif name.endswith(HELD):
            kind = "<i8" if name.endswith("luck") else "<f8"
            whole.update(name.encode() + np.ascontiguousarray(found[name].values, dtype=kind).tobytes())
    return whole.hexdigest()


def checked(found: xr.Dataset) -> xr.Dataset:
    """The same, where design, results and what was asked are still those of the indices.

    Raises:
        UserError: one of them is another's.
    """
    if DIGEST in found.attrs and digest_of(found) != found.attrs[DIGEST]:
        raise UserError(say("indices-of-another-design"))
    return found


def read(path: Path) -> xr.Dataset:
    """An analysis from its file.

    Raises:
        UserError: it cannot be read, has changed since it was written, or its parts do not belong together.
    """
    try:
        with xr.open_dataset(path, engine="netcdf4") as ds:
            found = ds.load()
    except (OSError, ValueError, RuntimeError) as error:
        said = str(error).splitlines() or [type(error).__name__]
        raise UserError(say("cannot-be-read-as-results", found=path, said=said[0])) from error
    netcdf.check(path, found)
    found.attrs.pop(netcdf.CHECKSUM, None)
    return checked(found)


def indices_alone(found: xr.Dataset) -> xr.Dataset:
    """The indices without the designs and results that they rest on."""
    return found.drop_vars([name for name in found.variables if str(name).endswith((*HELD, "run", "factor", "month"))])
