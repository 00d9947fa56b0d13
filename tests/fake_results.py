"""What a report is made of, made up: results of any size and scale, their real summary, and texts."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import xarray as xr
from scipy.stats import norm

from samspil.experiments.summary import summarise
from samspil.model.parameters import Parameter, registry

from .fake_ensemble import TARGET, fake_ensemble

LEVELS = ("measured", "estimated", "assumed")
SCENARIOS = ("current-policy", "no-partnerships", "full-portfolio")
QUANTILES = {"p05": 0.4, "p25": 0.7, "p50": 1.0, "p75": 1.4, "p95": 2.5, "mean": 1.2}
EFFECTS = [1.0, 0.75, 2.6]
MANY = ("current-policy", *(f"policy-number-{number}" for number in range(13)))


@dataclass(frozen=True)
class Size:
    """How large and how optimistic the made-up forecast is; `middle` is about the baseline's FTE in 2030."""

    draws: int = 6
    replicates: int = 2
    middle: float = 900.0
    scenarios: Sequence[str] = SCENARIOS
    levels: Sequence[str] = LEVELS


def results(size: Size | None = None, seed: int = 1) -> xr.Dataset:
    """Results with every variable and the dims of a forecast."""
    size = size or Size()
    effects = np.resize(EFFECTS, len(size.scenarios))
    scale = {name: size.middle * effect for name, effect in zip(size.scenarios, effects, strict=True)}
    return fake_ensemble(list(size.scenarios), size.draws, size.replicates, list(size.levels), seed, scale)


def summary(ds: xr.Dataset) -> dict[str, Any]:
    """The real summary of made-up results, with mechanisms and a reverse test added."""
    told = summarise(ds)
    best = told["ranking"][0]["name"]
    return told | {
        "mechanisms": mechanisms(),
        "reverse_test": [
            reverse(ds, "2030-12", 1.4),
            reverse(ds, "2030-12", 1.9, other=True),
            reverse(ds, "2035-12", 0.8),
            reverse(ds, "2035-12", 3.5, reached=False, other=True),
        ],
        "drivers": drivers(),
        "optimism": [optimism(ds, best, by) for by in ("2030-12", "2035-12")],
    }


def mechanisms() -> list[dict[str, Any]]:
    """Effects of switching one mechanism off, some beyond their error and some not."""
    effects = {"attention": -240.0, "money": -90.0, "trust_adopt": 14.0, "partnerships": 6.0, "networks_exchange": 0.4}
    return [{"name": name, "effect": value, "se": 8.0, "moved": abs(value) > 16} for name, value in effects.items()]


def reverse(ds: xr.Dataset, by: str, score: float, reached: bool = True, other: bool = False) -> dict[str, Any]:
    """A record of the reverse test in the form of the experiments: some numbers, a choice last, moved by as much."""
    known = [each for each in registry().values() if each.distribution == "triangular" and each.high > each.low]
    entries = [*known[::9][:7], registry()["structure.partner_choice"]] if score else []
    median = TARGET["fte"] + 40 if reached else 8000.0
    return {
        "scenario": str(ds["scenario"].values[0]),
        "potentials": str(ds["potentials"].values[-1]),
        "target": TARGET["fte"],
        "by": by,
        "unused": [each.name for each in known[:10]] if other else [],
        "ranges": 269,
        "reached": reached,
        "length": score * len(entries) ** 0.5,
        "prior_as_far": float(norm.sf(score * len(entries) ** 0.5)),
        "draws_as_far": 0.0,
        "fte_central": 900.0,
        "fte": {"mean": median, "p05": 7000.0, "p25": 8000.0, "p50": median, "p75": 12000.0, "p95": 13000.0},
        "median": {"mean": median, "p05": 9100.0, "p95": 11200.0},
        "runs": 25,
        "failed": 0,
        "assumptions": [_assumption(each, score, len(entries)) for each in entries],
    }


def optimism(ds: xr.Dataset, name: str, by: str) -> dict[str, Any]:
    """What a scenario frees at common shifts, in the form of the experiments."""
    return {
        "scenario": name,
        "potentials": str(ds["potentials"].values[-1]),
        "target": TARGET["fte"],
        "by": by,
        "ranges": 269,
        "shifts": [
            {
                "share": share,
                "failed": 0,
                "p": share,
                "se": 0.1,
                "upper": share + 0.2,
                "draws": 16,
                "fte": {key: 900.0 * (1 + share) ** 4 * factor for key, factor in QUANTILES.items()},
            }
            for share in (0.0, 0.25, 0.5, 0.75, 1.0)
        ],
    }


def _assumption(parameter: Parameter, score: float, number: int) -> dict[str, Any]:
    choices = list(parameter.choices)
    needed = float(len(choices) - 1) if choices else float(parameter.quantile(norm.cdf(np.array([score])))[0])
    return {
        "name": parameter.name,
        "title": {"en": parameter.title_en, "da": parameter.title_da},
        "unit": parameter.unit,
        "grade": parameter.grade,
        "source": parameter.source,
        "choices": choices,
        "central": parameter.default,
        "low": parameter.low,
        "high": parameter.high,
        "needed": needed,
        "score": score,
        "as_favourable": float(norm.sf(score)),
        "share": 1.0 / number,
    }


