"""Handing tables of arrays to compiled functions by reference.

Numba passes a named tuple by value: every array becomes seven arguments of every call, which makes calls slow and
compilation slower still. `by_reference` lays a named tuple (of arrays, numbers and further named tuples) out on the
stack of the function that calls it and gives a pointer, read with the same attribute names. The pointer must not
outlive that function, and the named tuple keeps the arrays alive: nothing is counted. In plain Python it returns the
named tuple itself, so the same code runs uncompiled.
"""

from __future__ import annotations

import hashlib
from typing import Any

import numba
from llvmlite import ir
from numba.core import cgutils, types
from numba.core.datamodel import models
from numba.core.extending import infer_getattr, intrinsic, lower_getattr_generic, overload, register_model
from numba.core.typing.templates import AttributeTemplate

_WORD = 8


class Table(types.Type):
    """The Numba type of a named tuple that is passed by reference: names and types of its fields."""

    def __init__(self, fields: tuple[tuple[str, types.Type], ...]) -> None:
        self.fields = fields
        # The full name lists every field's type; in the symbols of every function it would be most of the code.
        digest = hashlib.sha256(repr([(name, str(kind)) for name, kind in fields]).encode()).hexdigest()[:16]
        super().__init__(f"Table[{digest}]")

    def field(self, name: str) -> types.Type | None:
        """The type of a field; None if there is no such field."""
        return dict(self.fields).get(name)

    def offset(self, context: Any, name: str) -> int:
        """Bytes before a field."""
        offset = 0
        for other, kind in self.fields:
            if other == name:
                break
            offset += _size(context, kind)
        return offset


@register_model(Table)
class TableModel(models.OpaqueModel):
    """A bare pointer."""


@infer_getattr
class TableAttributes(AttributeTemplate):
    """Types of `table.field`."""

    key = Table

    def generic_resolve(self, table: Table, name: str) -> types.Type | None:
        """The type of a field."""
        return table.field(name)


@lower_getattr_generic(Table)
def read_field(context: Any, builder: Any, table: Table, pointer: Any, name: str) -> Any:
    """Read a field: a table inside a table is its address, anything else is loaded."""
    kind = table.field(name)
    place = builder.gep(pointer, [ir.Constant(ir.IntType(64), table.offset(context, name))])
    if isinstance(kind, Table):
        return place
    value = builder.load(builder.bitcast(place, context.get_value_type(kind).as_pointer()))
    return _without_owner(context, builder, kind, value)


def _without_owner(context: Any, builder: Any, kind: types.Type, value: Any) -> Any:
    """An array that nobody counts the references of."""
    if not isinstance(kind, types.Array):
        return value
    array = context.make_helper(builder, kind, value)
    array.meminfo = cgutils.get_null_value(array.meminfo.type)
    array.parent = cgutils.get_null_value(array.parent.type)
    return array._getvalue()


def _size(context: Any, kind: types.Type) -> int:
    if isinstance(kind, Table):
        return sum(_size(context, part) for _, part in kind.fields)
    size = context.get_abi_sizeof(context.get_value_type(kind))
    return (size + _WORD - 1) // _WORD * _WORD


def table_type(kind: types.Type) -> types.Type:
    """The type that a named tuple has once it is handed by reference; other types stay what they are."""
    if isinstance(kind, types.NamedTuple):
        return Table(tuple((name, table_type(part)) for name, part in zip(kind.fields, kind.types, strict=True)))
    return types.unliteral(kind)


def _lay_out(context: Any, builder: Any, kind: types.NamedTuple, value: Any, pointer: Any) -> None:
    table = table_type(kind)
    for position, (name, part) in enumerate(zip(kind.fields, kind.types, strict=True)):
        field = builder.extract_value(value, position)
        place = builder.gep(pointer, [ir.Constant(ir.IntType(64), table.offset(context, name))])
        if isinstance(part, types.NamedTuple):
            _lay_out(context, builder, part, field, place)
        else:
            unowned = _without_owner(context, builder, part, field)
            builder.store(unowned, builder.bitcast(place, unowned.type.as_pointer()))


@intrinsic
def _on_stack(typing_context: Any, record: Any) -> Any:
    table = table_type(record)

    def codegen(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        words = ir.ArrayType(ir.IntType(64), _size(context, table) // _WORD)
        pointer = builder.bitcast(cgutils.alloca_once(builder, words), ir.IntType(8).as_pointer())
        _lay_out(context, builder, record, args[0], pointer)
        return pointer

    return table(record), codegen


def by_reference(record):  # unannotated: Numba compares this signature with the overload's
    """The same table, passed by reference in compiled code."""
    return record


@overload(by_reference, inline="always")
def _by_reference(record):
    if isinstance(record, types.NamedTuple):
        return lambda record: _on_stack(record)
    raise numba.TypingError("by_reference takes a named tuple")
