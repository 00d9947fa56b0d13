"""Arithmetic of a source file as mathematics: what a Python expression computes, in LaTeX."""

from __future__ import annotations

import ast
from collections.abc import Iterable

# What only hands the tables on says nothing about a sum.
CARRIED = {"world", "state", "now", "key", "p", "lever"}
# Calls that change how a number is held, not what it is.
SAME = {"float", "float32", "float64", "int64", "int32", "int8"}
SIGNS = {
    ast.Add: "+", ast.Sub: "-", ast.Mult: r"\cdot", ast.Mod: r"\bmod", ast.FloorDiv: r"\div",
    ast.BitAnd: r"\wedge", ast.BitOr: r"\vee",
}  # fmt: skip
COMPARED = {
    ast.Lt: "<", ast.LtE: r"\le", ast.Gt: ">", ast.GtE: r"\ge", ast.Eq: "=", ast.NotEq: r"\ne",
    ast.In: r"\in", ast.NotIn: r"\notin",
}  # fmt: skip
RANKS = {ast.Add: 1, ast.Sub: 1, ast.BitOr: 1, ast.BitAnd: 1, ast.Mult: 2, ast.Mod: 2, ast.FloorDiv: 2}
GREATEST = 9
# Draws are told by their purpose and their distribution: of (key, purpose, a, b, ...) the ids are left out.
DRAWN = {"uniform", "uniform_pair", "exponential", "normal", "normal_pair", "beta", "poisson_count"}
SHAPED, AFTER_IDS = {"beta", "poisson_count"}, 4


def name(word: str) -> str:
    """A name: words for a long one, a letter for a short one."""
    plain = word.strip("_").replace("_", " ") or r"\cdot"
    return plain if len(plain) == 1 or plain[0] == "\\" else rf"\text{{{plain.lower()}}}"


def latex(node: ast.AST, rank: int = 0) -> str:
    """An expression; in brackets where what is around it binds closer than it does."""
    text, own = _written(node)
    return rf"\left({text}\right)" if own < rank else text


def _written(node: ast.AST) -> tuple[str, int]:
    writer = WRITERS.get(type(node))
    if writer is None:
        raise LookupError(f"docs/generate/typeset.py cannot write {ast.unparse(node)}")
    return writer(node)


def _attribute(node: ast.Attribute) -> tuple[str, int]:
    """The last name says what it is; a switch is told from a number of the same name."""
    is_switch = isinstance(node.value, ast.Attribute) and node.value.attr == "switches"
    return name(f"switch_{node.attr}" if is_switch else node.attr), GREATEST


def _constant(node: ast.Constant) -> tuple[str, int]:
    text = f"{node.value:g}" if isinstance(node.value, float) else str(node.value)
    base, e, power = text.partition("e")
    return (rf"{base} \cdot 10^{{{int(power)}}}", 2) if e else (text, GREATEST)


def _subscript(node: ast.Subscript) -> tuple[str, int]:
    index = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
    told = [text for each in index if (text := _place(each))]
    whole = latex(node.value, GREATEST)
    return (rf"{whole}_{{{', '.join(told)}}}" if told else whole), GREATEST


def _place(node: ast.AST) -> str:
    """A place in a table: whose it is, without where the table keeps it."""
    if isinstance(node, ast.Slice):
        return ""
    if isinstance(node, ast.BinOp):
        return _place(node.right)
    return latex(node)


def _sum(node: ast.BinOp) -> tuple[str, int]:
    if isinstance(node.op, ast.Div):
        return rf"\frac{{{latex(node.left)}}}{{{latex(node.right)}}}", 3
    if isinstance(node.op, ast.Pow):
        return rf"{latex(node.left, GREATEST)}^{{{latex(node.right)}}}", 4
    if isinstance(node.op, ast.Mult) and ast.dump(node.left) == ast.dump(node.right):
        return f"{latex(node.left, GREATEST)}^2", 4
    rank = RANKS[type(node.op)]
    beside = rank + (0 if isinstance(node.op, (ast.Add, ast.Mult)) and not isinstance(node.right, ast.UnaryOp) else 1)
    return f"{latex(node.left, rank)} {SIGNS[type(node.op)]} {latex(node.right, beside)}", rank


