"""A finished forecast is never harmed: refused, stopped or full, what was there stays, and what was begun goes on."""

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from samspil.experiments import asking, forecast, place
from samspil.experiments.kept import Kept
from samspil.model.errors import UserError
from samspil.runs import open_results, run_ensemble
from samspil.scenarios import load, loads

from .line_kernel import LineKernel

pytestmark = pytest.mark.usefixtures("few_figures")

ROOT = Path(__file__).parent.parent
MORE = "name: more\nextends: current-policy\nlevers: {benefit_realisation: 0.8}\n"
SIZES = {"draws": 4, "replicates": 2, "workers": 1, "potentials": ["estimated"], "side_tests": False}


@pytest.fixture(autouse=True)
def line(monkeypatch):
    # A few files are enough where only their fate is looked at.
    monkeypatch.setattr("samspil.runs.plan.LEAST_CHUNKS", 1)
    monkeypatch.setattr("samspil.runs.kernel._shipped", LineKernel())


def make(to, **more):
    return forecast([load("current-policy"), loads(MORE)], to=to, **{**SIZES, **more})


def drawn(to, *_):
    (to / "report.en.html").write_text("report")
    (to / "figures").mkdir(exist_ok=True)
    for name in ("fan.png", "fan.svg", "fan.en.csv"):
        (to / "figures" / name).touch()


def interrupted(*_, **__):
    raise KeyboardInterrupt


def contents(folder, but=()):
    paths = (path for path in sorted(folder.rglob("*")) if path.is_file())
    named = {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}
    return {name: content for name, content in named.items() if name.split("/")[0] not in but}


def times(folder):
    return {path.relative_to(folder): path.stat().st_mtime_ns for path in [folder, *folder.rglob("*")]}


def names_in(folder):
    return {path.name for path in folder.iterdir()}


REFUSED = [
    ({"seed": 2}, "seed: it was 1, now 2"),
    ({"replicates": 3}, "replicates: it was 2, now 3"),
    ({"draws": 3}, "draws: it was 4, now 3"),
    ({"potentials": ["measured"]}, 'potentials: it was ["estimated"], now ["measured"]'),
    ({"target": {"fte": 700}}, "scenarios: current-policy has changed"),
]


def test_another_forecast_is_refused_in_a_line_and_touches_nothing(tmp_path):
    def again(**changes):
        return forecast(["current-policy"], to=tmp_path, **{**SIZES, **changes})

    again(illustrate=drawn)
    before, when = contents(tmp_path), times(tmp_path)
    for changes, told in REFUSED:
        for resume in (True, False):
            with pytest.raises(UserError) as caught:
                again(resume=resume, **changes)
            assert told in str(caught.value)
            assert "--replace" in str(caught.value)
            assert len(caught.value.lines) == 1
    assert contents(tmp_path) == before
    assert times(tmp_path) == when


def test_the_same_forecast_is_given_as_it_is_and_nothing_is_run(tmp_path, monkeypatch):
    made = make(tmp_path, illustrate=drawn)
    assert made.run is None
    before, when = contents(tmp_path), times(tmp_path)
    monkeypatch.setattr("samspil.experiments.forecasting.run_ensemble", interrupted)
    for resume in (True, False):
        again = make(tmp_path, resume=resume, illustrate=interrupted)
        assert again.run is not None
        assert json.dumps(again.summary) == json.dumps(made.summary)
        assert np.array_equal(again.results["freed_fte"], made.results["freed_fte"])
    assert contents(tmp_path) == before
    assert times(tmp_path) == when


def test_a_finished_forecast_that_was_changed_is_not_given(tmp_path):
    make(tmp_path)
    summary = tmp_path / "summary.json"
    summary.write_text(summary.read_text(encoding="utf-8").replace("0.0", "0.75"), encoding="utf-8")
    with pytest.raises(UserError, match=r"summary\.json: was changed"):
        make(tmp_path)


def test_more_draws_are_added_and_the_bits_of_the_earlier_ones_stay(tmp_path):
    make(tmp_path / "out", illustrate=drawn)
    first = open_results(tmp_path / "out")["freed_fte"].load()
    with pytest.raises(UserError, match="4 draws; --resume adds 5 to them") as caught:
        make(tmp_path / "out", draws=9)
    assert len(caught.value.lines) == 1
    found = make(tmp_path / "out", draws=9, resume=True, illustrate=drawn)
    assert np.array_equal(found.results["freed_fte"].isel(draw=slice(4)), first)
    whole = make(tmp_path / "whole", draws=9, illustrate=drawn)
    assert json.dumps(found.summary) == json.dumps(whole.summary)
    assert (
        contents(tmp_path / "out", ["run.json", "table.xlsx"]).keys()
        == contents(tmp_path / "whole", ["run.json", "table.xlsx"]).keys()
    )
    runs = [
        {name: part for name, part in contents(tmp_path / each).items() if "/c." in name} for each in ("out", "whole")
    ]
    assert runs[0] == runs[1]


