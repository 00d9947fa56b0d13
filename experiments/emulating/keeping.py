"""The emulator as one small file: numbers rounded to what they can tell, and what it rests on."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import xarray as xr

from samspil.model.errors import UserError
from samspil.model.messages import say
from samspil.runs.files import write_whole

from ..reverse.surrogate import Surrogate
from .basis import Own, Scale
from .beside import Beside
from .emulator import KINDS, Emulator
from .inputs import NUMBER, Input
from .resting import changes

FORMAT = "samspil-emulator/1"
FILE = "emulator.json"
# What a unit in the last place is worth: logarithms and shares to a thousandth.
THOUSAND = 1000.0
OF, TOLD = ("median", "band", "gain"), ("typical", "most")
ARRAYS = ("base", "levers", "numbers", "optimism")


def path() -> Path:
    """Where the shipped emulator lies: beside the sources, where an installation is links to them."""
    return Path(__file__).resolve().parents[1] / "data" / FILE


def load(file: Path | None = None, stale: bool = False) -> Emulator:
    """The shipped emulator, or that of a file.

    Args:
        file: of an emulator.
        stale: take it although rules, draws or policies have changed since it was fitted.

    Raises:
        UserError: there is none, it cannot be read, or something has changed since it was fitted.

    Example:
        >>> from samspil.experiments.emulating import load
        >>> load(stale=True).inputs[0].kind
        'lever'
    """
    where = file or path()
    told = read(where)
    changed = [] if stale else changes(told["about"])
    if changed:
        raise UserError(say("emulator-is-stale", path=where, changed=changed[0]))
    return emulator_of(told)


@cache
def read(file: Path) -> dict[str, Any]:
    """What the file holds, plain.

    Raises:
        UserError: there is none, or it is no emulator.
    """
    try:
        told = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise UserError(say("emulator-not-read", path=file)) from error
    if not isinstance(told, dict) or told.get("format") != FORMAT:
        raise UserError(say("emulator-not-read", path=file))
    return told


def save(emulator: Emulator, file: Path) -> None:
    """Write it, whole or not at all."""
    text = json.dumps(plain(emulator), ensure_ascii=False, separators=(",", ":"))
    write_whole(file, lambda fresh: fresh.write_text(f"{text}\n", encoding="utf-8"))


def plain(emulator: Emulator) -> dict[str, Any]:
    """It as JSON has it; what is read again is what a page reckons with."""
    own, beside = emulator.own, emulator.beside
    return {
        "format": FORMAT,
        "about": dict(emulator.about),
        "years": list(emulator.years),
        "inputs": [vars(each) for each in emulator.inputs],
        "own": {
            **{name: _thousandths(getattr(own, name)) for name in ARRAYS},
            "shares": own.shares.tolist(),
            "values": _figures(own.values, 5),
            "favourable": own.favourable.tolist(),
        },
        "slopes": _figures(emulator.slopes, 5),
        "regions": list(beside.regions),
        "share": _thousandths(beside.share),
        "share_slopes": _figures(beside.share_slopes, 4),
        "public": _figures(beside.public, 4),
        "public_slopes": _figures(beside.public_slopes, 5),
        "surrogate": {
            "names": list(emulator.surrogate.names),
            "slopes": _figures(emulator.surrogate.slopes, 6),
            "owner": emulator.surrogate.owner.tolist(),
        },
        "off": _figures(emulator.off.values, 3),
    }


def emulator_of(told: dict[str, Any]) -> Emulator:
    """The emulator of what a file holds."""
    inputs, years = tuple(Input(**each) for each in told["inputs"]), tuple(told["years"])
    arrays = {name: np.array(told["own"][name]) / THOUSAND for name in ARRAYS}
    exact = {name: np.array(told["own"][name]) for name in ("shares", "values", "favourable")}
    numbers = [each for each in inputs if each.kind == NUMBER]
    scale = Scale(np.array([each.low for each in numbers]), np.array([each.high for each in numbers]))
    most = np.array([each.high for each in inputs if each.kind == "lever"])
    slopes = {name: np.array(told[name]) for name in ("share_slopes", "public", "public_slopes")}
    surrogate = told["surrogate"]
    return Emulator(
        inputs,
        years,
        Own(**arrays, **exact, most=most, scale=scale),
        np.array(told["slopes"]),
        Beside(tuple(told["regions"]), share=np.array(told["share"]) / THOUSAND, **slopes),
        Surrogate(surrogate["names"], np.array(surrogate["slopes"]), np.array(surrogate["owner"])),
        errors_of(np.array(told["off"]), years),
        told["about"],
    )


def errors_of(values: np.ndarray, years: tuple[int, ...]) -> xr.DataArray:
    """How far off it was, labelled."""
    coords = {"kind": list(KINDS), "of": list(OF), "told": list(TOLD), "year": list(years)}
    return xr.DataArray(values, coords, list(coords))


def rounded(emulator: Emulator) -> Emulator:
    """It as it is read again: errors are to be those of what is kept."""
    return emulator_of(json.loads(json.dumps(plain(emulator))))


def _thousandths(values: np.ndarray) -> list[Any]:
    return np.rint(values * THOUSAND).astype(np.int64).tolist()


def _figures(values: np.ndarray, digits: int) -> Any:
    """Nested lists of numbers with so many figures."""
    if np.ndim(values) > 0:
        return [_figures(each, digits) for each in values]
    number = float(f"{float(values):.{digits}g}")
    return int(number) if number == int(number) else number
