"""Numbers of charts and ids of what sentences state, counted through a document once it is put together."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from dataclasses import replace

from .content import Block, Bullets, Chart, Paragraph, Section, Sentence, Span


def numbered(*parts: Iterable[Section]) -> list[list[Section]]:
    """Sections whose charts carry a number, counted through from the first."""
    count = itertools.count(1)
    return [[_charts(section, count) for section in sections] for sections in parts]


def _charts(section: Section, count: Iterator[int]) -> Section:
    blocks = [replace(block, label=str(next(count))) if isinstance(block, Chart) else block for block in section.blocks]
    return replace(section, blocks=blocks)


def identified(section: Section) -> Section:
    """The section with an id for every number of a sentence that has none: `trust.s3.1` is the first of its third."""
    count = itertools.count(1)
    return replace(section, blocks=[_identified(section.key, block, count) for block in section.blocks])


def _identified(key: str, block: Block, count: Iterator[int]) -> Block:
    if not isinstance(block, Paragraph | Bullets):
        return block
    return replace(block, sentences=[_named(each, f"{key}.s{next(count)}") for each in block.sentences])


def _named(sentence: Sentence, key: str) -> Sentence:
    """The sentence, its nameless facts named in their order; each means what the sentence says."""
    spans: list[Span] = []
    number = 0
    for span in sentence.spans:
        if not isinstance(span, str) and not span.id:
            number += 1
            span = replace(span, id=f"{key}.{number}", meaning=str(sentence))
        spans.append(span)
    return replace(sentence, spans=tuple(spans))
