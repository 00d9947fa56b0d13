"""`samspil compare`: two policies beside each other."""

import json
import math
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from .. import completing
from ..asked import lever_titles, said_of, tell_asked
from ..caveats import few_draws, warn_early
from ..command import command
from ..comparison_sheet import comparison_sheet
from ..numbers import amount_or_side
from ..options import Csv, Folder, Replace, Runs, Sheet
from ..progress import told
from ..session import Language, Session
from ..sheets import print_excel_da

BASELINE = "current-policy"
FILE = "compare.json"


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
    set_b: Annotated[
        list[str] | None,
        typer.Option(
            "--set-b",
            metavar="NAME=VALUE",
            autocompletion=completing.settings,
            help="Like --set, for B alone, from the same month on and in place of the same setting of --set; its name "
            "then says so. B may be A again.",
        ),
    ] = None,
    equal_cost: Annotated[
        Any,
        typer.Option(
            "--equal-cost",
            metavar="MDKK|a|b",
            parser=amount_or_side,
            help="Scale both until they take so many million DKK a year of public money more than current policy; with "
            "a or b, the other until it takes what that one takes as it is written.",
        ),
    ] = None,
    region: Annotated[
        str,
        typer.Option(
            "--region", metavar="NAME", help="Also what the municipalities and hospitals of one region have of it."
        ),
    ] = "",
    csv: Csv = None,
    to: Folder = None,
    replace: Replace = False,
) -> None:
    """What B frees more than A, run by run under the same draws and the same chance events.

    With --to, the answer is kept (compare.json): asked again with the same inputs it costs no run.
    """
    pair = [runs.scenario(a), runs.scenario(b, set_b or ())]
    from samspil.experiments import compare as make
    from samspil.experiments.comparison import asked_of, region_named, two
    from samspil.experiments.tell import Phase

    draws, replicates = runs.size()
    for policy in two(*pair):
        region = region_named(policy, region)
    warn_early(session, draws, of_target=False)
    question, held = "", None
    if to is not None:
        base = None if equal_cost is None else runs.scenario(BASELINE)
        question = asked_of(pair, (runs.drawn(), replicates), runs.asking(), equal_cost, base, region)
        held = _held(to, question, replace)
    if to is not None and held is not None:
        session.note(session.say("compare.held", path=to / FILE))
        _tell(session, held, csv)
        return
    if equal_cost is not None:
        session.note(session.say("compare.searching", **_sizes(draws * replicates)))
    with told(session) as tell:
        total = None if equal_cost is not None else 2 * draws * replicates
        asking = runs.asking(Phase("compare", tell, total))
        baseline = None if equal_cost is None else runs.scenario(BASELINE)
        found = make(pair[0], pair[1], runs.drawn(), replicates, asking, equal_cost, baseline, region)
    found["asked"] = said_of(runs.changed or [], pair, set_b or [])
    if to is not None:
        _keep(session, to, {**found, "question": question})
    _tell(session, found, csv)


def _held(to: Path, question: str, is_replaced: bool) -> dict[str, Any] | None:
    """The answer that a folder holds to the same question; None where it holds none, or is to be replaced.

    Raises:
        UserError: it holds the answer to another, which is not replaced unasked; or it cannot be written.
    """
    from samspil.runs.files import not_there, writing

    path = to / FILE
    with writing(to):
        to.mkdir(parents=True, exist_ok=True)
    if is_replaced or not path.exists():
        return None
    try:
        held = json.loads(path.read_text(encoding="utf-8"))
    except ValueError:
        held = {}
    if not isinstance(held, dict) or held.pop("question", None) != question:
        not_there(path)
    return dict(held)


def show(session: Session, folder: Path, csv: Sheet | None) -> None:
    """Tell again what a comparison found, from the folder that it was kept in.

    Raises:
        UserError: the file is damaged.
    """
    from samspil.model.errors import UserError
    from samspil.model.messages import say

    path = folder / FILE
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        _tell(session, found, csv)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise UserError(say("comparison-damaged", path=path)) from error


def _keep(session: Session, to: Path, found: Mapping[str, Any]) -> None:
    from samspil.runs.files import write_json

    from ..session import plain

    write_json(to / FILE, plain(dict(found)))
    session.note(session.say("written", path=to))


def _tell(session: Session, found: Mapping[str, Any], csv: Sheet | None) -> None:
    if session.as_json:
        session.emit(dict(found))
    elif csv is not None:
        print_excel_da(comparison_sheet(Session(lang=Language.da), found), "compare")
    else:
        _print(session, found)


def _sizes(runs: int) -> dict[str, int]:
    """What the search for equal money takes: runs of a size that is tried in a few draws, and in all."""
    from samspil.experiments import settings

    return {"few": min(runs, settings.count("equal_cost_draws")), "all": runs}


