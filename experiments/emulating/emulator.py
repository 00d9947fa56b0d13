"""The emulator: what the model would say under settings of the inputs, at once, and how far off that may be."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import xarray as xr

from samspil.model.epoch import month_text
from samspil.model.errors import UserError
from samspil.model.messages import say
from samspil.model.problems import nearest, shown

from .. import settings
from ..ensemble import Array
from ..reverse.surrogate import Surrogate
from . import basis, beside, writing
from .inputs import LEVER, NUMBER, Input
from .running import Points

QUANTILES = {"p05": 0.05, "p25": 0.25, "p50": 0.5, "p75": 0.75, "p95": 0.95}
# Settings of two kinds err by different amounts: levers alone, and those with numbers or optimism beside.
KINDS = ("levers", "numbers")


@dataclass(frozen=True, eq=False)
class Emulator:
    """What runs taught of the inputs.

    Attributes:
        inputs: what can be moved, in order.
        years: calendar years; FTE are those of December.
        own: what was run of every draw.
        slopes: of what inputs do together (term, year).
        beside: where FTE are freed and what that costs.
        surrogate: which end of every number is favourable.
        off: how far the emulator was off in settings that it had not seen, as a share of the model's median
            (kind, of: median, band, gain, told: typical, most, year).
        about: ``runs`` it was fitted on, ``held_out``, ``made``, ``seed``, ``level``, ``baseline``, ``target``,
            ``months`` that money is counted in, ``public_off`` (kind; typical, most; million DKK a year),
            ``rests_on``.
    """

    inputs: tuple[Input, ...]
    years: tuple[int, ...]
    own: basis.Own
    slopes: Array
    beside: beside.Beside
    surrogate: Surrogate
    off: xr.DataArray
    about: Mapping[str, Any]

    def __getitem__(self, name: str) -> Input:
        """The input of a name.

        Raises:
            UserError: there is none.
        """
        found = next((each for each in self.inputs if each.name == name), None)
        if found is None:
            names = [each.name for each in self.inputs]
            near = nearest(name, names)
            hint = say("the-nearest-known-is", near=near) if near else ""
            raise UserError(say("explore-no-input", name=shown(name), hint=hint, allowed=", ".join(names)))
        return found

    def outside(self, values: Mapping[str, float]) -> list[str]:
        """Names of inputs at values that the emulator was not fitted on."""
        return [name for name, value in values.items() if not self[name].holds(value)]

    def refusals(self, values: Mapping[str, float]) -> list[str]:
        """Why values are refused, a line for each."""
        wrong = [(self[name], values[name]) for name in self.outside(values)]
        return [say("explore-outside", name=x.name, value=value, low=x.low, high=x.high) for x, value in wrong]

    def points(self, values: Mapping[str, float]) -> Points:
        """The settings in every draw.

        Raises:
            UserError: an unknown input, or one outside of what the emulator was fitted on; a line for each.
        """
        problems = self.refusals(values)
        if problems:
            raise UserError(*problems)
        size = len(self.own.base)

        def columns(kind: str, usual: float) -> Array:
            row = [values.get(each.name, usual) for each in self.inputs if each.kind == kind]
            return np.tile(np.array(row, dtype=np.float64), (size, 1))

        optimism = float(values.get("optimism", 0.0))
        return Points(np.arange(size), columns(LEVER, 0.0), columns(NUMBER, np.nan), np.full(size, optimism))

    def fte(self, points: Points) -> Array:
        """FTE of settings, each in its draw (row, year)."""
        told = basis.seen(self.own, points)
        together = [basis.terms(told, self.own, year) @ self.slopes[:, year] for year in range(len(self.years))]
        return np.exp(told.alone + np.stack(together, axis=1))

    def predict(self, values: Mapping[str, float]) -> xr.Dataset:
        """What the model would say.

        Args:
            values: by name of the input: what is added to a lever, the value of a number, the share of optimism. What
                is left out is as today: a lever as decided, a number as it is drawn.

        Returns:
            ``fte`` (year, quantile), its ``draws`` (draw, year); ``gain``, the mean of what levers add under the same
            numbers (year); ``reached``, the share of draws at a level or above it (level, year), the target's among
            them; ``fte_by_region`` (region, year, quantile); ``public``, additional public money a year in the first
            four years of the levers, million DKK; ``error`` (of: median, band, gain, told: typical, most, year): how
            far off the emulator was in settings that it had not seen, FTE.

        Raises:
            UserError: an unknown input, or one outside of what the emulator was fitted on; a line for each.

        Example:
            >>> emulator = load()
            >>> doubled = emulator.predict({"joint_tenders": 0.25})
            >>> fte = doubled["fte"].sel(year=2030, quantile="p50").item()
        """
        points = self.points(values)
        draws, without = self.fte(points), self.fte(points.without_levers())
        told, target = basis.seen(self.own, points), float(self.about["target"]["fte"])
        levels = np.array(sorted({*settings.told_levels(), target}), dtype=np.float64)
        regions = draws[:, None] * self.beside.shares(told)
        spread = _quantiles(draws)
        data = {
            "fte": (("year", "quantile"), spread, {"units": "FTE"}),
            "draws": (("draw", "year"), draws, {"units": "FTE"}),
            "gain": ("year", (draws - without).mean(axis=0), {"units": "FTE"}),
            "reached": (("level", "year"), (draws[None] >= levels[:, None, None]).mean(axis=1)),
            "fte_by_region": (("region", "year", "quantile"), _quantiles(regions), {"units": "FTE"}),
            "public": ((), self.beside.money(told), {"units": "million DKK a year"}),
        }
        coords = {"year": list(self.years), "quantile": list(QUANTILES), "level": levels}
        found = xr.Dataset(data, {**coords, "region": list(self.beside.regions)})
        return found.assign(error=self.error(values) * found["fte"].sel(quantile="p50", drop=True))

    def drawn(self, name: str) -> list[float]:
        """Where nine of ten draws have a number (5 and 95 %); nothing for what is no number."""
        if self[name].kind != NUMBER:
            return []
        place = names_of(self.inputs, NUMBER).index(name)
        return [float(each) for each in np.quantile(self.own.values[:, place], [0.05, 0.95])]

    def error(self, values: Mapping[str, float]) -> xr.DataArray:
        """How far off the emulator is under settings of this kind, as a share (of, told, year)."""
        return self.off.isel(kind=self.kind(values), drop=True)

    def public_error(self, values: Mapping[str, float]) -> list[float]:
        """How far off additional public money is, typically and in 19 of 20 settings, million DKK a year."""
        return list(self.about["public_off"][self.kind(values)])

    def kind(self, values: Mapping[str, float]) -> int:
        """Which of `KINDS` settings are, by its place."""
        moved = [self[name].kind for name, value in values.items() if value != self[name].today]
        return int(any(kind != LEVER for kind in moved))

    def overrides(self, values: Mapping[str, float]) -> list[str]:
        """What ``--set`` takes for these levers and numbers."""
        return writing.overrides(values, self.inputs)

    def command(self, values: Mapping[str, float]) -> str:
        """The command that runs the model with these levers and numbers, in the draws that the emulator holds."""
        about = self.about
        return writing.command(values, self.inputs, len(self.own.base), about["baseline"], about["level"])

    def document(self, values: Mapping[str, float], name: str) -> str:
        """A policy file with these levers and numbers."""
        return writing.document(values, self.inputs, name, self.about["baseline"])

    @property
    def first_month(self) -> str:
        """The month from which levers are moved, ``YYYY-MM``."""
        return month_text(int(self.about["months"][0]))


def _quantiles(values: Array) -> Array:
    """Of draws (draw, ...) along a last dim."""
    return np.moveaxis(np.quantile(values, list(QUANTILES.values()), axis=0), 0, -1)


def names_of(inputs: Sequence[Input], kind: str) -> list[str]:
    """The names of inputs of a kind."""
    return [each.name for each in inputs if each.kind == kind]
