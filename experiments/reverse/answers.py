"""The records of the reverse test: each a joint move, what it asks of every number, and the runs that confirm it."""

from collections.abc import Collection, Sequence

import numpy as np

from samspil.model.parameters import registry

from .. import settings
from ..asking import Asking
from ..outcomes import distribution, number
from ..records import Assumption, Reverse
from .learning import Known, Tail, surrogate_of
from .moves import OFFSETS, STILL, Moves
from .search import SEARCHING, Found, Question, median_interval, search
from .surrogate import Surrogate


def answers(known: Known, tail: Sequence[Tail], dates: Sequence[str], asking: Asking, second: bool) -> list[Reverse]:
    """For each date the least joint move at which the median run reaches the scenario's target.

    Args:
        known: the scenario and the forecast's runs of it.
        tail: runs that reach into the top tail.
        dates: months as ``YYYY-MM``.
        asking: how runs are asked for.
        second: also the least move that leaves the main numbers of the first where they are.
    """
    fte = float(known.scenario.target.record()["fte"])
    told = []
    for place, date in enumerate(dates):
        question = Question(known.scenario, fte, date, asking)
        surrogate = surrogate_of(known, tail, place)
        first = answer(question, surrogate, known, [])
        told.append(first)
        if second and first["reached"] and first["assumptions"]:
            told.append(answer(question, surrogate, known, main(first)))
    return told


def main(record: Reverse) -> list[str]:
    """The numbers by which a move gains most."""
    return [entry["name"] for entry in record["assumptions"][: settings.count("reverse_main")]]


def answer(question: Question, surrogate: Surrogate, known: Known, unused: Collection[str]) -> Reverse:
    """One record, the numbers ``unused`` left where they are."""
    from scipy.stats import norm

    moves = Moves(surrogate, known.draws, unused)
    central = question.runs(moves.start(), SEARCHING, settings.count("reverse_runs"))
    found = Found(0, True, central) if question.reached(central) else search(question, moves, central)
    length = float(moves.lengths[found.way])
    spread = distribution(found.runs[:, None])
    return {
        "scenario": question.scenario.name,
        "potentials": question.asking.level,
        "target": question.fte,
        "by": question.by,
        "unused": sorted(unused),
        "ranges": len(surrogate.names),
        "reached": found.reached,
        "length": length,
        "prior_as_far": float(norm.sf(length)),
        "draws_as_far": moves.share_of_draws(found.way),
        "fte_central": number(float(np.nanmedian(central))) if np.isfinite(central).any() else None,
        "fte": spread,
        "median": median_interval(found.runs),
        "runs": int(found.runs.size),
        "failed": int((~np.isfinite(found.runs)).sum()),
        "assumptions": assumptions(moves, found.way),
    }


def assumptions(moves: Moves, way: int) -> list[Assumption]:
    """What a way asks of every number that it moves, that which adds most first."""
    places = moves.places[way]
    gains = moves.gains[np.arange(len(places)), places]
    total = max(float(gains.sum()), 1e-12)
    order = np.argsort(-gains, kind="stable")
    return [_assumption(moves, way, place, float(gains[place] / total)) for place in order if places[place] != STILL]


def _assumption(moves: Moves, way: int, place: int, share: float) -> Assumption:
    from scipy.stats import norm

    name = moves.surrogate.names[place]
    own, at = registry()[name], int(moves.places[way, place])
    score = float(moves.centre[place] + OFFSETS[at])
    return {
        "name": name,
        "title": {"en": own.title_en, "da": own.title_da},
        "unit": own.unit,
        "grade": own.grade,
        "source": own.source,
        "choices": list(own.choices),
        "central": float(moves.values[place, STILL]),
        "low": own.low,
        "high": own.high,
        "needed": float(moves.values[place, at]),
        "score": float(OFFSETS[at]),
        "as_favourable": float(norm.sf(score) if OFFSETS[at] > 0.0 else norm.cdf(score)),
        "share": share,
    }
