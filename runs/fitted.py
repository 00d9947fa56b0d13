"""The shipped fit: its draws are what runs use unless told otherwise, and one of them is the centre.

The file (`samspil calibrate` writes it) holds draws of all parameters; beside them what each draw gives of everything
that was seen (`simulated`), and its weight in the forced variant (`forced`).
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from samspil.model.errors import UserError
from samspil.model.messages import joined, say
from samspil.model.parameters import at_probabilities as prior_at
from samspil.model.parameters import prior_draws, prior_probabilities, priors, registry, retired

from .basis import NAMED, basis
from .draws import BESIDE, FILLS, as_draws, at_least_one, varies, with_luck
from .settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterable

    import xarray as xr

FILE = "posterior.nc"
# What a file of the fit says beside its values.
TOLD = ("priors", "fitted", "seed", "central", "central_luck", *NAMED)
# The attribute of draws that says what they are from: `posterior`, `stale` (likewise, though it is) or `prior`.
DRAWN = "drawn"
_OWN = Settings(Path(__file__).parent / "data")
# Below these a parameter's spread and middle are its prior's.
DOMINATED, SHIFT = _OWN.number("dominated"), _OWN.number("shift")


def path() -> Path:
    """Where the shipped posterior lies."""
    return Path(__file__).parent / "data" / FILE


def shipped(stale: bool = False) -> xr.Dataset:
    """The shipped posterior, parameters under their names of today.

    It is a posterior of this model if what decides numbers is what it was at the fit: the prior of every parameter that
    was there, what the rules do, worlds, simulated quantities and observations. A new parameter or another name, title,
    comment or source changes nothing.

    Args:
        stale: take it although something has changed since; a parameter that is gone is left out, a value outside a
            range that has become narrower stands at its end.

    Raises:
        UserError: there is none, it cannot be read, or something has changed since the fit.
    """
    _held(path())
    changed = [] if stale else changes()
    if changed:
        more = joined(" ", say("and-others", count=len(changed) - 1)) if len(changed) > 1 else ""
        raise UserError(say("posterior-is-stale", path=path(), changed=changed[0], more=more, refit=say("refit")))
    return _clipped(path()).copy()


@cache
def _clipped(file: Path) -> xr.Dataset:
    """The draws, each inside today's range: what is stored is rounded, and a range may have become narrower."""
    held = _held(file).drop_vars(BESIDE)
    known = {str(name): registry()[str(name)] for name in held.data_vars}
    return held.assign({name: held[name].clip(each.low, each.high, keep_attrs=True) for name, each in known.items()})


def changes() -> list[str]:
    """What decides numbers and differs from what it was at the shipped fit, in words; nothing for a fresh fit.

    Raises:
        UserError: there is none, or it cannot be read.
    """
    return _changes(path())


def simulated(stale: bool = False) -> xr.DataArray:
    """What each draw of the shipped posterior gives of everything that was seen, dims (draw, target); shipped draws."""
    shipped(stale)
    return _held(path())["simulated"]


def forced(stale: bool = False) -> np.ndarray:
    """Weight (draw,) of each draw of the shipped posterior in the forced variant, mean 1."""
    shipped(stale)
    return _held(path())["forced"].values.astype(float)


def settled() -> dict[str, tuple[float, float]]:
    """By parameter, the share of its prior variance that the evidence takes away, and by how many prior standard
    deviations it moves it; only of parameters whose prior is that of the fit, none where no posterior can be read."""
    try:
        return _settled(path())
    except UserError:
        return {}


@cache
def _settled(file: Path) -> dict[str, tuple[float, float]]:
    held, now = _held(file), priors()
    unchanged = {key for key, (_, prior) in fitted_with(held).items() if key in now and now[key][1] == prior}
    told = ("shrinkage", "shift")
    return {
        str(name): tuple(float(values.attrs.get(each, 0.0)) for each in told)
        for name, values in held.data_vars.items()
        if name in registry() and registry()[str(name)].key in unchanged
    }


