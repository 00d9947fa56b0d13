"""The runs that an emulator is made of: those it holds, those that teach it, and those it is held against."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from samspil.model.epoch import month_text
from samspil.runs.fitted import draws_of
from samspil.scenarios import load

from .. import settings
from ..asking import Asking
from ..ensemble import Array
from ..leaning import dates_of
from ..reverse.learning import Known, into_the_tail, surrogate_of
from ..reverse.surrogate import Surrogate
from .design import Chances, Design, in_draws
from .inputs import LEVER, NUMBER, inputs
from .running import Kept, Points, Runner


@dataclass(frozen=True)
class Sizes:
    """How many runs: ``draws`` that it holds, ``leaning`` to learn favourable ends from, settings that teach
    (``together``, of each kind) and that it is held against (``held``, of each kind), each in ``held_draws`` draws."""

    draws: int = field(default_factory=lambda: settings.count("emulator_draws"))
    leaning: int = field(default_factory=lambda: settings.count("draws"))
    together: int = field(default_factory=lambda: settings.count("emulator_together"))
    held: int = field(default_factory=lambda: settings.count("emulator_held"))
    held_draws: int = field(default_factory=lambda: settings.count("emulator_held_draws"))


def expected_runs(sizes: Sizes) -> int:
    """About how many runs it takes."""
    rows = [row["kind"] for row in settings.table("emulated")]
    each = 1 + rows.count(LEVER) + 2 * rows.count(NUMBER) + len(shares()) - 1
    tail = settings.count("reverse_moved") * settings.count("reverse_rounds")
    return each * sizes.draws + 2 * sizes.leaning + tail + 3 * (sizes.together + sizes.held * sizes.held_draws)


@dataclass(frozen=True, eq=False)
class Told:
    """Settings, what came of them, and what came of the same without levers."""

    points: Points
    kept: Kept
    without: Kept

    def finished(self) -> Told:
        """Those of which both runs finished."""
        both = ~(self.kept.failed | self.without.failed)
        return Told(self.points.at(both), self.kept.at(both), self.without.at(both))


@dataclass(frozen=True, eq=False)
class Taught:
    """All runs of an emulator.

    Attributes:
        base: every draw as decided.
        levers: every draw with each lever at its most.
        numbers: every draw with each number at its low and its high end.
        optimism: every draw at each common shift but none.
        together: settings of levers alone, and with numbers and optimism beside.
        held: likewise, each setting in the same draws, to hold the emulator against.
        surrogate: which end of every number is favourable.
        runs: how many it took.
    """

    base: Kept
    levers: list[Kept]
    numbers: list[tuple[Kept, Kept]]
    optimism: list[Kept]
    together: tuple[Told, Told]
    held: tuple[Told, Told]
    surrogate: Surrogate
    runs: int

    @property
    def alone(self) -> list[Kept]:
        """Runs of every draw that the emulator holds."""
        return [self.base, *self.levers, *(each for ends in self.numbers for each in ends), *self.optimism]


# Levers alone, and with numbers and optimism beside, as in `emulator.KINDS`.
def chances(held: bool) -> tuple[Chances, Chances]:
    """How often settings move inputs: what a reader moves is few, what teaches is more."""
    kind = "held" if held else "together"
    lever, number, optimism = (float(each) for each in settings.word(f"emulator_{kind}_chances").split())
    return Chances(lever), Chances(lever, number, optimism)


def shares() -> Array:
    """Common shifts that every draw is run at, none the first: those of a forecast."""
    return np.array([0.0, *(float(each) for each in settings.word("optimism_shares").split())])


def teach(baseline: Any, asking: Asking, sizes: Sizes) -> tuple[Runner, Design, Taught]:
    """Make all runs."""
    drawn = draws_of(sizes.draws, asking.seed, False, asking.base == "stale")
    runner = Runner(baseline, inputs(baseline), drawn, asking)
    design = Design(runner.inputs, sizes.draws, asking.seed)
    teaching = _Teaching(runner, design, sizes)
    return runner, design, teaching.all()


@dataclass(eq=False)
class _Teaching:
    runner: Runner
    design: Design
    sizes: Sizes
    runs: int = 0

    def all(self) -> Taught:
        base = self.run(self.design.as_decided(self.design.every))
        surrogate = self.surrogate()
        kinds = [each.kind for each in self.runner.inputs]
        levers = [self.run(self.design.lever(place)) for place in range(kinds.count(LEVER))]
        ends = [[self.run(self.design.number(place, end)) for end in (0, 1)] for place in range(kinds.count(NUMBER))]
        optimism = [self.run(self.design.optimistic(share), surrogate) for share in shares()[1:]]
        together = self.settings(self.sizes.together, False, base, surrogate)
        held = self.settings(self.sizes.held, True, base, surrogate)
        numbers = [(low, high) for low, high in ends]
        return Taught(base, levers, numbers, optimism, together, held, surrogate, self.runs)

    def run(self, points: Points, surrogate: Surrogate | None = None) -> Kept:
        """Runs, counted."""
        self.runs += len(points.draw)
        return self.runner.run(points, surrogate)

    def surrogate(self) -> Surrogate:
        """Which end of every number is favourable when the target is due, as a forecast's common shifts have it: from
        more draws than are held, and from the tail of the policy that reaches furthest."""
        asking, baseline = self.runner.asking, self.runner.baseline
        furthest = load(settings.word("emulator_furthest"))
        dates = dates_of(furthest)
        drawn = draws_of(self.sizes.leaning, asking.seed, False, asking.base == "stale")
        fte = asking.due([baseline, furthest], drawn, 1, dates)
        own, best = (Known(each, drawn, fte[row]) for row, each in enumerate((baseline, furthest)))
        tail = into_the_tail(best, dates, asking)
        self.runs += fte[..., 0].size + sum(len(each.fte) for each in tail)
        return surrogate_of(own, tail, dates.index(month_text(baseline.target.by)))

    def settings(self, size: int, held: bool, base: Kept, surrogate: Surrogate) -> tuple[Told, Told]:
        """Settings of levers alone and with numbers and optimism beside, and the same without levers."""
        alone, beside = (self.design.together(size, each, 2 * held + place) for place, each in enumerate(chances(held)))
        if held:
            most = min(self.sizes.held_draws, self.sizes.draws)
            draws = np.arange(0, self.sizes.draws, self.sizes.draws // most)[:most]
            alone, beside = in_draws(alone, draws), in_draws(beside, draws)
        told = Told(alone, self.run(alone), base.at(alone.draw))
        without = beside.without_levers()
        return told, Told(beside, self.run(beside, surrogate), self.run(without, surrogate))
