"""The staircase: from potential on paper to sustained FTE, a bar for each step, mean of all runs."""

from __future__ import annotations

from functools import partial

from ...words import Words
from .. import outcomes
from ..refining import Answer
from .svg import COLOUR, Drawing, both, long

ROW, BAR = 34.0, 12.0


def stairs(answer: Answer, say: Words) -> str:
    """The steps of the policy in December of the target's year."""
    year = int(outcomes.due_month(answer)[:4])
    steps = outcomes.steps(answer, answer.policy, year)
    shown = ", ".join(f"{say.named('step', name)} {say.numbers.amount(value)}" for name, value in steps.items())
    return both(partial(_drawn, steps, say), say("app.stairs.said", year=str(year), steps=shown))


def _drawn(steps: dict[str, float], say: Words, width: float) -> Drawing:
    drawing = Drawing(width, ROW * len(steps) + 6)
    top = max(1.0, *steps.values())
    room = width - 8 - max(long(say.numbers.amount(value)) for value in steps.values())
    before = 0.0
    for place, (name, value) in enumerate(steps.items()):
        y = ROW * place + 14
        kept = f" ({say.numbers.percent(value / before)})" if before > 0 and 0 <= value <= before else ""
        drawing.text(0, y, say.named("step", name) + kept)
        drawing.add(
            "rect", x=0.0, y=y + 4, width=max(1.0, room * max(value, 0.0) / top), height=BAR, fill=COLOUR["main"]
        )
        drawing.text(room * max(value, 0.0) / top + 6, y + 15, say.numbers.amount(value), fill=COLOUR["muted"])
        before = value
    return drawing
