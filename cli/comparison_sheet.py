"""What a comparison found as a table: of what each number is, of whom, when and where."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .session import Session

MONEY = "million DKK a year"


def comparison_sheet(session: Session, found: Mapping[str, Any]) -> tuple[list[str], list[list[Any]]]:
    """A row for each policy, and for the difference, by date and as money; what one region has stands below."""
    heads = ["policy", "measure", "region", "date", "unit", "mean", "low", "high", "p05", "p95", "p_better"]
    parts = [("freed", "", {name: policy["fte"] for name, policy in found["policies"].items()}, found["differences"])]
    if found["region"] is not None:
        part = found["region"]
        for measure, own in [("freed", part), *part["sectors"].items()]:
            parts.append((measure, part["name"], own["fte"], own["differences"]))
    rows: list[list[Any]] = []
    for measure, region, policies, differences in parts:
        told = session.say(f"compare.csv.measure.{measure}")
        for name, fte in policies.items():
            rows += [[name, told, region, date, "FTE", fte[date], *[None] * 5] for date in differences]
        rows += [[_less(found), told, region, date, "FTE", *_gap(each)] for date, each in differences.items()]
    return heads, [*rows, *_money_rows(session, found), *_run_rows(session, found)]


def _money_rows(session: Session, found: Mapping[str, Any]) -> list[list[Any]]:
    """A year's money of each policy and of the difference; at equal money, what each takes in its first years."""
    told = session.say("compare.csv.measure.money")
    rows = [[name, told, "", "", MONEY, each["money_mdkk"], *[None] * 5] for name, each in found["policies"].items()]
    rows.append([_less(found), told, "", "", MONEY, *_gap(found["money_mdkk"])])
    if found["equal_cost"] is not None:
        told = session.say("compare.csv.measure.equal")
        for name, each in found["equal_cost"]["policies"].items():
            rows.append([name, told, "", "", MONEY, each["additional_mdkk"], *[None] * 5])
    return rows


def _run_rows(session: Session, found: Mapping[str, Any]) -> list[list[Any]]:
    """What the numbers rest on: how many draws, of which potentials, and runs of each."""
    from samspil.reports.words import words

    level = words(session.language).named("level", found["potentials"])
    told = {name: session.say(f"compare.csv.measure.{name}", level=level) for name in ("draws", "replicates")}
    return [["", measure, "", "", "", found[name], *[None] * 5] for name, measure in told.items()]


def _less(found: Mapping[str, Any]) -> str:
    return f"{found['b']} - {found['a']}"


def _gap(each: Mapping[str, Any]) -> list[Any]:
    return [each[name] for name in ("mean_difference", "low", "high", "p05", "p95", "p_better")]
