"""Dated events as columns of the kernel's world: programmes, mandates, and changes of institutions."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from samspil.model.errors import UserError
from samspil.model.messages import say
from samspil.model.parameters import name_key, registry
from samspil.model.state.codes import Regime
from samspil.model.state.state import NEVER
from samspil.scenarios.documents.events import Merger, RollOut, Transfer
from samspil.scenarios.population import Population
from samspil.scenarios.tables import catalogue_names, load_needs

if TYPE_CHECKING:
    from samspil.scenarios.documents.scenario import Scenario

HOSTS = {"municipalities": 1, "hospitals": 2, "both": 3}


def moving_needs(population: Population) -> list[int]:
    """Need number of each task transfer that the model knows, in the order of the parameters `transfer.*`."""
    names = [need.name for need in load_needs()]
    return [names.index(name.split(".", 1)[1]) for name in registry() if name.startswith("transfer.")]


def event_columns(scenario: Scenario, population: Population) -> dict:
    """Columns of `World` for dated events; the health reform comes with the population unless a rule drops it."""
    merge, merged, transfer, friction = NEVER, (-1, -1), NEVER, (NEVER, -1)
    if scenario.rules.get("health_reform", True):
        for event in population.events:
            if event.kind == "merge_regions":
                merge, merged = event.start, _pair(population, event.regions, list(population.regions.code))
            elif event.kind == "transfer_tasks":
                transfer = event.start
            elif event.kind == "friction":
                friction = (event.start, NEVER if event.end is None else event.end)
    for kind in (Merger, Transfer):
        same = [event for event in scenario.events if isinstance(event, kind)]
        if len(same) > 1:
            raise UserError(say("second-event-date", name=scenario.name, kind=same[1].kind))
    for event in scenario.events:
        if isinstance(event, Merger):
            merge, merged = event.start, _pair(population, event.regions, [str(x) for x in population.regions.label])
        elif isinstance(event, Transfer):
            transfer = event.start
    return {
        **_roll_outs([event for event in scenario.events if isinstance(event, RollOut)]),
        "merge_month": int(merge),
        "merged_regions": np.array(merged, dtype=np.int64),
        "transfer_month": int(transfer),
        "friction": np.array(friction, dtype=np.int64),
    }


def _pair(population: Population, names: tuple[str, ...], known: list[str]) -> tuple[int, int]:
    missing = [name for name in names if name not in known]
    if missing or len(names) != 2:
        raise UserError(
            say("merge-needs-two-regions", names=", ".join(names), name=population.name, known=", ".join(known))
        )
    return known.index(names[0]), known.index(names[1])


def _roll_outs(events: list[RollOut]) -> dict[str, np.ndarray]:
    catalogue = catalogue_names()
    rows = [
        (
            Regime.MANDATE if event.kind == "mandate" else Regime.NATIONAL_PROGRAMME,
            catalogue.index(event.solution) if event.solution in catalogue else -1,
            event.start,
            -1 if event.deadline_months is None else event.deadline_months,
            HOSTS[event.hosts],
            name_key(f"{event.kind} {event.solution} {event.start}") & ((1 << 30) - 1),
        )
        for event in events
    ]
    table = np.array(rows, dtype=np.int64).reshape(len(rows), 6)
    fields = ("kind", "solution", "start", "deadline", "hosts", "key")
    return {f"programme_{field}": table[:, column].copy() for column, field in enumerate(fields)}
