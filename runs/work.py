"""One unit of work: simulate a chunk, keep a failed run from taking others with it, and hand the arrays on."""

from __future__ import annotations

import hashlib
import threading
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from samspil.model.errors import UserError

from .encode import encode
from .variables import shape, variables

if TYPE_CHECKING:
    from .cases import Case
    from .earlier import Before
    from .kernel import Kernel
    from .plan import Plan

# Units of the one kind of variable that may lack numbers: a share of partnerships where there are none.
OF_KPI = "that of the KPI"
# One workspace a thread, kept while the thread stays with one prepared case.
_thread = threading.local()


@dataclass(frozen=True)
class Failure:
    """A run that gave no result: its place in the plan, and why."""

    draw: int
    replicate: int
    message: str


@dataclass(frozen=True)
class Piece:
    """A finished chunk: float64 arrays (B, *own dims), or encoded bytes, by variable."""

    chunk: int
    runs: int
    arrays: dict[str, np.ndarray]
    encoded: dict[str, bytes]
    failures: tuple[Failure, ...]


@dataclass(frozen=True, eq=False)
class Runner:
    """Runs members of a case; one that fails spares the others. `monthly`: with breakdowns by month."""

    kernel: Kernel
    monthly: bool = field(default=False, kw_only=True)

    def simulate(
        self, case: Case, keys: np.ndarray, rows: np.ndarray
    ) -> tuple[dict[str, np.ndarray], list[str | None]]:
        """Arrays (B, *own dims), and a message for each run that failed.

        Args:
            case: what is simulated.
            keys: int64 (B, 3).
            rows: positions (B,) of the draws.
        """
        records = case.records[rows]
        try:
            arrays = self._batch(case, keys, records)
            messages: list[str | None] = _not_finite(arrays)
        except MemoryError:
            raise
        except Exception:
            arrays, messages = self._one_by_one(case, keys, records)
        for index in (i for i, message in enumerate(messages) if message is not None):
            for values in arrays.values():
                values[index] = np.nan
        arrays["run_digest"] = digests(arrays)
        return arrays, messages

    def _batch(self, case: Case, keys: np.ndarray, records: np.ndarray) -> dict[str, np.ndarray]:
        output = self.kernel.batch(case.prepared, records, keys, self._workspace(case.prepared))
        return {name: output[name] for name in variables()}

    def _one_by_one(
        self, case: Case, keys: np.ndarray, records: np.ndarray
    ) -> tuple[dict[str, np.ndarray], list[str | None]]:
        """The same runs each alone, so that only those which fail are lost."""
        arrays = self.missing(case, len(keys))
        messages: list[str | None] = []
        for i in range(len(keys)):
            _thread.held = None  # a run that failed may have left anything in the workspace
            try:
                single = self._batch(case, keys[i : i + 1], records[i : i + 1])
            except MemoryError:
                raise
            except Exception as error:
                messages.append(str(error) if isinstance(error, UserError) else f"{type(error).__name__}: {error}")
                continue
            for name, values in single.items():
                arrays[name][i] = values[0]
            messages += _not_finite(single)
        return arrays, messages

    def missing(self, case: Case, count: int) -> dict[str, np.ndarray]:
        """Arrays of so many runs that gave nothing."""
        rows = variables(self.monthly)
        shapes = {name: shape(row, case.prepared.labels) for name, row in rows.items()}
        return {name: np.full((count, *own), np.nan) for name, own in shapes.items()}

    def _workspace(self, prepared: Any) -> Any:
        held = getattr(_thread, "held", None)
        if held is None or held[0] is not prepared or held[1] != self.monthly:
            _thread.held = held = (prepared, self.monthly, self.kernel.workspace(prepared, self.monthly))
        return held[2]


@dataclass(frozen=True, eq=False)
class Task:
    """A chunk that is to be run, and its runs that are there already."""

    number: int
    before: Before | None = None