@pytest.mark.parametrize("stage", ["ensemble", "drawing"])
@pytest.mark.parametrize("changes", [{"draws": 9, "resume": True}, {"seed": 2, "replace": True}])
def test_what_is_finished_stays_until_the_new_one_is(tmp_path, monkeypatch, stage, changes):
    make(tmp_path, illustrate=drawn)
    (tmp_path / "notes.txt").touch()
    before = contents(tmp_path)
    with monkeypatch.context() as patch:
        if stage == "ensemble":
            patch.setattr("samspil.runs.store.FolderSink.finish", interrupted)
        with pytest.raises(KeyboardInterrupt):
            make(tmp_path, illustrate=interrupted, **changes)
    assert contents(tmp_path, [place.NEXT]) == before
    assert make(tmp_path).run is not None
    # What the message after Ctrl-C says: --resume goes on, --replace too.
    found = make(tmp_path, illustrate=drawn, **{**changes, "replace": False, "resume": True})
    assert found.run is None
    assert names_in(tmp_path) == {name.split("/")[0] for name in before}
    assert make(tmp_path, **{**changes, "replace": False, "resume": True}).run is not None


def test_what_was_interrupted_beside_a_finished_one_is_replaced_on_demand_alone(tmp_path):
    make(tmp_path)
    with pytest.raises(KeyboardInterrupt):
        make(tmp_path, seed=2, replace=True, illustrate=interrupted)
    before = contents(tmp_path)
    with pytest.raises(UserError, match="other settings"):
        make(tmp_path, draws=9, resume=True)
    assert contents(tmp_path) == before
    assert make(tmp_path, seed=3, replace=True).summary["seed"] == 3
    assert place.NEXT not in names_in(tmp_path)


def test_the_same_forecast_is_told_anew_on_demand_and_run_anew_where_it_is_damaged(tmp_path, monkeypatch):
    made = make(tmp_path)
    with monkeypatch.context() as patch:
        patch.setattr("samspil.experiments.forecasting.run_ensemble", interrupted)
        told = make(tmp_path, replace=True, illustrate=drawn)
    assert told.run is None
    assert json.dumps(told.summary) == json.dumps(made.summary)
    assert (tmp_path / "report.en.html").exists()
    next((tmp_path / "results.zarr" / "adoptions").glob("c.*")).unlink()
    with pytest.raises(UserError, match="is missing"):
        make(tmp_path)
    assert make(tmp_path, replace=True).run is None
    assert make(tmp_path).run is not None


def test_files_of_others_stay_and_those_of_the_old_forecast_go(tmp_path):
    make(tmp_path, illustrate=drawn)
    (tmp_path / "figures" / "sketch.odg").touch()
    (tmp_path / "notes.txt").touch()
    make(tmp_path, replace=True)
    assert names_in(tmp_path / "figures") == {"sketch.odg"}
    assert names_in(tmp_path) == {"figures", "notes.txt", "results.zarr", "run.json", "summary.json"} | {
        "table.csv",
        "table.xlsx",
        "parts.csv",
    }


def test_a_link_is_replaced_and_what_it_points_to_is_kept(tmp_path):
    make(tmp_path / "out")
    store = tmp_path / "out" / "results.zarr"
    store.rename(tmp_path / "elsewhere")
    store.symlink_to(tmp_path / "elsewhere")
    make(tmp_path / "out", seed=2, replace=True)
    assert any((tmp_path / "elsewhere").iterdir())
    assert not store.is_symlink()


class Killed(Exception):
    """Stands for a kill at one of many moments."""


@pytest.mark.parametrize("at", [0, 2, 7])
def test_a_kill_while_one_forecast_takes_the_place_of_another_loses_nothing(tmp_path, monkeypatch, at):
    make(tmp_path, illustrate=drawn)
    real, steps = os.replace, []

    def replace(source, target):
        if place.NEXT in Path(source).parts and place.NEXT not in Path(target).parts:
            steps.append(source)
            if len(steps) == at + 1:
                raise Killed
        return real(source, target)

    with monkeypatch.context() as patch:
        patch.setattr("samspil.experiments.place.os.replace", replace)
        with pytest.raises(Killed):
            make(tmp_path, draws=9, resume=True, illustrate=drawn)
    assert not (tmp_path / "run.json").exists()
    found = make(tmp_path, draws=9, resume=True, illustrate=drawn)
    assert found.run is not None
    assert found.results.sizes["draw"] == 9
    assert place.NEXT not in names_in(tmp_path)


def test_an_interrupted_forecast_goes_on(tmp_path):
    with pytest.raises(KeyboardInterrupt):
        make(tmp_path / "out", illustrate=interrupted)
    assert not (tmp_path / "out" / "run.json").exists()
    with pytest.raises(UserError, match="--resume goes on with it, --replace"):
        make(tmp_path / "out")
    before = contents(tmp_path / "out")
    with pytest.raises(UserError, match="seed: it was 1, now 2"):
        make(tmp_path / "out", resume=True, seed=2)
    assert contents(tmp_path / "out") == before
    make(tmp_path / "out", resume=True)
    assert (tmp_path / "out" / "run.json").exists()


