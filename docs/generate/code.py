"""Reads what the source files of the model say of themselves."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from samspil.model.declared import reads
from samspil.model.state.column import Column, columns

ROOT = Path(__file__).resolve().parent.parent.parent
MODEL = ROOT / "model"
# Authors and a year: "Meier et al. 2016", "Box and Muller 1958"; a month and a year is none.
NAME = r"(?!January|December)[A-Z][a-z][\w'-]*"
CITATION = re.compile(rf"{NAME}(?:(?:, | and |, and ){NAME})*(?: et al\.)?,? \(?(?:19|20)\d\d")


@dataclass(frozen=True)
class Source:
    """One source file: its docstring, its public functions, and what it reads by name."""

    name: str
    text: str
    functions: dict[str, str] = field(default_factory=dict)
    reads: dict[str, set[str]] = field(default_factory=dict)
    purposes: tuple[str, ...] = ()

    @property
    def summary(self) -> str:
        """What the file is about, without its own name in front."""
        plain = self.text.partition("\n\n")[0].replace("\n", " ")
        said = plain.split(": ", 1)[1] if plain.lower().startswith(f"{self.name.replace('_', ' ')}: ") else plain
        return said[:1].upper() + said[1:]

    @property
    def rest(self) -> str:
        """What follows the summary."""
        return self.text.partition("\n\n")[2]

    @property
    def citations(self) -> list[str]:
        """Authors and years that its docstrings name."""
        said = " ".join([self.text, *self.functions.values()]).replace("\n", " ")
        return sorted({found.replace("(", "") for found in CITATION.findall(said)})


@cache
def source(path: Path) -> Source:
    """Read one Python file."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    functions = [node for node in tree.body if isinstance(node, ast.FunctionDef)]
    said = {node.name: ast.get_docstring(node) or "" for node in functions if not node.name.startswith("_")}
    return Source(path.stem, ast.get_docstring(tree) or "", said, reads(tree), _purposes(tree))


def folder(name: str) -> list[Source]:
    """The files of a folder of the model, in alphabetical order."""
    return [source(path) for path in sorted((MODEL / name).glob("*.py")) if path.stem != "__init__"]


def order_of_month() -> list[Source]:
    """The rules in the order in which a month calls them."""
    from samspil.model.month import ORDER, report

    files = dict.fromkeys(rule.__module__.rpartition(".")[2] for rule in (*ORDER, report))
    return [source(MODEL / "rules" / f"{name}.py") for name in files]


def fields(table: type) -> list[str]:
    """What every column of a table of state holds: dims, meaning and unit, as its declaration says."""
    return [_declared(name, each) for name, each in columns(table).items()]


def _declared(name: str, declared: Column) -> str:
    unit = f" ({declared.unit})" if declared.unit else ""
    said = f": {declared.meaning}" if declared.meaning else ""
    return f"`{name}` [{', '.join(declared.dims)}]{said}{unit}"


def _purposes(tree: ast.Module) -> tuple[str, ...]:
    """Purposes of draws that a file imports."""
    names = [
        alias.name
        for node in tree.body
        if isinstance(node, ast.ImportFrom) and node.module == "draws"
        for alias in node.names
    ]
    return tuple(sorted(name for name in names if name.isupper()))
