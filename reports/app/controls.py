"""What can be moved on the page, as plain data for `vue/controls.vue`: fields with labels, ends and values."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np

from samspil.experiments.challenging.placing import ours
from samspil.experiments.emulating.inputs import LEVER, NUMBER, inputs
from samspil.model.errors import UserError
from samspil.model.levers import Lever, levers
from samspil.model.parameters import Parameter, registry
from samspil.model.potentials import LEVELS
from samspil.model.units import unit_in
from samspil.scenarios import library, load

from ..words import Words
from .asking import Ask, baseline, drawn, favourable, level_of
from .refining import most

Field = dict[str, Any]
STEPS = 60  # of a slider, at least
POLICIES = ("policy", "second")


def groups(ask: Ask, say: Words) -> list[dict[str, Any]]:
    """Every group of fields; an ask whose policy is none has levers at their defaults."""
    whole, known = _policy(ask), inputs(baseline())
    first = {each.name: each.step for each in known if each.kind == LEVER}
    rest = [name for name in levers() if name not in first]
    return [
        _group("policy", say, [_choice(ask, say, "policy"), _choice(ask, say, "second"), _level(ask, say)]),
        _group("levers", say, [_lever(ask, say, levers()[name], whole, step) for name, step in first.items()]),
        _group("more", say, [_lever(ask, say, levers()[name], whole) for name in rest], folded=True),
        _group("numbers", say, [*_optimism(ask, say), *(_number(ask, say, each) for each in numbers())], folded=True),
    ]


def numbers() -> list[Parameter]:
    """The handful of numbers that decide, as the emulator has them."""
    return [registry()[each.name] for each in inputs(baseline()) if each.kind == NUMBER]


def _group(name: str, say: Words, fields: list[Field], folded: bool = False) -> dict[str, Any]:
    return {
        "name": name,
        "title": say(f"app.group.{name}"),
        "note": say(f"app.group.{name}.note"),
        "folded": folded,
        "fields": fields,
    }


def _policy(ask: Ask) -> Any:
    try:
        return load(ask.policy.strip())
    except UserError:
        return None


def _choice(ask: Ask, say: Words, name: str) -> Field:
    given = getattr(ask, name)
    options = [{"value": each, "label": _titled(each, say.lang)} for each in library()]
    options.sort(key=lambda option: option["label"].casefold())
    none = [{"value": "", "label": say("app.none")}] if name == "second" else []
    return {
        "key": name,
        "kind": "policy",
        "label": say(f"app.field.{name}"),
        "value": given,
        "options": none + options,
        "other": say("app.composed"),
        "note": say("app.composed.note"),
        "take": say("app.composed.take"),
    }


@cache
def _titled(name: str, lang: str) -> str:
    return load(name).title.get(lang, name)


def _level(ask: Ask, say: Words) -> Field:
    options = [{"value": each, "label": say(f"level.{each}")} for each in LEVELS]
    label, note = say("app.field.level"), say("app.field.level.note")
    return {"key": "level", "kind": "choice", "label": label, "value": ask.level, "options": options, "note": note}


def _lever(ask: Ask, say: Words, lever: Lever, policy: Any, step: float = 0.0) -> Field:
    own = lever.default if policy is None else level_of(policy, lever.name)
    title, unit = getattr(lever, f"title_{say.lang}"), unit_in(lever.unit, say.lang)
    about = getattr(lever, f"meaning_{say.lang}")
    value = dict(ask.levers).get(lever.name)
    found = _range(say, f"levers.{lever.name}", (title, unit, about), (lever.low, lever.high), (value, own))
    return found | ({"step": step} if step else {})


def _number(ask: Ask, say: Words, parameter: Parameter) -> Field:
    own = float(np.median(ours(parameter, drawn((), 0.0, most()))))
    title, unit = getattr(parameter, f"title_{say.lang}"), unit_in(parameter.unit, say.lang)
    value = dict(ask.numbers).get(parameter.name)
    note = say("app.number.note", low=say.numbers.figures(parameter.low), high=say.numbers.figures(parameter.high))
    return _range(say, f"numbers.{parameter.name}", (title, unit, note), (parameter.low, parameter.high), (value, own))


def _optimism(ask: Ask, say: Words) -> list[Field]:
    """One slider for all numbers at once; none where nothing tells which ends are favourable."""
    try:
        favourable()
    except UserError:
        return []
    label = (say("app.field.optimism"), say("app.field.optimism.unit"), say("app.field.optimism.note"))
    return [_range(say, "optimism", label, (0.0, 1.0), (ask.optimism or None, 0.0))]


def _range(
    say: Words, key: str, texts: tuple[str, str, str], ends: tuple[float, float], values: tuple[float | None, float]
) -> Field:
    (label, unit, note), (low, high), (value, own) = texts, ends, values
    return {
        "key": key,
        "kind": "range",
        "label": label,
        "unit": unit,
        "note": f"{note[:1].upper()}{note[1:].rstrip('.')}.",
        "min": low,
        "max": high,
        "step": round_step((high - low) / STEPS),
        "value": own if value is None else value,
        "own": own,
        "moved": value is not None,
        "told": say("app.own", value=say.numbers.figures(own)),
        "back": say("app.back", label=label),
    }


def round_step(size: float) -> float:
    """The largest step of 1, 2 or 5 tenths, hundredths and so on that is no longer than this."""
    power = 10.0 ** np.floor(np.log10(size))
    return float(max(power * each for each in (1, 2, 5) if power * each <= size * 1.000001))
