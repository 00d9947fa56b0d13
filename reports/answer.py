"""The answer in sentences: which ones are said, and with which numbers, is decided by what was computed."""

from __future__ import annotations

from dataclasses import dataclass

from samspil.experiments import settings
from samspil.experiments.money import DKK_PER_MDKK
from samspil.experiments.records import Outcome
from samspil.model.parameters import current_name, registry
from samspil.runs.fitted import prior_dominated

from . import budgeted, drivers, spread, trust
from .figures.countings import counted, counting_title
from .figures.mechanisms import mechanism_title
from .figures.milestones import best
from .figures.policies import compared, difference, money
from .figures.staircase import Ladder, ladder
from .gains import gain_words
from .language.chances import chance_words
from .language.likelihood import of_outcome
from .reversed import what_if_together, what_it_takes
from .told import joined
from .view import View, known
from .wording import fte_words, goal_words, money_words, others_words

# The costly share rests on these, by their places in its sentence; tests/test_money.py tells what it does not rest on.
COSTLY_RESTS_ON = {
    "price": "cost.solution_running",
    "minutes": "realised.minutes",
    "visits": "realised.visits",
    "known": "measured_share",
    "dropped": "costly_dropped",
}


@dataclass(frozen=True)
class Part:
    """One part of the answer: its heading and its sentences."""

    key: str
    heading: str
    sentences: list[str]


def answer(view: View) -> list[Part]:
    """The five parts of the answer, those without a sentence left out."""
    told = {"likely": likely, "sure": sure, "why": why, "policies": what_helps_and_takes, "true": what_must_be_true}
    parts = [Part(key, view.words(f"answer.{key}"), tell(view)) for key, tell in told.items()]
    return [part for part in parts if part.sentences]


def likely(view: View) -> list[str]:
    """P(target) under the baseline and under the others, FTE, what is missing, and the other potentials levels."""
    say, result = view.words, view.result(view.baseline)
    number, fte = say.numbers, result["fte"][view.date]
    if known(fte["p50"]) != known(fte["p50"]):
        return [say("likely.nothing")]
    told = [*_chance(view, result), *_other_chances(view)]
    told.append(
        say("likely.fte", month=number.month(view.date), missing=fte_words(result, "shortfall", say),
            **{name: fte_words(fte, key, say) for name, key in (("middle", "p50"), ("low", "p05"), ("high", "p95"))})
    )  # fmt: skip
    others = [level for level in view.levels if level != view.level]
    for level in others:
        middle = fte_words(view.result(view.baseline, level)["fte"][view.date], "p50", say)
        told.append(say(f"likely.level.{level}", middle=middle))
    return told


def _chance(view: View, result: Outcome) -> list[str]:
    """The word for the chance, which never stands without its number, and the variant that makes it weaker."""
    say, found = view.words, of_outcome(result, view.date)
    if found is None:
        return []
    chance = chance_words(view, view.baseline)
    values = {"goal": goal_words(view.target, say), "scenario": view.title(view.baseline)}
    if view.summary["draws"] < settings.count("few_draws"):
        return [say("likely.few", chance=chance, **values)]
    told = [say("likely.chance", likelihood=found.told(chance, say), **values)]
    return told + ([say("likely.decided", variant=say.named("variant", found.decided))] if found.decided else [])


def _other_chances(view: View) -> list[str]:
    others = [name for name in view.scenarios if name != view.baseline]
    if not others:
        return []
    say = view.words
    by_chance = max(others, key=lambda name: known(view.result(name)["p_target"]))
    if known(view.result(by_chance)["p_target"]) == 0:
        return _none_elsewhere(view, others)
    chance = chance_words(view, by_chance)
    return [say("likely.highest", others=others_words(len(others), say), chance=chance, scenario=view.title(by_chance))]


def _none_elsewhere(view: View, others: list[str]) -> list[str]:
    """That no run under another policy reaches the target, with how far the highest of them got."""
    say, baseline = view.words, known(view.result(view.baseline)["p_target"])
    top = {name: float(runs.max()) for name in others if (runs := view.at(name, view.date)).size}
    if not top:
        return []
    first = max(top, key=lambda name: top[name])
    key = "likely.nor_others" if baseline == 0 else "likely.not_others"
    values = {"others": others_words(len(others), say), "scenario": view.title(first)}
    return [say(key, highest=say.numbers.amount(top[first]), **values)]


def sure(view: View) -> list[str]:
    """Where the spread comes from, how far countings move the answer, and runs that failed."""
    say, number = view.words, view.words.numbers
    told = spread.sentences(view)
    told += [_drawn(view), *trust.sentences(view)]
    told += countings(view)
    if view.summary["failed"]:
        told.append(say("sure.failed", failed=number.plain(view.summary["failed"])))
    return told


