"""What an answer tells: bands by year, chances, differences, steps and money, as plain numbers."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from samspil.experiments import settings
from samspil.experiments.ensemble import added_up
from samspil.model.epoch import month_text

from .asking import settings as settings_of
from .refining import Answer

SHARES = (0.05, 0.25, 0.5, 0.75, 0.95)


def years(answer: Answer) -> list[int]:
    """Every reported year."""
    return [int(year) for year in answer.labels["year"]]


def due_month(answer: Answer) -> str:
    """The target's month, `YYYY-MM`."""
    return month_text(answer.scenarios[0].target.by)


def target(answer: Answer) -> float:
    """FTE of the target."""
    return float(answer.scenarios[0].target.fte)


def monthly(answer: Answer, name: str, variable: str = "freed_fte") -> np.ndarray:
    """A monthly variable of a policy as its target counts it, finished runs only, (draw, month)."""
    values = answer.values[name][variable]
    counted = answer.scenarios[0].target
    if variable == "freed_fte" and counted.basis == "cumulative":
        values = added_up(values, -1 if counted.since is None else counted.since)
    return values[np.isfinite(values).all(axis=1)]


def at(answer: Answer, name: str, month: str, variable: str = "freed_fte") -> np.ndarray:
    """A monthly variable at the end of a month, (draw,)."""
    return monthly(answer, name, variable)[:, _place(answer, month)]


def bands(answer: Answer, name: str) -> tuple[list[int], np.ndarray]:
    """Years, and the quantiles of freed FTE each December, (5, year)."""
    ends = [_place(answer, f"{year}-12") for year in years(answer)]
    return years(answer), np.quantile(monthly(answer, name)[:, ends], SHARES, axis=0)


def more(answer: Answer, name: str, other: str, month: str) -> np.ndarray:
    """What a policy frees above another in each draw, (draw,): the same numbers, the same luck."""
    return at(answer, name, month) - at(answer, other, month)


def is_seen(gained: np.ndarray, off: float = 0.0) -> bool:
    """Whether a difference, draw by draw, is told from none: nine of ten on one side, and more than can be told.

    Args:
        gained: (draw,).
        off: by how many FTE whoever answered errs.
    """
    low, high = np.quantile(gained, [0.05, 0.95])
    return (low > 0.0 or high < 0.0) and abs(gained.mean()) >= max(off, settings_of.number("least_told"))


def cost(answer: Answer, name: str) -> np.ndarray:
    """Mean yearly cost to all payers over `cost_years`, million DKK, (draw,); NaN where an emulator answered."""
    if not answer.draws:
        return np.full(1, np.nan)
    later = [years(answer).index(year) for year in cost_years(answer)]
    return answer.values[name]["cost_mdkk"].sum(axis=1)[:, later].mean(axis=1)


def cost_years(answer: Answer) -> list[int]:
    """The years whose cost is told: from the first of new policies on."""
    return [year for year in years(answer) if year >= settings.count("policy_year")]


def steps(answer: Answer, name: str, year: int) -> dict[str, float]:
    """Mean FTE at each step of the staircase in December of a year, old and new solutions together."""
    mean = answer.values[name]["staircase"][..., years(answer).index(year)].mean(axis=0).sum(axis=1)
    return dict(zip(answer.labels["step"], map(float, mean), strict=True))


def of_region(answer: Answer, name: str, region: str, year: int) -> np.ndarray:
    """Freed FTE of a region in December of a year, (draw,)."""
    place = answer.labels["region"].index(region)
    return answer.values[name]["freed_fte_by_region"][:, place, years(answer).index(year)]


def by_sector(answer: Answer, name: str, region: str, year: int) -> tuple[float, float]:
    """Mean freed FTE of a region's municipalities together, and of its hospitals."""
    inside = np.array(answer.labels["municipality_region"]) == region
    municipal = answer.values[name]["freed_fte_by_municipality"][:, inside, years(answer).index(year)].sum(axis=1)
    return float(municipal.mean()), float((of_region(answer, name, region, year) - municipal).mean())


def december(answer: Answer) -> Iterable[str]:
    """The Decembers, `YYYY-MM`."""
    return [f"{year}-12" for year in years(answer)]


def _place(answer: Answer, month: str) -> int:
    return [time[:7] for time in answer.labels["time"]].index(month)


def today() -> str:
    """Name of today's policy."""
    return settings.word("baseline")


def more_of_region(answer: Answer, name: str, region: str, year: int) -> np.ndarray:
    """What a region has under a policy above what it has under today's, in each draw, (draw,)."""
    return of_region(answer, name, region, year) - of_region(answer, today(), region, year)
