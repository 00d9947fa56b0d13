"""The look shared by all figures: a page with title, subtitle, a place for axes and a definition line below."""

from __future__ import annotations

import functools
import io
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties, findfont
from matplotlib.ft2font import FT2Font, LoadFlags
from matplotlib.text import Text
from matplotlib.transforms import Bbox
from ruamel.yaml import YAML

from samspil.runs.files import write_whole

STYLE: dict[str, Any] = YAML(typ="safe").load(
    resources.files("samspil.reports").joinpath("data", "style.yaml").read_text(encoding="utf-8")
)
COLOUR: dict[str, str] = STYLE["palette"]
SIZE: dict[str, Any] = STYLE["font"]
PAGE: dict[str, Any] = STYLE["page"]
LIMIT: dict[str, Any] = STYLE["limits"]

POINTS = 72.0
FONT_POINTS = 100.0
LINE = 1.35
SVG_DATE: dict[str, Any] = {"Date": None, "Creator": None}


# What of a length in an SVG nobody sees: a hundredth of a point is enough, and halves the file. Only inside of tags:
# between them a point may be that of 10.000.
TAG = re.compile(rb"<[^>]+>")
FINE = re.compile(rb"(\d\.\d\d)\d+")


@contextmanager
def look() -> Iterator[None]:
    """Matplotlib's settings while a figure of this project is drawn or saved."""
    with mpl.rc_context(
        {
            "font.family": SIZE["family"],
            "font.size": SIZE["base"],
            "text.color": COLOUR["ink"],
            # titles come from users' files: a dollar sign is a dollar sign
            "text.parse_math": False,
            "axes.unicode_minus": True,
            "axes.edgecolor": COLOUR["faint"],
            "axes.linewidth": 0.7,
            "axes.labelcolor": COLOUR["muted"],
            "axes.grid": False,
            "axes.axisbelow": True,
            "axes.spines.top": False,
            "axes.spines.right": False,
            "xtick.color": COLOUR["muted"],
            "ytick.color": COLOUR["muted"],
            "xtick.labelsize": SIZE["small"],
            "ytick.labelsize": SIZE["small"],
            "xtick.major.size": 3,
            "ytick.major.size": 0,
            "svg.hashsalt": PAGE["hashsalt"],
            "svg.fonttype": "none",
            "figure.facecolor": COLOUR["paper"],
        }
    ):
        yield


def styled(draw: Callable[..., Figure]) -> Callable[..., Figure]:
    """Draw a figure under the common look, with no letter that its font lacks."""

    @functools.wraps(draw)
    def inside(*args: Any, **options: Any) -> Figure:
        with look():
            figure = draw(*args, **options)
            for text in figure.findobj(_is_text):
                text.set_text("\n".join(printable(line) for line in text.get_text().split("\n")))
            return figure

    return inside


def _is_text(artist: Any) -> bool:
    return isinstance(artist, Text)


class Sheet(Figure):
    """A figure that knows its own title and note, and the free area between them in inches: (lowest, highest)."""

    titles: list[Text]
    between: tuple[float, float]


@dataclass(frozen=True)
class Page:
    """A figure with its texts set; `axes` places plots in inches inside what is left between them."""

    figure: Sheet
    bottom: float
    width: float
    height: float

    def axes(self, left: float = 0.0, right: float = 0.0, bottom: float = 0.0, top: float = 0.0) -> Axes:
        """Add axes with these distances (inches) from the edges of the free area."""
        wide, high = self.figure.get_size_inches()
        box = (
            (PAGE["margin"] + left) / wide,
            (self.bottom + bottom) / high,
            (self.width - left - right) / wide,
            (self.height - bottom - top) / high,
        )
        return self.figure.add_axes(box)


def inner_width(narrow: bool = False) -> float:
    """Inches between the margins of a page, or of one for a phone."""
    return PAGE["narrow" if narrow else "width"] - 2 * PAGE["margin"]


def page(title: str, subtitle: str, note: str, height: float, narrow: bool = False) -> Page:
    """Start a figure with `height` inches for its plots; texts wrap and the page grows to hold them."""
    margin, room = PAGE["margin"], inner_width(narrow)
    wide = room + 2 * margin
    parts = [(title, SIZE["title"], COLOUR["ink"], "bold"), (subtitle, SIZE["subtitle"], COLOUR["muted"], "normal")]
    head = [(wrap(text, room, size, weight), size, colour, weight) for text, size, colour, weight in parts]
    foot = wrap(note, room, SIZE["note"])
    above = margin + sum(_height(lines, size) for lines, size, _, _ in head) + 0.1
    below = margin + _height(foot, SIZE["note"]) + 0.06
    total = above + height + below
    figure = Sheet(figsize=(wide, total))
    FigureCanvasAgg(figure)
    texts, place = [], total - margin
    for lines, size, colour, weight in head:
        look = {"size": size, "color": colour, "weight": weight, "va": "top", "linespacing": LINE}
        texts.append(figure.text(margin / wide, place / total, "\n".join(lines), **look))
        place -= _height(lines, size)
    look = {"size": SIZE["note"], "color": COLOUR["muted"], "va": "bottom", "linespacing": LINE}
    note_text = figure.text(margin / wide, margin / total, "\n".join(foot), **look)
    figure.titles = [texts[0], note_text]
    figure.between = (below - 0.04, total - margin - _height(head[0][0], SIZE["title"]) + 0.03)
    return Page(figure, below, room, height)