def _print(session: Session, found: Mapping[str, Any]) -> None:
    from samspil.reports.words import words

    spoken = words(session.language)
    number, level = spoken.numbers, spoken.named("level", found["potentials"])
    session.result(
        session.say("compare.head", **{name: found[name] for name in ("a", "b", "draws", "replicates")}, level=level)
    )
    tell_asked(session, found.get("asked", {}))
    session.result()
    _scaling(session, found, number)
    session.table(*_policies(session, found, number))
    session.result()
    session.table(*_differences(session, found, number))
    _in_region(session, found, number)
    few_draws(session, found["draws"], session.result, of_target=False)
    _needed(session, found, number)
    session.result()
    session.result(session.say("compare.how_to_read", b=found["b"], a=found["a"]))
    session.result(session.say("compare.money"))
    if found["equal_cost"] is not None:
        session.result(_money_after(session, found, number))


def _needed(session: Session, found: Mapping[str, Any], number: Any) -> None:
    """Of a difference whose interval holds zero, how many draws would tell it if it is as large as it looks."""
    for date, each in found["differences"].items():
        half, mean = (each["high"] - each["low"]) / 2.0, abs(each["mean_difference"])
        if 0.0 < mean <= half and math.isfinite(half):
            told = {"month": number.month(date), "half": number.amount(half), "draws": found["draws"]}
            needed = number.plain(float(f"{found['draws'] * (half / mean) ** 2:.2g}"))
            session.result(session.say("compare.needed", mean=number.amount(mean), needed=needed, **told))


def _money_after(session: Session, found: Mapping[str, Any], number: Any) -> str:
    """What the two differ by over all years, though money is equal in the first."""
    gap = found["money_mdkk"]
    told = {name: number.signed(gap[name]) for name in ("low", "high")} | {"gap": number.signed(gap["mean_difference"])}
    return session.say("compare.money_differs", a=found["a"], b=found["b"], **told)


def _scaling(session: Session, found: Mapping[str, Any], number: Any) -> None:
    """What each policy was scaled by, what it then takes of the budget, and what of it has no size."""
    scaling = found["equal_cost"]
    if scaling is None:
        return
    told = {"budget": number.amount(scaling["budget_mdkk"]), "baseline": scaling["baseline"]}
    session.result(session.say("compare.equal", **told, tolerance=number.percent(scaling["tolerance"])))
    for name, policy in scaling["policies"].items():
        session.result(_scaled(session, name, policy, number))
        for key in ("kept", "at_limit"):
            if policy[key] and policy["factor"] is not None:
                session.result(f"  {session.say(f'compare.{key}', names=lever_titles(session, policy[key]))}")
    session.result()


def _scaled(session: Session, name: str, policy: Mapping[str, Any], number: Any) -> str:
    if policy["factor"] is None:
        return session.say("compare.as_it_is", name=name)
    places = {"name": name, "title": policy["title"].get(session.language, name)}
    money = {key: number.amount(policy[f"{key}_mdkk"]) for key in ("additional", "programme")}
    months = {key: number.month(policy[key]) for key in ("from", "to")}
    return session.say("compare.scaled", **places, **money, **months)


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
    return heads, _gaps(told, number)


def _in_region(session: Session, found: Mapping[str, Any], number: Any) -> None:
    """What one region has of each policy, and of the difference; its municipalities and its hospitals apart."""
    part = found["region"]
    if part is None:
        return
    session.result()
    session.result(session.say("compare.region", region=part["name"]))
    heads = [session.say(f"head.{name}") for name in ("difference", "mean", "interval", "spread", "better")]
    heads[1:1] = list(part["fte"])
    rows = _region_rows(part, session.say("head.fte"), number)
    for sector, own in part["sectors"].items():
        rows += _region_rows(own, session.say(f"show.sector.{sector}"), number)
    session.table(heads, rows, frozenset({0}))


def _region_rows(part: Mapping[str, Any], title: str, number: Any) -> list[list[str]]:
    """A row for each December: FTE of each policy, and the difference."""
    told = [(f"{title} {number.month(date)}", each) for date, each in part["differences"].items()]
    rows = _gaps(told, number)
    for row, date in zip(rows, part["differences"], strict=True):
        row[1:1] = [number.amount(fte[date]) for fte in part["fte"].values()]
    return rows


def _gaps(told: list[tuple[str, Any]], number: Any) -> list[list[str]]:
    return [
        [
            head,
            number.signed(each["mean_difference"]),
            f"{number.signed(each['low'])} … {number.signed(each['high'])}",
            f"{number.signed(each['p05'])} … {number.signed(each['p95'])}",
            number.percent(each["p_better"]),
        ]
        for head, each in told
    ]
