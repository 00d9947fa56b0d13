"""The flag of a parameter whose prior decides, in every table and figure that names parameters."""

from __future__ import annotations

from samspil.model.parameters import registry
from samspil.runs.fitted import prior_dominated

from .words import Words

FLAG = "†"


def flagged(name: str, title: str) -> str:
    """The title of a parameter, or of a group that moves together, with the flag where evidence says nothing of it."""
    members = [name] if name in registry() else [each for each in registry() if each.startswith(f"{name}.")]
    return f"{title} {FLAG}" if prior_dominated(members) else title


def note(titles: list[str], say: Words) -> str:
    """What the flag means, where one of the titles carries it; else nothing."""
    return say("flag.prior", flag=FLAG) if any(title.endswith(FLAG) for title in titles) else ""
