"""How functions of the model are compiled.

One decorator for all, so that every kernel shares the same promises: the GIL is released, the machine code is cached
on disk, and floating point stays strict (no fastmath), because the same key must give the same bits.
"""

from collections.abc import Callable
from typing import ParamSpec, TypeVar

import numba

_P = ParamSpec("_P")
_R = TypeVar("_R")


def compiled(function: Callable[_P, _R]) -> Callable[_P, _R]:
    """Compile a function of scalars, arrays and named tuples of arrays."""
    return numba.njit(function, nogil=True, cache=True, error_model="numpy")


def inlined(function: Callable[_P, _R]) -> Callable[_P, _R]:
    """Compile a small function that runs once per item, to be inlined by LLVM into its caller."""
    return numba.njit(function, nogil=True, cache=True, error_model="numpy")
