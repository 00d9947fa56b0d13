"""Measures everything, prints the table and writes docs/benchmarks.md. Takes about ten minutes."""

from __future__ import annotations

import sys

from .ensembles import an_ensemble
from .growth import growth
from .measure import batch, seconds
from .page import table, write
from .speed import RUNS, one_run, two_threads
from .starting import starts


def main() -> None:
    """Run all benchmarks, one after the other, so that none disturbs another."""
    rows = []
    _tell("one run, two threads")
    rows += one_run() + two_threads()
    _tell("an ensemble")
    rows += an_ensemble(seconds(batch(RUNS).run) / RUNS)
    _tell("first results")
    rows += starts()
    _tell("growth")
    grown, points = growth()
    rows += grown
    print(table(rows))
    _tell(f"written to {write(rows, points)}")


def _tell(what: str) -> None:
    print(what, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
