"""The pages that are made: name and text of each."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from samspil.experiments import settings
from samspil.experiments.sizes import Policy, kept
from samspil.model.epoch import MONTHS
from samspil.model.levers import levers
from samspil.model.parameters import Parameter, registry
from samspil.model.state.actors import Actors, Ties
from samspil.model.state.adoptions import Adoptions, Considered, Programmes
from samspil.model.state.ledger import Ledger, Tally
from samspil.model.state.partnerships import Partnerships
from samspil.model.state.solutions import Solutions
from samspil.model.state.world import World
from samspil.scenarios import library, load
from samspil.scenarios.population import load_population

from . import facts
from .citing import citing_page
from .code import MODEL, ROOT, fields, folder, order_of_month, source
from .commands import command_page
from .equations import equation_page
from .evidence import evidence_page
from .names import name_pages
from .tables import event_page

STATE = (World, Actors, Ties, Partnerships, Solutions, Considered, Adoptions, Programmes, Ledger, Tally)
MADE = "*Made from the code by `make docs`; change the code, not this page.*"


def pages() -> dict[str, str]:
    """Text of every made page by file name."""
    made = {
        "odd.md": odd(),
        "parameters.md": parameters(),
        "levers.md": lever_table(),
        "variables.md": variables(),
        "policies.md": policies(),
        "equations.md": equation_page(MADE),
        "commands.md": command_page(MADE),
        "events.md": event_page(MADE),
        "evidence.md": evidence_page(MADE),
        "citing.md": citing_page(MADE),
        **name_pages(MADE),
    }
    return {name: text.rstrip() + "\n" for name, text in made.items()}


def odd() -> str:
    """The ODD+D description of the model."""
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("odd.md.j2").render(_known())


def _known() -> dict[str, Any]:
    country = load_population("denmark")
    counts = {
        name: len(getattr(country, name).name) for name in ("regions", "municipalities", "hospitals", "institutions")
    }
    return {
        "made": MADE,
        "facts": facts,
        "counts": counts,
        "months": MONTHS,
        "state": [(table.__name__, " ".join((table.__doc__ or "").split()), fields(table)) for table in STATE],
        "start": source(MODEL / "rules/start.py"),
        "rules": order_of_month(),
        "inside": _inside_other_rules(),
        "shared": folder("tables"),
        "draws": source(MODEL / "draws.py"),
        "distributions": source(MODEL / "distributions.py"),
    }


def _inside_other_rules() -> list[Any]:
    """Files of rules that a rule of the month calls: the ledger, the staircase, candidates."""
    named = {rule.name for rule in order_of_month()} | {"start"}
    return [rule for rule in folder("rules") if rule.name not in named]


def parameters() -> str:
    """Every parameter with its source."""
    head = ["Name", "What", "Default", "Range", "Distribution", "Unit", "Grade", "Source"]
    rows = [
        [_names(p), p.title_en, facts.number(p.default), f"{facts.number(p.low)} to {facts.number(p.high)}",
         p.distribution, p.unit, p.grade, p.source]
        for p in registry().values()
    ]  # fmt: skip
    return (
        f"# Parameters\n\n{MADE}\n\n{facts.grades()}\n\n{facts.table(head, rows)}\n\n## What registers say\n\n"
        "A number that a register gives has a range as narrow as the register, or the reason why it is wider.\n\n"
        f"{facts.table(['Parameter', 'Register', 'Says', 'Wider because'], _registers())}"
    )


def _registers() -> list[list[str]]:
    rows = facts.rows_of(MODEL / "data/registers.csv")
    return [[f"`{row['parameter']}`", row["register"], row["source"], row["wider_because"]] for row in rows]


def _names(parameter: Parameter) -> str:
    before = ", ".join(f"`{alias}`" for alias in parameter.aliases)
    return f"`{parameter.name}`" + (f" (once {before})" if before else "")


def lever_table() -> str:
    """Every lever a policy can pull."""
    head = ["Lever", "What", "Unit", "Without policy", "Range", "Source"]
    rows = [
        [f"`{x.name}`", f"{x.title_en}: {x.meaning_en}", x.unit, facts.number(x.default),
         f"{facts.number(x.low)} to {facts.number(x.high)}", x.source]
        for x in levers().values()
    ]  # fmt: skip
    return f"# Levers\n\n{MADE}\n\n{facts.table(head, rows)}"


def variables() -> str:
    """Dims and variables of results."""
    dims = facts.rows_of(ROOT / "runs/data/dims.csv")
    own, kept = facts.rows_of(MODEL / "data/variables.csv"), facts.rows_of(ROOT / "runs/data/bookkeeping.csv")
    parts = (
        facts.table(["Dim", "What"], [[f"`{row['name']}`", row["long_name_en"]] for row in dims]),
        _variable_table(own),
        _variable_table(kept),
    )
    return (
        f"# Results: dims and variables\n\n{MADE}\n\nAn ensemble puts `potentials`, `scenario`, `draw` and `replicate` "
        "in front of the dims named here.\n\n" + "\n\n".join(parts)
    )


def _variable_table(rows: list[dict[str, str]]) -> str:
    shown = [[f"`{row['name']}`", _dims(row), row["units"], row["long_name_en"]] for row in rows]
    return facts.table(["Variable", "Own dims", "Unit", "What"], shown)


def _dims(row: dict[str, str]) -> str:
    return f"{row['dims']} (or time)" if row.get("monthly") else row["dims"]


EQUAL_MONEY = """
`samspil compare A B --equal-cost 100` holds two policies against each other at equal money: each is made larger or
smaller until it takes 100 million DKK a year more than current policy. All public money counts (state, EU, regions and
municipalities; programme, purchase, implementation and running), what is paid once as an annuity over its life, in the
mean of the policy's first four years. The size multiplies the distance of its levers from current policy, in every
month and region and inside their ranges; switches, terms of contracts, what comes from outside and dated programmes and
mandates have no size and stay. Size 0.5 of a policy has a name of its own, `co-creation:x0.5`, by which every command
knows it. A policy that has no size, or none that takes so much, is refused with the reason."""


def _at_equal_money(name: str) -> str:
    """What of a policy is scaled and what is kept, or why it has no size."""
    policy = Policy(load(name), load(settings.word("baseline")))
    if policy.is_baseline:
        return "what the money is additional to; it stays as it is"
    reason = policy.reason()
    if reason is not None:
        return reason.removeprefix(f"{name}: ")
    found = policy.extent
    whole = f"; kept as it is: {kept(found)}" if found.kept else ""
    return f"scaled by {', '.join(f'`{lever}`' for lever in found.sized)}{whole}"


def policies() -> str:
    """The policy library."""
    parts = ["# Policies", MADE, EQUAL_MONEY.strip()]
    for name in library():
        scenario = load(name)
        lines = [scenario.description["en"]]
        for title, said in (("Decided by", scenario.decider), ("Instrument", scenario.instrument)):
            lines += [f"*{title}:* {said['en']}."] if said.get("en") else []
        lines += [f"*Costs:* {scenario.cost['en']}."] if scenario.cost.get("en") else []
        lines += [f"*At equal money:* {_at_equal_money(name)}."]
        lines += ["*Sources:* " + "; ".join(scenario.sources) + "."] if scenario.sources else []
        parts.append(f"## {name}: {scenario.title['en']}\n\n" + "\n\n".join(lines))
    return "\n\n".join(parts)
