"""The table on the screen, the page in docs/, and the plot of growth."""

from __future__ import annotations

import os
import platform
from collections.abc import Mapping, Sequence
from importlib import metadata
from pathlib import Path

from .clusters import RUNS as PLANNED
from .clusters import Pace, planned
from .goals import goals, line
from .growth import Point
from .measure import RUNS, Measured

DOCS = Path(__file__).resolve().parent.parent / "docs"
HEAD = ("what", "measured", "told by", "goal", "remark")
CLOCKS = """\
*CPU*: processor time of the process, the least of several goes; what else the machine does hardly moves it, unless
two cores share their parts. *wall*: the clock on the wall, which is that of a machine at this load. Ratios set two
measurements of the same minute against each other."""
PLAN = """\
Planned from the two workers, not measured: workers run side by side, and what the one process that writes does of each
run bounds them all, a continent's by its municipalities."""
RULES = (
    f"Milliseconds of CPU time that a run spends by rule (mean of {RUNS} draws; looking at the clock costs a little):"
)


def table(found: Sequence[Measured]) -> str:
    """An aligned Markdown table, readable on a screen too."""
    known = goals()
    return _table([HEAD, *[line(known[one.key], one) for one in found]])


def of_rules(rules: Mapping[str, Mapping[str, float]]) -> str:
    """Time by rule, a column for each policy."""
    names = list(next(iter(rules.values())))
    rows = [(name, *[f"{by_rule[name]:.2f}" for by_rule in rules.values()]) for name in names]
    total = ("in all", *[f"{sum(by_rule.values()):.1f}" for by_rule in rules.values()])
    return _table([("rule", *rules), *rows, total])


def of_growth(points: Sequence[Point]) -> str:
    """Time and memory by size of the country."""
    rows = [
        (
            f"{point.companies:,}",
            f"{point.actors:,}",
            f"{point.seconds:.3g}",
            f"{1e9 * point.per_actor_month:.0f}",
            f"{point.memory_mb:,.0f}",
        )
        for point in points
    ]
    return _table([("companies", "actors", "CPU seconds a run", "ns an actor-month", "highest memory, MB"), *rows])


def of_cluster(paces: Sequence[Pace]) -> str:
    """Seconds of the same runs by threads and by Dask."""
    rows = [
        (
            str(pace.workers),
            f"{pace.threads:.1f}",
            f"{pace.dask:.1f}",
            f"{pace.overhead:.0f} %",
            f"{1e3 * pace.driver:.1f}",
        )
        for pace in paces
    ]
    return _table([("workers", "threads, s", "Dask, s", "Dask takes more", "CPU ms of the driver a run"), *rows])


def of_plan(paces: Sequence[Pace], points: Sequence[Point]) -> str:
    """What many runs take on many cores, from what was measured here."""
    heads = ("population", "cores", "seconds a run", f"hours for {PLANNED:,} runs", "workers busy")
    return _table([heads, *planned(paces, points)])


def _table(cells: Sequence[Sequence[str]]) -> str:
    width = [max(len(row[column]) for row in cells) for column in range(len(cells[0]))]
    ruled = [cells[0], tuple("-" * size for size in width), *cells[1:]]
    return "\n".join(_row(texts, width) for texts in ruled)


def _row(texts: Sequence[str], width: Sequence[int]) -> str:
    return "| " + " | ".join(text.ljust(size) for text, size in zip(texts, width, strict=True)) + " |"


def write(
    found: Sequence[Measured], rules: Mapping[str, Mapping[str, float]], points: Sequence[Point], paces: Sequence[Pace]
) -> Path:
    """Write docs/benchmarks.md and the plot beside it."""
    parts = ["# Benchmarks", "*Measured by `make bench`; goals are reported against, never enforced.*", machine()]
    parts += [table(found), CLOCKS, "## By rule", RULES, of_rules(rules), "## Growth", of_growth(points)]
    parts += ["## Cluster", of_cluster(paces), PLAN, of_plan(paces, points)]
    if len(points) > 1:
        _plot(points)
        parts.append("![Seconds a run and memory against the number of actors](figures/growth.svg)")
    page = DOCS / "benchmarks.md"
    page.write_text("\n\n".join(parts) + "\n", encoding="utf-8")
    return page


def machine() -> str:
    """What it was measured on."""
    names = ("samspil", "numba", "numpy", "zarr", "mesa")
    versions = ", ".join(f"{name} {metadata.version(name)}" for name in names)
    load = f"; load {os.getloadavg()[0]:.1f} when it ended" if hasattr(os, "getloadavg") else ""
    return f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, {versions}{load}."


def _plot(points: Sequence[Point]) -> None:
    import matplotlib as mpl

    mpl.use("Agg")
    mpl.rcParams["svg.hashsalt"] = "samspil"
    import matplotlib.pyplot as plt

    actors = [point.actors for point in points]
    figure, (left, right) = plt.subplots(1, 2, figsize=(8, 3.2), layout="constrained")
    left.loglog(actors, [point.seconds for point in points], "o-", label="measured")
    left.loglog(actors, [points[0].seconds * n / actors[0] for n in actors], ":", color="grey", label="in proportion")
    left.set(xlabel="actors", ylabel="CPU seconds a run")
    left.legend(frameon=False)
    right.loglog(actors, [point.memory_mb for point in points], "o-")
    right.set(xlabel="actors", ylabel="highest memory, MB")
    (DOCS / "figures").mkdir(exist_ok=True)
    figure.savefig(DOCS / "figures/growth.svg", metadata={"Date": None})
