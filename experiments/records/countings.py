"""The same runs under other countings."""

from typing import NotRequired, TypedDict

from .common import Errors, Number, Target, Titles


class Counted(TypedDict):
    """One scenario under another counting."""

    p_target: Number
    fte_p50: Number
    errors: NotRequired[Errors]


class Definition(TypedDict):
    """The runs under another counting; no target and no scenarios where they cannot answer it, but the reason."""

    name: str
    title: Titles
    target: Target | None
    scenarios: dict[str, Counted]
    not_available: NotRequired[str]
