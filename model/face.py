"""The Mesa face: the same arrays and the same month, as a `mesa.Model` with agents.

Agents hold no state of their own: they read and write rows of the kernel's tables, so `AgentSet.select`, `agg`,
`groupby`, `DataCollector` and Mesa's visualisation work on the model that the ensemble runs.
"""

from __future__ import annotations

import warnings
from functools import partial
from typing import Any, ClassVar

import numpy as np

from .epoch import MONTHS, month_text
from .errors import UserError
from .loop import Batch, first_day, start_once, step_once
from .messages import say
from .month import ready
from .problems import near_hint
from .run import Workspace
from .state.codes import ActorKind, Count
from .state.outputs import by_name, outputs_of, shapes_of

# In a notebook without widgets the bar that Mesa brings along warns, and nobody asked for a bar.
with warnings.catch_warnings():
    warnings.filterwarnings("ignore", message="IProgress not found")
    import mesa

# What Mesa sets on an agent, and the row that it stands for.
OWN = ("model", "unique_id", "row", "rng", "random")


def _column(name: str, table: str = "actors", kind: type = float) -> Any:
    """A property that reads and writes one column of a table at the agent's row."""

    def read(agent: Actor) -> Any:
        return kind(getattr(getattr(agent.model.state, table), name)[agent.row])

    def write(agent: Actor, value: Any) -> None:
        getattr(getattr(agent.model.state, table), name)[agent.row] = _checked(agent, name, kind, value)

    return property(read, write, doc=f"`{name}` of the {table} table at this agent's row.")


def _checked(agent: Actor, name: str, kind: type, value: Any) -> Any:
    """A value as the column holds it.

    Raises:
        UserError: it is none of its kind.
    """
    is_whole = isinstance(value, (int, np.integer)) and not isinstance(value, bool)
    is_number = is_whole or isinstance(value, (float, np.floating))
    fits, allowed = {
        bool: (isinstance(value, (bool, np.bool_)), say("agent-takes-bool")),
        int: (is_whole and value >= 0, say("agent-takes-int")),
        float: (is_number and bool(np.isfinite(value)), say("agent-takes-float")),
    }[kind]
    if not fits:
        raise UserError(say("agent-value", kind=agent.kind, name=name, given=value, allowed=allowed))
    return value


class Actor(mesa.Agent):
    """One row of the table of actors.

    What it has, the tables have: an attribute that it does not declare is refused, because nothing would read it.
    """

    model: SteppedModel
    engaged = _column("engaged", kind=bool)
    load = _column("load", kind=int)
    capacity = _column("capacity", kind=int)
    absorption = _column("absorption")
    damage = _column("damage")

    def __init__(self, model: SteppedModel, row: int) -> None:
        super().__init__(model)
        self.row = row

    def __setattr__(self, name: str, value: Any) -> None:
        if name not in OWN and not name.startswith("_") and not hasattr(type(self), name):
            raise AttributeError(f"a {self.kind} has no {name!r}; it has {', '.join(_fields(type(self)))}")
        super().__setattr__(name, value)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        raise AttributeError(f"a {self.kind} has no {name!r}; it has {', '.join(_fields(type(self)))}")

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.name}, {self.region}>"

    def remove(self) -> None:
        """Actors are part of the world: none can be taken out.

        Raises:
            UserError: always.
        """
        raise UserError(say("agent-stays", kind=self.kind))

    @property
    def name(self) -> str:
        """Its name, as tables have it; companies have a number."""
        return self.model.names["actor"][self.row]

    @property
    def kind(self) -> str:
        """The kind of actor, in lower case."""
        return type(self).__name__.lower()

    @property
    def region(self) -> str:
        """Label of the original region."""
        return self.model.labels["region"][self.model.world.region[self.row]]

    @property
    def pos(self) -> tuple[float, float]:
        """Place in km east and north."""
        return float(self.model.world.x[self.row]), float(self.model.world.y[self.row])

    @pos.setter
    def pos(self, value: Any) -> None:
        """Mesa clears the position of a new agent; places are part of the world and stay."""

    @property
    def capability(self) -> np.ndarray:
        """Capability levels (K,), as a view: writing to it changes the actor."""
        return self.model.state.actors.level[self.row]

    def trust_in(self, other: Actor) -> float:
        """Trust in another actor as last written; nan if it is not remembered."""
        ties = self.model.state.ties
        places = np.flatnonzero(ties.partner[self.row] == other.row)
        return float(ties.trust[self.row, places[0]]) if places.size else float("nan")


class Region(Actor):
    """A region: authority of hospitals."""


class Host(Actor):
    """A municipality or a hospital: it uses solutions."""

    @property
    def host(self) -> int:
        """Host number."""
        return self.row - self.model.world.first_host

    @property
    def solutions_in_use(self) -> int:
        """Number of solutions in use or being installed."""
        return int((self.model.state.considered.uses[self.host] > 0).sum())

    @property
    def freed_fte(self) -> float:
        """Sustained FTE freed at this host this month (standing level)."""
        return float(self.model.sustained_hours()[self.host] / self.model.target.hours_per_fte)


