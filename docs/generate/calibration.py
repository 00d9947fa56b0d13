"""The page on calibration: `python -m docs.generate.calibration RESULTS` writes docs/calibration.md and its figures.

RESULTS is the folder of `samspil calibrate`; the checks run on its bank of runs and take about a minute.
"""

from __future__ import annotations

import csv
import json
import sys
from pathlib import Path
from typing import Any

import numpy as np
from matplotlib.figure import Figure

from samspil.calibration import audit, load_targets
from samspil.calibration.bank import opened
from samspil.calibration.moving import DRAWS, moves
from samspil.calibration.posterior import DOMINATED
from samspil.calibration.targets import fitted
from samspil.experiments.asking import all_cores
from samspil.model.parameters import registry
from samspil.reports.style import COLOUR, look

from .code import ROOT

DECEMBER_2030 = 107
MOVED = {
    "prior": "prior",
    "posterior": "posterior",
    "collaboration": "posterior without companies, partnerships and shares of innovations",
}
HEAD = """# Calibration: what the evidence settles, and what it does not

*Written by `python -m docs.generate.calibration` from a bank of {runs:,} runs.*

Draws from the prior are run under current policy until December 2027, and through every roll-out of the past. What
agrees with {targets} observations inside their stated deviations becomes the posterior that a forecast uses
([decision 0010](decisions/0010-regression-abc.md)). Three deviations are stated for each observation, apart:
measurement, definition, and what the model leaves out. The goal of 10,000 is never fitted.
"""


def page(fit: dict[str, Any], checks: dict[str, Any]) -> str:
    """The page as Markdown."""
    parts = [
        HEAD.format(runs=checks["runs"], targets=checks["targets"]),
        _reproduced(fit),
        _settled(checks),
        _headline(checks["moves"]),
        _recovered(checks),
        _left_out(checks),
        _nulls(checks["models"]),
        _surprise(checks),
        _unused(),
    ]
    return "\n".join(parts)


def _reproduced(fit: dict[str, Any]) -> str:
    rows = [
        f"| {each['title']['en']} | {_figure(each['observed'])} ± {_figure(each['deviation'])} | "
        f"{_range(each['prior'])} | {_range(each['posterior'])} | {'yes' if each['inside'] else '**no**'} |"
        for each in fit["targets"]
        if each["use"] == "fit"
    ]
    patterns = [
        f"| {each['title']['en']} | {_range(each['prior'])} | {_range(each['posterior'])} | "
        f"{'yes' if each['inside'] else '**no**'} |"
        for each in fit["targets"]
        if each["use"] == "pattern"
    ]
    missed = [each for each in fit["targets"] if not each["inside"]]
    told = "Every one is reproduced." if not missed else f"{len(missed)} are not, and none was dropped:"
    told += "".join(f"\n\n- **{each['title']['en']}**: {_why(each['name'])}." for each in missed)
    head = "| observation | seen | prior | posterior | inside |\n| --- | ---: | ---: | ---: | --- |\n"
    signs = "| pattern | prior | posterior | holds |\n| --- | ---: | ---: | --- |\n"
    return f"""## What the posterior reproduces

Nine of ten simulated values lie in the range, without observation error; *inside* says whether the middle one is within
one stated deviation of what was seen.

{told}

{head}{chr(10).join(rows)}

Signs and orderings are never fitted, only looked at:

{signs}{chr(10).join(patterns)}

![Prior and posterior of every observation](figures/calibration-targets.svg)
"""


def _settled(checks: dict[str, Any]) -> str:
    shrunk = [each for each in checks["shrinkage"] if not each["dominated"]]
    rows = [f"| {registry()[each['name']].title_en} | `{each['name']}` | {each['shrinkage']:.0%} |" for each in shrunk]
    rest = len(checks["shrinkage"]) - len(shrunk)
    head = "| parameter | name | variance taken away |\n| --- | --- | ---: |\n"
    return f"""## What the evidence settles

Of {len(checks["shrinkage"])} uncertain numbers, {len(shrunk)} lose more than {DOMINATED:.0%} of their prior
variance. The other {rest} keep their priors: the evidence says next to nothing of them, and what a forecast says that
rests on them rests on judgement.

{head}{chr(10).join(rows)}
"""


