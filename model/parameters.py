"""The parameter registry: every number the model uses, with unit, range, source and grade.

The registry is data (`data/parameters.csv`); this module reads it, draws from the priors and packs values into the
record that the kernel reads. A name with a dot is an element of a vector (`hours_share_municipal.night`) or simply
grouped (`cost.outreach`, read in the kernel as `cost_outreach`).
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from .read import Column, load_table

if TYPE_CHECKING:
    import xarray as xr

FILE = Path(__file__).parent / "data" / "parameters.csv"
# How well a number is known, the best first; a tuned one was set by hand so that a fit comes out.
GRADES = ("measured", "estimated", "inferred", "claimed", "tuned", "assumed")
# Groups that the kernel indexes by position; their order is the order of the rows in the file.
VECTORS = ("exit", "hours_share_municipal", "hours_share_regional", "transfer", "pool_cap", "realised", "potential")
# Effects that the structural variant "partnership effects" turns off or makes strong.
PARTNERSHIP_EFFECTS = (
    *("trust_speed", "result_trust", "followup_trust", "tr_ad", "real_tr", "b_trust", "result_exponent"),
    *("own_coverage_complexity", "fit_weight", "real_coc", "cocreation_depth", "strat_bonus", "net_rate", "ex_rate"),
)


@dataclass(frozen=True)
class Parameter:
    """One uncertain number: default value, range (`low` to `high`), unit, source and grade."""

    name: str
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
        if self.distribution != "choice":
            return {}
        pairs = (part.split(":") for part in self.meaning.split("|"))
        return {name.strip(): float(weight) for name, weight in pairs}

    def quantile(self, u: np.ndarray) -> np.ndarray:
        """Values (n,) of the prior at probabilities `u` (n,).

        Triangular: mode at the default. Pert: beta with mean (low + 4 mode + high) / 6 (Malcolm et al. 1959).
        """
        return _QUANTILES[self.distribution](self, np.asarray(u, dtype=float))


def _point(parameter: Parameter, u: np.ndarray) -> np.ndarray:
    return np.full(u.shape, parameter.default)


def _uniform(parameter: Parameter, u: np.ndarray) -> np.ndarray:
    return parameter.low + (parameter.high - parameter.low) * u


def _loguniform(parameter: Parameter, u: np.ndarray) -> np.ndarray:
    return parameter.low * (parameter.high / parameter.low) ** u


def _triangular(parameter: Parameter, u: np.ndarray) -> np.ndarray:
    low, mode, high = parameter.low, parameter.default, parameter.high
    if high <= low:
        return _point(parameter, u)
    split = (mode - low) / (high - low)
    left = low + np.sqrt(u * (high - low) * (mode - low))
    right = high - np.sqrt((1.0 - u) * (high - low) * (high - mode))
    return np.where(u < split, left, right)


def _pert(parameter: Parameter, u: np.ndarray) -> np.ndarray:
    from scipy.stats import beta

    low, mode, high = parameter.low, parameter.default, parameter.high
    if high <= low:
        return _point(parameter, u)
    first = 1.0 + 4.0 * (mode - low) / (high - low)
    return low + (high - low) * beta.ppf(u, first, 6.0 - first)


def _choice(parameter: Parameter, u: np.ndarray) -> np.ndarray:
    weights = np.array(list(parameter.choices.values()))
    edges = np.cumsum(weights) / weights.sum()
    return np.minimum(np.searchsorted(edges, u, side="right"), weights.size - 1).astype(float)


_QUANTILES = {
    "point": _point,
    "uniform": _uniform,
    "loguniform": _loguniform,
    "triangular": _triangular,
    "beta_pert": _pert,
    "choice": _choice,
}


@cache
def registry() -> dict[str, Parameter]:
    """Every parameter by name, in the order of the file."""
    columns = [
        *(Column(name) for name in ("name", "title_en", "title_da", "unit", "source", "group", "meaning")),
        *(Column(name, "number") for name in ("default", "low", "high")),
        Column("distribution", allowed=tuple(_QUANTILES)),
        Column("grade", allowed=GRADES),
    ]
    return {row["name"]: Parameter(**row.values) for row in load_table(FILE, columns, "name")}


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
    """A stable 48-bit number for a name, so that adding a parameter moves no other parameter's draws."""
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:6], "big")


def prior_draws(seed: int, draws: int, names: Iterable[str] | None = None) -> xr.Dataset:
    """Draws from the priors: a Dataset with dim `draw` (0..draws-1) and one variable a parameter.

    Draw i of a parameter is a pure function of (seed, i, its name).
    """
    chosen = list(registry() if names is None else names)
    return at_probabilities(prior_probabilities(seed, np.arange(draws), chosen), chosen)


def prior_probabilities(seed: int, draws: np.ndarray, names: list[str]) -> np.ndarray:
    """Probabilities (n, names) of the prior at which draws of these numbers (n,) stand."""
    from .draws import PARAMETER, run_key, uniform

    keys = [run_key(seed, int(draw)) for draw in draws]
    numbers = [name_key(name) for name in names]
    return np.array([[uniform(key, PARAMETER, number, 0) for number in numbers] for key in keys])


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
    """
    unknown = set(values) - set(registry())
    if unknown:
        raise KeyError(", ".join(sorted(unknown)))
    complete: dict[str, np.ndarray | float] = {**central_values(), **values}
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
    scale = np.select([variant == 0.0, variant == 1.0], [0.0, 1.0], records["strong_factor"])
    for name in PARTNERSHIP_EFFECTS:
        records[name] = records[name] * scale


def digest() -> str:
    """SHA-256 of the registry file: which numbers and ranges a result rests on."""
    return hashlib.sha256(FILE.read_bytes()).hexdigest()


def describe(value: float) -> str:
    """A number as people write it: up to four significant digits."""
    return f"{value:.0f}" if value == 0 or abs(math.log10(abs(value))) > 3.5 else f"{value:.4g}"
