"""How many runs a forecast takes, its side tests counted."""

from collections.abc import Mapping
from typing import Any

from . import chance, leaning, partnering, settings


def runs_of(
    scenarios: Mapping[str, Any], draws: int, replicates: int, levels: int, side_tests: bool = True
) -> dict[str, int]:
    """Runs by phase. Those of the reverse test are about as many: how long a search is shows while it searches.

    Args:
        scenarios: Scenario objects by name.
        draws: of the forecast.
        replicates: runs of each draw.
        levels: number of potentials levels.
        side_tests: with the tests beside the forecast.
    """
    found = {"ensemble": len(scenarios) * levels * draws * replicates}
    if not side_tests:
        return found
    times = min(replicates, settings.count("mechanism_replicates"))
    switched = min(draws, settings.count("mechanism_draws")) * times
    found["mechanisms"] = switched * (1 + len(settings.table("mechanisms")))
    dates = len(leaning.dates_of(next(iter(scenarios.values()))))
    found["reverse_test"] = leaning.runs_about(len(scenarios), _main(scenarios), draws, dates)
    few = min(draws, settings.count("partnering_draws"))
    policies = partnering.policies_of(scenarios)
    traces = few * (1 + len(policies)) if policies else 0
    found["partnering"] = partnering.expected_runs(scenarios, few, times) + traces
    if replicates == 1:
        found["chance"] = chance.expected_runs(len(scenarios), draws)
    return found


def _main(scenarios: Mapping[str, Any]) -> int:
    """Policies that the reverse test searches for: the baseline and another that ranks first."""
    return 2 if len(scenarios) > 1 and settings.word("baseline") in scenarios else 1
