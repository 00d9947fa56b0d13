"""All honesty checks of a fit, from the bank that it was made of, as one record."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from samspil.model.errors import UserError
from samspil.model.messages import say
from samspil.runs.fitted import dominated

from . import nulls, scoring
from .bank import Bank, opened
from .calibrating import FIT, natural
from .checking import (
    LEFT_OUT_DRAWS,
    POSTERIOR,
    LeftOut,
    by_running,
    conflict,
    coverage,
    data_sets,
    leave_out,
    misfit,
    moved_halves,
    ranks,
)
from .fitting import Fit, fit
from .settings import OWN
from .targets import Target, fitted, load_targets

if TYPE_CHECKING:
    from .checking import Simulate

SETS = OWN.count("sets")
# How far half of the targets are moved in the test that must be noticed, in their own deviations, and how often.
MOVED, TIMES, NOTICED = OWN.number("moved"), OWN.count("moved_times"), OWN.number("noticed")


def bank_of(folder: Path) -> tuple[Bank, int]:
    """The runs that the fit in a folder was made of, no more and no fewer, and its seed.

    Raises:
        UserError: no fit, or no such runs.
    """
    path = folder / FIT
    if not path.exists():
        raise UserError(say("holds-no-fit", folder=folder))
    told = json.loads(path.read_text(encoding="utf-8"))
    bank = opened(folder / "bank")
    if len(bank.z) < told["runs"]:
        raise UserError(say("fit-of-other-runs", folder=folder, runs=told["runs"], count=len(bank.z)))
    return bank.part(np.arange(told["runs"])), int(told["seed"])


def audit(folder: Path, workers: int = 1, sets: int = SETS) -> dict[str, Any]:
    """Check the fit in a folder.

    Args:
        folder: of `calibrate`.
        workers: threads.
        sets: data sets for simulation-based calibration.

    Returns:
        `recovery` by parameter and quantity that is never seen, `coverage` of the fit and of the priors alone,
        `left_out`, `shrinkage` by parameter, weights of `choices`, `conflict`, what the fit leaves unexplained
        (`misfit`), `nulls` and `models` (scores of models without agents, each and by model), and what wrong sets of
        targets do: half of the values `moved` up or down by chance, `moved_away` from the middle of the priors, and all
        `shuffled`.

    Raises:
        UserError: no fit in the folder, or its runs are of other code, parameters or targets.

    Example:
        >>> told = audit(Path("fit"), workers=2)["left_out"]  # doctest: +SKIP
    """
    bank, seed = bank_of(folder)
    targets = fitted(load_targets())
    made = fit(bank, targets, seed)
    simulate = by_running(seed, workers)
    left = leave_out(bank, targets, simulate, seed)
    scores = _nulls(bank, targets, simulate, seed)
    shrinkage, shifts = made.shrinkage(), made.shifts()
    return {
        "runs": len(bank.z),
        "targets": len(targets),
        "sets": sets,
        "recovery": _recovery(bank, targets, sets, seed),
        "coverage": {
            model: {
                **coverage([each for each in left if each.model == model], seed),
                **_in_deviations(targets, [each for each in left if each.model == model]),
            }
            for model in ("fit", "prior")
        },
        "left_out": [{**asdict(each), "inside": each.inside} for each in left],
        "shrinkage": [
            {
                "name": name,
                "shrinkage": shrinkage[name],
                "shift": shifts[name],
                "dominated": dominated(shrinkage[name], shifts[name]),
                "natural": natural(made, name),
            }
            for name in sorted(bank.names, key=lambda name: -shrinkage[name])
        ],
        "choices": made.choices(),
        "conflict": conflict(bank, targets, seed=seed),
        "nulls": [{**asdict(score), "inside": score.inside} for score in scores],
        "models": scoring.summary(scores),
        **_wrong_sets(bank, targets, made, sets, seed),
    }


def _in_deviations(targets: list[Target], left: list[LeftOut]) -> dict[str, float]:
    """Mean scores of targets left out one by one, each in its own deviations, so that units do not count."""
    deviation = {target.name: target.deviation for target in targets}
    alone = [each for each in left if each.without == each.target]
    return {
        "crps": float(np.mean([each.crps / deviation[each.target] for each in alone])),
        "log": float(np.mean([each.log + np.log(deviation[each.target]) for each in alone])),
    }


def _recovery(bank: Bank, targets: list[Target], sets: int, seed: int) -> list[dict[str, Any]]:
    unseen = [target.name for target in load_targets().values() if target.use == "recovered"]
    found = ranks(bank, targets, sets, seed, unseen)
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


def _nulls(bank: Bank, targets: list[Target], simulate: Simulate, seed: int) -> list[scoring.Score]:
    """Scores of the agent model, with each episode left out of the fit, beside those of models without agents."""
    agents, draws = {}, {}
    for episode in dict.fromkeys(target.episode for target in targets if target.episode):
        own = [each for each in targets if each.episode == episode]
        rest = [each for each in targets if each.episode != episode]
        draws[episode] = fit(bank, rest, seed).draws(LEFT_OUT_DRAWS, seed)
        agents |= dict(zip([each.name for each in own], simulate(own, draws[episode]).T, strict=True))
    return nulls.compared(agents, draws)


def _wrong_sets(bank: Bank, targets: list[Target], made: Fit, sets: int, seed: int) -> dict[str, Any]:
    """What the fit leaves unexplained, and whether sets of targets that are wrong would be noticed by that."""
    kept, _, data = data_sets(bank, targets, sets, seed)
    usual = misfit(fit(kept, targets, seed), data)
    values = np.array([target.value for target in targets])
    own = misfit(made, values[None])[0]
    middle = np.median(bank.columns([target.name for target in targets]), axis=0)
    away = np.where(values >= middle, 1.0, -1.0)
    moved = {
        "moved": misfit(made, moved_halves(targets, TIMES, MOVED, seed=seed)),
        "moved_away": misfit(made, moved_halves(targets, TIMES, MOVED, away, seed)),
    }
    return {
        "misfit": {"own": float(own), "rarity": float((usual >= own).mean())},
        **{
            name: {
                "deviations": MOVED,
                "times": TIMES,
                "level": NOTICED,
                "noticed": float(((usual[:, None] >= left).mean(axis=0) < NOTICED).mean()),
                "larger": float((left > own).mean()),
            }
            for name, left in moved.items()
        },
        "shuffled": _shuffled(bank, targets, made, seed),
    }


def _shuffled(bank: Bank, targets: list[Target], made: Fit, seed: int) -> dict[str, Any]:
    """The same scores handed to other targets: the posterior must be another."""
    values = bank.columns([target.name for target in targets])
    share = (values < [target.value for target in targets]).mean(axis=0)
    order = np.roll(np.arange(len(targets)), 1)
    shuffled = np.array([np.quantile(values[:, at], share[other]) for at, other in enumerate(order)])
    wrong = fit(bank, targets, seed, shuffled).shifts()
    distances = {name: abs(wrong[name] - shift) for name, shift in made.shifts().items() if name in made.names}
    furthest = max(distances, key=lambda name: distances[name])
    return {
        "furthest": furthest,
        "distance": distances[furthest],
        "unexplained": float(misfit(made, shuffled[None])[0]),
    }
