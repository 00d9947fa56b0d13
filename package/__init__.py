"""Samspil: how many full-time equivalents labour-freeing solutions free in Danish health and care, and by which policy.

Each folder of the project is a package of its own, imported when it is first used:

>>> import samspil
>>> samspil.__version__.count(".")
2
>>> scenario = samspil.scenarios.load("current-policy")
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from samspil import calibration, cli, experiments, model, reports, runs, scenarios

    __version__: str

__all__ = ["__version__", "calibration", "cli", "experiments", "model", "reports", "runs", "scenarios"]


def __getattr__(name: str) -> Any:
    if name == "__version__":
        from importlib.metadata import version

        return version(__name__)
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return import_module(f"{__name__}.{name}")


def __dir__() -> list[str]:
    return sorted(__all__)
