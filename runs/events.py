"""The event tables of one recorded trajectory: as variables of its Dataset, as data frames, and as a network."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from samspil.model.epoch import month_number, month_text
from samspil.model.errors import UserError
from samspil.model.messages import say
from samspil.model.read import load_table

if TYPE_CHECKING:
    import networkx as nx
    import pandas as pd
    import xarray as xr

FILE = Path(__file__).parent / "data" / "events.csv"
# The dim along which each table's columns lie; their variables are called <dim>_<column>.
DIMS = {
    "actors": "actor",
    "partnerships": "partnership",
    "members": "member",
    "progress": "work",
    "ties": "tie",
    "solutions": "solution",
    "adoptions": "adoption",
    "uses": "use",
    "parameters": "parameter",
}


@dataclass(frozen=True)
class Column:
    """One column of an event table.

    `codes` names the values 0, 1, ... of a code, or `@` and what the value is a position in, an id or a name of:
    `@region`, `@need`, `@pool`, `@actor`, `@host`, `@solution`, `@partnership`; `@partnership_key`, `@solution_key`;
    `@actor_name`, `@solution_name`.
    """

    table: str
    column: str
    units: str
    long_name_en: str
    long_name_da: str
    codes: str

    @property
    def variable(self) -> str:
        """Name of the variable in a Dataset."""
        return f"{DIMS[self.table]}_{self.column}"

    @property
    def refers_to(self) -> str:
        """What its values are positions in or ids of; nothing for plain numbers and codes."""
        return self.codes.removeprefix("@") if self.codes.startswith("@") else ""

    def attributes(self) -> dict[str, Any]:
        """Unit, name, and the meaning of codes after the CF conventions."""
        plain = ({"units": self.units} if self.units else {}) | {"long_name": self.long_name_en}
        if not self.codes or self.refers_to:
            return {**plain, "refers_to": self.refers_to} if self.refers_to else plain
        return {**plain, "flag_values": np.arange(len(self.codes.split())), "flag_meanings": self.codes}


@cache
def columns() -> tuple[Column, ...]:
    """Every column of every event table."""
    return tuple(Column(**row.values) for row in load_table(FILE))


def with_tables(ds: xr.Dataset, recorded: Mapping[str, Mapping[str, np.ndarray]]) -> xr.Dataset:
    """A trajectory with its event tables.

    Args:
        ds: the trajectory.
        recorded: by table and column, all columns of a table equally long.
    """
    return ds.assign(
        {row.variable: ((DIMS[row.table],), recorded[row.table][row.column], row.attributes()) for row in columns()}
    )


def tables(ds: xr.Dataset, labels: bool = False) -> dict[str, pd.DataFrame]:
    """The event tables as data frames: actors, partnerships, members, progress, ties, solutions, adoptions, uses, and
    the parameters that the run read: enough to work the ledger out again.

    Args:
        ds: from `simulate(..., record="events")`.
        labels: give codes, months and ids as people read them: categories, periods, names of actors and solutions (no
            two alike, so that tables can be merged by them), lineage ids as text.
            What is none (-1) is missing then, and so are months before January 2022 or after the last that is run.

    Raises:
        UserError: the trajectory was not recorded.

    Example:
        >>> ds = simulate("current-policy", record="events")
        >>> found = tables(ds, labels=True)
        >>> trust = found["partnerships"].groupby("kind", observed=True)["trust"].mean()
        >>> made = found["adoptions"].merge(found["solutions"], left_on="solution", right_on="name")
        >>> list(made["origin"].cat.categories)
        ['catalogue', 'abroad', 'in-house', 'partnership']
    """
    import pandas as pd

    from .decode import reader

    _recorded(ds)
    read = reader(ds) if labels else _plain
    return {
        table: pd.DataFrame({row.column: read(row, ds[row.variable].values) for row in columns() if row.table == table})
        for table in DIMS
    }


def _plain(_: Column, values: np.ndarray) -> np.ndarray:
    return values


def to_networkx(ds: xr.Dataset, month: Any) -> nx.Graph:
    """Who works with whom at the end of a month: actors as nodes, an edge between members of a live partnership.

    A partnership is live as `partnerships_active` counts it: not in-house, and not awaiting a decision. Nodes have
    `name`, `kind` and `region`, edges `partnerships`, the lineage ids that the two share, numbers as in `tables(ds)`.

    Args:
        ds: from `simulate(..., record="events")`.
        month: YYYY-MM, a period or date of pandas or NumPy, or months since January 2022.

    Raises:
        UserError: the trajectory was not recorded, or the month is none or beyond the horizon.

    Example:
        >>> ds = simulate("current-policy", record="events")
        >>> graph = to_networkx(ds, "2027-06")
        >>> live = {key for *_, keys in graph.edges(data="partnerships") for key in keys}
        >>> len(live) == int(ds["partnerships_active"].sel(time="2027-06-01"))
        True
    """
    from itertools import combinations

    import networkx as nx

    found, number = tables(ds), _month(month, ds.sizes["time"])
    progress, members = found["progress"], found["members"]
    running = progress.loc[(progress["month"] == number) & (progress["live"] == 1), "partnership"]
    graph = nx.Graph()
    for key, group in members[members["partnership"].isin(running)].groupby("partnership"):
        graph.add_nodes_from((int(actor), _node(ds, int(actor))) for actor in group["actor"])
        for pair in combinations(sorted(map(int, group["actor"])), 2):
            shared = graph.edges[pair]["partnerships"] if graph.has_edge(*pair) else []
            graph.add_edge(*pair, partnerships=[*shared, int(key)])
    return graph


def _node(ds: xr.Dataset, actor: int) -> dict[str, str]:
    kinds = ds["actor_kind"].attrs["flag_meanings"].split()
    return {
        "name": str(ds["actor_name"].values[actor]),
        "kind": kinds[int(ds["actor_kind"].values[actor])],
        "region": str(ds["region"].values[int(ds["actor_region"].values[actor])]),
    }


def _month(month: Any, months: int) -> int:
    number = month if isinstance(month, (int, np.integer)) else month_number(_written(month))
    if number is None or isinstance(month, bool):
        raise UserError(say("month-is-none", month=month, first=month_text(0)))
    if not 0 <= number < months:
        raise UserError(say("month-outside", month=month, first=month_text(0), last=month_text(months - 1)))
    return int(number)


def _written(month: Any) -> str:
    """A period or date as YYYY-MM; what is none stays as it is written."""
    if isinstance(month, np.datetime64):
        return str(month.astype("datetime64[M]"))
    return f"{month:%Y-%m}" if hasattr(month, "strftime") else str(month)


def _recorded(ds: xr.Dataset) -> None:
    if columns()[0].variable not in ds:
        raise UserError(say("no-event-tables"))
