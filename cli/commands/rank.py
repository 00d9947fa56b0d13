"""`samspil rank`: every policy by what it frees, what it takes, and who decides."""

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from .. import completing
from ..analyses import tell as tell_found
from ..asked import asked_with, settings_of
from ..caveats import few_draws, warn_early
from ..command import command, kept
from ..options import Csv, Folder, Replace, Runs
from ..prices import answer
from ..progress import told
from ..session import Session

if TYPE_CHECKING:
    from pathlib import Path

    import xarray as xr

NAME = "rank"


class Order(StrEnum):
    """What policies are ordered by."""

    fte = "fte"
    later = "later"
    price = "price"
    money = "money"


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    command(app, NAME)(rank)


def rank(
    session: Session,
    runs: Runs,
    policies: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[SCENARIO]...", autocompletion=completing.scenarios, help="All of the library if none are named."
        ),
    ] = None,
    order: Annotated[
        Order, typer.Option("--order", help="By FTE at the target's date or later, DKK per FTE-year, or money.")
    ] = Order.fte,
    csv: Csv = None,
    to: Folder = None,
    replace: Replace = False,
) -> None:
    """Every policy by FTE more than current policy, money, DKK per FTE-year and who decides, under the same chance
    events.

    With --to, runs are kept as they go, and the table (rank.csv), the Dataset (rank.nc) and a figure are written.
    """
    from samspil.scenarios import library

    chosen = [runs.scenario(name) for name in policies or library()]
    from samspil.experiments import rank as make
    from samspil.experiments.ranks import expected_runs
    from samspil.experiments.tell import Phase

    from ..keeping import answers_in, write
    from .compare import BASELINE

    draws, replicates = runs.size()
    warn_early(session, draws, of_target=False)
    answers = None if to is None else answers_in(to, NAME, replace)
    with kept("stopped.again", path=to) if to is not None else kept("stopped.nothing"):
        with told(session) as tell:
            report = Phase(NAME, tell, expected_runs(len(chosen), draws, replicates))
            asking = runs.asking(report, answers)
            found = make(chosen, runs.drawn(), replicates, asking, order.value, runs.scenario(BASELINE))
        found.attrs.update(asked_with(runs.changed or [], chosen))
        if to is not None:
            write(session, (to, NAME, answers), found, sheet_of(session, found), {one.name: one for one in chosen})
    tell_found(session, NAME, found, csv, to)


def printed(session: Session, found: "xr.Dataset", to: "Path | None") -> None:
    """Print a ranking: what matters most for the money, then a row for each policy that is told from zero."""
    from samspil.reports.words import words

    spoken = words(session.language)
    level = spoken.named("level", found.attrs["potentials"])
    places = {name: found.attrs[name] for name in ("baseline", "draws", "replicates")}
    answer(session, found)
    session.result(session.say("rank.head", **places, level=level))
    settings_of(session, found.attrs)
    session.result()
    named = [str(name) for name in found["policy"].values]
    sure = [name for name in named if bool(found["told"].sel(policy=name).any())]
    if sure:
        session.table(*_table(session, found, sure), frozenset({0, 7}))
        session.result()
    rest = [name for name in named if name not in sure]
    if rest:
        places = {"draws": found.attrs["draws"], "count": found["told"].size}
        session.result(session.say("rank.not_told", **places, names=", ".join(rest)))
    _budgets(session, found)
    few_draws(session, found.attrs["draws"], session.result, of_target=False)
    session.result(session.say("rank.how_to_read", baseline=found.attrs["baseline"]))


def _budgets(session: Session, found: "xr.Dataset") -> None:
    """Whether policies that state a budget keep to it."""
    from samspil.reports.words import words

    number = words(session.language).numbers
    for name in (str(name) for name in found["policy"].values):
        budget, spent = float(found["budget_mdkk"].sel(policy=name)), found["additional_mdkk"].sel(policy=name)
        if budget == budget:
            money = float(spent.sel(gap="mean_difference"))
            key = "rank.over_budget" if money > budget else "rank.in_budget"
            session.result(session.say(key, name=name, budget=number.amount(budget), money=number.amount(money)))


def _table(session: Session, found: "xr.Dataset", names: list[str]) -> tuple[list[str], list[list[str]]]:
    from samspil.reports.words import words

    spoken = words(session.language)
    number, dates = spoken.numbers, [str(date) for date in found["date"].values]
    heads = [session.say("head.scenario")]
    for date in dates:
        heads += [f"{session.say('head.fte')} {number.month(date)}", session.say("head.interval")]
    heads += [session.say(f"head.{name}") for name in ("additional", "price", "who")]
    return heads, [_row(session, found.sel(policy=name), dates) for name in names]


def _row(session: Session, policy: "xr.Dataset", dates: list[str]) -> list[str]:
    from samspil.reports.decision_words import who
    from samspil.reports.words import words

    spoken = words(session.language)
    number = spoken.numbers
    cells = [str(policy["policy"].values)]
    for date in dates:
        mean, low, high = (float(policy["fte"].sel(date=date, gap=gap)) for gap in ("mean_difference", "low", "high"))
        doubt = "" if bool(policy["told"].sel(date=date)) else " 0?"
        cells += [number.signed(mean) + doubt, f"{number.signed(low)} … {number.signed(high)}"]
    money = float(policy["additional_mdkk"].sel(gap="mean_difference"))
    price = float(policy["price"])
    told = spoken("money.no_price") if price != price else number.amount(price)
    return [*cells, number.signed(money), told, who(str(policy["decided_by"].values), spoken)]


def sheet_of(session: Session, found: "xr.Dataset") -> tuple[list[str], list[list[Any]]]:
    """The table as numbers, a row a policy."""
    from samspil.reports.decision_words import who
    from samspil.reports.words import words

    dates, spoken = [str(date) for date in found["date"].values], words(session.language)
    heads = ["policy"]
    for date in dates:
        heads += [f"fte_{date[:4]}", f"fte_{date[:4]}_low", f"fte_{date[:4]}_high", f"told_{date[:4]}"]
    heads += ["additional_mdkk", "additional_low", "additional_high", "money_mdkk", "dkk_per_fte_year", "decided_by"]
    rows: list[list[Any]] = []
    for name in found["policy"].values:
        policy = found.sel(policy=name)
        row: list[Any] = [str(name)]
        for date in dates:
            row += [float(policy["fte"].sel(date=date, gap=gap)) for gap in ("mean_difference", "low", "high")]
            row.append(bool(policy["told"].sel(date=date)))
        row += [float(policy["additional_mdkk"].sel(gap=gap)) for gap in ("mean_difference", "low", "high")]
        row += [float(policy["money_mdkk"].sel(gap="mean_difference")), float(policy["price"])]
        rows.append([*row, who(str(policy["decided_by"].values), spoken, None)])
    return heads, rows
