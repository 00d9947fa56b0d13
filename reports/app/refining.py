"""Runs that are made while somebody looks: a few draws at once, then more; what was run before is kept."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from threading import Event, Lock
from typing import TYPE_CHECKING

import numpy as np

from samspil.runs import run_ensemble

from .asking import Ask, drawn, policies, settings

if TYPE_CHECKING:
    from samspil.scenarios import Scenario

# Of a run's variables, those that the page shows.
KEPT = (
    *("freed_fte", "freed_fte_by_region", "freed_fte_by_municipality", "staircase", "cost_mdkk"),
    *("partnerships_active", "companies_active", "adoptions", "trust_mean", "kpi_knowledge_transfer"),
    *("kpi_cocreation", "kpi_networks", "kpi_relations", "kpi_learning", "kpi_ideas", "kpi_implementation"),
)
Piece = dict[str, np.ndarray]
Key = tuple[str, str, tuple, float, int]


@dataclass(frozen=True, eq=False)
class Answer:
    """What so many draws said of each policy: by its name the kept variables, each (draw, its own dims).

    `labels` are those of the dims. Where an emulator answered, `draws` is 0, there is freed FTE of Decembers alone, and
    `off` says by how many FTE its middle simulation is off in the target's year typically, `off_most` at most in 19 of
    20, and `off_more` what it says that levers free, typically.
    """

    ask: Ask
    scenarios: tuple[Scenario, ...]
    values: dict[str, Piece]
    labels: dict[str, list[str]]
    draws: int
    off: float = 0.0
    off_most: float = 0.0
    off_more: float = 0.0

    @property
    def policy(self) -> str:
        """Name of the policy asked for."""
        return self.scenarios[0].name


class Runs:
    """Runs by policy, level, numbers and draws; the oldest are let go. One question runs at a time."""

    def __init__(self) -> None:
        self.kept: OrderedDict[Key, Piece] = OrderedDict()
        self.labels: dict[str, list[str]] = {}
        self.lock = Lock()
        self.ready = Event()

    def piece(self, scenario: Scenario, ask: Ask, place: int) -> Piece:
        """One chunk of draws of one policy: what was run before, or a run."""
        key = self._key(scenario, ask, place)
        with self.lock:
            if key not in self.kept:
                self.kept[key] = self._run(scenario, ask, place)
                while len(self.kept) > settings.count("kept"):
                    self.kept.popitem(last=False)
            self.kept.move_to_end(key)
            return self.kept[key]

    def has(self, scenario: Scenario, ask: Ask) -> bool:
        """Whether a policy was run before."""
        return self._key(scenario, ask, 0) in self.kept

    def _key(self, scenario: Scenario, ask: Ask, place: int) -> Key:
        return (scenario.digest, ask.level, ask.numbers, ask.optimism, place)

    def _run(self, scenario: Scenario, ask: Ask, place: int) -> Piece:
        some = drawn(ask.numbers, ask.optimism, most()).isel(draw=slice(*bounds()[place]))
        about = {"replicates": 1, "seed": settings.count("seed"), "potentials": ask.level, "keep": KEPT}
        found = run_ensemble([scenario], draws=some, beyond_evidence=True, **about).isel(scenario=0, replicate=0)
        self.labels = {
            str(dim): [str(label) for label in found[dim].values] for dim in found.dims if dim in found.coords
        }
        self.labels["municipality_region"] = [str(name) for name in found["municipality_region"].values]
        self.ready.set()
        return {name: found[name].transpose("draw", ...).values for name in KEPT}


def stages() -> list[int]:
    """Numbers of draws at which an answer is shown."""
    return [int(size) for size in settings.word("stages").split()]


def most() -> int:
    """Draws of the last answer."""
    return stages()[-1]


@cache
def bounds() -> list[tuple[int, int]]:
    """First and last draw of each piece: no piece lies across two answers, and none is longer than a chunk."""
    found: list[tuple[int, int]] = []
    for low, high in pairwise([0, *stages()]):
        cuts = np.linspace(low, high, -(-(high - low) // settings.count("chunk")) + 1).round().astype(int)
        found += list(pairwise(map(int, cuts)))
    return found


def refined(ask: Ask, runs: Runs, stop: Callable[[], bool] = lambda: False) -> Iterator[Answer]:
    """Answers to a question, each with more draws than the one before, until `stop()` says that nobody looks any more.

    All policies run under the same draws and the same luck.

    Raises:
        UserError: the question is wrong.
    """
    asked = policies(ask)
    pieces: dict[str, list[Piece]] = {each.name: [] for each in asked}
    for place, (_, high) in enumerate(bounds()):
        for each in asked:
            if stop():
                return
            pieces[each.name].append(runs.piece(each, ask, place))
        if high in stages():
            found = {name: _joined(several) for name, several in pieces.items()}
            yield Answer(ask, tuple(asked), found, runs.labels, high)


def _joined(pieces: list[Piece]) -> Piece:
    return {name: np.concatenate([each[name] for each in pieces]) for name in KEPT}
