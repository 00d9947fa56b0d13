"""The page on calibration: `python -m docs.generate.calibration RESULTS` writes docs/calibration.md and its figures.

RESULTS is the folder of `samspil calibrate`; the checks run on its bank of runs and take half an hour on 2 cores.
"""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from scipy.stats import norm

from samspil.calibration import audit, load_targets
from samspil.calibration.bank import opened
from samspil.calibration.fitting import fit as fitted_to
from samspil.calibration.hindcasting import hindcast
from samspil.calibration.moving import DRAWS, moves
from samspil.calibration.posterior import DOMINATED
from samspil.calibration.targets import fitted
from samspil.calibration.widening import LESS_SURE, SURER, WIDER, widths
from samspil.experiments.asking import all_cores
from samspil.model.parameters import registry
from samspil.reports.flags import flagged

from .calibration_figures import write_figures
from .code import ROOT

DECEMBER_2030 = 107
GOAL = 10_000
WIDTHS_OF = ("current-policy", "full-portfolio")
UNTIL = "2023-12"
# Prior standard deviations: what is moved less is not told.
SHIFT = 0.2
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
        _widths(checks["widths"]),
        _recovered(checks),
        _left_out(checks),
        _hindcast(checks["hindcast"]),
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
    looked = [
        f"| {each['title']['en']} | {_figure(each['observed'])} ± {_figure(each['deviation'])} | "
        f"{_range(each['posterior'])} | {'yes' if each['inside'] else '**no**'} |"
        for each in fit["targets"]
        if each["use"] == "check"
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

Associations, an observation withheld, and one that the model is known to lack are never fitted, only looked at:

| observation | seen | posterior | inside |\n| --- | ---: | ---: | --- |
{chr(10).join(looked)}

Signs and orderings likewise:

{signs}{chr(10).join(patterns)}

![Prior and posterior of every observation](figures/calibration-targets.svg)
"""


def _settled(checks: dict[str, Any]) -> str:
    shrunk = [each for each in checks["shrinkage"] if not each["dominated"]]
    rows = [_settled_row(each) for each in shrunk]
    hinted = [each for each in checks["shrinkage"] if each["dominated"] and abs(each["shift"]) >= SHIFT]
    hints = [_settled_row(each) for each in sorted(hinted, key=lambda each: -abs(each["shift"]))]
    rest = len(checks["shrinkage"]) - len(shrunk)
    head = "| parameter | name | variance taken away | moved by, prior sd |\n| --- | --- | ---: | ---: |\n"
    choices = [
        f"| {registry()[name].title_en} | {variant} | {before:.0%} | {after:.0%} |"
        for name, variants in checks["choices"].items()
        for variant, (before, after) in variants.items()
    ]
    return f"""## What the evidence settles

Of {len(checks["shrinkage"])} uncertain numbers, {len(shrunk)} lose more than {DOMINATED:.0%} of their prior
variance. The other {rest} keep their priors: the evidence says next to nothing of them, and what a forecast says that
rests on them rests on judgement. `samspil evidence list` says it of every one, and in tables and figures of
sensitivity they carry a †.

{head}{chr(10).join(rows)}

Hardly narrowed, but moved by {SHIFT:g} prior standard deviations or more, because many observations point the same way:

{head}{chr(10).join(hints)}

Structural variants are weighed by the same evidence:

| structure | variant | weight before | after |
| --- | --- | ---: | ---: |
{chr(10).join(choices)}
"""


def _settled_row(each: dict[str, Any]) -> str:
    title = registry()[each["name"]].title_en
    return f"| {title} | `{each['name']}` | {max(each['shrinkage'], 0):.0%} | {each['shift']:+.2f} |"


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


def _widths(found: list[dict[str, Any]]) -> str:
    return (
        "## How the answer moves with the width of each prior\n\n"
        "FTE freed by December 2030, potentials `estimated`. *Surer* and *less sure*: as if the standard deviation of "
        f"one parameter's score before the fit were {SURER:g} or {LESS_SURE:g} times what it is, its range unchanged. "
        f"*Wider*: ranges {WIDER:g} times as wide.\n\n" + "\n".join(_widths_of(each) for each in found)
    )


def _widths_of(found: dict[str, Any]) -> str:
    shown = [row["name"] for row in found["ranges"][1:-1]]
    rows = [
        f"| {flagged(row['name'], registry()[row['name']].title_en)} | `{row['name']}` | {row['correlation']:+.2f} | "
        + " | ".join(
            f"{row[side]['mean']:+,.0f} ± {row[side]['se']:,.0f} | {row[side]['high']:+,.0f}"
            for side in ("surer", "less_sure")
        )
        + " |"
        for row in found["each"][: len(shown)]
    ]
    largest = max(abs(row[side]["mean"]) for row in found["each"][len(shown) :] for side in ("surer", "less_sure"))
    rest = [row[side]["se"] for row in found["each"][len(shown) :] for side in ("surer", "less_sure")]
    by_chance = norm.ppf(1.0 - 0.25 / len(rest)) * float(np.median(rest))
    chances = [row[side]["p_goal"] for row in found["each"] for side in ("surer", "less_sure")]
    labels = {"": "as they are", "*": "all ranges wider"}
    ranges = [
        f"| {labels.get(row['name'], 'wider: ' + row['name'])} | {row['median']:,.0f} | {row['low']:,.0f} to "
        f"{row['high']:,.0f} | {row['most']:,.0f} | {row['reached']} of {row['draws']} |"
        for row in found["ranges"]
    ]
    bound = 3.0 / found["draws"]
    chance = (
        f"No run reaches {found['goal']:,.0f}, so P(target) stays below {bound:.2%} under each."
        if max(chances) == 0
        else f"P(target) lies between {min(chances):.2%} and {max(chances):.2%}."
    )
    return f"""### {found["scenario"]}

{found["draws"]:,} draws: mean {found["mean"]:,.0f}, 95th percentile {found["high"]:,.0f}. {chance} The ten
parameters that FTE hangs on most; every other one moves the mean by {largest:,.0f} FTE or less, and the largest of some
250 moves that are nothing but chance would be about {by_chance:,.0f}.

| parameter | name | correlation with FTE | surer: mean | 95th percentile | less sure: mean | 95th percentile |
| --- | --- | ---: | ---: | ---: | ---: | ---: |
{chr(10).join(rows)}

| ranges | median | nine in ten | highest | reach the target |
| --- | ---: | ---: | ---: | ---: |
{chr(10).join(ranges)}
"""


def _hindcast(found: dict[str, Any]) -> str:
    rows = [
        f"| {_title(each['target'])} | {each['model']} | {_figure(each['observed'])} | "
        f"{_figure(each['low'])} to {_figure(each['high'])} | {each['crps']:.3f} | {each['log']:.2f} |"
        for each in found["scores"]
    ]
    number = len({each["target"] for each in found["scores"]})
    return f"""## Hindcast: what was known at the end of 2023, and what came

Fitted anew to the {found["known"]} observations made by {found["until"]}. Hardly anything has been published on the
years after: {number} observations, one of them from England. `samspil score --hindcast {found["until"]}` makes this
table.

| observation | said by | seen | 90 % interval | CRPS | log score |
| --- | --- | ---: | ---: | ---: | ---: |
{chr(10).join(rows)}
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


def checked(results: Path) -> dict[str, Any]:
    """All that the page tells beside the fit; each part is kept as soon as it is there, and said."""
    bank, targets = opened(results / "bank"), fitted(load_targets())
    made, path = fitted_to(bank, targets), results / "checks.json"
    parts: dict[str, Callable[[], dict[str, Any]]] = {
        "checks of the fit": lambda: audit(results),
        "hindcast": lambda: {"hindcast": hindcast(bank, UNTIL)},
        "what the fit does to the headline": lambda: {
            "moves": moves(bank, targets, DECEMBER_2030, workers=all_cores())
        },
        "the width of priors": lambda: {
            "widths": [widths(made, name, DECEMBER_2030, GOAL, workers=all_cores()) for name in WIDTHS_OF]
        },
    }
    found: dict[str, Any] = {}
    for said, part in parts.items():
        print(f"{said} ...", file=sys.stderr, flush=True)
        found |= part()
        path.write_text(json.dumps(found, indent=1), encoding="utf-8")
    return found


def main(results: Path) -> None:
    """Write the page and its figures."""
    fit = json.loads((results / "fit.json").read_text(encoding="utf-8"))
    checks = checked(results)
    (ROOT / "docs/calibration.md").write_text(page(fit, checks), encoding="utf-8")
    write_figures(fit, checks)
    print("docs/calibration.md")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
