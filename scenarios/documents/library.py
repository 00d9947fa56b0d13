"""The scenarios that are shipped: one file each in `scenarios/library`."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from samspil.model.read import Column, load_table

FOLDER = Path(__file__).resolve().parent.parent / "library"
ENDINGS = (".yaml", ".yml", ".json")  # JSON is YAML too


@cache
def library() -> tuple[str, ...]:
    """Names of the scenarios of the library: the headline set first, then by name.

    Example:
        >>> library()[0]
        'current-policy'
    """
    names = sorted(path.stem for path in FOLDER.glob("*.yaml"))
    return (*headline(), *(name for name in names if name not in headline()))


@cache
def headline() -> tuple[str, ...]:
    """Names of the scenarios that are always reported together, the baseline first.

    Example:
        >>> set(headline()) <= set(library())
        True
    """
    return tuple(row["scenario"] for row in load_table(FOLDER / "headline.csv", [Column("scenario")], "scenario"))


def library_file(name: str) -> Path:
    """The file of a library scenario."""
    return FOLDER / f"{name}.yaml"


def is_file(reference: str) -> bool:
    """Whether a reference means a file and not a name of the library."""
    return reference.endswith(ENDINGS) or "/" in reference or "\\" in reference
