"""A first document for someone who writes a policy: commented, correct as it stands, with every lever to hand.

Its text, in each language, is `data/template_<language>.txt`.
"""

from __future__ import annotations

from textwrap import fill

from samspil.model.epoch import month_text
from samspil.model.levers import Lever, levers
from samspil.model.messages import say, told
from samspil.model.problems import shown
from samspil.model.units import unit_in
from samspil.model.written import range_text

from ..tables import lead_months, origin, policy_start
from ..tables.shipped import DATA
from .changes import NATIONAL
from .findings import refuse
from .known import programmes, regions, solutions
from .library import library
from .values import NAME

WITHOUT = {"en": "without any policy", "da": "uden nogen politik"}


def template(name: str, language: str = "en") -> str:
    """A commented document called `name` that loads as it stands, with comments in the language.

    Raises:
        ScenarioError: `name` is no scenario name, or that of a scenario of the library.

    Example:
        >>> loads(template("mine")).name
        'mine'
    """
    if name in library():
        refuse("scenario", 0, say("name-is-taken", name=shown(name)))
    if len(name) > 64 or not NAME.fullmatch(name):
        refuse("scenario", 0, say("named-no-scenario-name", name=shown(name)), allowed=say("name-form"))
    text = (DATA / f"template_{language}.txt").read_text(encoding="utf-8")
    return text.format(
        name=name,
        title=name.replace("-", " ").capitalize(),
        start=month_text(policy_start()),
        lead=lead_months(),
        origin=month_text(origin()),
        regions=", ".join(regions("denmark")),
        national=_comment(", ".join(NATIONAL), 22),
        programmes=_comment(", ".join(programmes()), 22),
        levers="".join(_lever(lever, language) for lever in levers().values()),
        solutions=_comment(", ".join(solutions()), 4),
    )


def _lever(lever: Lever, language: str) -> str:
    span = told(range_text(lever.low, lever.high), language)
    said = f"{getattr(lever, f'title_{language}')} ({unit_in(lever.unit, language)}): {span}"
    return f"  # {lever.name}: {lever.default:g}".ljust(38) + f"# {said}; {lever.default:g} {WITHOUT[language]}\n"


def _comment(text: str, indent: int) -> str:
    margin = "#" + " " * (indent - 1)
    return fill(text, width=110, initial_indent=margin, subsequent_indent=margin, break_on_hyphens=False)
