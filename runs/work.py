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
    from .earlier import Earlier
    from .kernel import Kernel
    from .plan import Chunk, Plan

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
        rows = variables(self.monthly)
        shapes = {name: shape(row, case.prepared.labels) for name, row in rows.items()}
        arrays = {name: np.full((len(keys), *own), np.nan) for name, own in shapes.items()}
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

    def _workspace(self, prepared: Any) -> Any:
        held = getattr(_thread, "held", None)
        if held is None or held[0] is not prepared or held[1] != self.monthly:
            _thread.held = held = (prepared, self.monthly, self.kernel.workspace(prepared, self.monthly))
        return held[2]


@dataclass(frozen=True, eq=False)
class Work(Runner):
    """The function that workers map over batches of chunk numbers; runs that `earlier` holds are taken over, those that
    failed there too unless they are to be made again (`retry`)."""

    plan: Plan
    encoded: bool
    earlier: Earlier | None = None
    retry: bool = False

    def __call__(self, batch: tuple[int, ...]) -> list[Piece]:
        """Finished chunks of a batch, in its order."""
        return [self._piece(number) for number in batch]

    def warm(self) -> float:
        """Compile and fill caches with one run; seconds that a second one takes."""
        chunk = self.plan.chunks[0]
        for _ in range(2):
            start = time.perf_counter()
            self.simulate(self.plan.case(chunk), self.plan.keys(chunk)[:1], np.array([chunk.draws[0]]))
        return time.perf_counter() - start

    def _piece(self, number: int) -> Piece:
        chunk = self.plan.chunks[number]
        arrays, messages = self._runs(chunk)
        arrays["failed"] = np.array([message is not None for message in messages])
        failures = tuple(
            Failure(draw, replicate, message)
            for (draw, replicate), message in zip(chunk.members(), messages, strict=True)
            if message is not None
        )
        if not self.encoded:
            return Piece(number, chunk.runs, arrays, {}, failures)
        return Piece(number, chunk.runs, {}, encode(arrays, chunk, self.plan.block), failures)

    def _runs(self, chunk: Chunk) -> tuple[dict[str, np.ndarray], list[str | None]]:
        """Arrays (B, *own dims) and messages of a chunk's runs, those that are there already taken over."""
        part = None if self.earlier is None else self.earlier.shared(chunk)
        known = 0 if part is None else part.runs
        if self.earlier is None or part is None or not known:
            return self._made(chunk, 0)
        before, told = self.earlier.runs(part)
        if self.retry:
            told = self._once_more(part, before, told)
        if known == chunk.runs:
            return before, told
        arrays, messages = self._made(chunk, known)
        return {name: np.concatenate([before[name], values]) for name, values in arrays.items()}, [*told, *messages]

    def _once_more(self, part: Chunk, arrays: dict[str, np.ndarray], told: list[str | None]) -> list[str | None]:
        """Make the runs of a part that failed again, into its arrays; the messages of all."""
        failed = np.array([message is not None for message in told])
        if not failed.any():
            return told
        rows = np.array([draw for draw, _ in part.members()])
        fresh, messages = self.simulate(self.plan.case(part), self.plan.keys(part)[failed], rows[failed])
        for name, values in fresh.items():
            arrays[name][failed] = values
        left = iter(messages)
        return [next(left) if has_failed else None for has_failed in failed]

    def _made(self, chunk: Chunk, start: int) -> tuple[dict[str, np.ndarray], list[str | None]]:
        """The runs of a chunk from a member on."""
        rows = np.array([draw for draw, _ in chunk.members()])
        return self.simulate(self.plan.case(chunk), self.plan.keys(chunk)[start:], rows[start:])


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
