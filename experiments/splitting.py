"""Where the spread between runs comes from: numbers, the model's form, chance. A nested design, unbiased estimates.

Runs are nested in draws, and draws in the forms of the model that they were given. By the method of moments (Searle,
Casella and McCulloch 1992) chance is the mean variance within a draw; the variance of draw means less what chance puts
there is due to the draw; of that the part between draws of one form and another, less what grouping at random would
give, is structure; the rest is numbers. An estimate of something small may come out below 0 and stays so: clipped it
would be too high in the mean, and an error beside it says that it is not told from 0.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from samspil.model.parameters import registry
from samspil.runs.draws import varies

from .errors import again
from .records import Shares, Split
from .statistics import Array

PARTS = ("parameters", "chance", "structure")
UNKNOWN: Shares = {"parameters": None, "chance": None, "structure": None}


@dataclass(frozen=True)
class Nested:
    """Runs (draw, replicate), the forms of the model that each draw was given (draw, rule), and, where each draw ran
    once, some draws that ran several times (draw, replicate), which tell what chance is."""

    values: Array
    structure: NDArray[np.float64] | None = None
    repeated: Array | None = None

    def known(self) -> "Nested":
        """The same without draws of which a run failed."""
        kept = np.isfinite(self.values).all(axis=1)
        repeated = None if self.repeated is None else self.repeated[np.isfinite(self.repeated).all(axis=1)]
        return Nested(self.values[kept], None if self.structure is None else self.structure[kept], repeated)

    @property
    def tells(self) -> bool:
        """Whether there are draws enough, and some that ran more than once."""
        twice = self.values if self.repeated is None else self.repeated
        return len(self.values) > 1 and len(twice) > 0 and twice.shape[1] > 1

    def drawn_again(self, rows: NDArray[np.int64], others: NDArray[np.int64]) -> "Nested":
        """Draws in these rows, and those that ran several times in theirs."""
        structure = None if self.structure is None else self.structure[rows]
        return Nested(self.values[rows], structure, None if self.repeated is None else self.repeated[others])


def split(runs: Nested) -> tuple[Shares, Split | None]:
    """Shares of the variance of single runs, adding to 1, and what is known of them; nothing where they cannot be told.

    Args:
        runs: draws of which a run failed are left out.
    """
    known = runs.known()
    if not known.tells:
        return UNKNOWN, None
    parts = variances(known)
    total = parts.sum()
    if not total > 0.0:
        return UNKNOWN, None
    said = dict(zip(PARTS, map(float, parts / total), strict=True))
    return Shares(**said), {
        "sd": float(np.sqrt(total)),
        "se": _errors(known),
        **_tried(known),
        "draws": len(known.values),
        "repeated": len(known.values if known.repeated is None else known.repeated),
    }


def variances(runs: Nested) -> Array:
    """Variance due to numbers, chance and structure, unbiased, (3,)."""
    repeated = runs.values if runs.repeated is None else runs.repeated
    chance = float(repeated.var(axis=1, ddof=1).mean())
    means = runs.values.mean(axis=1)
    drawn = float(means.var(ddof=1)) - chance / runs.values.shape[1]
    forms = [] if runs.structure is None else [between_groups(means, rule) for rule in runs.structure.T]
    structure = float(sum(forms))
    return np.array([drawn - structure, chance, structure])


def between_groups(means: Array, form: Array) -> float:
    """Variance of means (draw,) between the groups of one rule's forms (draw,), unbiased; 0 where all are one form."""
    index = np.unique(form, return_inverse=True)[1]
    groups, n = int(index.max()) + 1, means.size
    if groups == 1 or n <= groups:
        return 0.0
    group_means = np.bincount(index, weights=means) / np.bincount(index)
    inside = float(((means - group_means[index]) ** 2).sum()) / (n - groups)
    outside = float(((group_means[index] - means.mean()) ** 2).sum())
    return (outside - (groups - 1) * inside) / (n - 1)


def _errors(runs: Nested) -> Shares:
    """Standard errors of the shares: draws drawn again, with all their runs."""
    others = np.zeros(0, dtype=np.int64) if runs.repeated is None else np.arange(len(runs.repeated))
    rng = np.random.default_rng(len(others))
    found = []
    for rows in again(len(runs.values)):
        parts = variances(runs.drawn_again(rows, rng.choice(others, len(others)) if len(others) else others))
        found.append(parts / parts.sum() if parts.sum() > 0.0 else np.full(3, np.nan))
    spread = np.nanstd(np.array(found), axis=0, ddof=1)
    return Shares(**{name: float(each) for name, each in zip(PARTS, spread, strict=True)})


def _tried(runs: Nested) -> dict[str, int]:
    """How many rules had rival forms in these draws, and how many forms of those were tried in all."""
    if runs.structure is None:
        return {"rules": 0, "forms": 0}
    forms = [np.unique(rule).size for rule in runs.structure.T]
    return {"rules": sum(each > 1 for each in forms), "forms": sum(each for each in forms if each > 1)}


def choices() -> int:
    """How many rules have rival forms that are drawn."""
    return sum(bool(parameter.choices) and varies(parameter) for parameter in registry().values())
