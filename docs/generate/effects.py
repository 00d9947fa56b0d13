"""What each policy of the library does under common luck: `python -m docs.generate.effects` writes docs/effects.md.

It takes some minutes, so it is not a part of `make docs`.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import xarray as xr

from samspil.model.epoch import month_number
from samspil.model.read import load_table
from samspil.runs import run_ensemble
from samspil.scenarios import library, load

from .code import ROOT

DRAWS, SEED, LEVEL = 40, 3, "estimated"
BASELINE = "current-policy"
DATES = {year: month_number(f"{year}-12") for year in ("2030", "2035")}
HEAD = """# What each policy does

*Written by `python -m docs.generate.effects`: {draws} draws from the prior, one run of each, seed {seed}, potentials
`{level}`, every policy under the same draws and the same luck as current policy.*

Differences from current policy: mean over the runs ± its standard error, and the share of runs in which the policy
frees more. Money is all four kinds in 2030. A difference of less than two standard errors is not to be told from zero.

| policy | FTE 2030 | more in | FTE 2035 | more in | million DKK 2030 | adoptions 2035 | solutions 2035 |
| ------ | -------: | ------: | -------: | ------: | ---------------: | -------------: | -------------: |
"""


def page() -> str:
    """The page as Markdown."""
    ensemble = run_ensemble(list(library()), draws=DRAWS, replicates=1, seed=SEED, potentials=LEVEL)
    base = ensemble.sel(scenario=BASELINE)
    names = [name for name in library() if name != BASELINE]
    rows = [_row(name, ensemble.sel(scenario=name), base) for name in names]
    told = [f"- **{load(name).title['en']}** (`{name}`): {why}." for name, why in _notes().items()]
    head = HEAD.format(draws=DRAWS, seed=SEED, level=LEVEL)
    return head + "\n".join(rows) + "\n\n## What may surprise\n\n" + "\n".join(told) + "\n"


def _row(name: str, policy: xr.Dataset, base: xr.Dataset) -> str:
    cells = [f"`{name}`"]
    for month in DATES.values():
        won = (policy["freed_fte"] - base["freed_fte"]).values[..., month].ravel()
        error = np.nanstd(won, ddof=1) / np.sqrt(np.isfinite(won).sum())
        cells += [f"{np.nanmean(won):+.1f} ± {error:.1f}", f"{np.nanmean(won > 0):.0%}"]
    money = (policy["cost_mdkk"] - base["cost_mdkk"]).sum("part").isel(year=8).mean()
    cells.append(f"{float(money):+,.0f}")
    for name_of in ("adoptions", "solutions_available"):
        cells.append(f"{float((policy[name_of] - base[name_of]).isel(time=-1).mean()):+,.0f}")
    return "| " + " | ".join(cells) + " |"


def _notes() -> dict[str, str]:
    rows = load_table(Path(__file__).with_name("effects.csv"), unique="scenario")
    return {row["scenario"]: row["why"] for row in rows}


if __name__ == "__main__":
    (ROOT / "docs" / "effects.md").write_text(page(), encoding="utf-8")
    print("docs/effects.md")
