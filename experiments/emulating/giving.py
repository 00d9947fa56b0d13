"""Settings as written, `NAME=VALUE`."""

from __future__ import annotations

from collections.abc import Sequence

from samspil.model.errors import UserError
from samspil.model.messages import joined, say
from samspil.model.problems import shown

from .emulator import Emulator


def values_of(written: Sequence[str], emulator: Emulator) -> dict[str, float]:
    """The values by name.

    Raises:
        UserError: one that is not NAME=VALUE, given twice, of no input, no number, or outside of what the emulator was
            fitted on; a line for each.
    """
    problems: list[str] = []
    found: dict[str, float] = {}
    for text in written:
        name, equals, value = (part.strip() for part in text.partition("="))
        try:
            emulator[name]
            if not equals:
                raise UserError(say("explore-without-value", name=name))
            if name in found:
                raise UserError(say("challenge-twice", name=name))
            found[name] = float(value)
        except UserError as error:
            problems += error.lines
        except ValueError:
            problems.append(joined(f"{name}={shown(value)}: ", say("is-not-a-number")))
    problems += emulator.refusals(found)
    if problems:
        raise UserError(*problems)
    return found
