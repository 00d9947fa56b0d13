"""Parts of a drawing in SVG: escaped texts, lines, areas and an axis; wide for a desktop and narrow for a phone."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from html import escape

import numpy as np

from ...style import STYLE, text_width

COLOUR = STYLE["palette"]
WIDE, NARROW = 720.0, 340.0
LETTERS = 13.0
POINTS = 72.0


def line_colour(place: int) -> str:
    """Colour of the policy number `place`."""
    return STYLE["series"][place % len(STYLE["series"])]["colour"]


def dash(place: int) -> str:
    """Dashes of its line, empty for a whole one."""
    return " ".join(str(4 * length) for length in STYLE["series"][place % len(STYLE["series"])]["dash"])


@dataclass
class Drawing:
    """A drawing of so many units; a unit is a pixel where there is room."""

    width: float
    height: float
    parts: list[str] = field(default_factory=list)

    def add(self, tag: str, **given: object) -> None:
        """An element with its attributes, `_` for `-`."""
        self.parts.append(f"<{tag} {_attributes(given)}/>")

    def text(self, x: float, y: float, words: str, **given: object) -> None:
        """A line of text, escaped."""
        look = {"fill": COLOUR["ink"], "font_size": LETTERS, **given}
        self.parts.append(f'<text x="{x:.1f}" y="{y:.1f}" {_attributes(look)}>{escape(words)}</text>')

    def titled(self, tag: str, told: str, **given: object) -> None:
        """An element that tells something where it is pointed at."""
        self.parts.append(f"<{tag} {_attributes(given)}><title>{escape(told)}</title></{tag}>")

    def line(self, points: Iterable[tuple[float, float]], colour: str, width: float = 2.0, dashes: str = "") -> None:
        """A line through points."""
        given = {"points": _points(points), "fill": "none", "stroke": colour, "stroke_width": width}
        self.add("polyline", **given, **({"stroke_dasharray": dashes} if dashes else {}))

    def area(self, points: Iterable[tuple[float, float]], colour: str) -> None:
        """A filled area."""
        self.add("polygon", points=_points(points), fill=colour)

    def shown(self, said: str, kind: str) -> str:
        """The SVG, with what it says for those who do not see it; `kind` is `wide` or `narrow`."""
        box = f"0 0 {self.width:.0f} {self.height:.0f}"
        label = escape(said, quote=True)
        return f'<svg class="{kind}" viewBox="{box}" role="img" aria-label="{label}">{"".join(self.parts)}</svg>'


def both(draw: Callable[[float], Drawing], said: str) -> str:
    """What `draw(width)` draws, for a desktop and for a phone; the page shows one of them."""
    wide, narrow = draw(WIDE), draw(NARROW)
    return f'<div class="drawing">{wide.shown(said, "wide")}{narrow.shown(said, "narrow")}</div>'


def ticks(top: float, number: int = 4) -> list[float]:
    """Round values from 0 up to `top`."""
    size = 10.0 ** np.floor(np.log10(max(top, 1e-9) / number))
    step = next(size * each for each in (1, 2, 2.5, 5, 10) if size * each * number >= top * 0.999)
    return [float(value) for value in np.arange(0.0, top * 1.0001, step)]


def long(text: str, size: float = LETTERS) -> float:
    """Units that a text takes."""
    return text_width(text, size) * POINTS


def _points(points: Iterable[tuple[float, float]]) -> str:
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in points)


def _attributes(given: dict[str, object]) -> str:
    return " ".join(f'{name.replace("_", "-")}="{escape(_short(value), quote=True)}"' for name, value in given.items())


def _short(value: object) -> str:
    return f"{value:.4g}" if isinstance(value, float) else str(value)


def table(head: Sequence[str], rows: Iterable[Sequence[str]], caption: str) -> str:
    """A table, all escaped; the first cell of a row names it."""
    top = "".join(f'<th scope="col">{escape(name)}</th>' for name in head)
    body = "".join(
        f'<tr><th scope="row">{escape(row[0])}</th>{"".join(f"<td>{escape(cell)}</td>" for cell in row[1:])}</tr>'
        for row in rows
    )
    told = f"<caption>{escape(caption)}</caption>" if caption else ""
    inside = f"{told}<thead><tr>{top}</tr></thead><tbody>{body}</tbody>"
    return f'<div class="scroll" tabindex="0"><table>{inside}</table></div>'
