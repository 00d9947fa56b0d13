"""Do process KPIs lead impact? What those at twelve months foretell beyond kind and need, in many runs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import xarray as xr
from scipy.stats import rankdata

from samspil.model.errors import UserError
from samspil.model.messages import say
from samspil.runs.fitted import draws_of
from samspil.scenarios import load
from samspil.scenarios.tables import load_needs

from .. import settings
from ..asking import Asking
from ..discovery.emulator import told_share
from ..ensemble import Array
from .following import FTE, USE, followed
from .indicators import EARLY, INDICATORS

if TYPE_CHECKING:
    import pandas as pd

MODELS = ("kind_and_need", "with_kpis")


@dataclass(frozen=True)
class Question:
    """What is foretold: a column, whether it is asked if there is any, and how a prediction is marked."""

    name: str
    is_any: bool
    mark: Callable[[Array, Array], float]

    def values(self, table: pd.DataFrame) -> Array:
        """The values to foretell: 0 or 1, or the logarithm of one and FTE."""
        own = table[self.name].to_numpy()
        return (own > 0.0).astype(float) if self.is_any else np.log1p(np.maximum(own, 0.0))


def leading(scenario: Any = "current-policy", runs: int | None = None, asking: Asking | None = None) -> xr.Dataset:
    """What KPIs of partnerships at twelve months foretell of use at 36 and FTE at 60, beyond kind and need.

    Of partnerships that are at work at twelve months a model (gradient boosting) that knows kind and need is held
    against one that knows the KPIs too, each on runs that it has not seen. Use is marked by the area under the ROC
    curve (0.5 is a guess), FTE by R2. Errors are over resampled runs.

    Args:
        scenario: a Scenario, its name, or a file.
        runs: runs, one of each draw.
        asking: seed, level of potentials, workers.

    Returns:
        Dims ``outcome``, ``model`` and ``indicator``: ``mark``, ``gain`` and ``gain_se``, ``lead`` (gain above two
        errors), and ``loss`` and ``loss_se``, what is lost where one KPI is shuffled.

    Raises:
        UserError: too few partnerships to tell.

    Example:
        >>> found = leading("current-policy", runs=12)
        >>> bool(found["lead"].sel(outcome="use_36")) in (True, False)
        True
    """
    asked = asking or Asking()
    resolved = load(scenario) if isinstance(scenario, str) else scenario
    number = runs or settings.count("kpi_runs")
    drawn = draws_of(number, asked.seed, asked.base == "prior", asked.base == "stale")
    table = followed(resolved, drawn, asked)
    found = marked(table, asked.seed)
    return found.assign_attrs(scenario=resolved.name, potentials=asked.level, seed=asked.seed, runs=number)


def marked(table: pd.DataFrame, seed: int) -> xr.Dataset:
    """The test on partnerships that were followed (see `followed`)."""
    working = table[np.isfinite(table[f"trust_{EARLY}"])].reset_index(drop=True)
    runs = np.unique(working["run"].to_numpy()).size
    if len(working) < settings.count("kpi_fewest") or runs < settings.count("kpi_folds"):
        raise UserError(say("too-few-partnerships", count=len(working), runs=runs))
    with _alone():
        told = [asked_of(working, each, seed) for each in (Question(USE, True, area), Question(FTE, False, told_share))]
    data: dict[str, Any] = {
        name: (("outcome", *dims), np.array([each[name] for each in told]))
        for name, dims in (
            ("mark", ("model",)),
            ("gain", ()),
            ("gain_se", ()),
            ("loss", ("indicator",)),
            ("loss_se", ("indicator",)),
        )
    }
    found = xr.Dataset(data, {"outcome": [USE, FTE], "model": list(MODELS), "indicator": list(INDICATORS)})
    found["lead"] = found["gain"] > settings.number("moved_errors") * found["gain_se"]
    found["mean"] = ("outcome", [float((working[USE] > 0).mean()), float(working[FTE].mean())])
    return found.assign_attrs(partnerships=len(working), followed=len(table))


def asked_of(table: pd.DataFrame, question: Question, seed: int) -> dict[str, Any]:
    """Marks of both models, what KPIs gain with its error, and what is lost without each."""
    values, runs = question.values(table), table["run"].to_numpy().astype(np.int64)
    plain, own = kind_and_need(table), table[[f"{name}_{EARLY}" for name in INDICATORS]].to_numpy()
    both = np.column_stack([plain, own])
    chance = np.random.default_rng(seed)
    folds = chance.permutation(int(runs.max()) + 1)[runs] % settings.count("kpi_folds")
    first, _ = foretold(plain, values, folds, question.is_any, seed)
    second, models = foretold(both, values, folds, question.is_any, seed)

    def gain(rows: np.ndarray) -> float:
        return question.mark(values[rows], second[rows]) - question.mark(values[rows], first[rows])

    gains = resampled(gain, runs, chance)
    losses = [
        lost(both, plain.shape[1] + place, values, folds, models, question, second, runs, chance)
        for place in range(len(INDICATORS))
    ]
    marks = [question.mark(values, each) for each in (first, second)]
    return {
        "mark": marks,
        "gain": marks[1] - marks[0],
        "gain_se": float(np.std(gains)),
        "loss": [loss for loss, _ in losses],
        "loss_se": [error for _, error in losses],
    }


def kind_and_need(table: pd.DataFrame) -> Array:
    """Kind and need as columns of 0 and 1."""
    needs = len(load_needs())
    own = np.eye(needs)[table["need"].to_numpy().astype(int)]
    return np.column_stack([table["kind"].to_numpy(), own])


def foretold(columns: Array, values: Array, folds: np.ndarray, is_any: bool, seed: int) -> tuple[Array, list[Any]]:
    """What each partnership is foretold by a model of the other folds, and the models."""
    from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor

    kind = HistGradientBoostingClassifier if is_any else HistGradientBoostingRegressor
    sizes: dict[str, Any] = {"learning_rate": settings.number("kpi_pace")}
    for name, setting in (("max_iter", "trees"), ("max_leaf_nodes", "leaves"), ("min_samples_leaf", "leaf")):
        sizes[name] = settings.count(f"kpi_{setting}")
    told, models = np.zeros(values.size), []
    for fold in range(settings.count("kpi_folds")):
        out = folds == fold
        model = kind(**sizes, random_state=seed)
        models.append(model.fit(columns[~out], values[~out]))
        told[out] = _by(model, columns[out], is_any)
    return told, models


def _alone() -> Any:
    """One thread: so few rows are done before many threads have found each other.

    Only libraries that are loaded are held to it, so the models' is loaded first.
    """
    import sklearn.ensemble  # noqa: F401
    from threadpoolctl import threadpool_limits

    return threadpool_limits(1)


def lost(
    columns: Array,
    place: int,
    values: Array,
    folds: np.ndarray,
    models: list[Any],
    question: Question,
    whole: Array,
    runs: np.ndarray,
    chance: np.random.Generator,
) -> tuple[float, float]:
    """What the mark loses where one column is shuffled within the runs that a model has not seen, and its error."""
    without = whole.copy()
    for fold, model in enumerate(models):
        out = np.flatnonzero(folds == fold)
        shuffled = columns[out].copy()
        shuffled[:, place] = chance.permutation(shuffled[:, place])
        without[out] = _by(model, shuffled, question.is_any)

    def loss(rows: np.ndarray) -> float:
        return question.mark(values[rows], whole[rows]) - question.mark(values[rows], without[rows])

    return loss(np.arange(values.size)), float(np.std(resampled(loss, runs, chance, few=True)))


def _by(model: Any, columns: Array, is_any: bool) -> Array:
    if not len(columns):
        return np.zeros(0)
    return model.predict_proba(columns)[:, -1] if is_any else model.predict(columns)


def resampled(
    told: Callable[[np.ndarray], float], runs: np.ndarray, chance: np.random.Generator, few: bool = False
) -> Array:
    """A number over resamples of whole runs."""
    rows = [np.flatnonzero(runs == run) for run in np.unique(runs)]
    number = settings.count("kpi_resamples") // (4 if few else 1)
    picks = [chance.integers(len(rows), size=len(rows)) for _ in range(number)]
    return np.array([told(np.concatenate([rows[place] for place in pick])) for pick in picks])


def area(values: Array, predicted: Array) -> float:
    """Area under the ROC curve: how often one that came about was foretold above one that did not."""
    ones = float(values.sum())
    zeros = values.size - ones
    if not ones or not zeros:
        return 0.5
    return float((rankdata(predicted)[values > 0].sum() - ones * (ones + 1) / 2) / (ones * zeros))
