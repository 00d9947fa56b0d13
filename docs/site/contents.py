"""The contents at the side are those of docs/index.md: a part for each heading, a page for each link under it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx.application import Sphinx

HEADING = re.compile(r"^## (.+)\n", re.MULTILINE)
LINK = re.compile(r"\]\(([\w./-]+)\.(?:md|ipynb)\)")
TREE = "\n```{{toctree}}\n:hidden:\n:{option}\n\n{pages}\n```\n"
# Pages that list pages of their own, in the order of their names.
LISTS = ("docs/decisions/README", "docs/api")


def add(app: Sphinx, docname: str, source: list[str]) -> None:
    """Put the contents behind the page that lists them."""
    if docname == app.config.root_doc:
        trees = [TREE.format(option=f"caption: {part}", pages="\n".join(pages)) for part, pages in parts(source[0])]
        source[0] += "".join(trees)
    if docname in LISTS:
        pages = sorted(set(LINK.findall(source[0])))
        source[0] += TREE.format(option="maxdepth: 1", pages="\n".join(pages))


def parts(text: str) -> list[tuple[str, list[str]]]:
    """Headings of the index with the pages that they link to, each page once."""
    pieces = HEADING.split(text)
    seen: set[str] = set()
    found = []
    for title, body in zip(pieces[1::2], pieces[2::2], strict=True):
        pages = [page for page in dict.fromkeys(LINK.findall(body)) if page not in seen]
        seen.update(pages)
        found.append((title, pages))
    return found
