"""Handing tables of arrays to compiled functions by reference.

Numba passes a named tuple by value: every array becomes seven arguments of every call, which makes calls slow and
compilation slower still. `by_reference` turns a named tuple (of arrays, numbers and further named tuples) into a
Numba struct that is passed as one pointer and read with the same attribute names. In plain Python it returns the
named tuple itself, so the same code runs uncompiled.
"""

from __future__ import annotations

import hashlib
from typing import Any

import numba
from numba.core import cgutils, types
from numba.core.extending import intrinsic, overload
from numba.experimental import structref
from numba.experimental.jitclass.base import imp_dtor


@structref.register
class Table(types.StructRef):
    """The Numba type of a named tuple that is passed by reference."""

    def __init__(self, fields: Any) -> None:
        super().__init__(fields)
        # The full name lists every field's type; in the symbols of every function it would be most of the code.
        self.name = f"Table[{hashlib.sha256(self.name.encode()).hexdigest()[:16]}]"

    def preprocess_fields(self, fields: Any) -> Any:
        """Drop literal types: a table's numbers are not compile-time constants."""
        return tuple((name, types.unliteral(kind)) for name, kind in fields)


def _type_of(kind: types.Type) -> types.Type:
    if isinstance(kind, types.NamedTuple):
        return Table(tuple(zip(kind.fields, map(_type_of, kind.types), strict=True)))
    return types.unliteral(kind)


def _build(context: Any, builder: Any, kind: types.Type, value: Any) -> Any:
    """Allocate the struct of a named tuple and store its fields; anything else is returned with a new reference."""
    if not isinstance(kind, types.NamedTuple):
        context.nrt.incref(builder, kind, value)
        return value
    target = _type_of(kind)
    model = context.data_model_manager[target.get_data_type()]
    layout = model.get_value_type()
    size = context.get_constant(types.uintp, context.get_abi_sizeof(layout))
    memory = context.nrt.meminfo_alloc_dtor(builder, size, imp_dtor(context, builder.module, target))
    data = builder.bitcast(context.nrt.meminfo_data(builder, memory), layout.as_pointer())
    builder.store(cgutils.get_null_value(layout), data)
    fields = cgutils.create_struct_proxy(target.get_data_type())(context, builder, ref=data)
    for position, (name, part) in enumerate(zip(kind.fields, kind.types, strict=True)):
        setattr(fields, name, _build(context, builder, part, builder.extract_value(value, position)))
    struct = context.make_helper(builder, target)
    struct.meminfo = memory
    return struct._getvalue()


@intrinsic
def _as_struct(typing_context: Any, record: Any) -> Any:
    target = _type_of(record)

    def codegen(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        return _build(context, builder, record, args[0])

    return target(record), codegen


def by_reference(record):  # unannotated: Numba compares this signature with the overload's
    """The same table, passed by reference in compiled code."""
    return record


@overload(by_reference)
def _by_reference(record):
    if isinstance(record, types.NamedTuple):
        return lambda record: _as_struct(record)
    raise numba.TypingError("by_reference takes a named tuple")
