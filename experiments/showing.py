"""A forecast in a small table, as a notebook shows it."""

from samspil.shown import shown

from . import settings
from .records import Outcome, Summary
from .summary import headline_level


def html(summary: Summary) -> str:
    """Every policy at the level of the headline: FTE at the told dates, and how likely the target is."""
    by, dates = summary["target"]["by"], settings.told_dates()
    level = headline_level([*next(iter(summary["scenarios"].values()))["potentials"]])
    rows = [
        [
            name,
            *(_spread(told["potentials"][level], date) for date in dates),
            _share(told["potentials"][level], summary["draws"]),
        ]
        for name, told in summary["scenarios"].items()
    ]
    said = f"{summary['draws']} draws at the {level} level; FTE: median (5 to 95 %)"
    goal = f"chance of {summary['target']['fte']:,.0f} by {by}"
    return shown("Forecast of freed FTE", said, ["policy", *dates, goal], rows)


def _spread(outcome: Outcome, date: str) -> str:
    told = outcome["fte"].get(date)
    values = [told[key] for key in ("p50", "p05", "p95")] if told else []
    if not values or None in values:
        return "–"
    middle, low, high = (f"{value:,.0f}" for value in values)
    return f"{middle} ({low} to {high})"


def _share(outcome: Outcome, draws: int) -> str:
    """The chance; where no draw reaches the target, that none does."""
    p = outcome["p_target"]
    if p:
        return f"{p:.1%}"
    return "–" if p is None else f"none of {draws}"