def _drawn(view: View) -> str:
    """What the draws of the uncertain numbers agree with."""
    drawn = view.summary.get("drawn_from")
    if not drawn or not drawn["targets"]:
        return view.words("sure.prior")
    # Those without the flag: a fit works on more numbers than it settles.
    settled = sum(not prior_dominated([current_name(name)]) for name in drawn["fitted"])
    others = len(drawn["fitted"]) + drawn["others"] - settled
    return view.words("sure.posterior", targets=str(len(drawn["targets"])), settled=str(settled), others=str(others))


def countings(view: View) -> list[str]:
    """The lowest and the highest middle run among the countings in standing FTE."""
    say, name = view.words, view.baseline
    standing = [entry for entry in counted(view) if entry["target"] and entry["target"]["basis"] == "level"]
    ranked = sorted(standing, key=lambda entry: known(entry["scenarios"][name]["fte_p50"]))
    if len(ranked) < 2:
        return []
    ends = {"low": ranked[0], "high": ranked[-1]}
    values = {end: fte_words(entry["scenarios"][name], "fte_p50", say) for end, entry in ends.items()}
    titles = {f"{end}_title": counting_title(view, entry) for end, entry in ends.items()}
    return [say("sure.countings", countings=str(len(ranked)), **values, **titles)]


def why(view: View) -> list[str]:
    """Where FTE are lost between paper and rosters, what does not exist yet, and the mechanisms behind it."""
    say, number = view.words, view.words.numbers
    stairs, told = ladder(view, view.baseline), []
    if stairs and stairs.totals[0] > 0:
        told += _stairs(view, stairs)
    share = view.result(view.baseline)["new_solution_share"]
    if share is not None:
        told.append(say("why.new_share", share=number.percent(share), month=number.month(view.date)))
    return told + drivers.sentence(view) + _mechanisms(view)


def _stairs(view: View, stairs: Ladder) -> list[str]:
    say, number = view.words, view.words.numbers
    lost = [before - after for before, after in zip(stairs.totals, stairs.totals[1:], strict=False)]
    worst = lost.index(max(lost))
    told = [
        say(
            "why.stairs",
            paper=number.rounded(stairs.totals[0], None),
            sustained=number.rounded(stairs.totals[-1], None),
            lost=number.rounded(lost[worst], None),
            loss=say.named("lost_at", stairs.steps[worst + 1]),
        )
    ]
    won = [value for value in stairs.won if value == value]
    if won and len(stairs.won) == len(lost) and max(won) > 0:
        first = stairs.won.index(max(won))
        told.append(
            say(
                "why.won",
                loss=say.named("lost_at", stairs.steps[first + 1]),
                won=number.rounded(stairs.won[first], None),
            )
        )
    return told


def _mechanisms(view: View) -> list[str]:
    say, entries = view.words, view.summary["mechanisms"]
    if not entries:
        return []
    moved = [mechanism_title(view, entry) for entry in entries if entry["moved"]]
    still = str(len(entries) - len(moved))
    if not moved:
        return [say("why.none_moved", mechanisms=str(len(entries)))]
    return [
        say("why.moved", moved=listed(moved, view), number=str(len(moved)), mechanisms=str(len(entries)), still=still)
    ]


def what_helps(view: View) -> list[str]:
    """Which policies can be told from the baseline, the largest gain with its price, and what it still leaves."""
    names = compared(view)
    if not names:
        return []
    say = view.words
    more = [name for name in names if difference(view, name, "p05") > 0]
    fewer = [name for name in names if difference(view, name, "p95") < 0]
    unsure = [name for name in names if name not in more and name not in fewer]
    told = (
        _largest(view, more[0])
        if more
        else [say("helps.none", scenario=view.title(view.baseline), others=others_words(len(names), say))]
    )
    if len(more) > 1:
        told.append(say("helps.also", policies=gains(view, more[1:])))
    if unsure and more:
        told.append(say("helps.unsure", policies=gains(view, unsure), month=view.words.numbers.month(view.date)))
    if fewer:
        told.append(say("helps.fewer", policies=gains(view, fewer)))
    told += _costly(view, view.baseline)
    result = view.result(best(view))
    if known(result["shortfall"]) > 0:
        missing = fte_words(result, "shortfall", say)
        told.append(say("helps.missing", scenario=view.title(best(view)), missing=missing))
    return told


def what_helps_in_short(view: View) -> list[str]:
    """Which policies can be told from the baseline, and which cannot: without money and what is missing."""
    names = compared(view)
    more = [name for name in names if difference(view, name, "p05") > 0]
    unsure = [name for name in names if name not in more and not difference(view, name, "p95") < 0]
    told = _largest(view, more[0])[:1] if more else []
    return told + (
        [view.words("helps.unsure", policies=gains(view, unsure), month=view.words.numbers.month(view.date))]
        if unsure
        else []
    )


