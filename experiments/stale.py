"""What finished results rest on that is another today, so that old numbers are not read as today's."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from samspil.model.errors import UserError
from samspil.runs.standing import RUN
from samspil.scenarios import load

from . import folder, settings, stamps

# Digests by what they are of; code is left out, since it also changes where no number does.
BASES = ("rules", "posterior", "parameters", "world")
POLICY = "policy"


def stale(path: Path) -> dict[str, list[str]]:
    """What a forecast in a folder rests on and is another today: names of `BASES`, and policies by name.

    Args:
        path: the folder, or the results in it. Nothing is told of results without a ``run.json``.
    """
    place = path if path.is_dir() and path.suffix != ".zarr" else path.parent
    if not (place / RUN).is_file():
        return {}
    run = folder.read_run(place)
    references, changed = run.get("references") or {}, run.get("changed") or []
    known = {name: _loaded(reference, changed) for name, reference in references.items()}
    return {**_bases(run.get("rests_on", {}), known), **_policies(run, known)}


def stale_analysis(attrs: Mapping[str, Any]) -> dict[str, list[str]]:
    """The same of an analysis (a plan, say), by its attributes; nothing where they do not say what it rests on."""
    return _bases(json.loads(attrs.get("rests_on") or "{}"), {})


def basis_of(path: Path) -> str:
    """What an analysis of a forecast's own runs rests on, as its attribute says it: what the forecast does."""
    place = path if path.is_dir() and path.suffix != ".zarr" else path.parent
    return json.dumps(folder.read_run(place).get("rests_on", {}) if (place / RUN).is_file() else {})


def _bases(then: Mapping[str, str], known: Mapping[str, Any]) -> dict[str, list[str]]:
    if not then:
        return {}
    usual = settings.word("baseline")
    whole = {name: each for name, each in known.items() if each is not None}
    now = stamps.today(whole.get(usual) or next(iter(whole.values()), None))
    return {name: [] for name in BASES if then.get(name) and then[name] != now[name]}


def _policies(run: Mapping[str, Any], known: Mapping[str, Any]) -> dict[str, list[str]]:
    digests = run.get("digests", {}).get("scenarios", {})
    moved = [name for name, each in known.items() if each is not None and each.digest != digests.get(name)]
    return {POLICY: moved} if moved else {}


def _loaded(reference: str, changed: list[str]) -> Any:
    try:
        return load(reference, changed)
    except UserError:
        return None
