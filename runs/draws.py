"""Which parameter values a run uses: draws, a scenario's own settings, and the records that the kernel reads."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

import numpy as np

from samspil.model.choices import AS_DRAWN
from samspil.model.errors import UserError
from samspil.model.messages import say
from samspil.model.parameters import (
    STRUCTURE,
    VECTORS,
    Parameter,
    by_current_name,
    current_name,
    pack,
    prior_draws,
    registry,
    retired,
    structures,
)
from samspil.model.problems import called

from .ranges import BEYOND, label_problems, range_problems

if TYPE_CHECKING:
    import xarray as xr

    from samspil.scenarios.documents.uncertainties import Override

# Draws, replicates and threads; more would not end, and memory would not hold them.
MOST = 100_000
# What a file of a fit holds beside parameters, and where parameters come from that a Dataset does not name.
BESIDE = ("simulated", "forced")
FILLS = ("central", "posterior", "prior")
_GRID = np.linspace(0.0, 1.0, 4097)


def as_draws(draws: int | xr.Dataset, seed: int) -> xr.Dataset:
    """Parameter draws with dims `draw`, a coordinate `draw` and a variable `luck`.

    Args:
        draws: how many to take from the prior, or a Dataset of parameters (dim `draw`, optional variable `luck`).
            Former names count as those of today; what a file of a fit holds beside parameters is left out. Its
            attribute `beyond_evidence` (True) lets values lie outside the evidence ranges.
        seed: seed of the prior draws.

    Raises:
        UserError: fewer than one draw, an unknown parameter, one given by two of its names, a variable of another
            shape, a value that is no number or out of range, labels or luck that are not whole numbers.
    """
    if isinstance(draws, (int, np.integer)) and not isinstance(draws, bool):
        return with_luck(prior_draws(seed, at_least_one("draws", draws)))
    if not hasattr(draws, "data_vars"):
        raise UserError(say("draws-of-no-kind", draws=draws))
    known = under_current_names(draws)
    problems = _problems(known)
    if problems:
        raise UserError(*problems)
    return with_luck(known)


def under_current_names(draws: xr.Dataset) -> xr.Dataset:
    """The same draws, each parameter under its name of today; numbers that moved nothing are left out.

    Raises:
        UserError: a parameter is there under two of its names.
    """
    draws = draws.drop_vars([name for name in (*retired(), *BESIDE) if name in draws])
    names = [str(name) for name in draws.data_vars]
    by_current_name(dict.fromkeys(names))
    former = {name: current_name(name) for name in names if current_name(name) != name}
    return draws.rename(former) if former else draws


def at_least_one(name: str, value: int) -> int:
    """The value as an int, if it is a whole number from one to `MOST`.

    Raises:
        UserError: otherwise.
    """
    return counted(name, value, 1)


def counted(name: str, value: int, low: int) -> int:
    """The value as an int, if it is a whole number from `low` to `MOST`.

    Raises:
        UserError: otherwise.
    """
    is_whole = isinstance(value, (int, np.integer)) and not isinstance(value, bool)
    if not is_whole or not low <= value <= MOST:
        raise UserError(say("not-whole-within", name=called(name), value=value, low=low, most=MOST))
    return int(value)


def with_luck(draws: xr.Dataset) -> xr.Dataset:
    """The draws with a `draw` coordinate and `luck`: the draw's label unless the Dataset says otherwise."""
    if "draw" not in draws.coords:
        draws = draws.assign_coords(draw=np.arange(draws.sizes["draw"]))
    if "luck" not in draws:
        draws = draws.assign(luck=("draw", draws["draw"].values.astype(np.int64)))
    return draws


def parameter_names(draws: xr.Dataset) -> list[str]:
    """Names of the parameters that a Dataset of draws sets."""
    return [str(name) for name in draws.data_vars if name != "luck"]


def column(draws: xr.Dataset, name: str) -> np.ndarray:
    """Values (draw,) of one parameter; `draws[name]` would look at hundreds of coordinates each time."""
    return draws.variables[name].values