def _headline(rows: list[dict[str, Any]]) -> str:
    prior, posterior = rows[0], rows[1]
    change = posterior["mean"] - prior["mean"]
    error = float(np.hypot(prior["se"], posterior["se"]))
    lines = [
        f"| {MOVED.get(each['name'], 'posterior without ' + each['name'])} | {each['median']:,.0f} | "
        f"{each['low']:,.0f} to {each['high']:,.0f} | {each['mean']:,.0f} ± {each['se']:,.0f} |"
        for each in rows
    ]
    head = "| draws from | median | nine in ten | mean |\n| --- | ---: | ---: | ---: |\n"
    return f"""## What it does to the headline

Freed FTE by December 2030 under current policy, potentials `estimated`, one run for each of {DRAWS} draws. The fit
moves the mean by {change:+,.0f} ± {error:,.0f}. A row that leaves evidence out and differs from the posterior shows
what that evidence does.

{head}{chr(10).join(lines)}
"""


def _recovered(checks: dict[str, Any]) -> str:
    rows = [
        f"| `{each['name']}` | {each['inside']:.0%} | {each['error']:.2f} | {each['hump']:.2f} | "
        f"{each['p_uniform']:.3f} |"
        for each in checks["recovery"]
    ]
    head = "| parameter | truth in 90 % interval | error | spread of ranks | p |\n| --- | ---: | ---: | ---: | ---: |\n"
    humped = [each["name"] for each in checks["recovery"] if each["p_uniform"] < 0.01]
    told = "None of the rank histograms is uneven beyond chance (p < 0.01)."
    if humped:
        told = "Uneven beyond chance (p < 0.01): " + ", ".join(f"`{name}`" for name in humped) + "."
    return f"""## Would the fit find the truth?

{checks["sets"]} data sets were made by runs whose parameters are known and which took no part in the fit, under the
very observations there are, with their deviations. The error is that of the posterior mean, in prior standard
deviations (1 is what knowing nothing gives). The spread of ranks is 1 where the posterior is as wide as it should be,
below 1 where it is too wide, above 1 where it is too narrow. {told}

{head}{chr(10).join(rows)}

![Ranks of the truth among draws of its posterior](figures/calibration-ranks.svg)
"""


def _left_out(checks: dict[str, Any]) -> str:
    found = checks["coverage"]
    missed = [each for each in found["points_left_out"] if not each["inside"]]
    rows = [
        f"- {_title(each['name'])}, left out with {_title(each['without'])}: seen {_figure(each['observed'])}, "
        f"said {_figure(each['low'])} to {_figure(each['high'])}"
        for each in missed
    ]
    consistent = found["low"] <= 0.9 <= found["high"]
    verdict = "consistent with nine in ten" if consistent else "**not** consistent with nine in ten"
    outside = "\nOutside their interval:\n\n" + "\n".join(rows) + "\n" if rows else ""
    return f"""## What it says of observations it has not seen

Each observation, each episode and each year was left out in turn and predicted from the rest: {found["inside"]} of
{found["points"]} values lie in their 90 % interval ({found["share"]:.0%}; exact 95 % interval {found["low"]:.0%} to
{found["high"]:.0%}), {verdict}. The points are not independent: a value left out with its year was also left out alone.
{outside}
![Observations left out of the fit, and what it says of them](figures/calibration-left-out.svg)
"""


def _nulls(models: list[dict[str, Any]]) -> str:
    rows = [
        f"| {each['model']} | {each['crps']:.1f} | {each['log']:.1f} | {each['inside']} of {each['points']} |"
        for each in models
    ]
    best = min(models, key=lambda each: each["crps"])["model"]
    verdict = (
        "The agent model says most." if best == "agents" else f"By CRPS the {best} says more than the agent model."
    )
    head = "| model | mean CRPS, hosts | mean log score | in the 90 % interval |\n| --- | ---: | ---: | ---: |\n"
    return f"""## What the agents add

The counts of hosts in past roll-outs, each predicted with its own episode left out of the fit, beside three models
without agents: a straight line at the pace of the other roll-outs, a Bass curve with the generic coefficients of the
literature, and the model's own gates on the national share alone. Lower CRPS and higher log score are better. {verdict}
With {models[0]["points"]} observations of few roll-outs this is an indication and no proof.

{head}{chr(10).join(rows)}
"""


