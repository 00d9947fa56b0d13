"""`samspil plan`: the best portfolio of levers under a yearly budget, with its certificate."""

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ..caveats import few_draws
from ..command import command, kept
from ..options import Folder, Level, Replace, Scheduler, Seed
from ..prices import answer, gains, heads, money_cells, money_heads
from ..progress import told
from ..session import Session

if TYPE_CHECKING:
    from pathlib import Path

    import xarray as xr

NAME = "plan"
# How draws are asked for that are not those of the fit.
AS_DRAWN = {"posterior": "", "prior": " --prior", "stale": " --stale-posterior"}


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    command(app, NAME)(plan)


def plan(
    session: Session,
    budget: Annotated[
        float,
        typer.Option(
            "--budget", metavar="MDKK", min=0, help="Additional public money, million DKK a year (first four years)."
        ),
    ],
    size: Annotated[int | None, typer.Option("--size", min=10, help="Portfolios that the search runs.")] = None,
    draws: Annotated[
        int | None, typer.Option("--draws", min=2, help="Fresh draws on which the winner is told.")
    ] = None,
    levers: Annotated[
        int | None, typer.Option("--levers", min=1, help="Levers that a plan moves at once: delivery capacity.")
    ] = None,
    every_year: Annotated[
        bool, typer.Option("--every-year", help="Hold the budget in each year until 2035, not only in the first four.")
    ] = False,
    seed: Seed = 1,
    workers: Annotated[int | None, typer.Option("--workers", min=1, help="Threads; every core if not given.")] = None,
    scheduler: Scheduler = None,
    potentials: Annotated[
        Level | None, typer.Option("--potentials", help="Level of the catalogue's potentials.")
    ] = None,
    prior: Annotated[
        bool, typer.Option("--prior", help="Draw from the priors, as if nothing had been fitted.")
    ] = False,
    stale_posterior: Annotated[
        bool, typer.Option("--stale-posterior", help="Draw from the shipped fit although something has changed since.")
    ] = False,
    to: Folder = None,
    replace: Replace = False,
) -> None:
    """The best portfolio of levers under a yearly budget: searched on some draws, told on fresh ones.

    With --to, runs are kept as they go (stopped and given again, the same command goes on), and the plan is written as
    a policy file (plan.yaml) that every command takes, with plan.json, levers.csv, front.csv, plan.nc and a figure.
    """
    from samspil.experiments import plan as make
    from samspil.experiments.portfolio.planning import Size
    from samspil.experiments.tell import Phase

    from ..options import Runs

    runs = Runs(
        seed=seed,
        workers=workers,
        scheduler=scheduler,
        potentials=potentials,
        prior=prior,
        stale_posterior=stale_posterior,
    )
    wanted = Size.usual(size, draws)
    answers = None if to is None else _answers(to, replace)
    with kept("stopped.again", path=to) if to is not None else kept("stopped.nothing"):
        with told(session) as tell:
            report = Phase(NAME, tell, wanted.runs)
            asking = runs.asking(report, answers)
            found = make(budget, wanted, asking, levers, every_year)
        if to is not None:
            _write(session, to, found, answers)
    record = json.loads(found.attrs["plan"])
    if session.as_json:
        session.emit({**record, **{name: value for name, value in found.attrs.items() if name != "plan"}})
    else:
        _print(session, found, record, to)


def _answers(to: "Path", is_replaced: bool) -> Any:
    from samspil.runs.files import not_there

    from ..keeping import answers_in

    if not is_replaced:
        not_there(to / "plan.yaml")
    return answers_in(to, NAME, is_replaced)


def _write(session: Session, to: "Path", found: "xr.Dataset", answers: Any) -> None:
    from samspil.runs.files import write_json, write_whole

    from ..keeping import write, write_sheet
    from ..session import plain

    record = json.loads(found.attrs["plan"])
    if record["winner"]:
        write_whole(to / "plan.yaml", lambda path: path.write_text(record["policy"], encoding="utf-8"))
    else:
        (to / "plan.yaml").unlink(missing_ok=True)
    told_of = {name: value for name, value in found.attrs.items() if name != "plan"}
    write_json(to / "plan.json", plain({**record, **told_of}))
    write_sheet(to / "front.csv", _sheet(found, front=True))
    if record["winner"]:
        write_sheet(to / "levers.csv", _levers(found, record))
    else:
        (to / "levers.csv").unlink(missing_ok=True)
    write(session, (to, NAME, answers), found, _sheet(found, front=False), {})


