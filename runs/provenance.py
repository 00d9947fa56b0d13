"""Where a result comes from: versions, commit, digests, and when it was made."""

from __future__ import annotations

import hashlib
import json
import subprocess
from datetime import UTC, datetime
from functools import cache
from importlib import metadata
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from samspil.scenarios import Scenario

FORMAT = "samspil-results/4"
# The first two keep 16 bits of every variable that is rounded; the first has no checksums. The third has a file for
# each chunk.
WITHOUT_CHECKSUMS, ROUNDED_ALIKE, UNSHARDED = "samspil-results/1", "samspil-results/2", "samspil-results/3"
READ = (WITHOUT_CHECKSUMS, ROUNDED_ALIKE, UNSHARDED, FORMAT)
# Folders whose files are the evidence that numbers rest on.
EVIDENCE = ("samspil.model", "samspil.scenarios", "samspil.runs", "samspil.calibration")
# Folders whose code decides what a run gives.
DECIDING = ("model", "scenarios", "runs")


@cache
def version() -> str:
    """The installed version."""
    try:
        return metadata.version("samspil")
    except metadata.PackageNotFoundError:
        return "unknown"


@cache
def commit() -> str:
    """The commit that the code was run from, with `+changes` if files differ from it; "unknown" outside a checkout."""
    folder = Path(__file__).resolve().parent.parent
    if not (folder / ".git").exists():
        return "unknown"
    head = _git(folder, "rev-parse", "HEAD")
    if not head:
        return "unknown"
    return head + ("+changes" if _git(folder, "status", "--porcelain", "--untracked-files=no") else "")


@cache
def evidence_digest() -> str:
    """SHA-256 over every data file of the model and of the scenarios: the numbers and ranges that results rest on."""
    total = hashlib.sha256()
    for package in EVIDENCE:
        for name, content in sorted(_data_files(files(package) / "data", package)):
            total.update(f"{name}\0{len(content)}\0".encode())
            total.update(content)
    return total.hexdigest()


def attributes(scenarios: list[Scenario], seed: int) -> dict[str, str | int]:
    """Attributes of a result, as text and numbers that NetCDF can hold.

    Args:
        scenarios: Scenario objects of the result.
        seed: seed of every draw.
    """
    return {
        "format": FORMAT,
        "version": version(),
        "commit": commit(),
        "seed": seed,
        "scenario_digests": as_json({scenario.name: scenario.digest for scenario in scenarios}),
        "population_digests": as_json(population_digests(scenarios)),
        "evidence_digest": evidence_digest(),
        "evidence_months": as_json(evidence_months()),
        "target": as_json(_one_or_each({scenario.name: scenario.target.record() for scenario in scenarios})),
        "created": datetime.now(UTC).isoformat(timespec="seconds"),
    }


def evidence_months() -> dict[str, str]:
    """Months of the evidence: when its newest source came out, when that was last seen, and the origin of forecasts."""
    from samspil.model.epoch import month_text
    from samspil.scenarios.tables import newest_published, newest_seen, origin, policy_start

    found = {
        "published": newest_published(),
        "seen": newest_seen(),
        "origin": origin(),
        "policies_from": policy_start(),
    }
    return {name: month_text(month) for name, month in found.items()}


def population_digests(scenarios: list[Scenario]) -> dict[str, str]:
    """Digest of every population that the scenarios use, by its name or folder."""
    from samspil.scenarios.population import load_population

    return {name: load_population(name).digest for name in dict.fromkeys(scenario.population for scenario in scenarios)}


def code() -> dict[str, str]:
    """What results rest on besides their settings: version, code and evidence.

    The code by its digest, not by its commit: one that mends a page changes no number, an edit without one may.
    """
    return {"version": version(), "code": code_digest(), "evidence_digest": evidence_digest()}


@cache
def code_digest() -> str:
    """SHA-256 over the source of everything that decides what a run gives."""
    folder, total = Path(__file__).resolve().parent.parent, hashlib.sha256()
    for path in sorted(path for part in DECIDING for path in (folder / part).rglob("*.py")):
        total.update(f"{path.relative_to(folder).as_posix()}\0".encode())
        total.update(path.read_bytes())
    return total.hexdigest()


def as_json(value: Any) -> str:
    """JSON that keeps Danish letters."""
    return json.dumps(value, ensure_ascii=False)


def _one_or_each(values: dict[str, Any]) -> Any:
    """The value that all share, or each by name."""
    first = next(iter(values.values()))
    return first if all(value == first for value in values.values()) else values


def _data_files(folder: Traversable, prefix: str) -> list[tuple[str, bytes]]:
    found: list[tuple[str, bytes]] = []
    if not folder.is_dir():
        return found
    for entry in folder.iterdir():
        name = f"{prefix}/{entry.name}"
        if entry.is_dir():
            found += _data_files(entry, name)
        elif entry.name.endswith((".csv", ".yaml", ".json", ".nc")):
            found.append((name, entry.read_bytes()))
    return found


def _git(folder: Path, *arguments: str) -> str:
    try:
        ended = subprocess.run(["git", *arguments], cwd=folder, capture_output=True, text=True, timeout=5, check=True)
    except (OSError, subprocess.SubprocessError):
        return ""
    return ended.stdout.strip()
