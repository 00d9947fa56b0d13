"""Places as kilometres on a plane, nearest hosts, and fixed tables of ids to draw from."""

from __future__ import annotations

import numpy as np

KM_PER_DEGREE = 111.32
NEIGHBOURS = 8


def plane(lat: np.ndarray, lon: np.ndarray, centre: float) -> tuple[np.ndarray, np.ndarray]:
    """Kilometres east and north (n,) of points in degrees, on a plane that is true at latitude `centre`."""
    return lon * KM_PER_DEGREE * np.cos(np.radians(centre)), lat * KM_PER_DEGREE


def nearest(x: np.ndarray, y: np.ndarray, groups: np.ndarray, count: int = NEIGHBOURS) -> np.ndarray:
    """The nearest others of the same group (n, count), -1 where there are fewer."""
    from scipy.spatial import cKDTree

    found = np.full((x.size, count), -1, dtype=np.int64)
    for group in np.unique(groups):
        members = np.flatnonzero(groups == group)
        wanted = min(count + 1, members.size)
        if wanted < 2:
            continue
        points = np.column_stack([x[members], y[members]])
        _, order = cKDTree(points).query(points, k=wanted)
        for row, near in zip(members, order, strict=True):
            others = members[near[near != np.searchsorted(members, row)]][:count]
            found[row, : others.size] = others
    return found


def reverse(neighbours: np.ndarray) -> np.ndarray:
    """For each host the hosts that have it among their nearest (n, widest), -1 beyond the last."""
    lists: list[list[int]] = [[] for _ in range(neighbours.shape[0])]
    for host, row in enumerate(neighbours):
        for other in row[row >= 0]:
            lists[other].append(host)
    widest = max(1, *(len(members) for members in lists)) if lists else 1
    table = np.full((len(lists), widest), -1, dtype=np.int64)
    for row, members in enumerate(lists):
        table[row, : len(members)] = members
    return table


def id_table(ids: np.ndarray) -> np.ndarray:
    """Ids padded with -1 to a power of two, so that one id more changes only the draws that hit it."""
    size = 1 << max(int(ids.size - 1).bit_length(), 0) if ids.size > 1 else 1
    table = np.full(size, -1, dtype=np.int64)
    table[: ids.size] = ids
    return table


def id_tables(ids: np.ndarray, groups: np.ndarray, count: int) -> np.ndarray:
    """One padded table a group (count, 2**k)."""
    rows = [id_table(ids[groups == group]) for group in range(count)]
    tables = np.full((count, max(row.size for row in rows)), -1, dtype=np.int64)
    for group, row in enumerate(rows):
        tables[group, : row.size] = row
    return tables
