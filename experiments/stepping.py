"""Runs that are made here, one by one, because what is asked of each stands in the tables of its state."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import xarray as xr

from samspil.model.errors import UserError
from samspil.model.run import Workspace, workspace
from samspil.runs.draws import records, with_luck

# One run: its row, its parameters (one record), its key (seed, luck, replicate), and a workspace to run in.
Run = Callable[[int, np.ndarray, tuple[int, int, int], Workspace], Any]


def each_run(scenario: Any, prepared: Any, draws: xr.Dataset, seed: int, threads: int, run: Run) -> dict[int, Any]:
    """What each run gives, by its row in the order of the draws; a run that failed is left out.

    Args:
        scenario: whose uncertain numbers and rules the draws are taken under.
        prepared: the scenario as the kernel reads it.
        draws: parameters and luck (dim ``draw``), one run each.
        seed: of the runs.
        threads: on which they are made.
        run: makes one run and says what is asked of it; None, or a UserError, where it failed.
    """
    drawn = with_luck(draws)
    packed = records(drawn, scenario.uncertainties, scenario.rules)
    luck, threads = drawn["luck"].values, min(threads, packed.size)

    def some(first: int) -> dict[int, Any]:
        scratch, told = workspace(prepared), {}
        for row in range(first, packed.size, threads):
            try:
                answer = run(row, packed[row : row + 1], (seed, int(luck[row]), 0), scratch)
            except UserError:
                continue
            if answer is not None:
                told[row] = answer
        return told

    with ThreadPoolExecutor(threads) as pool:
        found = {row: answer for part in pool.map(some, range(threads)) for row, answer in part.items()}
    return dict(sorted(found.items()))
