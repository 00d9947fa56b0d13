"""What decides the numbers of an ensemble, and whether finished runs are those, a part of those, or others."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from samspil.model.messages import joined, say
from samspil.model.problems import called

from .draws import column, parameter_names
from .provenance import code, population_digests

if TYPE_CHECKING:
    import xarray as xr

    from samspil.scenarios import Scenario

# Settings that a reader would only see as digests: that they differ says it all.
UNSEEN = {
    "parameters": "draws-differ",
    "code": "code-has-changed",
    "evidence_digest": "evidence-has-changed",
}
LONGEST = 80


@dataclass(frozen=True, eq=False)
class Asked:
    """An ensemble that is asked for.

    Args:
        potentials: a level, or the levels in order.
        scenarios: in order.
        draws: parameter draws with `luck`.
        replicates: runs of each draw.
        seed: seed of everything random.
    """

    potentials: str | tuple[str, ...]
    scenarios: tuple[Scenario, ...]
    draws: xr.Dataset
    replicates: int
    seed: int
    monthly: bool = False

    def settings(self) -> dict[str, Any]:
        """Everything that decides the numbers, as JSON: runs with equal settings are the same runs."""
        return {
            "potentials": self.potentials if isinstance(self.potentials, str) else list(self.potentials),
            # In order: a run's place in the results is its scenario's.
            "scenarios": [[scenario.name, scenario.digest] for scenario in self.scenarios],
            "populations": population_digests(list(self.scenarios)),
            "draws": self.draws.sizes["draw"],
            "replicates": self.replicates,
            "seed": self.seed,
            "parameters": draws_digest(self.draws),
            "monthly": self.monthly,
            **code(),
        }

    def first(self, draws: int) -> Asked:
        """The same with the first of its draws alone."""
        return replace(self, draws=self.draws.isel(draw=slice(draws)))

    def beyond(self, settings: Mapping[str, Any]) -> int | None:
        """How many draws this has beyond an ensemble of these settings: 0 if it is the same, None if it is another."""
        held, size = settings.get("draws"), self.draws.sizes["draw"]
        if not isinstance(held, int) or not 1 <= held <= size or self.first(held).settings() != settings:
            return None
        return size - held

    def differences(self, settings: Mapping[str, Any]) -> str:
        """What differs from an ensemble of these settings, in words."""
        now = self.settings()
        names = [name for name in now if now[name] != settings.get(name)]
        # The digest of the draws' values says nothing where even their number differs.
        told = [name for name in names if name != "parameters" or not {"draws", "seed"} & set(names)]
        return joined(*(_difference(name, settings.get(name), now[name]) for name in told), by="; ")


def draws_digest(draws: xr.Dataset) -> str:
    """SHA-256 of the values of all parameters, luck and labels of a Dataset of draws."""
    total = hashlib.sha256(json.dumps([int(label) for label in draws["draw"].values]).encode())
    for name in [*sorted(parameter_names(draws)), "luck"]:
        total.update(name.encode())
        total.update(np.ascontiguousarray(column(draws, name), dtype="<f8").tobytes())
    return total.hexdigest()


def _difference(name: str, before: Any, now: Any) -> str:
    if name in UNSEEN:
        return say(UNSEEN[name])
    if name == "scenarios" and isinstance(before, list):
        return scenarios_differ([tuple(pair) for pair in before], [tuple(pair) for pair in now])
    if name == "populations":
        return say("population-has-changed")
    return say("it-was", name=called(name), before=_short(before), now=_short(now))


def scenarios_differ(before: list[tuple[str, str]], now: list[tuple[str, str]]) -> str:
    """What differs between two lists of names and digests."""
    names = [[name for name, _ in pairs] for pairs in (before, now)]
    changed = [name for name, digest in now if dict(before).get(name, digest) != digest]
    if changed:
        return say("scenarios-have-changed", names=", ".join(changed))
    return say("it-was", name=called("scenarios"), before=_short(", ".join(names[0])), now=_short(", ".join(names[1])))


def _short(value: Any) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= LONGEST else text[: LONGEST - 3] + "..."
