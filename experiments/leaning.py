"""The reverse test and correlated optimism of a forecast: what its policies would free if much erred on one side."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypedDict

import numpy as np
import xarray as xr

from samspil.model.epoch import month_text
from samspil.model.parameters import registry

from . import ensemble, settings
from .asking import Asking
from .outcomes import INDEPENDENT, asked_dates
from .records import Chance, Optimism, Policy, Reverse, Shift, Summary
from .reverse.answers import answers
from .reverse.learning import Known, into_the_tail
from .reverse.optimism import optimism
from .sensitivities import uncertain


class Leaning(TypedDict):
    """The keys of a summary that are told here."""

    reverse_test: list[Reverse]
    optimism: list[Optimism]
    scenarios: dict[str, Policy]


def leaning(
    summary: Summary, ds: xr.Dataset, scenarios: Mapping[str, Any], draws: xr.Dataset, asking: Asking
) -> Leaning:
    """Joint moves of the policy that ranks first and of the baseline, and common shifts of every policy.

    Args:
        summary: of ``ds``.
        ds: the forecast's ensemble.
        scenarios: Scenario objects by name.
        draws: its draws.
        asking: at the level to tell.
    """
    told = main_scenarios(summary)
    best = scenarios[told[0]]
    dates = dates_of(best)
    known = {name: known_of(ds, scenario, draws, dates, asking.level) for name, scenario in scenarios.items()}
    tail = into_the_tail(known[best.name], dates, asking)
    moves = [record for name in told for record in answers(known[name], tail, dates, asking, name == best.name)]
    shifts = [
        record
        for name, each in known.items()
        for record in optimism(each, tail, dates, *shifts_of(name in told), asking)
    ]
    return {"reverse_test": moves, "optimism": shifts, "scenarios": with_shifts(summary, shifts, asking.level)}


def main_scenarios(summary: Summary) -> list[str]:
    """The policy that ranks first, and the baseline where that is another."""
    first = summary["ranking"][0]["name"]
    return (
        list(dict.fromkeys([first, settings.word("baseline")]))
        if settings.word("baseline") in summary["scenarios"]
        else [first]
    )


def dates_of(scenario: Any) -> list[str]:
    """The fixed dates and the target's own, as far as the scenario is run."""
    return [date for date in asked_dates(month_text(scenario.target.by)) if date <= month_text(scenario.horizon)]


def known_of(ds: xr.Dataset, scenario: Any, draws: xr.Dataset, dates: Sequence[str], level: str) -> Known:
    """What an ensemble tells of a scenario; parameters that the draws do not set stand at their defaults."""
    missing = [name for name in uncertain(scenario) if name not in draws]
    defaults = {name: ("draw", np.full(draws.sizes["draw"], registry()[name].default)) for name in missing}
    months = [ensemble.month_number(ds, date) for date in dates]
    return Known(scenario, draws.assign(defaults), ensemble.headline(ds, scenario.name, level)[..., months])


def shifts_of(is_main: bool) -> tuple[list[float], int]:
    """The common shifts that a policy is told at, and how many draws are moved."""
    kind = "optimism" if is_main else "variant"
    return [float(share) for share in settings.word(f"{kind}_shares").split()], settings.count(f"{kind}_draws")


def with_shifts(summary: Summary, shifts: Iterable[Optimism], level: str) -> dict[str, Policy]:
    """The policies of a summary with P(target) at the common shifts that all are told at."""
    policies = summary["scenarios"]
    for record in shifts:
        found = {
            f"shift_{round(100 * shift['share'])}": chance_at(shift)
            for shift in record["shifts"]
            if shift["share"] in shifts_of(False)[0]
        }
        policies = {
            **policies,
            record["scenario"]: with_variants(policies[record["scenario"]], level, record["by"], found),
        }
    return policies


def with_forced(summary: Summary) -> Summary:
    """The summary with P(target) under the forced variant beside that of the draws as they are, where it is known."""
    policies = summary["scenarios"]
    for name, forced in summary.get("forced", {}).items():
        for date, told in forced["fte"].items():
            chance: Chance = {"p": told["p"], "se": None, "upper": told["upper"], "draws": int(forced["effective"])}
            policies = {
                **policies,
                name: with_variants(policies[name], summary["potentials"], date, {"forced": chance}),
            }
    return {**summary, "scenarios": policies}


def chance_at(shift: Shift) -> Chance:
    """P(target) at a common shift."""
    return {"p": shift["p"], "se": shift["se"], "upper": shift["upper"], "draws": shift["draws"]}


def with_variants(policy: Policy, level: str, date: str, found: Mapping[str, Chance]) -> Policy:
    """A policy with further variants of P(target) by a date, beside those that it has."""
    outcome = policy["potentials"][level]
    known = {**outcome["variants"][date], **found}
    # As they are drawn, shifted, forced: in this order wherever they stand.
    ordered = {name: known[name] for name in sorted(known, key=lambda name: (name != INDEPENDENT, name == "forced"))}
    variants = {**outcome["variants"], date: ordered}
    return {**policy, "potentials": {**policy["potentials"], level: {**outcome, "variants": variants}}}


def expected_runs(summary: Summary, dates: int) -> int:
    """About how many runs it takes."""
    return runs_about(len(summary["scenarios"]), len(main_scenarios(summary)), summary["draws"], dates)


def runs_about(policies: int, main: int, draws: int, dates: int) -> int:
    """About how many runs it takes for so many policies, of which some are the main ones."""
    tail = settings.count("reverse_moved") * settings.count("reverse_rounds")
    search = (
        5 * settings.count("reverse_runs") + 3 * settings.count("reverse_settle") + 2 * settings.count("reverse_prove")
    )
    sizes = [len(shares) * min(most, draws) for shares, most in (shifts_of(True), shifts_of(False))]
    return tail + dates * ((main + 1) * search + main * sizes[0] + (policies - main) * sizes[1])
