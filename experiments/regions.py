"""A region as people write it: any case, with or without that word, or as much of it as no other begins with."""

from __future__ import annotations

from collections.abc import Sequence

WORD = "region "
SHORTEST = 3  # letters of a beginning: fewer are a slip more often than a name


def region_of(written: str, known: Sequence[str]) -> str:
    """The region that is meant; what is written where none is, or more than one.

    Args:
        written: what somebody wrote.
        known: the names of the regions.

    Example:
        >>> region_of("region midt", ["Midtjylland", "Nordjylland"])
        'Midtjylland'
    """
    plain = _plain(written)
    same = [name for name in known if _plain(name) == plain]
    begun = [name for name in known if len(plain) >= SHORTEST and _plain(name).startswith(plain)]
    return next((found[0] for found in (same, begun) if len(found) == 1), written)


def _plain(name: str) -> str:
    return " ".join(name.split()).casefold().removeprefix(WORD)
