"""`form` against ordinary agents: the agents as they stand in a month, and what both opened."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from samspil.model.now import Now
from samspil.model.state.codes import ActorKind, Count, Value
from samspil.model.state.state import State
from samspil.model.state.world import World

from ..measure import POLICY
from .forming import Actor, Ecosystem, Tie
from .luck import Named, Own
from .stepping import Compared, against


@dataclass(frozen=True)
class Month:
    """What agents and rule made of the same month: candidates scored, and (kind, need, lead, host, members, end, trust,
    coverage) of each partnership opened."""

    scored: int
    rule_scored: int
    opened: list[tuple]
    rule_opened: list[tuple]


def formation(policy: str = POLICY, named: bool = False) -> Compared:
    """Agents against the rule, in some months of a run; `named`: with the kernel's own luck."""
    # The rule counts candidates since January 2022, and rows of partnerships.
    before: dict[str, int] = {}

    def peer(world: World, state: State, now: Now) -> Ecosystem:
        before["scored"] = int(state.tally.count[Count.EVENTS_SCORED])
        before["rows"] = int(state.tally.count[Count.PARTNERSHIP_ROWS])
        model = ecosystem(world, state, now)
        model.luck = Named(now.key) if named else Own(model.random)
        return model

    def found(model: Ecosystem, _world: World, state: State, _now: Now) -> Month:
        rows = range(before["rows"], int(state.tally.count[Count.PARTNERSHIP_ROWS]))
        scored = int(state.tally.count[Count.EVENTS_SCORED]) - before["scored"]
        return Month(model.scored, scored, [_told(one) for one in model.opened], [_row(state, row) for row in rows])

    return against("form", peer, found, policy)


def ecosystem(world: World, state: State, now: Now) -> Ecosystem:
    """All actors as they stand before new partnerships are formed; nothing here is timed."""
    # Each month with luck of its own.
    model = Ecosystem(now.month + 1)
    model.p, model.levers, model.month = now.p, now.levers, now.month
    model.broker_tokens = float(state.tally.value[Value.BROKER_TOKENS])
    model.wanted = [wanted[wanted >= 0] for wanted in world.need_capabilities]
    actors = [Actor(model) for _ in range(world.kind.size)]
    for row, actor in enumerate(actors):
        _fill(world, state, actor, row)
        actor.ties = _memory(state, actors, row)
        actor.known = {tie.partner: tie for tie in actor.ties}
    ordered = [actors[row] for row in world.in_order]
    model.hosts = [actor for actor in actors if actor.kind in (ActorKind.MUNICIPALITY, ActorKind.HOSPITAL)]
    model.institutions = [actor for actor in ordered if actor.kind == ActorKind.INSTITUTION]
    model.companies = [actor for actor in ordered if actor.kind == ActorKind.COMPANY]
    model.company_table = _named(actors, world.company_table)
    model.host_table = _named(actors, world.host_table)
    model.institution_table = _named(actors, world.institution_table)
    model.region_table = [_named(actors, table) for table in world.region_table]
    return model


def _named(actors: list[Actor], table: np.ndarray) -> list[Actor | None]:
    return [actors[row] if row >= 0 else None for row in table]


def _memory(state: State, actors: list[Actor], row: int) -> list[Tie]:
    ties = state.ties
    places = [place for place in range(ties.partner.shape[1]) if ties.partner[row, place] >= 0]
    columns = (ties.trust[row], ties.month[row], ties.live[row])
    return [Tie(actors[ties.partner[row, place]], *(column[place].item() for column in columns)) for place in places]


def _fill(world: World, state: State, actor: Actor, row: int) -> None:
    table, needs = state.actors, world.need_capabilities.shape[0]
    host = row - world.first_host
    actor.row, actor.kind, actor.lineage = row, int(world.kind[row]), int(world.lineage[row])
    actor.generation, actor.region = int(table.generation[row]), int(world.region[row])
    actor.place, actor.size = (float(world.x[row]), float(world.y[row])), int(world.size[row])
    actor.strength, actor.pressure = float(world.strength[row]), float(world.pressure[row])
    actor.present, actor.engaged = bool(table.vacant[row] == 0), bool(table.engaged[row] > 0)
    actor.load, actor.capacity = int(table.load[row]), int(table.capacity[row])
    actor.damage = float(table.damage[row]), int(table.damage_month[row])
    actor.level, actor.base = table.level[row].copy(), world.base[row]
    actor.touched, actor.last_live = int(table.touched[row]), int(table.last_live[row])
    actor.hours = state.cell_hours[host * needs : (host + 1) * needs] if 0 <= host < world.hosts else np.zeros(needs)


def _told(one: object) -> tuple:
    names = ("kind", "need", "lead", "host", "members", "ends", "trust", "coverage")
    return tuple(getattr(one, name) for name in names)


def _row(state: State, row: int) -> tuple:
    table = state.partnerships
    members = tuple(int(member) for member in table.members[row, : table.size[row]])
    whole = (int(column[row]) for column in (table.kind, table.need, table.lead, table.host))
    return (*whole, members, int(table.ends[row]), float(table.trust[row]), float(table.coverage[row]))
