"""Simulated quantities: what a target is compared with, each worked out from one run of current policy.

A run goes to December 2027, so that the partnerships of the first years have come to their end. Every quantity is a
function of what the run holds then (`Seen`); adding one is adding a function here and naming it in `targets.csv`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from samspil.model.state.codes import ActorKind, Count, Kind, Origin
from samspil.model.state.state import State
from samspil.model.state.world import World

from .money import speech_running, speech_setup

MONTHS = 72
AUTUMN_2023, DECEMBER_2023 = 20, 23
# Partnerships opened in these months are followed to their end.
FIRST, LAST = 6, 35


@dataclass(frozen=True, eq=False)
class Seen:
    """One run: monthly series (MONTHS,) by name, the tables as they stand at its end, and its parameter record."""

    series: dict[str, np.ndarray]
    state: State
    world: World
    p: Any

    def rows(self, table: str, name: str) -> np.ndarray:
        """A column of the rows in use of `partnerships`, `solutions` or `adoptions`."""
        last = {
            "partnerships": Count.PARTNERSHIP_ROWS,
            "solutions": Count.SOLUTION_ROWS,
            "adoptions": Count.ADOPTION_ROWS,
        }[table]
        return getattr(getattr(self.state, table), name)[: self.state.tally.count[last]]


def companies_engaged(seen: Seen) -> float:
    """Companies ever engaged by December 2023."""
    return float(seen.series["companies_engaged"][DECEMBER_2023])


def companies_engaged_before(seen: Seen) -> float:
    """Share of them that were engaged by September 2023."""
    engaged = seen.series["companies_engaged"]
    return float(engaged[AUTUMN_2023] / max(engaged[DECEMBER_2023], 1.0))


def partnerships_formed(seen: Seen) -> float:
    """Projects and strategic partnerships formed by December 2023."""
    return float(seen.series["partnerships_formed"][DECEMBER_2023])


def consortia_formed(seen: Seen) -> float:
    """Research consortia formed by December 2023."""
    return float(seen.series["consortia_formed"][DECEMBER_2023])


def innovation_share(seen: Seen) -> float:
    """Share of early partnerships with a host and a company that made a solution in use, of those that are decided."""
    early = _opened_early(seen) & np.isin(seen.rows("partnerships", "kind"), (Kind.PROJECT, Kind.STRATEGIC))
    made = _made(seen)
    decided = made | (seen.rows("partnerships", "closed") >= 0)
    return _share(early & made, early & decided)


def data_heavy_share(seen: Seen) -> float:
    """The same for pilots in data-heavy areas, of whatever kind, once the pilot is over."""
    heavy = seen.world.data_heavy[seen.rows("partnerships", "need")] > 0
    made = _made(seen)
    over = made | (seen.rows("partnerships", "failures") > 0)
    over |= (seen.rows("partnerships", "closed") >= 0) & (seen.rows("partnerships", "delivered") > 1)
    early = _opened_early(seen) & heavy
    return _share(early & made, early & over)


def second_host_share(seen: Seen) -> float:
    """Share of solutions made by partnerships, in use for two years, that at least two hosts have taken into use."""
    origin, available = seen.rows("solutions", "origin"), seen.rows("solutions", "available")
    known = (origin == Origin.PARTNERSHIP) & (available < MONTHS - 24)
    host = seen.rows("adoptions", "unit") < seen.world.hosts
    first = host & (seen.rows("adoptions", "spell") == 0)
    hosts = np.bincount(seen.rows("adoptions", "solution")[first], minlength=origin.size)
    return _share(known & (hosts >= 2), known)


def firm_share(seen: Seen) -> float:
    """Share of what hosts start by December 2023 that has a company in it; the rest is in-house work."""
    kind, early = seen.rows("partnerships", "kind"), seen.rows("partnerships", "opened") <= DECEMBER_2023
    with_firm = early & np.isin(kind, (Kind.PROJECT, Kind.STRATEGIC))
    return _share(with_firm, early & (kind != Kind.CONSORTIUM))


def quality_with_company(seen: Seen) -> float:
    """Share of the innovations made with a company that free any time: an association, as in the survey."""
    return _quality(seen, seen.rows("partnerships", "company") >= 0)


def quality_with_institution(seen: Seen) -> float:
    """The same for innovations that a knowledge institution took part in."""
    members = seen.rows("partnerships", "members")
    return _quality(seen, ((members >= 0) & (seen.world.kind[members] == ActorKind.INSTITUTION)).any(axis=1))


def trust_and_duration(seen: Seen) -> float:
    """Correlation of trust and months of duration over partnerships that are closed."""
    closed = (seen.rows("partnerships", "closed") >= 0) & (seen.rows("partnerships", "kind") != Kind.IN_HOUSE)
    months = (seen.rows("partnerships", "closed") - seen.rows("partnerships", "opened"))[closed]
    trust = seen.rows("partnerships", "trust")[closed]
    if closed.sum() < 3 or months.std() == 0.0 or trust.std() == 0.0:
        return float("nan")
    return float(np.corrcoef(trust, months)[0, 1])


def acquaintance_first(seen: Seen) -> float:
    """How much more than by chance members know the lead, less how much more they are of the lead's region (logs)."""
    return _acquaintance(seen) - _region(seen)


def acquaintance_before_theme(seen: Seen) -> float:
    """How much more than by chance members know the lead, less how much more they know of the theme (logs)."""
    return _acquaintance(seen) - _theme(seen)


def theme_first(seen: Seen) -> float:
    """How much more than by chance members know of the theme, less how much more they share the lead's region, logs."""
    return _theme(seen) - _region(seen)


