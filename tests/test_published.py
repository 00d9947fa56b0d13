"""Forecasts that were published: frozen whole, never changed, scored by what came."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from samspil.cli.app import app
from samspil.experiments import forecast, publishing
from samspil.experiments.observed import outcomes
from samspil.model.errors import UserError
from samspil.runs import open_results

from .line_kernel import LineKernel

HEAD = "quantity,month,value,sd_measurement,sd_definition,sd_model,source,grade"


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    to = tmp_path_factory.mktemp("published") / "out"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("samspil.runs.kernel._shipped", LineKernel())
        forecast(["current-policy"], draws=30, replicates=1, workers=1, to=to, side_tests=False)
    return to


@pytest.fixture
def ledger(finished: Path, tmp_path: Path) -> Path:
    publishing.publish(finished, tmp_path / "ledger", "first")
    return tmp_path / "ledger"


def test_a_frozen_forecast_says_what_the_results_say(finished: Path, ledger: Path) -> None:
    record = publishing.published((ledger,))["first"]
    said = {(each["quantity"], each["month"]): each for each in record["said"]}
    assert {quantity for quantity, _ in said} >= {"freed_fte", "companies_engaged", "partnerships_formed"}
    assert min(month for _, month in said) >= record["made"][:7]
    with open_results(finished) as ds:
        values = ds["freed_fte"].sel(scenario="current-policy", potentials="estimated", time="2030-12-01").values
    quantiles = said["freed_fte", "2030-12"]["quantiles"]
    assert len(quantiles) == len(record["probabilities"]) == 99
    assert quantiles[49] == pytest.approx(np.median(values), rel=1e-5)
    assert quantiles == sorted(quantiles)
    none = {"p_target": 0.0, "p_target_upper": pytest.approx(1 - 0.05 ** (1 / 30))}
    assert record["p_target"]["current-policy"]["estimated"] == none


def test_nothing_frozen_is_changed_or_written_anew(finished: Path, ledger: Path) -> None:
    with pytest.raises(UserError, match="never written anew"):
        publishing.publish(finished, ledger, "first")
    path = ledger / "first.json"
    record = json.loads(path.read_text(encoding="utf-8"))
    record["said"][0]["quantiles"][0] += 1.0
    path.write_text(json.dumps(record), encoding="utf-8")
    with pytest.raises(UserError, match="changed after it was frozen"):
        publishing.published((ledger,))
    path.write_text("{", encoding="utf-8")
    with pytest.raises(UserError, match="cannot be read"):
        publishing.published((ledger,))


@pytest.mark.parametrize("name", ["../first", "First", "", "a" * 65, "a/b", ".hidden"])
def test_a_name_stays_in_the_ledger(finished: Path, tmp_path: Path, name: str) -> None:
    with pytest.raises(UserError, match="--as"):
        publishing.publish(finished, tmp_path, name)
    assert list(tmp_path.rglob("*.json")) == []


def test_what_is_unfinished_or_of_another_policy_is_not_frozen(finished: Path, tmp_path: Path) -> None:
    with pytest.raises(UserError, match="no finished forecast"):
        publishing.publish(tmp_path, tmp_path / "ledger", "none")
    assert not (tmp_path / "ledger").exists()
    with pytest.raises(UserError, match="no such folder"):
        publishing.published((tmp_path / "ledger",))
    run = finished / "run.json"
    whole = run.read_text(encoding="utf-8")
    try:
        run.write_text(json.dumps({**json.loads(whole), "failures": [{"draw": 1}]}), encoding="utf-8")
        with pytest.raises(UserError, match="holes"):
            publishing.publish(finished, tmp_path / "ledger", "holes")
    finally:
        run.write_text(whole, encoding="utf-8")


def test_what_came_is_scored_once_it_is_known(ledger: Path, tmp_path: Path) -> None:
    records = publishing.published((ledger,))
    said = next(each for each in records["first"]["said"] if each["quantity"] == "freed_fte")
    middle, month = said["quantiles"][49], said["month"]
    table = tmp_path / "seen.csv"
    table.write_text(f"{HEAD}\nfreed_fte,{month},{middle},1,1,1,a survey,measured\n", encoding="utf-8")
    (near,) = publishing.scores(records, outcomes(table))
    table.write_text(f"{HEAD}\nfreed_fte,{month},{middle + 1e5},1,1,1,a survey,measured\n", encoding="utf-8")
    (far,) = publishing.scores(records, outcomes(table))
    assert near["inside"]
    assert not far["inside"]
    assert near["crps"] < far["crps"]
    assert near["log"] > far["log"]
    assert publishing.awaited(records, [])["first"][:2] == [month, "freed_fte"]
    assert "freed_fte" not in publishing.awaited(records, outcomes(table))["first"]
    assert publishing.scores(records, []) == []
    beside = publishing.scores({"another": records["first"], **records}, outcomes(table))
    assert [each["crps"] for each in beside] == [far["crps"]] * 2
    with pytest.raises(UserError, match="was seen twice"):
        publishing.scores(records, outcomes(table) * 2)


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ("freed_ftes,2027-12,100,1,1,1,a survey,measured", "freed_ftes"),
        ("freed_fte,2027,100,1,1,1,a survey,measured", "month"),
        ("freed_fte,2027-12,100,0,0,0,a survey,measured", "above 0"),
        ("freed_fte,2027-12,100,1,1,1,a survey,certain", "certain"),
    ],
)
def test_a_wrong_outcome_is_told(tmp_path: Path, row: str, told: str) -> None:
    table = tmp_path / "seen.csv"
    table.write_text(f"{HEAD}\n{row}\n", encoding="utf-8")
    with pytest.raises(UserError, match=r"seen\.csv") as wrong:
        outcomes(table)
    assert told in str(wrong.value)


def test_two_ledgers_hold_no_two_forecasts_of_one_name(finished: Path, ledger: Path, tmp_path: Path) -> None:
    publishing.publish(finished, tmp_path / "other", "first")
    with pytest.raises(UserError, match="another ledger holds"):
        publishing.published((ledger, tmp_path / "other"))


def test_the_shipped_ledger_is_as_it_was_frozen() -> None:
    records = publishing.published()
    assert records
    for record in records.values():
        assert record["digest"] == publishing.digest_of(record)


def test_the_commands_publish_and_score(finished: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)

    def run(*arguments: object, code: int = 0) -> str:
        found = CliRunner().invoke(app, [str(argument) for argument in arguments])
        assert found.exit_code == code, (found.stdout, found.stderr, found.exception)
        return found.stdout + found.stderr

    assert "frozen" in run("publish", finished, "--as", "spring")
    assert "never written anew" in run("publish", finished, "--as", "spring", code=2)
    assert "spring" in run("score", "--ledger", "ledger", "--lang", "da")
    assert "spring" in run("score")
    assert "no such folder" in run("score", "--ledger", "elsewhere", code=2)
    table = tmp_path / "seen.csv"
    table.write_text(f"{HEAD}\ncompanies_engaged,2030-12,500,1,1,1,a survey,measured\n", encoding="utf-8")
    assert "companies_engaged 2030-12" in run("score", "--ledger", "ledger", "--evidence", table)
    scores = json.loads(run("score", "--ledger", "ledger", "--evidence", table, "--json"))["scores"]
    assert [score["target"] for score in scores if score["model"] == "spring"] == ["companies_engaged 2030-12"]
    assert "no month" in run("score", "--hindcast", "2023", code=2)
    assert "holds no fit" in run("score", "--hindcast", "2023-12", "--fit", tmp_path, code=2)


def test_shares_told_by_further_runs_are_no_difference_and_other_numbers_are() -> None:
    from samspil.experiments.agreement import differing

    given = {"scenarios": {"one": {"mean": 5.0, "uncertainty": {"chance": None, "parameters": None}}}}
    said = {"scenarios": {"one": {"mean": 5.0, "uncertainty": {"chance": 0.1, "parameters": 0.9}}}, "mechanisms": []}
    assert list(differing(said, given)) == []
    given["scenarios"]["one"]["mean"] = 6.0
    assert list(differing(said, given)) == [("scenarios.one.mean", 5.0, 6.0)]
    assert list(differing({"mean": 5.0}, {"mean": None})) == [("mean", 5.0, None)]
