"""What to decide: the few decisions that give most for the money, as a table, and what has no effect in a line."""

from __future__ import annotations

from samspil.experiments import settings
from samspil.experiments.choosing import Chosen, Decision, Gain, Range
from samspil.model.levers import levers

from .. import deciding as words_of
from ..language.confidence import levels
from ..rows import Row, Table
from ..view import View
from .content import Block, paragraph
from .saying import Saying
from .verdict import verdict


def deciding(saying: Saying, chosen: Chosen) -> list[Block]:
    """The table of decisions, and lines for what is none; what cannot be said where no analysis was brought along."""
    view = saying.view
    if not chosen.analyses:
        return [paragraph(view.words("deciding.not_brought"))]
    blocks: list[Block] = [_table(view, chosen.decisions)] if chosen.decisions else []
    if not chosen.decisions:
        blocks.append(paragraph(view.words("deciding.none")))
    return [*blocks, *([paragraph(_short(view, chosen.untold), kind="small")] if chosen.untold else [])]


def all_of(view: View, chosen: Chosen) -> list[Block]:
    """Everything that was looked at and is no decision, by why, for the annex."""
    kinds = ("untold", "small", "losses", "bundles")
    return [paragraph(_line(view, kind, getattr(chosen, kind))) for kind in kinds if getattr(chosen, kind)]


def _short(view: View, titles: list[dict[str, str]]) -> str:
    """What has no effect that can be told from zero, in a line: the first few, and how many more."""
    most = settings.count("untold_named")
    if len(titles) <= most:
        return _line(view, "untold", titles)
    names = "; ".join(title[view.words.lang] for title in titles[:most])
    return view.words("deciding.untold_more", names=names, more=str(len(titles) - most))


def _line(view: View, key: str, titles: list[dict[str, str]]) -> str:
    return view.words(f"deciding.{key}", names="; ".join(title[view.words.lang] for title in titles))


def _table(view: View, decisions: list[Decision]) -> Table:
    say, first = view.words, decisions[0]
    dates = sorted(first.fte)
    heads = [say("head.decision"), say("head.decider"), say("head.decide_by")]
    heads += [say("head.more_fte", month=say.numbers.month(date)) for date in dates]
    heads += [say("head.mdkk_a_year"), say("head.price"), say("head.confidence")]
    caption = say(
        "table.decisions",
        draws=say.numbers.plain(first.source["draws"]),
        wage=say.numbers.amount(first.wage),
        level=say.named("level", first.source["potentials"]),
    )
    return Table(caption, heads, [_row(view, each, dates) for each in decisions], frozenset({1, 2, 7}))


def _row(view: View, each: Decision, dates: list[str]) -> Row:
    say, number = view.words, view.words.numbers
    price = say("cell.no_price") if each.dkk_per_fte_year is None else number.amount(each.dkk_per_fte_year)
    who = words_of.who(";".join(each.deciders), say, None)
    gains = [_gain(view, each.fte[date]) for date in dates]
    cells = [who, number.month(each.decide_by), *gains, _ranged(view, each.mdkk), price, _confidence(view, each)]
    return Row(_what(view, each), cells)


def _what(view: View, each: Decision) -> str:
    """The title, how far a lever goes, and what it is."""
    lever, say = levers().get(each.id), view.words
    told = words_of.what(each, say)
    return told if lever is None else say("cell.what", what=told, meaning=getattr(lever, f"meaning_{say.lang}"))


def _gain(view: View, gain: Gain) -> str:
    return _ranged(view, gain) if gain["told"] else view.words("cell.gain_untold", range=_ranged(view, gain))


def _ranged(view: View, told: Range) -> str:
    middle, low, high = (view.words.numbers.signed(told[key]) for key in ("mean", "low", "high"))
    return view.words("cell.spread", middle=middle, low=low, high=high)


def _confidence(view: View, each: Decision) -> str:
    """That it gives something at all is told by its draws; how much is no surer than the amounts of the forecast."""
    level = verdict(view).amounts.level
    return next(one.text[view.words.lang] for one in levels() if one.name == level)
