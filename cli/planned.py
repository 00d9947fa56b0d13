"""A plan on the screen: the answer first, then its levers, then the certificate."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from .caveats import few_draws
from .prices import answer, gains, heads
from .session import Session

if TYPE_CHECKING:
    from pathlib import Path

    import xarray as xr

# How draws are asked for that are not those of the fit.
AS_DRAWN = {"posterior": "", "prior": " --prior", "stale": " --stale-posterior"}


def show_plan(session: Session, found: xr.Dataset, to: Path | None) -> None:
    """Print the answer, the levers, and the certificate.

    Args:
        session: how to speak.
        found: what `samspil.experiments.plan` gives.
        to: the folder that it is written to.
    """
    from samspil.reports.planned import planned
    from samspil.reports.words import words

    spoken, record = words(session.language), json.loads(found.attrs["plan"])
    number, attrs = spoken.numbers, found.attrs
    level, budget = spoken.named("level", attrs["potentials"]), number.amount(attrs["budget_mdkk"])
    for sentence in planned(found, spoken):
        session.result(sentence)
    if record["winner"]:
        few_draws(session, attrs["draws_fresh"], session.result, of_target=False)
        session.result()
        answer(session, found)
    session.result(session.say("plan.head", budget=budget, level=level, tried=found.sizes["portfolio"]))
    session.result(session.say(f"plan.{'every' if attrs['every_year'] else 'first'}", levers=attrs["levers"]))
    session.result()
    if not record["winner"]:
        return
    _parts(session, found, record, spoken)
    _certificate(session, record, spoken, to, bool(attrs["every_year"]), AS_DRAWN[attrs["base"]])
    _binding(session, found, record, number)


def _binding(session: Session, found: xr.Dataset, record: Mapping[str, Any], number: Any) -> None:
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


def _parts(session: Session, found: xr.Dataset, record: Mapping[str, Any], spoken: Any) -> None:
    """What the plan adds to each lever, who decides it and when, and what goes when it alone is left out."""
    from samspil.experiments.choosing import candidates
    from samspil.model.levers import levers
    from samspil.model.units import unit_in
    from samspil.reports.decision_words import price, who

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


def _gap(number: Any, gap: Mapping[str, Any]) -> str:
    low, high = (number.signed(gap[name]) for name in ("low", "high"))
    return f"{number.signed(gap['mean_difference'])} ({low} … {high})"


def _certificate(
    session: Session, record: Mapping[str, Any], spoken: Any, to: Path | None, is_every_year: bool, drawn_as: str
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
