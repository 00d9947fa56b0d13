"""The forecast's numbers: estimators against hand-made cases, the summary against the contract."""

import json

import numpy as np
import openpyxl
import pandas as pd
import pytest

from samspil.experiments import countings, ensemble, forecast, statistics
from samspil.experiments.records import Summary
from samspil.experiments.summary import summarise
from samspil.model.epoch import month_text
from samspil.model.errors import UserError
from samspil.reports.wording import evidence_words
from samspil.reports.words import words
from samspil.runs.precision import upper_bound
from samspil.runs.provenance import evidence_months
from samspil.scenarios import load, loads
from samspil.scenarios.tables import load_programmes

from .conform import wrong
from .fake_ensemble import TARGET, fake_ensemble
from .line_kernel import LineKernel

pytestmark = pytest.mark.usefixtures("few_figures")

OUTCOME = {
    "p_target",
    "p_target_se",
    "p_target_upper",
    "fte",
    "shortfall",
    "new_solution_share",
    "reached",
    "vs_baseline",
    "uncertainty",
    "variants",
}


@pytest.fixture(scope="module")
def runs():
    return fake_ensemble()


@pytest.fixture(scope="module")
def summary(runs):
    return summarise(runs)


def test_a_summary_says_how_new_its_evidence_is(runs):
    """In both languages, by what the results themselves hold; results of before say nothing."""
    months = evidence_months()
    assert months["origin"] == months["seen"] == max(month_text(each.seen) for each in load_programmes().values())
    assert months["policies_from"] == month_text(load("co-creation").start)
    dated = runs.assign_attrs(evidence_months=json.dumps(months))
    for language, told in (
        ("en", ("February 2026", "November 2026", "May 2027")),
        ("da", ("februar 2026", "maj 2027")),
    ):
        said = evidence_words(summarise(dated), words(language)).replace("\N{NO-BREAK SPACE}", " ")
        assert all(month in said for month in told)
        assert evidence_words(summarise(runs), words(language)) == ""


def test_probability_tests_each_replicate_before_averaging():
    values = np.array([[0.0, 20_000.0], [0.0, 20_000.0]])
    assert statistics.probability(values, 10_500).value == 0.5


def test_error_is_clustered_by_draw():
    values = np.repeat([[0.0], [1.0], [1.0], [0.0]], 50, axis=1)
    found = statistics.probability(values, 0.5)
    assert (found.value, found.n) == (0.5, 4)
    assert found.error == pytest.approx(np.std([0, 1, 1, 0], ddof=1) / 2)


def test_draws_that_share_luck_are_one_cluster():
    values = np.array([[0.0], [0.0], [1.0], [1.0]])
    apart = statistics.clustered(values)[1]
    together = statistics.clustered(values, np.array([7, 7, 8, 8]))
    assert together[2] == 2
    assert together[1] > apart


@pytest.mark.parametrize(("draws", "bound"), [(1, 0.95), (25, 0.112928), (300, 0.009936)])
def test_none_of_n_has_the_exact_upper_bound(draws, bound):
    found = statistics.probability(np.zeros((draws, 5)), 1.0)
    assert (found.value, found.n) == (0.0, draws)
    assert found.upper == pytest.approx(bound, abs=1e-6)
    # Were the probability as high as the bound, one forecast in twenty would see none.
    assert (1 - found.upper) ** draws == pytest.approx(0.05)


def test_upper_bound_is_monotone_and_above_the_estimate():
    bounds = [upper_bound(share, 40) for share in np.linspace(0, 1, 81)]
    assert all(np.diff(bounds) >= 0)
    assert all(bound >= share for bound, share in zip(bounds, np.linspace(0, 1, 81), strict=True))


def test_failed_runs_count_nowhere():
    values = np.array([[1.0, np.nan], [0.0, 0.0], [np.nan, np.nan]])
    mean, _, n = statistics.clustered(values)
    assert (mean, n) == (0.5, 2)


