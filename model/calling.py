"""Calling a rule by its address from compiled code."""

from __future__ import annotations

from typing import Any

from llvmlite import ir
from numba.core import types
from numba.core.extending import intrinsic, overload


@intrinsic
def _by_address(typing_context: Any, address: Any, tables: Any) -> Any:
    def codegen(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        place, packed = args
        given = [builder.extract_value(packed, position) for position in range(len(tables.types))]
        kind = ir.FunctionType(ir.VoidType(), [value.type for value in given])
        builder.call(builder.inttoptr(place, kind.as_pointer()), given)
        return context.get_dummy_value()

    return types.void(types.intp, tables), codegen


def call(rule, tables):  # unannotated: Numba compares this signature with the overload
    """Call a rule with a tuple of tables; `rule` is its address in compiled code, the rule itself in plain Python."""
    rule(*tables)


@overload(call, inline="always")
def _call(rule, tables):
    return lambda rule, tables: _by_address(rule, tables)
