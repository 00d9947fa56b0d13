"""Asking the model many times: single trajectories, ensembles, the engine and the results store.

The names below are imported when they are first used, so that `samspil --help` need not load the engine. No module
here has the name of a function it gives, because importing the module would then hide the function.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from samspil.lazy import lazily

if TYPE_CHECKING:
    from .cost import estimate
    from .ensemble import run_ensemble
    from .events import tables, to_networkx
    from .face import Ecosystem, ecosystem
    from .fitted import central, posterior, prior
    from .progress import Progress
    from .registered import parameters
    from .results import failures, open_results
    from .sweeping import sweep
    from .trajectory import simulate
    from .verification import verify

_HOMES = {
    "Progress": "progress",
    "Ecosystem": "face",
    "central": "fitted",
    "ecosystem": "face",
    "estimate": "cost",
    "failures": "results",
    "open_results": "results",
    "parameters": "registered",
    "posterior": "fitted",
    "prior": "fitted",
    "run_ensemble": "ensemble",
    "simulate": "trajectory",
    "sweep": "sweeping",
    "tables": "events",
    "to_networkx": "events",
    "verify": "verification",
}

__all__ = [
    "Ecosystem",
    "Progress",
    "central",
    "ecosystem",
    "estimate",
    "failures",
    "open_results",
    "parameters",
    "posterior",
    "prior",
    "run_ensemble",
    "simulate",
    "sweep",
    "tables",
    "to_networkx",
    "verify",
]

__getattr__, __dir__ = lazily(__name__, _HOMES)
