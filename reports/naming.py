"""Titles in the reader's language, with the name that commands take in brackets the first time."""

from __future__ import annotations

import re

from samspil.model.errors import UserError
from samspil.model.parameters import current_name, registry
from samspil.scenarios import library, load

from .words import Words

# What may stand in the name of a policy beside names of the library.
SIZE, PARTS, READING = re.compile(r":x[0-9.]+$"), re.compile(r"\+|-without:"), re.compile(r":(more|without)$")


def number_title(name: str, say: Words) -> str:
    """The title of an uncertain number, also by a name that it had."""
    known = registry()[current_name(name)]
    return known.title_da if say.lang == "da" else known.title_en


def scenario_title(name: str, lang: str) -> str:
    """The title of a policy of the library, of a composition of such, or of one at a size; the name of another."""
    if not all(READING.sub("", part) in library() for part in PARTS.split(SIZE.sub("", name))):
        return name
    try:
        return load(name).title.get(lang, name)
    except UserError:
        return name


class Naming:
    """Names things by their titles; the first time with the name that commands take.

    Args:
        say: words of the language.

    Example:
        >>> of = Naming(words("da"))
        >>> of("support_share", "Implementeringsstøtte"), of("support_share", "Implementeringsstøtte")
        ('Implementeringsstøtte (support_share)', 'Implementeringsstøtte')
    """

    def __init__(self, say: Words) -> None:
        self.say = say
        self._named: set[str] = set()

    def __call__(self, name: str, title: str) -> str:
        """The title, with the name in brackets where it is new."""
        is_new = name not in self._named and name != title
        self._named.add(name)
        return self.say("naming.first", title=title, name=name) if is_new else title

    def scenario(self, name: str) -> str:
        """A policy."""
        return self(name, scenario_title(name, self.say.lang))
