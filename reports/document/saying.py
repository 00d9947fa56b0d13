"""Sentences of ``words.csv`` with facts in their places."""

from __future__ import annotations

from itertools import chain

from ..told import pieces_of
from ..view import View
from .content import Sentence, span
from .facts import Fact, Facts, filled


class Saying:
    """Speaks of one view: a sentence by its key, its places filled by what is given, else by facts of their ids."""

    def __init__(self, view: View) -> None:
        self.view, self.facts = view, Facts(view)

    def __call__(self, key: str, **values: str | Fact) -> Sentence:
        """The sentence `key`.

        Raises:
            KeyError: there is no such sentence, or no such fact.
        """
        spans = filled(self.view.words.template(key), self.facts, **values)
        pieces = [[each] if isinstance(each, Fact) else map(span, pieces_of(each)) for each in spans]
        return Sentence(tuple(chain.from_iterable(pieces)), key)
