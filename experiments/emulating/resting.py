"""What an emulator rests on: rules, the world that runs start from, draws, and what was moved how far."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from samspil.model.messages import say
from samspil.runs import basis
from samspil.runs.asked import draws_digest
from samspil.runs.fitted import draws_of
from samspil.runs.remembered import remembered
from samspil.scenarios import load
from samspil.scenarios.inputs import prepare

from .inputs import Input, inputs

NAMED = {
    "rules": "rules-were-others",
    "worlds": "worlds-were-others",
    "draws": "draws-were-others",
    "inputs": "inputs-were-others",
}


def resting(about: Mapping[str, Any]) -> dict[str, str]:
    """Digests by name (those of `NAMED`) of what an emulator with these settings would rest on today.

    Args:
        about: ``baseline``, ``level``, ``seed`` and ``draws``.
    """
    baseline = load(about["baseline"])
    told = (baseline.digest, about["level"], f"{about['seed']}")
    slow = remembered("emulator", lambda: {"rules": basis.rules(), "worlds": _world(baseline, about)}, *told)
    drawn = draws_of(about["draws"], about["seed"], stale=True)
    return {**slow, "draws": draws_digest(drawn), "inputs": _of_inputs(inputs(baseline))}


def changes(about: Mapping[str, Any]) -> list[str]:
    """What an emulator rests on and is another today, in words; nothing for one that is fresh."""
    today = resting(about)
    return [say(key) for name, key in NAMED.items() if about["rests_on"].get(name) != today[name]]


def _world(baseline: Any, about: Mapping[str, Any]) -> str:
    prepared = prepare(replace(baseline, potentials=about["level"]), about["seed"])
    return basis.numbers([prepared.world, prepared.levers, prepared.switches, prepared.target])


def _of_inputs(told: Sequence[Input]) -> str:
    """Of what decides numbers; titles and steps of sliders are free."""
    plain = [(each.name, each.kind, each.low, each.high, each.ramp) for each in told]
    return hashlib.sha256(repr(plain).encode()).hexdigest()
