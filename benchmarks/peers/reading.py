"""Ordinary agents as they stand in a month of a run of the kernel."""

from __future__ import annotations

from typing import Any

import numpy as np

from samspil.model.state.codes import Count, Regime, Value
from samspil.model.state.state import NEVER, State
from samspil.model.state.world import World
from samspil.model.tables import knowledge, ties
from samspil.model.tables.owning import supplier
from samspil.model.tables.places import cell_of, kind_of

from .adopting import Authority, Product, Spread, Thought, Unit


def spread(world: World, state: State, now: Any) -> Spread:
    """All units and solutions as adoption finds them in a month; nothing here is timed."""
    model = Spread(now.month + 1)
    model.p, model.levers, model.key, model.month = now.p, now.levers, now.key, now.month
    model.hosts_of_region = world.hosts_of_region.tolist()
    model.hosts_of_kind = world.hosts_of_kind.tolist()
    model.attention_scale = float(state.tally.value[Value.ATTENTION_SCALE])
    model.commons = float(state.tally.value[Value.COMMONS])
    model.error = float(now.p.evaluation_error * now.switches.evaluation_error)
    in_reform = now.switches.reform_friction > 0.0 and world.friction[0] <= now.month <= world.friction[1]
    model.friction = float(1.0 - now.p.reform_friction) if in_reform else 1.0
    model.products = [_product(world, state, now, row) for row in range(state.tally.count[Count.SOLUTION_ROWS])]
    wages, budget = state.considered.wages, state.considered.budget
    paying = {a: Authority(float(wages[a]), float(budget[a]), int(world.region[a])) for a in range(wages.size)}
    model.authorities = [authority for a, authority in paying.items() if wages[a] > 0.0]
    units = [Unit(model) for _ in range(state.considered.number.size)]
    for number, unit in enumerate(units):
        _fill(world, state, now, unit, number)
        unit.authority = paying[_authority(world, state, number)]
        unit.operator = units[int(state.considered.operator[number])]
        unit.neighbours = [units[other] for other in world.neighbours[unit.host] if other >= 0]
        unit.thoughts = _thoughts(state, model.products, number)
        unit.partners = _partners(world, state, units, unit.host)
        unit.in_use = set()
        ended = np.flatnonzero(state.considered.uses[number] < 0)
        unit.spells = {model.products[row]: -int(state.considered.uses[number, row]) for row in ended}
    _use(state, now, model, units)
    return model


def _use(state: State, now: Any, model: Spread, units: list[Unit]) -> None:
    """Who is seen to use what; use at the start is seen from the month it began."""
    adoptions = state.adoptions
    for row in adoptions.live[: state.tally.count[Count.ADOPTIONS_LIVE]]:
        if adoptions.regime[row] != Regime.START or adoptions.live_from[row] <= now.month:
            units[adoptions.unit[row]].in_use.add(model.products[adoptions.solution[row]])


def _partners(world: World, state: State, units: list[Unit], host: int) -> list[Unit]:
    memory = state.ties.partner[world.first_host + host] - world.first_host
    return [units[other] for other in memory if 0 <= other < world.hosts]


def _authority(world: World, state: State, unit: int) -> int:
    """The actor that pays for a unit: the municipality itself, or the region for hospitals and what has moved to it."""
    host = unit if unit < world.hosts else unit - world.hosts
    if host < world.municipalities and (unit < world.hosts or state.considered.unit_active[unit] == 0):
        return world.first_host + host
    region = int(world.region[world.first_host + host])
    merged = state.tally.count[Count.MERGED] > 0 and region == world.merged_regions[1]
    return int(world.merged_regions[0]) if merged else region