@dataclass(frozen=True, eq=False)
class Work(Runner):
    """The function that workers map over batches of tasks. It holds all that they need, and can be sent to another
    process.

    Args:
        plan: what is run.
        encoded: give the bytes of chunks, for a store, and not their arrays.
        retry: make runs that failed before again.
        keep: variables of which arrays are given; all if none.
    """

    plan: Plan
    encoded: bool
    retry: bool = False
    keep: tuple[str, ...] = ()

    def __call__(self, batch: tuple[Task, ...]) -> list[Piece]:
        """Finished chunks of a batch, in its order."""
        return [self.piece(task, *self.made(task.number, self.members(task))) for task in batch]

    def warm(self) -> float:
        """Compile and fill caches with one run; seconds that a second one takes."""
        chunk = self.plan.chunks[0]
        for _ in range(2):
            start = time.perf_counter()
            self.simulate(self.plan.case(chunk), self.plan.keys(chunk)[:1], np.array([chunk.draws[0]]))
        return time.perf_counter() - start

    def members(self, task: Task) -> list[int]:
        """Which runs of a task's chunk are to be made."""
        before = [] if task.before is None else task.before.messages
        again = [index for index, message in enumerate(before) if self.retry and message is not None]
        return [*again, *range(len(before), self.plan.chunks[task.number].runs)]

    def made(self, number: int, members: list[int]) -> tuple[dict[str, np.ndarray], list[str | None]]:
        """Arrays (B, *own dims) and messages of some runs of a chunk."""
        chunk = self.plan.chunks[number]
        rows = np.array([draw for draw, _ in chunk.members()])[members]
        if not members:
            return {}, []
        return self.simulate(self.plan.case(chunk), self.plan.keys(chunk)[members], rows)

    def piece(self, task: Task, arrays: dict[str, np.ndarray], messages: list[str | None]) -> Piece:
        """The finished chunk of a task, from what was made of it."""
        chunk, before = self.plan.chunks[task.number], task.before
        if before is not None:
            arrays, messages = _joined(before, self.members(task), arrays, messages)
        arrays["failed"] = np.array([message is not None for message in messages])
        failures = tuple(
            Failure(draw, replicate, message)
            for (draw, replicate), message in zip(chunk.members(), messages, strict=True)
            if message is not None
        )
        if not self.encoded:
            kept = {name: arrays[name] for name in self.keep or arrays}
            return Piece(task.number, chunk.runs, kept, {}, failures)
        return Piece(task.number, chunk.runs, {}, encode(arrays, chunk, self.plan.block), failures)


def _joined(
    before: Before, members: list[int], arrays: dict[str, np.ndarray], messages: list[str | None]
) -> tuple[dict[str, np.ndarray], list[str | None]]:
    """What was there and what was made, in the order of the chunk; what was made again takes its place."""
    told = [*before.messages, *messages[sum(index < len(before.messages) for index in members) :]]
    whole = {}
    for name, values in before.arrays.items():
        whole[name] = np.empty((len(told), *values.shape[1:]), dtype=values.dtype)
        whole[name][: len(values)] = values
        if members:
            whole[name][members] = arrays.get(name, False)
    for index, message in zip(members, messages, strict=True):
        told[index] = message
    return whole, told


def digests(arrays: dict[str, np.ndarray]) -> np.ndarray:
    """BLAKE2b of every run's recorded values at full precision, in the order of the table: uint64 (B,)."""
    rows = {name: np.ascontiguousarray(arrays[name], dtype="<f8") for name in variables()}
    count = len(next(iter(rows.values())))
    return np.array([_digest(rows, index) for index in range(count)], dtype=np.uint64)


def _digest(rows: dict[str, np.ndarray], index: int) -> int:
    total = hashlib.blake2b(digest_size=8)
    for values in rows.values():
        total.update(values[index])
    return int.from_bytes(total.digest(), "little")


def _not_finite(arrays: dict[str, np.ndarray]) -> list[str | None]:
    """A message for each run in which something is no number that must be one; None for the others."""
    count = len(next(iter(arrays.values())))
    messages: list[str | None] = [None] * count
    for name, row in variables().items():
        if row.units != OF_KPI:
            bad = ~np.isfinite(arrays[name]).reshape(count, -1).all(axis=1)
            for index in np.flatnonzero(bad):
                messages[index] = messages[index] or f"{name} is not finite"
    return messages
