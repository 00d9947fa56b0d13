"""From parameters to simulated quantities: a run of current policy and a replay of every episode for each draw."""

from __future__ import annotations

import hashlib
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import numpy as np

from samspil.model.state.outputs import declared
from samspil.runs.draws import records, with_luck
from samspil.scenarios import load
from samspil.scenarios.inputs import prepare

from .episodes import Episode, load_episodes
from .quantities import MONTHS, QUANTITIES, Seen
from .replaying import Stage, counted, seen, stage
from .targets import Target, load_targets, name_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import xarray as xr

SCENARIO = "current-policy"
BATCH = 10


class Simulator:
    """Simulated quantities of the targets, (draw, target), for any draws of parameters.

    A draw's luck is its label or its variable `luck`, so that the same draw gives the same quantities on any number of
    threads, alone or with others.

    Only what the targets need is run: the scenario, and the roll-outs that something was seen in.

    Args:
        seed: seed of every draw.
        targets: what to simulate; all of the shipped targets that have a quantity unless said otherwise.
        workers: threads.
        episodes: roll-outs beside the shipped ones, by name.
        replicate: number of the run of each draw, from 0.
    """

    def __init__(
        self,
        seed: int = 1,
        targets: Sequence[Target] | None = None,
        workers: int = 1,
        episodes: dict[str, Episode] | None = None,
        replicate: int = 0,
    ) -> None:
        chosen = load_targets().values() if targets is None else targets
        self.targets = [target for target in chosen if target.quantity]
        self.seed, self.workers, self.replicate = seed, workers, replicate
        asked = {target.episode for target in self.targets}
        self._prepared = prepare(load(SCENARIO), seed)
        known = load_episodes() | (episodes or {})
        self._stages = {name: stage(each, seed) for name, each in known.items() if name in asked}
        self._desks = threading.local()

    def digest(self, episode: str) -> str:
        """Of all numbers that the runs of current policy (no name), or the replays of an episode, start from."""
        prepared = self._stages[episode].prepared if episode else self._prepared
        tables = (prepared.world, prepared.levers, prepared.switches, prepared.target)
        whole = hashlib.sha256(repr([self.seed, episode, self._replayed(episode)]).encode())
        for column in (value for table in tables for value in (table if isinstance(table, tuple) else (table,))):
            whole.update(np.ascontiguousarray(column).tobytes())
        return whole.hexdigest()

    def __call__(self, draws: xr.Dataset, report: Callable[[int], None] = lambda done: None) -> np.ndarray:
        """Quantities (draw, target); `report` is told how many draws are done."""
        drawn = with_luck(draws)
        packed, luck = records(drawn, {}, {}), drawn["luck"].values
        found = np.empty((packed.size, len(self.targets)))
        done = 0

        def block(start: int) -> int:
            for row in range(start, min(start + BATCH, packed.size)):
                found[row] = self._one(packed[row : row + 1], int(luck[row]))
            return min(BATCH, packed.size - start)

        with ThreadPoolExecutor(self.workers) as threads:
            for number in threads.map(block, range(0, packed.size, BATCH)):
                done += number
                report(done)
        return found

    def _one(self, packed: np.recarray, luck: int) -> np.ndarray:
        desk = self._desk()
        key = np.array([[self.seed, luck, self.replicate]], dtype=np.int64)
        own = any(not target.episode for target in self.targets)
        values = desk.run(self._prepared, packed, key) if own else {}
        for place in desk.stages.values():
            counts = counted(place, packed, key, desk.scratch)
            for target, observation in self._observations(place):
                values[target.name] = float(seen(place.episode, observation, counts)[0])
        return np.array([values[target.name if target.episode else target.quantity] for target in self.targets])

    def _observations(self, place: Stage) -> list[tuple[Target, Any]]:
        seen_as = {name_of(place.episode, each): each for each in place.episode.observations}
        return [(target, seen_as[target.name]) for target in self.targets if target.episode == place.episode.name]

    def _replayed(self, episode: str) -> Any:
        """What an episode's replays rest on beside its tables."""
        if not episode:
            return MONTHS
        place = self._stages[episode]
        return place.solution, place.episode.users, place.episode.months, place.episode.potential

    def _desk(self) -> Desk:
        if not hasattr(self._desks, "own"):
            self._desks.own = Desk(self._prepared, self._stages)
        return self._desks.own


class Desk:
    """What one thread works with: memory for a run, and its own copies of the worlds."""

    def __init__(self, prepared: Any, stages: dict[str, Stage]) -> None:
        from dataclasses import replace

        from samspil.model.run import own_world, workspace

        self.scratch = workspace(prepared)
        self.stages = {
            name: replace(place, prepared=replace(place.prepared, world=own_world(place.prepared.world)))
            for name, place in stages.items()
        }

    def run(self, prepared: Any, packed: np.recarray, key: np.ndarray) -> dict[str, float]:
        """The quantities of one run of current policy, by name."""
        from samspil.model.run import simulate_batch

        outputs = simulate_batch(prepared, packed, key, self.scratch, months=MONTHS)
        monthly = [name for name, output in declared().items() if output.dims == ("time",)]
        series = {name: outputs[name][0, :MONTHS] for name in monthly}
        held = Seen(series, self.scratch.state, self.scratch.world)
        return {name: quantity(held) for name, quantity in QUANTITIES.items()}
