"""A function of the model as lines of mathematics: what it works out, under which condition, for each of what."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from .typeset import CASE, latex, name

AND, ARROW = r",\ ", r"\leftarrow"
LEAVING: Mapping[type[ast.stmt], str] = {ast.Continue: "next", ast.Break: "stop", ast.Return: "stop"}
NAMED = (ast.Name, ast.Attribute, ast.Subscript)


@dataclass
class Steps:
    """The lines of one function; `known` are the names that have a value already."""

    function: ast.FunctionDef
    known: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        """Arguments have a value from the start."""
        self.known |= {latex(ast.Name(each.arg)) for each in self.function.args.args}

    def text(self) -> str:
        """Aligned lines: what, its value, when."""
        return "\\begin{aligned}\n" + f"{CASE.rstrip()}\n".join(self.lines(self.function.body, ())) + "\n\\end{aligned}"

    def lines(self, body: list[ast.stmt], when: tuple[str, ...]) -> Iterator[str]:
        """The lines of a block, under what it stands under."""
        for step in body:
            if isinstance(step, ast.If):
                yield from self.branches(step, when)
            elif isinstance(step, ast.For):
                yield from self.lines(step.body, (*when, rf"\text{{for each }} {latex(step.target)}"))
            else:
                yield from (f"{line} & {AND.join(when)}" if when else line for line in self.line(step))

    def branches(self, step: ast.If, when: tuple[str, ...]) -> Iterator[str]:
        """What is done if, else if, and otherwise."""
        yield from self.lines(step.body, (*when, rf"\text{{if }} {latex(step.test)}"))
        if len(step.orelse) == 1 and isinstance(step.orelse[0], ast.If):
            yield from self.branches(step.orelse[0], when)
        elif step.orelse:
            yield from self.lines(step.orelse, (*when, r"\text{otherwise}"))

    def line(self, step: ast.stmt) -> Iterator[str]:
        """One step: a value, a result, or that no more is done."""
        if isinstance(step, ast.Assign):
            yield from (self.value(*pair) for pair in _pairs(step.targets[0], step.value) if self.says(*pair))
        elif isinstance(step, ast.AugAssign):
            self.known.add(latex(step.target))
            yield self.value(step.target, ast.BinOp(step.target, step.op, step.value))
        elif isinstance(step, ast.Return) and step.value is not None:
            yield rf"{name(self.function.name)} &= {latex(step.value)}"
        elif isinstance(step, ast.Expr) and isinstance(step.value, ast.Call) and _is_sum(step.value):
            yield rf"& {latex(step.value)}"
        elif type(step) in LEAVING:
            yield rf"& \text{{{LEAVING[type(step)]}}}"

    def value(self, target: ast.expr, value: ast.expr) -> str:
        """What gets which value; an arrow where it had one."""
        left = latex(target)
        again = left in self.known or isinstance(target, ast.Subscript)
        self.known.add(left)
        return f"{left} &{ARROW if again else '='} {latex(value)}"

    def says(self, target: ast.expr, value: ast.expr) -> bool:
        """Whether a line says more than that a column, or a table, is called as it is."""
        if isinstance(value, ast.Constant) and isinstance(value.value, str):
            return False
        return not (isinstance(target, ast.Name) and isinstance(value, NAMED) and _last(value) in _alike(target.id))


def _alike(word: str) -> tuple[str, ...]:
    return word, f"{word}s", word.rstrip("s")


def _last(node: ast.expr) -> str:
    """The name that says what it is: `hazard` of `considered.hazard[unit]`."""
    if isinstance(node, ast.Subscript):
        return _last(node.value)
    return node.attr if isinstance(node, ast.Attribute) else ast.unparse(node)


def _pairs(target: ast.expr, value: ast.expr) -> list[tuple[ast.expr, ast.expr]]:
    if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
        return list(zip(target.elts, value.elts, strict=True))
    return [(target, value)]


def _is_sum(call: ast.Call) -> bool:
    """Whether a call works something out in what it is given."""
    return any(isinstance(each, ast.BinOp | ast.IfExp) for given in call.args for each in ast.walk(given))


def equations(function: ast.FunctionDef) -> str:
    """The function as mathematics."""
    return Steps(function).text()
