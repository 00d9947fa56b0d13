"""The executor on a Dask cluster: batches go to its workers, finished chunks come back, and only this process writes.

What is sent is pickled Python, so a scheduler must be one that is trusted, and reached over a network that is.
"""

from __future__ import annotations

import logging
import pickle
import time
import warnings
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from importlib.util import find_spec
from queue import Empty, Queue
from typing import Any

import numpy as np

from samspil.model.errors import UserError
from samspil.model.messages import say

from . import on_worker
from .engine import Batch
from .work import Piece, Task, Work

SECONDS_TO_ANSWER = 10.0
# Waiting in slices lets Ctrl-C through, and looks whether anybody is still there.
SLICE_SECONDS = 0.5
# Workers that died are started again, by whoever started them; a queue system may take its time.
PATIENCE_SECONDS = 120.0


class Cluster:
    """The workers of a Dask scheduler.

    Args:
        address: of the scheduler, as `tcp://127.0.0.1:8786`.

    Raises:
        UserError: none answers there, it has no workers, or they do not hold the rules that this process holds.
    """

    def __init__(self, address: str) -> None:
        self.connection = connected(address)
        if self.connection.client.status != "running":
            # The scheduler went, and another may answer there now.
            connected.cache_clear()
            self.connection = connected(address)
        self.connection.check()

    @property
    def workers(self) -> int:
        """Threads of all workers."""
        return max(1, sum(self.connection.threads().values()))

    def warm(self, work: Work) -> float:
        """See `Executor.warm`: one run on each worker that has made none."""
        return self.connection.warm(work)

    def map(self, work: Work, batches: Iterable[Batch]) -> Iterator[list[Piece]]:
        """See `Executor.map`. At most two batches a thread are under way.

        A batch that was on workers which died, more often than the scheduler puts up with, is made again run by run
        when all others are done, with nothing beside it; a run that kills its workers even then has failed.
        """
        jobs, suspects = Jobs(self.connection, work), list[Task]()
        try:
            for batch in batches:
                if not any(work.members(task) for task in batch):
                    yield work(batch)
                    continue
                jobs.submit(on_worker.pieces, batch, on_worker.facts(), about=batch)
                while len(jobs) >= 2 * self.workers:
                    yield from jobs.finished(suspects)
            while len(jobs):
                yield from jobs.finished(suspects)
            for task in suspects:
                yield [self._alone(jobs, task)]
        finally:
            jobs.cancel()

    def _alone(self, jobs: Jobs, task: Task) -> Piece:
        """A chunk, each of its runs with nothing beside it."""
        work, members = jobs.work, jobs.work.members(task)
        each = [jobs.alone(on_worker.made, task.number, [member]) or self._killer(work, task) for member in members]
        arrays = {name: np.concatenate([single[name] for single, _ in each]) for name in each[0][0]}
        return work.piece(task, arrays, [message for _, told in each for message in told])

    @staticmethod
    def _killer(work: Work, task: Task) -> tuple[dict[str, np.ndarray], list[str | None]]:
        from .work import digests

        arrays = work.missing(work.plan.case(work.plan.chunks[task.number]), 1)
        return {**arrays, "run_digest": digests(arrays)}, [say("cluster-run-kills")]


class Jobs:
    """The futures of one ensemble, taken as they finish."""

    def __init__(self, connection: Connection, work: Work) -> None:
        self.connection, self.work = connection, work
        # A task gives it, so that it can be made again where all who held it died.
        self._held = connection.submit(on_worker.opened, pickle.dumps(work))
        self._done: Queue[Any] = Queue()
        self._about: dict[Any, Batch] = {}

    def __len__(self) -> int:
        return len(self._about)

    def submit(self, function: Callable[..., Any], *given: Any, about: Batch = ()) -> None:
        """Have a function of the work run."""
        future = self.connection.submit(function, self._held, *given)
        self._about[future] = about
        future.add_done_callback(self._done.put)

    def finished(self, suspects: list[Task]) -> Iterator[list[Piece]]:
        """Wait for one and give its result; the tasks of one that killed its workers go to the suspects."""
        future = self._next()
        about = self._about.pop(future)
        found = self.connection.result(future)
        if found is None:
            suspects += about
        else:
            yield found

    def alone(self, function: Callable[..., Any], *given: Any) -> Any:
        """The result of a function of the work; None where it kills its workers."""
        self.submit(function, *given)
        future = self._next()
        del self._about[future]
        return self.connection.result(future)

    def cancel(self) -> None:
        """Give up what is not finished."""
        if self._about:
            self.connection.cancel(list(self._about))
            self._about.clear()

    def _next(self) -> Any:
        lost = time.monotonic()
        while True:
            try:
                return self._done.get(timeout=SLICE_SECONDS)
            except Empty:
                if self.connection.threads():
                    lost = time.monotonic()
                elif time.monotonic() - lost > PATIENCE_SECONDS:
                    raise UserError(say("cluster-is-gone", address=self.connection.address)) from None


