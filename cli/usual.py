"""What options are that are not given and depend on settings: the help says them, read from the settings themselves.

A row of ``data/usual.csv`` is an option of a command; names in braces are rows of the experiments' settings.
"""

from __future__ import annotations

from functools import cache, partial
from pathlib import Path
from typing import Any

FILE = Path(__file__).parent / "data" / "usual.csv"


@cache
def usual() -> dict[str, dict[str, str]]:
    """What is told of options, by command and option."""
    from samspil.model.read import Column, load_table

    found: dict[str, dict[str, str]] = {}
    for row in load_table(FILE, [Column("command"), Column("option"), Column("usual")]):
        found.setdefault(row["command"], {})[row["option"]] = row["usual"]
    return found


def tell_usual(command: Any, path: str = "") -> None:
    """Let the help of a command, and of all below it, say what its options usually are."""
    for name, below in getattr(command, "commands", {}).items():
        tell_usual(below, f"{path} {name}".strip())
    if path in usual():
        command.get_help = partial(_helped, command, command.get_help, usual()[path])


def _helped(command: Any, tell: Any, told: dict[str, str], ctx: Any) -> str:
    """The help; only now are the settings read, and no other command waits for them."""
    for parameter in command.params:
        if parameter.name in told:
            parameter.show_default = told[parameter.name].format_map(_Settings())
    return tell(ctx)


class _Settings(dict[str, str]):
    """Settings by name, as they are asked for."""

    def __missing__(self, name: str) -> str:
        from samspil.experiments import settings

        if name == "fte_value":
            from samspil.model.parameters import registry

            return f"{1e6 * registry()['cost.fte_value'].default:.0f}"
        return settings.word(name)
