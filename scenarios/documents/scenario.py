"""A scenario: everything that is asked of the model, settled and checked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from .changes import Change
from .events import Event, Shock
from .target import Target
from .uncertainties import Override

if TYPE_CHECKING:
    import numpy as np


@dataclass(frozen=True, eq=False, repr=False)
class Scenario:
    """One scenario; two are equal when nothing that changes results differs (same `digest`).

    `start` and `horizon` are month numbers (0 is January 2022); `levers` holds the changes of each changed lever in
    order; `rules` holds every rule; `policies` the documents it is made of, in order; `budget` is the additional public
    money in million DKK a year that it says it takes at most (None: it says nothing), against which runs check it.

    Example:
        >>> from samspil.scenarios import load
        >>> scenario = load("current-policy")
        >>> scenario.name, scenario.potentials
        ('current-policy', 'estimated')
        >>> changes = scenario.changes("outreach")
    """

    name: str
    title: dict[str, str]
    description: dict[str, str]
    sources: tuple[str, ...]
    decider: dict[str, str]
    instrument: dict[str, str]
    cost: dict[str, str]
    policies: tuple[str, ...]
    start: int
    horizon: int
    target: Target
    targets: tuple[Target, ...]
    population: str
    potentials: str
    uncertainties: dict[str, Override] = field(default_factory=dict)
    levers: dict[str, tuple[Change, ...]] = field(default_factory=dict)
    events: tuple[Event, ...] = ()
    rules: dict[str, bool | str] = field(default_factory=dict)
    budget: float | None = None

    @cached_property
    def digest(self) -> str:
        """SHA-256 of what changes results: not of titles, sources or names."""
        from .canonical import digest

        return digest(self)

    @cached_property
    def checked(self) -> Scenario:
        """Itself, if a document could say the same; else a ScenarioError, as Python can put anything into one."""
        from .checked import check

        check(self)
        return self

    @property
    def programmes(self) -> tuple[str, ...]:
        """Programmes whose money carries a change or an event, in order of their names."""
        carried = [change for changes in self.levers.values() for change in changes] + list(self.events)
        named = {getattr(item, "programme", None) for item in carried}
        return tuple(sorted(name for name in named if name))

    def changes(self, lever: str) -> tuple[Change, ...]:
        """All changes of a lever in order, those of shocks last."""
        shocks = (change for event in self.events if isinstance(event, Shock) for change in event.changes(lever))
        return (*self.levers.get(lever, ()), *shocks)

    def with_levers(self, *, start: str | None = None, name: str | None = None, **changed: Any) -> Scenario:
        """This scenario with levers changed: what is given acts last, and is checked like a document.

        Args:
            start: month `YYYY-MM` in which a change without a date of its own starts; this one's start if not given.
            name: name of the new scenario; made of this one's and the levers if not given.
            **changed: for each lever its level, or a change as a document writes it, or a list of those. A name
                with a dot goes as `**{"mission.chronic": 3}`.

        Raises:
            ScenarioError: every problem: an unknown lever, a level out of range, a month that is none, a name of the
                library.

        Example:
            >>> from samspil.scenarios import load
            >>> more = load("current-policy").with_levers(outreach=2, start="2027-06", name="more-outreach")
            >>> more.title["da"]
            'Besluttet politik, Opsøgende indsats 2'
            >>> slowly = {"add": 0.3, "ramp": "24 months", "regions": ["Nordjylland"]}
            >>> load("current-policy").with_levers(support_share=slowly).name
            'current-policy+support_share'
        """
        from .built import with_levers

        return with_levers(self, changed, start, name)

    def lever_table(self, name: str, regions: Sequence[str]) -> np.ndarray:
        """Level of a lever, float64 (180, regions): months 0 to 179 by region label, in the lever's unit.

        After December 2035 it stays as in December 2035. KeyError if there is no such lever.
        """
        from .levels import lever_table

        return lever_table(name, self.changes(name), regions)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Scenario) and self.digest == other.digest

    def __hash__(self) -> int:
        return hash(self.digest)

    def __repr__(self) -> str:
        return f"<Scenario {self.name}: {len(self.levers)} levers changed, {self.potentials} potentials>"

    def _repr_html_(self) -> str:
        from .telling import html

        return html(self)