def test_first_reached_and_never():
    paths = np.array([[0.0, 1.0, 2.0], [0.0, 0.0, 0.0], [np.nan, np.nan, np.nan]])
    first = statistics.first_reached(paths, 1.0)
    assert first[0] == 1
    assert np.isinf(first[1])
    assert np.isnan(first[2])
    assert np.isinf(statistics.ordered_quantile(first, 0.9))


def test_a_forecast_with_one_run_of_each_draw_still_says_how_much_is_chance(line):
    told = make(draws=12, replicates=1).summary
    for policy in told["scenarios"].values():
        outcomes = policy["potentials"]
        assert sum(outcomes[told["potentials"]]["uncertainty"].values()) == pytest.approx(1.0)
        assert set(outcomes["measured"]["uncertainty"].values()) == {None}
    assert set(make(draws=12, replicates=1, side_tests=False).summary["scenarios"]) == {"current-policy", "more"}


def test_summary_has_the_contracts_keys_and_is_json(summary):
    assert json.loads(json.dumps(summary, allow_nan=False)) == summary
    assert {"format", "target", "seed", "draws", "replicates", "failed", "scenarios"} < set(summary)
    assert {"definitions", "mechanisms", "staircase"} < set(summary)
    for told in summary["scenarios"].values():
        assert set(told) == {"potentials", "cost_mdkk", "cost_per_fte"}
        assert list(told["potentials"]) == ["measured", "estimated", "assumed"]
        assert all(set(record) - {"variables", "errors", "split"} == OUTCOME for record in told["potentials"].values())


def test_fte_quantiles_are_over_draws_and_replicates(runs, summary):
    told = summary["scenarios"]["full-portfolio"]["potentials"]["estimated"]["fte"]["2030-12"]
    values = runs["freed_fte"].sel(scenario="full-portfolio", potentials="estimated", time="2030-12-01").values
    assert told["p05"] == pytest.approx(np.quantile(values, 0.05))
    assert told["mean"] == pytest.approx(values.mean())


def test_shortfall_is_mean_of_what_is_missing(runs, summary):
    values = runs["freed_fte"].sel(scenario="full-portfolio", potentials="assumed", time="2030-12-01").values
    told = summary["scenarios"]["full-portfolio"]["potentials"]["assumed"]["shortfall"]
    assert told == pytest.approx(np.maximum(0, 10_000 - values).mean())


def test_baseline_is_compared_with_itself_nowhere(summary):
    assert summary["scenarios"]["current-policy"]["potentials"]["estimated"]["vs_baseline"] is None
    better = summary["scenarios"]["full-portfolio"]["potentials"]["estimated"]["vs_baseline"]
    assert better["p_better"] == 1.0
    assert better["p05"] > 0


def test_milestone_at_the_target_is_the_probability_of_the_target(summary):
    for name, told in summary["scenarios"].items():
        for level, record in told["potentials"].items():
            assert summary["milestones"][name][level]["10000"]["2030"]["p"] == record["p_target"]


def test_never_reached_is_null(summary):
    told = summary["scenarios"]["current-policy"]["potentials"]["measured"]["reached"]["10000"]
    never = {"p10": None, "p50": None, "p90": None}
    assert told == {**never, "not_by_horizon": 1.0, "errors": {**never, "not_by_horizon": 0.0}}


def test_new_solution_share_leaves_out_the_catalogue(summary):
    assert summary["scenarios"]["current-policy"]["potentials"]["estimated"]["new_solution_share"] == pytest.approx(0.6)


def test_price_of_an_fte_is_null_where_the_difference_may_be_nothing():
    same = fake_ensemble(["current-policy", "copy"], scale={"current-policy": 2000.0, "copy": 2000.0})
    assert summarise(same)["scenarios"]["copy"]["cost_per_fte"] is None
    assert summarise(same)["scenarios"]["current-policy"]["cost_per_fte"] is None


