"""A policy at a size: what of it has one, the money that it then takes, and the runs that say so."""

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import xarray as xr

from samspil.model.messages import Message, joined, say, written
from samspil.runs.progress import silent
from samspil.scenarios.documents.sized import Extent, at_their_limits, extent, scaled, unsized

from . import settings
from .additional import NEEDED, Additional, Window, additional, window
from .asking import Asking
from .breakdown import MUNICIPAL, REGIONAL


@dataclass(frozen=True)
class Policy:
    """A policy that has a size, beside the baseline in the same population."""

    scenario: Any
    baseline: Any

    @cached_property
    def extent(self) -> Extent:
        """What of it has a size."""
        return extent(self.scenario, self.baseline)

    @cached_property
    def window(self) -> Window:
        """The months that its money is counted in."""
        return window(self.scenario, self.baseline)

    @property
    def is_baseline(self) -> bool:
        """Whether it is current policy itself, which takes nothing more and is compared as it is."""
        return self.scenario == self.baseline

    def reason(self) -> Message | None:
        """Why no size of it could meet a budget, from what it changes alone; None if one may."""
        found, name, baseline = self.extent, self.scenario.name, self.baseline.name
        if self.is_baseline or found.above:
            return None
        if found.below:
            return say("size-saves", name=name, baseline=baseline, levers=", ".join(found.below))
        if found.sized:
            return say("size-unpriced", name=name, levers=", ".join(found.sized))
        return (
            say("size-fixed", name=name, kept=kept(found))
            if found.kept
            else say("size-nothing", name=name, baseline=baseline)
        )


def kept(found: Extent) -> Message:
    """What of a policy has no size, with why."""
    told = [(" ".join(filter(None, each)), written(**unsized()[each[0]])) for each in found.kept]
    return joined(*(joined(what, " (", why, ")") for what, why in told), by=", ")


@dataclass(frozen=True)
class Sized:
    """A policy at a size (None: the baseline, which has none), what it takes more, and the runs that say so."""

    policy: Policy
    scenario: Any
    size: float | None
    money: Additional
    runs: xr.Dataset

    def told(self) -> dict[str, Any]:
        """The record of it."""
        first, last = self.policy.window.text
        is_baseline = self.size is None
        limits = () if is_baseline else at_their_limits(self.policy.scenario, self.policy.baseline, self.size or 1.0)
        return {
            "policy": self.policy.scenario.name,
            "title": self.scenario.title,
            "factor": self.size,
            "from": None if is_baseline else first,
            "to": None if is_baseline else last,
            "additional_mdkk": self.money.public,
            "programme_mdkk": self.money.programme,
            "kept": [" ".join(filter(None, each)) for each in self.policy.extent.kept],
            "at_limit": list(limits),
        }


@dataclass(frozen=True)
class Sample:
    """Runs that money is measured in.

    Args:
        baseline: current policy, in the population of the policies.
        draws: parameters (dim ``draw``, with ``luck``).
        replicates: runs for each draw.
        asking: seed, level, workers.
    """

    baseline: Any
    draws: xr.Dataset
    replicates: int
    asking: Asking

    @property
    def few(self) -> "Sample":
        """A part of the runs, for searching: its money is only near that of the whole."""
        draws = self.draws.isel(draw=slice(settings.count("equal_cost_draws")))
        # So many small ensembles are no news; what is told is how far the runs in all draws are.
        return replace(self, draws=draws, replicates=1, asking=replace(self.asking, report=silent))

    @cached_property
    def base(self) -> xr.Dataset:
        """The runs of the baseline."""
        return self.runs(self.baseline)

    def runs(self, scenario: Any) -> xr.Dataset:
        """The runs of a scenario, with what a comparison needs of them."""
        return self.asking.runs(
            [scenario], self.draws, self.replicates, ["freed_fte", REGIONAL, MUNICIPAL, "failed", *NEEDED]
        )

    def at(self, policy: Policy, size: float) -> Sized:
        """A policy at a size."""
        return self._sized(policy, scaled(policy.scenario, policy.baseline, size), size)

    def as_written(self, policy: Policy) -> Sized:
        """A policy as it is written, under its own name."""
        return self._sized(policy, policy.scenario, 1.0)

    def _sized(self, policy: Policy, variant: Any, size: float) -> Sized:
        found, names = self.runs(variant), (variant.name, self.baseline.name)
        money = additional(found, self.base, names, self.asking.level, policy.window)
        return Sized(policy, variant, size, money, found)
