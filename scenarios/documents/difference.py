"""What one scenario changes beside another, as plain sentences."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import Any

from samspil.model.epoch import LAST, month_text
from samspil.model.levers import levers
from samspil.model.messages import MINUS
from samspil.model.units import unit_in

from .canonical import resolved
from .changes import Change
from .known import regions
from .scenario import Scenario

SIGNS = {"set": "=", "add": "+", "scale": "×"}
WORDS = {
    "en": {"from": "from", "to": "to", "over": "over", "months": "months", "in": "in", "gone": "no longer"},
    "da": {"from": "fra", "to": "til", "over": "over", "months": "måneder", "in": "i", "gone": "ikke længere"},
}
# Keys of events as they are told; others (names of solutions, factors of a shock) as documents have them.
KEYS = {
    "en": {"national_programme": "national programme", "deadline_months": "months to its deadline"},
    "da": {
        "national_programme": "nationalt program",
        "mandate": "påbud",
        "shock": "stød",
        "to": "til",
        "deadline_months": "måneder til fristen",
    },
}


def differences(scenario: Scenario, baseline: Scenario, language: str = "en") -> list[str]:
    """What `scenario` changes beside `baseline`, a sentence each: levers, events, then settings.

    Args:
        scenario: the policy.
        baseline: what it is held against.
        language: "en" or "da".

    Example:
        >>> said = differences(load("innovation-unit"), load("current-policy"))
    """
    told = [sentence for name in levers() for sentence in _lever(name, (scenario, baseline), language)]
    return [*told, *_events(scenario, baseline, language), *_settings(scenario, baseline, language)]


def _lever(name: str, pair: tuple[Scenario, Scenario], language: str) -> list[str]:
    mine, theirs = (Counter(_unsigned(one) for one in scenario.levers.get(name, ())) for scenario in pair)
    added = [_sentence(change, pair, language) for change in (mine - theirs).elements()]
    gone = WORDS[language]["gone"]
    dropped = [
        f"{_title(name, language)}: {gone} {_written(change, language)}" for change in (theirs - mine).elements()
    ]
    return [*added, *dropped]


def _unsigned(item: Any) -> Any:
    """A change or event without the policy that brought it, so that only what it does is compared."""
    return replace(item, policy="")


def _sentence(change: Change, pair: tuple[Scenario, Scenario], language: str) -> str:
    """What a change does, and the level it leads to beside the level without it, where they differ most."""
    labels = regions(pair[0].population) if change.regions is None else change.regions
    levels = [tuple(_level(scenario, change, region) for scenario in pair) for region in labels or ("",)]
    after, before = max(levels, key=lambda level: abs(level[0] - level[1]))
    unit = unit_in(levers()[change.lever].unit, language)
    led = f"{_number(before, language)} -> {_number(after, language)} {unit}"
    return f"{_title(change.lever, language)}: {_written(change, language)}: {led}"


def _number(value: float, language: str) -> str:
    """A number as the language writes it, without marks for thousands."""
    text = f"{value:g}".replace("-", MINUS)
    return text if language == "en" else text.replace(".", ",")


def _level(scenario: Scenario, change: Change, region: str) -> float:
    """The level of a region in the month in which a change is fully in force."""
    whole = change.start + max(change.ramp, 1) - 1
    month = min(whole, LAST if change.end is None else change.end, LAST)
    return float(scenario.lever_table(change.lever, [region])[month, 0])


def _written(change: Change, language: str) -> str:
    words = WORDS[language]
    sign = "" if change.op == "add" and change.value < 0 else SIGNS[change.op]
    parts = [f"{sign}{_number(change.value, language)} {words['from']} {month_text(change.start)}"]
    parts += [f"{words['to']} {month_text(change.end)}"] if change.end is not None else []
    parts += [f"{words['over']} {change.ramp} {words['months']}"] if change.ramp else []
    parts += [f"{words['in']} {', '.join(change.regions)}"] if change.regions is not None else []
    return " ".join(parts)


def _title(lever: str, language: str) -> str:
    return getattr(levers()[lever], f"title_{language}")


def _events(scenario: Scenario, baseline: Scenario, language: str) -> list[str]:
    pair = (resolved(scenario), resolved(baseline))
    mine, theirs = (Counter(_told_event(event, language) for event in document["events"]) for document in pair)
    gone = WORDS[language]["gone"]
    return [*(mine - theirs).elements(), *(f"{gone} {event}" for event in (theirs - mine).elements())]


def _told_event(record: dict[str, Any], language: str) -> str:
    kind, *rest = (name for name in record if name not in ("policy", "from"))
    keys = KEYS[language]
    more = "".join(f", {keys.get(name, name)} {_plain(record[name], language)}" for name in rest)
    return f"{keys.get(kind, kind)} {_plain(record[kind], language)} {WORDS[language]['from']} {record['from']}{more}"


def _settings(scenario: Scenario, baseline: Scenario, language: str) -> list[str]:
    """Settings that differ, each with the baseline's value before it."""
    after, before = _flat(resolved(scenario)), _flat(resolved(baseline))
    keys = [key for key in {**before, **after} if before.get(key) != after.get(key)]
    return [f"{key}: {_plain(before.get(key), language)} -> {_plain(after.get(key), language)}" for key in keys]


def _flat(document: dict[str, Any]) -> dict[str, Any]:
    flat = {key: document[key] for key in ("horizon", "population", "potentials", "targets")}
    flat["budget"] = document.get("budget")
    for section in ("target", "uncertainties", "rules"):
        flat |= {f"{section}.{name}": value for name, value in document[section].items()}
    return flat


def _plain(value: Any, language: str) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{name} {_plain(item, language)}" for name, item in value.items())
    if isinstance(value, list):
        return "; ".join(_plain(item, language) for item in value)
    if value is None or isinstance(value, bool):
        return "-" if value is None else str(value).lower()
    return _number(value, language) if isinstance(value, float) else str(value)
