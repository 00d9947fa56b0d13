"""What the rows of a population folder must agree on."""

from __future__ import annotations

from collections.abc import Sequence

from samspil.model.messages import joined, say
from samspil.model.parameters import current_name, registry
from samspil.model.problems import Problem, nearest, shown
from samspil.model.read import Column, Row, allowed_in, parse, twice

ABOUT_TEXTS = ("name", "title_en", "title_da")
BOX = ("lat_min", "lat_max", "lon_min", "lon_max")
ABOUT_NUMBERS = {
    **{key: Column("value", "number", -90, 90) for key in BOX[:2]},
    **{key: Column("value", "number", -180, 180) for key in BOX[2:]},
    "catchment_km": Column("value", "number", 0.1, 1000),
}
UNIQUE = (
    ("regions.csv", "code"),
    ("regions.csv", "label"),
    ("municipalities.csv", "code"),
    ("hospitals.csv", "site"),
    ("institutions.csv", "name"),
    ("totals.csv", "total"),
    ("events.csv", "event"),
)
PLACED = ("regions.csv", "municipalities.csv", "hospitals.csv", "institutions.csv")

Tables = dict[str, list[Row]]


def about_problems(rows: Sequence[Row]) -> list[Problem]:
    """What is wrong with the keys and values of about.csv."""
    problems = twice(rows, "key")
    found = {row["key"]: row for row in rows}
    for key in (*ABOUT_TEXTS, *ABOUT_NUMBERS):
        if key not in found:
            problems.append(Problem("about.csv", 0, "key", shown(key), say("is-missing")))
    for key, column in ABOUT_NUMBERS.items():
        if key in found:
            try:
                parse(found[key]["value"], column)
            except ValueError as error:
                problems.append(found[key].problem("value", joined(f"({key}) ", error.args[0]), allowed_in(column)))
    return problems


def row_problems(tables: Tables, box: Sequence[float]) -> list[Problem]:
    """What is wrong between rows: names twice, places unknown or outside the `box`, events and ages without sense."""
    problems = [problem for file, column in UNIQUE for problem in twice(tables[file], column)]
    if problems:  # a name that stands twice makes others look unknown
        return problems
    for file in PLACED:
        problems += _outside(tables[file], box)
    problems += _unknown_places(tables) + _event_problems(tables) + _age_problems(tables["company_ages.csv"])
    return problems + _empty_regions(tables) + _split_units(tables["hospitals.csv"])


def _outside(rows: Sequence[Row], box: Sequence[float]) -> list[Problem]:
    limits = {"lat": box[:2], "lon": box[2:]}
    return [
        row.problem(axis, say("lies-outside-the-country"), say("between", low=low, high=high))
        for row in rows
        for axis, (low, high) in limits.items()
        if not low <= row[axis] <= high
    ]


def _unknown_places(tables: Tables) -> list[Problem]:
    problems: list[Problem] = []
    codes = [row["code"] for row in tables["regions.csv"]]
    region_of = {row["code"]: row["region"] for row in tables["municipalities.csv"]}
    for file in ("municipalities.csv", "hospitals.csv", "institutions.csv", "companies.csv"):
        for row in tables[file]:
            if row["region"] not in codes:
                problems.append(row.problem("region", say("is-no-region-here"), ", ".join(codes), codes))
    for file in ("hospitals.csv", "institutions.csv"):
        for row in tables[file]:
            home = region_of.get(row["municipality"])
            if home is None:
                problems.append(row.problem("municipality", say("is-no-municipality-here"), "", list(region_of)))
            elif home in codes and home != row["region"]:
                problems.append(
                    row.problem("municipality", say("lies-in-other-region", home=home, region=row["region"]))
                )
    return problems


def _event_problems(tables: Tables) -> list[Problem]:
    problems: list[Problem] = []
    codes = [row["code"] for row in tables["regions.csv"]]
    for row in tables["events.csv"]:
        if row["end"] is not None and row["end"] < row["start"]:
            problems.append(row.problem("end", say("comes-before-the-start")))
        if not set(row["regions"]) <= set(codes):
            problems.append(row.problem("regions", say("holds-an-unknown-region"), ", ".join(codes)))
        if row["kind"] == "transfer_tasks" and not row["needs"]:
            problems.append(row.problem("needs", say("no-tasks-to-move")))
        parameter = row["parameter"]
        if parameter and current_name(parameter) not in registry():
            problems.append(row.problem("parameter", say("is-no-parameter"), "", list(registry())))
    return problems


def _age_problems(rows: Sequence[Row]) -> list[Problem]:
    problems = [
        row.problem("to_years", say("is-not-above-from-years")) for row in rows if row["to_years"] <= row["from_years"]
    ]
    if rows and sum(row["share"] for row in rows) <= 0.0:
        problems.append(rows[0].problem("share", say("and-all-others-are-0")))
    return problems


def _empty_regions(tables: Tables) -> list[Problem]:
    problems: list[Problem] = []
    for file, what in (("municipalities.csv", say("municipality")), ("hospitals.csv", say("hospital"))):
        used = {row["region"] for row in tables[file]}
        for row in tables["regions.csv"]:
            if row["code"] not in used:
                problems.append(row.problem("code", say("has-no-in", what=what, file=file)))
    return problems


def _split_units(rows: Sequence[Row]) -> list[Problem]:
    first: dict[str, Row] = {}
    problems: list[Problem] = []
    for row in rows:
        head = first.setdefault(row["unit"], row)
        for column in ("region", "kind"):
            if row[column] != head[column]:
                problems.append(row.problem(column, say("differs-from-first-site", line=head.line)))
    return problems


def unknown_population(name: str, known: Sequence[str]) -> Problem:
    """The problem that no population has this name and no folder lies there."""
    message = say("no-population-no-folder")
    return Problem("population", 0, "name", shown(name), message, ", ".join(known), nearest(name, known))
