"""What somebody asks on the page: policies, levers, numbers; and the documents and draws that it comes to."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from samspil.experiments.challenging.challenge import under
from samspil.experiments.emulating import load as load_emulator
from samspil.experiments.reverse.surrogate import Surrogate, moved
from samspil.experiments.settings import table, word
from samspil.model.levers import levers
from samspil.runs.draws import lifted
from samspil.runs.fitted import draws_of
from samspil.runs.settings import Settings
from samspil.scenarios import load
from samspil.scenarios.documents.known import regions
from samspil.scenarios.tables import policy_start

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
        levers: where levers were moved to, from the level that the policy has when new policies start.
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
    added = {name: float(f"{value - level_of(whole, name):.6g}") for name, value in ask.levers}
    return {name: {"add": value, **_ramp(name)} for name, value in added.items()}


def _ramp(lever: str) -> dict[str, int]:
    months = {row["lever"]: int(row["ramp_months"]) for row in table("movable")}.get(lever, 0)
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
    """Where a policy has a lever when new policies start, mean over regions, in the lever's unit."""
    if not scenario.changes(lever):
        return levers()[lever].default
    return float(scenario.lever_table(lever, list(regions(scenario.population)))[policy_start()].mean())
