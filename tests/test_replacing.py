"""Commands that write: nothing finished is replaced unasked, and what is said after Ctrl-C is true."""

import json
from pathlib import Path

import pytest
import zarr
from typer.testing import CliRunner

from samspil.cli.app import app
from samspil.experiments import asking
from samspil.runs import checksums

from .line_kernel import LineKernel

pytestmark = pytest.mark.usefixtures("few_figures")

SMALL = ["--draws", "2", "--replicates", "1", "--workers", "1", "--no-side-tests", "--potentials", "estimated"]
FORECAST = ["forecast", "current-policy", *SMALL[:-2], "--to", "out"]
MORRIS = ["sensitivity", "current-policy", "--method", "morris", "--size", "2", "--workers", "1"]


@pytest.fixture(autouse=True)
def line(monkeypatch, tmp_path):
    monkeypatch.setattr("samspil.runs.kernel._shipped", LineKernel())
    monkeypatch.setattr("samspil.runs.plan.LEAST_CHUNKS", 1)
    monkeypatch.setattr("samspil.reports.write_report", lambda *_: None, raising=False)
    monkeypatch.chdir(tmp_path)


def run(*arguments, code=0):
    found = CliRunner().invoke(app, [str(argument) for argument in arguments])
    assert found.exit_code == code, (found.stdout, found.stderr, found.exception)
    return found


def lines(found):
    return [line for line in found.stderr.splitlines() if line.startswith("samspil:")]


def bytes_in(folder):
    return {path: path.read_bytes() for path in Path(folder).rglob("*") if path.is_file()}


def interrupted(*_, **__):
    raise KeyboardInterrupt


@pytest.mark.parametrize(
    ("lang", "there", "adds", "replaces"),
    [
        ("en", "holds this forecast already", "adding draws (2)", "replacing the finished forecast"),
        ("da", "rummer allerede denne prognose", "føjer sæt antagelser (2)", "erstatter den færdige prognose"),
    ],
)
def test_forecast_says_what_is_there_and_what_becomes_of_it(lang, there, adds, replaces):
    command = [*FORECAST, "--lang", lang]
    made = run(*command)
    before = bytes_in("out")
    again = run(*command)
    assert again.stdout == made.stdout
    assert there in again.stderr
    assert f"out/report.{lang}.html" in again.stderr.replace("\\", "/")
    assert there in run(*command, "--resume").stderr
    assert json.loads(run(*command, "--json").stdout) == json.loads(Path("out/summary.json").read_text("utf-8"))
    (told,) = lines(run(*command, "--seed", 2, code=2))
    assert any(said in told for said in ("seed: it was 1, now 2", "startværdi: det var 1, nu 2"))
    assert "--replace" in told
    (told,) = lines(run(*command, "--draws", 4, code=2))
    assert any(said in told for said in ("--resume adds 2 to them", "--resume tilføjer 2 til dem"))
    assert bytes_in("out") == before
    assert adds in run(*command, "--draws", 4, "--resume").stderr
    assert replaces in run(*command, "--seed", 2, "--replace").stderr


def test_a_trajectory_is_not_replaced_unasked():
    command = ["run", "current-policy", "--to", "run.nc"]
    run(*command)
    before = bytes_in(".")
    (told,) = lines(run(*command, "--seed", 2, code=2))
    assert told == "samspil: run.nc: is there already; give another name, or --replace"
    assert bytes_in(".") == before
    run(*command, "--seed", 2, "--replace")
    assert bytes_in(".") != before


def test_indices_are_not_replaced_unasked_and_their_runs_are_kept_as_they_go(monkeypatch):
    monkeypatch.setattr(asking, "BLOCK_RUNS", 100)
    real, asked = asking.run_ensemble, []

    def stopping(*given, **named):
        asked.append(1)
        if len(asked) == 2:
            raise KeyboardInterrupt
        return real(*given, **named)

    monkeypatch.setattr(asking, "run_ensemble", stopping)
    (told,) = lines(run(*MORRIS, "--to", "out", code=1))
    assert told == "samspil: stopped; what is finished is kept in out, and the same command goes on"
    asked[:] = [1] * 2
    found = run(*MORRIS, "--to", "out", "--json")
    goes_on = len(asked) - 2
    figures = {f"{name}.{kind}" for name in ("sensitivity", "sensitivity-years") for kind in ("png", "svg")}
    assert {path.name for path in Path("out").iterdir()} == {*figures, "sensitivity.nc", "sensitivity.csv"}
    before = bytes_in("out")
    assert "is there already" in lines(run(*MORRIS, "--to", "out", code=2))[0]
    assert bytes_in("out") == before
    asked[:] = [1] * 2
    again = run(*MORRIS, "--to", "out", "--replace", "--json")
    assert len(asked) - 2 == goes_on + 1
    assert again.stdout == found.stdout


def test_a_fit_is_not_replaced_unasked(monkeypatch):
    monkeypatch.setattr("samspil.calibration.calibrating.calibrate", interrupted)
    command = ["calibrate", "--to", "fit"]
    (told,) = lines(run(*command, code=1))
    assert told == "samspil: stopped; what is finished is kept in fit, and the same command goes on"
    Path("fit").mkdir()
    Path("fit/posterior.nc").touch()
    assert "is there already" in lines(run(*command, code=2))[0]
    run(*command, "--replace", code=1)
    # A reweighting has a file of its own.
    assert "is there already" not in lines(run(*command, "--evidence", "targets.csv", code=2))[0]


