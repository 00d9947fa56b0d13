"""What a public claim is told with: numbers with two figures, steps, grades, evidence, what would have to be true."""

from __future__ import annotations

import math

from samspil.experiments import settings
from samspil.experiments.challenging.records import ClaimRecord, ClaimStep, Evidence
from samspil.experiments.records import Assumption, Number
from samspil.model.parameters import GRADES

from .told import Said, filled, joined
from .wording import range_words, source_words, unit_words, value_words
from .words import Words


def step_words(name: str, say: Words) -> str:
    """What a step is called."""
    return say.named("step", name) if say.has(f"step.{name}") else say(f"claim.step.{name}")


def part_words(record: ClaimRecord, say: Words) -> str:
    """Where a claim and ours part, in words; that they do not, where they do not."""
    return say("claim.part.none") if record["parts_at"] is None else say(f"claim.part.{record['parts_at']}")


def grades_words(step: ClaimStep, say: Words) -> str:
    """How well the numbers that decide a step are known: how many of each grade."""
    known = [(grade, step["grades"][grade]) for grade in GRADES if grade in step["grades"]]
    if not known:
        return say("claim.definition")
    told = joined(
        ", ", (say("claim.grade", number=say.numbers.plain(n), grade=say.named("grade", g)) for g, n in known)
    )
    number = sum(n for _, n in known)
    if number == 1:
        return say("claim.grades.one", grades=say.named("grade", known[0][0]))
    if len(known) == 1:
        return say("claim.grades.all", number=say.numbers.plain(number), grade=say.named("grade", known[0][0]))
    return say("claim.grades", number=say.numbers.plain(number), grades=told)


def evidence_words(one: Evidence, say: Words) -> str:
    """A number with its range, grade and source."""
    low, value, high = (say.numbers.figures(one[name], 4) for name in ("low", "value", "high"))
    unit, grade = unit_words(one["unit"], say), say.named("grade", one["grade"])
    source = source_words(one["source"], say)
    title = one["title"][say.lang]
    if one["low"] == one["high"]:
        return say("claim.evidence.fixed", title=title, value=value, unit=unit, grade=grade, source=source)
    return say("claim.evidence", title=title, value=value, low=low, high=high, unit=unit, grade=grade, source=source)


def needed_words(record: ClaimRecord, say: Words) -> str:
    """What would have to be true for a claim, in a sentence."""
    needed = record["needed"]
    if needed is None or needed["kept"] is None or needed["each"] is None:
        return ""
    told = {"ours": say.numbers.percent(needed["kept_ours"]), "claim": two(record["scoped"], say)}
    told["steps"] = say.numbers.plain(needed["steps"])
    if needed["kept"] > 1.0:
        return say("claim.needed.beyond", times=say.numbers.figures(needed["kept"], 2), **told)
    each, mine = (say.numbers.percent(needed[name]) for name in ("each", "each_ours"))
    return say("claim.needed", share=say.numbers.percent(needed["kept"]), each=each, mine=mine, **told)


def alone_words(record: ClaimRecord, say: Words) -> str:
    """What the step where they part would have to keep if it had to do it alone."""
    needed = record["needed"]
    now = next((step["kept"] for step in record["steps"] if step["name"] == record["parts_at"]), None)
    if needed is None or needed["alone"] is None or now is None:
        return ""
    if needed["alone"] > 1.0:
        return say("claim.alone.not", times=say.numbers.figures(needed["alone"], 2))
    return say("claim.alone", alone=say.numbers.percent(needed["alone"]), now=say.numbers.percent(now))


def reaching_words(record: ClaimRecord, say: Words) -> str:
    """In how many simulations ours reaches what the claim says."""
    at = record["needed"] and record["needed"]["reaching"]
    if not at or at["p"] is None:
        return ""
    told = {"level": two(at["level"], say), "draws": say.numbers.plain(at["draws"])}
    told |= {"month": say.numbers.month(record["date"]), "highest": two(record["ours"]["p95"], say)}
    if at["p"] == 0.0:
        return say("claim.reaching.none", upper=say.numbers.bound(at["upper"]), **told)
    return say("claim.reaching", share=say.numbers.percent(at["p"]), **told)


def reverse_words(record: ClaimRecord, say: Words) -> str:
    """The first numbers of the reverse test: ours, what they would have to be, and the range of the evidence."""
    needed = record["needed"]
    if needed is None or not needed["reverse"]:
        return ""
    told = sorted(needed["reverse"], key=lambda each: -each["share"])[: settings.count("claims_assumptions")]
    numbers = joined("; ", (_assumption(each, say) for each in told))
    target, month = two(needed["reverse_target"], say), say.numbers.month(needed["reverse_by"])
    return say("claim.reverse", target=target, month=month, number=str(len(needed["reverse"])), numbers=numbers)


def _assumption(entry: Assumption, say: Words) -> str:
    title = entry["title"]["da" if say.lang == "da" else "en"]
    central, needed = (value_words(entry, entry[key], say) for key in ("central", "needed"))
    return say("claim.reverse.one", title=title, central=central, needed=needed, range=range_words(entry, say))


def happened_words(record: ClaimRecord, say: Words) -> str:
    """What came of an old claim."""
    found = record["happened"]
    if found is None:
        return ""
    places = {"harvest": say.numbers.plain(found["money"]), "yearly": two(found["yearly"], say)}
    places |= {"share": say.numbers.percent(found["share"]), "period": found["period"]}
    return say("claim.happened", text=ended(filled(found["text"][say.lang], places)))


def ended(text: str) -> str:
    """A text with the full stop that a sentence ends with."""
    return text if text.endswith(".") else Said((text, "."))


def two(value: Number, say: Words) -> str:
    """A number with two figures: a claim is a round number, and so is what stands beside it."""
    if value is None or not math.isfinite(value):
        return say.numbers.plain(None)
    digits = 0 if value == 0 else 1 - math.floor(math.log10(abs(value)))
    return say.numbers.plain(round(value, digits), max(digits, 0) if abs(value) < 1 else 0)


def claim_value(record: ClaimRecord, say: Words) -> str:
    """The claim in its own unit."""
    unit = unit_words(record["unit"], say)
    value = say.numbers.figures(record["value"], 4)
    if record["years"] == 1.0:
        return say("claim.value", value=value, unit=unit)
    return say("claim.value.years", value=value, unit=unit, years=say.numbers.plain(record["years"]))
