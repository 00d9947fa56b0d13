"""What changed between two saved forecasts: one difference is named, several are not told apart, draws are paired."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from samspil.cli.app import app
from samspil.experiments import forecast, publishing
from samspil.experiments.causes import Change, what_changed
from samspil.experiments.saved import Saved, of_record, of_results, saved
from samspil.model.errors import UserError

from .line_kernel import LineKernel

pytestmark = pytest.mark.usefixtures("few_figures")

TARGET = {"fte": 500.0, "by": "2030-12", "basis": "level"}
STAMP = {"world": "w", "parameters": "p", "posterior": "q", "rules": "r"}


def made_up(draws: int = 200, shift: float = 0.0, seed: int = 1, **stamp: str) -> Saved:
    """A forecast whose draws are the same for the same seed, and whose world moves all of them by `shift`."""
    values = np.random.default_rng(seed).normal(500.0, 100.0, (400, 1))[:draws] + shift
    return Saved(
        "made-up",
        "2026-11-27",
        (seed, draws, 1),
        TARGET,
        {"current-policy": stamp.pop("policy", "c")},
        {**STAMP, **stamp},
        {"current-policy": {"2030-12": values, "2035-12": 2 * values}},
        labels=tuple(f"{seed}-{draw}" for draw in range(draws)),
    )


def headline(earlier: Saved, later: Saved) -> Change:
    return what_changed(earlier, later)["changes"][0]


@pytest.mark.parametrize(
    ("stamp", "cause"),
    [({"world": "other"}, "data"), ({"rules": "other"}, "model"), ({"policy": "other"}, "policy")],
)
def test_what_alone_differs_has_made_the_difference_and_pairs_show_it(stamp: dict[str, str], cause: str) -> None:
    # Five FTE are lost in the noise of unpaired draws, whose middle is known to about nine.
    found = headline(made_up(), made_up(shift=5.0, **stamp))
    assert (found["cause"], found["told"], found["shared"]) == (cause, True, 200)
    assert found["moved"] == pytest.approx(5.0) == found["caused"]
    assert found["se"] < 1e-6
    assert (found["mean"], found["mean_se"]) == (pytest.approx(5.0), pytest.approx(0.0, abs=1e-6))
    unpaired = headline(made_up(), replace(made_up(shift=5.0, **stamp), labels=()))
    assert (unpaired["told"], unpaired["shared"], unpaired["caused"]) == (False, 0, None)
    # Of a median of 200 normal draws, 1.25 * 100 / sqrt(200); of a difference, sqrt(2) times that.
    assert unpaired["se"] == pytest.approx(1.2533 * 100 / np.sqrt(200) * np.sqrt(2), rel=0.25)


def test_what_more_draws_add_is_chance() -> None:
    found = headline(made_up(100), made_up(300))
    assert (found["cause"], found["told"], found["caused"]) == ("chance", False, 0.0)
    assert found["by_chance"] == found["moved"] != 0.0
    both = headline(made_up(100), made_up(300, shift=50.0, world="other"))
    assert both["cause"] == "data"
    assert both["caused"] == pytest.approx(50.0)
    assert both["by_chance"] == pytest.approx(found["moved"])


def test_several_that_differ_are_named_and_not_told_apart() -> None:
    later = replace(made_up(shift=200.0, seed=1, rules="other", posterior="other"), labels=("another",) * 200)
    found = what_changed(made_up(), later)
    assert found["differs"]["current-policy"] == {
        "data": "same",
        "evidence": "differs",
        "policy": "same",
        "model": "differs",
        "target": "same",
        "chance": "same",
    }
    first = found["changes"][0]
    assert (first["cause"], first["candidates"], first["told"]) == ("apart", ["evidence", "model"], True)
    same = headline(made_up(), made_up())
    assert (same["cause"], same["moved"], same["se"]) == ("nothing", 0.0, 0.0)


def test_p_of_the_target_is_told_where_the_target_is_the_same() -> None:
    found = what_changed(made_up(), made_up(shift=100.0, world="other"))
    (chance,) = (each for each in found["changes"] if each["number"] == "p_target")
    assert chance["earlier"] == pytest.approx(0.5, abs=0.1)
    assert chance["later"] == pytest.approx(0.84, abs=0.07)
    assert chance["told"]
    other = replace(made_up(), target={**TARGET, "fte": 400.0})
    told = what_changed(made_up(), other)
    assert told["target"] == {"fte": [500.0, 400.0]}
    assert [each["number"] for each in told["changes"]] == ["fte", "fte"]


def test_a_frozen_forecast_and_its_results_are_the_same_and_another_seed_is_chance(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("samspil.runs.kernel._shipped", LineKernel())
    for name, draws, seed in (("a", 30, 1), ("b", 40, 1), ("c", 30, 2)):
        policies = ["current-policy", "no-partnerships"]
        forecast(policies, draws=draws, replicates=1, seed=seed, workers=1, to=tmp_path / name, side_tests=False)
    path = publishing.publish(tmp_path / "a", tmp_path / "ledger", "first")
    record = publishing.read(path)
    assert set(record["rests_on"]) == {"world", "parameters", "posterior", "rules", "code"}
    frozen, results = of_record("first", record), of_results(tmp_path / "a")
    assert frozen.labels == results.labels
    same = what_changed(frozen, results)
    assert {each["cause"] for each in same["changes"]} == {"nothing"}
    assert [each["moved"] for each in same["changes"]] == pytest.approx([0.0] * 6, abs=1e-2)
    summary = json.loads((tmp_path / "a" / "summary.json").read_text(encoding="utf-8"))
    told = summary["scenarios"]["no-partnerships"]["potentials"]["estimated"]["fte"]["2030-12"]["p50"]
    mine = next(each for each in same["changes"] if each["scenario"] == "no-partnerships")
    assert mine["later"] == pytest.approx(told)
    more = what_changed(frozen, of_results(tmp_path / "b"))["changes"][0]
    assert (more["cause"], more["shared"], more["caused"]) == ("chance", 30, pytest.approx(0.0, abs=1e-2))
    other = what_changed(frozen, of_results(tmp_path / "c"))
    assert other["changes"][0]["cause"] == "chance"
    # The command says the same, by name, file or folder, in either language.
    given = ["changes", "first", str(tmp_path / "c"), "--ledger", str(tmp_path / "ledger")]
    english, danish = (CliRunner().invoke(app, [*given, "--lang", each]) for each in ("en", "da"))
    assert english.stdout.splitlines()[0].endswith("Nothing but seed or number of draws differs: it is chance.")
    assert danish.stdout.startswith("Frigjorte")
    assert json.loads(CliRunner().invoke(app, [*given, "--json"]).stdout)["changes"] == other["changes"]
    assert CliRunner().invoke(app, ["changes", str(path), str(tmp_path / "b")]).exit_code == 0


def test_frozen_forecasts_of_earlier_versions_tell_what_they_can() -> None:
    old, new = saved("2026-11"), saved("2026-11-c")
    found = what_changed(old, new)
    first = found["changes"][0]
    # The record's own quantiles; nothing finer than the digest of all numbers is kept, and that differs.
    assert first["moved"] == pytest.approx(new.quantiles["current-policy"]["2030-12"][49] - first["earlier"])
    assert first["cause"] == "apart"
    assert found["differs"]["current-policy"]["data"] == "unknown"
    with pytest.raises(UserError, match="2026-11-c"):
        saved("2026-13")


def test_a_target_that_counts_otherwise_is_a_cause() -> None:
    later = replace(made_up(shift=50.0), target={**TARGET, "basis": "cumulative"})
    found = what_changed(made_up(), later)["changes"][0]
    assert (found["cause"], found["candidates"], found["told"]) == ("target", ["target"], True)
    # How many FTE a target asks for moves none of them.
    other = headline(made_up(), replace(made_up(), target={**TARGET, "fte": 400.0}))
    assert (other["cause"], other["candidates"]) == ("nothing", [])


def test_an_error_that_is_not_known_is_not_nothing() -> None:
    """A single draw has no simulation error: nothing is told from chance by it."""
    found = headline(made_up(1), made_up(1, shift=50.0, world="other"))
    assert np.isnan(found["se"])
    assert (found["cause"], found["told"]) == ("data", False)
