"""What a decision is: who takes it and by when, what it gives and takes at the margin, and how well that is told."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypedDict

import xarray as xr

from samspil.scenarios.documents.deciders import OUTSIDE

from .records import Number


class Range(TypedDict):
    """A mean with the 90 % interval of the mean."""

    mean: Number
    low: Number
    high: Number


class Gain(Range):
    """FTE more at a date, between what nine draws in ten lie (None: the analysis does not say), and whether they are
    told from zero (all that were looked at considered, Holm)."""

    p05: Number
    p95: Number
    told: bool


class Source(TypedDict):
    """The analysis that a decision is from (``plan``, ``attribute``, ``rank``), of what, and the draws that tell it."""

    analysis: str
    of: str
    seed: int
    draws: int
    potentials: str


@dataclass(frozen=True)
class Decision:
    """One thing that somebody can decide, and what it gives and takes at the margin.

    Args:
        id: the lever, event or policy, as commands take it.
        title: by language.
        changes: how far each lever goes from current policy at most, in the lever's unit; None for an event.
        decider: who decides it (``state``, ``region``, ...); empty where nobody can decide all of it.
        deciders: all who decide some of it, the decider among them.
        start: the month in which it begins, ``YYYY-MM``.
        decide_by: the month in which it must be decided to begin then.
        fte: FTE more by date (``2030-12``, ``2035-12``).
        fte_years: FTE-years more a year, from 2027 on.
        mdkk: public money more, million DKK a year, in the first four years.
        money_mdkk: money of all payers more, million DKK a year, from 2027 on: what the price is of.
        dkk_per_fte_year: the price; None where the FTE-years are not told from zero, or the money is not told to be
            more than none.
        wage: a year's wage of an FTE, DKK, to hold the price against.
        told: whether FTE at the last date and FTE-years are both told from zero.
        source: the analysis.
    """

    id: str
    title: dict[str, str]
    changes: dict[str, float | None]
    decider: str
    deciders: tuple[str, ...]
    start: str
    decide_by: str
    fte: dict[str, Gain]
    fte_years: Range
    mdkk: Range
    money_mdkk: Range
    dkk_per_fte_year: Number
    wage: float
    told: bool
    source: Source

    @property
    def is_decided(self) -> bool:
        """Whether anybody decides it at all: what comes from outside nobody does."""
        return any(who != OUTSIDE for who in self.deciders)

    @property
    def last(self) -> Gain:
        """FTE at the last told date."""
        return self.fte[max(self.fte)]

    @property
    def is_sure(self) -> bool:
        """Whether nine draws in ten say that it gives FTE, at every date."""
        return all(gain["p05"] is not None and gain["p05"] > 0.0 for gain in self.fte.values())

    @property
    def is_gain(self) -> bool:
        """Whether it is told to give FTE."""
        return self.told and (self.fte_years["mean"] or 0.0) > 0.0 and (self.last["mean"] or 0.0) > 0.0

    @property
    def is_free(self) -> bool:
        """Whether it gives FTE and takes no money that is told from none."""
        return self.is_gain and self.dkk_per_fte_year is None


@dataclass(frozen=True)
class Chosen:
    """What a folder of analyses says.

    Args:
        decisions: the few that matter most for the money, what nine draws in ten are sure of before the rest, the
            cheapest FTE-year first.
        bundles: titles, by language, of what gives something that is told, and that nobody can decide alone.
        untold: titles of what has no effect that can be told from zero.
        small: titles of what is told to give, and less than ``decision_least``.
        losses: titles of what is told to lose FTE.
        budget: million DKK a year of the plan; None without one.
        analyses: those that were read, by name.
    """

    decisions: list[Decision]
    bundles: list[dict[str, str]] = field(default_factory=list)
    untold: list[dict[str, str]] = field(default_factory=list)
    small: list[dict[str, str]] = field(default_factory=list)
    losses: list[dict[str, str]] = field(default_factory=list)
    budget: float | None = None
    analyses: dict[str, xr.Dataset] = field(default_factory=dict)
