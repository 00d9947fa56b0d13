"""Where a key belongs that stands at the top of a document but is none of its keys."""

from __future__ import annotations

from samspil.model.levers import levers
from samspil.model.messages import joined, say
from samspil.model.parameters import current_name, registry

from . import rules, target
from .titled import by_title


def section_hint(name: str) -> str:
    """A hint such as " (broker is a lever: put it under levers)"; nothing for a name that is known nowhere."""
    name = by_title(name)
    sections = {
        "levers": (say("a-lever"), levers),
        "uncertainties": (say("a-parameter"), registry),
        "rules": (say("a-rule"), rules.readers),
        "target": (say("a-setting-of-the-target"), lambda: target.READERS),
    }
    found = (
        (kind, section) for section, (kind, known) in sections.items() if {name, current_name(name)} & set(known())
    )
    return next(
        (joined(" ", say("hint-elsewhere", name=name, kind=kind, section=section)) for kind, section in found), ""
    )
