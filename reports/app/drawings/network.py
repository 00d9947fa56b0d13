"""Who works with whom: a dot an actor, a line a partnership that two share."""

from __future__ import annotations

from functools import partial
from html import escape

import networkx as nx
import numpy as np

from ...style import STYLE
from ...words import Words
from ..titles import actor
from .svg import COLOUR, Drawing, both

KINDS = ("municipality", "hospital", "company", "institution", "region")
NAMED = {True: 4, False: 2}  # on a desktop, on a phone


def network(graph: nx.Graph, say: Words, month: str) -> str:
    """The network of one world at the end of a month, `YYYY-MM`, with the actors that have most partners by name."""
    number = say.numbers
    if not graph.number_of_nodes():
        return f"<p>{say('app.network.none')}</p>"
    said = say(
        "app.network.said",
        month=number.month(month),
        actors=number.plain(graph.number_of_nodes()),
        pairs=number.plain(graph.number_of_edges()),
        most=actor(_named(graph, 1)[0], say),
    )
    places = nx.spring_layout(graph, k=1.9 / np.sqrt(graph.number_of_nodes()), iterations=60, seed=1)
    return f"<p>{escape(said)}</p>{both(partial(_drawn, graph, places, say), said)}{_key(say)}"


def colour(kind: str) -> str:
    """Colour of a kind of actor."""
    return STYLE["series"][KINDS.index(kind)]["colour"]


def _drawn(graph: nx.Graph, places: dict[int, np.ndarray], say: Words, width: float) -> Drawing:
    is_wide = width > 500
    drawing, size_of = Drawing(width, (0.72 if is_wide else 1.0) * width), 1.0 if is_wide else 0.65
    spread = np.array(list(places.values()))
    low, size = spread.min(axis=0), np.ptp(spread, axis=0)
    at = {
        node: (14 + (drawing.width - 28) * (x - low[0]) / size[0], 14 + (drawing.height - 28) * (y - low[1]) / size[1])
        for node, (x, y) in places.items()
    }
    for one, other, keys in graph.edges(data="partnerships"):
        drawing.line([at[one], at[other]], COLOUR["faint"], 0.5 + 0.4 * len(keys))
    for node, told in graph.nodes(data=True):
        radius = size_of * (3.0 + min(6.0, 0.6 * graph.degree[node]))
        words = f"{actor(told['name'], say)} ({say.named('app.kind', told['kind'])}): {graph.degree[node]}"
        drawing.titled("circle", words, cx=at[node][0], cy=at[node][1], r=radius, fill=colour(told["kind"]))
    for node in _most(graph, NAMED[is_wide]):
        x, y = at[node]
        left = x > 0.75 * drawing.width
        look = {"text_anchor": "end" if left else "start", "font_weight": "bold", "stroke": "#fff", "stroke_width": 3.0}
        look["paint_order"] = "stroke"
        drawing.text(x + (-9 if left else 9), y + 4, actor(graph.nodes[node]["name"], say), **look)
    return drawing


def _most(graph: nx.Graph, number: int) -> list[int]:
    return sorted(graph.nodes, key=lambda node: (-graph.degree[node], node))[:number]


def _named(graph: nx.Graph, number: int) -> list[str]:
    return [graph.nodes[node]["name"] for node in _most(graph, number)]


def _key(say: Words) -> str:
    dots = "".join(
        f'<li><svg width="12" height="12" aria-hidden="true"><circle cx="6" cy="6" r="5" fill="{colour(kind)}"/></svg> '
        f"{say('app.kind.' + kind)}</li>"
        for kind in KINDS
    )
    return f'<ul class="legend">{dots}</ul>'
