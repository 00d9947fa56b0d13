"""The shipped posterior: the draws that a forecast uses unless it is told otherwise."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from samspil.model.errors import UserError
from samspil.model.parameters import prior_draws, priors, registry, retired
from samspil.runs.draws import as_draws, at_least_one, varies

from .settings import OWN

if TYPE_CHECKING:
    from collections.abc import Iterable

    import xarray as xr

FILE = "posterior.nc"
REFIT = "refit (samspil calibrate, then copy its posterior.nc here), or draw from the priors with --prior"
# Below these a parameter's spread and middle are its prior's.
DOMINATED, SHIFT = OWN.number("dominated"), OWN.number("shift")


def path() -> Path:
    """Where the shipped posterior lies."""
    return Path(str(files("samspil.calibration") / "data" / FILE))


def shipped(stale: bool = False) -> xr.Dataset:
    """The shipped posterior, parameters under their names of today.

    It is a posterior of this table of parameters if every parameter that was there at the fit has the prior that it had
    then. A new parameter or another name, title or source changes nothing; whether the rules are those of the fit is
    not checked.

    Args:
        stale: take it although priors have changed since; a parameter that is gone is left out.

    Raises:
        UserError: there is none, it cannot be read, or priors have changed since the fit.
    """
    held = _held(path())
    changed = [] if stale else _changed(held)
    if changed:
        more = f" (and {len(changed) - 1} more)" if len(changed) > 1 else ""
        raise UserError(
            f"{path()}: was fitted when {changed[0]}{more}; {REFIT}, or draw from it with --stale-posterior"
        )
    return held


def settled() -> dict[str, tuple[float, float]]:
    """By parameter, the share of its prior variance that the evidence takes away, and by how many prior standard
    deviations it moves it; only of parameters whose prior is that of the fit, none where no posterior can be read."""
    try:
        held = _held(path())
    except UserError:
        return {}
    now = priors()
    unchanged = {key for key, (_, prior) in fitted_with(held).items() if key in now and now[key][1] == prior}
    told = ("shrinkage", "shift")
    return {
        str(name): tuple(float(values.attrs.get(each, 0.0)) for each in told)
        for name, values in held.data_vars.items()
        if registry()[str(name)].key in unchanged
    }


@cache
def _held(file: Path) -> xr.Dataset:
    import xarray as xr

    if not file.exists():
        raise UserError(f"{file}: is not there; {REFIT}")
    try:
        with xr.open_dataset(file, engine="netcdf4") as held:
            loaded = held.load()
        return _under_current_names(loaded)
    except (OSError, ValueError, KeyError, RuntimeError) as error:
        raise UserError(f"{file}: is not a whole posterior: {str(error).splitlines()[0]}; {REFIT}") from error


def fitted_with(posterior: xr.Dataset) -> dict[str, tuple[str, str]]:
    """By key, the name that each parameter had at the fit, and what decided its draws."""
    return json.loads(posterior.attrs["priors"])


def _under_current_names(held: xr.Dataset) -> xr.Dataset:
    if not held.sizes.get("draw") or "priors" not in held.attrs:
        raise ValueError("it has no draws, or does not say which priors it was fitted with")
    now, known = priors(), registry()
    for key, (name, prior) in fitted_with(held).items():
        if key in now and now[key][1] == prior and varies(known[now[key][0]]) and name not in held:
            raise ValueError(f"it lacks {name}")
    names = {then: now[key][0] for key, (then, _) in fitted_with(held).items() if key in now and then in held}
    fitted = [names[name] for name in held.attrs["fitted"].split() if name in names]
    return held[list(names)].rename(names).assign_attrs(fitted=" ".join(fitted))


def _changed(held: xr.Dataset) -> list[str]:
    """What differs from the table that a posterior was fitted with, a text for each parameter."""
    now, changed, gone = priors(), [], set(retired().values())
    for key, (name, prior) in fitted_with(held).items():
        if key in gone:
            continue
        if key not in now:
            changed.append(f"there was a parameter {name} ({prior})")
        elif now[key][1] != prior:
            changed.append(f"{now[key][0]} was {prior}, not {now[key][1]}")
    return changed


def dominated(shrinkage: float, shift: float) -> bool:
    """Whether a parameter keeps its prior: evidence neither narrows nor moves it much."""
    return shrinkage < DOMINATED and abs(shift) < SHIFT


def prior_dominated(names: Iterable[str]) -> bool:
    """Whether the evidence says next to nothing of any of these parameters: their priors decide."""
    told = settled()
    return bool(told) and all(dominated(*told.get(name, (0.0, 0.0))) for name in names)


def draws_of(draws: int | xr.Dataset, seed: int, prior: bool = False, stale: bool = False) -> xr.Dataset:
    """Draws for a forecast: a number of them from the posterior (from the prior, if asked), or a Dataset of parameters
    as it is.

    Draw i is a pure function of (seed, i): the posterior's draws in an order that the seed shuffles, and over again
    with other luck where more are asked for than it has. A parameter newer than the fit is drawn from its prior.

    Raises:
        UserError: as `as_draws`, and as `shipped`.
    """
    if prior or hasattr(draws, "data_vars"):
        return as_draws(draws, seed)
    number = at_least_one("draws", draws)
    posterior = shipped(stale)
    size = posterior.sizes["draw"]
    order = np.random.default_rng(seed).permutation(size)
    places = order[np.arange(number) % size]
    drawn = posterior.isel(draw=places).assign_coords(draw=np.arange(number))
    newer = [name for name, parameter in registry().items() if varies(parameter) and name not in posterior]
    return as_draws(drawn.assign(prior_draws(seed, number, newer).data_vars), seed)
