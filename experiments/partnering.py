"""What partnerships do, by cause: timing, size, spread and limits, under the same draws and the same luck.

Policies that change partnerships are held against the baseline as things are, and again with one limit or delay lifted
at a time and the limits together. What partnerships make is followed in the baseline: how long it takes, how much of it
frees nothing, how far it spreads.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, cast

import numpy as np
import xarray as xr

from samspil.scenarios.documents.uncertainties import Override

from . import ensemble, settings
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
    ds: xr.Dataset, scenarios: Mapping[str, Any], few: xr.Dataset, dates: Sequence[str], asking: Asking
) -> Partnering | None:
    """Effects of the policies by date, the same with each limit lifted, and what becomes of what partnerships make.

    ``effects`` are over all draws. ``lifted`` has a record a row of ``limits.csv``: FTE of the baseline, and for each
    policy the mean difference from it, paired run by run, with its standard error clustered by draw; ``told`` says
    that it is larger than two such errors. ``moved`` is by how much lifting changes that, draw by draw. None where
    there is nothing to compare.

    Args:
        ds: the forecast's ensemble.
        scenarios: Scenario objects by name.
        few: those of its draws in which limits are lifted.
        dates: months as ``YYYY-MM``.
        asking: how runs are asked for.
    """
    names = policies_of(scenarios)
    if not names:
        return None
    replicates = min(ds.sizes["replicate"], settings.count("mechanism_replicates"))
    baseline = scenarios[settings.word("baseline")]
    rows = settings.table("limits")
    chosen = [lift(scenario, row) for row in rows for scenario in (baseline, *(scenarios[name] for name in names))]
    fte = asking.due(chosen, few, replicates, dates)
    each = fte.reshape(len(rows), 1 + len(names), *fte.shape[1:])
    gains = each[:, 1:] - each[:, :1]
    lifted = [
        {
            "name": row["name"],
            "title": {"en": row["title_en"], "da": row["title_da"]},
            "baseline": {date: number(clustered(fte[0, ..., at])[0]) for at, date in enumerate(dates)},
            "policies": _told(names, dates, gain),
            "moved": _told(names, dates, gain - gains[as_it_is(rows)]),
        }
        for row, fte, gain in zip(rows, each, gains, strict=True)
    ]
    months = [ensemble.month_number(ds, date) for date in dates]
    whole = {name: ensemble.headline(ds, name, asking.level)[..., months] for name in (baseline.name, *names)}
    return {
        "policies": names,
        "dates": list(dates),
        "effects": _told(names, dates, np.array([whole[name] - whole[baseline.name] for name in names])),
        "draws": int(few.sizes["draw"]),
        "lifted": cast("list[Lifted]", lifted),
        "traces": {name: traced(scenarios[name], few, asking) for name in (baseline.name, *names)},
    }


def as_it_is(rows: Sequence[Mapping[str, str]]) -> int:
    """The place of the row in which nothing is lifted."""
    return next(place for place, row in enumerate(rows) if not row["rules"] and not row["fixed"])


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


def _told(names: Sequence[str], dates: Sequence[str], gains: ensemble.Array) -> dict[str, dict[str, Told]]:
    """Differences (policy, draw, replicate, date) by policy and date."""
    return {
        name: {date: difference(gains[place, ..., at]) for at, date in enumerate(dates)}
        for place, name in enumerate(names)
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
