"""The page of commands: what `samspil --help` tells, on one page."""

from __future__ import annotations

from typing import Any

import typer

from samspil.cli.app import app
from samspil.cli.session import Session

from .facts import table

HEAD = """# Commands

{made}

`samspil COMMAND --help` tells the same at the terminal, with `--lang da` in Danish. Results go to stdout, everything
else to stderr. Exit codes: 0 done, 1 failed or stopped while running, 2 wrong input.

{contents}

## Options of every command

{everywhere}
"""
EVERYWHERE = set(Session.__dataclass_fields__)


def command_page(made: str) -> str:
    """The page, a section for each command."""
    whole: Any = typer.main.get_command(app)
    found = [("", whole), *_below("", whole)]
    rows = [_row(each) for each in found[-1][1].params if each.name in EVERYWHERE]
    told = [(name, each) for name, each in found if name and not hasattr(each, "commands")]
    links = [[f"[{name}](#{name.replace(' ', '-')})", _first(each)] for name, each in told]
    contents = table(["Command", "What"], links)
    head = HEAD.format(made=made, contents=contents, everywhere=table(["Option", "What", "Default"], rows))
    return "\n\n".join([head.strip(), *(_section(name, each) for name, each in told)])


def _below(before: str, group: Any) -> list[tuple[str, Any]]:
    """Commands under a group, those of groups under it too."""
    found = []
    for name, each in group.commands.items():
        whole = f"{before} {name}".strip()
        found += [(whole, each), *(_below(whole, each) if hasattr(each, "commands") else [])]
    return found


def _section(name: str, command: Any) -> str:
    arguments = " ".join(_shown(each) for each in command.params if each.param_type_name == "argument")
    parts = [f"## {name}", _paragraphs(command), f"`{f'{name} [OPTIONS] {arguments}'.strip()}`"]
    rows = [_row(each) for each in command.params if each.name not in EVERYWHERE and not each.hidden]
    return "\n\n".join([*parts, *([table(["Option", "What", "Default"], rows)] if rows else [])])


def _shown(argument: Any) -> str:
    shown = argument.metavar or argument.name.upper()
    return shown if argument.required or shown.startswith("[") else f"[{shown}]"


def _row(parameter: Any) -> list[str]:
    if parameter.param_type_name == "argument":
        return [f"`{_shown(parameter)}`", parameter.help or "", ""]
    names = ", ".join(f"`{each}`" for each in [*parameter.opts, *parameter.secondary_opts])
    return [names, parameter.help or "", _default(parameter.default)]


def _default(value: Any) -> str:
    return "" if value is None or value is False or value == () or callable(value) else f"`{value}`"


def _paragraphs(command: Any) -> str:
    parts = (command.help or "").strip().split("\n\n")
    return "\n\n".join(" ".join(part.split()) for part in parts)


def _first(command: Any) -> str:
    return _paragraphs(command).partition("\n\n")[0]
