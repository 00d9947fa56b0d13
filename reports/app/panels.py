"""What the page says, section by section, as HTML; everything that comes from a document or a reader is escaped."""

from __future__ import annotations

from html import escape
from pathlib import Path

import numpy as np

from samspil.experiments import settings
from samspil.model.epoch import month_text
from samspil.scenarios.tables import origin

from ..language.chances import chance_of
from ..words import Words
from . import outcomes
from .asking import settings as settings_of
from .drawings import fan, levels, stairs
from .drawings.svg import dash, line_colour
from .refining import Answer
from .titles import title, titles

STYLE = Path(__file__).parent / "app.css"


def answer(found: Answer, say: Words) -> str:
    """The fan, the policies beside each other, levels by year, the staircase."""
    named, costed = titles(found, say), outcomes.cost_years(found)
    first, last = str(costed[0]), str(costed[-1])
    steps = stairs.stairs(found, say) if found.draws else coming(say)
    parts = [
        section("fan", say, fan.fan(found, named, say, origin_month()) + legend(found, named)),
        section("beside", say, levels.beside(found, named, say), first=first, last=last),
        section("levels", say, levels.levels(found, say)),
        section("stairs", say, steps, month=stairs_month(found, say)),
    ]
    return "".join(parts)


def stairs_month(found: Answer, say: Words) -> str:
    """The month of the staircase: the December of the target's year."""
    return say.numbers.month(f"{outcomes.due_month(found)[:4]}-12")


def origin_month() -> str:
    """The month that the forecast starts to look ahead from."""
    return month_text(origin())


def section(name: str, say: Words, content: str, **told: str) -> str:
    """A part of the page with its heading and how to read it."""
    note = f'<p class="note">{escape(say(f"app.{name}.note", **told))}</p>'
    return f'<section class="part {name}"><h2>{escape(say(f"app.{name}"))}</h2>{note}{content}</section>'


def headline(found: Answer, say: Words, pending: str = "") -> str:
    """How far, how likely, how much more than today's policy, and who answered; or why that is not the answer yet."""
    named = titles(found, say)
    number, month = say.numbers, outcomes.due_month(found)
    runs = outcomes.at(found, found.policy, month)
    low, middle, high = (number.amount(value) for value in np.quantile(runs, [0.05, 0.5, 0.95]))
    sentences = [
        say("app.headline", policy=named[found.policy], month=number.month(month), middle=middle, low=low, high=high),
        say(
            "app.headline.chance",
            target=number.amount(outcomes.target(found)),
            chance=chance_of(runs, outcomes.target(found), say),
        ),
        *against(found, say),
    ]
    body = "".join(f"<p>{escape(sentence)}</p>" for sentence in sentences)
    status = f'<p class="status" role="status">{escape(pending or answered(found, say))}</p>'
    return f'<div id="answer" class="verdict" tabindex="-1">{body}{status}</div>'


def answered(found: Answer, say: Words) -> str:
    """Who answered: runs, or the emulator with its error."""
    if found.draws:
        key = "app.draws.few" if found.draws < settings.count("few_draws") else "app.draws"
        return say(key, draws=say.numbers.plain(found.draws))
    typical, most = map(say.numbers.amount, (found.off, found.off_most))
    return say("app.emulator", typical=typical, most=most)


def coming(say: Words) -> str:
    """What stands there while only the emulator has answered."""
    return f'<p class="status">{escape(say("app.coming"))}</p>'


def against(found: Answer, say: Words) -> list[str]:
    """What it frees above every other policy of the answer, and what that costs."""
    month = outcomes.due_month(found)
    lines = []
    for other in found.scenarios[1:]:
        gained = outcomes.more(found, found.policy, other.name, month)
        lines.append(difference(gained, title(other, say.lang), found.off_more, say))
        if found.draws:
            lines.append(costs(found, other.name, say))
    return lines


def difference(gained: np.ndarray, other: str, off: float, say: Words) -> str:
    """What is freed above another policy; where it is not told from none, how much it may be."""
    low, high = (float(value) for value in np.quantile(gained, [0.05, 0.95]))
    ends = {"low": end(low, say), "high": end(high, say)}
    if outcomes.is_seen(gained, off):
        return say("app.headline.more", other=other, more=say.numbers.signed(float(gained.mean())), **ends)
    least = max(off, settings_of.number("least_told"))
    if max(abs(low), abs(high)) < least:
        return say("app.headline.none", other=other, off=say.numbers.amount(np.ceil(least)))
    return say("app.headline.unseen", other=other, **ends)


def end(value: float, say: Words) -> str:
    """An end of a difference, FTE, to no more figures than a person has."""
    return say.numbers.signed(value if abs(value) >= settings_of.number("least_told") / 2 else 0.0)


def costs(found: Answer, other: str, say: Words) -> str:
    """What the policy costs above another: a year, all payers together, in which years."""
    spent, years = outcomes.cost(found, found.policy) - outcomes.cost(found, other), outcomes.cost_years(found)
    low, high = (say.numbers.signed(float(value)) for value in np.quantile(spent, [0.05, 0.95]))
    more = say.numbers.signed(float(spent.mean()))
    return say("app.headline.cost", cost=more, low=low, high=high, first=str(years[0]), last=str(years[-1]))


def legend(found: Answer, named: dict[str, str]) -> str:
    """Which line is which policy."""
    rows = []
    for place, each in enumerate(found.scenarios):
        line = f'<line x1="0" y1="6" x2="34" y2="6" stroke="{line_colour(place)}" stroke-width="2.6"'
        drawn = f'<svg width="34" height="12" aria-hidden="true">{line} stroke-dasharray="{dash(place)}"/></svg>'
        rows.append(f"<li>{drawn} {escape(named[each.name])}</li>")
    return f'<ul class="legend">{"".join(rows)}</ul>'
