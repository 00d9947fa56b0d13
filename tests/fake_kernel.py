"""A stand-in for the compiled model: numbers that depend on the case and the key alone, at next to no cost."""

import time
from dataclasses import dataclass, field

import numpy as np

from samspil.runs.events import columns
from samspil.runs.variables import variables

LABELS = {
    "region": ["Hovedstaden", "Sjælland", "Syddanmark", "Midtjylland", "Nordjylland"],
    "region_code": ["1084", "1085", "1083", "1082", "1081"],
    "municipality": ["København", "Ærø", "Aalborg"],
    "municipality_code": ["0101", "0492", "0851"],
    "municipality_region": ["Hovedstaden", "Syddanmark", "Nordjylland"],
    "need": ["night", "rehab"],
    "origin": ["catalogue", "abroad", "in-house", "partnership"],
    "regime": ["start", "voluntary", "joint_procurement", "national_programme", "mandate"],
    "step": ["potential", "hosts", "depth", "realised", "cashed", "sustained"],
    "origin_class": ["catalogue", "new"],
    "loss": ["hosts", "depth", "realisation", "cashing", "churn"],
    "lack": ["installing", "given_up", "known", "unheard"],
    "bridge": ["stock", "ended", "gained", "standing", "floored", "slowed", "new"],
    "promise": ["found", "expected", "on_paper", "freed"],
    "part": ["programme", "purchase", "implementation", "running"],
    "payer": ["state", "eu", "region", "municipality", "company"],
    "size": ["micro", "small", "medium", "large"],
    "kpi": ["kpi_networks", "trust_mean"],
    "sectors": ["hospital - company", "company - company"],
    "year": [str(year) for year in range(2022, 2036)],
    "time": [f"{2022 + month // 12}-{month % 12 + 1:02d}" for month in range(168)],
}


@dataclass(frozen=True)
class FakePrepared:
    labels: dict
    number: float


@dataclass
class FakeKernel:
    """`fails` lists (luck, replicate) that raise, `missing` those that give values that are no numbers."""

    fails: frozenset = frozenset()
    missing: frozenset = frozenset()
    seconds_per_run: float = 0.0
    labels: dict = field(default_factory=lambda: dict(LABELS))
    batches: list = field(default_factory=list)

    def prepare(self, scenario, seed=1):
        number = sum(map(ord, scenario.name + scenario.potentials)) / 1000.0
        return FakePrepared(self.labels, number)

    def workspace(self, prepared, monthly=False):
        shapes = {name: [len(self.labels[dim]) for dim in row.dims] for name, row in variables(monthly).items()}
        return {name: np.random.default_rng(0).gamma(1.0, 1.0, shape).cumsum(-1) for name, shape in shapes.items()}

    def batch(self, prepared, records, keys, workspace):
        if self.seconds_per_run:
            time.sleep(self.seconds_per_run * len(keys))
        self.batches.append(len(keys))
        if any((luck, replicate) in self.fails for _, luck, replicate in keys.tolist()):
            raise FloatingPointError("the world ended")
        level = records["outreach_company"] * 1e3 + prepared.number
        level = level * [np.random.default_rng(key).lognormal() for key in keys.tolist()]
        output = {name: level.reshape(-1, *[1] * curve.ndim) * curve for name, curve in workspace.items()}
        for index, (_, luck, replicate) in enumerate(keys.tolist()):
            if (luck, replicate) in self.missing:
                output["freed_fte"][index, 7] = np.nan
        return output

    def events(self, prepared, record, key, workspace):
        """Two partnerships, one of them closed in month 20; one adoption in use for two months."""
        output = self.batch(prepared, record, key, workspace)
        tables = {row.table: {} for row in columns()}
        lengths = {"actors": 4, "partnerships": 2, "members": 5, "progress": 3, "ties": 1, "solutions": 1}
        lengths |= {"adoptions": 1, "uses": 2, "parameters": 1}
        for row in columns():
            zeros = np.zeros(lengths[row.table], dtype=np.int64)
            tables[row.table][row.column] = zeros.astype(str) if row.column == "name" else zeros
        tables["actors"]["kind"][:] = [1, 2, 4, 4]
        tables["partnerships"]["key"][:] = [70, 71]
        tables["partnerships"]["opened"][:] = [5, 10]
        tables["partnerships"]["closed"][:] = [20, -1]
        tables["progress"]["partnership"][:] = [70, 71, 71]
        tables["progress"]["month"][:] = [12, 12, 20]
        tables["progress"]["live"][:] = 1
        tables["members"]["partnership"][:] = [70, 70, 71, 71, 71]
        tables["members"]["actor"][:] = [0, 2, 0, 2, 3]
        return output, tables
