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
from .drawings import fan, levels, stairs
from .drawings.svg import dash, line_colour
from .refining import Answer
from .titles import titles

STYLE = Path(__file__).parent / "app.css"


def answer(found: Answer, say: Words) -> str:
    """The fan, the policies beside each other, levels by year, the staircase."""
    named = titles(found, say)
    parts = [
        section("fan", say, fan.fan(found, named, say, origin_month()) + legend(found, named)),
        section("beside", say, levels.beside(found, named, say)),
        section("levels", say, levels.levels(found, say)),
        section("stairs", say, stairs.stairs(found, say) if found.draws else coming(say)),
    ]
    return "".join(parts)


def origin_month() -> str:
    """The month that the forecast starts to look ahead from."""
    return month_text(origin())


def section(name: str, say: Words, content: str) -> str:
    """A part of the page with its heading and how to read it."""
    note = f'<p class="note">{escape(say(f"app.{name}.note"))}</p>'
    return f'<section class="part {name}"><h2>{escape(say(f"app.{name}"))}</h2>{note}{content}</section>'


def headline(found: Answer, say: Words) -> str:
    """How far, how likely, how much more than today's policy, and who answered."""
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
        *against(found, named, say),
    ]
    body = "".join(f"<p>{escape(sentence)}</p>" for sentence in sentences)
    status = f'<p class="status" role="status">{escape(answered(found, say))}</p>'
    return f'<div id="answer" class="verdict" tabindex="-1">{body}{status}</div>'


def answered(found: Answer, say: Words) -> str:
    """Who answered: runs, or the emulator with its error."""
    if found.draws:
        key = "app.draws.few" if found.draws < settings.count("few_draws") else "app.draws"
        return say(key, draws=say.numbers.plain(found.draws))
    typical, most = map(say.numbers.amount, found.off)
    return say("app.emulator", typical=typical, most=most)


def coming(say: Words) -> str:
    """What stands there while only the emulator has answered."""
    return f'<p class="status">{escape(say("app.coming"))}</p>'


def against(found: Answer, named: dict[str, str], say: Words) -> list[str]:
    """What it frees above every other policy of the answer, and what that costs."""
    number, month = say.numbers, outcomes.due_month(found)
    lines = []
    for other in found.scenarios[1:]:
        gained = outcomes.more(found, found.policy, other.name, month)
        low, high = np.quantile(gained, [0.05, 0.95])
        spent = outcomes.cost(found, found.policy) - outcomes.cost(found, other.name)
        cost = say("app.headline.cost", cost=number.signed(spent)) if found.draws else ""
        lines.append(
            say(
                "app.headline.more",
                more=number.signed(float(gained.mean())),
                other=named[other.name],
                low=number.signed(float(low)),
                high=number.signed(float(high)),
                cost=cost,
            )
        )
    return lines


def legend(found: Answer, named: dict[str, str]) -> str:
    """Which line is which policy."""
    rows = []
    for place, each in enumerate(found.scenarios):
        line = f'<line x1="0" y1="6" x2="34" y2="6" stroke="{line_colour(place)}" stroke-width="2.6"'
        drawn = f'<svg width="34" height="12" aria-hidden="true">{line} stroke-dasharray="{dash(place)}"/></svg>'
        rows.append(f"<li>{drawn} {escape(named[each.name])}</li>")
    return f'<ul class="legend">{"".join(rows)}</ul>'
