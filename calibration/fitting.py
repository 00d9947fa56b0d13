"""The posterior: draws of all parameters that agree with the targets inside their deviations."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.stats import norm

from samspil.model.parameters import at_probabilities, registry

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
        return [name for name, known in zip(self.bank.names, self.learned.fitted, strict=True) if known]

    def draws(self, number: int = DRAWS, seed: int = 1) -> xr.Dataset:
        """The posterior as a Dataset of all parameters with a range (dim `draw`)."""
        places = self.accepted.sample(number, seed)
        u = norm.cdf(self.accepted.z[places])
        drawn = at_probabilities(u, self.bank.names)
        return drawn.assign_attrs(
            fitted=" ".join(self.names),
            targets=" ".join(target.name for target in self.targets),
            runs=len(self.bank.z),
            accepted=len(self.accepted.rows),
            **digests(),
        )

    def shrinkage(self) -> dict[str, float]:
        """By parameter, 1 - posterior variance over prior variance of its score: 0 where evidence says nothing."""
        z, weights = self.accepted.z, self.accepted.weights[:, None]
        mean = (weights * z).sum(axis=0)
        variance = (weights * (z - mean) ** 2).sum(axis=0)
        return dict(zip(self.bank.names, (1.0 - variance).tolist(), strict=True))


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
