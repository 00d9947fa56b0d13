"""What can be moved on the page, as plain data for `vue/controls.vue`: fields with labels, ends and values."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

import numpy as np

from samspil.experiments.challenging.placing import ours
from samspil.experiments.emulating.inputs import LEVER, NUMBER, inputs, ramps
from samspil.model.epoch import month_text
from samspil.model.errors import UserError
from samspil.model.levers import Lever, levers
from samspil.model.parameters import Parameter, registry
from samspil.model.potentials import LEVELS
from samspil.model.units import unit_in
from samspil.scenarios import library, load
from samspil.scenarios.tables import policy_start

from ..words import Words
from .asking import Ask, baseline, drawn, favourable, level_of, reached
from .refining import most
from .titles import named

Field = dict[str, Any]
STEPS = 60  # of a slider, at least
POLICIES = ("policy", "second")


def groups(ask: Ask, say: Words) -> list[dict[str, Any]]:
    """Every group of fields; an ask whose policy is none has levers at their defaults."""
    whole, known = _policy(ask), inputs(baseline())
    first = {each.name: each.step for each in known if each.kind == LEVER}
    rest = [_lever(ask, say, levers()[name], whole) for name in levers() if name not in first]
    main = [_lever(ask, say, levers()[name], whole, step) for name, step in first.items()]
    start = say.numbers.month(month_text(policy_start() if whole is None else whole.start))
    return [
        _group("policy", say, [_choice(ask, say, "policy"), _choice(ask, say, "second"), _level(ask, say)]),
        _group("levers", say, main, start=start),
        _group("more", say, rest, folded=True, start=start),
        _group("numbers", say, [*_optimism(ask, say), *(_number(ask, say, each) for each in numbers())], folded=True),
    ]


def numbers() -> list[Parameter]:
    """The handful of numbers that decide, as the emulator has them."""
    return [registry()[each.name] for each in inputs(baseline()) if each.kind == NUMBER]


def _group(name: str, say: Words, fields: list[Field], folded: bool = False, **told: str) -> dict[str, Any]:
    return {
        "name": name,
        "title": say(f"app.group.{name}"),
        "note": say(f"app.group.{name}.note", **told),
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
    value, months = dict(ask.levers).get(lever.name), ramps().get(lever.name, 0)
    takes = say("app.ramp", months=say.numbers.plain(months)) if months else say("app.ramp.none")
    texts = (named(lever, say.lang), unit(lever.unit, say), getattr(lever, f"meaning_{say.lang}"))
    found = _range(say, f"levers.{lever.name}", texts, (lever.low, lever.high), (value, own))
    told = takes if policy is None else f"{_own_level(own, reached(policy, lever.name), say)} {takes}"
    return found | {"told": told, "off": policy is None} | ({"step": step} if step else {})


def _own_level(own: float, month: str, say: Words) -> str:
    """Where the policy has a lever, and from when if it is still on its way there."""
    value = say.numbers.figures(own)
    return say("app.own.from", value=value, month=say.numbers.month(month)) if month else say("app.own", value=value)


def unit(of: str, say: Words) -> str:
    """A unit as the page says it: a switch is a mean over regions there, and a reader knows no log odds."""
    key = f"app.unit.{re.sub(r'[^a-z0-9]+', '-', of)}"
    return say(key) if say.has(key) else unit_in(of, say.lang)


def _number(ask: Ask, say: Words, parameter: Parameter) -> Field:
    low, own, high = map(float, np.quantile(ours(parameter, drawn((), 0.0, most())), [0.05, 0.5, 0.95]))
    value, figures = dict(ask.numbers).get(parameter.name), say.numbers.figures
    note = say("app.number.note", low=figures(parameter.low), high=figures(parameter.high))
    texts = (named(parameter, say.lang), unit(parameter.unit, say), note)
    found = _range(say, f"numbers.{parameter.name}", texts, (parameter.low, parameter.high), (value, own))
    return found | {"told": say("app.drawn", low=figures(low), high=figures(high))}


def _optimism(ask: Ask, say: Words) -> list[Field]:
    """One slider for all numbers at once; none where nothing tells which ends are favourable."""
    try:
        favourable()
    except UserError:
        return []
    label = (say("app.field.optimism"), say("app.field.optimism.unit"), say("app.field.optimism.note"))
    return [_range(say, "optimism", label, (0.0, 1.0), (ask.optimism or None, 0.0)) | {"told": ""}]


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
        "off": False,
        "told": say("app.own", value=say.numbers.figures(own)),
        "back": say("app.back", label=label),
    }


def round_step(size: float) -> float:
    """The largest step of 1, 2 or 5 tenths, hundredths and so on that is no longer than this."""
    power = 10.0 ** np.floor(np.log10(size))
    return float(max(power * each for each in (1, 2, 5) if power * each <= size * 1.000001))
