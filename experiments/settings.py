"""The experiments' own numbers and lists, from the tables in ``data/``."""

from pathlib import Path

from samspil.model.messages import LANGUAGES
from samspil.runs.settings import Settings

DATA = Path(__file__).parent / "data"
_OWN = Settings(DATA)
table, word, number, count = _OWN.table, _OWN.word, _OWN.number, _OWN.count


def titles(name: str) -> dict[str, str]:
    """What something without a title of its own is called, by language."""
    row = next(row for row in table("titles") if row["name"] == name)
    return {language: row[f"title_{language}"] for language in LANGUAGES}


def told_levels() -> list[int]:
    """The levels, in FTE, whose dates and probabilities a forecast tells."""
    return [int(level) for level in word("told_levels").split()]


def told_dates() -> list[str]:
    """The months (``YYYY-MM``) whose distribution a forecast tells."""
    return word("told_dates").split()