def _price(world: World, state: State, now: Any, row: int, kind: int) -> float:
    """Buying and installing a solution for its expected users, for each hour of the area, million DKK."""
    p, solutions = now.p, state.solutions
    unit = int(world.solution_unit[row]) if row < world.solution_unit.size else -1
    said = max(float(solutions.said[row, kind]), float(solutions.expected[row, kind]))
    full = p.cost_solution_purchase * said * p.cost_fte_value
    if unit >= 0:
        full = p.unit_price[unit] * 1e-6 * world.solution_users[row]
    return float(full * p.depth_ceiling / p.hours_per_staff_fte)


def _product(world: World, state: State, now: Any, row: int) -> Product:
    solutions = state.solutions
    owner = int(supplier.py_func(state, row))
    known = float(state.actors.reference[owner]) if owner >= 0 else 0.0
    return Product(
        row,
        int(solutions.key[row]),
        int(solutions.need[row]),
        (bool(solutions.hosts[row] & 1), bool(solutions.hosts[row] & 2)),
        tuple(solutions.found[row].tolist()),
        tuple(_price(world, state, now, row, kind) for kind in range(2)),
        tuple(solutions.judged[row].tolist()),
        int(solutions.effect_class[row]),
        float(solutions.complexity[row]),
        float(solutions.evidence[row]),
        float(solutions.attractiveness[row]),
        float(solutions.found_at[row]),
        _awaiting(state, row),
        bool(solutions.evaluated[row] > 0 and solutions.origin[row] > 0),
        owner,
        known - float(ties.damage_at.py_func(state.actors, now, owner)) if owner >= 0 else 0.0,
        solutions.adopters[:, row].tolist(),
        solutions.adopters_in_region[:, :, row].tolist(),
    )


def _awaiting(state: State, row: int) -> set[int]:
    """Hosts to which a programme will bring a solution."""
    programmes = state.programmes
    number = state.tally.count[Count.PROGRAMME_ROWS]
    dates = programmes.date[:number][programmes.solution[:number] == row]
    return set(np.nonzero((dates >= 0) & (dates < NEVER))[1].tolist())


def _fill(world: World, state: State, now: Any, unit: Unit, number: int) -> None:
    considered, needs = state.considered, range(world.need_capabilities.shape[0])
    host = number if number < world.hosts else number - world.hosts
    actor = world.first_host + host
    unit.number, unit.host = number, host
    unit.kind = int(kind_of.py_func(world, host))
    unit.region = int(world.region[actor])
    unit.pressure, unit.population = float(world.pressure[actor]), float(world.population[actor])
    unit.active = bool(considered.unit_active[number] > 0)
    unit.busy = int(considered.busy[number])
    unit.forgets = bool(considered.forgets[number] > 0)
    unit.start_weight = float(considered.start_weight[number])
    unit.follows = number < world.municipalities and considered.unit_active[world.hosts + number] == 0
    cells = {need: int(cell_of.py_func(world, number, need)) for need in needs}
    unit.hours = {need: float(state.cell_hours[cell]) for need, cell in cells.items() if cell >= 0}
    moving = {need: int(cell_of.py_func(world, world.hosts + host, need)) for need in needs}
    municipal = number < world.municipalities
    unit.moving_hours = {
        need: float(state.cell_hours[cell]) for need, cell in moving.items() if municipal and cell >= 0
    }
    unit.coverage = {need: float(knowledge.own_coverage.py_func(world, state.actors, actor, need)) for need in needs}
    memory = state.ties.partner[actor]
    unit.trust = {
        int(memory[place]): float(ties.trust_at.py_func(state.ties, now, actor, place))
        for place in range(memory.size)
        if memory[place] >= 0
    }


def _thoughts(state: State, products: list[Product], unit: int) -> list[Thought]:
    considered = state.considered
    columns = (considered.hazard, considered.threshold, considered.weight, considered.fit, considered.adapts_at)
    return [
        Thought(
            products[considered.solution[unit, place]],
            *(float(column[unit, place]) for column in columns),
            adapted=bool(considered.adapted[unit, place] > 0),
        )
        for place in range(considered.number[unit])
    ]
