"""What evidence teaches: targets, roll-outs of the past, the fit to them and its checks.

The names below are imported when they are first used, so that `samspil --help` need not load the engine.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from samspil.lazy import lazily

if TYPE_CHECKING:
    from .auditing import audit
    from .calibrating import calibrate
    from .episodes import Episode, Observation, load_episodes
    from .replaying import replay
    from .reweighing import reweigh
    from .targets import Target, load_targets
    from .validation import Check, validate

_HOMES = {
    "Check": "validation",
    "Episode": "episodes",
    "Observation": "episodes",
    "Target": "targets",
    "calibrate": "calibrating",
    "audit": "auditing",
    "load_episodes": "episodes",
    "load_targets": "targets",
    "replay": "replaying",
    "reweigh": "reweighing",
    "validate": "validation",
}

__all__ = [
    "Check",
    "Episode",
    "Observation",
    "Target",
    "audit",
    "calibrate",
    "load_episodes",
    "load_targets",
    "replay",
    "reweigh",
    "validate",
]

__getattr__, __dir__ = lazily(__name__, _HOMES)
