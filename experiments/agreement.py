"""Whether two summaries say the same, as far as two platforms can."""

import math
from collections.abc import Iterator
from typing import Any

SAME = 1e-9
# Shares of the spread: where each draw ran once, further runs tell what is chance.
BESIDE = "uncertainty"
# What summaries of earlier versions do not hold.
LATER = ("errors", "split", "beside", "drivers")


def differing(said: Any, given: Any, place: str = "") -> Iterator[tuple[str, Any, Any]]:
    """Where two summaries differ by more than platforms do, as (place, one, other)."""
    if given is None and f".{BESIDE}." in f"{place}.":
        return  # told by runs of their own, beside the results
    if isinstance(given, dict) and isinstance(said, dict):
        for name in (each for each in given if each in said or each not in LATER):
            yield from differing(said.get(name), given[name], f"{place}.{name}".lstrip("."))
    elif isinstance(given, list) and isinstance(said, list) and len(given) == len(said):
        for at, (one, other) in enumerate(zip(said, given, strict=True)):
            yield from differing(one, other, f"{place}[{at}]")
    elif isinstance(given, float) and isinstance(said, int | float) and not isinstance(said, bool):
        if not math.isclose(said, given, rel_tol=SAME, abs_tol=SAME):
            yield place, said, given
    elif said != given:
        yield place, said, given
