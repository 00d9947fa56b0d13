"""Forecasts that were published: frozen whole, never changed, scored by what came."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner

from samspil.cli.app import app
from samspil.experiments import forecast, hub, publishing, track
from samspil.experiments.observed import outcomes
from samspil.model.errors import UserError
from samspil.runs import open_results

from .line_kernel import LineKernel

pytestmark = pytest.mark.usefixtures("few_figures")

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
    (table,) = ledger.rglob("*.csv")
    whole = table.read_text(encoding="utf-8")
    table.write_text(whole + "\n", encoding="utf-8")
    with pytest.raises(UserError, match=r"agents\.csv.* changed after it was frozen"):
        publishing.published((ledger,))
    table.write_text(whole, encoding="utf-8")
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
    (near,) = track.scores(records, outcomes(table))
    table.write_text(f"{HEAD}\nfreed_fte,{month},{middle + 1e5},1,1,1,a survey,measured\n", encoding="utf-8")
    (far,) = track.scores(records, outcomes(table))
    assert near["inside"]
    assert not far["inside"]
    assert near["crps"] < far["crps"]
    assert near["log"] > far["log"]
    assert track.awaited(records, [])["first"][:2] == [month, "freed_fte"]
    assert "freed_fte" not in track.awaited(records, outcomes(table))["first"]
    assert track.scores(records, []) == []
    beside = track.scores({"another": records["first"], **records}, outcomes(table))
    assert [each["crps"] for each in beside] == [far["crps"]] * 2
    with pytest.raises(UserError, match="was seen twice"):
        track.scores(records, outcomes(table) * 2)


def test_the_track_record_counts_what_can_be_scored_and_how_often_it_was_right(ledger: Path, tmp_path: Path) -> None:
    records = publishing.published((ledger,))
    none = track.track_record((ledger,))
    assert (none["forecasts"], none["scorable"], none["scored"]) == (1, 0, 0)
    assert none["coverage"] == {"0.5": None, "0.9": None}
    said = [each for each in records["first"]["said"] if each["quantity"] == "companies_engaged"][:2]
    # The first lies between the 50 % and the 90 % interval, the second outside all.
    values = [np.quantile(said[0]["quantiles"], 0.85), max(said[1]["quantiles"]) * 10]
    pairs = zip((each["month"] for each in said), values, strict=True)
    rows = [f"companies_engaged,{month},{value},1e-6,0,0,a survey,measured" for month, value in pairs]
    table = tmp_path / "seen.csv"
    table.write_text("\n".join([HEAD, *rows]) + "\n", encoding="utf-8")
    found = track.track_record((ledger,), outcomes(table))
    assert (found["scorable"], found["scored"], found["said"]) == (1, 2, len(records["first"]["said"]))
    assert found["coverage"] == {"0.5": 0.0, "0.9": 0.5}
    assert [each["narrowest"] for each in found["scores"]] == [pytest.approx(0.8, abs=0.11), 1.0]
    assert found["quantities"]["companies_engaged"]["points"] == 2
    assert found["quantities"]["companies_engaged"]["wis"] == pytest.approx(
        np.mean([each["wis"] for each in found["scores"]])
    )


def test_the_table_for_hubs_has_the_standards_form_and_the_records_numbers(finished: Path, ledger: Path) -> None:
    from pyarrow import parquet

    record = publishing.published((ledger,))["first"]
    name = record["model_output"]["file"]
    day = record["made"][:10]
    assert name == f"model-output/samspil-agents/{day}-samspil-agents"
    table = parquet.read_table((ledger / name).with_suffix(".parquet"))
    types = {field.name: str(field.type) for field in table.schema}
    assert types == {
        "origin_date": "date32[day]",
        "scenario_id": "string",
        "location": "string",
        "target": "string",
        "horizon": "int32",
        "target_end_date": "date32[day]",
        "output_type": "string",
        "output_type_id": "double",
        "value": "double",
    }
    frame = table.to_pandas()
    plain = pd.read_csv((ledger / name).with_suffix(".csv"), parse_dates=["origin_date", "target_end_date"])
    pd.testing.assert_frame_equal(frame.astype(plain.dtypes), plain)
    assert set(frame["location"]) == {"Denmark", *open_results(finished)["region"].values.astype(str)}
    assert len(set(frame["location"])) == 6
    assert frame["value"].notna().all()
    task = ["scenario_id", "location", "target", "target_end_date"]
    assert not frame.duplicated([*task, "output_type", "output_type_id"]).any()
    # A horizon is months from the month of origin, quantiles are those of hubs and rise, a mean has no id.
    ahead = frame["target_end_date"].map(lambda end: end.year * 12 + end.month)
    assert (ahead - (int(day[:4]) * 12 + int(day[5:7])) == frame["horizon"]).all()
    assert frame.loc[frame["output_type"] == "mean", "output_type_id"].isna().all()
    quantiles = frame[frame["output_type"] == "quantile"]
    levels = [0.01, 0.025, *np.round(np.arange(0.05, 0.96, 0.05), 2), 0.975, 0.99]
    for _, each in quantiles.groupby(task):
        assert each["output_type_id"].tolist() == pytest.approx(levels)
        assert each["value"].is_monotonic_increasing
    cdf = frame[frame["output_type"] == "cdf"]
    assert cdf["value"].between(0, 1).all()
    assert set(cdf["output_type_id"]) == {1000.0, 2500.0, 5000.0, 10000.0}
    # And the same numbers as in the record.
    said = next(each for each in record["said"] if (each["quantity"], each["month"]) == ("freed_fte", "2030-12"))
    mine = quantiles[(quantiles["target"] == "freed_fte") & (quantiles["location"] == "Denmark")]
    middle = mine[(mine["target_end_date"].astype(str) == "2030-12-31") & (mine["output_type_id"] == 0.5)]
    assert middle["value"].tolist() == pytest.approx([said["quantiles"][49]])


def test_a_second_forecast_of_a_day_has_a_table_of_its_own_and_a_record_that_fails_leaves_none(
    finished: Path, ledger: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    publishing.publish(finished, ledger, "second")
    tables = sorted(path.parent.name for path in ledger.rglob("*.csv"))
    assert tables == ["samspil-agents", "samspil-agents_2"]

    def full(path: Path, content: object) -> None:
        raise UserError("the disk is full")

    monkeypatch.setattr(publishing, "write_json", full)
    with pytest.raises(UserError, match="full"):
        publishing.publish(finished, ledger, "third")
    assert sorted(path.parent.name for path in ledger.rglob("*.csv")) == tables


def test_a_record_of_an_earlier_version_gives_what_it_holds() -> None:
    record = next(iter(publishing.published().values()))
    rows = hub.rows_of_record(record)
    kinds = {row[6] for row in rows}
    assert kinds == {"quantile", "cdf"}
    said = next(each for each in record["said"] if (each["quantity"], each["month"]) == ("freed_fte", "2030-12"))
    (middle,) = (row[8] for row in rows if row[3] == "freed_fte" and str(row[5]) == "2030-12-31" and row[7] == 0.5)
    assert middle == pytest.approx(said["quantiles"][49])


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


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_a_table_that_was_changed_in_either_form_is_told(tmp_path: Path, form: str) -> None:
    day = date(2030, 12, 31)
    rows = [(day, "current-policy", "Denmark", "freed_fte", 0, day, "mean", None, 430.0)]
    written = hub.write(tmp_path, "2026-11-27", rows)
    assert not hub.is_changed(tmp_path, written)
    path = (tmp_path / written["file"]).with_suffix(f".{form}")
    path.write_bytes(path.read_bytes() + b"\n")
    assert hub.is_changed(tmp_path, written)