def test_price_of_an_fte_where_it_means_something(summary):
    assert summary["scenarios"]["full-portfolio"]["cost_per_fte"] > 0


def test_what_is_won_after_the_date_of_the_target_has_a_price():
    late = fake_ensemble(["current-policy", "late"], scale={"current-policy": 2000.0, "late": 2000.0})
    here = (late["time"] > np.datetime64("2031-01-01")) & (late["scenario"] == "late")
    late["freed_fte"] = late["freed_fte"].where(~here, late["freed_fte"] * 1.5)
    assert summarise(late)["scenarios"]["late"]["cost_per_fte"] is not None


def test_a_gain_of_the_mean_has_a_price_though_single_draws_lose():
    mixed = fake_ensemble(["current-policy", "mixed"], scale={"current-policy": 2000.0, "mixed": 3000.0})
    lost = (mixed["draw"] % 8 == 0) & (mixed["scenario"] == "mixed")
    mixed["freed_fte"] = mixed["freed_fte"].where(~lost, mixed["freed_fte"] / 2)
    difference = mixed["freed_fte"].sel(scenario="mixed") - mixed["freed_fte"].sel(scenario="current-policy")
    assert float(difference.isel(time=-1).quantile(0.05)) < 0
    assert summarise(mixed)["scenarios"]["mixed"]["cost_per_fte"] is not None


def test_at_least_six_countings_of_the_same_runs(summary):
    known = [row for row in summary["definitions"] if row["scenarios"]]
    assert len(known) >= 6
    assert all(row["target"]["fte"] == 10_000 for row in known)


def test_paid_hours_scale_and_months_add_up(runs):
    paid = countings.counting(runs, {"hours_per_fte": 1924})
    level = paid.of(runs, "current-policy", "estimated")
    own = ensemble.runs(runs, "freed_fte", "current-policy", "estimated")
    assert np.allclose(level, own * 1667 / 1924)
    added = countings.counting(runs, {"basis": "cumulative"}).of(runs, "current-policy", "estimated")
    assert np.allclose(added[..., -1], own[..., 24:].sum(axis=-1) / 12)


@pytest.mark.parametrize(
    "wanted",
    [
        {"since": "2021-12"},
        {"scope": "health", "counts": "partnerships"},
        {"scope": "health", "measure": "gross"},
        {"scope": "health", "since": None},
    ],
)
def test_a_counting_that_is_not_recorded_says_so(runs, wanted):
    with pytest.raises(countings.NotRecorded):
        countings.counting(runs, wanted)


def test_own_target_is_the_headline_whatever_it_is(runs):
    odd = runs.assign_attrs(target=json.dumps({**TARGET, "scope": "health", "counts": "life-science"}))
    assert countings.counting(odd, {}).variable == "freed_fte"
    assert countings.counting(odd, {"scope": "health-and-care", "counts": "all"}).variable == "freed_fte_new_sustained"


def test_pace_compares_with_the_best_documented_harvest(summary):
    told = summary["pace"]
    needed = told["scenarios"]["current-policy"]
    assert needed["needed_per_year"] == pytest.approx((10_000 - needed["now"]) / told["years"])
    assert needed["times_best_low"] < needed["times_best"] < needed["times_best_high"]


def test_pace_is_counted_from_where_the_forecast_looks_ahead(runs):
    seen = runs.assign_attrs(evidence_months=json.dumps({"origin": "2026-11", "policies_from": "2027-05"}))
    told = summarise(seen)["pace"]
    assert told["from"] == "2026-11"
    assert told["years"] == pytest.approx(49 / 12)


def test_ranking_shares_sum_to_one(summary):
    assert summary["ranking"][0]["name"] == "full-portfolio"
    assert sum(row["first"] for row in summary["ranking"]) == pytest.approx(1.0)


