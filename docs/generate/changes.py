"""The page of what changed: `python -m docs.generate.changes OLD NEW POSTERIOR [NAME=VALUE...]` writes docs/changes.md.

OLD and NEW are names of frozen forecasts in the project's ledger, POSTERIOR the file of draws that OLD was drawn from
(`git show COMMIT:calibration/data/posterior.nc`, or runs/data since it lies there); the settings are those that set
today's money back. A minute or two on 2 cores.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

import xarray as xr

from samspil.experiments.asking import Asking
from samspil.experiments.changes import Change, changes, dates_of
from samspil.experiments.publishing import published

from .code import ROOT

DRAWS = 100
HEAD = """# What changed since the last forecast

*Written by `python -m docs.generate.changes {command}`.*

Freed FTE in the middle run under current policy, from the forecast frozen on {before} to that of {after}. Steps are
taken in this order, each from where the last one ended: **model**, today's rules, worlds and catalogue under the old
draws{back}; {money}**evidence**, the draws of today's fit; **chance**, what other luck and another number of draws make
of the same. Another order would share the same sum differently. ± is one standard error of where a step ends.
"""
TABLE = "| {date} | moved by | middle run |\n| --- | ---: | ---: |\n{rows}\n"


def main(old: str, new: str, posterior: str, money: Sequence[str]) -> None:
    """Write the page."""
    records = published()
    before, after = records[old], records[new]
    with xr.open_dataset(posterior) as file:
        held = file.load()
    dates = dates_of(before, after)
    found = {date: changes(before, after, held, date, DRAWS, Asking(), money) for date in dates}
    text = HEAD.format(
        command=" ".join([old, new, "POSTERIOR", *money]),
        before=before["made"][:10],
        after=after["made"][:10],
        back=" with money set back (" + ", ".join(f"`{each}`" for each in money) + ")" if money else "",
        money="**money**, money as it is today; " if money else "",
    )
    text += "".join("\n" + table(date, steps) for date, steps in found.items())
    (ROOT / "docs/changes.md").write_text(text, encoding="utf-8")
    print("docs/changes.md")


def table(date: str, steps: Sequence[Change]) -> str:
    """The steps to a date as a table in Markdown."""
    rows = []
    for at, step in enumerate(steps):
        name = "the last forecast" if at == 0 else step["cause"]
        moved = "" if at == 0 else f"{step['moved']:+,.0f}"
        rows.append(f"| {name} | {moved} | {step['middle']:,.0f} ± {step['se']:,.0f} |")
    last = steps[-1]
    rows.append(f"| **this forecast** | {last['middle'] - steps[0]['middle']:+,.0f} | {last['middle']:,.0f} |")
    return TABLE.format(date=date, rows="\n".join(rows))


if __name__ == "__main__":
    main(*sys.argv[1:4], money=sys.argv[4:])
