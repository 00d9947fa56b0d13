"""What an analysis found is shown again from its folder, as it was; and as a table that a Danish Excel opens."""

import csv
import json
import re
from importlib import import_module
from pathlib import Path

import pytest

from samspil.cli.analyses import MODULES
from samspil.reports.sheet_numbers import as_precise

from .line_kernel import LineKernel
from .test_choosing import BOTH, _few, run

SMALL = ("--workers", 1)
ANALYSES = {
    "plan": ["plan", "--budget", 20, "--size", 12, "--draws", 4],
    "rank": ["rank", "both.yaml", "--draws", 4, "--set", "joint_agreement=0.5"],
    "attribute": ["attribute", "both.yaml", "--draws", 4, "--no-lineage"],
    "sensitivity": ["sensitivity", "both.yaml", "--method", "given", "--size", 40],
    "challenge": ["challenge", "depth_ceiling=0.7", "--draws", 4],
}


@pytest.fixture(autouse=True)
def line(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("samspil.runs.kernel._shipped", LineKernel())
    monkeypatch.setattr("samspil.experiments.portfolio.moves.settings.table", _few)
    monkeypatch.chdir(tmp_path)
    Path("both.yaml").write_text(BOTH, encoding="utf-8")


def is_a_table(told: str) -> bool:
    """Danish heads, rows as wide as they, words for codes, and no figures that errors drown."""
    heads, *rows = csv.reader(told.lstrip("\ufeff").splitlines(), delimiter=";")
    assert not any("_" in head or head in ("low", "high", "share", "told") for head in heads), heads
    assert all(len(row) == len(heads) for row in rows)
    assert not {"True", "nan", "assumed"} & {cell for row in rows for cell in row}
    numbers = [cell for row in rows for cell in row if re.fullmatch(r"-?\d+,\d+", cell)]
    assert all(len(re.sub("[-,]", "", cell).lstrip("0")) <= 6 for cell in numbers), numbers
    return bool(rows)


@pytest.mark.parametrize("name", list(ANALYSES))
def test_an_analysis_is_shown_again_as_it_was(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    told = run(*ANALYSES[name], *SMALL, "--to", "out").stdout
    assert "samspil show out" in run(*ANALYSES[name], *SMALL, "--to", "out", code=2).stderr
    monkeypatch.setattr(LineKernel, "batch", None)  # no run is made
    assert run("show", "out").stdout == told
    again = run("show", f"out/{name}.nc", "--lang", "da").stdout
    assert again != told
    assert len(again.splitlines()) == len(told.splitlines())
    assert json.loads(run("show", "out", "--json").stdout)
    if name == "sensitivity":
        assert "has no table" in run("show", "out", "--csv", "excel-da", code=2).stderr
    else:
        assert is_a_table(run("show", "out", "--csv", "excel-da").stdout)


def test_several_analyses_are_shown_one_after_the_other() -> None:
    first = run(*ANALYSES["rank"], *SMALL, "--to", "out").stdout
    second = run(*ANALYSES["attribute"], *SMALL, "--to", "out").stdout
    assert run("show", "out").stdout == f"{first}\n{second}"
    assert "--json tell one analysis" in run("show", "out", "--json", code=2).stderr


@pytest.mark.parametrize(
    "asked",
    [
        ["compare", "current-policy", "both.yaml", "--draws", 4, "--replicates", 1, "--region", "Midtjylland"],
        ["challenge", "--draws", 30],
    ],
)
def test_what_leaves_no_dataset_has_a_table_too(asked: list[object]) -> None:
    assert is_a_table(run(*asked, *SMALL, "--csv", "excel-da").stdout)


def test_numbers_are_told_to_a_tenth_of_the_first_figure_of_their_error() -> None:
    heads = ["fte_2030", "fte_2030_low", "fte_2030_high", "told", "rest"]
    _, (row, sure) = as_precise(
        (heads, [[103.06862760, 92.45078869, 113.68646651, True, 0.123456789], [1.5, 1.5, 1.5, False, 45678.9]])
    )
    assert row == [103.1, 92.5, 113.7, True, 0.1235]
    assert sure == [1.5, 1.5, 1.5, False, 45680]


def test_to_names_a_folder_and_a_file_is_told_how() -> None:
    for lang, told in (("en", "--csv excel-da > table.csv"), ("da", "--to angiver en mappe")):
        assert told in run("--lang", lang, *ANALYSES["rank"], "--to", "table.csv", code=2).stderr
    assert not Path("table.csv").exists()


def test_every_analysis_has_a_module_that_tells_it() -> None:
    assert all(hasattr(import_module(f"samspil.cli.commands.{name}"), "printed") for name in MODULES.values())
