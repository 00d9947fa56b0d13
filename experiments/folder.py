"""The folder of a forecast: every file is whole or absent, and ``run.json`` comes last."""

import json
import os
import platform
import shutil
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import xarray as xr

from samspil.model.errors import UserError
from samspil.model.messages import joined, say
from samspil.runs import checksums
from samspil.runs.files import write_json
from samspil.runs.provenance import commit, evidence_digest, version
from samspil.runs.results import PARTIAL, STORE
from samspil.runs.standing import RUN

SUMMARY, SIDE_TESTS = "summary.json", "side_tests.jsonl"
LANGUAGES = ("da", "en")
REPORTS = tuple(
    f"{name}.{lang}.{kind}"
    for lang in LANGUAGES
    for name, kind in (("report", "html"), ("report", "pdf"), ("brief", "pdf"))
)
# What a forecast writes; run.json goes first, so that nothing half taken away looks finished.
WRITTEN = (RUN, STORE, PARTIAL, SUMMARY, "table.csv", "table.xlsx", "table.en.xlsx", "parts.csv", *REPORTS, SIDE_TESTS)
FIGURES = "figures"
# Of a scenario, what a report shows.
TEXTS = ("title", "description", "decider", "instrument", "cost", "sources")
FIGURE_KINDS = ("*.png", "*.svg", *(f"*.{lang}.csv" for lang in LANGUAGES))
LIBRARIES = ("numpy", "numba", "xarray", "zarr", "SALib")


def clear(folder: Path, keep: frozenset[str] = frozenset()) -> None:
    """Take away everything that a forecast writes, and nothing else; OSError where that cannot be done.

    Args:
        folder: the folder of a forecast.
        keep: names that stay, those of figures with their folder.
    """
    for path in written(folder):
        if path.relative_to(folder).as_posix() not in keep:
            remove(path)
    figures = folder / FIGURES
    if figures.is_dir() and not figures.is_symlink() and not any(figures.iterdir()):
        figures.rmdir()


def written(folder: Path) -> Iterator[Path]:
    """What a folder holds of all that a forecast writes."""
    names = (folder / name for name in WRITTEN)
    figures = (path for kind in FIGURE_KINDS for path in sorted((folder / FIGURES).glob(kind)))
    yield from (path for path in (*names, *figures) if path.exists() or path.is_symlink())


def remove(path: Path) -> None:
    """Take away a file or a folder; a link itself, never what it points to."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def finish(folder: Path, store: Path, run: dict[str, Any]) -> None:
    """Write ``run.json``, with checksums of all that was written before it; the results' own stand for the results.

    Args:
        folder: the folder of the forecast.
        store: its results, which may lie elsewhere until the forecast gets its place.
        run: what `record` gives.
    """
    paths = [path for path in written(folder) if path.is_file() and path.name != RUN]
    told = {path.relative_to(folder).as_posix(): checksums.digest(path.read_bytes()) for path in paths}
    write_json(folder / RUN, {**run, "checksums": {STORE: checksums.of_store(store), **told}})


def forget(folder: Path) -> None:
    """Take the checksums of reports, figures and workbooks out of ``run.json``, before they are written again.

    What is stopped half way is then no damage: results and summary have theirs.
    """
    run = read_run(folder)
    kept = {name: told for name, told in run.get("checksums", {}).items() if not _is_made_again(name)}
    write_json(folder / RUN, {**run, "checksums": kept})


def _is_made_again(name: str) -> bool:
    return name in REPORTS or (name.startswith((f"{FIGURES}/", "table.")) and not name.endswith("table.csv"))


def renew(folder: Path, paths: Iterable[Path]) -> None:
    """Put the checksums of files that were written again, from the same results, into ``run.json``."""
    run = read_run(folder)
    told = {path.relative_to(folder).as_posix(): checksums.digest(path.read_bytes()) for path in paths}
    write_json(folder / RUN, {**run, "checksums": {**run.get("checksums", {}), **told}})


def read_run(folder: Path) -> dict[str, Any]:
    """What ``run.json`` says.

    Raises:
        UserError: there is none, or it cannot be read.
    """
    if not folder.exists():
        raise UserError(say("path-not-there", path=folder))
    if not (folder / RUN).is_file():
        raise UserError(say("holds-no-finished-forecast", folder=folder))
    return _read(folder / RUN)


def read_summary(folder: Path) -> dict[str, Any]:
    """The summary of a finished forecast.

    Raises:
        UserError: it cannot be read, or it or the results are not those that were written.
    """
    check(folder, (SUMMARY, STORE))
    return _read(folder / SUMMARY)


def check(folder: Path, names: tuple[str, ...] = ()) -> int:
    """Test what a finished forecast wrote against the checksums in its ``run.json``; how many files were tested.

    Args:
        folder: the folder of the forecast.
        names: which files; all if none. The results are tested by their own checksums (see `open_results`).

    Raises:
        UserError: a file has changed or is missing.
    """
    told = read_run(folder).get("checksums", {})
    for name, digest in told.items():
        if names and name not in names:
            continue
        path = folder / name
        if name == STORE:
            found = checksums.of_store(path)
        else:
            found = checksums.digest(path.read_bytes()) if path.is_file() else None
        if found != digest:
            raise UserError(joined(f"{path}: ", say("is-missing") if found is None else say("file-has-changed")))
    return len(names or told)


def _read(path: Path) -> dict[str, Any]:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise UserError(say("file-cannot-be-read", path=path, error=error)) from error


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


def texts_of(scenario: Any) -> dict[str, Any]:
    """What a report shows of a scenario, by language, kept since its file may change."""
    return {name: getattr(scenario, name, None) for name in TEXTS}


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
