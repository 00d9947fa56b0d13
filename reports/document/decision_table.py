"""The table of decisions: what, who, by when, what it adds, for how much, and how sure that is."""

from __future__ import annotations

from samspil.experiments import settings
from samspil.experiments.decided import Decision, Gain
from samspil.experiments.reach import level_today
from samspil.model.levers import levers
from samspil.model.units import unit_in

from .. import decision_words as words_of
from ..formats import rounded
from ..rows import Row, Table
from ..view import View
from .verdict import verdict

# Units of levers that are a share of something.
SHARE = "share"


def is_due(view: View, month: str) -> bool:
    """Whether what is decided by a month is decided now: it is that of the forecast, or has passed."""
    return month <= view.summary.get("evidence", {}).get("origin", "")


def table_of(view: View, decisions: list[Decision]) -> Table:
    """A row a decision; the brackets are of draws where every analysis says so, else of the mean."""
    say, first = view.words, decisions[0]
    dates = sorted(first.fte)
    heads = [say("head.decision"), say("head.decider"), say("head.decide_by")]
    heads += [say("head.more_fte", month=say.numbers.month(date)) for date in dates]
    heads += [say("head.mdkk_a_year"), say("head.price"), say("head.confidence")]
    levels = dict.fromkeys(say.named("level", one.source["potentials"]) for one in decisions)
    caption = say(
        "table.decisions" if _has_ends(decisions) else "table.decisions.mean",
        draws=_between(view, [each.source["draws"] for each in decisions]),
        wage=say.numbers.amount(first.wage),
        level=", ".join(levels),
        first=str(settings.count("policy_year")),
        last=dates[-1][:4],
    )
    rows = [_row(view, each, dates, _has_ends(decisions)) for each in decisions]
    return Table(caption, heads, rows, frozenset({1, 2, 7}))


def _has_ends(decisions: list[Decision]) -> bool:
    """Whether every analysis says between what nine draws in ten lie."""
    return all(gain["p05"] is not None for each in decisions for gain in each.fte.values())


def _between(view: View, numbers: list[int]) -> str:
    """The number that all have, or the least and the most."""
    told = [view.words.numbers.plain(each) for each in (min(numbers), max(numbers))]
    return told[0] if told[0] == told[1] else view.words("cell.range", low=told[0], high=told[1])


def _row(view: View, each: Decision, dates: list[str], has_ends: bool) -> Row:
    say, number = view.words, view.words.numbers
    price = say("cell.no_price") if each.dkk_per_fte_year is None else number.amount(each.dkk_per_fte_year)
    who = words_of.who(";".join(each.deciders), say, None)
    gains = [_gain(view, each.fte[date], has_ends) for date in dates]
    by = say("deciding.now_cell") if is_due(view, each.decide_by) else number.month(each.decide_by)
    money = number.signed(rounded(each.money_mdkk["mean"], None))
    return Row(_what(view, each), [who, by, *gains, money, price, _sure(view, each)])


def _sure(view: View, each: Decision) -> str:
    """Confidence that it gives anything, by how many draws say so; how much is no surer than the forecast's amounts."""
    effect, amounts = "high" if each.is_sure else "medium", verdict(view).amounts.level
    say = view.words
    return say("deciding.sure", effect=say(f"deciding.sure.{effect}"), amount=say(f"deciding.sure.{amounts}"))


def _what(view: View, each: Decision) -> str:
    """The title, how far a lever goes, from where today's policy has it at the first told date, and what it is."""
    lever, say = levers().get(each.id), view.words
    if lever is None:
        return words_of.what(each, say)
    meaning, amount = getattr(lever, f"meaning_{say.lang}"), each.changes.get(each.id)
    if not lever.unit.startswith(SHARE) or amount is None:
        return say("cell.what", what=words_of.what(each, say), meaning=meaning)
    today = level_today(each.id, min(each.fte))
    reached = min(today + amount, lever.high)
    ends = {name: say.numbers.percent(round(value, 2)) for name, value in (("low", today), ("high", reached))}
    unit = unit_in(lever.unit, say.lang)
    return say("deciding.from_to", title=each.title[say.lang], unit=unit, meaning=meaning, **ends)


def _gain(view: View, gain: Gain, has_ends: bool) -> str:
    low, high = ("p05", "p95") if has_ends else ("low", "high")
    middle, least, most = (view.words.numbers.signed(rounded(gain[key], None)) for key in ("mean", low, high))
    told = view.words("cell.spread", middle=middle, low=least, high=most)
    return told if gain["told"] else view.words("cell.gain_untold", range=told)
