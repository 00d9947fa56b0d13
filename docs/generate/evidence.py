"""The page of evidence: what was seen, from where, and what the model is held against it."""

from __future__ import annotations

from . import facts
from .code import ROOT

HEAD = """# Evidence

{made}

Everything that numbers rest on is a row of data with a source and a grade. [Parameters](parameters.md) have a page of
their own. Below stand the quantities that the fit is held against, roll-outs of the past that are replayed, and the
solutions there are today. [Calibration](calibration.md) tells what they settle, [adding evidence](adding-evidence.md)
how to add a row.
"""
TARGETS = """## Targets

`fit`: the parameters are fitted to it; `check` and `pattern`: looked at and never fitted; `goal`: what is aimed at; `no
counterpart`: the model has nothing to compare. The deviation is that of measurement, definition and model together.
"""
ROLL_OUTS = """## Roll-outs of the past

Each is replayed by the rules of the forecast from its first month, and held against what was counted since.
"""
TOLD = "From {start} for {months} months, {regime}; *{grade}*: {source}."
CATALOGUE = """## Solutions there are today

FTE freed if every host used it in full, from low to high; the level of potentials that admits it hangs on the grade.
"""


def evidence_page(made: str) -> str:
    """Targets, roll-outs and the catalogue, with sources."""
    parts = [HEAD.format(made=made), TARGETS, _targets(), ROLL_OUTS, *_roll_outs(), CATALOGUE, _catalogue()]
    return "\n\n".join(part.strip() for part in parts)


def _rows(path: str) -> list[dict[str, str]]:
    return facts.rows_of(ROOT / path)


def _targets() -> str:
    rows = [
        [each["title_en"], _value(each), each["unit"], each["period"], each["use"], each["grade"], each["source"]]
        for each in _rows("calibration/data/targets.csv")
    ]
    return facts.table(["What", "Value", "Unit", "When", "Use", "Grade", "Source"], rows)


def _value(row: dict[str, str]) -> str:
    """A value with its deviation, or the bounds of a pattern."""
    if row["value"]:
        deviations = [float(row[name] or 0) for name in ("sd_measurement", "sd_definition", "sd_model")]
        whole = sum(each**2 for each in deviations) ** 0.5
        return f"{row['value']} ± {whole:.2g}" if whole else row["value"]
    low, high = row["low"], row["high"]
    return f"{low} to {high}" if low and high else f"at least {low}" if low else f"at most {high}" if high else ""


def _roll_outs() -> list[str]:
    observed = _rows("calibration/data/observations.csv")
    parts = []
    for each in _rows("calibration/data/episodes.csv"):
        rows = [[o["month"], o["count"], _value({**o, "low": "", "high": ""}), o["note_en"], o["use"], o["source"]]
                for o in observed if o["episode"] == each["name"]]  # fmt: skip
        parts += [f"### {each['title_en']}", TOLD.format(**each)]
        parts += [facts.table(["Month", "Count", "Value", "What", "Use", "Source"], rows)] if rows else []
    return parts


def _catalogue() -> str:
    rows = [
        [each["title_en"], each["need"].replace("_", " "), each["host"], _span(each), each["grade"], each["year"],
         each["source"]]
        for each in _rows("scenarios/data/catalogue.csv")
    ]  # fmt: skip
    return facts.table(["Solution", "Need", "Host", "FTE", "Grade", "Year", "Source"], rows)


def _span(row: dict[str, str]) -> str:
    return f"{row['fte_low']} to {row['fte_high']}, most likely {row['fte_mode']}"
