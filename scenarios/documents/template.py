"""A first document for someone who writes a policy: commented, correct as it stands, with every lever to hand."""

from __future__ import annotations

from textwrap import fill

from samspil.model.epoch import month_text
from samspil.model.levers import Lever, levers
from samspil.model.problems import shown

from ..tables import lead_months, origin, policy_start
from .findings import refuse
from .known import programmes, regions, solutions
from .library import library
from .values import NAME, NAME_FORM, some

HEAD = """\
# A policy for samspil. Lines that begin with # are comments: take the mark away to use a line.
# Check it with      samspil scenarios check {name}.yaml
# See what it does   samspil scenarios diff {name}.yaml
# Run it with        samspil run {name}.yaml     or     samspil forecast current-policy {name}.yaml

name: {name}
title:
  en: {title}
  da: {title}
description:
  en: What the policy does, and why it should free labour.
  da: Hvad politikken gør, og hvorfor den skulle frigøre arbejdskraft.
sources: []  # where its levels come from; what has no source is an assumption and should say so
# decider: {{en: who can decide it, da: hvem der kan beslutte den}}
# instrument: {{en: "law, grant, agreement ...", da: "lov, bevilling, aftale ..."}}
# cost: {{en: what it costs and who pays, da: "hvad den koster, og hvem der betaler"}}

# What it builds on: a scenario of the library, a file, a list of them, or none.
extends: current-policy

# The month in which its changes start, unless a change says otherwise. Left out: {lead} months after {origin}.
start: {start}

"""

LEVERS = """\
# What it changes. A bare level is set from the start month. A change says more:
#   set, add or scale  the new level, what is added to the level before, or a factor on it
#   from, to           first and last month: YYYY-MM, start, or start+12 (months after the start)
#   ramp               months until it is fully in force
#   regions            a list of {regions}
#   programme          the programme whose money carries it, and whose dates it then has:
{programmes}
levers:
  broker: {{add: 1 introductions a month, ramp: 12 months}}
"""

TAIL = """
# Dated events.
# events:
#   - national_programme: screen_visits  # or best: the best proven solution at the time
#     from: start
#     deadline_months: 36
#   - mandate: wash_toilets
#     from: 2030-01
#   - shock: a hard winter               # factors on shortage, demand, slots_available and budgets
#     from: 2029-12
#     to: 2030-03
#     shortage: 1.5
{solutions}

# Settings below may be left out.
# target: {{fte: 10000, by: 2030-12, since: 2023-12, measure: sustained, scope: health-and-care, counts: all}}
# potentials: estimated                  # measured, estimated or assumed
# population: denmark
# uncertainties: {{engageable_share: 0.5}}            # parameters: samspil evidence list
# rules: {{trust.adopt: false}}            # switches of mechanisms
"""


def template(name: str) -> str:
    """A commented document called `name` that loads as it stands.

    Raises:
        ScenarioError: `name` is no scenario name, or that of a scenario of the library.

    Example:
        >>> loads(template("mine")).name
        'mine'
    """
    if name in library():
        refuse("scenario", 0, f"{shown(name)} is a scenario of the library; choose another name")
    if len(name) > 64 or not NAME.fullmatch(name):
        refuse("scenario", 0, f"{shown(name)} is not a scenario name", allowed=NAME_FORM)
    programme_names = _comment(", ".join(programmes()), 22)
    return "".join(
        [
            HEAD.format(
                name=name,
                title=name.replace("-", " ").capitalize(),
                start=month_text(policy_start()),
                lead=lead_months(),
                origin=month_text(origin()),
            ),
            LEVERS.format(regions=", ".join(regions("denmark")), programmes=programme_names),
            *(_lever(lever) for lever in levers().values()),
            TAIL.format(solutions=_comment(f"The catalogue: {some(solutions(), most=100)}", 2)),
        ]
    )


def _lever(lever: Lever) -> str:
    span = f"{lever.low:g} to {lever.high:g}; {lever.default:g} without any policy"
    return f"  # {lever.name}: {lever.default:g}".ljust(38) + f"# {lever.title_en} ({lever.unit}): {span}\n"


def _comment(text: str, indent: int) -> str:
    margin = "#" + " " * (indent - 1)
    return fill(text, width=110, initial_indent=margin, subsequent_indent=margin, break_on_hyphens=False)
