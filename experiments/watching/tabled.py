"""What the tables of a run say of a month: who uses what, and how soon."""

from collections.abc import Callable

import numpy as np

from samspil.model.state.codes import Origin

from .. import settings
from ..tracing import Tables
from .observables import Observable

Seen = Callable[[Tables, int], float]


def tabled_value(observable: Observable, tables: Tables, month: int, names: list[str]) -> float:
    """An observable that no variable holds, at the end of a month; ``names`` are those of the catalogue's solutions."""
    if observable.kind == "hosts":
        return hosts_using(tables, month, names.index(observable.of))
    return SEEN[observable.of](tables, month)


def hosts_using(tables: Tables, month: int, solution: int) -> float:
    """Hosts that use a solution."""
    used, host = _in_use(tables, month)
    return float(np.unique(host[used == solution]).size)


def quick_municipalities(tables: Tables, month: int) -> float:
    """Municipalities that have taken an independently evaluated solution into use within so many months of the month
    in which it could first be had."""
    solution, live = tables.rows("adoptions", "solution"), tables.rows("adoptions", "live_from")
    available, evaluated = tables.rows("solutions", "available"), tables.rows("solutions", "evaluated")
    new = tables.rows("solutions", "origin") != Origin.CATALOGUE
    soon = (live <= month) & (live - available[solution] <= settings.count("quick_months"))
    host = _host(tables)[soon & (evaluated == 1)[solution] & new[solution]]
    return float(np.unique(host[host < tables.scratch.world.municipalities]).size)


def hosts_new_solution(tables: Tables, month: int) -> float:
    """Hosts that use a solution which was not in the catalogue."""
    used, host = _in_use(tables, month)
    return float(np.unique(host[_is_new(tables)[used]]).size)


def hosts_best_new(tables: Tables, month: int) -> float:
    """Hosts that use the new solution which most use."""
    pairs = _pairs(tables, month)
    new = pairs[_is_new(tables)[pairs[:, 0]], 0]
    return float(np.bincount(new).max()) if new.size else 0.0


def companies_second_host(tables: Tables, month: int) -> float:
    """Companies with a solution that at least two hosts use."""
    number = np.bincount(_pairs(tables, month)[:, 0], minlength=tables.rows("solutions", "owner").size)
    owner = tables.rows("solutions", "owner")
    return float(np.unique(owner[(number >= 2) & (owner >= 0)]).size)


SEEN: dict[str, Seen] = {
    each.__name__: each for each in (quick_municipalities, hosts_new_solution, hosts_best_new, companies_second_host)
}


def _in_use(tables: Tables, month: int) -> tuple[np.ndarray, np.ndarray]:
    """Solution and host of every adoption in use at the end of a month."""
    live = (tables.rows("adoptions", "live_from") <= month) & (tables.rows("adoptions", "abandoned") > month)
    return tables.rows("adoptions", "solution")[live], _host(tables)[live]


def _pairs(tables: Tables, month: int) -> np.ndarray:
    """Solutions and hosts that use them (n, 2), each pair once."""
    return np.unique(np.column_stack(_in_use(tables, month)), axis=0).reshape(-1, 2)


def _host(tables: Tables) -> np.ndarray:
    return tables.scratch.world.cell_host[tables.rows("adoptions", "cell")]


def _is_new(tables: Tables) -> np.ndarray:
    return tables.rows("solutions", "origin") != Origin.CATALOGUE
