"""What each policy does under common luck: `python -m docs.generate.effects [DRAWS]` writes docs/effects.md.

It takes some minutes, so it is not a part of `make docs`. `--prior` draws from the priors.
"""

from __future__ import annotations

import sys
from pathlib import Path

import xarray as xr

from samspil.calibration import draws_of
from samspil.experiments import ensemble
from samspil.experiments.asking import all_cores
from samspil.experiments.money import DKK_PER_MDKK, fte_years, yearly
from samspil.experiments.outcomes import paired
from samspil.experiments.statistics import clustered
from samspil.model.read import load_table
from samspil.runs import run_ensemble
from samspil.scenarios import library, load
from samspil.scenarios.documents.document import read_file
from samspil.scenarios.documents.library import library_file

from .code import ROOT
from .guards import guards

DRAWS, SEED, LEVEL = 100, 3, "estimated"
BASELINE, WITHOUT = "current-policy", ":without"
DATES = ("2030-12", "2035-12")
TOLD = 2.0  # standard errors that a difference must be from zero to be told from it
HEAD = """# What each policy does

*Written by `python -m docs.generate.effects`: {draws} draws from the {source}, one run of each, seed {seed}, potentials
`{level}`, every policy under the same draws and the same luck as current policy.*

Differences from current policy: mean over the runs ± its standard error; *0?* where it could not be told from zero in
{draws} draws (less than two standard errors). DKK per FTE-year: money of all four kinds over what is freed, from 2027
on, both beside current policy; empty where nine in ten of the runs do not agree on the sign. `:without` takes a running
programme out of current policy from its first day; its price is what it saves over what it loses.
"""
COLUMNS = "FTE 2030 | FTE 2035 | DKK per FTE-year |"
RULE = " -------: | -------: | ---------------: |"


def page(draws: int, prior: bool = False) -> str:
    """The page as Markdown."""
    known = draws_of(draws, SEED, prior=prior)
    ds = run_ensemble(
        readings(), draws=known, replicates=1, seed=SEED, workers=all_cores(), potentials=[LEVEL]
    )
    source = "prior" if prior else "posterior"
    named = {name: load(name).title["en"] for name in readings()[1:]}
    policies = [f"| `{name}` | {row(ds, name)} |" for name in named]
    told = [f"- **{load(name).title['en']}** (`{name}`): {why}." for name, why in notes().items()]
    parts = [
        HEAD.format(draws=draws, source=source, seed=SEED, level=LEVEL),
        f"## The systems that the model must be able to represent\n\n{systems_table(ds)}\n",
        f"## Every policy of the library\n\n| policy | {COLUMNS}\n| --- |{RULE}\n" + "\n".join(policies) + "\n",
        guards(known, SEED, LEVEL),
        "## What may surprise\n\n" + "\n".join(told) + "\n",
    ]
    return "\n".join(parts)


def readings() -> list[str]:
    """Current policy, and every other policy of the library in each of its readings."""
    names = [BASELINE]
    for name in library():
        names += [name] if name != BASELINE else []
        names += [name + WITHOUT] if read_file(library_file(name)).programmes else []
    return names


def systems() -> list[dict[str, str]]:
    """The systems, each with the policy and the levers that represent it."""
    return [row.values for row in load_table(Path(__file__).with_name("systems.csv"), unique="scenario")]


def systems_table(ds: xr.Dataset) -> str:
    """The systems with the effect of more of each, and of doing without what runs."""
    lines = [f"| system | scenario | lever or rule | {COLUMNS}", f"| --- | --- | --- |{RULE}"]
    for each in systems():
        levers = ", ".join(f"`{lever.strip()}`" for lever in each["lever"].split(";"))
        for name in (each["scenario"], each["scenario"] + WITHOUT):
            if name in readings():
                lines.append(f"| {each['system']} | `{name}` | {levers} | {row(ds, name)} |")
    return "\n".join(lines)


def row(ds: xr.Dataset, name: str) -> str:
    """Effects at both dates, and what an FTE-year costs."""
    return " | ".join([*(effect(ds, name, date) for date in DATES), price(ds, name)])


def effect(ds: xr.Dataset, name: str, date: str) -> str:
    """The mean difference from current policy in a month, its error, and whether it is told from zero."""
    month = ensemble.month_number(ds, date)
    values = [ensemble.headline(ds, each, LEVEL)[..., month] for each in (name, BASELINE)]
    mean, error, _ = clustered(values[0] - values[1])
    return f"{mean:+,.1f} ± {error:.1f}" + ("" if abs(mean) > TOLD * error else " *0?*")


def price(ds: xr.Dataset, name: str) -> str:
    """DKK for each FTE-year that it gives, or that doing without it loses."""
    more, less = (BASELINE, name) if name.endswith(WITHOUT) else (name, BASELINE)
    gained = fte_years(ds, more, LEVEL) - fte_years(ds, less, LEVEL)
    low = paired(gained)["p05"]
    if low is None or low <= 0.0:
        return ""
    spent = yearly(ds, more, LEVEL) - yearly(ds, less, LEVEL)
    return f"{clustered(spent)[0] * DKK_PER_MDKK / clustered(gained)[0]:,.0f}"


def notes() -> dict[str, str]:
    """Why an effect may surprise, by policy."""
    return {row["scenario"]: row["why"] for row in load_table(Path(__file__).with_name("effects.csv"), unique="scenario")}


if __name__ == "__main__":
    numbers = [int(word) for word in sys.argv[1:] if word.isdigit()]
    text = page(numbers[0] if numbers else DRAWS, "--prior" in sys.argv)
    (ROOT / "docs" / "effects.md").write_text(text, encoding="utf-8")
    print("docs/effects.md")
