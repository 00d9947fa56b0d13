"""What partnerships do, by cause: timing, size, spread and limits, under the same draws and the same luck.

Policies that change partnerships are held against the baseline as things are, and again with one limit or delay lifted
at a time and the limits together. What partnerships make is followed in the baseline: how long it takes, how much of it
frees nothing, how far it spreads.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import xarray as xr

from samspil.scenarios.documents.uncertainties import Override

from . import settings
from .asking import Asking
from .outcomes import number
from .records import Lifted, Partnering, Told
from .statistics import clustered
from .tracing import traced


def policies_of(scenarios: Mapping[str, Any]) -> list[str]:
    """The policies among these that change partnerships; none where the baseline is not among them."""
    wanted = settings.word("partnership_policies").split()
    return [name for name in wanted if name in scenarios] if settings.word("baseline") in scenarios else []


def expected_runs(scenarios: Mapping[str, Any], draws: int, replicates: int) -> int:
    """Runs that the comparison takes."""
    names = policies_of(scenarios)
    return len(settings.table("limits")) * (1 + len(names)) * draws * replicates if names else 0


def partnering(
    scenarios: Mapping[str, Any], draws: xr.Dataset, replicates: int, dates: Sequence[str], asking: Asking
) -> Partnering | None:
    """Effects of the policies at each date with each limit lifted, and what becomes of what partnerships make.

    ``lifted`` has a record a row of ``limits.csv``: FTE of the baseline, and for each policy the mean difference from
    it, paired run by run, with its standard error clustered by draw; ``told`` says that it is larger than two such
    errors. None where there is nothing to compare.
    """
    names = policies_of(scenarios)
    if not names:
        return None
    baseline = scenarios[settings.word("baseline")]
    rows = settings.table("limits")
    chosen = [lift(scenario, row) for row in rows for scenario in (baseline, *(scenarios[name] for name in names))]
    fte = asking.due(chosen, draws, replicates, dates)
    each = fte.reshape(len(rows), 1 + len(names), *fte.shape[1:])
    lifted = [_lifted(row, dates, names, values) for row, values in zip(rows, each, strict=True)]
    traces = {name: traced(scenarios[name], draws, asking) for name in (baseline.name, *names)}
    return {"policies": names, "dates": list(dates), "lifted": lifted, "traces": traces}


def lift(scenario: Any, row: Mapping[str, str]) -> Any:
    """The scenario with the limits and delays of a row of ``limits.csv`` lifted."""
    rules = dict(each.split("=") for each in row["rules"].split())
    fixed = dict(each.split("=") for each in row["fixed"].split())
    values = {name: Override(value=float(value), beyond_evidence=True) for name, value in fixed.items()}
    if not rules and not values:
        return scenario
    return replace(
        scenario,
        name=f"{scenario.name}-without-{row['name'].replace('_', '-')}",
        rules={**scenario.rules, **rules},
        uncertainties={**scenario.uncertainties, **values},
    )


def _lifted(row: Mapping[str, str], dates: Sequence[str], names: Sequence[str], fte: np.ndarray) -> Lifted:
    """One row; ``fte`` (1 + policies, draw, replicate, date), the baseline first."""
    found = {
        name: {date: difference(fte[place + 1, ..., at] - fte[0, ..., at]) for at, date in enumerate(dates)}
        for place, name in enumerate(names)
    }
    means = {date: number(clustered(fte[0, ..., at])[0]) for at, date in enumerate(dates)}
    return {
        "name": row["name"],
        "title": {"en": row["title_en"], "da": row["title_da"]},
        "baseline": means,
        "policies": found,
    }


def difference(paired: np.ndarray) -> Told:
    """Mean of paired differences (draw, replicate), its error, and whether it can be told from zero."""
    mean, error, _ = clustered(paired)
    known = np.isfinite(mean) and np.isfinite(error)
    return {
        "fte": number(mean),
        "se": number(error),
        "told": bool(known and abs(mean) > settings.number("moved_errors") * error),
    }
