"""Saved forecasts, to be held against each other: frozen ones and folders of results, in one form.

A frozen forecast of an earlier version holds quantiles where later ones hold every run; what is not held is None.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import xarray as xr

from samspil.model.errors import UserError
from samspil.model.messages import say
from samspil.runs import open_results

from . import ensemble, folder, settings, stamps
from .hub import HEADLINE
from .publishing import SHIPPED, published, read
from .records import Target

Array = ensemble.Array


@dataclass(frozen=True, eq=False)
class Saved:
    """A saved forecast.

    ``runs`` are the headline FTE of every run (draw, replicate) by policy and month, ``labels`` say which draws are the
    same in two forecasts. Where there are no runs, ``quantiles`` and ``chances`` are told instead. ``stamp`` are
    digests of what the forecast rests on, as far as they are known.
    """

    name: str
    made: str
    size: tuple[int, int, int]
    target: Target
    policies: dict[str, str]
    stamp: dict[str, str] = field(default_factory=dict)
    runs: dict[str, dict[str, Array]] = field(default_factory=dict)
    quantiles: dict[str, dict[str, Array]] = field(default_factory=dict)
    chances: dict[str, float] = field(default_factory=dict)
    labels: tuple[str, ...] = ()

    @property
    def headline(self) -> Mapping[str, Mapping[str, Array]]:
        """What is held of the headline by policy and month: runs, or quantiles."""
        return self.runs or self.quantiles


def saved(name: str, ledger: Path | None = None) -> Saved:
    """A saved forecast by the name it was frozen under, by its file, or by the folder of its results.

    Args:
        name: what to read.
        ledger: a folder of frozen forecasts beside the project's own.

    Raises:
        UserError: there is none of that name, or it cannot be read.
    """
    path = Path(name)
    if path.is_dir():
        return of_results(path)
    if path.is_file():
        return of_record(path.stem, read(path))
    known = published((SHIPPED, *([] if ledger is None else [ledger])))
    if name not in known:
        raise UserError(say("no-saved-forecast", name=name, known=", ".join(known)))
    return of_record(name, known[name])


def of_record(name: str, record: Mapping[str, Any]) -> Saved:
    """A frozen forecast."""
    level, fte = record["potentials"], record.get("runs", {})
    said = {each["month"]: np.array(each["quantiles"]) for each in record["said"] if each["quantity"] == HEADLINE}
    digests = record["digests"]
    known = {"evidence": digests["evidence"], "commit": record["commit"], "fit": _fit(record.get("drawn_from"))}
    return Saved(
        name,
        record["made"],
        (record["seed"], record["draws"], record["replicates"]),
        record["target"],
        digests["scenarios"],
        {name: value for name, value in {**known, **record.get("rests_on", {})}.items() if value},
        {policy: {date: np.array(values) for date, values in dates.items()} for policy, dates in fte.items()},
        {record["scenario"]: said},
        {policy: levels[level]["p_target"] for policy, levels in record["p_target"].items() if level in levels},
        tuple(record.get("labels", ())),
    )


def of_results(results: Path) -> Saved:
    """A folder of results; ``run.json`` adds what it rests on where it is there.

    Raises:
        UserError: there are no results, or not at the level of the headline.
    """
    ds = open_results(results)
    level = settings.word("headline_level")
    if level not in ensemble.levels(ds):
        raise UserError(say("lacks-headline-level", results=results, level=level))
    run = folder.read_run(results) if (results / folder.RUN).is_file() else {}
    drawn = folder.read_summary(results).get("drawn_from") if run else None
    return of_ensemble(str(results), ds, run, drawn)


def of_ensemble(
    name: str, ds: xr.Dataset, run: Mapping[str, Any], drawn_from: Mapping[str, Any] | None = None
) -> Saved:
    """An ensemble at the level of the headline, with what ``run.json`` says of it and what its draws agree with."""
    level, told = settings.word("headline_level"), json.loads(ds.attrs.get("settings", "{}"))
    known = {"evidence": ds.attrs.get("evidence_digest", ""), "commit": ds.attrs.get("commit", "")}
    known["code"] = told.get("code", "")
    known["fit"] = _fit(drawn_from)
    return Saved(
        name,
        str(run.get("made") or ds.attrs.get("created", "")),
        (int(ds.attrs["seed"]), ds.sizes["draw"], ds.sizes["replicate"]),
        ensemble.target_of(ds),
        json.loads(ds.attrs["scenario_digests"]),
        {key: value for key, value in {**known, **run.get("rests_on", {})}.items() if value},
        {each: stamps.headlines(ds, each, level) for each in ensemble.scenarios(ds)},
        labels=tuple(stamps.labels(ds)),
    )


def _fit(drawn_from: Mapping[str, Any] | None) -> str:
    """What draws were fitted to, and what that told something of; empty where it is not told."""
    return json.dumps([sorted(drawn_from[name]) for name in ("targets", "fitted")]) if drawn_from else ""
