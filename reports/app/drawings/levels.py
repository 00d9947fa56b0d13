"""Tables of the answer: the chance of each level by year, and the policies beside each other."""

from __future__ import annotations

import numpy as np

from samspil.experiments.settings import told_levels

from ...words import Words
from .. import outcomes
from ..refining import Answer
from .svg import table


def levels(answer: Answer, say: Words) -> str:
    """In how many of the runs of the policy each level is reached, by year."""
    number, months = say.numbers, [month for month in outcomes.december(answer) if month >= "2026"]
    rows = []
    for level in told_levels():
        hits = [int((outcomes.at(answer, answer.policy, month) >= level).sum()) for month in months]
        rows.append([number.plain(level), *(number.plain(count) for count in hits)])
    caption = say("app.levels.caption", draws=number.plain(len(outcomes.monthly(answer, answer.policy))))
    return table([say("app.fte_axis"), *(month[:4] for month in months)], rows, caption)


def beside(answer: Answer, names: dict[str, str], say: Words) -> str:
    """Every policy of the answer, a row each: FTE at the target's month and at the end, chance, cost a year."""
    number, due = say.numbers, outcomes.due_month(answer)
    last = f"{outcomes.years(answer)[-1]}-12"
    rows = [
        [
            names[each.name],
            *(_spread(outcomes.at(answer, each.name, month), say) for month in dict.fromkeys([due, last])),
            _hits(outcomes.at(answer, each.name, due), outcomes.target(answer), say),
            number.amount(float(outcomes.cost(answer, each.name).mean())),
        ]
        for each in answer.scenarios
    ]
    heads = [say("app.beside.fte", month=number.month(month)) for month in dict.fromkeys([due, last])]
    return table([say("head.policy"), *heads, say("app.beside.hits"), say("app.beside.cost")], rows, "")


def _spread(values: np.ndarray, say: Words) -> str:
    low, middle, high = (say.numbers.amount(value) for value in np.quantile(values, [0.05, 0.5, 0.95]))
    return say("app.spread", middle=middle, low=low, high=high)


def _hits(values: np.ndarray, target: float, say: Words) -> str:
    return say("app.hits", hits=say.numbers.plain(int((values >= target).sum())), draws=say.numbers.plain(values.size))
