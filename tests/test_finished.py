"""A finished forecast read again, and its report written again: as it was, whatever became of its files since."""

import json
import shlex
from pathlib import Path

import pytest
from typer.testing import CliRunner

from samspil.cli.app import app
from samspil.experiments import folder, forecast, read_forecast, stamps
from samspil.experiments.stale import stale_analysis
from samspil.experiments.written import identity

from .line_kernel import LineKernel
from .test_pages import commands

pytestmark = pytest.mark.usefixtures("few_figures")
MINE = "name: mine\nextends: current-policy\ntitle: {title}\ndescription: {title}\nlevers: {{outreach: {outreach}}}\n"


@pytest.fixture(autouse=True)
def line(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("samspil.runs.kernel._shipped", LineKernel())
    monkeypatch.chdir(tmp_path)


def written(title: str, outreach: int) -> None:
    Path("mine.yaml").write_text(MINE.format(title=title, outreach=outreach), encoding="utf-8")


def run(*arguments: str) -> str:
    found = CliRunner().invoke(app, list(arguments))
    assert found.exit_code == 0, (found.stdout, found.stderr, found.exception)
    return found.stdout


@pytest.fixture
def made() -> Path:
    written("What it was", 2)
    forecast(["current-policy", "mine.yaml"], draws=2, replicates=1, side_tests=False, to="out")
    return Path("out")


@pytest.mark.parametrize("change", ["edited", "gone"])
def test_a_scenario_is_told_as_it_was_run(made: Path, change: str) -> None:
    written("Totally other", 3) if change == "edited" else Path("mine.yaml").unlink()
    run("report", "out", "--lang", "en", "--format", "html")
    page = (made / "report.en.html").read_text(encoding="utf-8")
    assert "What it was" in page
    assert "Totally other" not in page


def test_a_report_that_is_stopped_half_way_is_no_damage(made: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run("report", "out", "--lang", "en", "--format", "html")

    def stopped(*_: object) -> bytes:
        raise KeyboardInterrupt

    monkeypatch.setattr("samspil.reports.report.pdf", stopped)
    assert CliRunner().invoke(app, ["report", "out"]).exit_code != 0
    folder.check(made)
    assert json.loads((made / "run.json").read_text(encoding="utf-8"))["checksums"]["summary.json"]
    assert read_forecast(made).summary["draws"] == 2


def test_every_file_of_a_report_has_its_checksum_again(made: Path) -> None:
    run("report", "out")
    told = json.loads((made / "run.json").read_text(encoding="utf-8"))["checksums"]
    assert {"report.da.html", "report.en.pdf", "figures/fan.da.svg"} <= set(told)
    folder.check(made)


def test_the_page_of_the_report_runs_as_printed() -> None:
    for line in commands("report"):
        assert run(*shlex.split(line)[1:]) or "report" in line
    assert Path("results/reported/brief.da.pdf").is_file()


@pytest.mark.parametrize("lang", ["en", "da"])
def test_old_results_are_not_read_as_of_today(monkeypatch: pytest.MonkeyPatch, made: Path, lang: str) -> None:
    told, what = {
        "en": ("rests on another basis", ("rules of the model", "fit", "scenario mine")),
        "da": ("hviler på et andet grundlag", ("modellens regler", "tilpasningen", "scenarie mine")),
    }[lang]
    reading = (["show", "out"], ["explain", "--from", "out"], ["challenge", "--from", "out"])
    said = [CliRunner().invoke(app, [*line, "--lang", lang]).stderr for line in reading]
    assert not any(told in each for each in said)
    now = stamps.today()
    monkeypatch.setattr(stamps, "today", lambda scenario=None: {**now, "rules": "other", "posterior": "other"})
    written("What it was", 3)
    for line in (*reading, ["sensitivity", "--from", "out"]):
        said = CliRunner().invoke(app, [*line, "--lang", lang]).stderr
        (one,) = (each for each in said.splitlines() if told in each)
        assert all(each in one for each in what), one


def test_a_number_of_the_report_is_explained_by_what_is_printed(made: Path) -> None:
    text = next(row["text"] for row in json.loads(run("explain", "--from", "out", "--json")) if row["id"] == "target")
    assert text == "10,000"
    told = json.loads(run("explain", "10000", "--from", "out", "--json"))
    named = [told["id"]] if isinstance(told, dict) else [row["id"] for row in told]
    assert "target" in named
    assert "står sådan" in CliRunner().invoke(app, ["explain", "98765432", "--from", "out", "--lang", "da"]).stderr


def test_an_analysis_says_what_it_rests_on(monkeypatch: pytest.MonkeyPatch) -> None:
    attrs = identity("plan", {"fte": 1000})
    assert stale_analysis(attrs) == {}
    assert stale_analysis({}) == {}
    now = stamps.today()
    monkeypatch.setattr(stamps, "today", lambda scenario=None: {**now, "world": "other"})
    assert stale_analysis(attrs) == {"world": []}
