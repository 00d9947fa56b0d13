"""What README shows runs as printed."""

import re
import shlex
from pathlib import Path

import pytest
from typer.testing import CliRunner

from samspil.cli.app import app

from .line_kernel import LineKernel

README = (Path(__file__).parent.parent / "README.md").read_text(encoding="utf-8")


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
