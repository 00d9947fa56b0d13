"""All honesty checks of a fit, from the bank that it was made of, as one record."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from . import nulls, scoring
from .bank import Bank, opened
from .checking import POSTERIOR, conflict, coverage, leave_out, ranks
from .fitting import Fit, accepted_of, fit, learned_from
from .posterior import DOMINATED
from .regression import accept
from .settings import OWN
from .targets import Target, fitted, load_targets

SETS = OWN.count("sets")
# How far half of the targets are moved in the test that must be noticed, in their own deviations.
MOVED = OWN.number("moved")


def audit(folder: Path, sets: int = SETS, seed: int = 1) -> dict[str, Any]:
    """Check the fit that a bank gives.

    Args:
        folder: of `calibrate`.
        sets: data sets for simulation-based calibration.
        seed: of the noise that stands for the targets' deviations.

    Returns:
        `recovery` by parameter, `coverage` with every point that was left out, `shrinkage` by parameter, `conflict`,
        `nulls` and `models` (scores of models without agents, each and by model), and what two wrong sets of targets
        do: `moved` and `shuffled`.

    Raises:
        UserError: no bank in the folder, or one of other code, parameters or targets.
    """
    bank = opened(folder / "bank")
    targets = fitted(load_targets())
    made = fit(bank, targets, seed)
    left = leave_out(bank, targets, seed)
    scores = _nulls(bank, targets, made, seed)
    shrinkage, shifts = made.shrinkage(), made.shifts()
    return {
        "runs": len(bank.z),
        "targets": len(targets),
        "sets": sets,
        "recovery": _recovery(bank, targets, sets, seed),
        "coverage": {**coverage(left), "points_left_out": [{**asdict(each), "inside": each.inside} for each in left]},
        "shrinkage": [
            {
                "name": name,
                "shrinkage": shrinkage[name],
                "shift": shifts[name],
                "dominated": shrinkage[name] < DOMINATED,
            }
            for name in sorted(bank.names, key=lambda name: -shrinkage[name])
        ],
        "choices": made.choices(),
        "conflict": conflict(bank, targets, seed=seed),
        "nulls": [asdict(score) for score in scores],
        "models": scoring.summary(scores),
        "moved": _moved(bank, targets, seed),
        "shuffled": _shuffled(bank, targets, seed),
    }


def _recovery(bank: Bank, targets: list[Target], sets: int, seed: int) -> list[dict[str, Any]]:
    found = ranks(bank, targets, sets, seed)
    return [
        {
            "name": name,
            "counts": found.counts(column).tolist(),
            "p_uniform": found.p_uniform(column),
            "hump": found.hump(column),
            "inside": float(found.inside[:, column].mean()),
            "error": float(np.sqrt((found.errors[:, column] ** 2).mean())),
            "ranks": POSTERIOR + 1,
        }
        for column, name in enumerate(found.names)
    ]


def _nulls(bank: Bank, targets: list[Target], made: Fit, seed: int) -> list[scoring.Score]:
    """Scores of the agent model, with each episode left out of the fit, beside those of models without agents."""
    agents = {}
    for episode in dict.fromkeys(target.episode for target in targets if target.episode):
        rest = [each for each in targets if each.episode != episode]
        names = [each.name for each in targets if each.episode == episode]
        values = np.array([each.value for each in rest])
        said = accept(learned_from(bank, rest, seed), bank.z, values, accepted_of(len(bank.z)), bank.columns(names))
        agents |= dict(zip(names, said.own[said.sample(nulls.SAMPLE, seed)].T, strict=True))
    return nulls.compared(agents, made.draws(seed=seed), seed)


def _moved(bank: Bank, targets: list[Target], seed: int) -> dict[str, Any]:
    """Half of the values moved by two deviations, each to the side it is not already on."""
    values = np.array([target.value for target in targets])
    middle = np.median(bank.columns([target.name for target in targets]), axis=0)
    away = np.where(values >= middle, 1.0, -1.0) * np.array([target.deviation for target in targets])
    half = np.arange(len(targets)) % 2 == 0
    return {"deviations": MOVED, "joint": conflict(bank, targets, values + MOVED * away * half, seed)["joint"]}


def _shuffled(bank: Bank, targets: list[Target], seed: int) -> dict[str, Any]:
    """The same scores handed to other targets: the posterior must be another."""
    noisy = bank.columns([target.name for target in targets])
    values = np.array([target.value for target in targets])
    share = (noisy < values).mean(axis=0)
    order = np.roll(np.arange(len(targets)), 1)
    shuffled = np.array([np.quantile(noisy[:, at], share[other]) for at, other in enumerate(order)])
    true, wrong = fit(bank, targets, seed), fit(bank, targets, seed, shuffled)
    means = [np.average(each.accepted.z, axis=0, weights=each.accepted.weights) for each in (true, wrong)]
    known = true.learned.fitted
    distance = np.abs(means[0] - means[1])[known]
    names = np.array(bank.names)[known]
    return {"furthest": str(names[distance.argmax()]), "distance": float(distance.max())}
