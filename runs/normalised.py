"""Source code as what it computes: without comments, docstrings, annotations, file names and names of local variables.

Two texts with one digest compute the same; what a refusal says is no number either. Names of functions, of constants
and of fields stay, since calls go by them.
"""

from __future__ import annotations

import ast
import hashlib
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

# What says nothing of what is computed; some are there in some versions of Python only.
SILENT = frozenset({"ctx", "kind", "type_comment", "type_params", "type_ignores", "annotation", "returns"})
# A column of a table (`model.state.column`): its type and dims are told, its unit and meaning are texts.
DECLARED = "column"
# What tells people that something is wrong: where it is told is code, what is said is text.
TOLD = frozenset({"say", "UserError", "problem"})
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)


@cache
def code_digest(sources: tuple[Path, ...]) -> str:
    """SHA-256 of what the code in some files does, wherever in them and in whichever order it stands."""
    told = sorted(text for path in sources for text in statements(path.read_text(encoding="utf-8")))
    return hashlib.sha256("\n".join(told).encode()).hexdigest()


def statements(source: str) -> Iterator[str]:
    """Each definition and constant of a module, normalised."""
    for node in ast.parse(source).body:
        if not _is_silent(node):
            yield _told(node, {})


def _is_silent(node: ast.AST) -> bool:
    """Whether a statement only says where names come from, or what something means."""
    if isinstance(node, (ast.Import, ast.ImportFrom)):
        return True
    if isinstance(node, ast.If):
        return isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _told(node: Any, names: dict[str, str]) -> str:
    """A node as text, under the numbers of local names."""
    if isinstance(node, list):
        return "[" + ",".join(_told(each, names) for each in node if not _says_nothing(each)) + "]"
    if not isinstance(node, ast.AST):
        return repr(node)
    if isinstance(node, ast.Name):
        return f"Name({names.get(node.id, node.id)})"
    if isinstance(node, ast.arg):
        return f"arg({names.get(node.arg, node.arg)})"
    if isinstance(node, ast.Call) and _called(node) == DECLARED:
        return f"{DECLARED}({','.join(_told(each, names) for each in node.args[:2])})"
    if isinstance(node, ast.Call) and _called(node) in TOLD:
        return f"{_called(node)}()"
    inner = names | _locals(node, len(names)) if isinstance(node, FUNCTIONS) else names
    parts = (f"{field}={_told(value, inner)}" for field, value in _fields(node))
    return f"{type(node).__name__}({','.join(parts)})"


def _called(node: ast.Call) -> str:
    return node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")


def _says_nothing(node: Any) -> bool:
    return isinstance(node, ast.stmt) and _is_silent(node)


def _fields(node: ast.AST) -> Iterator[tuple[str, Any]]:
    """Fields that say something; what is empty is left out, as some versions of Python do."""
    for field, value in ast.iter_fields(node):
        if field not in SILENT and value is not None and value != []:
            yield field, value


def _locals(function: ast.AST, known: int) -> dict[str, str]:
    """A number for each name that a function binds, in the order in which it does."""
    bound = dict.fromkeys(_bound(function))
    return {name: f"#{known + number}" for number, name in enumerate(bound)}


def _bound(function: ast.AST) -> Iterable[str]:
    for node in ast.walk(function):
        if isinstance(node, ast.arg):
            yield node.arg
        elif isinstance(node, ast.Name) and isinstance(node.ctx, (ast.Store, ast.Del)):
            yield node.id
