"""`samspil attribute`: what each part of a policy gives."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from .. import completing
from ..analyses import tell as tell_found
from ..asked import asked_with, settings_of
from ..caveats import few_draws
from ..command import command, kept
from ..options import Csv, Folder, Replace, Runs
from ..prices import answer, gains, heads, money_cells, money_heads
from ..progress import told
from ..session import Session

if TYPE_CHECKING:
    from pathlib import Path

    import xarray as xr

NAME = "attribute"
SAID = ("mean", "se", "low", "high")
BESIDE = ("fte_years", "money_mdkk", "additional_mdkk")


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    command(app, NAME)(attribute)


def attribute(
    session: Session,
    runs: Runs,
    scenario: Annotated[
        str,
        typer.Argument(
            metavar="SCENARIO", autocompletion=completing.scenarios, help="A name, a file or a composition (a+b)."
        ),
    ],
    lineage: Annotated[
        bool, typer.Option("--lineage/--no-lineage", help="Also by which solutions the FTE come.")
    ] = True,
    csv: Csv = None,
    to: Folder = None,
    replace: Replace = False,
) -> None:
    """What each part of a policy gives of the FTE that it frees more than current policy (Shapley shares).

    The parts are the policies of a composition a+b, else the levers and events that the policy changes. With --to, runs
    are kept as they go: stopped and given again, the same command goes on.
    """
    runs.scenario(scenario)
    from samspil.experiments import attribute as make
    from samspil.experiments.attribution import draws_for, expected_runs
    from samspil.experiments.coalitions import game
    from samspil.experiments.tell import Phase
    from samspil.model.errors import UserError
    from samspil.model.messages import say
    from samspil.runs.fitted import draws_of

    from ..keeping import answers_in, write

    if runs.replicates is not None:
        raise UserError(say("one-run-of-each-draw"))
    if lineage and runs.scheduler is not None:
        raise UserError(say("lineage-only-local-threads"))
    changed = runs.changed or []
    played = game(scenario, changed)
    answers = None if to is None else answers_in(to, NAME, replace)
    draws = runs.draws or draws_for(played)
    with kept("stopped.again", path=to) if to is not None else kept("stopped.nothing"):
        with told(session) as tell:
            report = Phase(NAME, tell, expected_runs(played, draws, lineage))
            asking = runs.asking(report, answers)
            drawn = draws_of(draws, runs.seed, runs.prior, runs.stale_posterior)
            found = make(scenario, drawn, asking, lineage, changed)
        found.attrs.update(asked_with(changed, [played.scenario]))
        if to is not None:
            write(
                session, (to, NAME, answers), found, sheet_of(session, found), {played.scenario.name: played.scenario}
            )
    tell_found(session, NAME, found, csv, to)


def printed(session: Session, found: "xr.Dataset", to: "Path | None") -> None:
    """Print what matters most for the money, the share of each part, pairs, and by which solutions."""
    from samspil.reports.words import words

    spoken = words(session.language)
    number, level = spoken.numbers, spoken.named("level", found.attrs["potentials"])
    places = {name: found.attrs[name] for name in ("scenario", "baseline", "draws")}
    answer(session, found)
    session.result(session.say("attribute.head", **places, level=level))
    settings_of(session, found.attrs)
    session.result()
    session.table(*_shares(session, found), frozenset({0, 1, 2}))
    session.result()
    for date in found["date"].values:
        mean, low, high = (float(found["total"].sel(date=date, said=said)) for said in ("mean", "low", "high"))
        told_of = {"mean": number.signed(mean), "low": number.signed(low), "high": number.signed(high)}
        session.result(session.say("attribute.total", month=number.month(str(date)), **told_of))
    _money(session, found, number)
    session.result(session.say("attribute.exact" if found.attrs["exact"] else "attribute.sampled"))
    if found.attrs["failed"]:
        session.result(session.say("attribute.failed", failed=found.attrs["failed"], draws=found.attrs["draws"]))
    _pairs(session, found, number)
    if "lineage" in found:
        _lineage(session, found, spoken)
    few_draws(session, found.attrs["draws"], session.result, of_target=False)
    session.result()
    session.result(session.say("attribute.how_to_read", month=number.month(str(found["date"].values[-1]))))


def _money(session: Session, found: "xr.Dataset", number: Any) -> None:
    """What all parts together take, and the price of what they give."""
    mean, low, high = (found["total_additional_mdkk"].sel(said=said) for said in ("mean", "low", "high"))
    told_of = {
        "money": number.signed(float(mean)),
        "low": number.signed(float(low)),
        "high": number.signed(float(high)),
    }
    price = float(found["total_price"])
    key = "attribute.money_untold" if price != price else "attribute.money"
    session.result(session.say(key, price=number.amount(price), **told_of))


def _shares(session: Session, found: "xr.Dataset") -> tuple[list[str], list[list[str]]]:
    from samspil.experiments.choosing import candidates
    from samspil.reports.decision_words import price, who
    from samspil.reports.words import words

    spoken = words(session.language)
    number, last = spoken.numbers, str(found["date"].values[-1])
    rows = []
    for one in candidates(found):
        part = found.sel(player=one.id, date=last, said="mean")
        row = [one.title[session.language], who(";".join(one.deciders), spoken), number.month(one.start)]
        row += [*gains(one, spoken), number.signed(one.mdkk["mean"]), price(one, spoken)]
        rows.append([*row, *(number.signed(float(part[each])) for each in ("alone", "last"))])
    names = ("part", "who", "starts", "fte_at", "additional", "price_wage", "alone", "last")
    return heads(session, found, names), rows


def _pairs(session: Session, found: "xr.Dataset", number: Any) -> None:
    """The pairs that give more, or less, together than apart, those told from zero, the largest first."""
    date = str(found["date"].values[-1])
    at = found["interaction"].sel(date=date)
    sure = [place for place in range(found.sizes["pair"]) if bool(found["told"].sel(date=date)[place])]
    sure.sort(key=lambda place: -abs(float(at.sel(said="mean")[place])))
    session.result()
    month = number.month(date)
    if not sure:
        session.result(session.say("attribute.no_pairs", month=month, count=found.sizes["pair"]))
        return
    session.result(session.say("attribute.pairs", month=month, count=found.sizes["pair"]))
    titles = {
        str(name): str(found[f"title_{session.language}"].sel(player=name).values) for name in found["player"].values
    }
    for place in sure[:10]:
        mean, low, high = (number.signed(float(at.sel(said=said)[place])) for said in ("mean", "low", "high"))
        pair = " + ".join(titles[str(found[side].values[place])] for side in ("one", "other"))
        session.result(f"  {pair}: {mean} ({low} … {high})")


def _lineage(session: Session, found: "xr.Dataset", spoken: Any) -> None:
    """By which solutions the FTE come, and how they came into use, in the last told year."""
    number, year = spoken.numbers, int(found["year"].values[-1])
    session.result()
    session.result(session.say("attribute.lineage", year=year))
    for variable, dim, named in (("lineage", "source", "attribute.source"), ("regime_fte", "regime", "show.regime")):
        values = found[variable].sel(year=year)
        rows = []
        for label in values[dim].values:
            policy, baseline = (float(values.sel({dim: label, "of": of})) for of in ("policy", "baseline"))
            rows.append(
                [
                    session.say(f"{named}.{label}"),
                    number.amount(policy),
                    number.amount(baseline),
                    number.signed(policy - baseline),
                ]
            )
        heads = [
            session.say(f"head.{name}") for name in (f"of_{dim}", "with_policy", "without_policy", "difference_fte")
        ]
        session.result()
        session.table(heads, rows)


def sheet_of(session: Session, found: "xr.Dataset") -> tuple[list[str], list[list[Any]]]:
    """The table as numbers, a row a part and date; the total is the last."""
    from samspil.experiments.choosing import candidates

    heads = ["part", "decided_by", "date", "share_fte", "se", "low", "high", "told", "alone_fte", "last_fte"]
    rows: list[list[Any]] = []
    for date in (str(date) for date in found["date"].values):
        for one in candidates(found):
            part = found.sel(player=one.id, date=date)
            shares = [float(part["share"].sel(said=said)) for said in SAID]
            rest = [float(part[each].sel(said="mean")) for each in ("alone", "last")]
            told = bool(part["share_told"])
            rows.append([one.id, ";".join(one.deciders), date, *shares, told, *rest, *money_cells(one)])
        total = [float(found["total"].sel(date=date, said=said)) for said in SAID]
        rows.append(["total", "", date, *total, None, None, None, *_total(found)])
    return [*heads, *money_heads()], rows


def _total(found: "xr.Dataset") -> list[Any]:
    """What all parts together take, in the columns of `money_heads`."""
    ends = [found[f"total_{name}"].sel(said=said) for name in BESIDE for said in ("mean", "low", "high")]
    years, money, public = (list(map(float, ends[place : place + 3])) for place in (0, 3, 6))
    return [*years, *public, *money, float(found["total_price"]), found.attrs["wage_dkk"], None, None]
