"""A bank of runs: draws from the prior, and what each would have shown. Everything that is inferred comes from one."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.stats import norm

from samspil.model.compiled import sources_digest
from samspil.model.errors import UserError
from samspil.model.parameters import at_probabilities, digest, prior_probabilities, registry
from samspil.runs.draws import varies
from samspil.runs.files import write_json, write_whole, writing

from .simulator import Simulator

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


def uncertain_names() -> list[str]:
    """Parameters with a range, structural choices among them."""
    return [name for name, parameter in registry().items() if varies(parameter)]


def build(
    folder: Path, runs: int, seed: int = 1, workers: int = 1, report: Callable[[int], None] = lambda done: None
) -> Bank:
    """A bank of so many runs in a folder; blocks that are there already are not run again.

    Raises:
        UserError: the folder holds a bank of other code, parameters, targets or seed, or cannot be written.
    """
    simulator = Simulator(seed, workers=workers)
    names = uncertain_names()
    _begin(folder, {"seed": seed, "targets": [target.name for target in simulator.targets], **digests()})
    z, values = [], []
    for start in range(0, runs, BLOCK):
        u = prior_probabilities(seed, np.arange(start, start + BLOCK), names)
        z.append(norm.ppf(u))
        values.append(_block(folder / f"{start:07d}.npy", u, names, start, simulator, report))
        report(min(start + BLOCK, runs))
    return Bank(names, np.vstack(z)[:runs], [target.name for target in simulator.targets], np.vstack(values)[:runs])


def digests() -> dict[str, str]:
    """What a bank rests on."""
    return {"code": sources_digest(), "parameters": digest()}


def _block(
    path: Path, u: np.ndarray, names: list[str], start: int, simulator: Simulator, report: Callable[[int], None]
) -> np.ndarray:
    if path.exists():
        return np.load(path, allow_pickle=False)
    draws = at_probabilities(u, names).assign_coords(draw=np.arange(start, start + len(u)))
    values = simulator(draws, lambda done: report(start + done))
    write_whole(path, lambda fresh: np.save(fresh, values, allow_pickle=False))
    return values


def _begin(folder: Path, about: dict[str, Any]) -> None:
    path = folder / ABOUT
    with writing(folder):
        folder.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        write_json(path, about)
    held = json.loads(path.read_text(encoding="utf-8"))
    other = [key for key in about if held.get(key) != about[key]]
    if other:
        raise UserError(f"{folder}: holds runs of other {', '.join(other)}; take an empty folder, or delete this one")


def opened(folder: Path) -> Bank:
    """The bank in a folder, as far as it has been run.

    Raises:
        UserError: there is none, or it is of other code, parameters, targets.
    """
    blocks = sorted(folder.glob("*.npy"))
    if not blocks:
        raise UserError(f"{folder}: holds no runs; samspil calibrate makes them")
    seed = int(json.loads((folder / ABOUT).read_text(encoding="utf-8"))["seed"])
    return build(folder, BLOCK * len(blocks), seed)