class Connection:
    """A client of a scheduler, and which of its workers have compiled the rules."""

    def __init__(self, address: str, client: Any) -> None:
        self.address, self.client = address, client
        self._warm: dict[str, float] = {}
        self._is_private = False

    def check(self) -> None:
        """Test whether there are workers and what they hold, and give each its folder.

        Raises:
            UserError: there are none, or one holds something else.
        """
        if not self.threads():
            raise UserError(say("cluster-has-no-workers", address=self.address))
        own = on_worker.facts()
        for worker, found in self.client.run(on_worker.facts, on_error="return").items():
            if isinstance(found, BaseException):
                raise UserError(say("cluster-worker-lacks", worker=worker, error=str(found).splitlines()[0]))
            if found != own:
                raise UserError(on_worker.differs(worker, found, own))
        if not self._is_private:
            self.client.register_plugin(on_worker.private_folder())
            self._is_private = True

    def threads(self) -> dict[str, int]:
        """Threads of each worker by its address; empty when the scheduler is gone."""
        if self.client.status != "running":
            return {}
        try:
            return dict(self.client.nthreads())
        except (OSError, TimeoutError, RuntimeError):
            return {}

    def submit(self, function: Callable[..., Any], *given: Any, **named: Any) -> Any:
        """A future of a function."""
        with warnings.catch_warnings():
            # A prepared country has some megabytes, and goes over once.
            warnings.filterwarnings("ignore", message="Sending large graph")
            return self.client.submit(function, *given, pure=False, **named)

    def warm(self, work: Work) -> float:
        """Have each worker that has not compiled the rules do so; seconds that a run takes."""
        fresh = self.threads().keys() - self._warm.keys()
        if fresh:
            held = self.submit(on_worker.opened, pickle.dumps(work))
            asked = {name: self.submit(on_worker.warm, held, workers=[name]) for name in fresh}
            self._wait(asked)
            self._warm |= {name: future.result() for name, future in asked.items() if future.status == "finished"}
        return float(np.median(list(self._warm.values()))) if self._warm else 1.0

    def _wait(self, asked: dict[str, Any]) -> None:
        """Until each has answered or is gone."""
        while any(not future.done() for future in asked.values()) and self.threads():
            alive = self.threads()
            if all(future.done() or name not in alive for name, future in asked.items()):
                return
            time.sleep(0.02)

    def result(self, future: Any) -> Any:
        """What a future gave; None where it killed its workers.

        Raises:
            UserError: the scheduler is gone. Or whatever the function raised.
        """
        from distributed import KilledWorker

        error = None if future.cancelled() else future.exception()
        if isinstance(error, KilledWorker):
            return None
        if future.cancelled() or (error is not None and type(error).__module__.startswith("distributed")):
            raise UserError(say("cluster-is-gone", address=self.address)) from error
        return future.result()

    def cancel(self, futures: list[Any]) -> None:
        """Give up futures, if anybody still listens."""
        if self.client.status == "running":
            self.client.cancel(futures)


@cache
def connected(address: str) -> Connection:
    """The connection to a scheduler: one for all ensembles of a process.

    Raises:
        UserError: Dask is not installed, or none answers.
    """
    if find_spec("distributed") is None:
        raise UserError(say("cluster-needs-dask"))
    from distributed import Client

    # What goes wrong is told in one line; Dask tells it in many.
    for part in ("client", "core", "batched", "comm"):
        logging.getLogger(f"distributed.{part}").setLevel(logging.CRITICAL)
    try:
        client = Client(address, timeout=SECONDS_TO_ANSWER, set_as_default=False, name="samspil")
    except (OSError, ValueError, TypeError) as error:
        raise UserError(say("cluster-does-not-answer", address=address)) from error
    return Connection(address, client)