def test_a_failed_run_is_counted_and_left_out(runs):
    broken = runs.copy(deep=True)
    place = {"potentials": 1, "scenario": 2, "draw": 0, "replicate": 0}
    for variable in broken.data_vars:
        if "replicate" in broken[variable].dims:
            broken[variable][place] = True if variable == "failed" else np.nan
    told = summarise(broken)
    assert told["failed"] == 1
    assert np.isfinite(told["scenarios"]["full-portfolio"]["potentials"]["estimated"]["fte"]["2030-12"]["p50"])


MORE = "name: more\nextends: current-policy\nlevers: {benefit_realisation: 0.8}\n"


@pytest.fixture
def line(monkeypatch):
    monkeypatch.setattr("samspil.runs.kernel._shipped", LineKernel())


def make(to=None, **more):
    settings = {"draws": 4, "replicates": 2, "workers": 1, "to": to, **more}
    return forecast([load("current-policy"), loads(MORE)], **settings)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("samspil.runs.kernel._shipped", LineKernel())
        to = tmp_path_factory.mktemp("forecast") / "out"
        make(to, command="samspil forecast")
    return to


def test_forecast_writes_its_files_and_run_json_last(folder):
    names = {path.name for path in folder.iterdir()}
    assert names == {
        "results.zarr",
        "side_tests.jsonl",
        "summary.json",
        "table.csv",
        "table.xlsx",
        "parts.csv",
        "run.json",
    }
    run = json.loads((folder / "run.json").read_text())
    assert run["command"] == "samspil forecast"
    assert set(run["digests"]["scenarios"]) == {"current-policy", "more"}
    times = {name: (folder / name).stat().st_mtime_ns for name in names}
    assert max(times, key=times.get) == "run.json"


def test_summary_json_is_the_record_that_its_type_says(folder):
    told = json.loads((folder / "summary.json").read_text())
    assert told["mechanisms"]
    assert told["reverse_test"]
    assert wrong(told, Summary) == []
    told["scenarios"]["more"]["potentials"]["assumed"]["fte"]["2030-12"]["p5"] = 1.0
    assert wrong(told, Summary)[0].startswith(".scenarios.more.potentials.assumed.fte.2030-12: Spread")


def test_tables_hold_a_row_a_scenario_and_level(folder):
    table = pd.read_csv(folder / "table.csv")
    assert len(table) == 2 * 3
    assert table["p_target"].between(0, 1).all()
    book = openpyxl.load_workbook(folder / "table.xlsx")
    assert book.sheetnames == ["table", "definitions", "sources", "seed"]
    assert book["table"].max_row == 7


def test_money_stands_on_the_row_of_the_level_it_was_counted_at(folder):
    told = json.loads((folder / "summary.json").read_text())
    level, costs = told["potentials"], {name: each["cost_mdkk"] for name, each in told["scenarios"].items()}
    table = pd.read_csv(folder / "table.csv").set_index(["scenario", "potentials"])["cost_mdkk"].dropna()
    assert table.to_dict() == {(name, level): pytest.approx(cost) for name, cost in costs.items()}
    sheet = openpyxl.load_workbook(folder / "table.xlsx")["table"]
    heads, *rows = sheet.iter_rows(values_only=True)
    place = heads.index("cost_mdkk")
    assert [row[1] for row in rows if row[place] is not None] == [level] * len(costs)


def test_mechanisms_that_move_are_told_from_those_that_do_not(folder):
    told = json.loads((folder / "summary.json").read_text())
    moved = {row["name"] for row in told["mechanisms"] if row["moved"]}
    assert moved == {"trust_adopt"}
    effect = told["mechanisms"][0]
    middle = told["scenarios"]["current-policy"]["potentials"]["estimated"]["fte"]["2030-12"]["mean"]
    assert effect["effect"] == pytest.approx(0.1 * middle, rel=0.02)


def test_reverse_test_is_told_of_the_best_and_the_baseline_by_each_date(folder):
    told = json.loads((folder / "summary.json").read_text())
    records = told["reverse_test"]
    assert [(each["scenario"], each["by"]) for each in records] == [
        (name, date) for name in ("more", "current-policy") for date in ("2030-12", "2035-12")
    ]
    for each in records:
        assert (each["reached"], each["failed"]) == (False, 0)
        assert each["assumptions"][0]["name"] == "depth_ceiling"
        assert each["fte_central"] < each["median"]["mean"] < 10_000


