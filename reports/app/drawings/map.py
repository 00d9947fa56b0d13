"""Denmark in equal cells, shaded by how many solutions a municipality has in use; never by its FTE, which are shares of
what is known for the whole country."""

from __future__ import annotations

from functools import partial

import numpy as np

from ...style import STYLE, readable
from ...words import Words
from .cells import cells
from .svg import COLOUR, Drawing, both, table

SHADES: list[str] = STYLE["heat"]
CORNERS = np.radians(np.arange(30, 390, 60))


def cartogram(use: np.ndarray, names: list[str], say: Words, year: int) -> str:
    """The map, and the same as a table.

    Args:
        use: mean number of solutions in use at each municipality, (municipality,).
        names: of the municipalities.
        say: words.
        year: of whose December.
    """
    number = say.numbers
    least, most = (number.amount(value) for value in (use.min(), use.max()))
    said = say("app.map.said", year=str(year), least=least, most=most)
    rows = [[names[place], number.amount(use[place])] for place in np.argsort(-use, kind="stable")]
    listed = table([say("app.map.municipality"), say("app.map.solutions")], rows, "")
    summary = f"<details><summary>{say('app.map.table')}</summary>{listed}</details>"
    return both(partial(_drawn, use, names, say), said) + summary


def _drawn(use: np.ndarray, names: list[str], say: Words, width: float) -> Drawing:
    places, wide = cells(), min(width, 560.0)
    size = wide / (places[:, 0].max() + 1.4)
    drawing = Drawing(width, size * (places[:, 1].max() + 1.4) + 40)
    top = max(1.0, float(use.max()))
    for (x, y), value, name in zip(places, use, names, strict=True):
        shade = SHADES[min(int(value / top * len(SHADES)), len(SHADES) - 1)]
        middle = np.array([(x + 0.7) * size, (y + 0.7) * size])
        corners = middle + 0.55 * size * np.column_stack([np.cos(CORNERS), np.sin(CORNERS)])
        points = " ".join(f"{one:.1f},{other:.1f}" for one, other in corners)
        told = f"{name}: {say.numbers.amount(value)}"
        drawing.titled("polygon", told, points=points, fill=shade, stroke=COLOUR["faint"], stroke_width=0.6)
        if width > 500:
            look = {"fill": readable(shade), "font_size": 8.5, "text_anchor": "middle", "aria_hidden": "true"}
            drawing.text(middle[0], middle[1] + 3, name[:4], **look)
    _key(drawing, top, say)
    return drawing


def _key(drawing: Drawing, top: float, say: Words) -> None:
    y = drawing.height - 28
    for place, shade in enumerate(SHADES):
        drawing.add("rect", x=52.0 * place, y=y, width=50.0, height=10.0, fill=shade, stroke=COLOUR["faint"])
        low, high = (say.numbers.plain(top * each / len(SHADES)) for each in (place, place + 1))
        drawing.text(52.0 * place, y + 24, f"{low}–{high}", font_size=11.0, fill=COLOUR["muted"])
