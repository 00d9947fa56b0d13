"""The parameter registry: every number the model uses, with unit, range, source and grade.

The registry is data (`data/parameters.csv`); this module reads it, draws from the priors and packs values into the
record that the kernel reads. A name with a dot is an element of a vector (`hours_share_municipal.night`) or simply
grouped (`cost.outreach`, read in the kernel as `cost_outreach`).

A name may change, a key never does: draws hang on the key, and every name that a parameter once had stays known.
"""

from __future__ import annotations

import hashlib
import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from .choices import CHOICE, choice_problems, weights
from .errors import UserError
from .messages import say
from .priors import QUANTILES
from .problems import Problem, refuse
from .read import Column, Row, load_table, twice

if TYPE_CHECKING:
    import xarray as xr

Value = TypeVar("Value")

FILE = Path(__file__).parent / "data" / "parameters.csv"
# How well a number is known, the best first; a tuned one was set by hand so that a fit comes out.
GRADES = ("measured", "estimated", "inferred", "claimed", "tuned", "assumed")
# Groups that the kernel indexes by position; their order is the order of the rows in the file.
VECTORS = (
    *("exit", "hours_share_municipal", "hours_share_regional", "transfer", "pool_cap", "realised", "potential"),
    "unit_price",
)
# Effects that the structural variant "partnership effects" turns off or makes strong.
PARTNERSHIP_EFFECTS = (
    *("development_by_trust", "result_by_trust", "followup_trust", "adoption_by_trust", "realised_by_trust"),
    *("trusted_partner_preference", "result_by_coverage", "complexity_by_own_coverage", "adoption_by_fit"),
    *("realised_by_cocreation", "depth_by_cocreation", "strategic_contract_bonus", "network_exchange"),
    "exchange_rate",
)
# Parameters that choose among rival forms of a rule: `structure.adoption` that of the rule `adoption`.
STRUCTURE = "structure."


@dataclass(frozen=True)
class Parameter:
    """One uncertain number: default value, range (`low` to `high`), unit, source and grade.

    `key` is what its draws hang on (48 bits in hexadecimal); `aliases` are names that it had before, the first one
    first.

    Example:
        >>> registry()["outreach_company"].unit
        'per month'
    """

    name: str
    key: str
    aliases: tuple[str, ...]
    title_en: str
    title_da: str
    unit: str
    default: float
    low: float
    high: float
    distribution: str
    source: str
    grade: str
    group: str
    meaning: str

    @property
    def choices(self) -> dict[str, float]:
        """Names and weights of a structural choice; empty for a number."""
        return weights(self.meaning) if self.distribution == CHOICE else {}

    @property
    def first_name(self) -> str:
        """The name under which it came into the table."""
        return self.aliases[0] if self.aliases else self.name

    @property
    def prior(self) -> str:
        """What decides its draws in one line: distribution, low, default and high, and the weights of choices."""
        numbers = f"{self.low:.17g} {self.default:.17g} {self.high:.17g}"
        weights = "".join(f" {name}:{weight:.17g}" for name, weight in self.choices.items())
        return f"{self.distribution} {numbers}{weights}"

    def quantile(self, u: np.ndarray) -> np.ndarray:
        """Values (n,) of the prior at probabilities `u` (n,).

        Triangular: mode at the default. Pert: beta with mean (low + 4 mode + high) / 6 (Malcolm et al. 1959).
        """
        return QUANTILES[self.distribution](self, np.asarray(u, dtype=float))


@cache
def registry() -> dict[str, Parameter]:
    """Every parameter by name, in the order of the file.

    Raises:
        TableError: a row without a key, a key or a name that two rows have, or a choice that is none.

    Example:
        >>> len(registry()) > 100
        True
    """
    columns = [
        *(Column(name) for name in ("name", "title_en", "title_da", "unit", "source", "group", "meaning")),
        Column("key", optional=True),
        Column("aliases", "list", optional=True),
        *(Column(name, "number") for name in ("default", "low", "high")),
        Column("distribution", allowed=tuple(QUANTILES)),
        Column("grade", allowed=GRADES),
    ]
    rows = load_table(FILE, columns, "name")
    refuse([*_bad_keys(rows), *twice(rows, "key"), *_taken_twice(rows), *choice_problems(rows)])
    return {row["name"]: Parameter(**row.values) for row in rows}


def _bad_keys(rows: list[Row]) -> list[Problem]:
    wrong = (row for row in rows if not re.fullmatch("[0-9a-f]{12}", row["key"]))
    return [
        row.problem(
            "key",
            say("is-no-key" if row["key"] else "is-empty"),
            say("key-for-new-parameter", key=f"{name_key(row['name']):012x}"),
        )
        for row in wrong
    ]


def _taken_twice(rows: list[Row]) -> list[Problem]:
    taken = Counter(name for row in rows for name in (row["name"], *row["aliases"]))
    return [
        row.problem("aliases", say("holds-name-of-another"))
        for row in rows
        if any(taken[name] > 1 for name in row["aliases"])
    ]


@cache
def retired() -> dict[str, str]:
    """By name, the key of every number that once was a parameter and no longer is: it is read, and does nothing."""
    columns = [Column(name) for name in ("name", "key", "why")]
    return {row["name"]: row["key"] for row in load_table(FILE.with_name("retired.csv"), columns, "name")}


