"""Companies made from counts by region and size, reproducibly from a seed.

What slot i is depends on the seed, on i and on the counts, never on how many companies there are: one company more
leaves all others as they were.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from samspil.model.messages import say
from samspil.model.problems import Problem, refuse

from .hospitals import KM_PER_DEGREE
from .records import Arrays, Population

# Populations draw under a luck that no run uses, so that no run shares a draw with the making of its companies.
POPULATION_LUCK = 2**32 - 1
_MUNICIPALITY, _RADIUS, _BEARING, _AGE = range(4)
FREE_COLUMN = 4  # columns of draws from here on are not used for companies


@dataclass(frozen=True, eq=False)
class Companies(Arrays):
    """Companies in January 2022 (N,); the position is the slot.

    `size` is a position in SIZES; `region` and `municipality` are positions; `lat`, `lon` in degrees; `age_months`
    whole months since it was founded.
    """

    size: np.ndarray
    region: np.ndarray
    municipality: np.ndarray
    lat: np.ndarray
    lon: np.ndarray
    age_months: np.ndarray


def apportion(weights: np.ndarray, count: int) -> np.ndarray:
    """The cell (count,) of each seat when seats go one by one to the cells of `weights` (Webster's method).

    The first seats stay where they are when more are given, and when `count` is the sum of whole weights every cell
    has exactly its weight.
    """
    total = weights.sum()
    if count == 0 or total <= 0:
        return np.zeros(0, dtype=np.int64)
    quota = np.ceil(weights / total * count).astype(np.int64) + weights.size + 1
    cell = np.repeat(np.arange(weights.size), quota)
    seat = np.arange(cell.size) - np.repeat(np.cumsum(quota) - quota, quota)
    claim = weights[cell] / (2.0 * seat + 1.0)
    return cell[np.lexsort((cell, -claim))[:count]]


def draws(seed: int, column: int, count: int) -> np.ndarray:
    """Uniforms (count,) of one column of draws; entry i is a pure function of (seed, column, i)."""
    # Here, because the compiled generator takes most of a second to import and lists of populations need none of it.
    from samspil.model.draws import PLACE, run_key, uniforms

    return uniforms(run_key(seed, POPULATION_LUCK), PLACE, column, count)


def companies(population: Population, seed: int, count: int | None = None) -> Companies:
    """The companies of a population; `count` (default: the sum of its counts) may be any number.

    Raises:
        TableError: companies are wanted, but the population counts none.
    """
    mix = population.company_mix
    count = int(mix.count.sum()) if count is None else count
    if count < 0 or (count and not mix.count.sum()):
        refuse([Problem("companies.csv", 0, "count", str(count), say("no-companies-to-make"))])
    cell = apportion(mix.count, count)
    region = mix.region[cell]
    municipality = _homes(population, region, draws(seed, _MUNICIPALITY, count))
    lat, lon = _places(population, municipality, draws(seed, _RADIUS, count), draws(seed, _BEARING, count))
    age = _ages(population, draws(seed, _AGE, count))
    return Companies(mix.size[cell], region, municipality, lat, lon, age)


def _homes(population: Population, region: np.ndarray, u: np.ndarray) -> np.ndarray:
    """A municipality of the region (N,), in proportion to its inhabitants times its company weight."""
    towns = population.municipalities
    weight = towns.population * towns.company_weight
    home = np.zeros(region.size, dtype=np.int64)
    for place in range(len(population.regions)):
        inside = np.flatnonzero(towns.region == place)
        edges = np.cumsum(weight[inside] if weight[inside].sum() > 0 else towns.population[inside])
        mine = region == place
        home[mine] = inside[np.searchsorted(edges, u[mine] * edges[-1], side="right")]
    return home


def _places(
    population: Population, municipality: np.ndarray, radius: np.ndarray, bearing: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """A point evenly spread over a disc of the municipality's area around its centre, within the country's box."""
    towns = population.municipalities
    reach = np.sqrt(radius * towns.area_km2[municipality] / np.pi) / KM_PER_DEGREE
    lat_min, lat_max, lon_min, lon_max = population.box
    lat = towns.lat[municipality] + reach * np.sin(2.0 * np.pi * bearing)
    lat = np.clip(lat, lat_min, lat_max)
    lon = towns.lon[municipality] + reach * np.cos(2.0 * np.pi * bearing) / np.cos(np.radians(lat))
    return lat, np.clip(lon, lon_min, lon_max)


def _ages(population: Population, u: np.ndarray) -> np.ndarray:
    """Ages (N,) in whole months: a band by its share, evenly within the band."""
    ages = population.company_ages
    edges = np.concatenate([[0.0], np.cumsum(ages.share) / ages.share.sum()])
    years = np.concatenate([ages.from_years, ages.to_years[-1:]])
    band = np.clip(np.searchsorted(edges, u, side="right") - 1, 0, len(ages) - 1)
    inside = (u - edges[band]) / np.maximum(edges[band + 1] - edges[band], 1e-12)
    return np.floor(12.0 * (years[band] + inside * (ages.to_years[band] - years[band]))).astype(np.int64)
