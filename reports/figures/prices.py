"""Columns of money and price to the right of rows."""

from __future__ import annotations

from collections.abc import Sequence

from matplotlib.axes import Axes

from ..style import COLOUR, SIZE
from ..view import View
from . import parts

COLUMNS = (0.75, 0.95)
WIDE = sum(COLUMNS)


def beside(axes: Axes, money: Sequence[float], prices: Sequence[float], view: View) -> None:
    """Additional public money (million DKK a year) and DKK per FTE-year under their heads; nothing where a price cannot
    be told."""
    number, say = view.words.numbers, view.words
    ends = [COLUMNS[0] + 0.1, WIDE + 0.1]
    look = {"ha": "right", "va": "bottom", "size": SIZE["note"], "color": COLOUR["muted"]}
    for end, key in zip(ends, ("fig.rank.money", "fig.rank.price"), strict=True):
        parts.put(axes, say(key), (1, 1), (72 * end, 5), parts.ABOVE, **look)
    for place, (spent, price) in enumerate(zip(money, prices, strict=True)):
        told = number.signed(float(spent)), "" if price != price else number.plain(float(price) / 1e6, 1)
        for end, text in zip(ends, told, strict=True):
            parts.put(axes, text, (1, place), (72 * end, 0), parts.BESIDE, ha="right")
