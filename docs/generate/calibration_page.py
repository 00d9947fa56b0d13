"""The page on calibration as Markdown: a section a function, every number from the records of a fit and its checks."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from scipy.stats import norm

from samspil.calibration import load_targets
from samspil.calibration.auditing import NOTICED
from samspil.calibration.intervals import LEVEL, RANGE
from samspil.calibration.moving import DRAWS
from samspil.calibration.settings import OWN
from samspil.calibration.widening import ALL, AS_THEY_ARE, LESS_SURE, SURER, WIDER
from samspil.model.parameters import registry
from samspil.model.read import load_table
from samspil.reports.flags import flagged
from samspil.runs.fitted import DOMINATED, SHIFT

# What is told as far out.
TOLD_CONFLICT = OWN.number("told_conflict")
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


def page(told: dict[str, Any], checks: dict[str, Any]) -> str:
    """The page as Markdown."""
    parts = [
        HEAD.format(runs=checks["runs"], targets=checks["targets"]),
        _reproduced(told),
        _settled(checks),
        _headline(checks["moves"]),
        _widths(checks["widths"]),
        _recovered(checks),
        _left_out(checks),
        _hindcast(checks["hindcast"]),
        _nulls(checks["models"], checks["nulls"]),
        _surprise(checks),
        _unused(),
    ]
    return "\n".join(parts)


def _reproduced(told_of: dict[str, Any]) -> str:
    rows = [
        f"| {each['title']['en']} | {_figure(each['observed'])} ± {_figure(each['deviation'])} | "
        f"{_range(each['prior'])} | {_range(each['posterior'])} | {'yes' if each['inside'] else '**no**'} |"
        for each in told_of["targets"]
        if each["use"] == "fit"
    ]
    patterns = [
        f"| {each['title']['en']} | {_range(each['prior'])} | {_range(each['posterior'])} | "
        f"{'yes' if each['inside'] else '**no**'} |"
        for each in told_of["targets"]
        if each["use"] == "pattern"
    ]
    looked = [
        f"| {each['title']['en']} | {_figure(each['observed'])} ± {_figure(each['deviation'])} | "
        f"{_range(each['posterior'])} | {'yes' if each['inside'] else '**no**'} |"
        for each in told_of["targets"]
        if each["use"] == "check"
    ]
    missed = [each for each in told_of["targets"] if not each["inside"]]
    told = "Every one is reproduced." if not missed else f"{len(missed)} are not, and none was dropped:"
    told += "".join(f"\n\n- **{each['title']['en']}**: {_why(each['name'])}." for each in missed)
    return f"""## What the posterior reproduces

Nine of ten simulated values lie in the range, without observation error; *inside* says whether the middle one is within
one stated deviation of what was seen.

{told}

{_table("observation | seen: | prior: | posterior: | inside", rows)}

Associations, an observation withheld, and one that the model is known to lack are never fitted, only looked at:

{_table("observation | seen: | posterior: | inside", looked)}

Signs and orderings likewise:

{_table("pattern | prior: | posterior: | holds", patterns)}

![Prior and posterior of every observation](figures/calibration-targets.svg)
"""


def _settled(checks: dict[str, Any]) -> str:
    shrunk = [each for each in checks["shrinkage"] if not each["dominated"]]
    rows = [_settled_row(each) for each in shrunk if each["shrinkage"] >= DOMINATED]
    hinted = [each for each in shrunk if each["shrinkage"] < DOMINATED]
    hints = [_settled_row(each) for each in sorted(hinted, key=lambda each: -abs(each["shift"]))]
    rest = len(checks["shrinkage"]) - len(shrunk)
    heads = "parameter | name | unit | before: | after: | variance taken away: | mean moved by:"
    choices = [
        f"| {registry()[name].title_en} | {variant} | {before:.0%} | {after:.0%} |"
        for name, variants in checks["choices"].items()
        for variant, (before, after) in variants.items()
    ]
    return f"""## What the evidence settles

Of {len(checks["shrinkage"])} uncertain numbers, {len(rows)} lose {DOMINATED:.0%} or more of their prior variance, and
{len(hints)} others move by {SHIFT:g} prior standard deviations or more. The other {rest} keep their priors: the
evidence says next to nothing of them, and what a forecast says that rests on them rests on judgement. `samspil evidence
list` says it of every one, and in tables and figures that name parameters they carry a †. What is taken away and how
far a mean moves stand in each parameter's own unit; which parameters are counted as settled is decided on scores whose
prior is standard normal.

