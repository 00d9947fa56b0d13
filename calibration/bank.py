"""A bank of runs: draws from the prior, and what each would have shown. Everything that is inferred comes from one.

It is kept in parts, one of the runs of current policy and one of each roll-out's replays, in a folder named after all
that the part rests on. One more roll-out costs its own replays; other code or other numbers never read what is stale.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from scipy.stats import norm

from samspil.model.errors import UserError
from samspil.model.messages import say
from samspil.model.parameters import at_probabilities, digest, prior_probabilities, registry
from samspil.runs import draws as drawing
from samspil.runs.basis import rules
from samspil.runs.draws import varies
from samspil.runs.files import write_json, write_whole, writing
from samspil.runs.normalised import code_digest

from . import quantities, replaying, simulator
from .simulator import SCENARIO, Simulator
from .targets import Target, load_targets

if TYPE_CHECKING:
    from collections.abc import Callable

BLOCK = 500
ABOUT = "about.json"


@dataclass(frozen=True, eq=False)
class Bank:
    """Draws from the prior and their simulated quantities.

    Attributes:
        names: parameters (P,) that have a range.
        z: where each draw stands in its prior, as a standard normal score (N, P): the prior of every column is N(0, 1).
        targets: names of the simulated quantities (T,).
        values: simulated quantities (N, T).
    """

    names: list[str]
    z: np.ndarray
    targets: list[str]
    values: np.ndarray

    def columns(self, targets: list[str]) -> np.ndarray:
        """The simulated quantities of some targets (N, len(targets))."""
        return self.values[:, [self.targets.index(name) for name in targets]]

    def part(self, rows: np.ndarray) -> Bank:
        """Some of the runs."""
        return Bank(self.names, self.z[rows], self.targets, self.values[rows])


@dataclass(frozen=True)
class Part:
    """Runs that are kept together: of current policy (no episode), or of an episode."""

    folder: Path
    targets: list[Target]

    def block(self, start: int) -> Path:
        """Where the values of the draws from `start` on lie."""
        return self.folder / f"{start:07d}.npy"


def uncertain_names() -> list[str]:
    """Parameters with a range, structural choices among them."""
    return [name for name, parameter in registry().items() if varies(parameter)]


def build(
    folder: Path, runs: int, seed: int = 1, workers: int = 1, report: Callable[[int], None] = lambda done: None
) -> Bank:
    """A bank of so many runs in a folder; what is there already is not run again.

    Raises:
        UserError: the folder cannot be written.
    """
    with writing(folder):
        folder.mkdir(parents=True, exist_ok=True)
    write_json(folder / ABOUT, {"seed": seed, **digests()})
    parts = parts_of(folder, seed)
    # Kept from block to block: worlds and stages take a second to make.
    started: dict[tuple[Path, ...], Simulator] = {}
    for start in range(0, runs, BLOCK):
        _fill(parts, start, seed, workers, report, started)
        report(min(start + BLOCK, runs))
    return _loaded(parts, runs, seed)


def opened(folder: Path) -> Bank:
    """The bank in a folder, as far as it has been run; nothing is written.

    Raises:
        UserError: there is none, or it lacks runs of this code, these parameters and these targets.
    """
    if not (folder / ABOUT).exists():
        raise UserError(say("holds-no-runs", folder=folder))
    seed = int(json.loads((folder / ABOUT).read_text(encoding="utf-8"))["seed"])
    runs, parts = [], parts_of(folder, seed)
    for part in parts:
        blocks = next(number for number in range(10**6) if not part.block(BLOCK * number).exists())
        if not blocks:
            name = part.targets[0].episode or SCENARIO
            raise UserError(say("holds-no-such-runs", folder=folder, name=name))
        runs.append(BLOCK * blocks)
    return _loaded(parts, min(runs), seed)


def parts_of(folder: Path, seed: int) -> list[Part]:
    """The parts of a bank: that of current policy, then one an episode."""
    asked = [target for target in load_targets().values() if target.quantity]
    started = Simulator(seed, asked)
    found = []
    for episode in dict.fromkeys(target.episode for target in asked):
        targets = [target for target in asked if target.episode == episode]
        code = (simulator, drawing, replaying if episode else quantities)
        about = [started.digest(episode), *digests().values(), *(target.name for target in targets)]
        about.append(code_digest(tuple(Path(str(module.__file__)) for module in code)))
        whole = hashlib.sha256(repr(about).encode()).hexdigest()
        found.append(Part(folder / f"{episode or SCENARIO}-{whole[:12]}", targets))
    return found


def digests() -> dict[str, str]:
    """The rules and the priors that runs rest on; what says the same in other words counts as the same."""
    return {"code": rules(), "parameters": digest()}


def _loaded(parts: list[Part], runs: int, seed: int) -> Bank:
    """The bank from parts that are there; nothing is written."""
    names = uncertain_names()
    z = norm.ppf(prior_probabilities(seed, np.arange(runs), names))
    starts = range(0, runs, BLOCK)
    blocks = [np.hstack([np.load(part.block(start), allow_pickle=False) for part in parts]) for start in starts]
    return Bank(names, z, [target.name for part in parts for target in part.targets], np.vstack(blocks)[:runs])


def _fill(
    parts: list[Part],
    start: int,
    seed: int,
    workers: int,
    report: Callable[[int], None],
    started: dict[tuple[Path, ...], Simulator],
) -> None:
    """Run the draws from `start` on, for those parts that do not have them, by simulators that are kept."""
    missing = [part for part in parts if not part.block(start).exists()]
    if not missing:
        return
    asked = tuple(part.folder for part in missing)
    if asked not in started:
        started[asked] = Simulator(seed, [target for part in missing for target in part.targets], workers)
    names, numbers = uncertain_names(), np.arange(start, start + BLOCK)
    draws = at_probabilities(prior_probabilities(seed, numbers, names), names).assign_coords(draw=numbers)
    values = started[asked](draws, lambda done: report(start + done))
    for part in missing:
        own, values = values[:, : len(part.targets)], values[:, len(part.targets) :]
        part.folder.mkdir(exist_ok=True)
        write_whole(part.block(start), lambda fresh, own=own: np.save(fresh, own, allow_pickle=False))
