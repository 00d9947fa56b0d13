"""A population: the places, hosts and institutions of a country, as arrays that nobody can change."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, fields
from typing import Any

import numpy as np

SIZES = ("micro", "small", "medium", "large")
INSTITUTION_KINDS = ("university", "college", "institute")
HOSPITAL_KINDS = ("somatic", "psychiatry")
EVENT_KINDS = ("merge_regions", "transfer_tasks", "councils", "friction")


@dataclass(frozen=True, eq=False)
class Arrays:
    """Equal-length arrays, one entry an actor; they are made read-only."""

    def __post_init__(self) -> None:
        for field in fields(self):
            getattr(self, field.name).setflags(write=False)

    def __len__(self) -> int:
        return len(getattr(self, fields(self)[0].name))


@dataclass(frozen=True, eq=False)
class Regions(Arrays):
    """Regions (R,): code, name, label (name in results), seat in degrees, inhabitants."""

    code: np.ndarray
    name: np.ndarray
    label: np.ndarray
    lat: np.ndarray
    lon: np.ndarray
    population: np.ndarray


# Types of municipalities: Statistics Denmark, Municipality Groups v1:2018.
GROUPS = ("capital", "metropolitan", "provincial", "commuter", "rural")


@dataclass(frozen=True, eq=False)
class Municipalities(Arrays):
    """Municipalities (M,).

    `region` is a position in Regions; `share_65` the share of inhabitants aged 65 and over; `home_nursing` recipients
    per 1,000 inhabitants (nan: not known); `care_fte_by_65` and `care_fte_by_home_nursing` two allocations of the
    country's care staff (FTE); `pressure` the staff-shortage pressure, 0 to 1 (mean percentile rank of the two needs);
    `company_weight` companies per inhabitant relative to other municipalities; `group` one of GROUPS, "" where the
    population tells none.
    """

    code: np.ndarray
    name: np.ndarray
    region: np.ndarray
    population: np.ndarray
    share_65: np.ndarray
    area_km2: np.ndarray
    lat: np.ndarray
    lon: np.ndarray
    home_nursing: np.ndarray
    care_fte_by_65: np.ndarray
    care_fte_by_home_nursing: np.ndarray
    pressure: np.ndarray
    company_weight: np.ndarray
    group: np.ndarray


@dataclass(frozen=True, eq=False)
class Hospitals(Arrays):
    """Hospital units (H,).

    `region` and `municipality` are positions; `fte` is complete and sums to the country's reference total; `reported`
    says whether the unit's own figure lies behind it; `pressure` is the mean of the region's municipalities.
    """

    name: np.ndarray
    region: np.ndarray
    municipality: np.ndarray
    lat: np.ndarray
    lon: np.ndarray
    fte: np.ndarray
    reported: np.ndarray
    psychiatry: np.ndarray
    pressure: np.ndarray


@dataclass(frozen=True, eq=False)
class Institutions(Arrays):
    """Knowledge institutions (K,): `kind` is a position in INSTITUTION_KINDS, `strength` 0 to 1."""

    name: np.ndarray
    short: np.ndarray
    kind: np.ndarray
    region: np.ndarray
    municipality: np.ndarray
    lat: np.ndarray
    lon: np.ndarray
    strength: np.ndarray


@dataclass(frozen=True, eq=False)
class CompanyMix(Arrays):
    """Counts of companies by region and size (cells,)."""

    region: np.ndarray
    size: np.ndarray
    count: np.ndarray


@dataclass(frozen=True, eq=False)
class CompanyAges(Arrays):
    """Ages of companies at the start (bands,): from and to in years, share of companies."""

    from_years: np.ndarray
    to_years: np.ndarray
    share: np.ndarray


@dataclass(frozen=True)
class InstitutionEvent:
    """A dated change of institutions.

    `start` and `end` are months since January 2022 (end None: for good); `regions` codes and `needs` names it concerns
    (empty: all); `parameter` the name of the number behind it.
    """

    name: str
    kind: str
    start: int
    end: int | None
    regions: tuple[str, ...]
    needs: tuple[str, ...]
    parameter: str
    value: str
    title: dict[str, str]
    grade: str
    source: str


@dataclass(frozen=True, eq=False)
class Population:
    """A country: who there is and where, before any scenario.

    `digest` is the SHA-256 of its content. Two populations with equal digests give equal results. `hospital_scale` is
    what the hospitals' own figures were multiplied by to come to the country's total.
    """

    name: str
    title: dict[str, str]
    regions: Regions
    municipalities: Municipalities
    hospitals: Hospitals
    institutions: Institutions
    company_mix: CompanyMix
    company_ages: CompanyAges
    events: tuple[InstitutionEvent, ...]
    box: tuple[float, float, float, float]
    digest: str
    hospital_scale: float = 1.0

    def __hash__(self) -> int:
        return hash(self.digest)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Population) and other.digest == self.digest


def digest_of(parts: list[Any]) -> str:
    """SHA-256 of arrays, records of arrays and plain values, in order."""
    content = hashlib.sha256()
    for part in parts:
        if isinstance(part, Arrays):
            for field in fields(part):
                array = getattr(part, field.name)
                content.update(field.name.encode())
                content.update(array.astype("U").tobytes() if array.dtype.kind == "U" else array.tobytes())
        else:
            content.update(repr(part).encode())
    return content.hexdigest()
