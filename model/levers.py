"""What policies can pull: the table of levers and of mechanism switches, as the kernel reads them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from .read import Column, load_table

FILE = Path(__file__).parent / "data" / "levers.csv"
MISSION = "mission"


@dataclass(frozen=True)
class Lever:
    """One thing a policy can change: its unit, its level without any policy, and its range.

    Example:
        >>> outreach = levers()["outreach"]
        >>> outreach.low <= outreach.default <= outreach.high
        True
    """

    name: str
    title_en: str
    title_da: str
    unit: str
    default: float
    low: float
    high: float
    cost_item: str
    meaning_en: str
    meaning_da: str
    source: str


@cache
def levers() -> dict[str, Lever]:
    """Every lever by name, in the order of the file."""
    texts = ("name", "title_en", "title_da", "unit", "meaning_en", "meaning_da", "source")
    columns = [
        *(Column(name) for name in texts),
        *(Column(name, "number") for name in ("default", "low", "high")),
        Column("cost_item", optional=True),
    ]
    return {row["name"]: Lever(**row.values) for row in load_table(FILE, columns, "name")}


def needs() -> tuple[str, ...]:
    """Need areas, in the order that results keep: those that a mission can focus on."""
    return tuple(name.removeprefix(f"{MISSION}.") for name in levers() if name.startswith(f"{MISSION}."))


@cache
def lever_type() -> np.dtype:
    """The kernel's lever record: one float64 field a lever, and `mission` (needs,)."""
    fields: list[tuple] = [(name, np.float64) for name in levers() if "." not in name]
    return np.dtype([*fields, (MISSION, np.float64, (len(needs()),))])


def pack_levers(tables: Mapping[str, np.ndarray]) -> np.recarray:
    """Lever records (months, regions) from a table (months, regions) for every lever."""
    shape = next(iter(tables.values())).shape
    records = np.zeros(shape, dtype=lever_type())
    missions = 0
    for name in levers():
        if name.startswith(f"{MISSION}."):
            records[MISSION][..., missions] = tables[name]
            missions += 1
        else:
            records[name] = tables[name]
    return records.view(np.recarray)


# Every channel of a mechanism, on by default. A scenario's `rules` may switch each one off.
CHANNELS = (
    *("trust.invite", "trust.exchange", "trust.speed", "trust.result", "trust.followup", "trust.adopt"),
    *("trust.realise", "coverage.speed", "coverage.result", "coverage.adopt", "networks.exchange"),
    *("networks.exposure", "cocreation.depth", "cocreation.realise", "exchange", "partnerships", "adaptation"),
    *("health_reform", "reform_friction", "evaluation.error", "evaluation.shrinkage", "drop_costly"),
)
# Switches with two named positions, the ordinary one first. Rival forms of a rule are `structures` of the parameters.
VARIANTS = {
    "attention": ("limited", "unlimited"),
    "slots": ("limited", "unlimited"),
    "money": ("limited", "unlimited"),
    "mixing": ("network", "full"),
}
SWITCHES = np.dtype([(name.replace(".", "_"), np.float64) for name in (*CHANNELS, *VARIANTS)])


def pack_switches(rules: Mapping[str, bool | str]) -> np.recarray:
    """One record (1,) of switches: 1.0 on, 0.0 off; for a variant 1.0 means its second name."""
    record = np.ones(1, dtype=SWITCHES)
    for name in CHANNELS:
        record[name.replace(".", "_")] = float(bool(rules.get(name, True)))
    for name, (ordinary, other) in VARIANTS.items():
        record[name] = float(rules.get(name, ordinary) == other)
    return record.view(np.recarray)
