"""Pages of public names: behind the list of a package every name with what it says of itself, and its example."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docs.generate.names import names_of

if TYPE_CHECKING:
    from sphinx.application import Sphinx

FOLDER = "docs/api/"
ENTRY = """
```{{eval-rst}}
.. currentmodule:: samspil.{package}

.. auto{kind}:: samspil.{package}.{name}
{options}
```
"""
MEMBERS = "   :members:"


def add(app: Sphinx, docname: str, source: list[str]) -> None:
    """Put the entries behind the list of names."""
    if docname.startswith(FOLDER):
        package = docname.removeprefix(FOLDER)
        source[0] += "".join(map(entry, [package] * len(names_of(package)), names_of(package)))


def entry(package: str, name: str) -> str:
    """One name, as autodoc is asked for it."""
    import samspil

    thing = getattr(getattr(samspil, package), name)
    kind = "exception" if is_error(thing) else "class" if isinstance(thing, type) else "function"
    options = MEMBERS if kind == "class" else ""
    return ENTRY.format(package=package, name=name, kind=kind, options=options)


def is_error(thing: object) -> bool:
    """Whether it is raised."""
    return isinstance(thing, type) and issubclass(thing, BaseException)
