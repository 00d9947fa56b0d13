"""The catalogue, the pools and the money table as columns of the kernel's world."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from samspil.model.epoch import january
from samspil.model.parameters import VECTORS, central_values, current_name, name_key, registry
from samspil.model.potentials import ADMITTED
from samspil.model.state.codes import Item, label
from samspil.scenarios.tables import (
    PARTS,
    PAYERS,
    Need,
    Solution,
    catalogue_names,
    load_catalogue,
    load_costs,
    load_needs,
    load_pools,
)

HOST_KINDS = ("municipality", "hospital")


def reference_fte() -> np.ndarray:
    """Staff FTE (2, needs) of each need area by host kind at the defaults: what catalogue FTE are shares of."""
    central = central_values()
    table = []
    for kind, total in (("municipal", "municipal_staff"), ("regional", "regional_staff")):
        shares = {name: value for name, value in central.items() if name.startswith(f"hours_share_{kind}.")}
        whole = sum(shares.values())
        table.append([central[total] * shares[f"hours_share_{kind}.{need.name}"] / whole for need in load_needs()])
    return np.array(table)


def catalogue_columns(potentials: str) -> dict[str, np.ndarray]:
    """Columns (S0,) of `World` for the catalogue at one potentials level, in the order of `potential.*`."""
    catalogue = {solution.name: solution for solution in load_catalogue()}
    rows = [catalogue[name] for name in catalogue_names()]
    needs = load_needs()
    number = {need.name: position for position, need in enumerate(needs)}
    pools = {pool.name: position for position, pool in enumerate(load_pools())}
    return {
        "solution_key": np.array([name_key(row.name) for row in rows], dtype=np.int64),
        "solution_need": np.array([number[row.need] for row in rows], dtype=np.int64),
        "solution_segment": np.array([needs[number[row.need]].segments.index(row.segment) for row in rows]),
        "solution_hosts": np.array([_bits(row.hosts) for row in rows], dtype=np.int64),
        "solution_reference": np.array([_reference(row, number[row.need]) for row in rows]),
        "solution_counts": np.array([float(row.grade in ADMITTED[potentials]) for row in rows]),
        "solution_class": np.array([int(row.acts_on == "visits") for row in rows], dtype=np.int64),
        "solution_complexity": np.array([row.complexity for row in rows]),
        "solution_evidence": np.array([row.evidence_level for row in rows]),
        "solution_attractiveness": np.array([row.attractiveness for row in rows]),
        "solution_pool": np.array([pools.get(row.pool, -1) for row in rows], dtype=np.int64),
        "solution_owned": np.array([int(row.owner == "company") for row in rows], dtype=np.int64),
        "start_share": np.array([row.share_of_hosts for row in rows]),
        "start_depth": np.array([row.depth_today for row in rows]),
        "start_month": np.array([january(row.year) for row in rows], dtype=np.int64),
    }


def _bits(hosts: Sequence[str]) -> int:
    return sum(1 << HOST_KINDS.index(host) for host in hosts)


def _reference(row: Solution, need: int) -> float:
    """FTE that a potential of 1 stands for: FTE of the area at its hosts x the share of full use behind the figure
    (x the realised share, where the figure is what was realised)."""
    area = sum(reference_fte()[HOST_KINDS.index(host), need] for host in row.hosts)
    realised = central_values()[f"realised.{row.acts_on}"] if row.basis == "realised" else 1.0
    return float(area) * row.use * realised


def need_columns() -> dict[str, np.ndarray]:
    """Columns of `World` for needs (N,) and pools (P,)."""
    from samspil.scenarios.tables import load_capabilities

    needs = load_needs()
    capabilities = [capability.name for capability in load_capabilities()]
    wanted = np.full((len(needs), max(len(need.capabilities) for need in needs)), -1, dtype=np.int64)
    for row, need in enumerate(needs):
        wanted[row, : len(need.capabilities)] = [capabilities.index(name) for name in need.capabilities]
    return {
        "need_capabilities": wanted,
        "data_heavy": np.array([int(need.data_heavy) for need in needs], dtype=np.int64),
        "need_pool": _need_pools(needs),
        "pool_kind": np.array([HOST_KINDS.index(pool.host) for pool in load_pools()], dtype=np.int64),
    }


def _need_pools(needs: Sequence[Need]) -> np.ndarray:
    table = np.full((len(needs), len(HOST_KINDS)), -1, dtype=np.int64)
    order = [name for name in registry() if name.startswith("pool_cap.")]
    for position, pool in enumerate(load_pools()):
        if order[position] != current_name(pool.parameter) or "pool_cap" not in VECTORS:
            raise ValueError(f"pools.csv and parameters.csv must list pools in the same order: {pool.parameter}")
        names = [need.name for need in needs]
        table[names.index(pool.new_solutions_of), HOST_KINDS.index(pool.host)] = position
    return table


def money_columns() -> dict[str, np.ndarray]:
    """Part (items,) and payer shares (items, 6) of every cost item the kernel books; the last payer is the host."""
    costs = load_costs()
    part = np.zeros(len(Item), dtype=np.int64)
    payers = np.zeros((len(Item), len(PAYERS) + 1))
    for row, item in enumerate(map(label, Item)):
        cost = costs["solution_purchase" if item == "host_implementation" else item]
        part[row] = PARTS.index("implementation" if item == "host_implementation" else cost.part)
        if cost.payer == "shares":
            payers[row, : len(PAYERS)] = cost.payers
        else:
            payers[row, -1] = 1.0
    return {"cost_part": part, "cost_payers": payers}
