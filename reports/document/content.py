"""What a report says, as data: the same for the page, the PDF and the short version; renderers add looks alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from ..rows import Table
from ..told import Number, Said, pieces_of
from ..view import Info
from .facts import Fact

Span = str | Fact


@dataclass(frozen=True)
class Sentence:
    """Words and the facts between them; `key` is that of its words, where it stands whole in their table."""

    spans: tuple[Span, ...]
    key: str = ""

    def __str__(self) -> str:
        return "".join(span if isinstance(span, str) else span.text for span in self.spans)

    @property
    def facts(self) -> list[Fact]:
        """The facts it states."""
        return [span for span in self.spans if isinstance(span, Fact)]


@dataclass(frozen=True)
class Paragraph:
    """Sentences that stand together; `kind` is `text`, `answer`, `note` (a warning), `small`, or `lead` (it
    introduces what follows)."""

    sentences: Sequence[Sentence]
    kind: str = "text"


@dataclass(frozen=True)
class Bullets:
    """Sentences of a list, one below the other."""

    sentences: Sequence[Sentence]


@dataclass(frozen=True)
class Chart:
    """A figure: its finding as title, what stands in its place, its pictures (SVG) wide and narrow, its numbers, and
    those as CSV."""

    name: str
    title: str
    alternative: str
    note: str
    wide: bytes
    narrow: bytes | None = None
    numbers: Table | None = None
    sheet: str = ""
    label: str = ""


@dataclass(frozen=True)
class Folded:
    """A table that opens on demand; in print it is left to the files."""

    table: Table


@dataclass(frozen=True)
class Terms:
    """Words and what they mean."""

    pairs: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Cards:
    """Scenarios in words."""

    infos: Sequence[Info]


@dataclass(frozen=True)
class Lines:
    """Short texts in a list: sources."""

    texts: Sequence[str]


Block = Paragraph | Bullets | Chart | Table | Folded | Terms | Cards | Lines


@dataclass(frozen=True)
class Section:
    """A heading with what stands under it, in this order."""

    key: str
    heading: str
    blocks: Sequence[Block] = field(default_factory=list)


@dataclass(frozen=True)
class Document:
    """A report: its first page, the body of a few pages, and the annex where everything else stands."""

    lang: str
    title: str
    subtitle: str
    front: Sequence[Block]
    body: Sequence[Section]
    annex: Sequence[Section]
    running: str
    made: str

    @property
    def sections(self) -> list[Section]:
        """Those of the body and of the annex."""
        return [*self.body, *self.annex]

    def blocks(self) -> Iterator[Block]:
        """Everything that stands in it, in its order."""
        yield from self.front
        for section in self.sections:
            yield from section.blocks

    def facts(self) -> dict[str, Fact]:
        """Every fact that a sentence of it states, by id."""
        told = (block for block in self.blocks() if isinstance(block, Paragraph | Bullets))
        return {fact.id: fact for block in told for sentence in block.sentences for fact in sentence.facts}


def plain(text: str) -> Sentence:
    """A sentence whose words stand already; the numbers that the text knows of are facts, without an id as yet."""
    return Sentence(tuple(map(span, pieces_of(text))), text.key if isinstance(text, Said) else "")


def span(piece: str) -> Span:
    """A piece of a text; a number of it is a fact."""
    return Fact("", str(piece), piece.value) if isinstance(piece, Number) else piece


def paragraph(*texts: str, kind: str = "text") -> Paragraph:
    """A paragraph of sentences whose words stand already."""
    return Paragraph([plain(text) for text in texts], kind)
