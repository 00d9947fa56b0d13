"""What rules read by name, held against the tables that declare it: parameters, levers, switches, outputs, codes.

A name that is read and not declared is found by reading the sources, in no time and with the file to add to; the
compiler would say so at length and in its own words.
"""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator
from enum import IntEnum
from pathlib import Path

from .levers import SWITCHES, lever_type
from .parameters import record_type
from .state import codes
from .state.outputs import declared

MODEL = Path(__file__).parent
# Names under which rules hold a record of levers.
LEVERS = ("lever", "levers", "here")
ARRAY = ("size", "shape")


def undeclared() -> list[str]:
    """A line for every name that a rule or a table reads and nothing declares, with the file to add it to."""
    files = sorted([*(MODEL / "rules").glob("*.py"), *(MODEL / "tables").glob("*.py")])
    return [line for path in files for line in _undeclared_in(path)]


def _undeclared_in(path: Path) -> Iterator[str]:
    found = reads(ast.parse(path.read_text(encoding="utf-8")))
    for base, (known, add_to) in _declarations().items():
        for name in sorted(found.get(base, set()) - set(known)):
            yield f"{path.relative_to(MODEL.parent).as_posix()}: {base}.{name} is not declared; {add_to}"


def _declarations() -> dict[str, tuple[Collection[str], str]]:
    """By what a name is read from: the names there are, and what to do for one more."""
    levers = ((*(lever_type().names or ()), *ARRAY), "add a row to model/data/levers.csv")
    enums = {name: each for name, each in vars(codes).items() if isinstance(each, type) and issubclass(each, IntEnum)}
    return {
        "p": (record_type().names or (), "add a row to model/data/parameters.csv"),
        **dict.fromkeys(LEVERS, levers),
        "switches": (SWITCHES.names or (), "add it to CHANNELS or VARIANTS of model/levers.py"),
        "out": ((*declared(), *ARRAY), "add a row to model/data/variables.csv"),
        **{name: (each.__members__, f"add it to {name} of model/state/codes.py") for name, each in enums.items()},
    }


def reads(tree: ast.Module) -> dict[str, set[str]]:
    """Attributes read of every plain name: `p.purchase_share` gives {"p": {"purchase_share"}}."""
    found: dict[str, set[str]] = {}
    for node in ast.walk(tree):
        if not isinstance(node, ast.Attribute):
            continue
        # A record by region is read through its index: `levers[region].broker`.
        base = node.value.value if isinstance(node.value, ast.Subscript) else node.value
        # What a rule is handed is read through `now`: `now.p.purchase_share`, `now.levers[region].broker`.
        name = base.attr if isinstance(base, ast.Attribute) else base.id if isinstance(base, ast.Name) else ""
        if name:
            found.setdefault(name, set()).add(node.attr)
    return found
