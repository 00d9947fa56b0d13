"""The table on the screen, the page in docs/, and the plot of growth."""

from __future__ import annotations

import os
import platform
from collections.abc import Sequence
from importlib import metadata
from pathlib import Path

from .growth import Point
from .measure import Row

DOCS = Path(__file__).resolve().parent.parent / "docs"
HEAD = ("what", "measured", "goal", "remark")


def table(rows: Sequence[Row]) -> str:
    """An aligned Markdown table, readable on a screen too."""
    cells = [HEAD, *[(row.what, row.value, row.goal, row.remark) for row in rows]]
    width = [max(len(line[column]) for line in cells) for column in range(len(HEAD))]
    ruled = [cells[0], tuple("-" * size for size in width), *cells[1:]]
    return "\n".join(_line(texts, width) for texts in ruled)


def _line(texts: Sequence[str], width: Sequence[int]) -> str:
    return "| " + " | ".join(text.ljust(size) for text, size in zip(texts, width, strict=True)) + " |"


def write(rows: Sequence[Row], points: Sequence[Point]) -> Path:
    """Write docs/benchmarks.md and the plot beside it."""
    parts = ["# Benchmarks", "*Measured by `make bench`; goals are reported against, never enforced.*", machine()]
    parts.append(table(rows))
    if len(points) > 1:
        _plot(points)
        parts.append("![Seconds a run and memory against the number of actors](figures/growth.svg)")
    page = DOCS / "benchmarks.md"
    page.write_text("\n\n".join(parts) + "\n", encoding="utf-8")
    return page


def machine() -> str:
    """What it was measured on."""
    versions = ", ".join(f"{name} {metadata.version(name)}" for name in ("samspil", "numba", "numpy", "zarr"))
    load = f"; load {os.getloadavg()[0]:.1f} when it ended" if hasattr(os, "getloadavg") else ""
    return f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, {versions}{load}."


def _plot(points: Sequence[Point]) -> None:
    import matplotlib as mpl

    mpl.use("Agg")
    import matplotlib.pyplot as plt

    actors = [point.actors for point in points]
    figure, (left, right) = plt.subplots(1, 2, figsize=(8, 3.2), layout="constrained")
    left.loglog(actors, [point.seconds for point in points], "o-", label="measured")
    left.loglog(actors, [points[0].seconds * n / actors[0] for n in actors], ":", color="grey", label="in proportion")
    left.set(xlabel="actors", ylabel="seconds a run")
    left.legend(frameon=False)
    right.loglog(actors, [point.memory_mb for point in points], "o-")
    right.set(xlabel="actors", ylabel="highest memory, MB")
    (DOCS / "figures").mkdir(exist_ok=True)
    figure.savefig(DOCS / "figures/growth.svg", metadata={"Date": None})