def what_helps_and_takes(view: View) -> list[str]:
    """Which policies help, and whether those that state a budget keep to it."""
    return [*what_helps(view), *budgeted.sentences(view)]


def _largest(view: View, name: str) -> list[str]:
    say, number = view.words, view.words.numbers
    low, middle, high = (gain_words(view, name, key) for key in ("p05", "mean_difference", "p95"))
    told = [
        say(
            "helps.largest", scenario=view.title(name), middle=middle, low=low, high=high, month=number.month(view.date)
        )
    ]
    spent, price = money(view, name), view.summary["scenarios"][name]["cost_per_fte"]
    if spent == spent:
        told.append(_spent(view, spent))
    return told + (_price(view, spent, price) if price else [])


def _spent(view: View, spent: float) -> str:
    """Yearly money beside the baseline, never without what it compares with: the wages of so many FTE."""
    say, wage = view.words, registry()["cost.fte_value"].default
    key = "helps.saves" if spent < 0 else "helps.money"
    return say(key, money=money_words(spent, say), wages=say.numbers.rounded(abs(spent) / wage, None))


def _price(view: View, spent: float, price: float) -> list[str]:
    """DKK an FTE-year with what it is divided by: other years, so other FTE, than the gain at the target's date."""
    number, (first, last) = view.words.numbers, view.policy_years
    won = number.rounded(spent * DKK_PER_MDKK / price, None)
    wage = number.amount(registry()["cost.fte_value"].default * DKK_PER_MDKK)
    return [view.words("helps.price", first=first, last=last, gain=won, price=number.rounded(price, None), wage=wage)]


def _costly(view: View, name: str) -> list[str]:
    """The share of uses that cost more than they free, where the results say it."""
    share = view.summary.get("money", {}).get(name, {}).get("costly_share")
    if share is None:
        return []
    number = view.words.numbers
    values = {"share": number.percent(share), "scenario": view.title(name), "month": number.month(view.date)}
    return [view.words("helps.costly", **values), view.words("helps.rests", **_rests(view))]


def _rests(view: View) -> dict[str, str]:
    """Ranges and grades of the numbers that the costly share rests on."""
    say, found = view.words, {}
    for key, name in COSTLY_RESTS_ON.items():
        parameter = registry()[name]
        low, high = (say.numbers.percent(each) for each in (parameter.low, parameter.high))
        found |= {key: say("helps.range", low=low, high=high), f"{key}_grade": say.named("grade", parameter.grade)}
    return found


def what_must_be_true(view: View) -> list[str]:
    """What the catalogue frees on paper, the least joint moves, what independence is worth, and the pace needed."""
    return [*_paper(view), *what_it_takes(view), *what_if_together(view), *pace(view)]


def _paper(view: View) -> list[str]:
    say, number = view.words, view.words.numbers
    date, told = next(iter(view.summary["paper"].get(view.baseline, {}).items()), (view.date, None))
    if told is None or told["reaches"] is None:
        return []
    state = "below" if known(told["mean"]) < view.target["fte"] else "above"
    share = 1.0 - told["reaches"] if state == "below" else told["reaches"]
    values = {name: fte_words(told, name, say) for name in ("mean", "p05", "p95")}
    values |= {"month": number.month(date), "target": number.amount(float(view.target["fte"]))}
    return [say(f"true.paper.{state}", share=number.percent(share), **values)]


def pace(view: View) -> list[str]:
    """How many FTE more each year the target takes from now on, and how many times the largest gain on record."""
    say, told = view.words, view.summary["pace"]
    number, own = say.numbers, told["scenarios"][view.baseline]
    if not known(own["needed_per_year"]) > 0:
        return []
    best_known = told["harvest"]["added_per_year"]
    sentence = say(
        "true.pace",
        start=number.month(told["from"]),
        by=number.month(told["by"]),
        scenario=view.title(view.baseline),
        needed=number.rounded(own["needed_per_year"], None),
        times=number.figures(own["times_best"], 2),
        low=number.amount(best_known["low"]),
        high=number.amount(best_known["high"]),
        period=best_known["period"].replace("-", "–"),
    )
    return [sentence]


def gains(view: View, names: list[str]) -> str:
    """Titles of scenarios in a row, each with its mean difference from the baseline."""
    told = [(view.title(name), gain_words(view, name, "mean_difference")) for name in names]
    return listed([view.words("helps.gain", scenario=title, gain=gain) for title, gain in told], view)


def listed(texts: list[str], view: View) -> str:
    """Texts in a row, the last joined by "and"."""
    if len(texts) < 2:
        return joined("", texts)
    return view.words("list.and", first=joined(", ", texts[:-1]), last=texts[-1])
