"""The pages of public names, one for each package: on the site each name is told whole, with its example."""

from __future__ import annotations

import inspect
from importlib import import_module
from typing import Any

from .facts import table

PACKAGES = ("scenarios", "runs", "experiments", "calibration", "reports", "model", "cli")
HEAD = """# Python: public names

{made}

Everything a program may rely on, by package; `help(samspil.runs.simulate)` tells the same, as for every name. What
stands nowhere here may change without notice.

{rows}
"""


def name_pages(made: str) -> dict[str, str]:
    """Pages by file name: the list of packages, and one for each."""
    rows = [[f"[samspil.{each}](api/{each}.md)", _package(each)[0], _links(each)] for each in PACKAGES]
    head = HEAD.format(made=made, rows=table(["Package", "What", "Names"], rows))
    return {"api.md": head, **{f"api/{each}.md": _page(each, made) for each in PACKAGES}}


def names_of(package: str) -> list[str]:
    """Public names of a package."""
    return list(import_module(f"samspil.{package}").__all__)


def _links(package: str) -> str:
    return ", ".join(f"`{name}`" for name in names_of(package))


def _page(package: str, made: str) -> str:
    module = import_module(f"samspil.{package}")
    rows = [[f"`{name}`", _first(getattr(module, name))] for name in names_of(package)]
    return f"# samspil.{package}\n\n{made}\n\n{_package(package)[0]}\n\n{table(['Name', 'What'], rows)}"


def _package(package: str) -> list[str]:
    return (inspect.getdoc(import_module(f"samspil.{package}")) or "").split("\n\n")


def _first(thing: Any) -> str:
    """The first sentence or paragraph of what it says of itself."""
    return (inspect.getdoc(thing) or "").partition("\n\n")[0]