@cache
def _held(file: Path) -> xr.Dataset:
    import xarray as xr

    if not file.exists():
        raise UserError(say("posterior-is-not-there", file=file, refit=say("refit")))
    try:
        with xr.open_dataset(file, engine="netcdf4") as held:
            loaded = held.load()
        return _under_current_names(loaded)
    except (OSError, ValueError, KeyError, RuntimeError) as error:
        raise UserError(
            say("posterior-not-whole", file=file, why=str(error).splitlines()[0], refit=say("refit"))
        ) from error


def fitted_with(posterior: xr.Dataset) -> dict[str, tuple[str, str]]:
    """By key, the name that each parameter had at the fit, and what decided its draws."""
    return json.loads(posterior.attrs["priors"])


def _under_current_names(held: xr.Dataset) -> xr.Dataset:
    missing = [name for name in TOLD if name not in held.attrs] + [name for name in BESIDE if name not in held]
    if not held.sizes.get("draw") or missing:
        raise ValueError(f"it has no draws, or lacks {', '.join(missing)}")
    now, known = priors(), registry()
    for key, (name, prior) in fitted_with(held).items():
        if key in now and now[key][1] == prior and varies(known[now[key][0]]) and name not in held:
            raise ValueError(f"it lacks {name}")
    names = {then: now[key][0] for key, (then, _) in fitted_with(held).items() if key in now and then in held}
    fitted = [names[name] for name in held.attrs["fitted"].split() if name in names]
    return held[[*names, *BESIDE]].rename(names).assign_attrs(fitted=" ".join(fitted))


@cache
def _changes(file: Path) -> list[str]:
    """What differs from what a posterior was fitted with, a text for each parameter, then for the rest."""
    held = _held(file)
    return _changed_priors(held) + others(held)


def others(held: xr.Dataset) -> list[str]:
    """What a posterior was fitted with beside priors and is another today, in words."""
    today = basis(int(held.attrs["seed"]))
    return [say(key) for name, key in NAMED.items() if held.attrs[name] != today[name]]


def _changed_priors(held: xr.Dataset) -> list[str]:
    now, changed, gone = priors(), [], set(retired().values())
    for key, (name, prior) in fitted_with(held).items():
        if key in gone:
            continue
        if key not in now:
            changed.append(say("was-a-parameter", name=name, prior=prior))
        elif now[key][1] != prior:
            changed.append(say("prior-was", name=now[key][0], before=prior, now=now[key][1]))
    return changed


def dominated(shrinkage: float, shift: float) -> bool:
    """Whether a parameter keeps its prior: evidence neither narrows nor moves it much."""
    return shrinkage < DOMINATED and abs(shift) < SHIFT


def prior_dominated(names: Iterable[str]) -> bool:
    """Whether the evidence says next to nothing of any of these parameters: their priors decide."""
    told = settled()
    return bool(told) and all(dominated(*told.get(name, (0.0, 0.0))) for name in names)


def prior(draws: int, seed: int = 1) -> xr.Dataset:
    """So many draws from the priors, as if nothing had been fitted.

    Raises:
        UserError: fewer than one draw, or a seed that is none.

    Example:
        >>> fast = prior(20).assign(outreach_company=("draw", [0.05] * 20))
    """
    from .cases import checked_seed

    return as_draws(draws, checked_seed(seed)).assign_attrs({DRAWN: "prior"})


def posterior(draws: int, seed: int = 1, stale: bool = False) -> xr.Dataset:
    """So many draws from the shipped posterior; each says in the coordinate `place` which of its draws it is.

    Draw i is a pure function of (seed, i): the posterior's draws in an order that the seed shuffles, and over again
    with other luck where more are asked for than it has. A parameter newer than the fit is drawn from its prior; one of
    a single value (distribution `point` in `parameters()`) is not among them.

    Raises:
        UserError: as `as_draws`, and as `shipped`; or a seed that is none.

    Example:
        >>> posterior(20, seed=1).sizes["draw"]
        20
    """
    from .cases import checked_seed

    number, seed = at_least_one("draws", draws), checked_seed(seed)
    held = shipped(stale)
    size = held.sizes["draw"]
    places = np.random.default_rng(seed).permutation(size)[np.arange(number) % size]
    drawn = held.isel(draw=places).assign_coords(draw=np.arange(number), place=("draw", places))
    drawn = drawn.assign_attrs({DRAWN: "stale" if stale else "posterior"})
    return as_draws(drawn.assign(prior_draws(seed, number, _newer(held)).data_vars), seed)


