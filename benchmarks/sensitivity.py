"""Sobol's design of second order: a small piece of it, scaled."""

from __future__ import annotations

from samspil.experiments import Asking, designs
from samspil.experiments.sensitivities import parameters_of, uncertain
from samspil.scenarios import load

from .measure import POLICY, SEED, Measured, cpu

FACTORS, PIECE, WORKERS = 15, 8, 2
# 1,024 rows of 15 factors, second order, as Saltelli counts them, for two outcomes or policies.
RUNS = 2 * 1024 * (2 * FACTORS + 2)


def a_sensitivity() -> list[Measured]:
    """Time of the whole design on two cores, from a piece of it, sampling and bookkeeping included."""
    scenario = load(POLICY)
    problem = designs.with_chance(designs.problem_of(uncertain(scenario)[:FACTORS]))
    design = designs.sobol_design(problem, PIECE, SEED, second=True)
    asking, runs = Asking(SEED, "estimated", 1), len(design.luck)
    taken = cpu(lambda: asking.due([scenario], parameters_of(design), 1, ["2030-12", "2035-12"]), repeats=2)
    return [Measured("sobol", (taken * RUNS / runs / WORKERS,), f"{runs} runs: {taken:.1f} s of CPU")]
