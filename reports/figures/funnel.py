"""From needs to the nation: which share of what partnerships begin gets through each step, and the weakest link."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from samspil.calibration import load_targets
from samspil.model.errors import UserError
from samspil.runs import fitted

from ..rows import Numbers
from ..style import COLOUR, styled
from ..view import View, known
from . import parts, rowed

ROW, THICK = 0.44, 0.18
# What goes through a step, and of what, as variables of the results; the rest are shares already.
COUNTED = {"solution": ("kpi_ideas", "partnerships_formed")}
SHARES = {"covered": "coverage_mean", "use": "kpi_implementation"}
# Indicators of collaboration that stand beside a step.
BESIDE = {
    "covered": ("kpi_cocreation", "kpi_relations"),
    "solution": ("trust_mean",),
    "pilot": ("knowledge_mean",),
    "use": ("slots_binding",),
}
SECOND = "second_host_share"
REACH = "nation"


@dataclass(frozen=True)
class Step:
    """A step: 5 %, mean and 95 % of runs of the share that gets through, the means behind it, and what was seen."""

    name: str
    low: float
    share: float
    high: float
    through: float = math.nan
    of: float = math.nan
    seen: float = math.nan


def steps(view: View) -> list[Step]:
    """The steps that these results tell, in order; a step is a link of the chain only from `solution` on."""
    found = [_shared(view, "covered"), _counted(view, "solution"), _pilots(view), _shared(view, "use")]
    return [step for step in [*found, _second(view), _nation(view)] if step is not None]


def weakest(view: View) -> Step | None:
    """The step that the smallest share gets through; None where none is told. How far a solution gets in the end is no
    step."""
    told = [step for step in steps(view) if step.share == step.share and step.name != REACH]
    return min(told, key=lambda step: step.share, default=None)


def _runs(view: View, name: str) -> np.ndarray:
    return view.at(view.baseline, view.date, name) if name in view.ds else np.array([])


def _told(name: str, share: np.ndarray, through: float = math.nan, of: float = math.nan) -> Step | None:
    share = share[np.isfinite(share)]
    if not share.size:
        return None
    low, high = (float(end) for end in np.quantile(share, (0.05, 0.95)))
    return Step(name, low, float(share.mean()), high, through, of)


def _shared(view: View, name: str) -> Step | None:
    return _told(name, _runs(view, SHARES[name]))


def _counted(view: View, name: str) -> Step | None:
    through, of = (_runs(view, each) for each in COUNTED[name])
    return _ratio(name, through, of)


def _ratio(name: str, through: np.ndarray, of: np.ndarray) -> Step | None:
    if not through.size or through.size != of.size:
        return None
    with np.errstate(divide="ignore", invalid="ignore"):
        return _told(name, np.minimum(through / of, 1.0), float(through.mean()), float(of.mean()))


def _pilots(view: View) -> Step | None:
    passed, failed = (_runs(view, f"pilots_{end}") for end in ("passed", "failed"))
    return _ratio("pilot", passed, passed + failed) if passed.size == failed.size else None


def _second(view: View) -> Step | None:
    """Of solutions in use, those that a second host takes: of the shipped fit, whose draws these results are from."""
    if view.summary.get("outside") is None or SECOND not in load_targets():
        return None
    try:
        values = fitted.simulated(stale=True).sel(target=SECOND).values.astype(float)
    except (UserError, KeyError):
        return None
    step = _told("second", values)
    return Step("second", step.low, step.share, step.high, seen=load_targets()[SECOND].value) if step else None


def _nation(view: View) -> Step | None:
    """Of all municipalities, how many a partnership's solution is in use at in the end, on average."""
    record = view.summary.get("partnering")
    if not record:
        return None
    hosts, of = known(record["traces"][view.baseline]["hosts_a_solution"]), view.ds.sizes["municipality"]
    return Step("nation", math.nan, min(1.0, hosts / of), math.nan, hosts, float(of))


