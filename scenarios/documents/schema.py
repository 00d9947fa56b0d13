"""JSON Schema of scenario documents, made from the same tables that check them, for completion in editors."""

from __future__ import annotations

from typing import Any

from samspil.model.epoch import LAST, month_text
from samspil.model.levers import CHANNELS, Lever, levers
from samspil.model.parameters import Parameter, registry
from samspil.model.potentials import LEVELS

from .changes import LONGEST, MOST, NATIONAL
from .document import BUDGETS, NOTHING
from .events import EXOGENOUS, HOSTS
from .events import LONGEST as LONGEST_DEADLINE
from .known import BEST, moved_needs, programmes, regions, solutions
from .library import library
from .rules import GROUPS, variants
from .target import BASES, COUNTS, HOURS, MEASURES, NO_BASELINE, SCOPES
from .values import NAME

MONTH = {"type": "string", "pattern": r"^20(2[2-9]|3[0-5])-(0[1-9]|1[0-2])$"}
DATE = {"type": "string", "pattern": r"^(20(2[2-9]|3[0-5])-(0[1-9]|1[0-2])|start(\s*\+\s*\d{1,3}(\s*months?)?)?)$"}
FILE = r"\.(ya?ml|json)$"
TEXT = {"type": "string", "minLength": 1}
NUMBER = {"type": "number"}
YES_NO = {"type": "boolean"}
BOTH = {"anyOf": [TEXT, {**{"type": "object", "required": ["en", "da"]}, "properties": {"en": TEXT, "da": TEXT}}]}


def schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of a scenario document.

    Example:
        >>> schema()["type"]
        'object'
    """
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Samspil scenario",
        **_object(_document()),
    }


def _document() -> dict[str, Any]:
    texts = dict.fromkeys(("title", "description", "decider", "instrument", "cost"), BOTH)
    return {
        "name": {"type": "string", "pattern": f"^{NAME.pattern}$", "maxLength": 64},
        **texts,
        "sources": _one_or_more(TEXT),
        "programmes": _one_or_more(_enum(programmes())),
        "extends": _one_or_more({"anyOf": [_enum([*library(), NOTHING]), {"type": "string", "pattern": FILE}]}),
        "start": MONTH,
        "origin": MONTH,
        "horizon": _enum([month_text(LAST)]),
        "target": _target(),
        "targets": _one_or_more(_target()),
        "population": TEXT,
        "potentials": _enum(LEVELS),
        "uncertainties": _object(_overrides()),
        "levers": _object({name: _lever(lever) for name, lever in levers().items()}),
        "events": _one_or_more({"oneOf": _events()}),
        "rules": _object(_rules()),
        "budget": _budget(),
    }


def _budget() -> dict[str, Any]:
    low, high = BUDGETS
    about = "additional public money that the policy says it takes at most, million DKK a year"
    return {"type": "number", "minimum": low, "maximum": high, "description": about}


def _target() -> dict[str, Any]:
    return _object(
        {
            "fte": {"type": "number", "minimum": 1},
            "by": MONTH,
            "since": {"anyOf": [MONTH, _enum([NO_BASELINE])]},
            "measure": _enum(MEASURES),
            "scope": _enum(SCOPES),
            "counts": _enum(COUNTS),
            "basis": _enum(BASES),
            "hours_per_fte": {"enum": list(HOURS)},
        }
    )


def _lever(lever: Lever) -> dict[str, Any]:
    width = lever.high - lever.low
    level = _level(lever.low, lever.high)
    change = _object(
        {
            "set": level,
            "add": _level(-width, width),
            "scale": {"type": "number", "minimum": 0, "maximum": MOST},
            "from": DATE,
            "to": DATE,
            "ramp": _months(LONGEST),
            "regions": _regions(),
            "programme": _enum(programmes()),
            "policy": TEXT,
        }
    )
    if lever.name in NATIONAL:
        del change["properties"]["regions"]
    change["oneOf"] = [{"required": [name]} for name in ("set", "add", "scale")]
    about = (
        f"{lever.title_en}: {lever.meaning_en}. {lever.low:g} to {lever.high:g} {lever.unit}; {lever.default:g} alone."
    )
    return {"title": lever.title_en, "description": about, **_one_or_more({"anyOf": [*level["anyOf"], change]})}


def _overrides() -> dict[str, Any]:
    """What each parameter takes; former names too, which editors show as such."""
    former = {
        alias: {**_override(parameter), "deprecated": True, "title": f"now {parameter.name}"}
        for parameter in registry().values()
        for alias in parameter.aliases
    }
    return {**{name: _override(parameter) for name, parameter in registry().items()}, **former}


def _override(parameter: Parameter) -> dict[str, Any]:
    value = _enum(parameter.choices) if parameter.choices else NUMBER
    mapped = _object({"value": value, "low": NUMBER, "high": NUMBER, "beyond_evidence": YES_NO})
    about = f"{parameter.low:g} to {parameter.high:g} {parameter.unit} ({parameter.grade}: {parameter.source})"
    return {"title": parameter.title_en, "description": about, "anyOf": [value, mapped]}


def _events() -> list[dict[str, Any]]:
    solution, common = _enum([BEST, *solutions()]), {"from": DATE, "policy": TEXT}
    rollout = {"deadline_months": _months(LONGEST_DEADLINE), "hosts": _enum(HOSTS), "programme": _enum(programmes())}
    moved = _one_or_more(_enum(moved_needs()))
    factors = {name: {"type": "number", "minimum": 0, "maximum": MOST} for name in EXOGENOUS}
    kinds = {
        "national_programme": {"national_programme": solution, **rollout},
        "mandate": {"mandate": solution, **rollout},
        "merge_regions": {"merge_regions": _regions(), "name": TEXT},
        "transfer_tasks": {"transfer_tasks": moved},
        "shock": {"shock": TEXT, "to": DATE, "regions": _regions(), **factors},
    }
    return [{**_object({**keys, **common}), "required": [kind]} for kind, keys in kinds.items()]


def _rules() -> dict[str, Any]:
    on_off = dict.fromkeys((*GROUPS, *CHANNELS), YES_NO)
    return {**on_off, **{name: _enum(names) for name, names in variants().items()}}


def _regions() -> dict[str, Any]:
    # Other populations have other regions, so the shipped ones are examples and no closed list.
    return {"examples": [list(regions("denmark"))], **_one_or_more(TEXT)}


def _level(low: float, high: float) -> dict[str, Any]:
    """A number in range, or a text with a unit (which only the program itself checks)."""
    return {"anyOf": [{"type": "number", "minimum": low, "maximum": high}, {"type": "string", "pattern": r"^[-+.\d]"}]}


def _months(most: int) -> dict[str, Any]:
    written = {"type": "string", "pattern": r"^\d+ months?$"}
    return {"anyOf": [{"type": "integer", "minimum": 0, "maximum": most}, written]}


def _enum(names: Any) -> dict[str, Any]:
    return {"enum": list(names)}


def _one_or_more(item: dict[str, Any]) -> dict[str, Any]:
    return {"anyOf": [item, {"type": "array", "items": item}]}


def _object(properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "additionalProperties": False}
