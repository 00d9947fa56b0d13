"""The one reader of tables: what comes with the project is read as strictly as what a user gives."""

from pathlib import Path

import pytest

from samspil.model import levers, parameters
from samspil.model.problems import TableError
from samspil.model.read import Column, load_table
from samspil.runs.settings import Settings

from .test_house import ROOT, TRACKED, short, text_of

SETTINGS = "name,value,unit,meaning,source,grade\n"


def test_tables_are_read_in_one_place() -> None:
    code = [path for path in TRACKED if path.suffix == ".py" and path.parent != ROOT / "tests"]
    readers = [short(path) for path in code if "DictReader" in text_of(path) or "csv.reader" in text_of(path)]
    assert readers == ["model/read.py"]


def edited(path: Path, to: Path, old: str, new: str) -> Path:
    text = path.read_text(encoding="utf-8")
    assert old in text
    to.write_text(text.replace(old, new, 1), encoding="utf-8")
    return to


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (",0.026,", ",0,026,", "parameters.csv:2: has 15 cells where the header has 14"),
        (",0.026,", ",much,", "parameters.csv:2: default = 'much': is not a number; allowed: a number"),
        (
            ",loguniform,",
            ",lognormal,",
            "parameters.csv:2: distribution = 'lognormal': is unknown; allowed: point, uniform",
        ),
        (",0,0,1,choice,", ",0,0,2,choice,", "parameters.csv:240: high = '2': is no code of 2 options; allowed: 1"),
        (
            ",0,0,1,choice,",
            ",3,0,1,choice,",
            "parameters.csv:240: default = '3': is no code of 2 options; allowed: 0, 1",
        ),
        (
            "network_hazard:0.7|threshold:0.3",
            "network_hazard:0.7|threshold",
            "parameters.csv:240: meaning = 'network_hazard:0.7|threshold': is no list of options with weights",
        ),
    ],
)
def test_an_edited_registry_is_refused_by_line(monkeypatch, tmp_path, old, new, told) -> None:
    path = edited(parameters.FILE, tmp_path / "parameters.csv", old, new)
    monkeypatch.setattr(parameters, "FILE", path)
    with pytest.raises(TableError) as wrong:
        parameters.registry.__wrapped__()
    assert wrong.value.lines[0].startswith(told)


def test_each_empty_key_is_told_once_with_what_to_write(monkeypatch, tmp_path) -> None:
    rows = parameters.FILE.read_text(encoding="utf-8").splitlines()
    emptied = [line.replace(f",{line.split(',')[1]},", ",,", 1) if place in (1, 2) else line
               for place, line in enumerate(rows)]  # fmt: skip
    (tmp_path / "parameters.csv").write_text("\n".join(emptied), encoding="utf-8")
    monkeypatch.setattr(parameters, "FILE", tmp_path / "parameters.csv")
    with pytest.raises(TableError) as wrong:
        parameters.registry.__wrapped__()
    keys = [f"{parameters.name_key(name):012x}" for name in ("outreach_company", "outreach_host")]
    assert wrong.value.lines == [
        f"parameters.csv:{line}: key = '': is empty; allowed: {key} for a new parameter"
        for line, key in zip((2, 3), keys, strict=True)
    ]


def test_an_edited_table_of_levers_is_refused_by_line(monkeypatch, tmp_path) -> None:
    path = edited(levers.FILE, tmp_path / "levers.csv", "\nbroker,", "\noutreach,")
    monkeypatch.setattr(levers, "FILE", path)
    with pytest.raises(TableError, match=r"levers.csv:\d+: name = 'outreach': stands in line 2 already"):
        levers.levers.__wrapped__()


def test_settings_with_a_comma_too_many_are_refused(tmp_path) -> None:
    (tmp_path / "settings.csv").write_text(
        f"{SETTINGS}draws,300,draws,chosen: one, two,assumed,definition\n", encoding="utf-8"
    )
    with pytest.raises(TableError, match=r"settings\.csv:2: has 7 cells where the header has 6"):
        Settings(tmp_path).word("draws")


def test_a_table_without_columns_is_read_as_texts(tmp_path) -> None:
    (tmp_path / "table.csv").write_text("a,b\n1,\n", encoding="utf-8")
    assert [row.values for row in load_table(tmp_path / "table.csv")] == [{"a": "1", "b": ""}]
    with pytest.raises(TableError, match=r"table\.csv:2: b = .*: is empty"):
        load_table(tmp_path / "table.csv", [Column("a"), Column("b")])