def sensitivity(parameters: int = 6, sobol: bool = True) -> xr.Dataset:
    """Indices in the form of the experiments, Sobol's or only the screening; the last number is noise."""
    names = [each.name for each in registry().values() if each.distribution == "triangular"][:: 200 // parameters][
        :parameters
    ]
    names[1] = "potential"
    dim = "kept" if sobol else "parameter"
    labels = [*names, "chance"]
    falling = 0.5 / np.arange(1, parameters + 2) * np.array([[1.0], [0.7], [0.9]])
    told = {"S1": 0.7, "ST": 1.0} if sobol else {"mu_star": 400.0}
    data = {name: (("outcome", dim), falling * factor) for name, factor in told.items()}
    data |= {f"{name}_conf": (("outcome", dim), 0.1 * factor * np.ones_like(falling)) for name, factor in told.items()}
    data |= {f"{name}_by_year": (("year", dim), falling[:2] * factor) for name, factor in told.items()}
    data["told"] = (("outcome", dim), np.tile(np.arange(parameters + 1) != parameters - 1, (3, 1)).astype(float))
    data |= {"widest": ("outcome", np.full(3, 0.2)), "converged": ("outcome", np.zeros(3))}
    data["varied"] = ("outcome", np.ones(3))
    attrs = {"scenario": "current-policy", "potentials": "estimated", "seed": 1, "converged": 0, "limit": 0.1}
    attrs |= {"method": "sobol" if sobol else "morris", "goal": 10_000.0, "goal_share": 0.0}
    attrs |= {"level": 440.0, "level_share": 0.5, "size": 512, "least": 64}
    outcomes = ["2030-12", "2035-12", "2030-12>=440"]
    return xr.Dataset(data, {"outcome": outcomes, "year": [2030, 2035], dim: labels}, attrs)


def drivers() -> dict[str, Any]:
    """What drives a forecast, in the form of the experiments: numbers and a choice."""
    known = [each for each in registry().values() if each.distribution == "triangular" and each.high > each.low]
    entries = [*known[::40], registry()["structure.partner_choice"]]
    return {
        "scenario": "current-policy",
        "potentials": "assumed",
        "date": "2030-12",
        "mean": 900.0,
        "draws": 300,
        "parameters": [
            {
                "name": each.name,
                "title": {"en": each.title_en, "da": each.title_da},
                "unit": each.unit,
                "choices": list(each.choices),
                "share": 0.3 / (place + 1),
                "share_se": 0.02,
                "low": 900.0 - 300.0 / (place + 1),
                "low_se": 12.0,
                "high": 900.0 + 250.0 / (place + 1),
                "high_se": 15.0,
                "at_low": each.low,
                "at_high": each.high,
            }
            for place, each in enumerate(entries)
        ],
        "others": 270,
        "dummy": 0.05,
    }


def infos(ds: xr.Dataset) -> dict[str, dict[str, Any]]:
    """Scenario texts in the form of the library, one per scenario of the results."""
    return {
        str(name): {
            "title": {"en": str(name).replace("-", " ").capitalize(), "da": f"Politik {str(name).replace('-', ' ')}"},
            "description": {
                "en": "What is decided and funded today.",
                "da": "Det, der er besluttet og finansieret i dag.",
            },
            "decider": {"en": "Ministry of Health and KL", "da": "Sundhedsministeriet og KL"},
            "instrument": {"en": "Finance act", "da": "Finanslov"},
            "cost": {"en": "Programme money and purchases", "da": "Programmidler og indkøb"},
            "sources": ["programmes.csv"],
        }
        for name in ds["scenario"].values
    }


def lose_every_run(ds: xr.Dataset) -> None:
    for name in ds.data_vars:
        if {"scenario", "draw"} <= set(ds[name].dims) and ds[name].dtype.kind == "f":
            ds[name][:] = np.nan
    ds["failed"][:] = True


def lose_one_run(ds: xr.Dataset) -> None:
    for name in ds.data_vars:
        if {"scenario", "draw"} <= set(ds[name].dims) and ds[name].dtype.kind == "f":
            ds[name][{"draw": 0, "replicate": 0}] = np.nan
    ds["failed"][{"draw": 0, "replicate": 0}] = True


# Forecasts of every kind that there is: a size, and what becomes of its runs.
CASES = {
    "a handful freed": (Size(2, 1, middle=0.3, levels=("estimated",)), None),
    "nothing freed": (Size(2, 1, middle=0, levels=("estimated",)), None),
    "time lost": (Size(2, 1, middle=-300, levels=("estimated",)), None),
    "one draw of one scenario": (Size(1, 1, scenarios=("mine",), levels=("assumed",)), None),
    "one run failed": (Size(levels=("estimated",)), lose_one_run),
    "all runs failed": (Size(levels=("estimated",)), lose_every_run),
}
