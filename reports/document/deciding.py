"""What to decide: the few decisions that give most for the money, as a table, and what has no effect in a line."""

from __future__ import annotations

from samspil.experiments import settings
from samspil.experiments.choosing import candidates
from samspil.experiments.decided import Chosen, Decision, Gain, Range
from samspil.model.levers import levers
from samspil.model.units import unit_in

from .. import deciding as words_of
from ..language.confidence import level_words
from ..rows import Row, Table
from ..view import View
from .content import Block, paragraph
from .saying import Saying
from .verdict import verdict

# Units of levers that are a share of something.
SHARE = "share"


def deciding(saying: Saying, chosen: Chosen) -> list[Block]:
    """The table of decisions, and lines for what is none; what cannot be said where no analysis was brought along."""
    view = saying.view
    if not chosen.analyses:
        return [paragraph(view.words("deciding.not_brought"))]
    blocks: list[Block] = [_table(view, chosen.decisions)] if chosen.decisions else []
    if not chosen.decisions:
        blocks.append(paragraph(view.words("front.decide.none", least=least(view))))
    blocks += _dear(view, chosen.decisions)
    return [*blocks, *([paragraph(_short(view, chosen.untold), kind="small")] if chosen.untold else [])]


def least(view: View) -> str:
    """The FTE below which a gain is told as small."""
    return view.words.numbers.amount(settings.number("decision_least"))


def is_due(view: View, month: str) -> bool:
    """Whether what is decided by a month is decided now: it is that of the forecast, or has passed."""
    return month <= view.summary.get("evidence", {}).get("origin", "")


def _dear(view: View, decisions: list[Decision]) -> list[Block]:
    """That none pays for itself, where each has a price above a year's wage."""
    times = [each.dkk_per_fte_year / each.wage for each in decisions if each.dkk_per_fte_year is not None]
    if not times or len(times) < len(decisions) or not min(times) > 1.0:
        return []
    ends = {name: view.words.numbers.figures(value, 2) for name, value in (("least", min(times)), ("most", max(times)))}
    return [paragraph(view.words("deciding.dear", **ends))]


def all_of(view: View, chosen: Chosen) -> list[Block]:
    """Everything that was looked at and is no decision, by why, for the annex."""
    kinds = {kind: getattr(chosen, kind) for kind in ("untold", "small", "losses", "bundles")}
    kinds["more"] = _others(chosen, [title for titles in kinds.values() for title in titles])
    return [paragraph(_line(view, kind, titles)) for kind, titles in kinds.items() if titles]


def _others(chosen: Chosen, named: list[dict[str, str]]) -> list[dict[str, str]]:
    """What is told to give FTE and stands neither among the decisions nor under another heading."""
    held = [*named, *(each.title for each in chosen.decisions)]
    found = [each.title for one in chosen.analyses.values() for each in candidates(one) if each.is_gain]
    return [title for place, title in enumerate(found) if title not in held and title not in found[:place]]


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
        draws=_between(view, [each.source["draws"] for each in decisions]),
        wage=say.numbers.amount(first.wage),
        level=", ".join(
            say.named("level", each) for each in dict.fromkeys(one.source["potentials"] for one in decisions)
        ),
        first=str(settings.count("policy_year")),
        last=dates[-1][:4],
    )
    return Table(caption, heads, [_row(view, each, dates) for each in decisions], frozenset({1, 2, 7}))


def _between(view: View, numbers: list[int]) -> str:
    """The number that all have, or the least and the most."""
    told = [view.words.numbers.plain(each) for each in (min(numbers), max(numbers))]
    return told[0] if told[0] == told[1] else view.words("cell.range", low=told[0], high=told[1])


def _row(view: View, each: Decision, dates: list[str]) -> Row:
    say, number = view.words, view.words.numbers
    price = say("cell.no_price") if each.dkk_per_fte_year is None else number.amount(each.dkk_per_fte_year)
    who = words_of.who(";".join(each.deciders), say, None)
    gains = [_gain(view, each.fte[date]) for date in dates]
    by = say("deciding.now_cell") if is_due(view, each.decide_by) else number.month(each.decide_by)
    # That it gives something is told by its draws; how much is no surer than the amounts of the forecast.
    sure = level_words(verdict(view).amounts.level, say.lang)
    cells = [who, by, *gains, _ranged(view, each.mdkk), price, sure]
    return Row(_what(view, each), cells)


def _what(view: View, each: Decision) -> str:
    """The title, how far a lever goes, and what it is."""
    lever, say = levers().get(each.id), view.words
    if lever is None:
        return words_of.what(each, say)
    meaning, amount = getattr(lever, f"meaning_{say.lang}"), each.changes.get(each.id)
    if lever.unit.startswith(SHARE) and amount is not None and amount > 0:
        unit, points = unit_in(lever.unit, say.lang), say.numbers.amount(100 * amount)
        return say("deciding.points", title=each.title[say.lang], points=points, unit=unit, meaning=meaning)
    return say("cell.what", what=words_of.what(each, say), meaning=meaning)


def _gain(view: View, gain: Gain) -> str:
    return _ranged(view, gain) if gain["told"] else view.words("cell.gain_untold", range=_ranged(view, gain))


def _ranged(view: View, told: Range) -> str:
    middle, low, high = (view.words.numbers.signed(told[key]) for key in ("mean", "low", "high"))
    return view.words("cell.spread", middle=middle, low=low, high=high)
