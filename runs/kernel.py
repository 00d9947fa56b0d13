"""The seam to the compiled model: the few calls that the engine makes of it.

Tests put a small stand-in here, and a cluster worker its own copy; everything else in this folder knows only the
protocol.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

if TYPE_CHECKING:
    from samspil.scenarios import Scenario


class Prepared(Protocol):
    """A scenario as kernel arrays; `labels` names the entries of every dim of the output."""

    @property
    def labels(self) -> Mapping[str, list[str]]:
        """Entries by dim."""
        ...


class Kernel(Protocol):
    """What the engine asks of a model."""

    def prepare(self, scenario: Scenario, seed: int) -> Any:
        """Kernel arrays and labels of a scenario; its companies are made from the seed.

        Raises:
            UserError: the scenario cannot be run.
        """
        ...

    def workspace(self, prepared: Any, monthly: bool = False) -> Any:
        """Scratch memory for one thread; `monthly`: with breakdowns of the headline by month."""
        ...

    def batch(self, prepared: Any, records: np.ndarray, keys: np.ndarray, workspace: Any) -> dict[str, np.ndarray]:
        """Simulate B runs.

        Args:
            prepared: from `prepare`.
            records: parameter records (B,).
            keys: int64 (B, 3): seed, luck, replicate.
            workspace: from `workspace`, used by no other thread.

        Returns:
            One float64 array (B, *own dims) a row of the table of variables.
        """
        ...

    def events(
        self, prepared: Any, record: np.ndarray, key: np.ndarray, workspace: Any
    ) -> tuple[dict[str, np.ndarray], dict[str, dict[str, np.ndarray]]]:
        """Simulate one run and record its event tables.

        Args:
            prepared: from `prepare`.
            record: parameter records (1,).
            key: int64 (1, 3): seed, luck, replicate.
            workspace: from `workspace`.

        Returns:
            As `batch` with B = 1, and the columns of every event table.
        """
        ...


class Compiled:
    """The model of this package, imported when it is first asked for."""

    def prepare(self, scenario: Scenario, seed: int) -> Any:
        """See `Kernel.prepare`."""
        from samspil.scenarios.inputs import prepare

        return prepare(scenario, seed)

    def workspace(self, prepared: Any, monthly: bool = False) -> Any:
        """See `Kernel.workspace`."""
        from samspil.model.run import workspace

        return workspace(prepared, monthly)

    def batch(self, prepared: Any, records: np.ndarray, keys: np.ndarray, workspace: Any) -> dict[str, np.ndarray]:
        """See `Kernel.batch`."""
        from samspil.model.run import simulate_roomy

        return simulate_roomy(prepared, records, keys, workspace)

    def events(
        self, prepared: Any, record: np.ndarray, key: np.ndarray, workspace: Any
    ) -> tuple[dict[str, np.ndarray], dict[str, dict[str, np.ndarray]]]:
        """See `Kernel.events`."""
        from samspil.model.events import record_events

        seed, luck, replicate = (int(part) for part in key[0])
        output, tables = record_events(prepared, record, (seed, luck, replicate), workspace)
        world, names = prepared.world, prepared.names
        later = len(tables["solutions"]["key"]) - len(names["solution"])
        tables["solutions"]["name"] = np.array([*names["solution"], *[""] * later])
        actors = {"kind": world.kind, "region": world.region, "name": np.array(names["actor"])}
        return output, {"actors": actors, **tables}


_shipped: Kernel = Compiled()


def shipped() -> Kernel:
    """The kernel that runs use."""
    return _shipped
