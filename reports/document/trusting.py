"""How far to trust the forecast: what the model misses, what that means in FTE, and what rests on assumption."""

from __future__ import annotations

import math
from collections.abc import Mapping

from samspil.experiments import settings
from samspil.experiments.records import Outside
from samspil.experiments.track import track_record

from .. import spread
from ..language.confidence import assumed_share
from ..naming import number_title
from ..view import View, in_language, known
from ..wording import day_words
from .content import Block, Bullets, Chart, Section, Sentence, paragraph, plain
from .saying import Saying
from .verdict import leaning, verdict


def section(saying: Saying, charts: Mapping[str, Chart]) -> Section:
    """Misses first, then how the observations are met as a chart, then what the answer rests on."""
    view = saying.view
    blocks: list[Block] = [paragraph(*confidence_words(saying))]
    missed = misses(saying)
    if missed:
        blocks += [
            paragraph(view.words("trust.misses", **_counted(saying)), kind="lead"),
            Bullets(missed),
        ]
    if "replayed" in charts:
        blocks.append(charts["replayed"])
    blocks.append(Bullets([plain(text) for text in [*rests(saying), *track_words(saying)]]))
    return Section("trust", view.words("section.trust"), blocks)


def confidence_words(saying: Saying) -> list[str]:
    """Why the confidence is what it is, in the amounts and in the verdict."""
    say, found = saying.view.words, verdict(saying.view)
    return [say("trust.confidence", told=found.amounts.told(say)), *([_far(saying)] if found.is_far else [])]


def _counted(saying: Saying) -> dict[str, str]:
    """How many observations lie outside, of how many."""
    found = verdict(saying.view).amounts.facts
    return {"number": str(found.outside), "all": str(found.observations)}


def _far(saying: Saying) -> str:
    """What the confidence in the verdict rests on; leaning numbers are named where they were run."""
    say, percent = saying.view.words, saying.view.words.numbers.percent
    lean = say("trust.lean", share=percent(settings.number("verdict_lean"))) if leaning(saying.view) else ""
    month = say.numbers.month(saying.view.date)
    return say("trust.far", share=percent(1.0 / settings.number("verdict_margin")), lean=lean, month=month)


def track_words(saying: Saying) -> list[str]:
    """How earlier forecasts did, as far as it can be told."""
    say, found = saying.view.words, track_record()
    if not found["forecasts"]:
        return []
    counts = {name: say.numbers.plain(found[name]) for name in ("forecasts", "said", "scored")}
    inside = say.numbers.percent(found["coverage"].get("0.9"))
    return [
        say(
            "track.some" if found["scored"] else "track.none",
            first=day_words(str(found["first"]), say),
            inside=inside,
            **counts,
        )
    ]


def misses(saying: Saying) -> list[Sentence]:
    """What the median does not reproduce: each that is told to move the forecast, then those that are told not to and
    those too few draws agree with, together."""
    view = saying.view
    found = view.summary.get("outside") or []
    moving = [each for each in found if _is_told(view, each)]
    rest = [each for each in found if each not in moving]
    few = [each for each in rest if each["fte_agreeing"] is None]
    same = [each for each in rest if each not in few]
    told = [_moves(saying, each) for each in moving]
    return [*told, *_grouped(saying, "same", same), *_grouped(saying, "few", few)]


def _is_told(view: View, each: Outside) -> bool:
    """Whether the median of the draws that agree differs from that of all by more than its error: that of a median of
    so many values with the spread of single runs, were they normal."""
    split, agreeing = view.result(view.baseline).get("split"), each["agreeing"]
    if split is None or each["fte_agreeing"] is None or not agreeing:
        return False
    error = math.sqrt(math.pi / 2.0 / agreeing) * split["sd"]
    return abs(known(each["fte_agreeing"]) - known(each["fte"])) > settings.number("moved_errors") * error


def _moves(saying: Saying, each: Outside) -> Sentence:
    view, number = saying.view, saying.view.words.numbers
    told = {name: number.rounded(each[key], None) for name, key in (("told", "fte_agreeing"), ("fte", "fte"))}
    title = in_language(each["title"], view.words.lang)
    agreeing, month = number.plain(each["agreeing"]), number.month(view.date)
    return plain(view.words("trust.miss", title=title, agreeing=agreeing, month=month, **told))


def _grouped(saying: Saying, key: str, found: list[Outside]) -> list[Sentence]:
    """Observations of which the same is to be said, in a sentence."""
    if not found:
        return []
    say = saying.view.words
    named = (in_language(each["title"], say.lang) for each in found)
    fte = say.numbers.rounded(found[0]["fte"], None)
    told = {"number": say.numbers.plain(len(found)), "titles": "; ".join(named)}
    return [plain(say(f"trust.miss.{key}", **told, **({"fte": fte} if key == "same" else {})))]


def rests(saying: Saying) -> list[str]:
    """Which part of the spread rests on assumed numbers, and which forms of rules were tried."""
    view = saying.view
    return [*_assumed(saying), *spread.structures(view), *spread.beside(view)]


def _assumed(saying: Saying) -> list[str]:
    """The share of the variance that numbers graded as assumed bring, of those that can be told from noise."""
    view, found = saying.view, saying.view.summary.get("drivers")
    share = assumed_share(view.summary)
    if share is None or not found:
        return [view.words("trust.assumed.unknown")]
    number = view.words.numbers
    whole = sum(each["share"] for each in found["parameters"])
    named = {"told": number.percent(whole), "assumed": number.percent(whole * share)}
    return [
        view.words(
            "trust.assumed",
            number=number.plain(len(found["parameters"])),
            titles="; ".join(number_title(each["name"], view.words) for each in found["parameters"]),
            others=number.plain(found["others"]),
            **named,
        )
    ]
