"""One trajectory, labelled."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from samspil.model.errors import UserError
from samspil.model.messages import say
from samspil.model.parameters import by_current_name

from . import kernel as seam
from .cases import checked_seed, resolve
from .draws import checked_names, counted, lifted, read_from, records
from .events import with_tables
from .fitted import centre, draws_of
from .labels import coordinates, dataset, scalar
from .provenance import attributes
from .ranges import range_problems
from .variables import variables

if TYPE_CHECKING:
    import xarray as xr

    from samspil.scenarios import Scenario


def simulate(
    scenario: Any,
    seed: int = 1,
    draw: int | None = None,
    replicate: int = 0,
    parameters: xr.Dataset | Mapping[str, float] | None = None,
    record: str | None = None,
    beyond_evidence: bool = False,
    monthly: bool = False,
    prior: bool = False,
    fill: str = "central",
    stale: bool = False,
) -> xr.Dataset:
    """Run one scenario once.

    The bits are those of the same member of an ensemble.

    Args:
        scenario: a Scenario, a library name, a composition or a file.
        seed: seed of everything random.
        draw: label of the parameter draw, that of a forecast with the same seed; None takes the posterior's centre.
        replicate: number of the replicate, from 0.
        parameters: None draws from the shipped posterior; a Dataset of draws replaces it; a mapping sets single values
            on top of the draw.
        beyond_evidence: let `parameters` lie outside the evidence ranges, where such values can be at all.
        record: None, or "events" for the event tables too (see `tables`).
        monthly: give breakdowns of the headline (`freed_fte_by_region` and the like) by month instead of each December.
        prior: draw from the priors instead of the posterior; their defaults, with luck 0, are the centre then.
        fill: where parameters come from that a Dataset does not name (see `run_ensemble`).
        stale: draw from the posterior although rules, priors or observations have changed since the fit.

    Returns:
        The model's variables with their own dims, at full precision; the attribute `parameters` says which draw it is.

    Raises:
        UserError: wrong input.

    Example:
        >>> ds = simulate("current-policy", seed=1)
        >>> freed = ds["freed_fte"].sel(time="2030-12-01")
        >>> freed.attrs["units"]
        'FTE'
        >>> faster = simulate("current-policy", seed=1, parameters={"outreach_company": 0.05})
    """
    if record not in (None, "events"):
        raise UserError(say("record-unknown", record=record))
    resolved, seed = resolve(scenario), checked_seed(seed)
    drawn = one_draw(draw, parameters, seed, beyond_evidence, prior, fill, stale)
    kernel = seam.shipped()
    prepared = kernel.prepare(resolved, seed)
    packed = records(drawn, resolved.uncertainties, resolved.rules)
    key = np.array([(seed, int(drawn["luck"].values[0]), checked_replicate(replicate))], dtype=np.int64)
    space, tables = kernel.workspace(prepared, monthly), None
    if record is None:
        output = kernel.batch(prepared, packed, key, space)
    else:
        output, tables = kernel.events(prepared, packed, key, space)
        read = read_from(packed)
        tables["parameters"] = {"name": np.array(list(read)), "value": np.array(list(read.values()))}
    rows = variables(monthly)
    arrays = {name: np.array(output[name][0]) for name in rows}
    coords = {**coordinates(prepared.labels), **_identity(resolved, draw, replicate)}
    told = {"title": "Samspil trajectory", "parameters": drawn.attrs["told"], **attributes([resolved], seed)}
    ds = dataset(arrays, (), coords, rows).assign_attrs(told)
    return ds if tables is None else with_tables(ds, tables)


def one_draw(
    draw: int | None,
    parameters: xr.Dataset | Mapping[str, float] | None,
    seed: int,
    beyond_evidence: bool = False,
    prior: bool = False,
    fill: str = "central",
    stale: bool = False,
) -> xr.Dataset:
    """A Dataset of one draw; its attribute `told` says which one.

    Args:
        draw: see `simulate`.
        parameters: see `simulate`.
        seed: seed of the draws.
        beyond_evidence: see `simulate`.
        prior: see `simulate`.
        fill: see `simulate`.
        stale: see `simulate`.

    Raises:
        UserError: an unknown parameter or draw, a value that is no number or out of range, or no fit to draw from.
    """
    import xarray as xr

    if isinstance(parameters, xr.Dataset):
        given = draws_of(lifted(parameters, beyond_evidence), seed, prior, stale, fill)
        return _pick(given, draw).assign_attrs(told="a draw that was given")
    named = checked_names(by_current_name(parameters or {}))
    own = {name: _number(name, value) for name, value in named.items()}
    problems = [line for name, value in own.items() for line in range_problems(name, value, beyond_evidence)]
    if problems:
        raise UserError(*problems)
    if draw is None:
        drawn = centre(prior, stale)
    else:
        drawn = _pick(draws_of(counted("draw", draw, 0) + 1, seed, prior, stale), draw)
    told = _told(drawn, draw, prior) + (f", {', '.join(own)} set" if own else "")
    return drawn.assign({name: ("draw", [value]) for name, value in own.items()}).assign_attrs(told=told)


def _told(drawn: xr.Dataset, draw: int | None, prior: bool) -> str:
    """Which draw it is, in words."""
    if prior:
        return "the defaults of the priors" if draw is None else f"draw {draw} of the priors"
    place = int(drawn["place"].values[0])
    if draw is None:
        return f"the centre of the posterior: its draw number {place}, the nearest to its median"
    return f"draw {draw} of the posterior under this seed: its draw number {place}"


def checked_replicate(replicate: int) -> int:
    """The replicate as an int of 0 or more.

    Raises:
        UserError: otherwise.
    """
    return counted("replicate", replicate, 0)


def _pick(draws: xr.Dataset, draw: int | None) -> xr.Dataset:
    labels = draws["draw"].values
    if draw is None and labels.size == 1:
        return draws
    if draw is None:
        raise UserError(say("draw-which", size=labels.size))
    found = np.flatnonzero(labels == draw)
    if found.size != 1:
        raise UserError(say("draw-not-there", draw=draw, size=labels.size))
    return draws.isel(draw=found)


def _identity(scenario: Scenario, draw: int | None, replicate: int) -> dict[str, tuple]:
    known = {"potentials": scenario.potentials, "scenario": scenario.name, "draw": draw, "replicate": replicate}
    return {name: scalar(name, value) for name, value in known.items() if value is not None}


def _number(name: str, value: Any) -> float:
    try:
        number = float(value)
    except (TypeError, ValueError) as error:
        raise UserError(say("parameter-no-number", name=name, value=value)) from error
    if not np.isfinite(number):
        raise UserError(say("parameter-not-finite", name=name, value=value))
    return number
