"""The same runs under every counting of ``countings.csv``: definitions move the answer, so they stand side by side."""

import xarray as xr

from . import ensemble
from .countings import Counting, alternatives
from .outcomes import number, quantile_errors
from .records import Counted, Definition, Titles
from .statistics import probability, quantiles


def definitions(ds: xr.Dataset, level: str) -> list[Definition]:
    """For each counting its target record, titles, and P(target) and median FTE of each scenario at its date.

    A counting that the runs cannot answer keeps its row, with the reason in ``not_available`` and no scenarios.
    """
    told: list[Definition] = []
    for row, found in alternatives(ds):
        title: Titles = {"en": row["title_en"], "da": row["title_da"]}
        if isinstance(found, str):
            told.append({"name": row["name"], "title": title, "target": None, "scenarios": {}, "not_available": found})
        else:
            each = {name: _counted(ds, found, name, level) for name in ensemble.scenarios(ds)}
            told.append({"name": row["name"], "title": title, "target": found.target, "scenarios": each})
    return told


def _counted(ds: xr.Dataset, found: Counting, scenario: str, level: str) -> Counted:
    due = found.of(ds, scenario, level)[..., ensemble.month_number(ds, found.target["by"])]
    shared = ensemble.clusters(ds)
    chance = probability(due, found.target["fte"], shared)
    errors = {"p_target": number(chance.error), "fte_p50": quantile_errors(due, (0.5,), shared)["p50"]}
    return {"p_target": number(chance.value), "fte_p50": number(quantiles(due, [0.5])[0]), "errors": errors}
