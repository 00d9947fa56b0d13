"""Who decides, in words."""

from __future__ import annotations

from .words import Words

MOST = 3


def who(decided_by: str, say: Words, most: int = MOST) -> str:
    """Those who decide (codes with semicolons), the first few by name and how many more there are."""
    names = [say(f"who.{code}") for code in decided_by.split(";") if code]
    told = ", ".join(names[:most])
    return told if len(names) <= most else say("who.more", names=told, count=str(len(names) - most))
