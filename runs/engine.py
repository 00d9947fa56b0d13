"""The engine: maps the chunks of a plan over workers and hands finished ones to a sink.

Executors and sinks meet only here. An executor maps `Work` over batches, in any order and anywhere: on threads, or on a
Dask cluster (`cluster`). A sink takes finished chunks in the one process that started the ensemble, which alone writes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from typing import TYPE_CHECKING, Protocol

from .draws import at_least_one
from .progress import Tally
from .work import Piece, Task, Work

if TYPE_CHECKING:
    from .earlier import Earlier

# Shorter batches would spend their time being handed around.
BATCH_SECONDS = 1.0
# Waiting in slices lets Ctrl-C through on every platform.
_SLICE_SECONDS = 0.5


Batch = tuple[Task, ...]


class Executor(Protocol):
    """Somewhere to run batches."""

    workers: int

    def warm(self, work: Work) -> float:
        """Compile, before work fans out; seconds that a run takes."""
        ...

    def map(self, work: Work, batches: Iterable[Batch]) -> Iterator[list[Piece]]:
        """Results of the batches, as they finish."""
        ...


class Sink(Protocol):
    """Somewhere to put finished chunks."""

    def write(self, piece: Piece) -> None:
        """Keep one finished chunk."""
        ...


class Threads:
    """Local threads; kernels release the GIL, so they run side by side."""

    def __init__(self, workers: int) -> None:
        self.workers = workers

    def warm(self, work: Work) -> float:
        """See `Executor.warm`; several threads compiling the same function would only wait for each other."""
        return work.warm()

    def map(self, work: Work, batches: Iterable[Batch]) -> Iterator[list[Piece]]:
        """See `Executor.map`. At most two batches a worker are under way, so finished ones cannot pile up."""
        pool = ThreadPoolExecutor(self.workers, thread_name_prefix="samspil")
        pending: set[Future[list[Piece]]] = set()
        try:
            for batch in batches:
                pending.add(pool.submit(work, batch))
                while len(pending) >= 2 * self.workers:
                    yield from _finished(pending)
            while pending:
                yield from _finished(pending)
        finally:
            pool.shutdown(wait=True, cancel_futures=True)


def executor(workers: int, scheduler: str | None = None) -> Executor:
    """So many local threads, or the Dask cluster whose scheduler answers at an address.

    Raises:
        UserError: not one worker is asked for; or there is no such cluster, or it is not fit for these runs.
    """
    if scheduler is None:
        return Threads(at_least_one("workers", workers))
    from .cluster import Cluster

    return Cluster(scheduler)


def run(
    work: Work, todo: Sequence[int], executor: Executor, sink: Sink, tally: Tally, earlier: Earlier | None = None
) -> None:
    """Run the chunks `todo` and give every finished one to the sink; runs that `earlier` holds are taken over."""
    tally.stage("compiling")
    seconds = executor.warm(work) if todo else 0.0
    tally.stage("running")
    cut = batches(todo, seconds * work.plan.chunks[0].runs, executor.workers)
    for pieces in executor.map(work, (_tasks(batch, work, earlier) for batch in cut)):
        for piece in pieces:
            sink.write(piece)
            tally.add(piece.runs, len(piece.failures))
    tally.stage("finished")


def _tasks(batch: tuple[int, ...], work: Work, earlier: Earlier | None) -> Batch:
    """The tasks of a batch, with what is there already of each: workers elsewhere need not see the disk."""
    if earlier is None:
        return tuple(Task(number) for number in batch)
    return tuple(Task(number, earlier.before(work.plan.chunks[number])) for number in batch)


def batches(todo: Sequence[int], seconds: float, workers: int) -> list[tuple[int, ...]]:
    """Neighbouring chunks together, until a batch takes about a second.

    Args:
        todo: chunk numbers.
        seconds: time of one chunk.
        workers: batches never get so few that a worker would idle.
    """
    wanted = max(1, round(BATCH_SECONDS / max(seconds, 1e-9)))
    size = max(1, min(wanted, len(todo) // (4 * workers)))
    return [tuple(todo[start : start + size]) for start in range(0, len(todo), size)]


def _finished(pending: set[Future[list[Piece]]]) -> Iterator[list[Piece]]:
    """Take the finished futures out of `pending` and give their results, waiting for at least one."""
    done: set[Future[list[Piece]]] = set()
    while not done:
        done, _ = wait(pending, timeout=_SLICE_SECONDS, return_when=FIRST_COMPLETED)
    pending -= done
    for future in done:
        yield future.result()
