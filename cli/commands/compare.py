"""`samspil compare`: two policies beside each other."""

from collections.abc import Mapping
from typing import Annotated, Any

import typer

from .. import completing
from ..caveats import changed_settings, few_draws, warn_early
from ..command import command
from ..options import Runs
from ..progress import told
from ..session import Session


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    command(app, "compare")(compare)


def compare(
    session: Session,
    runs: Runs,
    a: Annotated[str, typer.Argument(metavar="A", autocompletion=completing.scenarios, help="A policy.")],
    b: Annotated[
        str,
        typer.Argument(metavar="B", autocompletion=completing.scenarios, help="The policy that is held against it."),
    ],
    equal_cost: Annotated[
        float | None,
        typer.Option("--equal-cost", metavar="MDKK", help="Scale both to this programme cost a year, million DKK."),
    ] = None,
) -> None:
    """What B frees more than A, run by run under the same draws and the same luck."""
    from samspil.experiments import Asking
    from samspil.experiments import compare as make
    from samspil.experiments.tell import Phase

    draws, replicates = runs.size()
    pair = [runs.scenario(reference) for reference in (a, b)]
    warn_early(session, draws)
    with told(session) as tell:
        total = None if equal_cost is not None else 2 * draws * replicates
        report = Phase("compare", tell, total)
        found = make(
            pair[0],
            pair[1],
            runs.drawn(),
            replicates,
            Asking(runs.seed, runs.level(), runs.threads, report, base=runs.base),
            equal_cost,
        )
    if session.as_json:
        session.emit(found)
    else:
        _print(session, found, runs.changed or [])


def _print(session: Session, found: Mapping[str, Any], changed: list[str]) -> None:
    from samspil.reports.words import words

    spoken = words(session.language)
    number, level = spoken.numbers, spoken.named("level", found["potentials"])
    session.result(
        session.say("compare.head", **{name: found[name] for name in ("a", "b", "draws", "replicates")}, level=level)
    )
    changed_settings(session, changed)
    session.result()
    _scaling(session, found, number)
    session.table(*_policies(session, found, number))
    session.result()
    session.table(*_differences(session, found, number))
    few_draws(session, found["draws"], session.result)
    session.result()
    session.result(session.say("compare.how_to_read", b=found["b"], a=found["a"]))


def _scaling(session: Session, found: Mapping[str, Any], number: Any) -> None:
    if found["equal_cost"] is None:
        return
    budget = number.amount(found["equal_cost"]["budget_mdkk"])
    for name, policy in found["equal_cost"]["policies"].items():
        key = "compare.scaled" if policy["met"] else "compare.not_scaled"
        factor, money = number.plain(policy["factor"], 2), number.amount(policy["programme_mdkk"])
        session.result(session.say(key, name=name, budget=budget, factor=factor, money=money))
    _not_equal(session, found["equal_cost"], number)
    session.result()


def _not_equal(session: Session, scaling: Mapping[str, Any], number: Any) -> None:
    """Say that the comparison is not at equal cost, with what was reached, unless every policy met the budget."""
    policies = scaling["policies"]
    if all(policy["met"] for policy in policies.values()):
        return
    reached = ", ".join(f"{name} {number.amount(policy['programme_mdkk'])}" for name, policy in policies.items())
    session.result(session.say("compare.not_equal", budget=number.amount(scaling["budget_mdkk"]), reached=reached))


def _policies(session: Session, found: Mapping[str, Any], number: Any) -> tuple[list[str], list[list[str]]]:
    dates = list(found["differences"])
    heads = [session.say("head.scenario"), *(f"{session.say('head.fte')} {number.month(date)}" for date in dates)]
    heads += [session.say(f"head.{name}") for name in ("programme", "cost", "first")]
    rows = [
        [
            name,
            *(number.amount(policy["fte"][date]) for date in dates),
            number.amount(policy["programme_mdkk"]),
            number.amount(policy["money_mdkk"]),
            number.percent(policy["first"]),
        ]
        for name, policy in found["policies"].items()
    ]
    return heads, rows


def _differences(session: Session, found: Mapping[str, Any], number: Any) -> tuple[list[str], list[list[str]]]:
    heads = [session.say(f"head.{name}") for name in ("difference", "mean", "interval", "spread", "better")]
    told = [(f"{session.say('head.fte')} {number.month(date)}", each) for date, each in found["differences"].items()]
    told.append((session.say("head.cost"), found["money_mdkk"]))
    rows = [
        [
            head,
            number.signed(each["mean_difference"]),
            f"{number.signed(each['low'])} … {number.signed(each['high'])}",
            f"{number.signed(each['p05'])} … {number.signed(each['p95'])}",
            number.percent(each["p_better"]),
        ]
        for head, each in told
    ]
    return heads, rows
