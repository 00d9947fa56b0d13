"""What to decide: the few decisions that give most for the money, as a table, and what has no effect in a line."""

from __future__ import annotations

import json
from typing import Any

from samspil.experiments import settings
from samspil.experiments.choosing import candidates
from samspil.experiments.decided import Chosen, Decision
from samspil.experiments.reach import goes_as_far
from samspil.scenarios import library

from ..figures.milestones import best
from ..view import View, known
from .content import Block, paragraph
from .decision_table import table_of
from .saying import Saying


def deciding(saying: Saying, chosen: Chosen) -> list[Block]:
    """The table of decisions, and lines for what is none; what cannot be said where no analysis was brought along."""
    view = saying.view
    if not chosen.analyses:
        return [paragraph(view.words("deciding.not_brought"))]
    blocks: list[Block] = [table_of(view, chosen.decisions)] if chosen.decisions else []
    if not chosen.decisions:
        blocks.append(paragraph(view.words("front.decide.none", least=least(view))))
    else:
        blocks += _together(view, chosen)
    blocks += _dear(view, chosen.decisions)
    return [*blocks, *([paragraph(_short(view, chosen.untold), kind="small")] if chosen.untold else [])]


def least(view: View) -> str:
    """The FTE below which a gain is told as small."""
    return view.words.numbers.amount(settings.number("decision_least"))


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


def _together(view: View, chosen: Chosen) -> list[Block]:
    """What the decisions give together, where the plan that they are of was run with them alone; and whether the
    scenario that frees most holds them."""
    found = _run_together(chosen)
    return [paragraph(*([] if found is None else _joint(view, found, chosen)), *_held(view, chosen))]


def _run_together(chosen: Chosen) -> dict[str, Any] | None:
    plan = chosen.analyses.get("plan")
    found = {} if plan is None else json.loads(plan.attrs.get("plan", "{}")).get("together") or {}
    return found if found and set(found["levers"]) == {each.id for each in chosen.decisions} else None


def _joint(view: View, found: dict[str, Any], chosen: Chosen) -> list[str]:
    say, (first, last) = view.words, sorted(found["fte"])
    gains = {}
    for prefix, date in (("", first), ("late_", last)):
        told = {"": "mean_difference", "low": "p05", "high": "p95"}
        gains |= {f"{prefix}{name}": say.numbers.rounded(found["fte"][date][key], None) for name, key in told.items()}
    told = say(
        "deciding.together",
        fte=gains[""],
        low=gains["low"],
        high=gains["high"],
        late=gains["late_"],
        late_low=gains["late_low"],
        late_high=gains["late_high"],
        year=first[:4],
        last=last[:4],
        mdkk=say.numbers.rounded(found["money_mdkk"]["mean_difference"], None),
        share=say.numbers.percent(known(found["fte"][first]["mean_difference"]) / view.target["fte"]),
    )
    rows = sum(known(each.fte[last]["mean"]) for each in chosen.decisions)
    is_less = known(found["fte"][last]["mean_difference"]) < settings.number("adds_up") * rows
    return [told, *([say("deciding.together.less")] if is_less else [])]


def _held(view: View, chosen: Chosen) -> list[str]:
    """Whether the scenario that frees most, one of the library, goes as far as each decision."""
    name = best(view)
    if name == view.baseline or name not in library():
        return []
    less = [each for each in chosen.decisions if not goes_as_far(name, each)]
    if not less:
        return [view.words("deciding.within", scenario=view.title(name))]
    names = "; ".join(each.title[view.words.lang] for each in less)
    return [view.words("deciding.beyond", scenario=view.title(name), names=names)]
