"""The emulator's answer: at once, marked as such, and only where it was fitted."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from functools import cache

from samspil.experiments.emulating import Emulator, load
from samspil.model.epoch import month_text
from samspil.model.errors import UserError

from .asking import Ask, baseline, changes, policies, settings
from .refining import Answer, Runs, refined

OFF = (("median", "typical"), ("median", "most"), ("gain", "typical"))


@cache
def emulator() -> Emulator | None:
    """The shipped emulator; nothing where it was fitted to other rules than those of today."""
    try:
        return load()
    except UserError as error:
        logging.getLogger("samspil.app").info("no emulator: %s", error)
        return None


def guess(ask: Ask, of: Emulator | None) -> Answer | None:
    """What the emulator says to a question; nothing where it was not fitted on such a one.

    Raises:
        UserError: the question is wrong.
    """
    if of is None or ask.second.strip() or (ask.policy.strip(), ask.level) != (of.about["baseline"], of.about["level"]):
        return None
    asked = policies(ask)
    levers = {name: change["add"] for name, change in changes(ask, baseline()).items()}
    others = {**dict(ask.numbers), **({"optimism": ask.optimism} if ask.optimism else {})}
    known = {each.name for each in of.inputs}
    if not {*levers, *others} <= known or of.outside({**levers, **others}):
        return None
    found = of.predict({**levers, **others})
    told = [found, *([of.predict(others)] if len(asked) > 1 else [])]
    values = {each.name: {"freed_fte": one["draws"].values} for each, one in zip(asked, told, strict=True)}
    year = int(month_text(asked[0].target.by)[:4])
    off = found["error"].sel(year=year)
    labels = {"time": [f"{each}-12-01" for each in of.years], "year": [str(each) for each in of.years]}
    labels["region"] = [str(name) for name in found["region"].values]
    errors = [float(off.sel(of=of, told=told)) for of, told in OFF]
    return Answer(ask, tuple(asked), values, labels, 0, *errors)


def answers(ask: Ask, runs: Runs, stop: Callable[[], bool]) -> Iterator[Answer]:
    """The emulator's answer where it has one and nothing has been run yet, then those of runs.

    Raises:
        UserError: the question is wrong.
    """
    first = None if runs.has(policies(ask)[0], ask) else guess(ask, emulator())
    if first is not None:
        yield first
        # Whoever still slides has the cores for the next first answer.
        time.sleep(settings.number("rest"))
        if stop():
            return
    yield from refined(ask, runs, stop)
