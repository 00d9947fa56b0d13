"""The notebooks that ship run from top to bottom, and ship without what a run leaves in them."""

import json
from pathlib import Path

import pytest

from docs.running import notebooks, ran
from samspil.runs import fitted

# What each shows at least: figures, tables.
SHOWS = {
    "add-evidence": (1, 1),
    "change-a-rule": (1, 1),
    "figures-of-the-report": (2, 1),
    "network-of-a-run": (3, 4),
    "read-an-ensemble": (1, 4),
    "sweep-a-lever": (1, 2),
    "tour": (3, 3),
    "write-a-policy": (1, 2),
}


def test_what_ships_is_what_is_run() -> None:
    assert [path.stem for path in notebooks()] == sorted(SHOWS)


@pytest.mark.parametrize("path", notebooks(), ids=lambda path: path.stem)
@pytest.mark.filterwarnings("default")
def test_a_notebook_runs_and_shows_what_it_says(path: Path) -> None:
    outputs = [output for cell in ran(path, fitted.path()).cells for output in cell.get("outputs", [])]
    assert [output.text for output in outputs if output.get("name") == "stderr"] == []
    figures, tables = SHOWS[path.stem]
    assert sum("image/png" in output.get("data", {}) for output in outputs) >= figures
    assert sum("<table" in output.get("data", {}).get("text/html", "") for output in outputs) >= tables


def test_they_ship_without_outputs() -> None:
    for path in notebooks():
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        assert [cell["id"] for cell in cells if cell.get("outputs") or cell.get("execution_count")] == []
