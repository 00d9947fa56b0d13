"""A forecast that grows until it is precise enough or its time is up.

Draws are added in batches to what is there, so the result is, bit for bit, that of a forecast which asks for so many
draws from the start.
"""

import math
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from samspil.model.errors import UserError
from samspil.runs.asked import Asked
from samspil.runs.journal import Journal
from samspil.runs.results import PARTIAL, STORE
from samspil.runs.standing import JOURNAL, settings_of

from . import ensemble, settings
from .forecasting import Forecast, forecast
from .mechanisms import due_date
from .place import NEXT, Wanted, place_of
from .prospect import Job, Prospect, Spread, Width, draws_for, foresee, spread, width


@dataclass(frozen=True)
class Wish:
    """When a forecast is precise enough, and how long it may take.

    Args:
        precision: largest half-width of a 90 % interval, as a share: of the mean FTE in the target's month, and of
            every probability of the target; at the level that headlines are told at.
        minutes: what it may take in all.
        told: called with what is foreseen before it begins, and with draws and widths after every batch.
    """

    precision: float | None = None
    minutes: float | None = None
    foreseen: Callable[[Prospect], None] = lambda prospect: None
    measured: Callable[[int, dict[str, Width]], None] = lambda draws, widths: None


def forecast_until(job: Job, wish: Wish, to: str | Path, replicates: int | None = None, **given: Any) -> Forecast:
    """As `forecast`, with as many draws as the wish takes.

    Args:
        job: what is forecast.
        wish: when to stop.
        to: folder to write.
        replicates: runs of each draw; found from the variances if not given.
        **given: what else `forecast` takes.

    Raises:
        UserError: as `forecast`.
    """
    folder, last = Path(to), given.pop("illustrate", None)
    check_place(job, folder, replicates, given)
    prospect = foresee(job, None, replicates, wish.precision, wish.minutes)
    wish.foreseen(prospect)
    held = 0 if given.get("replace") else held_draws(folder)
    draws, clock = max(_first(prospect), held), Clock(prospect, wish.minutes, held)
    while True:
        size = {"draws": job.draw(draws), "replicates": prospect.replicates, "to": folder}
        # The report comes with the side tests, where there are any.
        found = forecast(**given, **size, side_tests=False, illustrate=None if job.side_tests else last)
        given |= {"resume": True, "replace": False}
        spreads = spreads_of(job, found)
        wish.measured(draws, {name: width(each, draws, prospect.replicates) for name, each in spreads.items()})
        more = min(_wanted(draws, spreads, prospect, wish), clock.most(draws), settings.count("most_draws"))
        if more <= draws:
            break
        draws = more
    return forecast(**given, **size, side_tests=True, illustrate=last) if job.side_tests else found


class Clock:
    """What there is time for, by the slower of the pace that was foreseen and that of the draws made so far."""

    def __init__(self, prospect: Prospect, minutes: float | None, held: int) -> None:
        self.prospect, self.minutes, self.held = prospect, minutes, held
        self._began = time.monotonic()

    def most(self, draws: int) -> int:
        """Draws of which the last will be made in time, the side tests counted."""
        if self.minutes is None:
            return settings.count("most_draws")
        runs, passed = self.prospect.runs, time.monotonic() - self._began
        each = self.prospect.seconds / sum(runs.values())
        pace = max(each * runs["ensemble"] / self.prospect.draws, passed / max(1, draws - self.held))
        left = 60.0 * self.minutes - passed - each * (sum(runs.values()) - runs["ensemble"])
        return draws + int(max(0.0, left) / pace)


def spreads_of(job: Job, found: Forecast) -> dict[str, Spread]:
    """Spreads of the policies of a forecast."""
    date, level = due_date(next(iter(job.scenarios.values()))), job.asking.level
    month = ensemble.month_number(found.results, date)
    return {
        name: spread(ensemble.headline(found.results, name, level)[..., month], scenario.target.fte)
        for name, scenario in job.scenarios.items()
    }


def check_place(job: Job, folder: Path, replicates: int | None, given: Mapping[str, Any]) -> None:
    """Refuse a folder that cannot take the forecast, whatever its size will be, before the pilot runs.

    Raises:
        UserError: as `forecast`.
    """
    held = max(held_settings(folder), key=lambda each: each["draws"], default={})
    draws, times = int(held.get("draws", 2)), replicates or int(held.get("replicates", 1))
    asked = Asked(tuple(job.levels), tuple(job.scenarios.values()), job.draw(draws), times, job.asking.seed)
    goes_on, replaces, retries = (bool(given.get(name)) for name in ("resume", "replace", "retry_failed"))
    place_of(folder, Wanted(asked, False, goes_on or retries, replaces, retries))


def held_draws(folder: Path) -> int:
    """Most draws that a folder holds, finished or not; 0 where it holds none."""
    return max((int(each["draws"]) for each in held_settings(folder)), default=0)


def held_settings(folder: Path) -> list[dict[str, Any]]:
    """Settings of what a folder holds, finished or not."""
    found = []
    for part in (folder, folder / NEXT):
        try:
            if (part / STORE).exists():
                found.append(settings_of(part / STORE))
            if (part / PARTIAL / JOURNAL).exists():
                found.append(Journal(part / PARTIAL / JOURNAL).read()[0]["settings"])
        except UserError:
            continue  # whoever reads it for its runs says what is wrong
    return found


def _first(prospect: Prospect) -> int:
    """The first batch: a part of what is foreseen, for a pilot knows variances only roughly."""
    return max(2, math.ceil(prospect.draws * settings.number("precise_first")))


def _wanted(draws: int, spreads: dict[str, Spread], prospect: Prospect, wish: Wish) -> int:
    """How many draws it takes, by what those made so far show; no more than those when they are precise enough."""
    if wish.precision is None:
        return prospect.draws
    wanted = max(draws_for(each, wish.precision, prospect.replicates) for each in spreads.values())
    # A little more than it takes: variances move while draws are added.
    return math.ceil(wanted * (1.0 + settings.number("precise_margin"))) if wanted > draws else draws
