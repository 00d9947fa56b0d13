"""Levels of potentials: which solutions of the catalogue count, by the grade of what they can free."""

from __future__ import annotations

# The strictest first. Each level admits the better grades too; inferred counts as estimated, a claim as assumed.
ADMITTED = {
    "measured": ("measured",),
    "estimated": ("measured", "estimated", "inferred"),
    "assumed": ("measured", "estimated", "inferred", "claimed", "assumed"),
}
LEVELS = tuple(ADMITTED)
