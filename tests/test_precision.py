"""What a forecast takes is known before it runs, and it stops when it is precise enough, to the same bits."""

import json
import math
import re
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from typer.testing import CliRunner

from samspil.cli.app import app
from samspil.experiments import forecast, settings
from samspil.experiments.asking import Asking
from samspil.experiments.counted import runs_of
from samspil.experiments.precise import Clock, Wish, forecast_until
from samspil.experiments.prospect import Job, Prospect, Spread, best_replicates, draws_for, foresee, spread, width
from samspil.experiments.sharpness import Sharp, halving, sharpness
from samspil.reports.sharp import sentences
from samspil.reports.words import words
from samspil.runs import open_results, run_ensemble
from samspil.runs.fitted import draws_of
from samspil.runs.precision import draws_below, upper_bound
from samspil.scenarios import load

from .line_kernel import LineKernel
from .test_carried_on import runs_in
from .test_house import commands

COST = {"seconds_per_run": 0.1, "bytes_per_run": 20_000.0}
PAGE = Path(__file__).parent.parent / "docs" / "precision.md"


class Counting(LineKernel):
    """A kernel that counts what it runs."""

    runs = 0

    def batch(self, prepared, records, keys, workspace):
        self.runs += len(keys)
        return super().batch(prepared, records, keys, workspace)


@pytest.fixture(autouse=True)
def line(monkeypatch):
    kernel = Counting()
    monkeypatch.setattr("samspil.runs.kernel._shipped", kernel)
    return kernel


def job(*names, side_tests=False, levels=("estimated",)):
    known = {name: load(name) for name in names or ["current-policy", "full-portfolio"]}
    return Job(known, lambda count: draws_of(count, 1, stale=True), list(levels), side_tests, Asking(workers=1))


def made(between, within, draws, replicates, seed):
    """Values (draw, replicate) around 100 with these variances."""
    rng = np.random.default_rng(seed)
    by_draw = rng.normal(100.0, math.sqrt(between), (draws, 1))
    return by_draw + rng.normal(0.0, math.sqrt(within), (draws, replicates))


def test_variances_are_those_they_were_made_with():
    found = [spread(made(400.0, 900.0, 60, 2, seed), 1e9) for seed in range(400)]
    for name, true in (("between", 400.0), ("within", 900.0), ("mean", 100.0)):
        values = [getattr(each, name) for each in found]
        # A variance below 0 counts as 0, which happens once in some hundred such pilots.
        assert np.mean(values) == pytest.approx(true, abs=3.5 * np.std(values) / 20)


def test_intervals_of_the_draws_it_takes_hold_the_mean_nine_times_in_ten():
    known = Spread(100.0, 400.0, 900.0, 0.0, 0.0)
    draws = draws_for(known, 0.05, 1)
    assert draws == math.ceil((1.6449 / 0.05 / 100.0) ** 2 * 1300.0)
    assert width(known, draws, 1).relative <= 0.05 < width(known, draws - 1, 1).relative
    held = [abs(made(400.0, 900.0, draws, 1, seed).mean() - 100.0) <= 5.0 for seed in range(2000)]
    assert np.mean(held) == pytest.approx(0.9, abs=0.02)


def test_a_probability_of_which_nothing_was_seen_is_precise_by_its_bound():
    none = Spread(100.0, 0.0, 0.0, 0.0, 0.0)
    assert draws_for(none, 0.01, 1) == 299
    assert width(none, 299, 1).p <= 0.01 < width(none, 298, 1).p


def test_how_many_draws_are_too_few_is_one_rule():
    """`estimate` proposed 14 draws of which `forecast` then said that they are too few and that 300 are needed."""
    none, few = Spread(100.0, 0.0, 0.0, 0.0, 0.0), settings.count("few_draws")
    assert draws_for(none, 0.2, 1) == few > draws_below(0.2) == 14
    for share in (0.2, 0.05, settings.number("ruled_out")):
        draws = draws_below(share)
        assert upper_bound(0.0, draws) <= share < upper_bound(0.0, draws - 1)
    assert draws_below(settings.number("ruled_out")) <= settings.count("draws")


@pytest.mark.parametrize("cost", [0.0, 0.5, 4.0, 30.0])
def test_no_other_number_of_replicates_tells_more_for_the_money(cost):
    known = Spread(100.0, 400.0, 900.0, 0.5, 0.25)

    def variance(times, budget=10_000.0):
        return (known.between + known.within / times) / (budget / (times + cost))

    best = best_replicates(known, cost)
    assert variance(best) <= min(variance(times) for times in range(1, 60)) * 1.02
    assert best == (1 if cost == 0.0 else best)


