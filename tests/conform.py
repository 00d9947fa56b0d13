"""Whether what was written has the keys and kinds of values that its type says."""

from types import NoneType, UnionType
from typing import Any, NotRequired, Union, get_args, get_origin, get_type_hints, is_typeddict


def wrong(value: Any, kind: Any, place: str = "") -> list[str]:
    """Every place at which a value is not of a kind made of records, dicts, lists, unions and plain types."""
    if is_typeddict(kind):
        hints = get_type_hints(kind)
        if not isinstance(value, dict) or set(value) - set(hints) or kind.__required_keys__ - set(value):
            return [f"{place}: {kind.__name__} has {sorted(hints)}, not {list(value or [])}"]
        return [each for name in value for each in wrong(value[name], hints[name], f"{place}.{name}")]
    origin, inner = get_origin(kind), get_args(kind)
    if origin is NotRequired:
        return wrong(value, inner[0], place)
    if origin in (UnionType, Union):
        told = [wrong(value, each, place) for each in inner]
        return [] if [] in told else max(told, key=len)
    if origin is dict and isinstance(value, dict):
        return [each for name in value for each in wrong(value[name], inner[1], f"{place}.{name}")]
    if origin is list and isinstance(value, list):
        return [each for at, part in enumerate(value) for each in wrong(part, inner[0], f"{place}[{at}]")]
    plain = {float: (int, float), NoneType: NoneType}.get(kind, kind)
    return [] if origin is None and isinstance(value, plain) else [f"{place}: {value!r} is no {kind}"]
