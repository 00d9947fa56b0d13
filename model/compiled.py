"""How functions of the model are compiled.

Every kernel shares the same promises: the GIL is released, the machine code is cached on disk, and floating point
stays strict (no fastmath), because the same key must give the same bits. Three kinds of functions:

- `compiled`: called from compiled code alone. It is optimised as a part of what calls it, once.
- `entry`: called from Python with named tuples of arrays; it may allocate.
- `Rule`: a rule of the month, compiled by itself and called by its address (`calling`), so that a changed rule costs
  its own compilation and nobody else's.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numba
from numba.core import types
from numba.core.ccallback import CFunc
from numba.core.errors import NumbaError
from numba.core.types import unliteral

from . import caching
from .errors import UserError
from .parts import Part
from .slips import slip

# Whether this copy of the model is plain Python.
PLAIN = bool(numba.config.DISABLE_JIT)
# Strict floating point; dividing by zero gives infinity and no exception, which nothing could catch.
STRICT = {"error_model": "numpy"}
# Counting references is off: it would be most of the code, and nothing is allocated that needs it.
INNER = {**STRICT, "_nrt": False}


def compiled(function: Callable) -> Any:  # Any: inferring types through unannotated rules takes minutes
    """Compile a function of numbers, arrays and tables for other compiled functions. It may not allocate."""
    return _once(numba.njit(function, nogil=True, pipeline_class=Part, **INNER))


def callable_too(function: Callable) -> Any:
    """Compile a small function that Python calls as well as compiled code does."""
    return _once(_kept(numba.njit(function, nogil=True, **INNER), function))


def entry(function: Callable) -> Any:
    """Compile a function that Python calls with named tuples of arrays; it may allocate."""
    return _kept(numba.njit(function, nogil=True, **STRICT), function)


class Rule:
    """A rule: a function of tables that writes some of them, compiled by itself.

    Args:
        function: takes tables alone and returns nothing.
        writes: the tables that it may write, as `actors` or `ledger` in the state.
    """

    def __init__(self, function: Callable, writes: tuple[str, ...]) -> None:
        self.function = function
        self.writes = writes
        self.__name__ = function.__name__
        self.__doc__ = function.__doc__
        self.__module__ = function.__module__
        self._addresses: dict[tuple, CFunc] = {}

    def __call__(self, *tables: Any) -> None:
        """The rule as plain Python."""
        self.function(*tables)

    def address(self, *tables: types.Type) -> int:
        """Where the code for tables of these types lies; compiled or read from the cache on the first call.

        Raises:
            UserError: the compiler cannot make sense of the rule.
        """
        if tables not in self._addresses:
            code = CFunc(self.function, (tables, types.void), {}, dict(INNER))
            code._cache = caching.kept(self.function)
            try:
                code.compile()
            except NumbaError as error:
                raise UserError(slip(self.function, error)) from error
            self._addresses[tables] = code
        return self._addresses[tables].address


def rule(*writes: str) -> Callable[[Callable], Rule]:
    """Declare a rule and the tables that it may write."""
    return lambda function: Rule(function, writes)


def _kept(dispatcher: Any, function: Callable) -> Any:
    if not PLAIN:
        dispatcher._cache = caching.kept(function)
    return dispatcher


def _once(dispatcher: Any) -> Any:
    """Let a call with a constant use the code for any number: Numba would compile a function for each constant."""
    if PLAIN:
        return dispatcher
    template = dispatcher.get_call_template

    def plainly(arguments: tuple, named: dict) -> Any:
        return template(tuple(map(unliteral, arguments)), {name: unliteral(kind) for name, kind in named.items()})

    dispatcher.get_call_template = plainly
    return dispatcher
