"""What changed between two saved forecasts, and how far that can be told: data, evidence, policy, model or chance.

What a forecast rests on is compared by digests. Where one thing alone differs, the difference is its doing; where
several do, they cannot be told apart from what is kept. Draws that both forecasts share are paired: what is left
between them is no chance, and what the other draws add is chance alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypedDict

import numpy as np

from . import settings
from .errors import errors_of
from .saved import Array, Saved
from .statistics import clustered, probability, quantiles

# What can differ beside chance; and which digests say so, the first that both forecasts know.
CAUSES = ("data", "evidence", "policy", "model", "target")
# Settings of a target that move no FTE: how many it asks for, and by when.
ASKED = ("fte", "by")
SAME, DIFFERS, UNKNOWN = "same", "differs", "unknown"
CHANCE, NOTHING, APART = "chance", "nothing", "apart"


class Change(TypedDict):
    """One number of two forecasts.

    ``number`` is ``fte`` or ``p_target``; ``moved`` is later less earlier and ``se`` its simulation error. ``caused``
    is the part seen in the draws that both share, ``by_chance`` what other draws add to it (both None where none are
    shared), ``mean`` and ``mean_se`` the mean of what moved in each shared draw. ``cause`` is one of `CAUSES`,
    ``chance``, ``nothing`` or ``apart``: several differ, see ``candidates``.
    ``told`` says whether the move is more than chance can make, in shared draws by their mean.
    """

    scenario: str
    number: str
    date: str
    earlier: float
    later: float
    moved: float
    se: float
    shared: int
    caused: float | None
    by_chance: float | None
    mean: float | None
    mean_se: float | None
    cause: str
    candidates: list[str]
    told: bool


class Changes(TypedDict):
    """All that changed: by policy and cause whether it is the same, and each number; ``target`` has other settings."""

    earlier: dict[str, Any]
    later: dict[str, Any]
    differs: dict[str, dict[str, str]]
    target: dict[str, list[Any]]
    changes: list[Change]


def what_changed(earlier: Saved, later: Saved) -> Changes:
    """The differences between two saved forecasts in the policies that both hold.

    Args:
        earlier: the one that differences are counted from.
        later: the other one.
    """
    names = [name for name in earlier.headline if name in later.headline]
    differs = {name: differing(earlier, later, name) for name in names}
    found: list[Change] = []
    for name in names:
        found += [_fte(earlier, later, name, date, differs[name]) for date in _dates(earlier, later, name)]
        found += _chance_of_target(earlier, later, name, differs[name])
    return {
        "earlier": _said(earlier),
        "later": _said(later),
        "differs": differs,
        "target": {
            key: [earlier.target.get(key), value]
            for key, value in later.target.items()
            if earlier.target.get(key) != value
        },
        "changes": found,
    }


def differing(earlier: Saved, later: Saved, scenario: str) -> dict[str, str]:
    """By cause, chance among them, whether it is the ``same``, ``differs``, or is ``unknown``."""
    own = [saved.policies.get(scenario) for saved in (earlier, later)]
    return {
        "data": _files(earlier, later, ("world",)),
        "evidence": _evidence(earlier, later),
        "policy": _compared(*own) or UNKNOWN,
        "model": _model(earlier, later),
        "target": DIFFERS if _counts_otherwise(earlier.target, later.target) else SAME,
        CHANCE: SAME if earlier.size == later.size else DIFFERS,
    }


def _counts_otherwise(earlier: Mapping[str, Any], later: Mapping[str, Any]) -> bool:
    """Whether two targets count FTE in different ways, by the settings that both tell."""
    return any(earlier[name] != later[name] for name in earlier if name in later and name not in ASKED)


def _evidence(earlier: Saved, later: Saved) -> str:
    if shared(earlier, later):
        return SAME
    if earlier.labels and later.labels and earlier.size == later.size:
        return DIFFERS
    if _by(earlier, later, "fit") == DIFFERS:
        return DIFFERS
    return _files(earlier, later, ("parameters", "posterior"))


def _files(earlier: Saved, later: Saved, names: Sequence[str]) -> str:
    """By the digests of these names; else by that of all numbers, which says nothing of which of them differ."""
    told = [_by(earlier, later, name) for name in names]
    if DIFFERS in told:
        return DIFFERS
    if None not in told:
        return SAME
    return SAME if _by(earlier, later, "evidence") == SAME else UNKNOWN


def _model(earlier: Saved, later: Saved) -> str:
    """By the rules; else equal code, or one commit without changes, has equal rules."""
    told = _by(earlier, later, "rules")
    if told is not None:
        return told
    clean = "+" not in earlier.stamp.get("commit", "+") and "unknown" not in earlier.stamp["commit"]
    alike = SAME in (_by(earlier, later, "code"), _by(earlier, later, "commit") if clean else None)
    return SAME if alike else UNKNOWN


def _by(earlier: Saved, later: Saved, name: str) -> str | None:
    return _compared(earlier.stamp.get(name), later.stamp.get(name))


def _compared(one: str | None, other: str | None) -> str | None:
    return None if not one or not other else SAME if one == other else DIFFERS


def shared(earlier: Saved, later: Saved) -> list[tuple[int, int]]:
    """Places of the draws that both forecasts hold, by their labels."""
    places = {label: at for at, label in enumerate(earlier.labels)}
    return [(places[label], at) for at, label in enumerate(later.labels) if label in places]


def _dates(earlier: Saved, later: Saved, scenario: str) -> list[str]:
    held = [set(saved.headline[scenario]) for saved in (earlier, later)]
    return [date for date in settings.told_dates() if date in held[0] & held[1]]


def _fte(earlier: Saved, later: Saved, scenario: str, date: str, differs: Mapping[str, str]) -> Change:
    ends = [middle_of(saved, scenario, date) for saved in (earlier, later)]
    pairs = _pairs(earlier, later, scenario, date)
    mean = None if pairs is None else clustered(pairs[1] - pairs[0])[:2]
    return _change((scenario, "fte", date), ends, (pairs, mean), _middle, differs)


def _chance_of_target(earlier: Saved, later: Saved, scenario: str, differs: Mapping[str, str]) -> list[Change]:
    """P(target) when it is due; nothing where the targets differ or one forecast does not tell it."""
    ends = [chance_of(saved, scenario) for saved in (earlier, later)]
    if earlier.target != later.target or ends[0] is None or ends[1] is None:
        return []
    date, fte = later.target["by"], later.target["fte"]
    known = [end for end in ends if end is not None]
    pairs = _pairs(earlier, later, scenario, date)
    mean = None if pairs is None else clustered((pairs[1] >= fte) * 1.0 - (pairs[0] >= fte))[:2]
    told = (scenario, "p_target", date)
    return [_change(told, known, (pairs, mean), lambda values: probability(values, fte).value, differs)]


def _change(
    named: tuple[str, str, str],
    ends: Sequence[tuple[float, float]],
    shared_draws: tuple[tuple[Array, Array] | None, tuple[float, float] | None],
    statistic: Any,
    differs: Mapping[str, str],
) -> Change:
    (before, error), (after, error_after) = ends
    pairs, mean = shared_draws
    moved, se = after - before, float(np.hypot(error, error_after))
    caused = None
    if pairs is not None:
        caused = statistic(pairs[1]) - statistic(pairs[0])
        se = _paired_error(pairs, statistic)
    candidates = [cause for cause in CAUSES if differs[cause] != SAME]
    told_by, its_error = mean or (moved, se)
    beyond = abs(told_by) > settings.number("moved_errors") * its_error
    return {
        "scenario": named[0],
        "number": named[1],
        "date": named[2],
        "earlier": before,
        "later": after,
        "moved": moved,
        "se": se,
        "shared": 0 if pairs is None else len(pairs[0]),
        "caused": caused,
        "by_chance": None if caused is None else moved - caused,
        "mean": None if mean is None else mean[0],
        "mean_se": None if mean is None else mean[1],
        "cause": _cause(candidates, differs),
        "candidates": candidates,
        "told": bool(candidates) and bool(beyond),
    }


def _cause(candidates: Sequence[str], differs: Mapping[str, str]) -> str:
    if len(candidates) > 1:
        return APART
    return candidates[0] if candidates else CHANCE if differs[CHANCE] == DIFFERS else NOTHING


def _pairs(earlier: Saved, later: Saved, scenario: str, date: str) -> tuple[Array, Array] | None:
    """The runs of the draws that both hold; None where those are too few to tell anything."""
    places = shared(earlier, later)
    few = min(settings.count("few_draws"), len(earlier.labels), len(later.labels))
    held = [saved.runs.get(scenario, {}).get(date) for saved in (earlier, later)]
    if not places or len(places) < few or held[0] is None or held[1] is None:
        return None
    first, second = (np.array(rows) for rows in zip(*places, strict=True))
    return held[0][first], held[1][second]


def _paired_error(pairs: tuple[Array, Array], statistic: Any) -> float:
    """Simulation error of the difference of a statistic between draws that are paired."""
    wide = np.concatenate(pairs, axis=1)
    cut = pairs[0].shape[1]
    found = errors_of(wide, ("moved",), lambda rows: [statistic(rows[:, cut:]) - statistic(rows[:, :cut])])
    return _known(found["moved"])


def middle_of(saved: Saved, scenario: str, date: str) -> tuple[float, float]:
    """The middle of the headline and its simulation error; of quantiles, 1.25 times that of a mean of normal draws."""
    if scenario in saved.runs:
        values = saved.runs[scenario][date]
        return _middle(values), _known(errors_of(values, ("p50",), lambda rows: [_middle(rows)])["p50"])
    held = saved.quantiles[scenario][date]
    return float(np.quantile(held, 0.5)), float(np.std(held) * np.sqrt(np.pi / 2) / np.sqrt(saved.size[1]))


def chance_of(saved: Saved, scenario: str) -> tuple[float, float] | None:
    """P(target) and its simulation error, two draws added so that none and all have one too; None if not told."""
    if scenario in saved.runs:
        p = probability(saved.runs[scenario][saved.target["by"]], saved.target["fte"]).value
    elif scenario in saved.chances:
        p = saved.chances[scenario]
    else:
        return None
    number = saved.size[1]
    near = (p * number + 1) / (number + 2)
    return p, float(np.sqrt(near * (1 - near) / (number + 2)))


def _known(error: float | None) -> float:
    """An error, NaN where it is not known: nothing is told from chance then."""
    return float("nan") if error is None else float(error)


def _middle(values: Array) -> float:
    return quantiles(values, [0.5])[0]


def _said(saved: Saved) -> dict[str, Any]:
    seed, draws, replicates = saved.size
    return {"name": saved.name, "made": saved.made, "seed": seed, "draws": draws, "replicates": replicates}
