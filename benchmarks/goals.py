"""What is measured, against which goals, and what holds a goal that is missed: `data/goals.csv`."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from samspil.model.read import load_table

from .measure import Measured

PATH = Path(__file__).parent / "data" / "goals.csv"


@dataclass(frozen=True)
class Goal:
    """One row.

    Args:
        key, what: what is measured.
        values: names of its values, where it has several.
        unit, decimals: of its values.
        told: by which clock: CPU time hardly hangs on what else the machine does, time on the wall does.
        goal: for each value; empty where there is none.
        later_goal: what comes after it, empty if nothing does.
        better: "less" or "more".
        held_by: what holds it where it is missed.
    """

    key: str
    what: str
    values: tuple[str, ...]
    unit: str
    decimals: int
    told: str
    goal: tuple[float, ...]
    later_goal: str
    better: str
    held_by: str

    def missed(self, values: tuple[float, ...]) -> bool:
        """Whether a value is on the wrong side of its goal, as it is printed."""
        sign = 1.0 if self.better == "less" else -1.0
        told = (round(value, self.decimals) for value in values)
        return any(sign * value > sign * goal for value, goal in zip(told, self.goal, strict=False))


def goals() -> dict[str, Goal]:
    """Every row by key."""
    return {row["key"]: _goal(row.values) for row in load_table(PATH, unique="key")}


def _goal(row: dict[str, str]) -> Goal:
    return Goal(
        row["key"],
        row["what"],
        tuple(_parts(row["values"])),
        row["unit"],
        int(row["decimals"]),
        row["told"],
        tuple(map(float, _parts(row["goal"]))),
        row["later_goal"],
        row["better"],
        row["held_by"],
    )


def _parts(text: str) -> list[str]:
    return [part.strip() for part in text.split(";") if part.strip()]


def line(goal: Goal, found: Measured) -> tuple[str, str, str, str, str]:
    """Cells of the table: what, measured, clock, goal, remark."""
    told = _with_unit(" / ".join(f"{value:,.{goal.decimals}f}" for value in found.values), goal.unit)
    what = goal.what + (f" ({' / '.join(goal.values)})" if goal.values else "")
    wanted = " / ".join(f"{value:g}" for value in dict.fromkeys(goal.goal))
    wanted += f", then {goal.later_goal}" if goal.later_goal else ""
    held = ("**missed**" + (f": {goal.held_by}" if goal.held_by else "")) if goal.missed(found.values) else ""
    remark = "; ".join(part for part in (found.note, held) if part)
    return what, told, goal.told, _with_unit(wanted, goal.unit) if wanted else "", remark


def _with_unit(number: str, unit: str) -> str:
    return f"{number} {unit}"
