"""Golden summaries: what each scenario of the library comes to at the priors' defaults, on Denmark: no fit moves them.

`make golden` writes them anew, after a change that is meant; the difference then stands in the commit for all to see.
"""

from __future__ import annotations

import csv
import io
from pathlib import Path

from samspil.runs import simulate
from samspil.scenarios import library

FILE = Path(__file__).parent / "golden.csv"
SEEN = {
    "fte_2030": ("freed_fte", 107),
    "fte_2035": ("freed_fte", 167),
    "gross_2035": ("freed_fte_gross", 167),
    "adoptions_2035": ("adoptions", 167),
    "partnerships_2035": ("partnerships_formed", 167),
    "companies_2035": ("companies_engaged", 167),
    "solutions_2035": ("solutions_available", 167),
}


def summary(name: str) -> dict[str, float]:
    """The figures of one scenario."""
    ds = simulate(name, prior=True)
    seen = {key: float(ds[variable].values[month]) for key, (variable, month) in SEEN.items()}
    return {**seen, "cost_2030": float(ds["cost_mdkk"].isel(year=8).sum())}


def golden() -> dict[str, dict[str, float]]:
    """The figures on record, by scenario."""
    with FILE.open(encoding="utf-8", newline="") as lines:
        return {row.pop("scenario"): {key: float(value) for key, value in row.items()} for row in csv.DictReader(lines)}


def write() -> None:
    """Put the figures of today on record."""
    text = io.StringIO()
    rows = [{"scenario": name, **{key: repr(value) for key, value in summary(name).items()}} for name in library()]
    writer = csv.DictWriter(text, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    FILE.write_text(text.getvalue(), encoding="utf-8")


if __name__ == "__main__":
    write()
