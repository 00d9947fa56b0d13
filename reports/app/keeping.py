"""What somebody takes home: a scenario file, the Python that gives the same numbers, a report."""

from __future__ import annotations

import json
import shlex
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from samspil.model.errors import UserError
from samspil.model.messages import say
from samspil.model.problems import shown
from samspil.scenarios import load, resolved_text
from samspil.scenarios.documents.uncertainties import Override
from samspil.scenarios.documents.values import NAME

from .asking import MINE, Ask, changes, policies, policy, settings
from .outcomes import today
from .refining import most

if TYPE_CHECKING:
    from samspil.scenarios import Scenario

LEVERS = ".with_levers(name={name}, **{changed})"
# What is needed for every question; draws and lines that change them come between.
CODE = """\
from samspil.runs import posterior, run_ensemble
from samspil.scenarios import load

policy = load({policy}){levers}
draws = posterior({most}, seed={seed})
{moved}draws = draws.isel(draw=slice({draws}))
told = {{"replicates": 1, "seed": {seed}, "potentials": {level}, "beyond_evidence": True}}
found = run_ensemble([{listed}], draws=draws, **told)
freed = found["freed_fte"].sel(scenario=policy.name, time="{month}-01").isel(replicate=0)
print(freed.median().item())
"""
OPTIMISM = """\
from samspil.experiments.emulating import load as emulator
from samspil.experiments.reverse.surrogate import moved

draws = moved(emulator(stale=True).surrogate, draws, {share!r})
"""
NUMBER = 'draws = draws.assign({{"{name}": ("draw", [{value!r}] * draws.sizes["draw"])}})\n'


def code(ask: Ask, draws: int, month: str) -> str:
    """Python that runs the same question with so many draws and prints the middle simulation in a month, `YYYY-MM`.

    Raises:
        UserError: the question is wrong.
    """
    whole = load(ask.policy.strip())
    levers = LEVERS.format(name=json.dumps(MINE), changed=json.dumps(changes(ask, whole))) if ask.levers else ""
    beside = [f"load({json.dumps(today())})"] if len(policies(replace(ask, second=""))) > 1 else []
    return CODE.format(
        policy=json.dumps(ask.policy.strip()),
        levers=levers,
        draws=draws,
        most=most(),
        seed=settings.count("seed"),
        moved=_moved(ask),
        listed=", ".join(["policy", *beside]),
        level=json.dumps(ask.level),
        month=month,
    )


def _moved(ask: Ask) -> str:
    """The lines that change the draws: optimism first, then the reader's own numbers."""
    shift = OPTIMISM.format(share=ask.optimism) if ask.optimism else ""
    return shift + "".join(NUMBER.format(name=name, value=value) for name, value in ask.numbers)


def named(ask: Ask, name: str) -> Scenario:
    """The policy asked for as a scenario of its own, with the reader's numbers and the level of potentials in it.

    Raises:
        UserError: the name is none, or that of a policy of the library; or the question is wrong.
    """
    from samspil.scenarios import library

    if name in library():
        raise UserError(say("name-is-taken", name=shown(name)))
    if not NAME.fullmatch(name):
        raise UserError(say("app-no-name", name=shown(name), allowed=say("name-form")))
    found = policy(ask)
    own = {**found.uncertainties, **{key: Override(value=value) for key, value in ask.numbers}}
    return replace(found, name=name, uncertainties=own, potentials=ask.level).checked


def document(ask: Ask, name: str) -> str:
    """The scenario file: it loads as what was asked.

    Raises:
        UserError: as `named`.
    """
    return resolved_text(named(ask, name))


def command(ask: Ask, file: str) -> str:
    """The command that runs the saved file beside today's policy, both under the reader's own numbers."""
    sets = [part for key, value in ask.numbers for part in ("--set", f"{key}={value!r}")]
    return shlex.join(["samspil", "forecast", today(), file, "--potentials", ask.level, *sets])


def report(folder: str, lang: str) -> str:
    """The HTML of the report of a finished forecast.

    Raises:
        UserError: there is none.
    """
    file = Path(folder.strip()) / f"report.{lang}.html"
    try:
        return file.read_text(encoding="utf-8")
    except OSError as error:
        raise UserError(say("app-no-report", path=shown(str(file)))) from error


def write(ask: Ask, name: str, lang: str) -> Path:
    """A quick forecast of the policy beside today's and its report, in a folder of its own; what is there stays.

    Raises:
        UserError: as `named`, or the folder cannot be written.
    """
    from samspil.experiments import forecast

    from ..report import write_report

    mine = named(ask, name)
    folder = Path("results") / f"app-{name}-{mine.digest[:8]}"
    draws, seed = settings.count("report_draws"), settings.count("seed")
    about = {"draws": draws, "replicates": 1, "seed": seed, "potentials": [ask.level], "side_tests": False}
    # The reader's numbers are beliefs, no part of a policy: today's is told under them too.
    ours = load(today(), [f"{key}={value!r}" for key, value in ask.numbers])
    made = forecast([ours, mine], to=folder, resume=True, command="samspil app", **about)
    if not (folder / f"report.{lang}.html").exists():
        write_report(folder, made.results, made.summary, made.scenarios, made.run, lang, ("html",))
    return folder
