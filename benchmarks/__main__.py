"""Measures everything, prints the table and writes docs/benchmarks.md. Takes some eight minutes on two cores."""

from __future__ import annotations

import sys

from .clusters import against_threads, paces
from .ensembles import an_ensemble
from .growth import growth
from .live import a_move
from .page import of_cluster, of_plan, of_rules, table, write
from .peers import against_agents
from .running import a_run, two_threads
from .sensitivity import a_sensitivity
from .starting import starts


def main() -> None:
    """Run all benchmarks, one after the other, so that none disturbs another."""
    _tell("a run, by rule")
    found, rules = a_run()
    _tell("two threads")
    found += two_threads()
    _tell("an ensemble")
    found += an_ensemble()
    _tell("a sensitivity analysis")
    found += a_sensitivity()
    _tell("a move on the live page")
    found += a_move()
    _tell("first results, cold, warm and after a change")
    found += starts()
    _tell("growth")
    grown, points = growth()
    found += grown
    _tell("ordinary agents")
    found += against_agents()
    _tell("a Dask cluster of this machine")
    clustered = paces()
    found += against_threads(clustered)
    print(table(found), of_rules(rules), of_cluster(clustered), of_plan(clustered, points), sep="\n\n")
    _tell(f"written to {write(found, rules, points, clustered)}")


def _tell(what: str) -> None:
    print(what, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