def test_chances_with_numbers_independent_and_shifted_stand_side_by_side(folder):
    told = json.loads((folder / "summary.json").read_text())
    for policy in told["scenarios"].values():
        for level, outcome in policy["potentials"].items():
            shifts = ["shift_25", "shift_50", "forced"] if level == "estimated" else []
            assert {date: list(each) for date, each in outcome["variants"].items()} == {
                date: ["independent", *shifts] for date in ("2030-12", "2035-12")
            }
            due = outcome["variants"]["2030-12"]["independent"]
            assert (due["p"], due["upper"]) == (outcome["p_target"], outcome["p_target_upper"])
    table = pd.read_csv(folder / "table.csv").set_index(["scenario", "potentials"])
    shifted = told["scenarios"]["more"]["potentials"]["estimated"]["variants"]["2035-12"]["shift_50"]
    assert table.loc[("more", "estimated"), "p_2035-12_shift_50"] == shifted["p"]
    assert table["p_2035-12_independent"].notna().all()
    assert table["p_2035-12_shift_50"].isna().tolist() == [True, False, True] * 2
    means = [each["fte"]["mean"] for each in told["optimism"][0]["shifts"]]
    assert [each["share"] for each in told["optimism"][0]["shifts"]] == [0.0, 0.25, 0.5, 0.75, 1.0]
    assert means == sorted(means)


def test_what_the_catalogue_frees_on_paper_is_told(folder):
    told = json.loads((folder / "summary.json").read_text())
    paper = told["paper"]["current-policy"]["2022-12"]
    assert paper["p05"] <= paper["mean"] <= paper["p95"]
    assert paper["reaches"] == 0.0


def test_what_the_catalogue_frees_on_paper_is_counted_before_later_solutions_take_their_part():
    ds = fake_ensemble(["current-policy"])
    ours = {"step": "potential", "origin_class": "catalogue"}
    ds["staircase"].loc[{**ours, "year": 2022}] = 12_000.0
    ds["staircase"].loc[{**ours, "year": [2030, 2035]}] = 5_000.0
    told = summarise(ds)["paper"]["current-policy"]
    assert set(told) == {"2022-12"}
    assert set(told["2022-12"].pop("errors").values()) == {0.0}
    assert told["2022-12"] == {"mean": 12_000.0, "p05": 12_000.0, "p95": 12_000.0, "reaches": 1.0}


def test_somebody_elses_folder_is_left_alone(tmp_path, line):
    (tmp_path / "thesis.docx").touch()
    with pytest.raises(UserError, match="not empty"):
        make(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.docx"]


def test_scenarios_with_different_targets_are_refused(line):
    other = loads("name: other\nextends: current-policy\ntarget: {fte: 500}\n")
    with pytest.raises(UserError, match="different targets"):
        forecast([load("current-policy"), other], draws=2, replicates=1)


def test_target_can_be_replaced(line):
    found = forecast(["current-policy"], draws=2, replicates=1, target={"fte": 700, "by": "2029-12"}, side_tests=False)
    assert found.summary["target"]["fte"] == 700
    assert "2029-12" in found.summary["scenarios"]["current-policy"]["potentials"]["estimated"]["fte"]


def test_cumulative_target_adds_up_the_years(line):
    level = forecast(["current-policy"], draws=2, replicates=2, side_tests=False)
    added = forecast(["current-policy"], draws=2, replicates=2, target={"basis": "cumulative"}, side_tests=False)
    means = [
        found.summary["scenarios"]["current-policy"]["potentials"]["estimated"]["fte"]["2030-12"]["mean"]
        for found in (level, added)
    ]
    assert means[1] == pytest.approx(means[0] * 85 / 2 / 12)