@cache
def _renamed() -> dict[str, str]:
    return {alias: parameter.name for parameter in registry().values() for alias in parameter.aliases}


def current_name(name: str) -> str:
    """The name of today for one that a parameter has or had; any other text as it is."""
    return _renamed().get(name, name)


def by_current_name(values: Mapping[str, Value]) -> dict[str, Value]:
    """The same values under the names of today.

    Raises:
        UserError: a parameter is given by two of its names.
    """
    names = Counter(map(current_name, values))
    both = [old for old in values if names[current_name(old)] > 1 and current_name(old) != old]
    if both:
        raise UserError(*(say("former-name-given", old=old, today=current_name(old)) for old in both))
    return {current_name(name): value for name, value in values.items()}


@cache
def structures() -> dict[str, tuple[str, ...]]:
    """By rule, its rival forms in the order of their codes: the choices called `structure.RULE`."""
    chosen = {name: tuple(each.choices) for name, each in registry().items() if name.startswith(STRUCTURE)}
    return {name.removeprefix(STRUCTURE): forms for name, forms in chosen.items()}


@cache
def record_type() -> np.dtype:
    """The kernel's parameter record: one float64 field a scalar, one (n,) field a vector group."""
    fields: list[tuple] = []
    for group in VECTORS:
        count = sum(name.startswith(f"{group}.") for name in registry())
        fields.append((group, np.float64, (count,)))
    fields += [(_field(name), np.float64) for name in registry() if not _vector_of(name)]
    return np.dtype(fields)


def _vector_of(name: str) -> str | None:
    group = name.split(".")[0]
    return group if "." in name and group in VECTORS else None


def _field(name: str) -> str:
    return name.replace(".", "_")


def central_values() -> dict[str, float]:
    """Every parameter at its default."""
    return {name: parameter.default for name, parameter in registry().items()}


def name_key(name: str) -> int:
    """A stable 48-bit number for a name, so that adding something moves no draw of anything else."""
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:6], "big")


def prior_draws(seed: int, draws: int, names: Iterable[str] | None = None) -> xr.Dataset:
    """Draws from the priors: a Dataset with dim `draw` (0..draws-1) and one variable a parameter.

    Draw i of a parameter is a pure function of (seed, i, its key).
    """
    chosen = [current_name(name) for name in (registry() if names is None else names)]
    return at_probabilities(prior_probabilities(seed, np.arange(draws), chosen), chosen)


def prior_probabilities(seed: int, draws: np.ndarray, names: list[str]) -> np.ndarray:
    """Probabilities (n, names) of the prior at which draws of these numbers (n,) stand."""
    from .draws import PARAMETER, uniforms_by_luck

    numbers = np.array([int(registry()[name].key, 16) for name in names], dtype=np.uint64)
    return uniforms_by_luck(np.uint64(seed), np.asarray(draws).astype(np.uint64), PARAMETER, numbers)


def at_probabilities(u: np.ndarray, names: list[str]) -> xr.Dataset:
    """The Dataset of parameters whose draws stand at probabilities `u` (draw, names) of their priors."""
    import xarray as xr

    variables = {}
    for column, name in enumerate(names):
        parameter = registry()[name]
        attributes = {"units": parameter.unit, "long_name": parameter.title_en}
        variables[name] = ("draw", parameter.quantile(u[:, column]), attributes)
    return xr.Dataset(variables, coords={"draw": np.arange(len(u))})


def pack(values: Mapping[str, np.ndarray | float], count: int = 1) -> np.recarray:
    """Parameter records (count,) from values (count,) or scalars; what is missing stays at its default.

    Raises:
        KeyError: a name that the registry does not know.
        UserError: a parameter is given by two of its names.
    """
    given = by_current_name(values)
    unknown = set(given) - set(registry())
    if unknown:
        raise KeyError(", ".join(sorted(unknown)))
    complete: dict[str, np.ndarray | float] = {**central_values(), **given}
    records = np.zeros(count, dtype=record_type())
    position = dict.fromkeys(VECTORS, 0)
    for name, value in complete.items():
        group = _vector_of(name)
        if group:
            records[group][:, position[group]] = value
            position[group] += 1
        else:
            records[_field(name)] = value
    for group in ("hours_share_municipal", "hours_share_regional"):
        records[group] /= records[group].sum(axis=1, keepdims=True)
    _apply_structure(records)
    return records.view(np.recarray)


def _apply_structure(records: np.ndarray) -> None:
    """Scale what partnerships can change: none (0), the evidence range (1), or strong."""
    variant = records["structure_partnership_effects"]
    scale = np.select([variant == 0.0, variant == 1.0], [0.0, 1.0], records["strong_effects_ratio"])
    for name in PARTNERSHIP_EFFECTS:
        records[name] = records[name] * scale


def priors() -> dict[str, tuple[str, str]]:
    """By key, the name of every parameter and what decides its draws."""
    return {parameter.key: (parameter.name, parameter.prior) for parameter in registry().values()}


def digest() -> str:
    """SHA-256 over what decides numbers: key and prior of every parameter. Names, titles and sources are free."""
    told = sorted((key, prior) for key, (_, prior) in priors().items())
    return hashlib.sha256(repr(told).encode()).hexdigest()


def describe(value: float) -> str:
    """A number as people write it: up to four significant digits."""
    return f"{value:.0f}" if value == 0 or abs(math.log10(abs(value))) > 3.5 else f"{value:.4g}"
