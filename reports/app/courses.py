"""The course of one partnership as the page tells it: what happened when, and what it freed in the end."""

from __future__ import annotations

from html import escape

from ..kpis import need_title
from ..words import Words
from .drawings.svg import table
from .following import Course
from .titles import actor


def named(course: Course, say: Words) -> str:
    """What a partnership is called in a list."""
    need, month = need_title(course.need, say.lang), say.numbers.month(course.opened)
    return say("app.course.name", lead=actor(course.lead, say), need=need, month=month)


def told(course: Course, say: Words) -> str:
    """From the need to the hours: a list of dated steps, and a table of use by year."""
    number, dated = say.numbers, say.numbers.month
    need = need_title(course.need, say.lang)
    kind = say.named("app.partnership", course.kind)
    members = ", ".join(actor(name, say) for name in course.members)
    first = say("app.course.opened", kind=kind, need=need, lead=actor(course.lead, say), members=members)
    steps = [(course.opened, first)]
    steps += [(month, say.named("app.stage", stage)) for month, stage in course.stages[1:]]
    steps += [(month, say("app.course.made")) for month in course.made]
    if course.closed:
        steps.append((course.closed, say.named("app.outcome", course.outcome)))
    in_order = sorted(steps, key=lambda step: step[0])
    items = "".join(f"<li><b>{escape(dated(month))}</b> {escape(text)}</li>" for month, text in in_order)
    state = say("app.course.state", trust=number.percent(course.trust), coverage=number.percent(course.coverage))
    used = [year for year, hosts in course.hosts.items() if hosts]
    rows = [[str(year), number.plain(course.hosts[year]), number.figures(course.fte[year], 2)] for year in used]
    heads = [say("head.year"), say("app.course.hosts"), say("app.course.fte")]
    end = table(heads, rows, "") if rows else f"<p>{escape(say('app.course.unused'))}</p>"
    return f'<ol class="course">{items}</ol><p class="note">{escape(state)}</p>{end}'