@pytest.mark.slow
@pytest.mark.parametrize("names", [["current-policy"], ["current-policy", "no-partnerships", "strategic-partnerships"]])
def test_every_run_of_a_forecast_is_counted(line, names):
    scenarios = {name: load(name) for name in names}
    drawn, heard = draws_of(25, 1, stale=True), {}

    def tell(phase, moment):
        heard[phase] = moment.total

    line.runs = 0
    forecast(names, draws=drawn, replicates=1, workers=1, progress=tell)
    told = runs_of(scenarios, 25, 1, 3)
    assert told["ensemble"] == heard["ensemble"] == 75 * len(names)
    assert told["mechanisms"] == heard["mechanisms"]
    assert told["chance"] == heard["chance"]
    # Which policy ranks first is not known before: where it is the baseline, one search is spared.
    assert heard["reverse_test"] <= told["reverse_test"] <= 1.5 * heard["reverse_test"]
    # A search that is soon done takes fewer; engines compile and time with two runs an ensemble.
    beside = told["partnering"] - heard.get("partnering", 0)
    assert beside == (12 * 3 if len(names) > 1 else 0)  # traces, which tables are recorded of
    assert sum(told.values()) - told["reverse_test"] - beside <= line.runs <= 1.2 * sum(told.values())


@pytest.mark.slow
def test_a_forecast_grows_until_it_is_precise_and_is_that_of_as_many_draws(tmp_path, monkeypatch):
    monkeypatch.setattr("samspil.experiments.precise._first", lambda prospect: 10)
    batches = []
    wish = Wish(0.05, None, measured=lambda draws, widths: batches.append((draws, widths["current-policy"].widest)))
    asked = {"scenarios": ["current-policy"], "workers": 1, "potentials": ["estimated"]}
    found = forecast_until(job("current-policy"), wish, tmp_path / "grown", **asked)
    draws = found.summary["draws"]
    assert len(batches) > 1
    assert batches[-1][0] == draws
    assert batches[-1][1] <= 0.05 < batches[-2][1]
    drawn = draws_of(draws, 1, stale=True)
    whole = forecast(**asked, draws=drawn, replicates=1, side_tests=False, to=tmp_path / "whole")
    assert runs_in(tmp_path / "grown") == runs_in(tmp_path / "whole")
    assert json.loads(json.dumps(found.summary)) == json.loads(json.dumps(whole.summary))
    # Given again it finds what is there.
    count = len(batches)
    again = forecast_until(job("current-policy"), wish, tmp_path / "grown", **asked, resume=True)
    assert again.run is not None
    assert batches[count:] == batches[count - 1 : count]


def test_time_cuts_what_precision_would_take(monkeypatch):
    monkeypatch.setattr("samspil.experiments.prospect.estimate", lambda *_: SimpleNamespace(**COST))
    whole = foresee(job(side_tests=True), precision=0.01)
    assert not whole.is_cut
    assert whole.seconds == pytest.approx(sum(whole.runs.values()) * 0.1)
    cut = foresee(job(side_tests=True), precision=0.01, minutes=whole.seconds / 60.0 / 2.0)
    assert cut.is_cut
    assert cut.draws < whole.draws
    assert cut.widths["current-policy"].widest > 0.01
    assert cut.seconds <= whole.seconds / 2.0
    room = foresee(job(side_tests=True), minutes=60.0)
    assert 3600.0 - 0.2 <= room.seconds <= 3600.0


def test_the_pilot_draws_from_where_the_forecast_does(monkeypatch):
    def never(*_, **__):
        raise AssertionError("the forecast does not draw from the posterior")

    monkeypatch.setattr("samspil.runs.fitted.posterior", never)
    known = {"current-policy": load("current-policy")}
    asking = Asking(workers=1, base="prior")
    foresee(
        Job(known, lambda count: draws_of(count, 1, prior=True), ["estimated"], False, asking), draws=10, replicates=1
    )


def test_the_clock_goes_by_the_slower_pace(monkeypatch):
    now = [0.0]
    monkeypatch.setattr("samspil.experiments.precise.time.monotonic", lambda: now[0])
    prospect = Prospect(100, 1, {"ensemble": 100, "beside": 100}, 200.0, 1.0, 0.0, 0.0, {})
    clock = Clock(prospect, 5.0, 0)
    assert clock.most(0) == 200  # 300 s less 100 s beside, a second a draw
    now[0] = 100.0
    assert clock.most(50) == 50 + 50  # two seconds a draw so far, 100 s left