def test_draws_are_added_to_an_unfinished_forecast_and_another_takes_its_place_on_demand(tmp_path):
    with pytest.raises(KeyboardInterrupt):
        make(tmp_path / "out", illustrate=interrupted)
    assert make(tmp_path / "out", draws=6, resume=True).results.sizes["draw"] == 6
    with pytest.raises(KeyboardInterrupt):
        make(tmp_path / "other", illustrate=interrupted)
    assert make(tmp_path / "other", seed=2, replace=True).summary["seed"] == 2


def test_side_tests_are_kept_as_they_go_and_the_report_is_there_before_them(tmp_path, monkeypatch):
    drawings, asked = [], []
    real = asking.run_ensemble

    def counting(*arguments, **named):
        asked.append(named["draws"].sizes["draw"])
        if len(asked) == 8:
            assert drawings == [[]]
            assert {"report.en.html", "summary.json", "table.xlsx"} <= names_in(tmp_path)
            assert "run.json" not in names_in(tmp_path)
            raise KeyboardInterrupt
        return real(*arguments, **named)

    def draw(to, summary, *_):
        drawings.append(summary["mechanisms"])
        drawn(to)

    monkeypatch.setattr("samspil.experiments.asking.run_ensemble", counting)
    with pytest.raises(KeyboardInterrupt):
        make(tmp_path, side_tests=True, illustrate=draw)
    found = make(tmp_path, side_tests=True, illustrate=draw, resume=True)
    # The one that was stopped is run again, those before it are not, nor is the report of them drawn once more.
    assert [bool(mechanisms) for mechanisms in drawings] == [False, True]
    goes_on = len(asked)
    asked[:8] = [0] * 8
    whole = make(tmp_path / "whole", side_tests=True)
    assert len(asked) - goes_on == goes_on - 1
    assert json.dumps(found.summary) == json.dumps(whole.summary)


def test_side_tests_are_added_to_a_finished_forecast_on_demand_and_not_run_twice(tmp_path, monkeypatch):
    make(tmp_path, illustrate=drawn)
    results = contents(tmp_path / "results.zarr")
    with pytest.raises(UserError, match="without side tests; --resume adds them"):
        make(tmp_path, side_tests=True)
    found = make(tmp_path, side_tests=True, resume=True, illustrate=drawn)
    assert found.summary["mechanisms"]
    assert contents(tmp_path / "results.zarr") == results
    assert make(tmp_path, side_tests=True).run is not None
    assert make(tmp_path).run is not None
    asked = []
    real = asking.run_ensemble
    monkeypatch.setattr(
        "samspil.experiments.asking.run_ensemble", lambda *given, **named: asked.append(1) or real(*given, **named)
    )
    # What was asked of other draws is no answer for these: side tests go by the draws of the forecast.
    make(tmp_path, draws=5, side_tests=True, resume=True)
    assert len(asked) > 1


def test_a_torn_or_changed_answer_is_asked_again(tmp_path):
    kept = Kept(tmp_path / "answers.jsonl")
    for name in "abc":
        kept.put(name, np.array([[1.5, np.nan], [ord(name), -0.0]]))
    text = kept.path.read_text()
    kept.path.write_text(text.replace("98.0", "99.0")[:-30])
    again = Kept(kept.path)
    assert np.array_equal(again.get("a"), kept.get("a"), equal_nan=True)
    assert again.get("b") is None
    assert again.get("c") is None
    again.put("c", np.array([7.0]))
    assert Kept(kept.path).get("c").tolist() == [7.0]


def test_an_ensemble_is_not_written_into_a_forecast(tmp_path):
    make(tmp_path)
    before = contents(tmp_path)
    for resume in (True, False):
        with pytest.raises(UserError):
            run_ensemble(["current-policy"], draws=2, replicates=1, to=tmp_path, resume=resume)
    assert contents(tmp_path) == before


def test_a_quick_look_never_stands_in_the_place_of_the_forecast():
    def told(*settings):
        command = ["make", "--dry-run", "forecast", f"PYTHON={sys.executable}", *settings]
        lines = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()
        return next(line.split() for line in lines if "samspil forecast" in line)

    assert told()[-1] == "results/forecast"
    assert told("SIZE=small")[-1] == "results/forecast-small"
    assert told("SIZE=small", "RESULTS=elsewhere")[-1] == "elsewhere"
    assert "--resume" in told()


def test_a_full_disk_while_drawing_is_a_line_that_is_true(tmp_path):
    def full(*_):
        raise OSError(28, "No space left on device")

    with pytest.raises(
        UserError, match="the disk is full; what is finished is kept, make room and go on with --resume"
    ):
        make(tmp_path, illustrate=full)
    make(tmp_path, resume=True)
