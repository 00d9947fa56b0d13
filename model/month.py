"""One month: the rules in their order, written down once for the ensemble and for the Mesa face alike."""

from __future__ import annotations

from typing import Any

import numba
import numpy as np

from .compiled import PLAIN, Rule
from .loop import Rules
from .now import Now
from .reference import table_type
from .rules.abroad import abroad
from .rules.account import account
from .rules.adopt import adopt
from .rules.deploy import deploy
from .rules.develop import develop
from .rules.engage import engage
from .rules.exchange import exchange
from .rules.form import form
from .rules.institutions import institutions
from .rules.regimes import regimes
from .rules.renew import renew
from .rules.report import report
from .rules.start import start
from .rules.tell_hosts import tell_hosts
from .rules.trust import trust
from .rules.turn_over import turn_over
from .state.state import State
from .state.world import World

# Who takes what into use, and how deeply: what a replay of a past roll-out runs alone.
ROLL_OUT = (adopt, regimes, deploy)
ORDER = (
    *(institutions, engage, form, exchange, trust, develop, abroad, tell_hosts),
    *ROLL_OUT,
    *(renew, turn_over, account),
)


_ready: dict[tuple, Rules] = {}


def ready(world: World, state: State, now: Now, out: Any = None, order: tuple[Rule, ...] = ORDER) -> Rules:
    """The rules for tables of these types, compiled or read from the cache."""
    if PLAIN:
        return Rules(start, order, report)
    # Numba takes a tenth of a second to find the types of some hundred arrays: many times a short replay.
    asked = (order, *map(kinds, (world, state, now, out)))
    if asked not in _ready:
        _ready[asked] = _addresses(world, state, now, out, order)
    return _ready[asked]


def kinds(table: Any) -> Any:
    """What decides the type of a table of arrays, numbers and further tables: equal for equal types."""
    if isinstance(table, tuple):
        return (type(table), *map(kinds, table))
    if isinstance(table, np.ndarray):
        return table.dtype, table.ndim, table.flags.c_contiguous, table.flags.writeable
    return table.dtype if isinstance(table, np.generic) else type(table)


def _addresses(world: World, state: State, now: Now, out: Any, order: tuple[Rule, ...]) -> Rules:
    tables = tuple(table_type(numba.typeof(table)) for table in (world, state, now))
    month = np.array([rule.address(*tables) for rule in order])
    written = report.address(*tables, table_type(numba.typeof(out))) if out is not None else 0
    return Rules(np.intp(start.address(*tables)), month, np.intp(written))