@pytest.mark.slow
def test_the_page_runs_as_printed(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    lines = list(commands(PAGE))
    assert [each[0] for each in lines if len(each) > 1] == ["estimate", "forecast", "estimate"]
    said = ""
    for arguments in (each for each in lines if len(each) > 1):
        found = CliRunner().invoke(app, [*arguments, "--workers", "1"])
        assert found.exit_code == 0, (arguments, found.stderr)
        said += found.stderr
    draws = json.loads((tmp_path / "results" / "precise" / "summary.json").read_text(encoding="utf-8"))["draws"]
    assert f"{draws} draws made" in said
    widths = summary_widths(tmp_path / "results" / "precise")
    assert max(widths) <= 0.2


def summary_widths(folder):
    """Half-widths of the forecast in a folder, by its own summary and results."""
    with open_results(folder) as ds:
        values = ds["freed_fte"].sel(potentials="estimated", time="2030-12-01").values[0, :, 0]
    half = 1.6449 * values.std(ddof=1) / math.sqrt(values.size) / values.mean()
    told = json.loads((folder / "summary.json").read_text(encoding="utf-8"))["scenarios"]["current-policy"]
    return half, told["potentials"]["estimated"]["p_target_upper"]


def test_the_page_tells_bounds_that_are_so():
    text = " ".join(PAGE.read_text(encoding="utf-8").split())
    told = re.findall(r"none of (\d+) (?:draws bounds a probability )?below (\d) %", text)
    assert len(told) == 2
    for draws, percent in told:
        assert upper_bound(0.0, int(draws)) <= int(percent) / 100 < upper_bound(0.0, int(draws) - 1)


def test_a_finished_forecast_says_how_sharp_it_is_and_what_halves_that(tmp_path, line):
    """Errors are those of the numbers by hand; four times the draws have half of them."""
    names = ["current-policy", "full-portfolio"]
    few, many = (
        run_ensemble(names, draws=draws, replicates=1, workers=1, potentials=["estimated"], to=tmp_path / str(draws))
        for draws in (100, 100 + halving(100))
    )
    told, sharper = ({(each.scenario, each.date): each for each in sharpness(ds)} for ds in (few, many))
    values = few["freed_fte"].sel(potentials="estimated", time="2030-12-01").values[..., 0]
    z = 1.6449
    assert told["current-policy", "2030-12"].mean_half == pytest.approx(z * values[0].std(ddof=1) / 10.0, rel=1e-3)
    more = values[1] - values[0]
    assert told["full-portfolio", "2030-12"].more_half == pytest.approx(z * more.std(ddof=1) / 10.0, rel=1e-3)
    assert told["current-policy", "2030-12"].more is None
    for key, each in told.items():
        assert sharper[key].mean_half == pytest.approx(each.mean_half / 2.0, rel=0.25)
    made, folder = line.runs, str(tmp_path / "100")
    english, danish = (CliRunner().invoke(app, ["estimate", folder, "--lang", each]) for each in ("en", "da"))
    assert line.runs == made
    half = words("en").numbers.amount(told["current-policy", "2030-12"].median_half)
    assert f"± {half}" in english.stdout.splitlines()[0]
    assert "300 more draws, 400 in all" in english.stdout
    told_in_mean = "In the mean of all runs told from Current policy in December\u00a02030: Full portfolio"
    assert told_in_mean in english.stdout
    against = told["full-portfolio", "2030-12"].against
    assert against == (more < 0.0).mean()
    assert ("of single runs fewer)" in english.stdout) == (against > 0.0)
    assert danish.stdout.startswith("Medianskønnet for Besluttet politik")
    assert "give one folder" in CliRunner().invoke(app, ["estimate", folder, "--precision", "0.2"]).stderr


def test_what_is_told_in_the_mean_says_in_how_many_runs_it_is_the_other_way():
    rows = [("full-portfolio:x2", 5.0, 0.125), ("co-creation", -5.0, 0.25), ("bridge", 5.0, 0.0)]
    found = [
        Sharp(name, "2030-12", *[1.0] * 4, 0.0, 0.0, 0.01, more, 1.0, True, against) for name, more, against in rows
    ]
    english, danish = (sentences(found, 9, 27, words(each))[-1] for each in ("en", "da"))
    assert english.endswith(
        "Full portfolio × 2 (in 12% of single runs fewer), Co-creation (in 25% of single runs more), bridge."
    )
    assert "Alle tiltag samlet × 2 (færre i 12 pct. af de enkelte simulationer)" in danish.replace("\u00a0", " ")


@pytest.mark.parametrize(("held", "said"), [("finished", "other settings"), ("notes", "no forecast")])
def test_a_folder_that_cannot_take_the_forecast_is_refused_before_the_pilot(tmp_path, line, held, said):
    if held == "finished":
        only = {"potentials": ["estimated"], "side_tests": False}
        forecast(["current-policy"], draws=2, replicates=1, workers=1, to=tmp_path, **only)
    else:
        (tmp_path / "notes.txt").write_text("mine", encoding="utf-8")
    made, before = line.runs, sorted(tmp_path.rglob("*"))
    told = CliRunner().invoke(
        app, ["forecast", "no-partnerships", "--precision", "0.2", "--no-side-tests", "--to", str(tmp_path)]
    )
    assert (told.exit_code, line.runs) == (2, made)
    assert said in told.stderr
    assert sorted(tmp_path.rglob("*")) == before
