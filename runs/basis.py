"""What a fit rests on: rules, worlds, simulated quantities and observations, each as a digest of what decides numbers.

Titles, notes, sources and comments are free. The fit itself is made in `calibration`, which stands above: of its code
and tables only the texts are read here.
"""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from samspil.model.caching import MODEL, rests_on
from samspil.model.read import load_table

from .normalised import code_digest
from .remembered import remembered

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

# Worlds that a fit runs: current policy, and the one that roll-outs of the past are replayed in.
WORLDS = ("current-policy", "no-health-reform")
# Where a run and a replay begin, and what of the model's files only compiles, reads or refuses.
STARTS = ("run.py", "replay.py", "parameters.py")
SERVICE = frozenset(
    {"__init__", "caching", "compiled", "declared", "errors", "messages", "problems", "read", "reference", "slips"}
    | {"written"}
)
# Of the fit: what is counted in a run, and how a roll-out is replayed.
QUANTITIES = ("quantities.py", "simulator.py", "replaying.py")
TEXTS = ("title", "note", "source", "grade", "unit", "period", "published")
NAMED = {
    "rules": "rules-were-others",
    "worlds": "worlds-were-others",
    "quantities": "quantities-were-others",
    "observations": "observations-were-others",
}


@cache
def basis(seed: int) -> dict[str, str]:
    """Digests by name (those of `NAMED`) of what a fit made with this seed would rest on beside its priors."""
    slow = remembered("basis", lambda: {"rules": rules(), "worlds": worlds(seed)}, str(seed))
    return {**slow, "quantities": quantities(), "observations": observations()}


@cache
def rules() -> str:
    """Digest of what the rules of the model do."""
    found = frozenset(path for start in STARTS for path in rests_on(MODEL / start))
    return code_digest(tuple(sorted(path for path in found if path.stem not in SERVICE)))


@cache
def worlds(seed: int) -> str:
    """Digest of the numbers that runs start from."""
    from samspil.scenarios import load
    from samspil.scenarios.inputs import prepare

    prepared = (prepare(load(name), seed) for name in WORLDS)
    return numbers(table for each in prepared for table in (each.world, each.levers, each.switches, each.target))


def numbers(tables: Iterable[object]) -> str:
    """Digest of the numbers in tables, or in plain arrays; in single precision, so that platforms agree."""
    whole = hashlib.sha256()
    for value in (each for table in tables for each in (table if isinstance(table, tuple) else (table,))):
        whole.update(_plain(value))
    return whole.hexdigest()


def quantities() -> str:
    """Digest of what is counted in runs and replays."""
    return code_digest(tuple(_of_the_fit() / name for name in QUANTITIES))


def observations() -> str:
    """Digest of what was seen and is fitted, and of the roll-outs that it was seen in."""
    data = _of_the_fit() / "data"
    fitted = [row for name in ("targets", "observations") for row in _rows(data / f"{name}.csv") if row["use"] == "fit"]
    seen_in = {row.get("episode") for row in fitted}
    replayed = [row for row in _rows(data / "episodes.csv") if row["name"] in seen_in]
    return hashlib.sha256(repr([_numbers(row) for row in (*fitted, *replayed)]).encode()).hexdigest()


def _of_the_fit() -> Path:
    return Path(str(files("samspil.calibration")))


def _rows(path: Path) -> Iterator[dict[str, str]]:
    return (row.values for row in load_table(path))


def _numbers(row: dict[str, str]) -> list[tuple[str, str]]:
    return [(name, value) for name, value in row.items() if value and not name.startswith(TEXTS)]


def _plain(value: np.ndarray | float) -> bytes:
    """Numbers as bytes that do not depend on the platform."""
    array = np.asarray(value)
    columns: Iterable[np.ndarray] = [array[name] for name in array.dtype.names] if array.dtype.names else [array]
    whole = (np.ascontiguousarray(each) for each in columns)
    return b"".join(each.astype("<f4" if each.dtype.kind == "f" else "<i8").tobytes() for each in whole)
