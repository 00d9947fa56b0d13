"""What a notebook shows of a scenario, a model or a forecast: a heading, a sentence and a small table, all escaped."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any


def facts(heading: str, said: str, told: Mapping[str, Any]) -> str:
    """HTML of a heading, a sentence and a row for each fact, a list of them line by line; none that is empty."""
    return shown(heading, said, [], [[name, value] for name, value in told.items() if value not in ("", [])])


def shown(heading: str, said: str, head: Sequence[str], rows: Sequence[Sequence[Any]]) -> str:
    """HTML of a heading, a sentence below it, and a table."""
    top = f"<thead><tr>{''.join(_cell('th', name) for name in head)}</tr></thead>" if head else ""
    body = "".join(f"<tr>{_cell('th', row[0])}{''.join(_cell('td', cell) for cell in row[1:])}</tr>" for row in rows)
    sentence = f"<div>{escape(said)}</div>" if said else ""
    return f"<div><b>{escape(heading)}</b>{sentence}<table>{top}<tbody>{body}</tbody></table></div>"


def _cell(tag: str, value: Any) -> str:
    lines = "<br>".join(escape(str(line)) for line in (value if isinstance(value, list) else [value]))
    return f'<{tag} style="text-align: left; vertical-align: top">{lines}</{tag}>'
