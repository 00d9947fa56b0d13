"""Whether policies keep to the yearly budget that they state, in sentences."""

from __future__ import annotations

from samspil.experiments.records import Budget

from .view import View
from .words import Words


def sentences(view: View) -> list[str]:
    """A sentence for each policy that states a budget."""
    return [sentence(view.title(name), told, view.words) for name, told in view.summary.get("budgets", {}).items()]


def sentence(title: str, told: Budget, say: Words) -> str:
    """What a policy takes of its budget, or that this was not run."""
    number = say.numbers
    budget = number.amount(told["budget_mdkk"])
    if told["exceeded"] is None:
        return say("budget.unknown", policy=title, budget=budget)
    key = "budget.exceeded" if told["exceeded"] else "budget.kept"
    return say(
        key,
        policy=title,
        budget=budget,
        money=number.amount(told["additional_mdkk"]),
        above=number.percent(told["above"]),
    )