{_table(heads, rows)}

Hardly narrowed, but moved:

{_table(heads, hints)}

Structural variants are weighed by the same evidence:

{_table("structure | variant | weight before: | after:", choices)}
"""


def _settled_row(each: dict[str, Any]) -> str:
    title, told = registry()[each["name"]].title_en, each["natural"]
    before, after = (_range(told[name]) for name in ("before", "after"))
    taken = max(told["shrinkage"], 0)
    return f"| {title} | `{each['name']}` | {told['unit']} | {before} | {after} | {taken:.0%} | {told['shift']:+.2g} |"


def _headline(rows: list[dict[str, Any]]) -> str:
    prior, posterior = rows[0], rows[1]
    change = posterior["mean"] - prior["mean"]
    error = float(np.hypot(prior["se"], posterior["se"]))
    lines = [
        f"| {MOVED.get(each['name'], 'posterior without ' + each['name'])} | {each['median']:,.0f} | "
        f"{each['low']:,.0f} to {each['high']:,.0f} | {each['mean']:,.0f} ± {each['se']:,.0f} |"
        for each in rows
    ]
    return f"""## What it does to the headline

Freed FTE by December 2030 under current policy, potentials `estimated`, one run for each of {DRAWS} draws. The fit
moves the mean by {change:+,.0f} ± {error:,.0f}. A row that leaves evidence out and differs from the posterior shows
what that evidence does.

{_table("draws from | median: | nine in ten: | mean:", lines)}
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
    labels = {AS_THEY_ARE: "as they are", ALL: "all ranges wider"}
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

{found["draws"]:,} draws: mean {found["mean"]:,.0f}, 95th percentile {found["high"]:,.0f}. {chance}

The {len(shown)} parameters that FTE hangs on most; every other one moves the mean by {largest:,.0f} FTE or less, and
the largest of some {len(rest)} moves that are nothing but chance would be about {by_chance:,.0f}. Under *surer* and
*less sure* stands by how much the mean and the 95th percentile move.

{_table("parameter | name | correlation: | surer, mean: | 95th: | less sure, mean: | 95th:", rows)}

{_table("ranges | median: | nine in ten: | highest: | reach the target:", ranges)}
"""


def _hindcast(found: dict[str, Any]) -> str:
    rows = [
        f"| {_title(each['target'])} | {each['model']} | {_figure(each['observed'])} | "
        f"{_figure(each['low'])} to {_figure(each['high'])} | {each['crps']:.3f} | {each['log']:.2f} |"
        for each in found["scores"]
    ]
    number = len({each["target"] for each in found["scores"]})
    return f"""## Hindcast: what was known at the end of 2023, and what came

Fitted anew to the {found["known"]} observations published by {found["until"]}, and simulated from that. Hardly anything
has been published since: {number} observations, one of them from England and two of the same count of users, the start
of which is itself scaled from what was told in 2024. It tests the machinery more than the foresight. `samspil score
--hindcast {found["until"]}` makes this table.

{_table("observation | said by | seen: | 90 % interval: | CRPS: | log score:", rows)}
"""


def _recovered(checks: dict[str, Any]) -> str:
    rows = [
        f"| {_recovered_name(each['name'])} | {each['inside']:.0%} | {each['error']:.2f} | {each['hump']:.2f} | "
        f"{each['p_uniform']:.3f} |"
        for each in checks["recovery"]
    ]
    number, level = len(rows), NOTICED
    uneven = [each["name"] for each in checks["recovery"] if each["p_uniform"] < level / number]
    told = (
        f"None of the {number} histograms is uneven beyond chance (p < {level:g} over {number}), and none is corrected."
    )
    if uneven:
        told = f"Uneven beyond chance (p < {level:g} over {number}): " + ", ".join(f"`{name}`" for name in uneven) + "."
    hump = np.array([each["hump"] for each in checks["recovery"]])
    chance = 3.0 * np.sqrt(0.8 / checks["sets"])
    wide = [each["name"] for each in checks["recovery"] if abs(each["hump"] - 1.0) > chance]
    shape = (
        f"Their spread is {hump.mean():.2f} on average, {hump.min():.2f} to {hump.max():.2f}; chance alone gives "
        + (
            f"1 ± {chance:.2f}."
            if not wide
            else f"1 ± {chance:.2f}, which {', '.join(f'`{name}`' for name in wide)} exceed."
        )
    )
    return f"""## Would the fit find the truth?

