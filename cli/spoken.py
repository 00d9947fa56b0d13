"""Which language to speak: as asked for, else as the machine is set."""

from __future__ import annotations

import os
from collections.abc import Sequence
from itertools import pairwise

LANGUAGES = ("en", "da")
VARIABLE = "SAMSPIL_LANG"
LOCALES = ("LC_ALL", "LC_MESSAGES", "LANG")  # the first that is set decides, as everywhere on Unix
OPTION = "--lang"


def spoken(arguments: Sequence[str]) -> str:
    """The language of help and of usage errors, which are told before the options are read."""
    before = arguments[: arguments.index("--")] if "--" in arguments else arguments
    named = [after for option, after in pairwise(before) if option == OPTION]
    named += [argument.removeprefix(f"{OPTION}=") for argument in before if argument.startswith(f"{OPTION}=")]
    # A wrong one is refused in the language that is asked for elsewhere.
    asked = [*reversed(named), os.environ.get(VARIABLE, "")]
    return next((language for language in asked if language in LANGUAGES), "") or of_the_machine()


def of_the_machine() -> str:
    """The language that the machine is set to, where it is spoken here; else English."""
    said = next((os.environ[name] for name in LOCALES if os.environ.get(name)), "")
    return said[:2] if said[:2] in LANGUAGES else LANGUAGES[0]
