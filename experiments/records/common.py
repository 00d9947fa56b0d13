"""What every record is made of: numbers that may not be known, their errors, titles, and what is counted."""

from typing import TypedDict

Number = float | None
# Standard errors of simulation by the name of what they are of; None where one cannot be told.
Errors = dict[str, Number]


class Titles(TypedDict):
    """A title in both languages."""

    en: str
    da: str


class Target(TypedDict):
    """What is counted, and how much of it by when; ``since`` None counts the standing level."""

    fte: float
    by: str
    since: str | None
    measure: str
    scope: str
    counts: str
    basis: str
    hours_per_fte: float
