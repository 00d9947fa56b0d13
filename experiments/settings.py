"""The experiments' own numbers and lists, from the tables in ``data/``."""

from pathlib import Path

from samspil.runs.settings import Settings

DATA = Path(__file__).parent / "data"
_OWN = Settings(DATA)
table, word, number, count = _OWN.table, _OWN.word, _OWN.number, _OWN.count


def told_levels() -> list[int]:
    """The levels, in FTE, whose dates and probabilities a forecast tells."""
    return [int(level) for level in word("told_levels").split()]


def told_dates() -> list[str]:
    """The months (``YYYY-MM``) whose distribution a forecast tells."""
    return word("told_dates").split()
