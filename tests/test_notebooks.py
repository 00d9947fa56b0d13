"""The notebooks that ship run from top to bottom, and ship without what a run leaves in them."""

import json
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from samspil.runs import fitted

FOLDER = Path(__file__).parent.parent / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))
# Runs of code that was changed draw from the shipped draws as if fitted today, as all tests do (conftest.py).
FRESH = "from pathlib import Path\nfrom samspil.runs import fitted\nfitted.path = lambda: Path({path!r})"


def ran(path: Path) -> nbformat.NotebookNode:
    page = nbformat.read(path, as_version=4)
    page.cells.insert(0, nbformat.v4.new_code_cell(FRESH.format(path=str(fitted.path()))))
    return NotebookClient(page, timeout=300, kernel_name="python3", resources={"metadata": {"path": FOLDER}}).execute()


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
@pytest.mark.filterwarnings("default")
def test_a_notebook_runs_and_shows_what_it_says(path: Path) -> None:
    outputs = [output for cell in ran(path).cells for output in cell.get("outputs", [])]
    assert [output.text for output in outputs if output.get("name") == "stderr"] == []
    assert sum("image/png" in output.get("data", {}) for output in outputs) >= 3
    assert any("<table" in output.get("data", {}).get("text/html", "") for output in outputs)


def test_there_are_two_and_they_ship_without_outputs() -> None:
    assert [path.stem for path in NOTEBOOKS] == ["sweep-and-network", "tour"]
    for path in NOTEBOOKS:
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        assert [cell["id"] for cell in cells if cell.get("outputs") or cell.get("execution_count")] == []
