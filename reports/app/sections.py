"""Further parts of the page: one's own region, the three levels of potentials, figures of collaboration."""

from __future__ import annotations

from html import escape

import numpy as np

from samspil.model.units import unit_in
from samspil.runs.variables import Variable, variables

from ..words import Words
from . import outcomes
from .drawings import lines
from .drawings.svg import table
from .refining import Answer
from .titles import titles

KPIS = (
    *("partnerships_active", "companies_active", "trust_mean", "kpi_knowledge_transfer", "kpi_cocreation"),
    *("kpi_networks", "kpi_relations", "kpi_learning", "kpi_ideas", "kpi_implementation"),
)
OVER_TIME = ("adoptions", "partnerships_active")


def region(found: Answer, name: str, say: Words) -> str:
    """What a region gets by the target's year and by the last: of each policy, and more than today's."""
    named, number = titles(found, say), say.numbers
    year, last = int(outcomes.due_month(found)[:4]), outcomes.years(found)[-1]
    low, middle, high = np.quantile(outcomes.of_region(found, found.policy, name, year), [0.05, 0.5, 0.95])
    sentence = say(
        "app.region.told",
        region=name,
        policy=named[found.policy],
        year=str(year),
        middle=number.amount(middle),
        low=number.amount(low),
        high=number.amount(high),
    )
    heads = [say("head.policy"), say("head.year"), say("app.region.fte")]
    heads += [say("sector.municipalities"), say("sector.hospitals"), say("app.region.more")]
    rows = [
        [named[each.name], str(when), *_regional(found, each.name, name, when, say)]
        for each in found.scenarios
        for when in dict.fromkeys([year, last])
    ]
    lead = f'<div class="verdict"><p>{escape(sentence)}</p></div>'
    return lead + table(heads, rows, "")


def _regional(found: Answer, name: str, region: str, year: int, say: Words) -> list[str]:
    number, runs = say.numbers, outcomes.of_region(found, name, region, year)
    low, middle, high = (number.amount(value) for value in np.quantile(runs, [0.05, 0.5, 0.95]))
    sectors = [number.amount(value) for value in outcomes.by_sector(found, name, region, year)]
    gained = "" if name == outcomes.today() else _gained(outcomes.more_of_region(found, name, region, year), say)
    return [say("app.spread", middle=middle, low=low, high=high), *sectors, gained]


def _gained(more: np.ndarray, say: Words) -> str:
    return say.numbers.signed(float(more.mean())) if outcomes.is_seen(more) else say("app.none.seen")


def potentials(found: dict[str, Answer], say: Words) -> str:
    """The three levels of potentials side by side: a row each."""
    number = say.numbers
    rows = []
    for level, each in found.items():
        due, last = outcomes.due_month(each), f"{outcomes.years(each)[-1]}-12"
        spreads = [np.quantile(outcomes.at(each, each.policy, month), [0.05, 0.5, 0.95]) for month in (due, last)]
        gained = _gained(outcomes.more(each, each.policy, outcomes.today(), due), say)
        texts = [
            say("app.spread", middle=number.amount(m), low=number.amount(lo), high=number.amount(hi))
            for lo, m, hi in spreads
        ]
        hits = int((outcomes.at(each, each.policy, due) >= outcomes.target(each)).sum())
        share = say("app.hits", hits=number.plain(hits), draws=number.plain(each.draws))
        rows.append([say(f"level.{level}"), *texts, gained, share])
    first = next(iter(found.values()))
    months = (outcomes.due_month(first), f"{outcomes.years(first)[-1]}-12")
    heads = [say("app.potentials.level"), *(say("app.beside.fte", month=number.month(month)) for month in months)]
    return table([*heads, say("app.region.more"), say("app.beside.hits")], rows, "")


def kpis(found: Answer, say: Words) -> str:
    """Figures of collaboration in the target's month: mean over simulations of every policy."""
    named, due = titles(found, say), outcomes.due_month(found)
    rows = [
        _kpi(variables()[name], [outcomes.at(found, each.name, due, name) for each in found.scenarios], say)
        for name in KPIS
    ]
    caption = say.numbers.month(due)
    return table([say("kpi.column.indicator"), *(named[each.name] for each in found.scenarios)], rows, caption)


def _kpi(variable: Variable, runs: list[np.ndarray], say: Words) -> list[str]:
    """A figure with its unit, and its mean under each policy: a share in percent."""
    name, means = getattr(variable, f"long_name_{say.lang}"), [float(each.mean()) for each in runs]
    if variable.units == "share":
        return [name, *map(say.numbers.percent, means)]
    return [f"{name} ({unit_in(variable.units, say.lang)})", *map(say.numbers.figures, means)]


def use(found: Answer, say: Words) -> str:
    """Solutions in use and partnerships over time."""
    return "".join(lines.over_time(found, name, say) for name in OVER_TIME)
