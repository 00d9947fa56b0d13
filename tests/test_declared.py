"""What is declared once is declared whole, in both languages, and read: the tables that a newcomer adds a row to."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from samspil.experiments.columns import columns
from samspil.model import declared
from samspil.model.levers import levers, needs
from samspil.model.parameters import registry
from samspil.model.read import load_table
from samspil.model.state.codes import Item, label
from samspil.model.state.outputs import FILE as VARIABLES
from samspil.model.units import unit_table
from samspil.reports.wording import source_table
from samspil.scenarios import library, load
from samspil.scenarios.inputs.solutions import BOOKED_AS
from samspil.scenarios.tables import load_costs

from .plain import plain

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def read() -> dict[str, set[str]]:
    """Every attribute that a file of the model reads, by what it is read from."""
    found: dict[str, set[str]] = {}
    for path in (ROOT / "model").rglob("*.py"):
        for base, names in declared.reads(ast.parse(path.read_text(encoding="utf-8"))).items():
            found.setdefault(base, set()).update(names)
    return found


def test_what_rules_read_is_declared() -> None:
    assert declared.undeclared() == []


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("p.cashing_by_magic", "p.cashing_by_magic is not declared; add a row to model/data/parameters.csv"),
        ("now.levers[0].magic", "levers.magic is not declared; add a row to model/data/levers.csv"),
        ("out.freed_magic[0]", "out.freed_magic is not declared; add a row to model/data/variables.csv"),
        ("Item.MAGIC", "Item.MAGIC is not declared; add it to Item of model/state/codes.py"),
        ("now.switches.magic", "switches.magic is not declared; add it to CHANNELS or VARIANTS of model/levers.py"),
    ],
)
def test_a_name_that_nothing_declares_is_told_with_the_file_to_add_it_to(
    code: str, told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "model/rules").mkdir(parents=True)
    (tmp_path / "model/rules/magic.py").write_text(f"def magic(now, p, out):\n    return {code}\n", encoding="utf-8")
    monkeypatch.setattr(declared, "MODEL", tmp_path / "model")
    assert declared.undeclared() == [f"model/rules/magic.py: {told}"]


def test_every_lever_is_read_by_a_rule(read: dict[str, set[str]]) -> None:
    names = set().union(*(read.get(base, set()) for base in declared.LEVERS))
    assert {name.split(".")[0] for name in levers()} - names == set()


def test_every_output_is_written_by_a_rule(read: dict[str, set[str]]) -> None:
    assert {row["name"] for row in load_table(VARIABLES)} - read["out"] == set()


def test_every_lever_and_output_is_whole_in_both_languages() -> None:
    for lever in levers().values():
        texts = (lever.title_en, lever.title_da, lever.meaning_en, lever.meaning_da, lever.unit, lever.source)
        assert all(map(str.strip, texts)), lever.name
        assert lever.low <= lever.default <= lever.high, lever.name
    for row in load_table(VARIABLES):
        assert all(row[name].strip() for name in ("name", "units", "long_name_en", "long_name_da")), row["name"]


def test_every_unit_that_is_shown_has_a_danish_word() -> None:
    shown = (
        {column.unit for column in columns()}
        | {each.unit for each in registry().values()}
        | {each.unit for each in levers().values()}
    )
    assert shown - set(unit_table()) == set(), "add them to model/data/units.csv"


def test_every_source_and_meaning_is_there_in_danish() -> None:
    told = {each.source for each in registry().values()}
    told |= {each.meaning for each in registry().values() if not each.choices}
    told |= {source for name in library() for source in load(name).sources if " " in source}
    assert {text for text in told if text} - set(source_table()) == set(), "add them to reports/data/sources.csv"


def test_what_costs_money_has_a_price_and_a_payer() -> None:
    """An item is booked in the model (Item), priced by a parameter, and has its payers and who decides in costs.csv."""
    booked = set(map(label, Item)) - set(BOOKED_AS)
    assert booked - set(load_costs()) == set(), "add them to scenarios/data/costs.csv"
    assert {row for row, _ in BOOKED_AS.values()} <= set(load_costs())
    assert {f"cost.{item}" for item in booked} - set(registry()) == set(), "add them to model/data/parameters.csv"
    spent = {lever.cost_item for lever in levers().values() if lever.cost_item}
    assert spent - set(load_costs()) == set(), "cost_item of model/data/levers.csv"


def test_needs_are_known_by_their_names() -> None:
    assert [label(need) for need in plain("state.codes").Need] == list(needs())
