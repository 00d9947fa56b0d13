"""How much of the spread is chance where each draw ran once: some draws run again, and what differs then is chance."""

from typing import Any

import xarray as xr

from . import ensemble, settings
from .asking import Asking
from .records import Policy, Summary
from .splitting import Nested, split


def with_chance(
    summary: Summary, ds: xr.Dataset, scenarios: dict[str, Any], draws: xr.Dataset, asking: Asking
) -> dict[str, Policy]:
    """The policies of a summary with ``uncertainty`` told at one potentials level, from the first draws run again.

    Args:
        summary: of ``ds``.
        ds: an ensemble with one run of each draw.
        scenarios: Scenario objects by name.
        draws: its draws.
        asking: at the level to tell.
    """
    few = draws.isel(draw=slice(settings.count("chance_draws")))
    by = summary["target"]["by"]
    again = asking.due(list(scenarios.values()), few, settings.count("chance_replicates"), [by])[..., 0]
    month, factors = ensemble.month_number(ds, by), ensemble.structure(ds)
    told = {}
    for name, runs in zip(scenarios, again, strict=True):
        once = ensemble.headline(ds, name, asking.level)[..., month]
        told[name] = _with_shares(summary["scenarios"][name], asking.level, Nested(once, factors, runs))
    return told


def expected_runs(scenarios: int, draws: int) -> int:
    """How many runs it takes."""
    return scenarios * min(draws, settings.count("chance_draws")) * settings.count("chance_replicates")


def _with_shares(policy: Policy, level: str, runs: Nested) -> Policy:
    shares, known = split(runs)
    outcome = {**policy["potentials"][level], "uncertainty": shares, **({"split": known} if known else {})}
    return {**policy, "potentials": {**policy["potentials"], level: outcome}}