@pytest.mark.parametrize(
    ("command", "place", "english", "danish"),
    [
        (["run", "current-policy"], "samspil.runs.trajectory.simulate", "stopped", "stoppet"),
        (
            ["compare", "current-policy", "full-portfolio", "--draws", "2"],
            "samspil.experiments.asking.run_ensemble",
            "stopped",
            "stoppet",
        ),
        (MORRIS, "samspil.experiments.asking.run_ensemble", "nothing is kept without --to", "uden --to DIR er intet"),
        (
            FORECAST,
            "samspil.experiments.forecasting.run_ensemble",
            "kept in out, and the same command with --resume goes on",
            "gemt i out, og samme kommando med --resume fortsætter",
        ),
    ],
)
def test_what_is_said_after_ctrl_c_is_true_of_the_command(monkeypatch, command, place, english, danish):
    monkeypatch.setattr(place, interrupted)
    for lang, told in (("en", english), ("da", danish)):
        (said,) = lines(run(*command, "--lang", lang, code=1))
        assert told in said
        assert ("--resume" in said) == (command is FORECAST)


def test_a_full_disk_is_told_as_it_is(monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("samspil.runs.files.os.replace", full)
        told = lines(run("run", "current-policy", "--to", "run.nc", code=1))
    assert told == ["samspil: .: the disk is full; make room and give the command again"]
    with monkeypatch.context() as patch:
        patch.setattr("samspil.experiments.tables.write_csv", full)
        told = lines(run(*FORECAST, code=1))
    assert told == ["samspil: out: the disk is full; what is finished is kept, make room and go on with --resume"]
    run(*FORECAST, "--resume")


def scale(signed):
    with zarr.config.set({"array.write_empty_chunks": True}):
        array = zarr.open_group("out/results.zarr", mode="r+")["freed_fte"]
        array[:] = array[:] * 25.0
    if signed:
        Path("out/results.zarr", checksums.FILE).unlink()
        checksums.write(Path("out/results.zarr"), {})


def test_scaled_numbers_are_neither_verified_nor_published():
    run(*FORECAST)
    assert "Stored files with the checksum" in run("verify", "out").stdout
    assert "kontrolsum" in run("verify", "out", "--lang", "da").stdout
    scale(signed=False)
    for command in (["verify", "out"], ["publish", "out", "--as", "x"], ["verify", "out/results.zarr"]):
        (told,) = lines(run(*command, code=2))
        assert "freed_fte/" in told
        assert "has changed" in told
    scale(signed=True)
    for command in (["verify", "out"], ["publish", "out", "--as", "x"]):
        assert "was changed after it was written" in lines(run(*command, code=2))[0]
    # Whoever signs all of it anew is found by the runs themselves, and by the summary.
    sign_run("results.zarr", checksums.of_store(Path("out/results.zarr")))
    assert "are not what is stored" in run("verify", "out", code=1).stdout
    assert "its summary says" in lines(run("publish", "out", "--as", "x", code=2))[0]
    assert not Path("ledger").exists()


def sign_run(name, digest):
    path = Path("out/run.json")
    told = json.loads(path.read_text("utf-8"))
    told["checksums"][name] = digest
    path.write_text(json.dumps(told), "utf-8")


def test_a_summary_that_the_results_do_not_give_is_not_published():
    run(*FORECAST)
    run("publish", "out", "--as", "right")
    path = Path("out/summary.json")
    summary = json.loads(path.read_text("utf-8"))
    summary["scenarios"]["current-policy"]["potentials"]["estimated"]["p_target"] = 0.75
    path.write_text(json.dumps(summary), "utf-8")
    assert "was changed after it was written" in lines(run("publish", "out", "--as", "x", code=2))[0]
    sign_run("summary.json", checksums.digest(path.read_bytes()))
    (told,) = lines(run("publish", "out", "--as", "x", code=2))
    assert "scenarios.current-policy.potentials.estimated.p_target 0.75 and its results give 0.0" in told


def test_a_forecast_with_a_missing_chunk_is_told_by_every_reader():
    run(*FORECAST)
    next(Path("out/results.zarr/freed_fte").glob("c.*")).unlink()
    for command in (
        FORECAST,
        [*FORECAST, "--draws", 4, "--resume"],
        ["verify", "out"],
        ["publish", "out", "--as", "x"],
    ):
        (told,) = lines(run(*command, code=2))
        assert "is missing" in told


class Failing(LineKernel):
    """Runs of the second draw fail."""

    def batch(self, prepared, records, keys, workspace):
        if (keys[:, 1] == 1).any():
            raise FloatingPointError("no room")
        return super().batch(prepared, records, keys, workspace)


@pytest.mark.parametrize(("lang", "told"), [("en", "that failed again"), ("da", "der mislykkedes, igen")])
def test_failed_runs_of_a_finished_forecast_are_made_again(monkeypatch, lang, told):
    monkeypatch.setattr("samspil.runs.kernel._shipped", Failing())
    run(*FORECAST)
    failed = json.loads(Path("out/summary.json").read_text(encoding="utf-8"))["failed"]
    assert failed > 0
    monkeypatch.setattr("samspil.runs.kernel._shipped", LineKernel())
    assert "nothing was run" in run(*FORECAST).stderr
    assert told in run(*FORECAST, "--retry-failed", "--lang", lang).stderr
    run(*FORECAST[:-1], "whole")
    summaries = [json.loads(Path(to, "summary.json").read_text(encoding="utf-8")) for to in ("out", "whole")]
    assert summaries[0] == summaries[1]
    assert summaries[0]["failed"] == 0
    assert "nothing was run" in run(*FORECAST, "--retry-failed").stderr
    run("verify", "out")
