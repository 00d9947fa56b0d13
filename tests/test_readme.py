"""What README shows runs as printed."""

import re
import shlex
from pathlib import Path

import pytest
from typer.testing import CliRunner

from samspil.cli.app import app
from samspil.scenarios.population import GROUPS

from .fake_kernel import LABELS
from .line_kernel import LineKernel
from .test_house import commands

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_python_of_the_readme_runs(monkeypatch):
    monkeypatch.setattr("samspil.runs.kernel._shipped", LineKernel())
    (code,) = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    names = {}
    exec(code, names)
    assert names["freed"].dims == ("time",)
    assert names["more"].name == "more-outreach"
    assert names["swept"].freed_fte.sizes["outreach"] == 3


@pytest.mark.slow
def test_equal_cost_of_the_readme_is_met():
    (command,) = re.findall(r"^samspil (compare .* --equal-cost .*)$", README, re.MULTILINE)
    wanted = command.split()[-1]
    found = CliRunner().invoke(app, [*shlex.split(command), "--draws", "12"])
    assert found.exit_code == 0, found.stderr
    assert f"Equal money: {wanted} million DKK a year more" in found.stdout
    (told,) = re.findall(r": ([0-9.]+) million DKK a year more, programme", found.stdout)
    assert float(told) == pytest.approx(float(wanted), rel=0.02)


# What a phrase of the text leaves to the reader, and what its placeholders stand for.
COMPLETED = {
    "attribute": "mine.yaml --draws 2",
    "publish": "results/forecast",
    "scenarios check": "mine.yaml",
    "scenarios new": "mine",
}
STANDS_FOR = {"FILE": "mine.yaml", "RESULTS": "results/forecast"}
PLACEHOLDER = re.compile(rf"^({'|'.join(STANDS_FOR)})(?=:x|$)")  # a size may stand behind the file of a policy
# Fits for an hour; equal cost needs the money of the real model, and is tested above.
ELSEWHERE = ("calibrate", "compare current-policy full-portfolio --equal-cost 100")


def as_typed(words):
    """A command as a reader types it."""
    line = " ".join(PLACEHOLDER.sub(lambda found: STANDS_FOR[found[0]], word) for word in words)
    return f"{line} {COMPLETED[line]}" if line in COMPLETED else line


def first(line):
    """What others need comes first: a policy of one's own, then the forecast that the page is about."""
    return (line != "scenarios new mine", line != "forecast")


@pytest.mark.slow
def test_commands_of_the_readme_run_as_printed(monkeypatch, tmp_path):
    monkeypatch.setattr("samspil.runs.kernel._shipped", LineKernel())
    monkeypatch.chdir(tmp_path)
    # The page asks for one region by type of municipality.
    monkeypatch.setitem(LABELS, "municipality_group", list(GROUPS)[:3])
    monkeypatch.setitem(LABELS, "municipality_region", ["Midtjylland"] * 3)
    lines = [as_typed(words) for words in commands(ROOT / "README.md")]
    todo = dict.fromkeys(sorted((line for line in lines if line not in ELSEWHERE), key=first))
    assert len(todo) > 10
    for line in todo:
        found = CliRunner().invoke(app, shlex.split(line))
        assert found.exit_code == 0, (line, found.stdout[-500:], found.stderr[-1500:], found.exception)
