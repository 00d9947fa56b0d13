"""The public claims and what converts them, from the tables in ``experiments/data/``."""

from dataclasses import dataclass
from functools import cache

from samspil.model.errors import UserError
from samspil.model.messages import say
from samspil.model.parameters import GRADES, registry
from samspil.model.problems import nearest
from samspil.model.read import Column, Row, load_table

from .. import settings
from ..records import Target, Titles
from .records import Evidence

UNITS = ("FTE", "million hours", "hours", "million DKK")
# Why a claim cannot be walked down: its unit is in doubt, or it is one solution and the staircase tells all of them.
WALKS = ("yes", "unit", "one")
_BOTH = ("title", "who", "says", "caution", "horizon")


@dataclass(frozen=True)
class Claim:
    """A public claim: a row of ``claims.csv``."""

    row: Row

    @property
    def id(self) -> str:
        """Its name at the command line."""
        return self.row["id"]

    def titles(self, name: str) -> Titles:
        """A text of it in both languages."""
        return Titles(en=self.row[f"{name}_en"], da=self.row[f"{name}_da"])


@cache
def claims_known() -> dict[str, Claim]:
    """Every claim by id, in the order of the table.

    Raises:
        TableError: the table has been edited into something that cannot be used.
    """
    languages = [f"{name}_{language}" for name in _BOTH for language in ("en", "da")]
    columns = [
        *(Column(name) for name in ("id", *languages, "published", "source")),
        *(Column(name, optional=True) for name in ("by", "solution", "happened_en", "happened_da")),
        *(Column(name, "number", low=0.0, large=True) for name in ("value", "years")),
        Column("unit", allowed=UNITS),
        Column("scope", allowed=("public", "whole", "part")),
        Column("technologies", allowed=("today", "all", "one")),
        Column("walk", allowed=WALKS),
        Column("grade", allowed=GRADES),
    ]
    return {row["id"]: Claim(row) for row in load_table(settings.DATA / "claims.csv", columns, "id")}


def goal_of(target: Target) -> Claim | None:
    """The public claim that a target is, by its FTE and its month; None where it is nobody's."""
    return next((each for each in claims_known().values() if _is_goal(each.row, target)), None)


def _is_goal(row: Row, target: Target) -> bool:
    same = row["unit"] == "FTE" and row["value"] == float(target["fte"]) and row["by"] == str(target["by"])[:7]
    return same and row["scope"] == "whole"


def claim_named(name: str) -> Claim:
    """The claim with an id, or with a title in either language, in small or large letters.

    Raises:
        UserError: there is none.
    """
    if is_claim(name):
        return claims_known()[_titles()[name.strip().casefold()]]
    near = nearest(name.casefold(), list(_titles()))
    hint = say("the-nearest-known-is", near=_titles()[near]) if near else ""
    raise UserError(say("is-not-known", what=say("a-claim"), given=name, hint=hint))


def is_claim(name: str) -> bool:
    """Whether a claim has this id or title."""
    return name.strip().casefold() in _titles()


def _titles() -> dict[str, str]:
    """Ids by id and title in small letters."""
    both = {key: each.titles("title") for key, each in claims_known().items()}
    return {title.casefold(): key for key, each in both.items() for title in (key, each["en"], each["da"])}


@cache
def conversion(name: str) -> Evidence:
    """A row of ``conversions.csv``."""
    row = next(row for row in settings.table("conversions") if row["name"] == name)
    low, value, high = (float(row[key]) for key in ("low", "value", "high"))
    title = Titles(en=row["title_en"], da=row["title_da"])
    about = {key: row[key] for key in ("unit", "grade", "source")}
    return Evidence(name=name, title=title, value=value, low=low, high=high, **about)


def evidence_of(name: str) -> Evidence:
    """What stands on a parameter of the registry."""
    known = registry()[name]
    title = Titles(en=known.title_en, da=known.title_da)
    about = {"unit": known.unit, "grade": known.grade, "source": known.source}
    return Evidence(name=name, title=title, value=known.default, low=known.low, high=known.high, **about)


@cache
def deciding(step: str) -> tuple[str, ...]:
    """The parameters that decide a step, the main ones first; ``potential.*`` are all of that name, ``group:adopt`` all
    of that group."""
    row = next((row for row in settings.table("claim_steps") if row["name"] == step), None)
    names = row["parameters"].split() if row else []
    return tuple(dict.fromkeys(found for name in names for found in _meant(name)))


def _meant(name: str) -> list[str]:
    if name.startswith("group:"):
        return [each.name for each in registry().values() if each.group == name.removeprefix("group:")]
    if not name.endswith(".*"):
        return [name]
    return [each for each in registry() if each.startswith(name.removesuffix("*"))]
