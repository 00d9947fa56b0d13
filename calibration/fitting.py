"""The posterior: draws of all parameters that agree with the targets inside their deviations."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.stats import norm

from samspil.model.parameters import at_probabilities, priors, registry

from .bank import Bank, digests
from .regression import Accepted, Learned, accept, learn
from .settings import OWN
from .targets import Target

if TYPE_CHECKING:
    from collections.abc import Sequence

    import xarray as xr

DRAWS = OWN.count("draws")
# The share of a bank that is accepted.
ACCEPTED = OWN.number("accepted")


@dataclass(frozen=True, eq=False)
class Fit:
    """A posterior and what it was made of: the bank, the targets, what was learned, the runs accepted."""

    bank: Bank
    targets: Sequence[Target]
    learned: Learned
    accepted: Accepted

    @property
    def names(self) -> list[str]:
        """Parameters that the targets tell something of."""
        known = self.learned.fitted | self.learned.hinted
        return [name for name, told in zip(self.bank.names, known, strict=True) if told]

    def draws(self, number: int = DRAWS, seed: int = 1) -> xr.Dataset:
        """The posterior as a Dataset of all parameters with a range (dim `draw`)."""
        places = self.accepted.sample(number, seed)
        u = norm.cdf(self.accepted.z[places])
        drawn = at_probabilities(u, self.bank.names)
        taken, moved = self.shrinkage(), self.shifts()
        for name in self.bank.names:
            drawn[name].attrs |= {"shrinkage": round(taken[name], 4), "shift": round(moved[name], 4)}
        return drawn.assign_attrs(
            fitted=" ".join(self.names),
            targets=" ".join(target.name for target in self.targets),
            evidence=evidence_digest(self.targets),
            seed=seed,
            runs=len(self.bank.z),
            accepted=len(self.accepted.rows),
            priors=json.dumps(priors()),
            **digests(),
        )

    def shifts(self) -> dict[str, float]:
        """By parameter, by how many prior standard deviations evidence moves it."""
        return dict(zip(self.bank.names, self._against_prior()[1].tolist(), strict=True))

    def shrinkage(self) -> dict[str, float]:
        """By parameter, the share of its prior variance that evidence takes away: 0 where it says nothing."""
        return dict(zip(self.bank.names, self._against_prior()[0].tolist(), strict=True))

    def _against_prior(self) -> tuple[np.ndarray, np.ndarray]:
        return against_prior(self.accepted.z, self.accepted.weights)

    def choices(self) -> dict[str, dict[str, tuple[float, float]]]:
        """By structural choice, the weight of each variant before and after the fit."""
        found = {}
        for at, name in enumerate(self.bank.names):
            before = registry()[name].choices
            if before:
                taken = registry()[name].quantile(norm.cdf(self.accepted.z[:, at])).astype(int)
                after = np.bincount(taken, self.accepted.weights, len(before))
                whole = sum(before.values())
                found[name] = {
                    variant: (weight / whole, float(after[place]))
                    for place, (variant, weight) in enumerate(before.items())
                }
        return found


def against_prior(z: np.ndarray, weights: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """What scores (n, P), N(0, 1) before the fit, with weights (n,) that sum to 1 say of each parameter (P,).

    Returns:
        1 - posterior variance over prior variance, and the posterior mean.
    """
    mean = weights @ z
    return 1.0 - weights @ (z - mean) ** 2, mean


def evidence_digest(targets: Sequence[Target]) -> str:
    """SHA-256 over what was seen: name, quantity, value and deviations of each target."""
    told = [(target.name, target.quantity, target.value, target.deviations) for target in targets]
    return hashlib.sha256(repr(told).encode()).hexdigest()


def fit(bank: Bank, targets: Sequence[Target], seed: int = 1, observed: np.ndarray | None = None) -> Fit:
    """Fit the parameters to targets.

    Args:
        bank: from `bank.build`.
        targets: those whose use is fit.
        seed: of the noise that stands for the targets' deviations.
        observed: values (T,) to fit to instead of the targets' own.
    """
    learned = learned_from(bank, targets, seed)
    values = np.array([target.value for target in targets]) if observed is None else observed
    return Fit(bank, targets, learned, accept(learned, bank.z, values, accepted_of(len(bank.z))))


def learned_from(bank: Bank, targets: Sequence[Target], seed: int = 1) -> Learned:
    """What a bank teaches about parameters through some targets."""
    deviations = np.array([target.deviation for target in targets])
    discrete = np.array([registry()[name].distribution == "choice" for name in bank.names])
    return learn(bank.z, bank.columns([target.name for target in targets]), deviations, discrete, seed)


def accepted_of(runs: int) -> int:
    """How many runs of a bank are accepted."""
    return int(ACCEPTED * runs)
