"""Runs the notebooks that ship: for the tests, and for the site, which shows them run."""

from __future__ import annotations

import hashlib
import json
from functools import cache
from pathlib import Path

import nbformat
from nbclient import NotebookClient

from samspil.runs import fitted

from .fresh import as_if_fitted_today

ROOT = Path(__file__).resolve().parent.parent
FOLDER, KEPT = ROOT / "notebooks", ROOT / "build" / "notebooks"
FOLDERS = ("package", "model", "scenarios", "runs", "calibration", "experiments", "reports", "cli")
MARK, SECONDS = "samspil", 300
# The kernel is on this machine alone; that it is not encrypted there need not be said.
QUIET = ["--log-level=ERROR"]
# Runs of code that was changed draw from the shipped draws as if fitted today.
FRESH = "from pathlib import Path\nfrom samspil.runs import fitted\nfitted.path = lambda: Path({path!r})"


def notebooks() -> list[Path]:
    """The notebooks that ship."""
    return sorted(FOLDER.glob("*.ipynb"))


def ran(path: Path, posterior: Path) -> nbformat.NotebookNode:
    """A notebook with what a run leaves in it, kept for the site.

    Args:
        path: the notebook.
        posterior: the file that runs draw from.
    """
    page = nbformat.read(path, as_version=4)
    page.cells.insert(0, nbformat.v4.new_code_cell(FRESH.format(path=str(posterior))))
    NotebookClient(page, timeout=SECONDS, extra_arguments=QUIET, resources={"metadata": {"path": FOLDER}}).execute()
    del page.cells[0]
    page.metadata[MARK] = digest(path)
    KEPT.mkdir(parents=True, exist_ok=True)
    (KEPT / path.name).write_text(nbformat.writes(page), encoding="utf-8")
    return page


def shown(path: Path) -> str:
    """A notebook that was run, as text: what is kept where it was made of the same code and data, else run anew."""
    kept = KEPT / path.name
    text = kept.read_text(encoding="utf-8") if kept.is_file() else "{}"
    if json.loads(text).get("metadata", {}).get(MARK) == digest(path):
        return text
    return nbformat.writes(ran(path, posterior()))


def posterior() -> Path:
    """The shipped posterior; where it is of other rules or data, its draws as if they had been fitted today."""
    if not fitted.changes():
        return fitted.path()
    KEPT.mkdir(parents=True, exist_ok=True)
    return as_if_fitted_today(KEPT / fitted.FILE)


def digest(path: Path) -> str:
    """What a run of a notebook rests on: its own text, and every file of the project."""
    return hashlib.sha256(path.read_bytes() + _project().encode()).hexdigest()


@cache
def _project() -> str:
    files = [path for folder in FOLDERS for path in sorted((ROOT / folder).rglob("*")) if _counts(path)]
    total = hashlib.sha256()
    for path in files:
        total.update(path.relative_to(ROOT).as_posix().encode())
        total.update(path.read_bytes())
    return total.hexdigest()


def _counts(path: Path) -> bool:
    return path.is_file() and "__pycache__" not in path.parts