def _minus(node: ast.UnaryOp) -> tuple[str, int]:
    if isinstance(node.op, ast.Not):
        return rf"\neg {latex(node.operand, GREATEST)}", GREATEST
    return f"-{latex(node.operand, 2)}", 2


def _call(node: ast.Call) -> tuple[str, int]:
    called = node.func.attr if isinstance(node.func, ast.Attribute) else ast.unparse(node.func)
    args = [node.args[1], *(node.args[AFTER_IDS:] if called in SHAPED else [])] if called in DRAWN else node.args
    given = [each for each in args if not _is_carried(each)]
    if called in SAME:
        return _written(given[0])
    if called in FUNCTIONS:
        return FUNCTIONS[called](given)
    if isinstance(node.func, ast.Attribute) and not given and not isinstance(node.func.value, ast.Name):
        given = [node.func.value]
    told = rf"\left({', '.join(map(latex, given))}\right)" if given else ""
    return name(called) + told, GREATEST


def _is_carried(node: ast.AST) -> bool:
    """Whether an argument is a table, or the month's numbers, that is only handed on."""
    if isinstance(node, ast.Name):
        return node.id in CARRIED
    return isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in ("state", "now") \
        and node.attr != "month"  # fmt: skip


def _of(head: str, tail: str = r"\right)") -> object:
    return lambda given: (f"{head}{', '.join(map(latex, given))}{tail}", GREATEST)


def _choice(node: ast.IfExp) -> tuple[str, int]:
    lines = [rf"{latex(node.body)} & \text{{if }} {latex(node.test)}", rf"{latex(node.orelse)} & \text{{otherwise}}"]
    return rf"\begin{{cases}} {CASE.join(lines)} \end{{cases}}", GREATEST


def _joined(sign: str, parts: Iterable[ast.AST]) -> str:
    return sign.join(latex(part, 1) for part in parts)


def _both(node: ast.BoolOp) -> tuple[str, int]:
    return _joined(r" \text{ and } " if isinstance(node.op, ast.And) else r" \text{ or } ", node.values), 0


def _compared(node: ast.Compare) -> tuple[str, int]:
    signs = [COMPARED[type(op)] for op in node.ops]
    rest = " ".join(f"{sign} {latex(each, 1)}" for sign, each in zip(signs, node.comparators, strict=True))
    return f"{latex(node.left, 1)} {rest}", 0


CASE = r" \\ "
FUNCTIONS = {
    "exp": lambda given: (rf"e^{{{latex(given[0])}}}", 4),
    "pow": lambda given: (rf"{latex(given[0], GREATEST)}^{{{latex(given[1])}}}", 4),
    "sqrt": lambda given: (rf"\sqrt{{{latex(given[0])}}}", GREATEST),
    "int": lambda given: (rf"\left\lfloor {latex(given[0])} \right\rfloor", GREATEST),
    "abs": _of(r"\left|", r"\right|"),
    "log": _of(r"\ln\left("),
    "min": _of(r"\min\left("),
    "max": _of(r"\max\left("),
}
WRITERS = {
    ast.Name: lambda node: (name(node.id), GREATEST),
    ast.Attribute: _attribute,
    ast.Constant: _constant,
    ast.Subscript: _subscript,
    ast.BinOp: _sum,
    ast.UnaryOp: _minus,
    ast.Call: _call,
    ast.IfExp: _choice,
    ast.BoolOp: _both,
    ast.Compare: _compared,
    ast.Tuple: lambda node: (", ".join(map(latex, node.elts)), GREATEST),
}