def trust_and_result(seen: Seen) -> float:
    """Correlation of trust with having made a solution that is in use, over partnerships that are closed."""
    closed = (seen.rows("partnerships", "closed") >= 0) & (seen.rows("partnerships", "kind") != Kind.IN_HOUSE)
    made, trust = _made(seen)[closed], seen.rows("partnerships", "trust")[closed]
    if closed.sum() < 3 or made.std() == 0.0 or trust.std() == 0.0:
        return float("nan")
    return float(np.corrcoef(trust, made)[0, 1])


def acquainted_renewed_more(seen: Seen) -> float:
    """Share renewed of subsidised partnerships among old acquaintances, less that among new ones."""
    outcome, known = seen.rows("partnerships", "outcome"), seen.rows("partnerships", "repeated") > 0
    ended = ((outcome == 1) | (outcome == 3)) & (seen.rows("partnerships", "kind") != Kind.IN_HOUSE)
    ended &= seen.rows("partnerships", "subsidised") > 0
    if not (ended & known).any() or not (ended & ~known).any():
        return float("nan")
    renewed = outcome == 3
    return float(renewed[ended & known].mean() - renewed[ended & ~known].mean())


def subsidised_end_sooner(seen: Seen) -> float:
    """Share renewed of partnerships that ended without subsidy, less that of those with one."""
    outcome = seen.rows("partnerships", "outcome")
    ended = ((outcome == 1) | (outcome == 3)) & (seen.rows("partnerships", "kind") != Kind.IN_HOUSE)
    with_money = seen.rows("partnerships", "subsidised") > 0
    if not (ended & with_money).any() or not (ended & ~with_money).any():
        return float("nan")
    renewed = outcome == 3
    return float(renewed[ended & ~with_money].mean() - renewed[ended & with_money].mean())


def freed_fte(seen: Seen) -> float:
    """FTE freed by the end of the run."""
    return float(seen.series["freed_fte"][-1])


QUANTITIES: dict[str, Callable[[Seen], float]] = {
    each.__name__: each
    for each in (
        *(companies_engaged, companies_engaged_before, partnerships_formed, consortia_formed, innovation_share),
        *(data_heavy_share, second_host_share, firm_share, quality_with_company, quality_with_institution),
        *(trust_and_duration, trust_and_result, acquaintance_first, acquaintance_before_theme, theme_first),
        *(subsidised_end_sooner, acquainted_renewed_more, freed_fte),
        *(speech_setup, speech_running),
    )
}


def _invited(seen: Seen) -> tuple[Any, Any, Any]:
    """Rows of partnerships opened from 2024 on, their members, and which of those (lead left out) there are."""
    later = (seen.rows("partnerships", "opened") > DECEMBER_2023) & (seen.rows("partnerships", "kind") != Kind.IN_HOUSE)
    rows = np.flatnonzero(later & (seen.rows("partnerships", "members")[:, 1] >= 0))
    members = seen.rows("partnerships", "members")[rows]
    return rows, members, members[:, 1:] >= 0


def _acquaintance(seen: Seen) -> float:
    """Log of the share of members with an earlier tie to the lead, over that of all actors."""
    rows, members, _ = _invited(seen)
    if rows.size == 0:
        return float("nan")
    others = seen.world.kind.size - seen.world.first_host
    known = (seen.state.ties.partner[members[:, 0]] >= 0).sum(axis=1).mean() / others
    return float(np.log(max(seen.rows("partnerships", "repeated")[rows].mean(), 1e-6) / known))


def _theme(seen: Seen) -> float:
    """Log of what members know at the start of what the need asks for, over what all actors do.

    Capabilities are those of the start, so that what partners learn from each other does not count.
    """
    rows, members, invited = _invited(seen)
    if rows.size == 0:
        return float("nan")
    asked = seen.world.need_capabilities >= 0
    levels = (seen.world.base[:, seen.world.need_capabilities] * asked).sum(axis=2) / asked.sum(axis=1)
    need = seen.rows("partnerships", "need")[rows]
    everybody = levels[seen.world.first_host :].mean(axis=0)[need].mean()
    return float(np.log(levels[members[:, 1:], need[:, None]][invited].mean() / everybody))


def _region(seen: Seen) -> float:
    """Log of the share of members from the lead's region, over that of all actors."""
    rows, members, invited = _invited(seen)
    if rows.size == 0:
        return float("nan")
    region, first = seen.world.region, seen.world.first_host
    actors = np.bincount(region[first:], minlength=seen.world.hosts_of_region.shape[0])
    near = (actors / actors.sum())[region[members[:, 0]]].mean()
    same = (region[members[:, 1:]] == region[members[:, :1]])[invited].mean()
    return float(np.log(max(same, 1e-6) / near))


def _opened_early(seen: Seen) -> Any:
    opened = seen.rows("partnerships", "opened")
    return (opened >= FIRST) & (opened <= LAST)


def _made(seen: Seen) -> Any:
    """Whether each partnership has made a solution that is in use."""
    made = np.zeros(seen.rows("partnerships", "kind").size, dtype=bool)
    by = seen.rows("solutions", "partnership")
    made[by[by >= 0]] = True
    return made


def _quality(seen: Seen, with_partner: Any) -> float:
    """Share of solutions made by such partnerships (P,) whose potential is above 0 wherever they are used."""
    by = seen.rows("solutions", "partnership")
    made = by >= 0
    made[made] = with_partner[by[made]]
    return _share(made & (seen.rows("solutions", "potential").max(axis=1) > 0.0), made)


def _share(some: Any, of_all: Any) -> float:
    """A share of few is drawn half a case towards one half (Jeffreys), so that it exists where there are none."""
    return float((some.sum() + 0.5) / (of_all.sum() + 1.0))
