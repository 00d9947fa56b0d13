"""A stand-in for the compiled model whose answers are known: straight lines that follow levers, rules and parameters.

FTE rise from December 2023 by a slope that is proportional to `depth_ceiling`, to one plus the level of benefit
realisation, and to the potentials level; switching off `trust.adopt` takes a tenth; chance by (luck, replicate) is
small.
"""

import numpy as np

from samspil.runs.variables import variables

from .fake_kernel import LABELS

SLOPE = 1500.0 / 84
POTENTIALS = {"measured": 0.5, "estimated": 1.0, "assumed": 1.5}


class Line:
    """What `prepare` makes of a scenario."""

    def __init__(self, scenario):
        self.labels = LABELS
        realisation = scenario.lever_table("benefit_realisation", LABELS["region"])[:168].mean(axis=1)
        adopt = 1.0 if scenario.rules["trust.adopt"] else 0.9
        self.size = SLOPE * POTENTIALS[scenario.potentials] * adopt * (1.0 + realisation)
        self.money = 10.0 + 100.0 * realisation[11::12]


class LineKernel:
    """Freed FTE on a line; money follows the lever; everything else is in proportion."""

    def prepare(self, scenario, seed=1):
        return Line(scenario)

    def workspace(self, prepared, monthly=False):
        return None

    def batch(self, prepared, records, keys, workspace):
        chance = np.array([np.random.default_rng(key).lognormal(0.0, 0.05) for key in keys.tolist()])
        size = chance * records["depth_ceiling"] / 0.4
        months = np.maximum(0.0, np.arange(168) - 23)
        monthly = size[:, None] * np.cumsum(np.where(months > 0, prepared.size, 0.0))
        return {name: spread(monthly, row.dims, prepared, name) for name, row in variables().items()}


def spread(monthly, dims, prepared, name):
    """The line of a variable, shared out evenly over the labels of its dims."""
    if name.startswith("cost"):
        values = np.broadcast_to(prepared.money, (len(monthly), 14))
    else:
        values = monthly if dims[-1] == "time" else monthly[:, 11::12]
    for dim in dims[:-1]:
        count = len(LABELS[dim])
        values = np.repeat(values[..., None, :] / count, count, axis=-2)
    return np.array(values, dtype=float)
