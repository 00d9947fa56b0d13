"""What bounds the model and seldom binds: each is lifted, and what that frees is told."""

from __future__ import annotations

import xarray as xr

from samspil.experiments import ensemble
from samspil.experiments.asking import all_cores
from samspil.experiments.statistics import clustered
from samspil.model.parameters import registry
from samspil.runs import run_ensemble

POLICIES = ("current-policy", "full-portfolio")
DATE = "2035-12"
# A share of 1 is no bound at all.
LIFTED = ("area_ceiling", *(name for name in registry() if name.startswith("pool_cap.")))
HEAD = """## Bounds that guard

FTE more by {date} when a bound is lifted altogether: mean ± standard error in {draws} draws, and the share of runs in
which it moves anything. One that moves nothing guards against combinations that nobody has drawn yet.

| bound | {policies} |
| ----- | {rule} |
"""


def guards(draws: xr.Dataset, seed: int, level: str) -> str:
    """A section with a row for each bound."""
    base = _run(draws, seed, level)
    policies = " | ".join(f"`{name}` | moved" for name in POLICIES)
    head = HEAD.format(date=DATE, draws=draws.sizes["draw"], policies=policies, rule=" | ".join(["---:"] * 4))
    rows = [f"| {registry()[name].title_en} (`{name}`) | {_row(base, draws, name, seed, level)} |" for name in LIFTED]
    return head + "\n".join(rows) + "\n"


def _row(base: xr.Dataset, draws: xr.Dataset, name: str, seed: int, level: str) -> str:
    lifted = _run(draws.assign({name: draws[name] * 0.0 + 1.0}), seed, level)
    cells = []
    for policy in POLICIES:
        month = ensemble.month_number(base, DATE)
        more = [ensemble.headline(ds, policy, level)[..., month] for ds in (lifted, base)]
        mean, error, _ = clustered(more[0] - more[1])
        cells += [f"{mean:+,.1f} ± {error:.1f}", f"{(more[0] != more[1]).mean():.0%}"]
    return " | ".join(cells)


def _run(draws: xr.Dataset, seed: int, level: str) -> xr.Dataset:
    return run_ensemble(
        list(POLICIES), draws=draws, replicates=1, seed=seed, workers=all_cores(), potentials=[level],
        beyond_evidence=True,
    )  # fmt: skip