def _sheet(found: "xr.Dataset", front: bool) -> tuple[list[str], list[list[Any]]]:
    """Portfolios that were tried, or those of the front, by money: what they gave in the search, what they add."""
    measures = [str(name) for name in found["measure"].values]
    used = [str(name) for name in found["lever"].values if bool((found["adds"].sel(lever=name) > 0).any())]
    shown = found.isel(portfolio=found["on_front"].values) if front else found
    shown = shown.sortby(shown["score"].sel(measure="additional_mdkk"))
    rows = [
        [
            int(place),
            *(float(one["score"].sel(measure=name)) for name in measures),
            bool(one["on_front"]),
            *(float(one["adds"].sel(lever=name)) for name in used),
        ]
        for place in shown["portfolio"].values
        for one in [shown.sel(portfolio=place)]
    ]
    return ["portfolio", *measures, "on_front", *used], rows


def _print(session: Session, found: "xr.Dataset", record: Mapping[str, Any], to: "Path | None") -> None:
    from samspil.reports.words import words

    spoken = words(session.language)
    number, attrs = spoken.numbers, found.attrs
    level, budget = spoken.named("level", attrs["potentials"]), number.amount(attrs["budget_mdkk"])
    answer(session, found)
    session.result(session.say("plan.head", budget=budget, level=level, tried=found.sizes["portfolio"]))
    session.result(session.say(f"plan.{'every' if attrs['every_year'] else 'first'}", levers=attrs["levers"]))
    session.result()
    if not record["winner"]:
        again = record["tried_again"]
        key = "plan.none_chosen" if again else "plan.none"
        session.result(session.say(key, budget=budget, count=again, draws=attrs["draws_choose"]))
        return
    if not attrs["worth"]:
        session.result(session.say("plan.nothing", budget=budget))
        session.result()
    _parts(session, found, record, spoken)
    _certificate(session, record, spoken, to, bool(attrs["every_year"]), AS_DRAWN[attrs["base"]])
    _binding(session, found, record, number)
    few_draws(session, attrs["draws_fresh"], session.result, of_target=False)


def _binding(session: Session, found: "xr.Dataset", record: Mapping[str, Any], number: Any) -> None:
    """What keeps the plan from more: where that is not money, and where money is more than the budget later."""
    from samspil.experiments import settings

    own, budget = record["certificate"], float(found.attrs["budget_mdkk"])
    money, dear = own["additional_mdkk"]["mean_difference"], own["dearest_year"]
    held = dear["mdkk"] if found.attrs["every_year"] else money
    if len(record["adds"]) == found.attrs["levers"] and held < settings.number("plan_unused") * budget:
        places = {"levers": found.attrs["levers"], "budget": number.amount(budget), "held": number.amount(held)}
        session.result("  " + session.say("plan.capacity", **places))
    if dear["mdkk"] > budget:
        session.result(
            "  "
            + session.say(
                "plan.later_every" if found.attrs["every_year"] else "plan.later",
                budget=number.amount(budget),
                year=dear["year"],
                money=number.amount(dear["mdkk"]),
            )
        )


def _parts(session: Session, found: "xr.Dataset", record: Mapping[str, Any], spoken: Any) -> None:
    """What the plan adds to each lever, who decides it and when, and what goes when it alone is left out."""
    from samspil.experiments.choosing import candidates
    from samspil.model.levers import levers
    from samspil.model.units import unit_in
    from samspil.reports.deciding import price, who

    number, known = spoken.numbers, levers()
    rows = []
    for one in sorted(candidates(found), key=lambda each: list(record["adds"]).index(each.id)):
        adds = f"+{number.figures(record['adds'][one.id])} {unit_in(known[one.id].unit, session.language)}"
        row = [one.title[session.language], adds, who(";".join(one.deciders), spoken), number.month(one.start)]
        rows.append([*row, *gains(one, spoken), number.signed(one.mdkk["mean"]), price(one, spoken)])
    names = ("lever", "adds", "who", "starts", "fte_lost", "saved", "price_wage")
    session.table(heads(session, found, names), rows, frozenset({0, 1, 2, 3}))
    session.result()
    session.result(session.say("plan.parts"))


