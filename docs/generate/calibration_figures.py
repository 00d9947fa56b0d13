"""The figures of the page on calibration."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.figure import Figure

from samspil.reports.style import COLOUR, look

from .code import ROOT


def write_figures(fit: dict[str, Any], checks: dict[str, Any]) -> None:
    """Write all of them to docs/figures."""
    with look():
        for name, figure in (
            ("targets", targets_figure(fit)),
            ("ranks", ranks_figure(checks)),
            ("left-out", left_out_figure(checks)),
        ):
            figure.savefig(ROOT / f"docs/figures/calibration-{name}.svg", metadata={"Date": None})


def targets_figure(fit: dict[str, Any]) -> Figure:
    """Prior and posterior of every fitted observation, in deviations from what was seen."""
    rows = [each for each in fit["targets"] if each["use"] == "fit"]
    figure = Figure(figsize=(8.5, 0.42 * len(rows) + 0.9), layout="constrained")
    axes = figure.subplots()
    axes.axvspan(-1, 1, color=COLOUR["faint"], alpha=0.35, linewidth=0)
    axes.axvline(0, color=COLOUR["target"], linewidth=1)
    for place, each in enumerate(reversed(rows)):
        for name, colour, shift in (("prior", COLOUR["muted"], 0.16), ("posterior", COLOUR["main"], -0.16)):
            low, middle, high = (np.array(each[name]) - each["observed"]) / each["deviation"]
            axes.plot([low, high], [place + shift] * 2, color=colour, linewidth=2.2, solid_capstyle="butt")
            axes.plot([middle], [place + shift], "o", color=colour, markersize=4)
    axes.set_yticks(range(len(rows)), [_short(each["name"]) for each in reversed(rows)])
    axes.set_xlim(-5, 5)
    axes.set_xlabel("deviations from what was seen\n(grey: prior, blue: posterior, nine runs in ten)")
    return figure


def ranks_figure(checks: dict[str, Any]) -> Figure:
    """A histogram of ranks for every fitted parameter."""
    rows = checks["recovery"]
    across = 8
    down = -(-len(rows) // across)
    figure = Figure(figsize=(8.5, 1.0 * down), layout="constrained")
    cells = figure.subplots(down, across, squeeze=False, sharey=True)
    expected = checks["sets"] / len(rows[0]["counts"])
    band = 1.645 * np.sqrt(expected * (1 - 1 / len(rows[0]["counts"])))
    for cell, each in zip(cells.flat, rows, strict=False):
        cell.axhspan(expected - band, expected + band, color=COLOUR["faint"], alpha=0.5, linewidth=0)
        cell.bar(range(len(each["counts"])), each["counts"], color=COLOUR["main"], width=0.9)
        cell.set_title(
            each["name"].replace("hours_share_municipal", "hours").replace("cost.solution", "cost"), fontsize=6
        )
        cell.set_xticks([])
    for cell in list(cells.flat)[len(rows) :]:
        cell.set_visible(False)
    return figure


def left_out_figure(checks: dict[str, Any]) -> Figure:
    """What was left out, as a share of the way from the low to the high end of its interval."""
    points = [each for each in checks["left_out"] if each["model"] == "fit"]
    figure = Figure(figsize=(8.5, 0.2 * len(points) + 0.8), layout="constrained")
    axes = figure.subplots()
    axes.axvspan(0, 1, color=COLOUR["faint"], alpha=0.4, linewidth=0)
    for place, each in enumerate(reversed(points)):
        way = (each["observed"] - each["low"]) / max(each["high"] - each["low"], 1e-12)
        axes.plot([way], [place], "o", color=COLOUR["main"] if each["inside"] else COLOUR["target"], markersize=4)
    axes.set_yticks(range(len(points)), [_left_out_label(each) for each in reversed(points)], fontsize=7)
    axes.set_xlabel("place in the 90 % interval of what is said without it\n(band: inside; in brackets: left out with)")
    return figure


def _left_out_label(each: dict[str, Any]) -> str:
    alone = each["without"] == each["target"]
    return _short(each["target"]) + ("" if alone else f" [{each['without']}]")


def _short(name: str) -> str:
    """A target's name as a label: an episode's observation by what was counted and when."""
    return " ".join(name.replace("_", " ").split("/"))
