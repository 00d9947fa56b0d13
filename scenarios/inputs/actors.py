"""The table of actors: regions, municipalities, hospitals, knowledge institutions, companies."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np

from samspil.model.draws import CAPABILITY, run_key, uniforms
from samspil.model.read import Column, load_table
from samspil.model.state.codes import ActorKind
from samspil.scenarios.population import Companies, Population
from samspil.scenarios.tables import load_capabilities
from samspil.scenarios.tables.shipped import DATA

from .geography import plane


@dataclass(frozen=True, eq=False)
class ActorTable:
    """All actors (A,): kind, original region, place in km, and what only some kinds have (0 for the others)."""

    kind: np.ndarray
    lineage: np.ndarray
    in_order: np.ndarray
    region: np.ndarray
    x: np.ndarray
    y: np.ndarray
    size: np.ndarray
    age: np.ndarray
    strength: np.ndarray
    pressure: np.ndarray
    population: np.ndarray
    base: np.ndarray


@cache
def _profiles() -> dict[tuple[str, str], tuple[float, float]]:
    texts, ends = ("profile", "theme", "source"), ("low", "high")
    columns = [*(Column(name) for name in texts), *(Column(name, "number", 0.0, 1.0) for name in ends)]
    rows = load_table(DATA / "capability_profiles.csv", columns)
    return {(row["profile"], row["theme"]): (row["low"], row["high"]) for row in rows}


def actor_table(population: Population, companies: Companies, seed: int) -> ActorTable:
    """All actors in their order; capability levels at the start are drawn by actor and seed."""
    places = population.regions, population.municipalities, population.hospitals, population.institutions, companies
    sizes = [place.lat.size for place in places]
    kinds = np.repeat(
        [ActorKind.REGION, ActorKind.MUNICIPALITY, ActorKind.HOSPITAL, ActorKind.INSTITUTION, ActorKind.COMPANY], sizes
    )
    region = np.concatenate([np.arange(sizes[0]), *(place.region for place in places[1:])]).astype(np.int64)
    lat = np.concatenate([place.lat for place in places])
    lon = np.concatenate([place.lon for place in places])
    x, y = plane(lat, lon, float(population.municipalities.lat.mean()))
    return ActorTable(
        kind=kinds.astype(np.int64),
        lineage=np.arange(kinds.size),
        in_order=np.arange(kinds.size),
        region=region,
        x=x,
        y=y,
        size=_only(kinds, ActorKind.COMPANY, companies.size).astype(np.int64),
        age=_only(kinds, ActorKind.COMPANY, companies.age_months),
        strength=_only(kinds, ActorKind.INSTITUTION, population.institutions.strength),
        pressure=_pressure(kinds, population),
        population=_people(kinds, population),
        base=_capabilities(kinds, seed),
    )


def _only(kinds: np.ndarray, kind: int, values: np.ndarray) -> np.ndarray:
    """Values of one kind in a column (A,) that is 0 elsewhere."""
    column = np.zeros(kinds.size)
    column[kinds == kind] = values
    return column


def _pressure(kinds: np.ndarray, population: Population) -> np.ndarray:
    """Staff-shortage pressure less its mean over hosts of the kind, so that the mean host has none beside its lever."""
    municipal, hospital = population.municipalities.pressure, population.hospitals.pressure
    column = _only(kinds, ActorKind.MUNICIPALITY, municipal - municipal.mean())
    column[kinds == ActorKind.HOSPITAL] = hospital - hospital.mean() if hospital.size else hospital
    return column


def _people(kinds: np.ndarray, population: Population) -> np.ndarray:
    column = _only(kinds, ActorKind.MUNICIPALITY, population.municipalities.population)
    column[kinds == ActorKind.REGION] = population.regions.population
    return column


def _capabilities(kinds: np.ndarray, seed: int) -> np.ndarray:
    """Levels (A, K) drawn between the bounds of each kind's profile in each theme.

    A company has one main theme and a second one, and little elsewhere.
    """
    themes = [capability.theme for capability in load_capabilities()]
    names = list(dict.fromkeys(themes))
    theme_of = np.array([names.index(theme) for theme in themes])
    key = run_key(seed)
    base = np.empty((kinds.size, len(themes)))
    profile_of = {
        ActorKind.REGION: "hospital",
        ActorKind.MUNICIPALITY: "municipality",
        ActorKind.HOSPITAL: "hospital",
        ActorKind.INSTITUTION: "institution",
    }
    for actor, kind in enumerate(kinds):
        u = uniforms(key, CAPABILITY, actor, len(themes) + 2)
        if kind == ActorKind.COMPANY:
            low, high = _company_bounds(u[-2:], len(names))
        else:
            bounds = np.array([_profiles()[profile_of[int(kind)], name] for name in names])
            low, high = bounds[:, 0], bounds[:, 1]
        base[actor] = low[theme_of] + (high - low)[theme_of] * u[: len(themes)]
    return base


def _company_bounds(u: np.ndarray, themes: int) -> tuple[np.ndarray, np.ndarray]:
    rows = np.tile(_profiles()["company_other", "any"], (themes, 1))
    main = min(int(u[0] * themes), themes - 1)
    second = (main + 1 + min(int(u[1] * (themes - 1)), themes - 2)) % themes
    rows[main] = _profiles()["company_main", "any"]
    rows[second] = _profiles()["company_second", "any"]
    return rows[:, 0], rows[:, 1]