def central(stale: bool = False) -> xr.Dataset:
    """The centre: the one draw of the shipped posterior that is nearest to its median in what matters, and its luck.

    A parameter newer than the fit stands at its default.

    Raises:
        UserError: as `shipped`.

    Example:
        >>> value = central()["outreach_company"].item()
    """
    held = shipped(stale)
    place = int(held.attrs["central"])
    one = held.isel(draw=[place]).assign_coords(draw=[0], place=("draw", [place]))
    newer = {name: ("draw", [registry()[name].default]) for name in _newer(held)}
    return one.assign(newer).assign(luck=("draw", [int(held.attrs["central_luck"])]))


# Under a name of its own: `draws_of` has an argument called prior.
_prior = prior


def _newer(held: xr.Dataset) -> list[str]:
    return [name for name, parameter in registry().items() if varies(parameter) and name not in held]


def draws_of(
    draws: int | xr.Dataset, seed: int, prior: bool = False, stale: bool = False, fill: str = "central"
) -> xr.Dataset:
    """Draws for runs: a number of them from the posterior (from the prior, if asked), or a Dataset of parameters.

    Args:
        draws: a number, or a Dataset (see `as_draws`).
        seed: of the order of the posterior's draws and of the prior's.
        prior: draw from the priors, and let the priors' defaults be the centre.
        stale: take the posterior although something has changed since the fit.
        fill: what parameters that a Dataset does not name are: the posterior's `central` draw, or draw i of the
            `posterior` or the `prior`.

    Raises:
        UserError: as `as_draws` and `shipped`, or another `fill`.
    """
    if fill not in FILLS:
        raise UserError(say("fill-unknown", fill=fill, fills=", ".join(FILLS)))
    if isinstance(draws, (int, np.integer)):
        return _prior(draws, seed) if prior else posterior(draws, seed, stale)
    given = as_draws(draws, seed)
    missing = [name for name, parameter in registry().items() if varies(parameter) and name not in given]
    if not missing or (prior and fill == "central"):
        return given
    return given.assign({name: ("draw", values) for name, values in _filled(given, missing, seed, stale, fill).items()})


def _filled(given: xr.Dataset, missing: list[str], seed: int, stale: bool, fill: str) -> dict[str, np.ndarray]:
    """Values (draw,) of what a Dataset does not name; drawn by the label, so that a draw alone is what it is among
    others."""
    labels = given["draw"].values.astype(np.int64)
    if fill == "central":
        return {name: np.full(labels.size, value) for name, value in values_of(central(stale), missing).items()}
    if fill == "prior":
        return _columns(prior_at(prior_probabilities(seed, labels, missing), missing), missing)
    return _columns(posterior(int(labels.max()) + 1, seed, stale).isel(draw=labels), missing)


def values_of(one: xr.Dataset, names: Iterable[str]) -> dict[str, float]:
    """Values of some parameters in a Dataset of one draw."""
    return {name: float(one.variables[name].values[0]) for name in names}


def _columns(drawn: xr.Dataset, names: Iterable[str]) -> dict[str, np.ndarray]:
    return {name: drawn.variables[name].values for name in names}


def centre(prior: bool = False, stale: bool = False) -> xr.Dataset:
    """What a run takes that asks for no draw: the posterior's centre, or the defaults of the priors with luck 0.

    Raises:
        UserError: as `shipped`.
    """
    import xarray as xr

    return with_luck(xr.Dataset(coords={"draw": [0]})) if prior else central(stale)