def save(figure: Figure, folder: Path, name: str) -> list[Path]:
    """Write a figure as PNG and SVG; the same figure gives the same bytes."""
    folder.mkdir(parents=True, exist_ok=True)
    png = folder / f"{name}.png"
    with look():
        write_whole(png, lambda path: figure.savefig(path, dpi=PAGE["dpi"], metadata={"Software": None}))
    return [png, save_svg(figure, folder, name)]


def save_svg(figure: Figure, folder: Path, name: str, bare: bool = False) -> Path:
    """Write a figure as SVG only."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.svg"
    content = svg(figure, bare)
    write_whole(path, lambda fresh: fresh.write_bytes(content))
    return path


def svg(figure: Figure, bare: bool = False) -> bytes:
    """A figure as SVG with real text; `bare` is without title and note, for a page that has them as its own text."""
    cut = bare and isinstance(figure, Sheet)
    texts = figure.titles if isinstance(figure, Sheet) and cut else []
    options: dict[str, Any] = {}
    if isinstance(figure, Sheet) and cut:
        low, high = figure.between
        options["bbox_inches"] = Bbox([[0.0, low], [float(figure.get_size_inches()[0]), high]])
    drawn = io.BytesIO()
    for text in texts:
        text.set_visible(False)
    try:
        with look():
            figure.savefig(drawn, format="svg", metadata=SVG_DATE, **options)
    finally:
        for text in texts:
            text.set_visible(True)
    return TAG.sub(lambda tag: FINE.sub(rb"\1", tag[0]), _fonts(drawn.getvalue()))


def _fonts(drawn: bytes) -> bytes:
    """Name what a reader's machine may have in place of the font that the layout was reckoned with."""
    family = SIZE["family"][0]
    return drawn.replace(f"'{family}'".encode(), SIZE["stack"].encode())


def contrast(one: Any, other: Any) -> float:
    """Contrast of two colours, 1 to 21 (WCAG 2: relative luminance)."""
    low, high = sorted(_luminance(colour) for colour in (one, other))
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: Any) -> float:
    parts = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in to_rgb(colour))
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), parts, strict=True))


def readable(fill: Any) -> str:
    """Black or white, whichever is easier to read on a fill: one of them has a contrast of 4.5 or more on any."""
    return max((COLOUR["black"], COLOUR["paper"]), key=lambda ink: contrast(ink, fill))


def text_width(text: str, size: float, weight: str = "normal") -> float:
    """Width of a line of text in inches (the sum of its letters' advances; kerning only makes it shorter)."""
    return sum(_advance(mark, weight) for mark in printable(text)) * size / POINTS


@cache
def _advance(mark: str, weight: str) -> float:
    """Width of one letter in ems."""
    font = _font(weight)
    return font.load_char(ord(mark), flags=LoadFlags.NO_HINTING).linearHoriAdvance / 65536 / FONT_POINTS


@cache
def _font(weight: str) -> FT2Font:
    font = FT2Font(findfont(FontProperties(family=SIZE["family"], weight=weight)))
    font.set_size(FONT_POINTS, POINTS)
    return font


def wrap(text: str, room: float, size: float, weight: str = "normal") -> list[str]:
    """Break a text into lines no wider than `room` inches; a word that is too long alone is cut."""
    lines: list[str] = []
    for word in filter(None, printable(text).split(" ")):
        joined = f"{lines[-1]} {word}" if lines else word
        if lines and text_width(joined, size, weight) <= room:
            lines[-1] = joined
        else:
            lines.append(shorten(word, room, size, weight))
    return lines


def shorten(text: str, room: float, size: float, weight: str = "normal") -> str:
    """Cut a text with an ellipsis so that it fits in `room` inches."""
    text = printable(text)
    if text_width(text, size, weight) <= room:
        return text
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        fits = text_width(text[:middle].rstrip() + "…", size, weight) <= room
        low, high = (middle, high) if fits else (low, middle - 1)
    return text[:low].rstrip() + "…"


def printable(text: str) -> str:
    """Replace what the font cannot draw (it would warn and leave boxes) by a question mark; breaks become spaces."""
    known = _glyphs()
    return "".join(mark if ord(mark) in known else " " if mark.isspace() else "?" for mark in str(text))


@cache
def _glyphs() -> frozenset[int]:
    return frozenset(code for code in _font("normal").get_charmap() if code >= ord(" "))


def _height(lines: list[str], size: float) -> float:
    return len(lines) * size * LINE / POINTS + (0.04 if lines else 0.0)


def series(index: int) -> dict[str, Any]:
    """Colour and dash of the line number `index`, for `Axes.plot`."""
    entry = STYLE["series"][index % len(STYLE["series"])]
    dash = (0, tuple(entry["dash"])) if entry["dash"] else "solid"
    return {"color": entry["colour"], "linestyle": dash}


def marker(index: int) -> str:
    """Marker of the line number `index`."""
    return STYLE["series"][index % len(STYLE["series"])]["marker"]


def spread(places: list[float], gap: float, low: float, high: float) -> list[float]:
    """Move label places (any order) apart by at least `gap`, inside low to high where they fit, keeping their order."""
    order = sorted(range(len(places)), key=lambda i: places[i])
    gap = min(gap, (high - low) / max(len(places) - 1, 1))
    moved = list(places)
    floor = low
    for i in order:
        moved[i] = max(places[i], floor)
        floor = moved[i] + gap
    ceiling = high
    for i in reversed(order):
        moved[i] = min(moved[i], ceiling)
        ceiling = moved[i] - gap
    return moved
