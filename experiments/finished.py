"""Reads a finished forecast again, as it was made."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from samspil.model.errors import UserError
from samspil.runs import open_results
from samspil.scenarios import load

from . import folder
from .forecasting import Forecast


def read_forecast(to: str | Path) -> Forecast:
    """The finished forecast in a folder, with its scenarios as they were then, or with their texts alone.

    Raises:
        UserError: there is none, or what is stored there is not what was written.

    Example:
        >>> made = forecast(["current-policy"], draws=3, replicates=1, side_tests=False, to="made")
        >>> read_forecast("made")
        <Forecast of current-policy: 3 draws>
    """
    to = Path(to)
    run, summary = folder.read_run(to), folder.read_summary(to)
    return Forecast(summary, open_results(to), scenarios_of(run, list(summary["scenarios"])), run)  # type: ignore[arg-type]


def scenarios_of(run: dict[str, Any], names: list[str]) -> dict[str, Any]:
    """Scenarios by name, as `run.json` says that they were asked for.

    One that cannot be read any more, or is another by now, is what its texts in `run.json` say, else its name.
    """
    references, texts = run.get("references") or {}, run.get("texts") or {}
    digests = run.get("digests", {}).get("scenarios", {})
    found: dict[str, Any] = {}
    for name in names:
        loaded = _loaded(references.get(name, name), run.get("changed") or [])
        is_same = loaded is not None and loaded.digest == digests.get(name)
        found[name] = texts.get(name, loaded if is_same else {"title": name})
    return found


def _loaded(reference: str, changed: list[str]) -> Any:
    try:
        return load(reference, changed)
    except UserError:
        return None
