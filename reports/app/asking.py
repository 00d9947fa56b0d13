"""What somebody asks on the page: policies, levers, numbers; and the documents and draws that it comes to."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from samspil.experiments.challenging.challenge import under
from samspil.experiments.emulating import load as load_emulator
from samspil.experiments.emulating.inputs import ramps
from samspil.experiments.reverse.surrogate import Surrogate, moved
from samspil.experiments.settings import word
from samspil.model.epoch import MONTHS, month_text
from samspil.model.levers import levers
from samspil.runs.draws import lifted
from samspil.runs.fitted import draws_of
from samspil.runs.settings import Settings
from samspil.scenarios import load
from samspil.scenarios.documents.known import regions

if TYPE_CHECKING:
    import xarray as xr

    from samspil.scenarios import Scenario

settings = Settings(Path(__file__).parent / "data")
MINE = "mine"
Pairs = tuple[tuple[str, float], ...]


@dataclass(frozen=True)
class Ask:
    """A question: a policy with levers moved, perhaps a second one, at a level of potentials, under whose numbers.

    Args:
        policy: a name, a file or a composition.
        second: another, to stand beside it; nothing for none.
        level: potentials level.
        levers: where levers were moved to by the end, from the level that the policy has then.
        numbers: the reader's own values of the model's numbers, for every policy.
        optimism: share of the way that all numbers are moved to their favourable ends.
    """

    policy: str = "current-policy"
    second: str = ""
    level: str = "estimated"
    levers: Pairs = ()
    numbers: Pairs = ()
    optimism: float = 0.0

    def moved(self, kind: str, name: str, value: float | None) -> Ask:
        """With one of the `levers` or `numbers` at a value; None takes it back to what it was."""
        pairs = {key: held for key, held in getattr(self, kind) if key != name}
        given = pairs if value is None else {**pairs, name: value}
        return replace(self, **{kind: tuple(sorted(given.items()))})


def baseline() -> Scenario:
    """Today's policy."""
    return load(word("baseline"))


def policy(ask: Ask) -> Scenario:
    """The policy asked for, with its levers as they were moved.

    Raises:
        UserError: there is no such policy, or a level is out of range.
    """
    whole = load(ask.policy.strip())
    return whole.with_levers(name=MINE, **changes(ask, whole)) if ask.levers else whole


def changes(ask: Ask, whole: Scenario) -> dict[str, dict[str, float]]:
    """What moving levers adds to a policy, as a document writes it: over the months that a lever takes to change."""
    return {name: {"add": _added(whole, name, value), **_ramp(name)} for name, value in ask.levers}


def _added(whole: Scenario, lever: str, value: float) -> float:
    """What brings the mean over regions to a value in the end, though a region at an end of the range goes no further.

    A half-way search between all that can be taken away and all that can be added.
    """
    known, ends = levers()[lever], _levels(whole, lever)[-1]
    added, low, high = value - ends.mean(), known.low - known.high, known.high - known.low
    for _ in range(settings.count("halvings")):
        missed = np.clip(ends + added, known.low, known.high).mean() - value
        if abs(missed) < 1e-9 or not known.low <= value <= known.high:
            break
        low, high = (low, added) if missed > 0 else (added, high)
        added = (low + high) / 2
    return float(f"{added:.6g}")


def _ramp(lever: str) -> dict[str, int]:
    months = ramps().get(lever, 0)
    return {"ramp": months} if months else {}


def policies(ask: Ask) -> list[Scenario]:
    """The policy, today's and the second one, each once: the policy comes first.

    Raises:
        UserError: as `policy`.
    """
    asked = [policy(ask), baseline(), *([load(ask.second.strip())] if ask.second.strip() else [])]
    return list({each.name: each for each in reversed(asked)}.values())[::-1]


@lru_cache(maxsize=64)
def drawn(numbers: Pairs, optimism: float, size: int) -> xr.Dataset:
    """The first draws of every forecast with this seed, moved by optimism, then with the reader's own values.

    Raises:
        UserError: a number is not known, or a value cannot be.
    """
    ours = _draws(size)
    if not numbers and not optimism:
        return ours
    shifted = moved(favourable(), ours, optimism) if optimism else ours
    return lifted(under(shifted, list(numbers)), True).assign_attrs(ours.attrs)


@cache
def favourable() -> Surrogate:
    """Which end of every number is favourable, as the emulator learned it: that hardly changes with the rules."""
    return load_emulator(stale=True).surrogate


@lru_cache(maxsize=4)
def _draws(size: int) -> xr.Dataset:
    return draws_of(size, settings.count("seed"))


def level_of(scenario: Scenario, lever: str) -> float:
    """Where a policy has a lever in the end, mean over regions, in the lever's unit."""
    return float(_levels(scenario, lever)[-1].mean())


def reached(scenario: Scenario, lever: str) -> str:
    """The month (`YYYY-MM`) from which a policy has a lever where it ends; empty if it stands there from the start."""
    means = _levels(scenario, lever)[: MONTHS + 1].mean(axis=1)
    month = int(np.flatnonzero(~np.isclose(means, means[-1], rtol=0.0, atol=1e-9)).max(initial=-1)) + 1
    return month_text(month) if month > scenario.start else ""


def _levels(scenario: Scenario, lever: str) -> np.ndarray:
    return scenario.lever_table(lever, list(regions(scenario.population)))