{checks["sets"]} data sets were made by runs whose parameters are known and which took no part in the fit (nor in the
choice of its settings), under the very observations there are, with their deviations. The error is that of the
posterior mean, in prior standard deviations (1 is what knowing nothing gives). The spread of ranks is 1 where the
posterior is as wide as it should be, below 1 where it is too wide, above 1 where it is too narrow.

{told} {shape}

{_held(np.array([each["inside"] for each in checks["recovery"]]), checks["sets"])}

{_table("what is found | truth in 90 % interval: | error: | spread of ranks: | p:", rows)}

![Ranks of the truth among draws of its posterior](figures/calibration-ranks.svg)
"""


def _held(inside: np.ndarray, sets: int) -> str:
    """How often the intervals hold the truth, all together: what no single histogram is fine enough to show."""
    error = np.sqrt(LEVEL * (1.0 - LEVEL) / (sets * inside.size))
    apart = (inside.mean() - LEVEL) / error
    verdict = "as they should" if abs(apart) < 2.0 else "a little too narrow" if apart < 0.0 else "a little too wide"
    return (
        f"The {LEVEL:.0%} intervals hold {inside.mean():.0%} of the truths on average, {inside.min():.0%} to "
        f"{inside.max():.0%} (chance alone gives {LEVEL:.0%} ± {error:.1%} for all, were they independent): {verdict}."
    )


def _recovered_name(name: str) -> str:
    known = load_targets()
    return f"**{known[name].title['en']}**" if name in known else f"`{name}`"


def _left_out(checks: dict[str, Any]) -> str:
    rows = [_coverage_row(model, checks["coverage"][model]) for model in ("fit", "prior")]
    missed = [each for each in checks["left_out"] if each["model"] == "fit" and not each["inside"]]
    outside = [
        f"- {_title(each['target'])}, "
        + ("by itself" if each["without"] == each["target"] else f"left out with {_title(each['without'])}")
        + f": seen {_figure(each['observed'])}, said {_figure(each['low'])} to {_figure(each['high'])}"
        for each in missed
    ]
    alone, pooled = (checks["coverage"]["fit"][name] for name in ("alone", "pooled"))
    consistent = alone["low"] <= LEVEL <= alone["high"]
    verdict = "consistent with nine in ten" if consistent else "**not** consistent with nine in ten"
    listed = "\nOutside the interval of the fit:\n\n" + "\n".join(outside) + "\n" if outside else ""
    share = _shares_of_deviation(checks)
    return f"""## What it says of observations it has not seen

Each observation, each episode and each year was left out of the fit in turn and simulated from the fit to the rest. One
by one, {alone["inside"]} of {alone["points"]} lie in their 90 % interval, {verdict}; with those left out together,
{pooled["inside"]} of {pooled["points"]} (exact 95 % interval {pooled["exact_low"]:.0%} to
{pooled["exact_high"]:.0%}, were they independent). Only the first are: what is left out with its year was left
out by itself too, so the interval of the
pooled share in the table comes from resampling observations.

{_table(" | one by one: | exact 95 % interval: | all: | 95 % interval: | mean CRPS: | mean log score:", rows)}

