"""What runs in the worker processes of a cluster: a private folder of compiled code, what a worker holds, and batches.

Nothing here loads the model when it is imported: a worker must have its folder first.
"""

from __future__ import annotations

import pickle
import platform
import time
from functools import cache
from importlib import metadata
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np

    from .engine import Batch
    from .work import Piece, Work

LIBRARIES = ("numpy", "numba")
# A worker that ends while its nanny still takes it to be starting is not started again.
SECONDS_TO_START = 2.0
_started: list[float] = []


@cache
def facts() -> dict[str, str]:
    """What decides the bits of a run besides what is sent: rules, evidence, and the libraries that compile them."""
    from .provenance import code

    python = ".".join(platform.python_version_tuple()[:2])
    return {**code(), "python": python, **{name: metadata.version(name) for name in LIBRARIES}}


def private_folder() -> Any:
    """A plugin that gives every worker, those that come later too, its own folder of compiled code as it starts."""
    from distributed.diagnostics.plugin import WorkerPlugin

    class PrivateFolder(WorkerPlugin):
        name = "samspil"

        def setup(self, worker: Any) -> None:
            from samspil.runs import on_worker
            from samspil.runs.private import be_private

            be_private()
            on_worker._started.append(time.monotonic())

    return PrivateFolder()


def opened(work: bytes) -> Work:
    """The work of an ensemble, which stays with the worker."""
    return pickle.loads(work)


def warm(work: Work) -> float:
    """Compile there; seconds that a run takes."""
    return work.warm()


def pieces(work: Work, batch: Batch, wanted: dict[str, str]) -> list[Piece]:
    """Finished chunks.

    Raises:
        UserError: this worker, which may have come later, does not hold the rules that are asked for.
    """
    _same(wanted)
    _settle()
    return work(batch)


def made(work: Work, number: int, members: list[int]) -> tuple[dict[str, np.ndarray], list[str | None]]:
    """Some runs of a chunk."""
    _settle()
    return work.made(number, members)


def _settle() -> None:
    """Wait until this process has been there long enough to be missed."""
    if _started:
        time.sleep(max(0.0, _started[0] + SECONDS_TO_START - time.monotonic()))


def _same(wanted: dict[str, str]) -> None:
    if facts() != wanted:
        from samspil.model.errors import UserError

        raise UserError(differs(platform.node(), facts(), wanted))


def differs(worker: str, found: dict[str, str], wanted: dict[str, str]) -> str:
    """That a worker holds something else, and what."""
    from samspil.model.messages import say

    name = next(name for name in wanted if found.get(name) != wanted[name])
    held, own = _short(found.get(name)), _short(wanted[name])
    return say("cluster-worker-differs", worker=worker, name=name, found=held, own=own)


def _short(told: str | None) -> str:
    return (told or "-")[:12]
