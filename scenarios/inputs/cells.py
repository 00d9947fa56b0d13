"""Cells: host x need area, and one more for each share that moves from a municipality to its region."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np


def cell_columns(
    hosts_region: np.ndarray, municipalities: int, needs: int, moving: Sequence[int]
) -> dict[str, np.ndarray]:
    """Columns (C,) of `World` for hosts' own cells, then for the moving shares of municipalities.

    Args:
        hosts_region: original region of each host (H,), municipalities first.
        municipalities: how many hosts are municipalities.
        needs: number of need areas.
        moving: need number of each task transfer.
    """
    hosts = hosts_region.size
    host = np.repeat(np.arange(hosts), needs)
    need = np.tile(np.arange(needs), hosts)
    own = host.size
    sibling = np.full(own, -1, dtype=np.int64)
    for transfer, area in enumerate(moving):
        rows = np.arange(municipalities) * needs + area
        sibling[rows] = own + np.arange(municipalities) * len(moving) + transfer
    host = np.concatenate([host, np.repeat(np.arange(municipalities), len(moving))])
    need = np.concatenate([need, np.tile(np.asarray(moving, dtype=np.int64), municipalities)])
    transfer_of = np.concatenate([np.full(own, -1), np.tile(np.arange(len(moving)), municipalities)])
    return {
        "cell_host": host.astype(np.int64),
        "cell_need": need.astype(np.int64),
        "cell_kind": (host >= municipalities).astype(np.int64),
        "cell_region": hosts_region[host].astype(np.int64),
        "cell_transfer": transfer_of.astype(np.int64),
        "cell_sibling": np.concatenate([sibling, np.full(host.size - own, -1)]).astype(np.int64),
        "moving_needs": np.asarray(moving, dtype=np.int64),
    }
