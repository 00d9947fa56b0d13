"""Everything one scenario needs before it is run: the kernel's world, levers, switches, target, and labels."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from samspil.model.epoch import MONTHS
from samspil.model.levers import levers, pack_levers, pack_switches
from samspil.model.now import Target
from samspil.model.state.world import World
from samspil.scenarios.population import Population, companies, load_population
from samspil.scenarios.tables import load_capabilities, load_needs

from .actors import ActorTable, actor_table
from .cells import cell_columns
from .geography import id_table, id_tables, nearest, plane, reverse
from .labels import labels_of, names_of
from .programmes import event_columns, moving_needs
from .solutions import catalogue_columns, money_columns, need_columns

if TYPE_CHECKING:
    from samspil.scenarios.documents.scenario import Scenario

# The innovation district: Aalborg's new university hospital (Region Nordjylland, 2024).
DISTRICT_HOSPITAL = "Aalborg"


@dataclass(frozen=True, eq=False)
class Prepared:
    """A scenario as the kernel reads it.

    `levers` is a record array (months, regions); `switches` one record (1,); `labels` names the entries of every dim
    of the outputs, `names` actors and the catalogue's solutions by row.
    """

    world: World
    levers: np.recarray
    switches: np.recarray
    target: Target
    labels: Mapping[str, list[str]]
    names: Mapping[str, list[str]]


def prepare(scenario: Scenario, seed: int = 1) -> Prepared:
    """Kernel arrays of a scenario; the population's companies are made from `seed`.

    Raises:
        UserError: the population or an event of the scenario cannot be used.
    """
    population = load_population(scenario.population)
    base = _population_world(scenario.population, population.digest, seed)
    regions = [str(label) for label in population.regions.label]
    tables = {name: scenario.lever_table(name, regions)[:MONTHS] for name in levers()}
    columns = {
        **base,
        **catalogue_columns(scenario.potentials),
        **event_columns(scenario, population),
    }
    world = World(**{name: columns[name] for name in World._fields})
    return Prepared(
        world=world,
        levers=pack_levers(tables),
        switches=pack_switches(scenario.rules),
        target=kernel_target(scenario),
        labels=labels_of(population),
        names=names_of(population, len(world.kind) - world.first_company),
    )


def kernel_target(scenario: Scenario) -> Target:
    """The scenario's target in the kernel's codes; a standing level has a baseline before the first month."""
    target = scenario.target
    return Target(
        measure=("gross", "net", "realised", "sustained").index(target.measure),
        scope=("health-and-care", "health").index(target.scope),
        counts=("all", "life-science", "partnerships").index(target.counts),
        baseline=-1 if target.since is None else int(target.since),
        hours_per_fte=float(target.hours_per_fte),
    )


@lru_cache(maxsize=8)
def _population_world(name: str, digest: str, seed: int) -> dict:
    """The columns of `World` that rest on the population alone."""
    population = load_population(name)
    firms = companies(population, seed)
    actors = actor_table(population, firms, seed)
    counts = _counts(population)
    hosts = slice(counts["first_host"], counts["first_host"] + counts["hosts"])
    region, x, y = actors.region[hosts], actors.x[hosts], actors.y[hosts]
    kind = (np.arange(counts["hosts"]) >= counts["municipalities"]).astype(np.int64)
    near = nearest(x, y, kind)
    fte = _host_fte(population)
    return {
        **counts,
        **{field: getattr(actors, field) for field in ActorTable.__dataclass_fields__},
        **_tables(actors, counts, population.regions.lat.size),
        **need_columns(),
        **money_columns(),
        **cell_columns(region, counts["municipalities"], len(load_needs()), moving_needs(population)),
        "neighbours": near,
        "neighbour_of": reverse(near),
        "hosts_of_kind": np.bincount(kind, minlength=2),
        "hosts_of_region": _per_region(region, kind, population.regions.lat.size),
        "host_fte": fte,
        "municipal_hours_share": float(fte[kind == 0, 0].sum() / max(fte[:, 0].sum(), 1e-9)),
        "theme_size": _theme_size(),
        "nearest_hospital": _nearest_hospital(x, y, region, counts["municipalities"]),
        **_district(population),
    }


def _counts(population: Population) -> dict[str, int]:
    first_host = population.regions.lat.size
    municipalities = population.municipalities.lat.size
    hosts = municipalities + population.hospitals.lat.size
    first_institution = first_host + hosts
    return {
        "first_host": first_host,
        "municipalities": municipalities,
        "hosts": hosts,
        "first_institution": first_institution,
        "first_company": first_institution + population.institutions.lat.size,
    }


def _tables(actors: ActorTable, counts: Mapping[str, int], regions: int) -> dict[str, np.ndarray]:
    """Fixed tables of ids that nearby and random candidates are drawn from."""
    firms = np.arange(counts["first_company"], actors.kind.size)
    return {
        "company_table": id_table(firms),
        "region_table": id_tables(firms, actors.region[firms], regions),
        "host_table": id_table(np.arange(counts["first_host"], counts["first_institution"])),
        "institution_table": id_table(np.arange(counts["first_institution"], counts["first_company"])),
    }


def _host_fte(population: Population) -> np.ndarray:
    """Staff FTE (H, 2) under the two allocations of eldercare; hospitals have one."""
    towns, hospital = population.municipalities, population.hospitals.fte
    municipal = np.column_stack([towns.care_fte_by_65, towns.care_fte_by_home_nursing]).astype(float)
    municipal[:, 1] *= municipal[:, 0].sum() / max(municipal[:, 1].sum(), 1e-9)
    return np.concatenate([municipal, np.column_stack([hospital, hospital])])


def _per_region(region: np.ndarray, kind: np.ndarray, regions: int) -> np.ndarray:
    table = np.zeros((regions, 2), dtype=np.int64)
    np.add.at(table, (region, kind), 1)
    return table


def _theme_size() -> int:
    themes = [capability.theme for capability in load_capabilities()]
    return len(themes) // len(set(themes))


def _nearest_hospital(x: np.ndarray, y: np.ndarray, region: np.ndarray, municipalities: int) -> np.ndarray:
    """Host number of the nearest hospital in the same region (H,), -1 where there is none."""
    found = np.full(x.size, -1, dtype=np.int64)
    for host in range(municipalities):
        inside = municipalities + np.flatnonzero(region[municipalities:] == region[host])
        if inside.size:
            found[host] = inside[np.argmin(np.hypot(x[inside] - x[host], y[inside] - y[host]))]
    return found


def _district(population: Population) -> dict[str, float]:
    """Place of the innovation district in km: the hospital of that name, or the last region's seat elsewhere."""
    named = [place for place, name in enumerate(population.hospitals.name) if str(name).startswith(DISTRICT_HOSPITAL)]
    group, place = (population.hospitals, named[0]) if named else (population.regions, -1)
    x, y = plane(group.lat[[place]], group.lon[[place]], float(population.municipalities.lat.mean()))
    return {"district_x": float(x[0]), "district_y": float(y[0])}