def _surprise(checks: dict[str, Any]) -> str:
    clash = checks["conflict"]
    far = {name: p for name, p in clash["by_target"].items() if p < 0.1}
    rows = [f"- {_title(name)}: {p:.3f}" for name, p in sorted(far.items(), key=lambda pair: pair[1])]
    told = "\n\nFurthest out (probability of a value at least as far out):\n\n" + "\n".join(rows) if rows else ""
    return f"""## Do priors and evidence agree?

Taken together, the observations are no stranger to the prior than {clash["joint"]:.0%} of the data sets it makes
itself.{told}

With half of the values moved by {checks["moved"]["deviations"]:g} deviations that share falls to
{checks["moved"]["joint"]:.1%}. With the values handed to other observations the posterior mean of
`{checks["shuffled"]["furthest"]}` moves by {checks["shuffled"]["distance"]:.1f} prior standard deviations.
"""


def _unused() -> str:
    rows = [
        f"- **{target.title['en']}** ({target.value:g} {target.unit}): {target.note}."
        for target in load_targets().values()
        if target.use == "no counterpart"
    ]
    return "## Observations with no counterpart in the model\n\n" + "\n".join(rows) + "\n"


def _title(name: str) -> str:
    known = load_targets()
    return known[name].title["en"] if name in known else f"all of {name}"


def _why(name: str) -> str:
    """Why the posterior does not reproduce a target, as somebody has found out."""
    with Path(__file__).with_suffix(".csv").open(encoding="utf-8", newline="") as lines:
        known = {row["name"]: row["why"] for row in csv.DictReader(lines)}
    return known.get(name, "not looked into yet")


def _figure(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 10 else f"{value:.2g}"


def _range(values: list[float]) -> str:
    return f"{_figure(values[1])} ({_figure(values[0])} to {_figure(values[2])})"


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
    across = 5
    down = -(-len(rows) // across)
    figure = Figure(figsize=(8.5, 1.35 * down), layout="constrained")
    cells = figure.subplots(down, across, squeeze=False, sharey=True)
    expected = checks["sets"] / len(rows[0]["counts"])
    band = 1.645 * np.sqrt(expected * (1 - 1 / len(rows[0]["counts"])))
    for cell, each in zip(cells.flat, rows, strict=False):
        cell.axhspan(expected - band, expected + band, color=COLOUR["faint"], alpha=0.5, linewidth=0)
        cell.bar(range(len(each["counts"])), each["counts"], color=COLOUR["main"], width=0.9)
        cell.set_title(each["name"], fontsize=8)
        cell.set_xticks([])
    for cell in list(cells.flat)[len(rows) :]:
        cell.set_visible(False)
    return figure


def left_out_figure(checks: dict[str, Any]) -> Figure:
    """What was left out, as a share of the way from the low to the high end of its interval."""
    points = checks["coverage"]["points_left_out"]
    figure = Figure(figsize=(8.5, 0.2 * len(points) + 0.8), layout="constrained")
    axes = figure.subplots()
    axes.axvspan(0, 1, color=COLOUR["faint"], alpha=0.4, linewidth=0)
    for place, each in enumerate(reversed(points)):
        way = (each["observed"] - each["low"]) / max(each["high"] - each["low"], 1e-12)
        axes.plot([way], [place], "o", color=COLOUR["main"] if each["inside"] else COLOUR["target"], markersize=4)
    labels = [f"{_short(each['name'])} [{each['without'].split('/')[0]}]" for each in reversed(points)]
    axes.set_yticks(range(len(points)), labels, fontsize=7)
    axes.set_xlabel("place in the 90 % interval of what is said without it (band: inside; in brackets: left out with)")
    return figure


def _short(name: str) -> str:
    """A target's name as a label: an episode's observation by what was counted and when."""
    return " ".join(name.replace("_", " ").split("/"))


def main(results: Path) -> None:
    """Write the page and its figures."""
    fit = json.loads((results / "fit.json").read_text(encoding="utf-8"))
    checks = audit(results)
    bank = opened(results / "bank")
    checks["moves"] = moves(bank, fitted(load_targets()), DECEMBER_2030, workers=all_cores())
    (results / "checks.json").write_text(json.dumps(checks, indent=1), encoding="utf-8")
    (ROOT / "docs/calibration.md").write_text(page(fit, checks), encoding="utf-8")
    with look():
        for name, figure in (
            ("targets", targets_figure(fit)),
            ("ranks", ranks_figure(checks)),
            ("left-out", left_out_figure(checks)),
        ):
            figure.savefig(ROOT / f"docs/figures/calibration-{name}.svg", metadata={"Date": None})
    print("docs/calibration.md")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
