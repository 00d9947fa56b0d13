"""Whether a site can be read without a network: what a page loads comes from the site itself."""

from __future__ import annotations

from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

# What a browser fetches by itself; a link that a reader follows (`a href`) may lead anywhere.
FETCHED = {"script": "src", "img": "src", "iframe": "src", "source": "src", "link": "href", "object": "data"}
ELSEWHERE = ("http:", "https:", "//")
# A stylesheet may fetch too; what stands in it as a namespace or a source of text is not fetched.
STYLES = ("url(http", "url(//", "@import")


class Page(HTMLParser):
    """Collects what a page would fetch from another host."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Look at one element."""
        given = dict(attrs)
        goal = given.get(FETCHED.get(tag, "")) or ""
        if goal.startswith(ELSEWHERE) and given.get("rel") != "canonical":
            self.found.append(goal)


def foreign(folder: Path) -> list[str]:
    """A line for everything that a page or a stylesheet of the site would fetch from elsewhere."""
    return [f"{path.relative_to(folder)}: {goal}" for path in sorted(folder.rglob("*")) for goal in _fetched(path)]


def _fetched(path: Path) -> Iterator[str]:
    if path.suffix == ".html":
        page = Page()
        page.feed(path.read_text(encoding="utf-8"))
        yield from page.found
    if path.suffix == ".css":
        text = path.read_text(encoding="utf-8")
        yield from (f"{style}..." for style in STYLES if style in text)
