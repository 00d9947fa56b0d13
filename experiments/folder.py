"""The folder of a forecast: every file is whole or absent, and ``run.json`` comes last."""

import json
import os
import platform
import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import xarray as xr

from samspil.model.errors import UserError
from samspil.runs.files import writing
from samspil.runs.provenance import commit, evidence_digest, version

RUN = "run.json"
STORE = "results.zarr"
PARTIAL = "results.partial"
# What a forecast writes; run.json goes first, so that nothing half taken away looks finished.
WRITTEN = (RUN, STORE, PARTIAL, "summary.json", "table.csv", "table.xlsx", "report.html")
FIGURES = "figures"
FIGURE_KINDS = ("*.png", "*.svg")
LIBRARIES = ("numpy", "numba", "xarray", "zarr", "SALib")


def make_ready(folder: Path, resume: bool) -> None:
    """Make the folder, and take away what would make an unfinished forecast look finished.

    An earlier forecast that finished is replaced: all that it wrote goes, and files of others stay. Results that no
    forecast finished are kept for ``resume``.

    Raises:
        UserError: the folder cannot be written, or holds something else.
    """
    with writing(folder):
        folder.mkdir(parents=True, exist_ok=True)
        finished = (folder / RUN).is_file()
        known = finished or any((folder / name).exists() for name in (STORE, PARTIAL))
        if not known and any(folder.iterdir()):
            raise UserError(f"{folder}: is not empty and holds no forecast; choose another folder")
        if (folder / STORE).exists() and not finished and not resume:
            raise UserError(f"{folder}: holds results of an unfinished forecast; add --resume to go on with it")
        probe = folder / ".writable"
        probe.touch()
        probe.unlink()
        (folder / RUN).unlink(missing_ok=True)
        if finished and not resume:
            clear(folder)


def clear(folder: Path) -> None:
    """Take away everything that a forecast writes, and nothing else; OSError where that cannot be done."""
    for name in WRITTEN:
        _remove(folder / name)
    figures = folder / FIGURES
    for kind in FIGURE_KINDS:
        for path in figures.glob(kind):
            _remove(path)
    if figures.is_dir() and not figures.is_symlink() and not any(figures.iterdir()):
        figures.rmdir()


def _remove(path: Path) -> None:
    # A link is taken away itself, never what it points to.
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def record(ds: xr.Dataset, **told: Any) -> dict[str, Any]:
    """What ``run.json`` says: versions, commit, digests, machine and failures, with what the forecast adds."""
    return {
        "format": "samspil-run/1",
        "made": datetime.now(UTC).isoformat(timespec="seconds"),
        **told,
        "seed": int(ds.attrs["seed"]),
        "draws": int(ds.sizes["draw"]),
        "replicates": int(ds.sizes["replicate"]),
        "versions": versions(),
        "commit": commit(),
        "digests": {"scenarios": json.loads(ds.attrs["scenario_digests"]), "evidence": evidence_digest()},
        "machine": machine(),
        "failures": json.loads(ds.attrs.get("failures", "[]")),
    }


def versions() -> dict[str, str]:
    """Versions of the program, of Python and of the libraries that numbers rest on."""
    from importlib.metadata import version as installed

    return {
        "samspil": version(),
        "python": platform.python_version(),
        **{name: installed(name) for name in LIBRARIES},
    }


def machine() -> dict[str, Any]:
    """The kind of machine; nothing that says whose it is."""
    return {
        "system": platform.system(),
        "release": platform.release(),
        "machine": platform.machine(),
        "cores": os.cpu_count(),
    }
