"""The handful of numbers that decide a forecast, with ours, the evidence and what each does from end to end."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import xarray as xr

from samspil.model.errors import UserError
from samspil.model.messages import say
from samspil.runs.fitted import draws_of

from .. import settings
from ..asking import Asking
from ..driving import drivers
from ..records import Assumption, Driver, Summary
from ..sensitivities import sensitivity
from ..tornado import driver
from .placing import placed
from .table import deciding

# Steps whose main number stands in the list even where it is not told from noise.
STEPS = ("hosts", "depth", "realised", "cashed", "sustained", "origin")

# What `summary.json` holds, or a forecast's ensemble.
Source = Summary | xr.Dataset


@dataclass(frozen=True)
class Decisive:
    """What decides a scenario by a date: numbers told from noise, the largest share first, and those that the reverse
    test asks most of; ``others``: how many numbers are not told from noise."""

    scenario: str
    potentials: str
    date: str
    draws: int
    drivers: list[Driver]
    others: int
    reverse: list[Assumption]


def handful(
    scenario: Any = None,
    draws: int | None = None,
    asking: Asking | None = None,
    source: Summary | xr.Dataset | None = None,
) -> xr.Dataset:
    """The numbers that decide, from a forecast, or from runs of their own.

    Args:
        scenario: a Scenario, a name or a file; current policy unless told. A summary tells its own, and no other.
        draws: of runs of their own; ``challenge_list`` if not given.
        asking: seed, level, workers.
        source: what ``summary.json`` holds, or a forecast's ensemble; nothing is run then.

    Returns:
        Along ``number``, those told from noise first (``told``), then those that the reverse test asks most of and the
        main number of each step of the staircase: ``explained``, the share of the variance of single runs; ``fte``
        (end: low, high), mean FTE in the fifth of draws where it is lowest and highest, ``at`` (end) its mean there;
        both NaN where it is not told; ``needed``, what the reverse test asks of it, NaN where it asks nothing; and ours
        with its evidence (see :mod:`.placing`).

    Raises:
        UserError: too few draws to tell, or a run failed.

    Example:
        >>> found = handful("current-policy", draws=40, asking=Asking(workers=1))
    """
    asked = asking or Asking()
    if source is None:
        told = from_runs(scenario, draws, asked)
    else:
        told = of(drivers(source, scenario)) if isinstance(source, xr.Dataset) else from_summary(source)
    drawn = draws_of(settings.count("draws"), asked.seed, asked.base == "prior", asked.base == "stale")
    return dataset(told, drawn)


def from_summary(summary: Summary) -> Decisive:
    """What a forecast's own draws told.

    Raises:
        UserError: they were too few.
    """
    told = summary.get("drivers")
    if told is None:
        raise UserError(say("challenge-no-drivers", draws=summary["draws"], least=settings.count("given_least")))
    asks = [each for each in summary["reverse_test"] if each["by"] == told["date"] and each["reached"]]
    first = min(asks, key=lambda each: len(each["unused"]), default=None)
    reverse = [] if first is None else sorted(first["assumptions"], key=lambda each: -each["share"])
    size = settings.count("challenge_told")
    about = (told["scenario"], told["potentials"], told["date"], told["draws"])
    left = told["others"] + max(0, len(told["parameters"]) - size)
    return Decisive(*about, told["parameters"][:size], left, reverse[: settings.count("claims_assumptions")])


def from_runs(scenario: Any, draws: int | None, asked: Asking) -> Decisive:
    """What runs of their own tell: draws as they are, from the fit."""
    size = draws or settings.count("challenge_list")
    return of(sensitivity(scenario or settings.word("baseline"), "given", size, asked))


def of(found: xr.Dataset) -> Decisive:
    """What an analysis of draws as they are tells, by its first date."""
    due = found.isel(outcome=0)
    order = [int(place) for place in np.argsort(-due["share"].values) if due["told"].values[place]]
    told = [driver(due.isel(parameter=place)) for place in order[: settings.count("challenge_told")]]
    about = [str(found.attrs[name]) for name in ("scenario", "potentials")]
    date, draws = str(found["outcome"].values[0]), int(found.attrs["draws"])
    return Decisive(about[0], about[1], date, draws, told, due.sizes["parameter"] - len(told), [])


def dataset(told: Decisive, drawn: xr.Dataset) -> xr.Dataset:
    """The numbers labelled, beside our draws of them."""
    asked = {each["name"]: each["needed"] for each in told.reverse}
    known = {each["name"]: each for each in told.drivers}
    main = [names[0] for names in map(deciding, STEPS)]
    names = list(dict.fromkeys([*known, *asked, *main]))
    found = placed(dict.fromkeys(names, np.nan), drawn).drop_vars(["yours", "below", "outside"])
    data = {
        "told": ("number", [name in known for name in names]),
        "explained": ("number", [_of(known.get(name), "share") for name in names]),
        "fte": (("number", "end"), _ends(names, known, ("low", "high")), {"units": "FTE"}),
        "at": (("number", "end"), _ends(names, known, ("at_low", "at_high"))),
        "needed": ("number", [asked.get(name, np.nan) for name in names]),
    }
    about = {name: getattr(told, name) for name in ("scenario", "potentials", "date", "draws", "others")}
    return found.assign(data).assign_coords(end=["low", "high"]).assign_attrs(about)


def _ends(names: list[str], known: dict[str, Driver], keys: tuple[str, str]) -> np.ndarray:
    return np.array([[_of(known.get(name), key) for key in keys] for name in names]).reshape(len(names), 2)


def _of(one: Driver | None, key: str) -> float:
    value = None if one is None else one.get(key)
    return np.nan if not isinstance(value, float) else value
