"""Results that look like a forecast's, made in a moment, at any size and any scale, summarised by the real code."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import xarray as xr
from samspil.experiments.summary import summarise
from samspil.model.parameters import Parameter, registry

LEVELS = ("measured", "estimated", "assumed")
LADDER = {"paper": 14.0, "hosts": 7.5, "depth": 3.2, "realised": 1.9, "cashed": 1.4, "sustained": 1.2}
LOSSES = {"hosts": 3.0, "depth": 2.0, "realised": 1.5, "cashed": 0.6, "abandoned": 0.2}
ORIGINS = {"catalogue": 0.8, "abroad": 0.05, "in-house": 0.05, "partnership": 0.1}
PARTS = {"programme": 60.0, "purchase": 90.0, "implementation": 40.0, "running": 30.0}
SCENARIOS = (
    "current-policy",
    "continued-effort",
    "no-partnerships",
    "strategic-partnerships",
    "scale-proven",
    "innovative-procurement",
    "full-portfolio",
)
EFFECTS = [1.0, 2.2, 0.75, 1.2, 1.9, 1.25, 2.6]
COUNTED = {
    "gross": 7.5,
    "net": 6.1,
    "realised": 1.2,
    "sustained": 1.0,
    "health": 0.3,
    "life_science": 0.6,
    "partnerships": 0.05,
}
MONTHS = np.arange("2022-01", "2036-01", dtype="datetime64[M]")
TARGET = {
    "fte": 10000.0,
    "by": "2030-12",
    "since": "2023-12",
    "measure": "sustained",
    "scope": "health-and-care",
    "counts": "all",
    "basis": "level",
    "hours_per_fte": 1667.0,
}


@dataclass(frozen=True)
class Size:
    """How large and how optimistic the made-up forecast is; `median` is FTE in 2030 at the estimated level."""

    draws: int = 20
    replicates: int = 2
    median: float = 900.0
    scenarios: Sequence[str] = SCENARIOS
    levels: Sequence[str] = LEVELS


def results(size: Size | None = None, seed: int = 1) -> xr.Dataset:
    """The variables that a summary and a report read, with the dims of a forecast."""
    size = size or Size()
    freed = _freed(size, np.random.default_rng(seed))
    year = freed[..., 11::12]
    dims = ("potentials", "scenario", "draw", "replicate")
    standing = {f"freed_fte_{name}": freed * factor * 1.8 for name, factor in COUNTED.items()}
    new = {f"freed_fte_new_{name}": freed * factor for name, factor in COUNTED.items()}
    paths = {name: ((*dims, "time"), values) for name, values in {"freed_fte": freed, **standing, **new}.items()}
    ladder = _column(LADDER)[:, None] * np.array([0.8, 0.2])
    money = np.ones_like(year)[..., None, :] * _column(PARTS)[:, None] * (1 + np.arange(year.shape[1]))[None, :, None, None, None, None]
    return xr.Dataset(
        {
            **paths,
            "freed_fte_by_origin": ((*dims, "origin", "time"), freed[..., None, :] * _column(ORIGINS)[:, None]),
            "staircase": ((*dims, "step", "origin_class", "year"), year[..., None, None, :] * ladder[..., None]),
            "recoverable": ((*dims, "loss", "year"), year[..., None, :] * _column(LOSSES)[:, None]),
            "cost_mdkk": ((*dims, "part", "year"), money),
            "failed": (dims, np.zeros(freed.shape[:4], dtype=bool)),
        },
        coords={
            "potentials": list(size.levels),
            "scenario": list(size.scenarios),
            "draw": np.arange(size.draws),
            "replicate": np.arange(size.replicates),
            "time": MONTHS.astype("datetime64[ns]"),
            "year": np.arange(2022, 2036),
            "step": list(LADDER),
            "origin_class": ["catalogue", "new"],
            "origin": list(ORIGINS),
            "loss": list(LOSSES),
            "part": list(PARTS),
        },
        attrs={"target": json.dumps(TARGET), "seed": 1, "version": "0.1.0"},
    )


def _freed(size: Size, rng: np.random.Generator) -> np.ndarray:
    shape = (len(size.levels), len(size.scenarios), size.draws, size.replicates)
    level = np.array([0.45, 1.0, 2.2])[: shape[0], None, None, None]
    policy = np.resize(EFFECTS, shape[1])[None, :, None, None]
    draw = np.exp(rng.normal(0, 0.8, shape[2]))[None, None, :, None]
    final = size.median * level * policy * draw * np.exp(rng.normal(0, 0.1, shape))
    years = np.maximum(0, (np.arange(MONTHS.size) - 24) / 12)
    return final[..., None] * years**1.5 / 7**1.5


def _column(values: dict[str, float]) -> np.ndarray:
    return np.array(list(values.values()))


def summary(ds: xr.Dataset) -> dict[str, Any]:
    """The real summary of made-up results, with mechanisms and a reverse test added."""
    return summarise(ds) | {"mechanisms": mechanisms(), "reverse_test": [reverse(ds, "2030-12", 1.4), reverse(ds, "2035-12", 0.8)]}


def mechanisms() -> list[dict[str, Any]]:
    """Effects of switching one mechanism off, some beyond their error and some not."""
    effects = {"attention": -240.0, "money": -90.0, "trust_adopt": 14.0, "partnerships": 6.0, "networks_exchange": 0.4}
    return [{"name": name, "effect": value, "se": 8.0, "moved": abs(value) > 16} for name, value in effects.items()]


def reverse(ds: xr.Dataset, by: str, step: float, reached: bool = True) -> dict[str, Any]:
    """A record of the reverse test in the form of the experiments; the first uncertain parameters, one step for all."""
    known = [each for each in registry().values() if each.distribution == "triangular" and each.high > each.low]
    return {
        "scenario": str(ds["scenario"].values[0]),
        "potentials": str(ds["potentials"].values[-1]),
        "target": TARGET["fte"],
        "by": by,
        "reached": reached,
        "within_range": reached and step <= 1,
        "step": step if reached else None,
        "median": TARGET["fte"] + 40 if reached else None,
        "confirmed": reached,
        "fte_central": 900.0,
        "fte_at_ends": 7000.0,
        "fte_all_at_ends": 8800.0,
        "fte_at_limit": 21000.0,
        "limit": 3.0,
        "moved": 8,
        "assumptions": [_assumption(each, step) for each in known[::9][:8]],
    }


def _assumption(parameter: Parameter, step: float) -> dict[str, Any]:
    needed = parameter.default + step * (parameter.high - parameter.default)
    return {
        "name": parameter.name,
        "title": {"en": parameter.title_en, "da": parameter.title_da},
        "unit": parameter.unit,
        "grade": parameter.grade,
        "source": parameter.source,
        "central": parameter.default,
        "low": parameter.low,
        "high": parameter.high,
        "needed": needed,
        "outside": needed > parameter.high,
        "as_favourable": max(0.0, 0.4 * (1 - step)),
        "gain": 500.0,
    }


def sensitivity(parameters: int = 6, sobol: bool = True) -> xr.Dataset:
    """Indices in the form of the experiments, Sobol's or only the screening."""
    names = [each.name for each in registry().values() if each.distribution == "triangular"][:: 200 // parameters][:parameters]
    names[1] = "potential"
    falling = 0.5 / np.arange(1, parameters + 1) * np.array([[1.0], [0.7]])
    dim = "kept" if sobol else "parameter"
    told = {"S1": 0.7, "ST": 1.0} if sobol else {"mu_star": 400.0}
    data = {name: (("outcome", dim), falling * factor) for name, factor in told.items()}
    data |= {f"{name}_conf": (("outcome", dim), 0.1 * factor * np.ones_like(falling)) for name, factor in told.items()}
    attrs = {"scenario": "current-policy", "potentials": "estimated", "seed": 1, "converged": 0, "method": "sobol"}
    return xr.Dataset(data, {"outcome": ["2030-12", "2035-12"], dim: names}, attrs)


def infos(ds: xr.Dataset) -> dict[str, dict[str, Any]]:
    """Scenario texts in the form of the library, one per scenario of the results."""
    return {
        str(name): {
            "title": {"en": str(name).replace("-", " ").capitalize(), "da": f"Politik {str(name).replace('-', ' ')}"},
            "description": {"en": "What is decided and funded today.", "da": "Det, der er besluttet og finansieret i dag."},
            "decider": {"en": "Ministry of Health and KL", "da": "Sundhedsministeriet og KL"},
            "instrument": {"en": "Finance act", "da": "Finanslov"},
            "cost": {"en": "Programme money and purchases", "da": "Programmidler og indkøb"},
            "sources": ["programmes.csv"],
        }
        for name in ds["scenario"].values
    }