def checked_names(values: Mapping[str, Any]) -> dict[str, Any]:
    """The values by name; a UserError with one line a name that the registry does not know."""
    problems = [_unknown(name) for name in values if name not in registry()]
    if problems:
        raise UserError(*problems)
    return dict(values)


def lifted(draws: int | xr.Dataset, beyond_evidence: bool) -> Any:
    """The draws, marked where their values may lie outside the evidence ranges."""
    return draws.assign_attrs({BEYOND: True}) if beyond_evidence and not isinstance(draws, int) else draws


def records(draws: xr.Dataset, uncertainties: Mapping[str, Override], rules: Mapping[str, bool | str]) -> np.recarray:
    """Kernel records (draw,) of the draws under a scenario's own `uncertainties` and `rules`.

    A fixed value replaces the draw. A range is drawn from evenly, at the draw's own prior probability, so that draw i
    stays at the same quantile and policies remain paired.
    """
    return pack(as_run(draws, uncertainties, rules), draws.sizes["draw"])


def as_run(
    draws: xr.Dataset, uncertainties: Mapping[str, Override], rules: Mapping[str, bool | str]
) -> dict[str, np.ndarray | float]:
    """Values (draw,) of the draws' parameters under a scenario, and of those that it fixes, a number each."""
    values: dict[str, Any] = {name: column(draws, name).astype(float) for name in parameter_names(draws)}
    for name, setting in uncertainties.items():
        values[name] = _under(registry()[name], setting, values.get(name))
    for rule, forms in structures().items():
        form = rules.get(rule, AS_DRAWN)
        if form != AS_DRAWN:
            values[f"{STRUCTURE}{rule}"] = float(forms.index(str(form)))
    return values


def read_from(record: np.recarray) -> dict[str, float]:
    """By name, what rules read in one record (1,): shares of hours sum to one, effects are as the variant has them."""
    values, next_place = {}, Counter[str]()
    for name in registry():
        group = name.partition(".")[0]
        in_vector = "." in name and group in VECTORS
        values[name] = float(record[group][0, next_place[group]] if in_vector else record[name.replace(".", "_")][0])
        next_place[group] += in_vector
    return values


def _under(parameter: Parameter, setting: Override, values: np.ndarray | None) -> np.ndarray | float:
    if setting.value is not None:
        return setting.value
    if setting.low is None or setting.high is None:
        raise ValueError(f"{parameter.name}: an override has a value, or a low and a high")
    if values is None:
        return min(max(parameter.default, setting.low), setting.high)
    probability = np.interp(values, parameter.quantile(_GRID), _GRID)
    return setting.low + (setting.high - setting.low) * probability


def varies(parameter: Parameter) -> bool:
    """Whether the prior holds more than one value: a form of weight 0 is in no draw."""
    if parameter.choices:
        return sum(weight > 0.0 for weight in parameter.choices.values()) > 1
    return parameter.distribution != "point" and parameter.high > parameter.low


def _problems(draws: xr.Dataset) -> list[str]:
    if "draw" not in draws.dims:
        return [say("draws-lack-dim")]
    at_least_one("draws", draws.sizes["draw"])
    problems = [_unknown(name) for name in parameter_names(draws) if name not in registry()]
    for name in map(str, draws.data_vars):
        values = draws.variables[name]
        if values.dims != ("draw",):
            problems.append(say("draws-wrong-dims", name=name, dims=values.dims))
        elif values.dtype.kind not in "iufb" or not np.isfinite(values.values.astype(float)).all():
            problems.append(say("draws-no-numbers", name=name))
        elif name in registry():
            problems += range_problems(name, values.values, bool(draws.attrs.get(BEYOND, False)))
    return problems + label_problems(draws)


def _unknown(name: str) -> str:
    near = get_close_matches(name, registry(), n=1)
    hint = say("the-nearest-known-name-is", near=near[0]) if near else ""
    return say("parameter-unknown", name=name, hint=hint)
