"""The page of equations: functions of the model as mathematics, read from their code."""

from __future__ import annotations

import ast
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np

from samspil.model import draws
from samspil.model.declared import reads
from samspil.model.levers import levers
from samspil.model.parameters import registry

from . import facts
from .code import MODEL
from .steps import equations

CHOSEN = Path(__file__).with_name("equations.csv")
HEAD = """# Equations

{made}

What rules work out, in the order of the month, as mathematics that is read from their code. A name of several words is
one quantity, under the name that the code gives it; its subscript says whose it is. Lines are read from top to bottom:
an arrow gives a quantity a new value, and the first result that applies is the result. A draw is named by its purpose
([which ids it hangs on](odd.md) stands there). Under each stand the
parameters, levers and switches that it reads; [the description of the model](odd.md) tells the same in words.
"""


def equation_page(made: str) -> str:
    """The page, a section for each rule."""
    parts = [HEAD.format(made=made).strip()]
    for row in facts.rows_of(CHOSEN):
        parts += [f"## {row['rule'].capitalize()}", *(_section(place) for place in row["functions"].split())]
    return "\n\n".join(parts)


def _section(place: str) -> str:
    function, module = function_at(place), module_of(place)
    home, _, name = place.rpartition(".")
    said = " ".join((ast.get_docstring(function) or "").partition("\n\n")[0].split())
    written = equations(WithValues(module).visit(function))
    parts = [f"### {name.strip('_').replace('_', ' ')}", f"`{name}` of `model/{home}.py`. {said}".strip()]
    return "\n\n".join([*parts, f"$$\n{written}\n$$", *_where(function)])


def function_at(place: str) -> ast.FunctionDef:
    """A function of the model by file and name, read anew.

    Raises:
        LookupError: there is none.
    """
    home, _, name = place.rpartition(".")
    path = MODEL / f"{home}.py"
    body = ast.parse(path.read_text(encoding="utf-8")).body if path.is_file() else []
    found = [each for each in body if isinstance(each, ast.FunctionDef) and each.name == name]
    if not found:
        raise LookupError(f"docs/generate/equations.csv: model/{home}.py has no {name}")
    return found[0]


@cache
def module_of(place: str) -> Any:
    """The module that a function stands in."""
    return import_module("samspil.model." + place.rpartition(".")[0].replace("/", "."))


class WithValues(ast.NodeTransformer):
    """Constants of a module as their values; what names a draw stays a name."""

    def __init__(self, module: Any) -> None:
        self.module = module

    def visit_Name(self, node: ast.Name) -> ast.expr:
        """A name in capitals is a constant."""
        value = getattr(self.module, node.id, None)
        is_number = node.id.isupper() and isinstance(value, float | int | np.floating)
        return ast.Constant(float(value)) if is_number and not hasattr(draws, node.id) else node


def _where(function: ast.FunctionDef) -> list[str]:
    """A table of what it reads that has a row of its own, nothing where it reads none."""
    read = reads(ast.Module([function], []))
    fields = read.get("p", set())
    moved = set().union(*(read.get(name, set()) for name in ("lever", "levers", "here")))
    rows = [(name, "parameter", each.title_en, each.unit) for name, each in registry().items()
            if facts.field_of(name) in fields and _is_first(name)]  # fmt: skip
    rows += [(name, "lever", each.title_en, each.unit) for name, each in levers().items() if name in moved]
    rows += [(name, "switch", "", "") for name in sorted(read.get("switches", set()))]
    head = ["Name", "Kind", "What", "Unit"]
    return [facts.table(head, [(f"`{name}`", *rest) for name, *rest in rows])] if rows else []


def _is_first(name: str) -> bool:
    """Whether a parameter is the first of its vector, or of none."""
    group = facts.field_of(name)
    return next(each for each in registry() if facts.field_of(each) == group) == name
