"""Settings of the inputs as the model takes them: `--set` options, a command, a policy file."""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence
from typing import Any

import yaml

from .inputs import LEVER, NUMBER, Input


def overrides(values: Mapping[str, float], inputs: Sequence[Input]) -> list[str]:
    """What ``--set`` takes for levers and numbers that are set, in the order of the inputs; optimism is left out."""
    told = [(each, values[each.name]) for each in inputs if _is_set(each, values)]
    return [f"{each.name}={_written(each, value)}" for each, value in told]


def _is_set(one: Input, values: Mapping[str, float]) -> bool:
    return one.kind in (LEVER, NUMBER) and one.name in values and values[one.name] != one.today


def _written(one: Input, value: float) -> str:
    return f"{{add: {value:.10g}, ramp: {one.ramp} months}}" if one.kind == LEVER else f"{value:.10g}"


def command(values: Mapping[str, float], inputs: Sequence[Input], draws: int, baseline: str, level: str) -> str:
    """The command that runs the model with these settings, optimism left out."""
    sets = [part for text in overrides(values, inputs) for part in ("--set", text)]
    return shlex.join(["samspil", "forecast", baseline, "--draws", f"{draws}", "--potentials", level, *sets])


def document(values: Mapping[str, float], inputs: Sequence[Input], name: str, baseline: str) -> str:
    """A policy file with these settings, optimism left out: it extends the baseline."""
    told: dict[str, Any] = {"name": name, "extends": baseline}
    chosen = [each for each in inputs if _is_set(each, values)]
    changes = {
        each.name: {"add": float(values[each.name]), "ramp": f"{each.ramp} months"}
        for each in chosen
        if each.kind == LEVER
    }
    fixed = {each.name: float(values[each.name]) for each in chosen if each.kind == NUMBER}
    told |= ({"levers": changes} if changes else {}) | ({"uncertainties": fixed} if fixed else {})
    return yaml.safe_dump(told, sort_keys=False, allow_unicode=True, width=110)
