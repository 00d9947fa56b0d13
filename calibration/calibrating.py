"""The whole way from evidence to posterior: bank, fit, what the posterior predicts, and the file that is shipped."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
from scipy.stats import norm

from samspil.model.errors import UserError
from samspil.model.messages import say
from samspil.model.parameters import registry
from samspil.runs.files import write_json
from samspil.runs.fitted import FILE

from .bank import Bank, build
from .fitting import ACCEPTED, DRAWS, Fit, accepted_of, fit
from .natural import moved
from .shipping import before, complete
from .targets import Target, fitted, load_targets, looked_at
from .telling import Tell, of_target, silent, told
from .writing import as_written, write

# What a fit leaves in its folder beside the bank and the posterior.
FIT = "fit.json"


def calibrate(to: Path, runs: int, seed: int = 1, workers: int = 1, tell: Tell = silent) -> dict[str, Any]:
    """Fit the parameters to the shipped targets and write the posterior.

    Args:
        to: folder for the bank of runs (kept, so that interrupted work goes on) and the posterior.
        runs: draws from the prior that are run.
        seed: seed of everything random.
        workers: threads.
        tell: told the phase (`bank`, `posterior`) and how far it is.

    Returns:
        `path`, and for each target and each fitted parameter what the fit says; JSON-ready.

    Raises:
        UserError: too few runs, a quantity that some runs do not have, or a folder that cannot be written.

    Example:
        >>> found = calibrate(Path("fit"), runs=20_000, workers=2)  # doctest: +SKIP
    """
    if accepted_of(runs) < DRAWS:
        raise UserError(say("too-few-runs-to-fit", runs=runs, draws=DRAWS, needed=int(DRAWS / ACCEPTED)))
    bank = build(to / "bank", runs, seed, workers, told(tell, "bank", runs))
    _always_known(bank, fitted(load_targets()))
    made = fit(bank, fitted(load_targets()), seed)
    draws = complete(as_written(made.draws(DRAWS, seed)), seed, workers, told(tell, "posterior", DRAWS))
    draws = draws.assign_attrs(before=before(bank))
    write(draws, to / FILE)
    prior = json.loads(draws.attrs["before"])
    seen = [*fitted(load_targets()), *looked_at(load_targets())]
    found = {
        "path": str(to / FILE),
        "runs": runs,
        "seed": seed,
        "draws": DRAWS,
        "targets": [of_target(prior, each, draws["simulated"].sel(target=each.name).values) for each in seen],
        "parameters": _parameters(made),
        "evidence": None,
    }
    write_json(to / FIT, found)
    return found


def _always_known(bank: Bank, targets: list[Target]) -> None:
    """Refuse to fit to a quantity that some runs do not have."""
    for target in targets:
        if not np.isfinite(bank.columns([target.name])).all():
            raise UserError(say("not-in-every-run", name=target.name, quantity=target.quantity))


def _parameters(made: Fit) -> list[dict[str, Any]]:
    """What the fit does to each parameter that the targets tell something of, in its own unit."""
    return sorted((natural(made, name) for name in made.names), key=lambda row: -row["shrinkage"])


def natural(made: Fit, name: str) -> dict[str, Any]:
    """What a fit does to one parameter, in its own unit (see `moved`)."""
    scores = made.accepted.z[:, made.bank.names.index(name)]
    return moved(name, registry()[name].quantile(norm.cdf(scores)), made.accepted.weights)