def finding(view: View) -> str:
    """The weakest link with the share that gets through it, and how far a solution gets in the end."""
    say, step = view.words, weakest(view)
    if step is None:
        return say("finding.funnel.none")
    told = {"step": say.named("funnel", step.name), "share": say.numbers.percent(step.share)}
    reach = next((each for each in steps(view) if each.name == REACH), None)
    if reach is None:
        return say("finding.funnel", **told)
    return say("finding.funnel.reach", places=say.numbers.amount(reach.through), **told)


def note(view: View) -> str:
    """What a bar is of, and which steps are told from the fit or from the end of the runs."""
    names = {step.name for step in steps(view)}
    extra = [view.words(f"fig.funnel.{name}") for name in ("second", "nation") if name in names]
    return " ".join([view.words("fig.funnel.note", month=view.words.numbers.month(view.date)), *extra])


def numbers(view: View) -> Numbers:
    """A row a step, then a row an indicator of collaboration."""
    say = view.words
    heads = [say(f"head.{key}") for key in ("step", "mean", "sim_low", "sim_high", "through", "of")]
    rows = [
        [say.named("funnel", each.name), each.share, each.low, each.high, each.through, each.of] for each in steps(view)
    ]
    for name in dict.fromkeys(name for names in BESIDE.values() for name in names):
        step = _told(name, _runs(view, name))
        if step is not None:
            rows.append([say.named("indicator", name), step.share, step.low, step.high, math.nan, math.nan])
    return Numbers(say("numbers.funnel"), heads, ["text", "share", "share", "share", "amount", "amount"], rows)


@styled
def funnel(view: View) -> Figure:
    """A row a step, a bar for the share that gets through; indicators of collaboration below its name."""
    say, told = view.words, steps(view)
    subtitle = say("fig.funnel.subtitle", scenario=view.title(view.baseline))
    texts = (finding(view), subtitle, f"{note(view)} {parts.definition(view, counted=False)}")
    names = [say.named("funnel", step.name) for step in told]
    right = 0.2 if view.narrow else 2.9
    row = 0.26 if view.narrow else ROW
    _, axes = rowed.row_page(view, texts, names or [" "], row, (0.1, right, 0.3), 3.0, told=1)
    axes.set_xlim(0, 1)
    parts.percent_axis(axes, view, along="x")
    worst = weakest(view)
    for place, step in enumerate(told):
        _row(axes, view, step, place, step is not None and worst is not None and step.name == worst.name)
    return axes.get_figure(root=True)  # type: ignore[return-value]


def _row(axes: Axes, view: View, step: Step, place: int, is_worst: bool) -> None:
    colour = COLOUR["loss" if is_worst else "main_mid"]
    axes.barh(place, step.share, height=rowed.in_rows(axes, THICK), color=colour)
    axes.hlines(place, step.low, step.high, color=COLOUR["ink"], linewidth=1.0)
    if step.seen == step.seen:
        axes.plot([step.seen], [place], marker="D", markersize=6, color=COLOUR["ink"], zorder=4)
    lines = [_share(view, step), *_beside(view, step)]
    if view.narrow:
        rowed.below_marks(axes, "; ".join(lines[:2]), place)
    else:
        parts.put(axes, "\n".join(lines), (1, place), (10, 0), parts.BESIDE, linespacing=1.1)


def _share(view: View, step: Step) -> str:
    number = view.words.numbers
    share = number.percent(step.share)
    if step.seen == step.seen:
        return view.words("label.seen_too", share=share, seen=number.percent(step.seen))
    if step.through != step.through:
        return share
    return view.words("label.through", share=share, through=number.amount(step.through), of=number.amount(step.of))


def _beside(view: View, step: Step) -> list[str]:
    """Indicators of collaboration at a step, a line each."""
    told = []
    for name in BESIDE.get(step.name, ()):
        found = _told(name, _runs(view, name))
        if found is not None:
            value = view.words.numbers.percent(found.share)
            told.append(view.words("label.indicator", name=view.words.named("indicator", name), value=value))
    return told
