"""What evidence teaches: roll-outs of the past, and what the model makes of them.

The names below are imported when they are first used, so that `samspil --help` need not load the engine.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .episodes import Episode, Observation, load_episodes
    from .replaying import replay
    from .validation import Check, validate

_HOMES = {
    "Check": "validation",
    "Episode": "episodes",
    "Observation": "episodes",
    "load_episodes": "episodes",
    "replay": "replaying",
    "validate": "validation",
}

__all__ = ["Check", "Episode", "Observation", "load_episodes", "replay", "validate"]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return sorted(__all__)
