"""The summary of a forecast: what ``summary.json`` holds, computed from an ensemble and the tests run beside it.

Keys of the contract: ``format, target, seed, draws, replicates, failed, scenarios, definitions, mechanisms,
staircase``. Beside them:

- ``uncertainty`` of an outcome: at the headline level only where each draw ran once (see :mod:`.chance`);
- ``split`` of an outcome: where ``uncertainty`` is told, its errors and what it rests on (:class:`.records.Split`);
- ``errors`` beside every quantile, date, rank and probability that has no ``se`` of its own: its simulation error;
- ``beside`` of a policy: how far the level of potentials and common shifts move its mean (see :mod:`.aside`);
- ``drivers``: what drives the baseline, or the first scenario (see :mod:`.tornado`); None where draws are too few;
- ``potentials``: the potentials level behind everything that is told for one level only;
- ``milestones``: ``{scenario: {potentials: {fte: {year: {"p", "se", "upper"}}}}}``, standing in December of the year;
- ``recoverable``: ``{scenario: {date: {loss: {"mean", "p05", "p95"}}}}``;
- ``lacking``, ``recoverable_lacking``: ``{scenario: {date: {origin class: {why: mean FTE}}}}``;
- ``stock_bridge``, ``promises``: ``{scenario: {date: {step: mean FTE}}}``;
- ``ranking``: ``[{"name", "mean", "first"}]``, best first;
- ``pace``: ``{"from", "by", "years", "scenarios": {name: {"now", "needed_per_year", "times_best", ...}}, "harvest"}``;
- ``money``: ``{scenario: {"total", "programme", "purchase", "implementation", "running", "by_payer", "bought",
  "costly_share"}}``, at the level of the headline; see :class:`.records.Money`;
- ``paper``: ``{scenario: {date: {"mean", "p05", "p95", "reaches"}}}``, what the catalogue alone frees at full use;
- ``reverse_test`` and ``optimism``: see :mod:`.reverse`; ``[]`` when they were left out;
- ``partnering``: what partnerships do by cause, see :mod:`.partnering`; None where they were not compared;
- ``variants`` of an outcome: P(target) by month and variant of the draws; beside ``independent``, common shifts
  (``shift_25``) at the headline level where side tests were run;
- ``forced``: ``{scenario: Forced}``, and ``outside``: observations that the fit does not reproduce; see
  :mod:`.weighted`; neither where draws are not the shipped posterior's;
- ``evidence``: months of the newest source and of the origin; results of earlier versions have none;
- ``budgets``: ``{scenario: Budget}``, what policies that state a yearly budget take of it; see :mod:`.budgets`;
- ``mechanisms_of``: the scenario whose mechanisms were switched off, its level, draws and replicates, or None.
"""

import xarray as xr

from . import ensemble, settings
from .definitions import definitions
from .money import cost_mdkk, cost_per_fte, money
from .outcomes import milestones, outcome
from .pace import pace
from .ranking import ranking
from .records import EvidenceMonths, Policy, Summary
from .staircase import lacking, paper, promises, recoverable, recoverable_lacking, staircase, stock_bridge
from .tornado import tornado

FORMAT = "samspil-summary/1"


def summarise(ds: xr.Dataset) -> Summary:
    """Everything that the ensemble itself tells; what needs runs of its own is left empty.

    Args:
        ds: an ensemble as ``run_ensemble`` gives it, or one opened from its folder.

    Example:
        >>> told = summarise(run_ensemble("current-policy", draws=3, replicates=1))
        >>> told["draws"]
        3
    """
    levels = ensemble.levels(ds)
    level = headline_level(levels)
    names = ensemble.scenarios(ds)
    return {
        "format": FORMAT,
        "target": ensemble.target_of(ds),
        "seed": int(ds.attrs["seed"]),
        "draws": int(ds.sizes["draw"]),
        "replicates": int(ds.sizes["replicate"]),
        "failed": ensemble.failures(ds),
        "scenarios": {name: _scenario(ds, name, level) for name in names},
        "definitions": definitions(ds, level),
        "mechanisms": [],
        "staircase": staircase(ds, level),
        "potentials": level,
        "milestones": {name: {each: milestones(ds, name, each) for each in levels} for name in names},
        "recoverable": recoverable(ds, level),
        "lacking": lacking(ds, level),
        "recoverable_lacking": recoverable_lacking(ds, level),
        "stock_bridge": stock_bridge(ds, level),
        "promises": promises(ds, level),
        "ranking": ranking(ds, level),
        "drivers": tornado(ds, level),
        "pace": pace(ds, level),
        "money": {name: money(ds, name, level) for name in names},
        "paper": paper(ds, level),
        "reverse_test": [],
        "optimism": [],
        "mechanisms_of": None,
        **_evidence(ds),
    }


def _evidence(ds: xr.Dataset) -> dict[str, EvidenceMonths]:
    """Months of the evidence, where the results say them."""
    told = ensemble.evidence_months(ds)
    return {"evidence": told} if told else {}


def headline_level(levels: list[str]) -> str:
    """The level that single-level tables are told at: the one in ``settings.csv``, or the last there is."""
    wanted = settings.word("headline_level")
    return wanted if wanted in levels else levels[-1]


def _scenario(ds: xr.Dataset, name: str, level: str) -> Policy:
    return {
        "potentials": {each: outcome(ds, name, each) for each in ensemble.levels(ds)},
        "cost_mdkk": cost_mdkk(ds, name, level),
        "cost_per_fte": cost_per_fte(ds, name, level),
    }
