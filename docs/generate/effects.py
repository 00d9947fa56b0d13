"""What each policy does under common luck: `python -m docs.generate.effects [DRAWS]` writes docs/effects.md.

It takes some minutes, so it is not a part of `make docs`. `--prior` draws from the priors.
"""

from __future__ import annotations

import sys
from collections.abc import Collection
from pathlib import Path

import xarray as xr

from samspil.experiments import ensemble, money, settings
from samspil.experiments.asking import all_cores
from samspil.experiments.money import fte_years, yearly
from samspil.experiments.statistics import clustered
from samspil.model.read import load_table
from samspil.runs import run_ensemble
from samspil.runs.fitted import draws_of
from samspil.scenarios import library, load
from samspil.scenarios.documents.document import read_file
from samspil.scenarios.documents.library import library_file

from .code import ROOT
from .guards import guards

DRAWS, SEED, LEVEL = 100, 3, "estimated"
BASELINE, WITHOUT = "current-policy", ":without"
# What is told of every policy: variable and month.
TOLD_OF = {
    "fte_2030": ("freed_fte", "2030-12"),
    "fte_2035": ("freed_fte", "2035-12"),
    "adoptions_2035": ("adoptions", "2035-12"),
    "solutions_2035": ("solutions_available", "2035-12"),
}
FIGURES = 2  # of a price: money and years are means of few runs
TOLD = settings.number("moved_errors")
HEAD = """# What each policy does

*Written by `python -m docs.generate.effects`: {draws} draws from the {source}, one run of each, seed {seed}, potentials
`{level}`, every policy under the same draws and the same luck as current policy.*

Differences from current policy: mean over the runs ± its standard error; *0?* where it could not be told from zero in
{draws} draws (less than two standard errors). DKK per FTE-year: money of all four kinds over what is freed, from 2027
on, both beside current policy, in two figures; empty where the mean of those years could not be told from zero.
`:without` takes a programme out of current policy from its first day; its price is what that saves over what it loses,
from 2022 on.
"""
COLUMNS = "FTE 2030 | FTE 2035 | DKK per FTE-year |"
RULE = " ---: | ---: | ---: |"


def page(draws: int, prior: bool = False) -> str:
    """The page as Markdown."""
    known = draws_of(draws, SEED, prior=prior)
    ds = run_ensemble(readings(), draws=known, replicates=1, seed=SEED, workers=all_cores(), potentials=[LEVEL])
    source = "prior" if prior else "posterior"
    parts = [
        HEAD.format(draws=draws, source=source, seed=SEED, level=LEVEL),
        f"## The systems that the model must be able to represent\n\n{systems_table(ds)}\n",
        f"## Every policy of the library\n\n{policies_table(ds)}\n",
        guards(known, SEED, LEVEL),
        f"## What may surprise\n\n{surprises(ds, readings())}\n",
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


def policies_table(ds: xr.Dataset) -> str:
    """Every policy, with adoptions and solutions beside what it frees."""
    lines = [f"| policy | {COLUMNS} adoptions 2035 | solutions 2035 |", f"| --- |{RULE} ---: | ---: |"]
    for name in readings()[1:]:
        more = [f"{effect(ds, name, each)[0]:+,.0f}" for each in ("adoptions_2035", "solutions_2035")]
        lines.append(f"| `{name}` | {row(ds, name)} | {' | '.join(more)} |")
    return "\n".join(lines)


def row(ds: xr.Dataset, name: str) -> str:
    """Effects at both dates, and what an FTE-year costs."""
    cells = []
    for each in ("fte_2030", "fte_2035"):
        mean, error, sign = effect(ds, name, each)
        cells.append(f"{mean:+,.1f} ± {error:.1f}" + (" *0?*" if sign == "0" else ""))
    return " | ".join([*cells, price(ds, name)])


def effect(ds: xr.Dataset, name: str, told_of: str) -> tuple[float, float, str]:
    """The mean difference from current policy, its error, and its sign: 0 where it is not told from zero."""
    variable, date = TOLD_OF[told_of]
    month = ensemble.month_number(ds, date)
    values = [ensemble.runs(ds, variable, each, LEVEL)[..., month] for each in (name, BASELINE)]
    mean, error, _ = clustered(values[0] - values[1])
    return mean, error, "0" if not abs(mean) > TOLD * error else "+" if mean > 0 else "-"


def price(ds: xr.Dataset, name: str) -> str:
    """DKK for each FTE-year that it gives, or that doing without it loses."""
    without = name.endswith(WITHOUT)
    more, less = (BASELINE, name) if without else (name, BASELINE)
    freed, paid = (all_fte_years, all_money) if without else (fte_years, yearly)
    spent = paid(ds, more, LEVEL) - paid(ds, less, LEVEL)
    found = money.price(spent, freed(ds, more, LEVEL) - freed(ds, less, LEVEL))
    return "" if found is None else f"{float(f'{found:.{FIGURES}g}'):,.0f}"


def all_fte_years(ds: xr.Dataset, scenario: str, level: str) -> ensemble.Array:
    """Mean headline FTE of every run over all years, (draw, replicate)."""
    return ensemble.runs(ds, "freed_fte", scenario, level).mean(axis=-1)


def all_money(ds: xr.Dataset, scenario: str, level: str) -> ensemble.Array:
    """Mean yearly money of every run over all years, million DKK, (draw, replicate)."""
    return ensemble.runs(ds, "cost_mdkk", scenario, level).sum(axis=-2).mean(axis=-1)


def surprises(ds: xr.Dataset, policies: Collection[str]) -> str:
    """Why effects may surprise, of those policies whose effects are as the reason says."""
    told = []
    for note in load_table(Path(__file__).with_name("effects.csv"), unique="scenario"):
        if note["scenario"] not in policies:
            continue
        wanted = [each.split() for each in note["when"].split(";")]
        if all(effect(ds, note["scenario"], told_of)[2] == sign for told_of, sign in wanted):
            told.append(f"- **{load(note['scenario']).title['en']}** (`{note['scenario']}`): {note['why']}.")
    return "\n".join(told)


if __name__ == "__main__":
    numbers = [int(word) for word in sys.argv[1:] if word.isdigit()]
    text = page(numbers[0] if numbers else DRAWS, "--prior" in sys.argv)
    (ROOT / "docs" / "effects.md").write_text(text, encoding="utf-8")
    print("docs/effects.md")
