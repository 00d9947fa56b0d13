"""Cases: every scenario at every potentials level, resolved and prepared before anything is run."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

import numpy as np

from samspil.model.errors import UserError
from samspil.model.messages import Message, say
from samspil.model.potentials import LEVELS
from samspil.model.problems import near_hint

from .draws import as_draws, at_least_one, records
from .encode import recorded
from .plan import Plan
from .variables import shape, variables

if TYPE_CHECKING:
    import xarray as xr

    from samspil.scenarios import Scenario

    from .kernel import Kernel

MOST_RUNS = 100_000_000  # some weeks on many cores


@dataclass(frozen=True, eq=False)
class Case:
    """One scenario at one potentials level: kernel arrays, and parameter records (draw,)."""

    scenario: Scenario
    level: str
    prepared: Any
    records: np.recarray


def resolve(scenario: Any) -> Scenario:
    """A Scenario from itself, a library name, a composition or a file.

    Raises:
        UserError: there is no such scenario, its file is wrong, or Python put into it what no file may say.
    """
    from samspil.scenarios import load

    return scenario.checked if hasattr(type(scenario), "checked") else load(scenario)


def make_plan(
    kernel: Kernel,
    scenarios: Any,
    draws: int | xr.Dataset,
    replicates: int,
    seed: int,
    potentials: Any,
    monthly: bool = False,
) -> Plan:
    """The plan of an ensemble, with every case prepared.

    Raises:
        UserError: anything about the request is wrong; nothing has then been run.
    """
    levels = checked_levels(potentials)
    resolved = _resolve_all(scenarios)
    replicates, seed = at_least_one("replicates", replicates), checked_seed(seed)
    drawn = as_draws(draws, seed)
    runs = len(levels) * len(resolved) * drawn.sizes["draw"] * replicates
    if runs > MOST_RUNS:
        raise UserError(say("too-many-runs", runs=runs, most=MOST_RUNS))
    cases = _prepare_all(kernel, levels, resolved, drawn, seed)
    one_level, values = isinstance(potentials, str), values_per_run(cases[0].prepared.labels, monthly)
    return Plan(levels, one_level, tuple(resolved), cases, drawn, replicates, seed, values, monthly)


def values_per_run(labels: dict[str, list[str]], monthly: bool = False) -> int:
    """How many numbers one run records."""
    return int(sum(np.prod(shape(variable, labels)) for variable in variables(monthly).values()))


def checked_levels(potentials: str | Iterable[str]) -> tuple[str, ...]:
    """Potentials levels as a tuple.

    Raises:
        UserError: none, an unknown one, or one twice.
    """
    levels = (potentials,) if isinstance(potentials, str) else tuple(potentials)
    problems = [_unknown_level(level) for level in levels if level not in LEVELS]
    if not levels or len(set(levels)) < len(levels):
        problems.append(say("potentials-once-each"))
    if problems:
        raise UserError(*problems)
    return levels


def checked_seed(seed: int) -> int:
    """The seed as an int between 0 and 2**63 - 1.

    Raises:
        UserError: otherwise.
    """
    if isinstance(seed, bool) or not isinstance(seed, (int, np.integer)) or not 0 <= seed < 2**63:
        raise UserError(say("seed-out-of-range", seed=seed))
    return int(seed)


def checked_keep(keep: Sequence[str]) -> tuple[str, ...]:
    """Names of variables of the results.

    Raises:
        UserError: one that is none, or a text in place of a list.
    """
    names = [keep] if isinstance(keep, str) else list(keep)
    problems = [_unknown_variable(str(name)) for name in names if name not in recorded()]
    if problems:
        raise UserError(*problems)
    return tuple(names)


def _unknown_variable(name: str) -> Message:
    return say("is-not-known", what="keep", given=name, hint=near_hint(name, recorded()))


def _resolve_all(scenarios: Any) -> list[Scenario]:
    if not (isinstance(scenarios, Iterable) or hasattr(type(scenarios), "digest")):
        raise UserError(say("scenarios-of-no-kind", given=scenarios))
    listed: Sequence[Any] = (
        [scenarios] if isinstance(scenarios, str) or hasattr(type(scenarios), "digest") else list(scenarios)
    )
    if not listed:
        raise UserError(say("scenarios-give-at-least-one"))
    resolved = [resolve(scenario) for scenario in listed]
    names = [scenario.name for scenario in resolved]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise UserError(*(say("scenario-given-twice", name=name) for name in twice))
    return resolved


def _prepare_all(
    kernel: Kernel, levels: tuple[str, ...], scenarios: list[Scenario], draws: xr.Dataset, seed: int
) -> tuple[Case, ...]:
    # Most scenarios leave the parameters alone and can share one set of records.
    shared: dict[str, np.recarray] = {}
    cases = []
    for level in levels:
        for scenario in scenarios:
            own = repr((scenario.uncertainties, scenario.rules))
            if own not in shared:
                shared[own] = records(draws, scenario.uncertainties, scenario.rules)
            prepared = kernel.prepare(replace(scenario, potentials=level), seed)
            cases.append(Case(scenario, level, prepared, shared[own]))
    _same_labels(cases)
    return tuple(cases)


def _same_labels(cases: list[Case]) -> None:
    first = cases[0]
    problems = [
        say("scenarios-differ-in", name=case.scenario.name, other=first.scenario.name, dim=dim)
        for case in cases[1:]
        for dim, labels in case.prepared.labels.items()
        if list(labels) != list(first.prepared.labels[dim])
    ]
    if problems:
        raise UserError(*dict.fromkeys(problems))


def _unknown_level(level: object) -> str:
    near = get_close_matches(str(level), LEVELS, n=1)
    hint = say("the-nearest-is", near=near[0]) if near else ""
    return say("potentials-unknown", level=level, levels=", ".join(LEVELS), hint=hint)
