"""What is told while a fit is made, and what it says of each observation; JSON-ready."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from samspil.runs.progress import Progress, Tally

from .intervals import quantiles
from .targets import Target, load_targets

Tell = Callable[[str, Progress], None]


def silent(phase: str, progress: Progress) -> None:
    """Tell nobody."""


def told(tell: Tell, phase: str, total: int) -> Callable[[int], None]:
    """A counter of finished draws that reports a phase with the time left."""
    tally = Tally(total, lambda progress: tell(phase, progress))
    tally.stage("running")

    def count(done: int) -> None:
        fresh = min(done, total) - tally.done
        if fresh > 0:
            tally.add(fresh, 0)
            if tally.done == total:
                tally.stage("finished")

    return count


def of_target(before: Mapping[str, Sequence[float]], target: Target, values: np.ndarray) -> dict[str, Any]:
    """An observation beside what the priors (`before`, by name of the quantity) and the posterior give of it."""
    low, median, high = quantiles(values)
    record = {
        **{name: getattr(target, name) for name in ("name", "title", "use", "unit", "period", "source")},
        "observed": target.value if np.isfinite(target.value) else None,
        "deviation": target.deviation,
        "prior": _known(before.get(shipped_as(target), (np.nan,) * 3)),
        "posterior": _known((low, median, high)),
    }
    if target.use == "pattern":
        return {**record, "inside": bool(target.low <= median <= target.high)}
    return {**record, "inside": bool(abs(median - target.value) <= target.deviation)}


def _known(values: Iterable[float]) -> list[float | None]:
    """Values with None for what is not a number, as JSON has it."""
    return [value if np.isfinite(value) else None for value in values]


def shipped_as(target: Target) -> str:
    """The name under which a target's quantity is kept, which further evidence shares with a shipped one."""
    if target.episode:
        return target.name
    return next((each.name for each in load_targets().values() if each.quantity == target.quantity), target.name)
