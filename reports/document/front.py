"""The first page: the verdict as title, the answer in five sentences, and what to decide."""

from __future__ import annotations

from samspil.experiments import settings
from samspil.experiments.decided import Chosen

from ..figures.milestones import best
from ..view import View, known
from .content import Block, Paragraph, Sentence
from .deciding import deciding, least
from .decision_table import is_due
from .derived import largest_gain, largest_loss
from .saying import Saying
from .verdict import Verdict, verdict


def title(saying: Saying) -> str:
    """The verdict on the target, in a line."""
    found = verdict(saying.view)
    key = "front.title" if found.likelihood else "front.title.few" if finished(saying) else "front.title.none"
    return str(saying(key, likelihood=found.word(saying.view.words.lang)))


def finished(saying: Saying) -> bool:
    """Whether any simulation of the baseline finished."""
    return known(saying.facts["decided"].value) == known(saying.facts["decided"].value)


def lines(view: View) -> list[str]:
    """The answer for a terminal: the verdict, then the sentences of the first page."""
    saying = Saying(view)
    return [title(saying), *(f"  {sentence}" for sentence in answer(saying, Chosen([])))]


def page(saying: Saying, chosen: Chosen) -> list[Block]:
    """The first page below its title."""
    return [Paragraph(answer(saying, chosen), "answer"), *deciding(saying, chosen)]


def answer(saying: Saying, chosen: Chosen) -> list[Sentence]:
    """Five sentences of at most `front_words` words: how likely, what is decided frees, what frees most, where most is
    lost, and what to decide; of that as many names as there is room for."""
    if not finished(saying):
        return [saying("front.nothing")]
    view = saying.view
    told = [_verdict(saying, verdict(view)), _first(saying)]
    if best(view) != view.baseline:
        most = shorten(view.title(best(view)))
        key = "front.fullest.money" if known(saying.facts["fullest_money"].value) > 0.0 else "front.fullest"
        told.append(saying(key, scenario=most, late=view.dates[-1][:4]))
    told += _loss(saying)
    tries = [_decide(saying, chosen, number) for number in range(len(chosen.decisions), -1, -1)]
    return next(
        [*told, last] for last in tries if length([*told, last]) <= settings.count("front_words") or last is tries[-1]
    )


def length(sentences: list[Sentence]) -> int:
    """How many words they have; what hard spaces join is one."""
    return sum(len(str(each).split(" ")) for each in sentences)


def shorten(title: str) -> str:
    """A title, cut where it would take the place of the answer."""
    words, most = title.split(" "), settings.count("front_title_words")
    return title if len(words) <= most else f"{' '.join(words[:most])} …"


def _first(saying: Saying) -> Sentence:
    """What the first scenario frees: what is decided, where that was run."""
    view = saying.view
    if view.baseline == settings.word("baseline"):
        return saying("front.decided")
    return saying("front.first", scenario=shorten(view.title(view.baseline)))


def _verdict(saying: Saying, found: Verdict) -> Sentence:
    lang = saying.view.words.lang
    if found.likelihood is None:
        return saying("front.verdict.few")
    same = found.sure(lang) == found.sure_of_amounts(lang)
    return saying(
        "front.verdict.same" if same else "front.verdict",
        likelihood=found.word(lang),
        sure=found.sure(lang),
        amounts=found.sure_of_amounts(lang),
    )


def _loss(saying: Saying) -> list[Sentence]:
    """The obstacle whose removal frees most, and where most is lost on paper: not the same."""
    lost, gain, say = largest_loss(saying.view), largest_gain(saying.view), saying.view.words
    if lost is None or gain is None:
        return []
    key = "front.obstacle.same" if lost[0] == gain[0] else "front.obstacle"
    if lost[0] != gain[0] and known(saying.facts["unmade"].value) > lost[1] / 2.0:
        key = "front.obstacle.unmade"
    return [saying(key, where=say(f"front.lost.{gain[0]}"), where_paper=say(f"front.lost.{lost[0]}"))]


def _decide(saying: Saying, chosen: Chosen, number: int) -> Sentence:
    """The first so many decisions, and by when the first of them has to be taken."""
    taken = chosen.decisions[:number]
    if not chosen.analyses:
        return saying("front.decide.unknown")
    if not chosen.decisions:
        return saying("front.decide.none", least=least(saying.view))
    if not taken:
        return saying("front.decide.below")
    names = {f"d{place + 1}": each.title[saying.view.words.lang] for place, each in enumerate(taken)}
    month, say = min(each.decide_by for each in taken), saying.view.words
    by = say("deciding.now") if is_due(saying.view, month) else say("deciding.by", month=say.numbers.month(month))
    return saying(f"front.decide.{number}", by=by, **names)
