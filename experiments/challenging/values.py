"""A reader's own values of the model's numbers, as written (`NAME=VALUE`), by name or title in either language."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

from samspil.model.errors import UserError
from samspil.model.levers import levers
from samspil.model.limits import possible
from samspil.model.messages import joined, say
from samspil.model.parameters import Parameter, current_name, registry
from samspil.model.problems import nearest, shown
from samspil.model.units import range_in
from samspil.model.written import comma_fault, thousands_fault

from .. import settings

LARGE = 1000.0  # a number whose range goes so far may well be in the thousands


def values_of(written: Sequence[str]) -> dict[str, float]:
    """The values by name of today, in the order given.

    Raises:
        UserError: an unknown name, a value that is no number or cannot be at all, one given twice, or too many; a line
            for each.
    """
    problems: list[str] = []
    found: dict[str, float] = {}
    for text in written:
        name, value = (part.strip() for part in text.split("=", 1))
        try:
            parameter = named(name)
            if parameter.name in found:
                raise UserError(say("challenge-twice", name=parameter.name))
            found[parameter.name] = value_of(parameter, value)
        except UserError as error:
            problems += error.lines
    most = settings.count("challenge_most")
    if len(found) > most:
        problems.append(say("challenge-most", most=most))
    if problems:
        raise UserError(*problems)
    return found


def value_of_text(values: Mapping[str, Any]) -> dict[str, float]:
    """Values as Python gives them, numbers or texts, under today's names.

    Raises:
        UserError: as `values_of`, or none is given.
    """
    if not values:
        raise UserError(say("challenge-nothing"))
    return values_of([f"{name}={value}" for name, value in values.items()])


def named(name: str) -> Parameter:
    """The parameter with a name, of today or before, or a title in either language, in small or large letters.

    Raises:
        UserError: there is none, or several have the title.
    """
    today = current_name(name.casefold())
    if today in registry():
        return registry()[today]
    titled = _titles().get(name.casefold(), [])
    if len(titled) == 1:
        return registry()[titled[0]]
    if titled:
        raise UserError(joined(say("title-of-several", title=shown(name)), say("allowed", allowed=", ".join(titled))))
    if name.casefold() in levers():
        raise UserError(say("challenge-lever", name=name.casefold()))
    alike = [title for title in _titles() if title[:1] == name[:1].casefold()]
    near = nearest(name, list(registry())) or nearest(name, alike)
    hint = say("the-nearest-known-is", near=near) if near else ""
    raise UserError(say("challenge-unknown-number", given=shown(name), hint=hint))


def is_number(name: str) -> bool:
    """Whether a parameter has this name or title."""
    return current_name(name.casefold()) in registry() or name.strip().casefold() in _titles()


def value_of(parameter: Parameter, written: str) -> float:
    """A value of a parameter as written: a number, a share in percent, or the option of a choice (or its number).

    It may lie outside the evidence, not outside what can be at all.

    Raises:
        UserError: it is none of these.
    """
    if parameter.choices:
        return _option(parameter, written)
    fault = thousands_fault(written, parameter.high >= LARGE) or comma_fault(written)
    number = math.nan if fault else _number(written, parameter)
    low, high = possible(parameter)
    if not math.isfinite(number):
        raise UserError(joined(f"{parameter.name}={shown(written)}: ", fault or say("is-not-a-number")))
    if not low <= number <= high:
        allowed = range_in(low, high, parameter.unit)
        told = say("cannot-be")
        raise UserError(say("parameter-out-of-range", name=parameter.name, value=number, told=told, allowed=allowed))
    return number


def _number(written: str, parameter: Parameter) -> float:
    text, is_percent = written.strip(), written.strip().endswith("%") and parameter.unit.startswith("share")
    try:
        return float(text.removesuffix("%").strip()) / 100 if is_percent else float(text)
    except ValueError:
        return math.nan


def _option(parameter: Parameter, written: str) -> float:
    names = list(parameter.choices)
    found = {each: float(place) for place, name in enumerate(names) for each in (name, f"{place}", f"{place}.0")}
    if written.casefold() in found:
        return found[written.casefold()]
    allowed = ", ".join(names)
    told = say("is-none-of-the-choices"), say("allowed", allowed=allowed)
    raise UserError(joined(f"{parameter.name}={shown(written)}: ", *told))


def _titles() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, each in registry().items():
        for title in {each.title_en.casefold(), each.title_da.casefold()}:
            found.setdefault(title, []).append(name)
    return found
