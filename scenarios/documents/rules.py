"""Switches of the model's mechanisms: what a document may write under `rules`."""

from __future__ import annotations

from samspil.model.choices import AS_DRAWN
from samspil.model.levers import CHANNELS, VARIANTS
from samspil.model.messages import say
from samspil.model.parameters import structures

from .findings import Findings
from .tree import Node
from .values import Reader, boolean, fields, one_of

GROUPS = tuple(dict.fromkeys(name.split(".")[0] for name in CHANNELS if "." in name))


def variants() -> dict[str, tuple[str, ...]]:
    """Rules with named forms, the ordinary one first: switches, and rival forms, which each draw chooses among."""
    return {**VARIANTS, **{name: (AS_DRAWN, *forms) for name, forms in structures().items()}}


def ordinary() -> dict[str, bool | str]:
    """Every rule as it is when nobody says otherwise: channels on, variants at their first name."""
    return {**dict.fromkeys(CHANNELS, True), **{name: names[0] for name, names in variants().items()}}


def rules(node: Node, key: str, findings: Findings) -> dict[str, bool | str]:
    """The rules that a document sets; a group name alone (`trust: false`) sets all its channels."""
    settings: dict[str, bool | str] = {}
    for name, value in fields(node, key, findings, readers(), say("rule")).items():
        settings.update((channel, value) for channel in (_channels(name) if name in GROUPS else [name]))
    return settings


def readers() -> dict[str, Reader]:
    """A reader for each rule and each group of channels."""
    named = {name: one_of(names, say("a-variant-of-this-rule")) for name, names in variants().items()}
    return {**dict.fromkeys(GROUPS, boolean), **dict.fromkeys(CHANNELS, boolean), **named}


def _channels(group: str) -> list[str]:
    return [name for name in CHANNELS if name.startswith(f"{group}.")]
