"""A made-up ensemble with every variable of the table of variables, for tests that need numbers but no model."""

import csv
import json
from pathlib import Path

import numpy as np
import pandas as pd
import xarray as xr

VARIABLES = Path(__file__).parent.parent / "model" / "data" / "variables.csv"
TARGET = {
    "fte": 10_000.0,
    "by": "2030-12",
    "since": "2023-12",
    "measure": "sustained",
    "scope": "health-and-care",
    "counts": "all",
    "basis": "level",
    "hours_per_fte": 1667.0,
}
RUN_DIMS = ("potentials", "scenario", "draw", "replicate")
LABELS = {
    "region": ["Hovedstaden", "Sjælland", "Syddanmark", "Midtjylland", "Nordjylland"],
    "need": [f"need{n}" for n in range(12)],
    "origin": ["catalogue", "abroad", "in-house", "partnership"],
    "regime": ["start", "voluntary", "joint_procurement", "national_programme", "mandate"],
    "municipality": ["0101", "0851"],
    "step": ["potential", "hosts", "depth", "realised", "cashed", "sustained"],
    "origin_class": ["catalogue", "new"],
    "loss": ["hosts", "depth", "realisation", "cashing", "churn"],
    "lack": ["installing", "given_up", "known", "unheard"],
    "bridge": ["stock", "ended", "gained", "standing", "floored", "slowed", "new"],
    "promise": ["found", "expected", "on_paper", "freed"],
    "part": ["programme", "purchase", "implementation", "running"],
    "payer": ["state", "eu", "region", "municipality", "company"],
    "size": ["micro", "small", "medium", "large"],
    "kpi": ["kpi_networks", "trust_mean"],
    "sectors": ["hospital - company", "company - company"],
    "year": list(range(2022, 2036)),
    "time": pd.date_range("2022-01-01", "2035-12-01", freq="MS"),
}


def fake_ensemble(scenarios=None, draws=6, replicates=3, potentials=None, seed=1, scale=None):
    """An ensemble of straight lines with noise by draw and replicate; ``scale`` (scenario) is the mean FTE in 2030."""
    scenarios = scenarios or ["current-policy", "no-partnerships", "full-portfolio"]
    potentials = potentials or ["measured", "estimated", "assumed"]
    scale = scale or {name: 2000.0 + 2500.0 * n for n, name in enumerate(scenarios)}
    rng = np.random.default_rng(seed)
    lead = (len(potentials), len(scenarios), draws, replicates)
    skill = rng.lognormal(0.0, 0.4, (1, 1, draws, 1)) * rng.lognormal(0.0, 0.1, (1, 1, draws, replicates))
    mean = np.array([scale[name] for name in scenarios])[None, :, None, None]
    size = mean * skill * np.array([0.5, 1.0, 1.5])[: lead[0], None, None, None]
    coords = {
        "potentials": potentials,
        "scenario": scenarios,
        "draw": np.arange(draws),
        "replicate": np.arange(replicates),
    }
    data = {}
    with VARIABLES.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            dims = row["dims"].split()
            attrs = {"units": row["units"], "long_name": row["long_name_en"]}
            data[row["name"]] = ((*RUN_DIMS, *dims), _values(size, dims), attrs)
    data["failed"] = (RUN_DIMS, np.zeros(lead, dtype=bool), {"units": "1"})
    data["luck"] = ("draw", np.arange(draws), {"units": "1"})
    structure = np.stack([np.arange(draws) % 3, np.arange(draws) % 2], axis=1).astype(float)
    data["parameters"] = (("draw", "parameter"), structure, {"units": "1"})
    coords["parameter"] = ["structure.partner_choice", "structure.adoption"]
    used = {dim for dims, _, _ in data.values() for dim in dims}
    coords |= {dim: labels for dim, labels in LABELS.items() if dim in used}
    attrs = {"seed": seed, "target": json.dumps(TARGET), "format": 1, "version": "0"}
    return xr.Dataset(data, coords, attrs)


def _values(size, dims):
    """Shares of one line through 2023-12 and 2030-12 for every label, so that parts sum to the whole."""
    months = np.arange(168) if dims[-1] == "time" else 12 * np.arange(14) + 11
    line = np.maximum(0.0, (months - 23) / 84.0)
    values = size[..., None] * line
    for dim in dims[:-1]:
        number = len(LABELS[dim])
        shares = np.arange(number, 0, -1) / (number * (number + 1) / 2)
        values = values[..., None, :] * shares[:, None]
    return values