class Municipality(Host):
    """A municipality: authority and operator of its own care."""


class Hospital(Host):
    """A hospital unit of a region."""


class Institution(Actor):
    """A university, a university college or another knowledge institution."""


class Company(Actor):
    """A company slot; it may be vacant."""

    vacant = _column("vacant", kind=bool)
    runway = _column("runway")
    revenue = _column("revenue")

    @property
    def age(self) -> float:
        """Months since it began."""
        return self.model.month - float(self.model.state.actors.born[self.row])

    @age.setter
    def age(self, months: float) -> None:
        self.model.state.actors.born[self.row] = self.model.month - months

    @property
    def size(self) -> str:
        """Size class."""
        return self.model.labels["size"][self.model.world.size[self.row]]


KINDS: dict[int, type[Actor]] = {
    ActorKind.REGION: Region,
    ActorKind.MUNICIPALITY: Municipality,
    ActorKind.HOSPITAL: Hospital,
    ActorKind.INSTITUTION: Institution,
    ActorKind.COMPANY: Company,
}


class SteppedModel(mesa.Model):
    """One run that is stepped by hand: `step()` is a month. It can be pickled, and goes on where it was.

    Args:
        prepared: a prepared scenario.
        parameters: one parameter record (1,).
        key: seed, luck and replicate.
        scratch: a workspace of the scenario that nobody else uses.
    """

    reporters: ClassVar[tuple[str, ...]] = ("freed_fte", "partnerships_active", "companies_active", "adoptions")
    month: int

    def __init__(self, prepared: Any, parameters: np.recarray, key: tuple[int, int, int], scratch: Workspace) -> None:
        super().__init__(rng=key[0])
        self.labels, self.names = prepared.labels, prepared.names
        self.target = prepared.target
        self.state, self.world = scratch.state, scratch.world
        self.outputs, self.row = scratch.outputs, scratch.row
        self.row[:] = 0.0
        keys = np.array([key], dtype=np.uint64)
        self.batch = Batch(prepared.levers, parameters, prepared.switches, prepared.target, keys)
        self.month = 0
        self._made_ready()
        start_once(self.rules, self.world, self.state, self.batch)
        for row, kind in enumerate(self.world.kind):
            KINDS[int(kind)](self, row)
        reporters = {name: partial(latest, name) for name in self.reporters}
        self.datacollector = mesa.DataCollector(model_reporters={"month": last_month, **reporters})

    def _made_ready(self) -> None:
        self.rules = ready(self.world, self.state, first_day(self.batch), self.outputs)

    def __getstate__(self) -> dict[str, Any]:
        """Outputs are views of their row and rules are addresses in memory: both are made again."""
        return {**self.__dict__, "outputs": shapes_of(self.outputs), "rules": None}

    def __setstate__(self, kept: dict[str, Any]) -> None:
        self.__dict__.update(kept)
        self.outputs = outputs_of(self.row, kept["outputs"])
        self._made_ready()

    def step(self) -> None:
        """One month; after the last reported month the model stops (`running` is False)."""
        if self.month >= MONTHS:
            self.running = False
            return
        step_once(self.rules, self.world, self.state, self.batch, self.month, self.outputs)
        self.month += 1
        self.running = self.month < MONTHS
        self.datacollector.collect(self)

    def series(self, name: str) -> np.ndarray:
        """One monthly series of `data/variables.csv` up to now (month,).

        Raises:
            UserError: no variable of that name is one.
        """
        monthly = [each for each, shape in shapes_of(self.outputs).items() if shape == (MONTHS,)]
        if name not in monthly:
            hint = near_hint(name, monthly) or say("series-are-in-the-table")
            raise UserError(say("is-not-known", what="series", given=name, hint=hint))
        return getattr(self.outputs, name)[: self.month]

    def sustained_hours(self) -> np.ndarray:
        """Sustained hours freed by host this month (standing level)."""
        world, adoptions = self.world, self.state.adoptions
        live = adoptions.live[: self.state.tally.count[Count.ADOPTIONS_LIVE]]
        rows = live[adoptions.abandoned[live] > self.month - 1 + 12]
        cell = adoptions.cell[rows]
        growth = self.state.ledger.growth[world.cell_kind[cell], world.cell_region[cell]]
        hours = adoptions.share[rows] * adoptions.hours[rows] * growth
        return np.bincount(world.cell_host[cell], hours, world.hosts)

    def results(self) -> dict[str, np.ndarray]:
        """All outputs by variable name, each (1, *own dims), as the ensemble gives them."""
        return by_name(self.row[np.newaxis], shapes_of(self.outputs))


def latest(name: str, model: SteppedModel) -> float:
    """The last month's value of a monthly series; 0 before the first."""
    return float(model.series(name)[-1]) if model.month else 0.0


def last_month(model: SteppedModel) -> str:
    """The month that the model has last stepped through, as YYYY-MM; nothing before the first."""
    return month_text(model.month - 1) if model.month else ""


def _fields(kind: type[Actor]) -> list[str]:
    theirs = dir(mesa.Agent)
    return sorted(name for name in dir(kind) if name not in theirs and isinstance(getattr(kind, name), property))
