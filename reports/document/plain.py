"""A document as plain values, for templates: what a renderer shows is decided here once, for the page and for print."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from ..rows import Table
from ..style import STYLE
from .content import (
    Block,
    Bullets,
    Cards,
    Chart,
    Document,
    Folded,
    Lines,
    Paragraph,
    Section,
    Sentence,
    Terms,
)
from .facts import Fact

LOOK: dict[str, Any] = STYLE["table"]


def values(document: Document) -> dict[str, Any]:
    """The document as mappings, lists and texts; charts without their pictures, which renderers place themselves."""
    return {
        **{name: getattr(document, name) for name in ("lang", "title", "subtitle", "running", "made")},
        "front": section(Section("front", "", document.front))["blocks"],
        "body": [section(each) for each in document.body],
        "annex": [section(each) for each in document.annex],
    }


def section(told: Section) -> dict[str, Any]:
    """A section as values; each of its tables under its key, by which its cells have ids."""
    blocks, number = [block(each) for each in told.blocks], 0
    for each in blocks:
        table = each.get("table") or each.get("numbers")
        if table:
            number += 1
            table["key"] = f"{told.key}.{number}"
    return {"key": told.key, "heading": told.heading, "blocks": blocks}


def block(told: Block) -> dict[str, Any]:
    """A block as values, its `type` among them."""
    match told:
        case Paragraph(sentences, kind):
            return {"type": "paragraph", "kind": kind, "sentences": [spans(each) for each in sentences]}
        case Bullets(sentences):
            return {"type": "bullets", "sentences": [spans(each) for each in sentences]}
        case Chart():
            own = ("name", "title", "alternative", "note", "label")
            numbers = None if told.numbers is None else table(told.numbers)
            return {"type": "chart", "numbers": numbers, **{name: getattr(told, name) for name in own}}
        case Folded(inner):
            return {"type": "folded", "table": table(inner)}
        case Table():
            return {"type": "table", "table": table(told)}
        case Terms(pairs):
            return {"type": "terms", "pairs": [list(pair) for pair in pairs]}
        case Cards(infos):
            return {"type": "cards", "infos": [asdict(info) for info in infos]}
        case Lines(texts):
            return {"type": "lines", "texts": list(texts)}


def spans(sentence: Sentence) -> list[dict[str, str]]:
    """A sentence as pieces of text; a fact carries its id and what it means."""
    return [{"text": each} if isinstance(each, str) else _stated(each) for each in sentence.spans]


def _stated(fact: Fact) -> dict[str, str]:
    """A fact; what it means is told beside its id where the sentence is not all there is to say."""
    return {"text": fact.text, "id": fact.id, "told": f"{fact.id}: {fact.meaning}" if fact.path else fact.id}


def table(told: Table) -> dict[str, Any]:
    """A table as values."""
    rows = [{"head": row.head, "cells": list(row.cells), "span": row.span} for row in told.rows]
    own = {"caption": told.caption, "heads": list(told.heads), "rows": rows, "words": sorted(told.words)}
    columns = len(told.heads)
    points = next(size for most, size in LOOK["points"] if columns <= most)
    return {**own, "weights": weights(told), "points": points, "moves": columns > LOOK["columns_that_fit"]}


def weights(told: Table) -> list[float]:
    """How wide the columns are to one another in print: figures stand in a line, text may break at spaces."""
    columns = [[row.head for row in told.rows], *zip(*(row.cells for row in told.rows), strict=False)]
    found = []
    for place, cells in enumerate(columns):
        is_text = place == 0 or place in told.words
        longest = max((len(piece) for text in cells for piece in text.split(" ")), default=0)
        word = max((len(piece) for piece in told.heads[place].split()), default=0)
        spread = max((len(text) for text in cells), default=0) / LOOK["lines"] if is_text else 0.0
        found.append(min(max(longest, word * LOOK["bold"], spread, LOOK["least"]), LOOK["most"]) + LOOK["inset"])
    return found
