"""What somebody asks on the page: policies, levers, numbers; and the documents and draws that it comes to."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from samspil.experiments.challenging.challenge import under
from samspil.experiments.settings import word
from samspil.model.levers import levers
from samspil.runs.draws import lifted
from samspil.runs.fitted import draws_of
from samspil.runs.settings import Settings
from samspil.scenarios import load

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
        levers: levels of levers that were moved, which act last, from month `start` on.
        numbers: the reader's own values of the model's numbers, for every policy.
        optimism: share of the way that all numbers are moved to their favourable ends (below 0: the other ends).
        start: month `YYYY-MM`; the policy's own if empty.
    """

    policy: str = "current-policy"
    second: str = ""
    level: str = "estimated"
    levers: Pairs = ()
    numbers: Pairs = ()
    optimism: float = 0.0
    start: str = ""

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
    return whole.with_levers(start=ask.start or None, name=MINE, **dict(ask.levers)) if ask.levers else whole


def policies(ask: Ask) -> list[Scenario]:
    """The policy, today's and the second one, each once: the policy comes first.

    Raises:
        UserError: as `policy`.
    """
    asked = [policy(ask), baseline(), *([load(ask.second.strip())] if ask.second.strip() else [])]
    return list({each.name: each for each in reversed(asked)}.values())[::-1]


@lru_cache(maxsize=64)
def drawn(numbers: Pairs, size: int) -> xr.Dataset:
    """The first draws of every forecast with this seed, with the reader's own values in the place of ours.

    Raises:
        UserError: a number is not known, or a value cannot be.
    """
    ours = _draws(size)
    return ours if not numbers else lifted(under(ours, list(numbers)), True).assign_attrs(ours.attrs)


@lru_cache(maxsize=4)
def _draws(size: int) -> xr.Dataset:
    return draws_of(size, settings.count("seed"))


def level_of(scenario: Any, lever: str) -> float:
    """Where a policy has a lever in the month of its target, mean over regions, in the lever's unit."""
    changed = scenario.changes(lever)
    if not changed:
        return levers()[lever].default
    from samspil.scenarios.documents.known import regions

    return float(scenario.lever_table(lever, regions(scenario.population))[scenario.target.by].mean())
