"""What levers and solutions cost and who pays; what is decided and running."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from samspil.model.epoch import LAST, month_text
from samspil.model.messages import say
from samspil.model.parameters import GRADES
from samspil.model.problems import Problem, refuse
from samspil.model.read import Column, Row

from .catalogue import titles
from .shipped import rows

PAYERS = ("state", "eu", "region", "municipality", "company")
PAID = ("once", "yearly")
PARTS = ("programme", "purchase", "implementation", "running", "value")


@dataclass(frozen=True)
class Cost:
    """What one item belongs to and who pays for it; its price is the parameter `cost.<name>`.

    `paid` is once, for what lasts (its cost is spread over its life), or yearly. `payer` is shares (the shares in
    `payers`, in the order of PAYERS, sum to 1) or authority (whoever decides over the cell pays all; the shares then
    only stand in where no cell is known).
    `part` value is a price, not a cost. `earliest` counts months since January 2022; None: as early as any policy can.
    """

    name: str
    title: dict[str, str]
    part: str
    decides: dict[str, str]
    instrument: dict[str, str]
    earliest: int | None
    paid: str
    payer: str
    payers: tuple[float, ...]
    grade: str
    source: str


@dataclass(frozen=True)
class Programme:
    """Something decided or running: its months (end None: open), money and payers.

    `amount_mdkk` is million DKK in total or a year (`per`); None where no amount is known. `regions` are codes, empty
    for the whole country. `end_assumed`: nobody has stated when it ends, or that it goes on. `published` is
    the month of its newest source (None: not known), `seen` that in which the row was last held against its sources.
    """

    name: str
    title: dict[str, str]
    start: int
    end: int | None
    end_assumed: bool
    funder: dict[str, str]
    amount_mdkk: float | None
    per: str
    regions: tuple[str, ...]
    payers: tuple[float, ...]
    published: int | None
    seen: int
    grade: str
    source: str

    @property
    def dates(self) -> str:
        """Its dates in words."""
        last = month_text(LAST if self.end is None else self.end)
        return say("from-to", first=month_text(max(self.start, 0)), last=last)

    def covers(self, begin: int, end: int | None) -> bool:
        """Whether it runs from `begin` to `end` (None: for good)."""
        if self.end is None:
            return begin >= self.start
        return self.start <= begin <= self.end and end is not None and end <= self.end

    def yearly_mdkk(self, horizon: int) -> float:
        """Million DKK a year while it runs; a total is spread over its months, to month `horizon` if it is open."""
        if self.amount_mdkk is None or self.per == "year":
            return self.amount_mdkk or 0.0
        end = horizon if self.end is None else self.end
        return self.amount_mdkk * 12.0 / (end - self.start + 1)


def _pair(row: Row, name: str) -> dict[str, str]:
    return {"en": row[f"{name}_en"], "da": row[f"{name}_da"]}


def _payers(row: Row) -> tuple[float, ...]:
    return tuple(row[payer] for payer in PAYERS)


def _payer_columns() -> list[Column]:
    return [Column(payer, "number", 0.0, 1.0) for payer in PAYERS]


def _check_payers(table: list[Row]) -> None:
    problems: list[Problem] = []
    for row in table:
        total = sum(_payers(row))
        if abs(total - 1.0) > 1e-9:
            problems.append(row.problem(PAYERS[0], say("payers-do-not-sum", total=total), "1"))
    refuse(problems)


@cache
def load_costs() -> dict[str, Cost]:
    """The costs by item."""
    decided = ("who_decides_en", "who_decides_da", "instrument_en", "instrument_da")
    columns = [
        *(Column(name) for name in ("item", "title_en", "title_da", "source")),
        *(Column(name, optional=True) for name in decided),
        *_payer_columns(),
        Column("part", allowed=PARTS),
        Column("earliest_start", "month", optional=True),
        Column("paid", allowed=PAID),
        Column("payer", allowed=("shares", "authority")),
        Column("grade", allowed=GRADES),
    ]
    table = rows("costs.csv", columns)
    _check_payers(table)
    return {row["item"]: _cost(row) for row in table}


def _cost(row: Row) -> Cost:
    return Cost(
        name=row["item"],
        title=titles(row),
        part=row["part"],
        decides=_pair(row, "who_decides"),
        instrument=_pair(row, "instrument"),
        earliest=row["earliest_start"],
        paid=row["paid"],
        payer=row["payer"],
        payers=_payers(row),
        grade=row["grade"],
        source=row["source"],
    )


@cache
def load_users() -> dict[str, float]:
    """Users in Denmark at full use of each solution that has a price for each user (`unit_price.<solution>`)."""
    columns = [
        *(Column(name) for name in ("solution", "user_en", "user_da", "source")),
        Column("users", "number", 0),
        Column("grade", allowed=GRADES),
    ]
    return {row["solution"]: row["users"] for row in rows("users.csv", columns)}


@cache
def load_programmes() -> dict[str, Programme]:
    """The programmes by name, in the order of the table."""
    columns = [
        *(Column(name) for name in ("programme", "title_en", "title_da", "funder_en", "funder_da", "source")),
        *_payer_columns(),
        Column("start", "month"),
        Column("end", "month", optional=True),
        Column("end_assumed", "whole", 0, 1),
        Column("amount_mdkk", "number", 0, optional=True),
        Column("per", allowed=("total", "year"), optional=True),
        Column("regions", "list", optional=True),
        Column("published", "month", optional=True),
        Column("seen", "month"),
        Column("grade", allowed=GRADES),
    ]
    table = rows("programmes.csv", columns)
    _check_payers(table)
    return {row["programme"]: _programme(row) for row in table}


def _programme(row: Row) -> Programme:
    return Programme(
        name=row["programme"],
        title=titles(row),
        start=row["start"],
        end=row["end"],
        end_assumed=bool(row["end_assumed"]),
        funder=_pair(row, "funder"),
        amount_mdkk=row["amount_mdkk"],
        per=row["per"],
        regions=row["regions"],
        payers=_payers(row),
        published=row["published"],
        seen=row["seen"],
        grade=row["grade"],
        source=row["source"],
    )
