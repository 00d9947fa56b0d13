"""What a figure or a table looks at: results, their summary, scenario texts and a language, together."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, TypeVar

import numpy as np
import xarray as xr

from samspil.experiments import ensemble, settings
from samspil.experiments.records import Outcome, Summary, Target
from samspil.model.potentials import LEVELS
from samspil.runs.precision import upper_bound

from .words import Words, words

HEADLINE = "freed_fte"
Made = TypeVar("Made")


@dataclass(frozen=True)
class Info:
    """The texts of a scenario document, in one language."""

    name: str
    title: str
    description: str = ""
    decider: str = ""
    instrument: str = ""
    cost: str = ""
    sources: tuple[str, ...] = ()


@dataclass(frozen=True)
class View:
    """Results (dims of `freed_fte`: potentials, scenario, draw, replicate, time), summary, texts and language."""

    ds: xr.Dataset
    summary: Summary
    words: Words
    infos: Mapping[str, Info] = field(default_factory=dict)
    # for figures: on a page for a phone
    narrow: bool = False
    # what was read or reckoned once, by name
    memory: dict[Any, Any] = field(default_factory=dict, repr=False, compare=False)

    def kept(self, name: Any, made: Callable[[], Made]) -> Made:
        """What `made` gives, made once for this view and what is replaced in it."""
        if name not in self.memory:
            self.memory[name] = made()
        return self.memory[name]

    @property
    def scenarios(self) -> list[str]:
        """Names in the order of the summary."""
        return list(self.summary["scenarios"])

    @property
    def baseline(self) -> str:
        """The scenario the others are compared with; the first one where that was not run."""
        named = settings.word("baseline")
        return named if named in self.scenarios else self.scenarios[0]

    @property
    def levels(self) -> list[str]:
        """Potentials levels that were run, the strictest first."""
        found = set().union(*(entry["potentials"] for entry in self.summary["scenarios"].values()))
        return [level for level in LEVELS if level in found] + sorted(found - set(LEVELS))

    @property
    def level(self) -> str:
        """The level that is shown where one is shown."""
        return self.summary["potentials"]

    @property
    def target(self) -> Target:
        """The target's settings."""
        return self.summary["target"]

    @property
    def bound(self) -> float:
        """Upper bound on a probability that none of these draws showed."""
        return upper_bound(0.0, self.summary["draws"])

    @property
    def dates(self) -> list[str]:
        """The months (`YYYY-MM`) the summary reports amounts for, in order."""
        return sorted(self.result(self.baseline)["fte"])

    @property
    def date(self) -> str:
        """The month of the target, or the nearest reported one."""
        by = str(self.target["by"])[:7]
        return by if by in self.dates else self.dates[0]

    def result(self, scenario: str, level: str | None = None) -> Outcome:
        """The summary's record of a scenario at a potentials level (default: the shown one)."""
        return self.summary["scenarios"][scenario]["potentials"][level or self.level]

    def info(self, scenario: str) -> Info:
        """Title, description and the rest of a scenario; its name where nothing is known."""
        return self.infos.get(scenario) or Info(scenario, scenario)

    def title(self, scenario: str) -> str:
        """The title of a scenario."""
        return self.info(scenario).title

    def runs(self, scenario: str, name: str = HEADLINE, level: str | None = None) -> np.ndarray:
        """A variable in every finished run of a scenario: (runs, its own dims)."""
        level = level or self.level
        return self.kept((scenario, name, level), lambda: self._runs(scenario, name, level))

    def _runs(self, scenario: str, name: str, level: str) -> np.ndarray:
        read = ensemble.headline if name == HEADLINE else partial(ensemble.runs, variable=name)
        values = read(self.ds, scenario=scenario, level=level)
        flat = values.reshape(-1, *values.shape[2:])
        return flat[np.isfinite(flat).reshape(len(flat), -1).all(axis=1)]

    @property
    def months(self) -> list[str]:
        """Every reported month as `YYYY-MM`."""
        return ensemble.months(self.ds)

    @property
    def policy_years(self) -> tuple[str, str]:
        """First and last year that money and the FTE-years it buys are counted over, as in `experiments.money`."""
        years = [str(year) for year in ensemble.years(self.ds)]
        return min(str(settings.count("policy_year")), years[-1]), years[-1]

    @property
    def years(self) -> np.ndarray:
        """Time of every reported month in years, (T,); a month stands at its end."""
        return np.array([int(month[:4]) + int(month[5:7]) / 12 for month in self.months])

    def at(self, scenario: str, date: str, name: str = HEADLINE, level: str | None = None) -> np.ndarray:
        """A monthly variable at `date` (`YYYY-MM`) in every finished run, (members,)."""
        if date not in self.months:
            return np.array([])
        return self.runs(scenario, name, level)[:, self.months.index(date)]


def view(ds: xr.Dataset, summary: Summary, lang: str, infos: Mapping[str, Any] | None = None) -> View:
    """Put together what the figures look at; `infos` holds Scenario objects or mappings by name."""
    texts = {name: info_of(name, source, lang) for name, source in (infos or {}).items()}
    return View(ds, summary, words(lang), texts)


def info_of(name: str, source: Any, lang: str) -> Info:
    """Take a scenario's texts from a Scenario object or from a mapping with the same names."""

    def text(key: str) -> str:
        value = source.get(key) if isinstance(source, Mapping) else getattr(source, key, None)
        return in_language(value, lang)

    raw = source.get("sources") if isinstance(source, Mapping) else getattr(source, "sources", None)
    sources = tuple(in_language(item, lang) for item in raw) if isinstance(raw, list | tuple) else ()
    return Info(
        name, text("title") or name, text("description"), text("decider"), text("instrument"), text("cost"), sources
    )


def in_language(value: Any, lang: str) -> str:
    """One text out of a text, a mapping by language, or a list of either; nothing gives an empty string."""
    if value is None:
        return ""
    if isinstance(value, Mapping):
        return in_language(value.get(lang) or value.get("en"), lang)
    if _is_list(value):
        return "; ".join(in_language(item, lang) for item in value)
    return str(value)


def _is_list(value: Any) -> bool:
    return isinstance(value, Sequence) and not isinstance(value, str | bytes)


def known(value: float | None) -> float:
    """A number; NaN for what a summary leaves open."""
    return float("nan") if value is None else float(value)