Scores are in the observations' own deviations. **Coverage alone proves little here**: the stated deviations, mostly
assumed, make up {share:.0%} of the width of the middle interval, and the priors without any fit cover about as many.
What the fit adds is the difference of the scores.
{listed}
![Observations left out of the fit, and what it says of them](figures/calibration-left-out.svg)
"""


def _coverage_row(model: str, found: dict[str, Any]) -> str:
    alone, pooled = found["alone"], found["pooled"]
    return (
        f"| {'fit to the rest' if model == 'fit' else 'priors alone'} | {alone['inside']} of {alone['points']} | "
        f"{alone['low']:.0%} to {alone['high']:.0%} | {pooled['inside']} of {pooled['points']} | "
        f"{pooled['low']:.0%} to {pooled['high']:.0%} | {found['crps']:.2f} | {found['log']:.2f} |"
    )


def _shares_of_deviation(checks: dict[str, Any]) -> float:
    """The share of an interval's width that the observation's deviation alone would give: the median over targets."""
    known = load_targets()
    width = 2.0 * norm.ppf(RANGE[2])
    alone = [each for each in checks["left_out"] if each["model"] == "fit" and each["without"] == each["target"]]
    return float(np.median([width * known[each["target"]].deviation / (each["high"] - each["low"]) for each in alone]))


def _nulls(models: list[dict[str, Any]], scores: list[dict[str, Any]]) -> str:
    rows = [
        f"| {each['model']} | {each['crps']:.1f} | {each['log']:.1f} | {each['inside']} of {each['points']} |"
        for each in models
    ]
    best = min(models, key=lambda each: each["crps"])["model"]
    verdict = "The agent model says most" if best == "agents" else f"By CRPS the {best} says more than the agent model"
    by = {(each["model"], each["target"]): each["crps"] for each in scores}
    ahead = sum(by["agents", target] < by["mean field", target] for model, target in by if model == "agents")
    verdict += f"; it is ahead of the mean field on {ahead} of {models[0]['points']}."
    return f"""## What the agents add

The counts of hosts in past roll-outs, each predicted with its own episode left out of the fit, beside three models
without agents: a straight line at the pace of the other roll-outs, a Bass curve with the generic coefficients of the
literature, and the model's own gates on the national share alone. Lower CRPS and higher log score are better.
{verdict} With {models[0]["points"]} observations of few roll-outs this is an indication and no proof.

{_table("model | mean CRPS, hosts: | mean log score: | in the 90 % interval:", rows)}
"""


def _surprise(checks: dict[str, Any]) -> str:
    clash = checks["conflict"]
    far = {name: p for name, p in clash["by_target"].items() if p < TOLD_CONFLICT}
    rows = [f"- {_title(name)}: {p:.3f}" for name, p in sorted(far.items(), key=lambda pair: pair[1])]
    told = "\n\nFurthest out (probability of a value at least as far out):\n\n" + "\n".join(rows) if rows else ""
    return f"""## Do priors and evidence agree?

Taken together, the observations are no stranger to the prior than {clash["joint"]:.0%} of the data sets it makes
itself.{told}

What the fit cannot explain of them, in their own deviations squared, is {checks["misfit"]["own"]:.1f}; of data sets
that the model makes itself, {checks["misfit"]["rarity"]:.0%} leave as much.

Would a wrong set of targets be noticed? With a random half of the values moved by {checks["moved"]["deviations"]:g}
deviations away from the middle of the priors, the fit leaves as much unexplained as at most
{checks["moved"]["level"]:.0%} of the model's own data sets in {checks["moved_away"]["noticed"]:.1%} of
{checks["moved"]["times"]} cases: it is noticed. Moved up or down by chance, it leaves more than now in
{checks["moved"]["larger"]:.0%} of cases and is noticed by itself in {checks["moved"]["noticed"]:.0%}. A set that is
moved towards that middle is more plausible than the true one, and no check of this kind finds it. With the values
handed to other observations the posterior mean of `{checks["shuffled"]["furthest"]}` moves by
{checks["shuffled"]["distance"]:.1f} prior standard deviations.
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
    known = {row["name"]: row["why"] for row in load_table(Path(__file__).with_name("calibration.csv"), unique="name")}
    return known.get(name, "not looked into yet")


def _figure(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 10 else f"{value:.2g}"


def _range(values: list[float]) -> str:
    return f"{_figure(values[1])} ({_figure(values[0])} to {_figure(values[2])})"


def _table(heads: str, rows: list[str]) -> str:
    """A table of rows; heads stand between bars, and a column whose head ends in a colon is set to the right."""
    names = [head.strip() for head in heads.split("|")]
    rules = ["---:" if name.endswith(":") else "---" for name in names]
    return "\n".join([f"| {' | '.join(name.rstrip(':') for name in names)} |", f"| {' | '.join(rules)} |", *rows])
