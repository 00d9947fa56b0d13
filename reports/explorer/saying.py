"""What the explorer says of settings, sentence by sentence: at the terminal and, in JavaScript, on its page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import xarray as xr

from samspil.experiments.emulating import Emulator
from samspil.experiments.emulating.inputs import LEVER, OPTIMISM
from samspil.experiments.errors import errors_of_quantiles
from samspil.model.epoch import month_text

from ..formats import rounded
from ..language.chances import chance_of
from ..language.likelihood import interval
from ..words import Words


@dataclass(frozen=True, eq=False)
class Told:
    """The emulator's answer under settings, in a language.

    Attributes:
        emulator: who answers.
        values: by name of the input; what is left out is as today.
        say: the words of a language.
    """

    emulator: Emulator
    values: Mapping[str, float]
    say: Words

    @cached_property
    def found(self) -> xr.Dataset:
        """What the emulator predicts."""
        return self.emulator.predict(self.values)

    @property
    def due(self) -> str:
        """The month of the target."""
        return str(self.emulator.about["target"]["by"])

    @property
    def last(self) -> str:
        """The last month that is told."""
        return f"{self.emulator.years[-1]}-12"

    def lines(self) -> list[str]:
        """All sentences, in order."""
        moved = [self.emulator[name].kind for name, value in self.values.items() if value != self.emulator[name].today]
        first = "explorer.fte" if moved else "explorer.fte_decided"
        told = [self.fte(first, self.due), self.fte("explorer.later", self.last)]
        told += [self.gain(), self.money()] if LEVER in moved else []
        told += [self.chance("explorer.chance", self.due), self.chance("explorer.chance_later", self.last)]
        share = self.say.numbers.percent(self.values.get(OPTIMISM, 0.0))
        told += [self.say("explorer.optimism", share=share)] if OPTIMISM in moved else []
        return [*told, self.error(), self.few()]

    def fte(self, key: str, month: str) -> str:
        """The middle simulation and nine of ten."""
        at = self.found["fte"].sel(year=_year(month))
        return self.say(key, month=self.say.numbers.month(month), **self._spread(at, self._off("median", month)))

    def region(self, label: str) -> str:
        """What one region gets of it."""
        at = self.found["fte_by_region"].sel(region=label, year=_year(self.due))
        off = self._off("median", self.due) * float(at.sel(quantile="p50")) / self._median(self.due)
        month = self.say.numbers.month(self.due)
        return self.say("explorer.region", region=label, month=month, **self._spread(at, off))

    def gain(self) -> str:
        """What levers give, under the same numbers; or that it is too little to tell."""
        value, off = float(self.found["gain"].sel(year=_year(self.last))), self._off("gain", self.last)
        month = self.say.numbers.month(self.last)
        if abs(value) < off or not rounded(value, off):
            return self.say("explorer.gain_none", month=month, off=self.say.numbers.rounded(off, None))
        return self.say("explorer.gain", gain=self.say.numbers.rounded(value, off), month=month)

    def money(self) -> str:
        """What levers take of public money; or that it is too little to tell."""
        value = float(self.found["public"])
        ends = [self.say.numbers.month(month_text(each)) for each in self.emulator.about["months"]]
        off = self.emulator.public_error(self.values)[0]
        if abs(value) < off or not rounded(value, off):
            return self.say("explorer.money_none", off=self.say.numbers.rounded(off, None))
        key = "explorer.money" if value > 0.0 else "explorer.money_less"
        return self.say(key, money=self.say.numbers.rounded(abs(value), off), **{"from": ends[0], "to": ends[1]})

    def chance(self, key: str, month: str) -> str:
        """The word for the chance of the target's level, with how many simulations reach it."""
        runs, target = self.found["draws"].sel(year=_year(month)).values, float(self.emulator.about["target"]["fte"])
        word = interval(float((runs >= target).mean()), runs.size)
        chance = word.told(chance_of(runs, target, self.say), self.say)
        numbers = self.say.numbers
        return self.say(key, target=numbers.plain(target), month=numbers.month(month), chance=chance)

    def error(self) -> str:
        """How far off the emulator was in settings that it had not seen."""
        number, median, told = self.say.numbers, self._median(self.due), {}
        for name in ("typical", "most"):
            off = self._off("median", self.due, name)
            told |= {name: number.rounded(off, None), f"{name}_share": number.percent(off / median)}
        return self.say("explorer.error", month=number.month(self.due), **told)

    def few(self) -> str:
        """How far the median estimate of so few draws may lie from that of many, as a forecast has them."""
        number, draws, off = self.say.numbers, len(self.emulator.own.base), chance_error(self.emulator)
        return self.say(
            "explorer.few", draws=number.plain(draws), month=number.month(self.due), off=number.rounded(off, None)
        )

    def _off(self, of: str, month: str, told: str = "typical") -> float:
        return float(self.found["error"].sel(of=of, told=told, year=_year(month)))

    def _median(self, month: str) -> float:
        return float(self.found["fte"].sel(year=_year(month), quantile="p50"))

    def _spread(self, at: xr.DataArray, off: float) -> dict[str, str]:
        ends = {"low": "p05", "fte": "p50", "high": "p95"}
        return {key: self.say.numbers.rounded(float(at.sel(quantile=name)), off) for key, name in ends.items()}


def chance_error(emulator: Emulator) -> float:
    """Two standard errors, by the draws alone, of the median estimate at the target's month as decided, FTE."""
    runs = emulator.predict({})["draws"].sel(year=_year(str(emulator.about["target"]["by"]))).values
    return 2.0 * float(errors_of_quantiles(np.asarray(runs, dtype=float)[:, None], (0.5,))["p50"] or 0.0)


def likelihoods(draws: int) -> list[int]:
    """The place of the word on the scale for each number of draws, none to all, that reach the target."""
    return [interval(float(hits) / draws, draws).place for hits in np.arange(draws + 1)]


def _year(month: str) -> int:
    return int(month[:4])