def _levers(found: "xr.Dataset", record: Mapping[str, Any]) -> tuple[list[str], list[list[Any]]]:
    """The levers of the plan as numbers, a row a lever."""
    from samspil.experiments.choosing import candidates
    from samspil.model.levers import levers

    told = [f"fte_{str(date)[:4]}{end}" for date in found["date"].values for end in ("", "_low", "_high", "_told")]
    rows = []
    for one in candidates(found):
        fte = [each[end] for each in one.fte.values() for end in ("mean", "low", "high", "told")]
        adds = [record["adds"][one.id], levers()[one.id].unit]
        rows.append([one.id, *adds, ";".join(one.deciders), *fte, *money_cells(one)])
    return ["lever", "adds", "unit", "decided_by", *told, *money_heads()], rows


def _gap(number: Any, gap: Mapping[str, Any]) -> str:
    low, high = (number.signed(gap[name]) for name in ("low", "high"))
    return f"{number.signed(gap['mean_difference'])} ({low} … {high})"


def _certificate(
    session: Session, record: Mapping[str, Any], spoken: Any, to: "Path | None", is_every_year: bool, drawn_as: str
) -> None:
    """The block of numbers from fresh runs, a line each."""
    number, own = spoken.numbers, record["certificate"]
    say, result = session.say, session.result
    result()
    result(say("plan.certificate", seed=own["seed"], draws=own["draws"]))
    result("  " + say("plan.seen_before", seen=own["draws_seen_before"], draws=own["draws"]))
    for date, gap in own["fte"].items():
        level = own["fte_level"][date]
        result(
            "  "
            + say(
                "plan.fte",
                month=number.month(date),
                gain=_gap(number, gap),
                plan=number.amount(level["plan"]),
                baseline=number.amount(level["baseline"]),
            )
        )
    result("  " + say("plan.years", gain=_gap(number, own["fte_years"]), worst=number.signed(own["worst_decile"])))
    money = own["additional_mdkk"]
    dear = own["dearest_year"]
    places = {"money": _gap(number, money), "over": number.percent(own["over_budget"])}
    places |= {"year": dear["year"], "most": number.signed(dear["mdkk"])}
    result("  " + say("plan.money_every" if is_every_year else "plan.money", **places))
    if own["price"] is not None:
        result("  " + say("plan.buys", buys=number.amount(100e6 / own["price"])))
        result("  " + say("plan.price", price=number.amount(own["price"])))
    for date, levels in own["levels"].items():
        told_of = [_level(number, level, each, own["draws"]) for level, each in levels.items()]
        result("  " + say("plan.levels", month=number.month(date), levels="; ".join(told_of)))
    result("  " + say("plan.spread", spread=number.percent(own["spread"])))
    value = record["value"]
    places = {name: number.signed(value[name]) for name in ("search", "choosing", "fresh", "lower", "optimism")}
    result("  " + say("plan.value", **places))
    regret = record["regret"]
    if regret["best"] is not None:
        places = {"gain": _gap(number, regret["best"]), "count": len(regret["runners_up"])}
        result("  " + say("plan.regret", **places, first=number.percent(regret["first"].get("plan"))))
    wait = record["waiting"]
    result("  " + say("plan.waiting", start=number.month(wait["start"]), lost=_gap(number, wait["fte_years_lost"])))
    result("  " + say("plan.digests", policy=own["policy_digest"][:12], numbers=own["numbers_digest"][:12]))
    path = "plan.yaml" if to is None else str(to / "plan.yaml")
    flags = f" --potentials {own['potentials']}{drawn_as}"
    result("  " + say("plan.again", path=path, seed=own["seed"], draws=own["draws"], flags=flags))


def _level(number: Any, level: str, told: Mapping[str, Any], draws: int) -> str:
    """A level with its chance under the plan, and under current policy in brackets."""
    with_plan, without = (_chance(number, told[key], draws) for key in ("p", "baseline"))
    return f"{number.plain(float(level))}: {with_plan} ({without})"


def _chance(number: Any, share: float | None, draws: int) -> str:
    """A chance in percent; of how many draws, where none of them shows it."""
    return f"0/{number.plain(draws)}" if share == 0.0 else number.percent(share)
