"""A reader's own values and public claims: numbers are those of runs, and what is said of the evidence holds."""

import csv
import json
import math
import re
import shlex
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from samspil.cli.app import app
from samspil.experiments import Asking, challenge, claims, handful, summarise
from samspil.experiments.challenging import staircase
from samspil.experiments.challenging.challenge import draws_for
from samspil.experiments.challenging.running import counted, steps
from samspil.experiments.challenging.table import claims_known, deciding
from samspil.experiments.challenging.values import values_of
from samspil.experiments.pace import harvest
from samspil.model.errors import UserError
from samspil.model.parameters import FILE, registry
from samspil.model.potentials import ADMITTED
from samspil.reports import challenged
from samspil.reports.claiming import two
from samspil.reports.claims import annex, body, lines, sentence, walk
from samspil.reports.words import words
from samspil.runs import run_ensemble
from samspil.runs.fitted import draws_of

from . import fake_results
from .line_kernel import LineKernel
from .test_house import commands

ROOT = Path(__file__).parent.parent
LANGUAGES = ("en", "da")
PUBLIC_FTE = 767169  # of general government, Statistics Denmark, fourth quarter of 2024
ROWS = {row["name"]: row for row in csv.DictReader(FILE.read_text(encoding="utf-8").splitlines())}

TITLE_DA = ROWS["depth_ceiling"]["title_da"].upper()


@pytest.fixture
def line(monkeypatch):
    monkeypatch.setattr("samspil.runs.kernel._shipped", LineKernel())


@pytest.fixture(scope="module")
def ensemble():
    return fake_results.results(fake_results.Size(draws=40))


@pytest.fixture(scope="module")
def summary(ensemble):
    return fake_results.summary(ensemble)


def invoke(*arguments):
    return CliRunner().invoke(app, ["challenge", *arguments])


# --- a reader's own values


def test_ours_is_what_the_forecast_says_and_yours_what_runs_with_yours_say(line):
    values = {"depth_ceiling": 0.6, "cashing_lag_months": 12}
    found = challenge(values, "current-policy", 6, Asking(workers=1))
    drawn = draws_of(6, 1)
    mine = drawn.assign({name: ("draw", np.full(6, value)) for name, value in values.items()})
    for side, draws in (("ours", drawn), ("yours", mine)):
        ran = run_ensemble(["current-policy"], draws=draws, replicates=1, seed=1, workers=1, potentials="estimated")
        told = summarise(ran)["scenarios"]["current-policy"]["potentials"]["estimated"]
        for date in found["date"].values:
            for key in ("p05", "p50", "p95", "mean"):
                assert float(found["fte"].sel(side=side, date=date, spread=key)) == told["fte"][date][key]
        due = found["chance"].sel(side=side, date="2030-12")
        assert [float(due.sel(estimate=name)) for name in ("p", "upper")] == [told["p_target"], told["p_target_upper"]]


def test_parts_add_up_to_the_difference_and_what_does_nothing_gets_nothing(line):
    found = challenge({"depth_ceiling": 0.6, "cashing_lag_months": 12}, draws=6, asking=Asking(workers=1))
    mean = found.sel(said="mean")
    assert np.allclose(mean["share"].sum("number"), mean["difference"])
    assert np.allclose(mean["share"].sel(number="cashing_lag_months"), 0.0)
    means = found["fte"].sel(spread="mean")
    assert np.allclose(mean["difference"], means.sel(side="yours") - means.sel(side="ours"))
    assert float(mean["difference"].sel(date="2030-12")) != 0.0


def test_one_number_alone_is_all_of_the_difference(line):
    found = challenge({"depth_ceiling": 0.7}, draws=4, asking=Asking(workers=1))
    assert found.sizes["pair"] == 0
    assert np.allclose(found["share"].isel(number=0).sel(said="mean"), found["difference"].sel(said="mean"))
    assert "“Mean ceiling of depth of use”" in challenged.answer(found, "en", "x")


@pytest.mark.parametrize("value", [0.1, 0.15, 0.4, 0.75, 0.751, 1.0])
def test_outside_the_evidence_is_said_where_it_is_so_and_nowhere_else(line, value):
    found = challenge({"depth_ceiling": value}, draws=2, asking=Asking(workers=1))
    low, high = (float(ROWS["depth_ceiling"][name]) for name in ("low", "high"))
    for lang, said in (("en", "OUTSIDE THE EVIDENCE"), ("da", "UDEN FOR BELÆGGET")):
        told = " ".join(challenged.evidence(found, lang))
        assert (said in told) == (not low <= value <= high)
        assert ("beyond_evidence" in told) == (not low <= value <= high)
    mine = draws_of(2, 1)["depth_ceiling"].values
    assert float(found["below"].item()) == (mine < value).mean()


def test_grade_range_and_source_are_those_of_the_registry(line):
    found = challenge({"realised.minutes": 0.2}, draws=2, asking=Asking(workers=1))
    (told,) = challenged.evidence(found, "en")
    row = ROWS["realised.minutes"]
    assert row["source"] in told
    assert f"Grade: {row['grade']}" in told
    assert f"({float(row['low']):g} to {float(row['high']):g})" in told


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("depth_ceiling=0.5", 0.5),
        ("Mean ceiling of depth of use=50 %", 0.5),
        (f"{TITLE_DA} = 0.5", 0.5),
        ("Depth_Ceiling=50%", 0.5),
    ],
)
def test_a_number_is_known_by_name_and_by_title_in_either_language(written, value):
    assert values_of([written]) == {"depth_ceiling": value}


WRONG = {
    ("depth_cieling=0.5",): (
        "is no number of the model; the nearest known is depth_ceiling",
        "er ikke et tal i modellen",
    ),
    ("depth_ceiling=0,5",): ("has a comma: write 0.5", "har komma: skriv 0.5"),
    ("depth_ceiling=much",): ("is not a number", "er ikke et tal"),
    ("depth_ceiling=1.5",): ("allowed: 0 to 1 share", "tilladt: 0 til 1 andel"),
    ("depth_ceiling=",): ("is not a number", "er ikke et tal"),
    ("depth_ceiling=0.5", "DEPTH_CEILING=0.6"): ("is given twice", "er angivet to gange"),
    ("broker=2",): ("broker is a lever", "broker er et virkemiddel"),
    ("structure.adoption=fast",): ("is none of the choices; allowed: network_hazard", "er ingen af valgmulighederne"),
    ("depth_ceiling", "0.5"): ("write depth_ceiling=VALUE", "skriv depth_ceiling=VÆRDI"),
    ("it-branchen",): ("nearest known is it-branchen-mature", "nærmeste kendte er it-branchen-mature"),
    ("depth_ceiling=0.5", "full-portfolo"): ("nearest known is full-portfolio", "nærmeste kendte er full-portfolio"),
    ("it-branchen-mature", "depth_ceiling=0.5"): ("a claim is walked by itself", "en påstand føres ned for sig"),
    ("current-policy", "full-portfolio"): ("one scenario at a time", "ét scenarie ad gangen"),
    ("--list", "--draws", "3"): ("--draws", "--draws"),
    ("depth_ceiling=0.5", "--results", "x"): ("take runs of their own", "kræver egne simulationer"),
    ("ai-30000", "--results", "nowhere"): (
        "nowhere: there is no such file or folder",
        "nowhere: filen eller mappen findes ikke",
    ),
    tuple(f"{name}=0.5" for name in list(registry())[:7]): ("at most 6 numbers", "højst 6 tal"),
}


def test_a_choice_is_set_by_the_name_of_its_option_or_its_number(line):
    options = list(registry()["structure.adoption"].choices)
    for written in (options[1], "1", "1.0"):
        assert values_of([f"structure.adoption={written}"]) == {"structure.adoption": 1.0}
    found = challenge({"structure.adoption": options[1]}, draws=2, asking=Asking(workers=1))
    assert challenged.evidence(found, "en")[0].count("OUTSIDE") == 0


def test_numbers_that_decide_are_told_by_the_draws(line):
    found = handful("current-policy", draws=60, asking=Asking(workers=1))
    assert found["number"].values[0] == "depth_ceiling"  # the one that the model of straight lines follows
    assert bool(found["told"][0])
    low, high = found["fte"].sel(number="depth_ceiling").values
    assert high > low
    first = challenged.deciding(found, "en")
    assert two(low, words("en")) in first
    assert two(high, words("en")) in first
    rows = {row[0]: row for row in challenged.deciders(found, "en")[1]}
    for name, row in rows.items():
        assert row[4] == ROWS[name]["grade"]
        assert (row[5] == "not told") == (not bool(found["told"].sel(number=name)))


@pytest.mark.parametrize("given", WRONG, ids=" ".join)
@pytest.mark.parametrize("place", [0, 1], ids=LANGUAGES)
def test_what_is_wrong_is_said_before_anything_is_run(monkeypatch, given, place):
    def never(*_given, **_more):
        raise AssertionError("something was run")

    monkeypatch.setattr("samspil.runs.kernel._shipped", type("Never", (), {"prepare": never})())
    found = invoke(*given, "--lang", LANGUAGES[place])
    assert found.exit_code == 2, found.output
    assert WRONG[given][place] in found.stderr
    assert "Traceback" not in found.stderr


def test_a_number_that_the_scenario_fixes_is_refused(tmp_path):
    path = tmp_path / "fixed.yaml"
    path.write_text("name: fixed\nextends: current-policy\nuncertainties: {depth_ceiling: 0.5}\n")
    with pytest.raises(UserError, match="fixed by fixed"):
        challenge({"depth_ceiling": 0.6}, str(path), 2, Asking(workers=1))


def test_more_numbers_take_fewer_draws_so_that_runs_stay_about_the_same():
    runs = [draws_for(number) << number for number in range(1, 7)]
    assert max(runs) <= 1700
    assert min(runs) >= 600


def test_values_at_the_command_line_are_those_of_the_dataset(line, tmp_path):
    found = invoke("depth_ceiling=0.9", "--draws", "4", "--to", str(tmp_path), "--lang", "en")
    assert found.exit_code == 0, found.stderr
    same = challenge({"depth_ceiling": 0.9}, draws=4, asking=Asking(workers=1))
    assert found.stdout.startswith(challenged.answer(same, "en", "Current policy"))
    rows = list(csv.DictReader((tmp_path / "challenge.csv").read_text().splitlines()))
    total = next(row for row in rows if row["row"] == "total" and row["date"] == "2030-12")
    assert float(total["fte"]) == pytest.approx(float(same["difference"].sel(date="2030-12", said="mean")))
    told = json.loads(invoke("depth_ceiling=0.9", "--draws", "4", "--json").stdout)
    assert np.allclose(told["data_vars"]["share"]["data"], same["share"].values)
    assert invoke("depth_ceiling=0.9", "--draws", "4", "--to", str(tmp_path)).exit_code == 2  # finished: not replaced


# --- public claims


def test_every_claim_has_its_words_in_both_languages():
    assert len(claims_known()) == 8
    for each in claims_known().values():
        assert all("{value}" in text for text in each.titles("says").values())
        assert each.row["grade"] == "claimed"
        assert each.row["caution_en"]
        assert each.row["caution_da"]


def test_steps_are_those_of_the_summary_and_end_at_its_headline(summary):
    for record in claims(summary):
        if not record["steps"]:
            continue
        at = {step["name"]: step["ours"] for step in record["steps"]}
        origins = summary["staircase"][record["scenario"]][record["date"]]
        told = ["catalogue"] if record["technologies"] == "today" else list(origins)
        for name in staircase.STEPS:
            assert at[name] == pytest.approx(sum(origins[origin][name] for origin in told))
        outcome = summary["scenarios"][record["scenario"]]["potentials"][summary["potentials"]]
        assert at["since"] == outcome["fte"][record["date"]]["mean"]
        assert record["ours"] == outcome["fte"][record["date"]]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_printed_numbers_of_a_claim_are_the_summarys(summary, lang):
    (record,) = claims(summary, ["it-branchen-mature"])
    say = words(lang)
    assert two(record["ours"]["p50"], say) in sentence(record, lang)
    assert two(record["ours_decided"]["p50"], say) in sentence(record, lang)
    assert two(10000 * 196200 / PUBLIC_FTE, say) in sentence(record, lang)
    rows = walk(record, lang)[1]
    origins = summary["staircase"][record["scenario"]][record["date"]]
    for row, name in zip(rows[2:], staircase.STEPS, strict=False):
        assert row[2] == two(origins["catalogue"][name], say)
    assert rows[-1][2] == two(record["ours"]["mean"], say)


def test_a_claim_parts_from_ours_where_ours_falls_below_half_for_good(summary):
    for record in claims(summary):
        names = [step["name"] for step in record["steps"]]
        below = [step["ours"] < 0.5 * step["claim"] for step in record["steps"]]
        if record["parts_at"] is None:
            assert not below or not below[-1]
        else:
            at = names.index(record["parts_at"])
            assert all(below[at:])
            assert at == 0 or not below[at - 1]


def test_what_stands_on_a_step_is_counted_in_the_table_of_parameters(summary):
    (record,) = claims(summary, ["it-branchen-mature"])
    for step in record["steps"]:
        names = deciding(step["name"])
        if step["name"] == "potential":
            names = [name for name in ROWS if name.startswith("potential.")]
            names = [name for name in names if ROWS[name]["grade"] in ADMITTED[record["potentials"]]]
        grades = [ROWS[name]["grade"] for name in names]
        assert step["grades"] == {grade: grades.count(grade) for grade in set(grades)}
        for one in step["evidence"]:
            row = ROWS[one["name"]]
            assert (one["grade"], one["source"], one["low"]) == (row["grade"], row["source"], float(row["low"]))


def test_what_would_have_to_be_true_is_true_of_the_staircase(summary):
    for record in claims(summary):
        needed, at = record["needed"], {step["name"]: step for step in record["steps"]}
        if needed is None:
            continue
        assert at["potential"]["ours"] * needed["kept"] == pytest.approx(record["scoped"])
        assert needed["each"] ** needed["steps"] == pytest.approx(needed["kept"])
        kept = [step["kept"] for step in record["steps"] if step["kept"] is not None]
        assert math.prod(kept) == pytest.approx(needed["kept_ours"])
        if needed["alone"] is not None:
            others = math.prod(kept) / at[record["parts_at"]]["kept"]
            assert at["potential"]["ours"] * others * needed["alone"] == pytest.approx(record["scoped"])


def test_the_share_of_runs_that_reach_a_claim_is_counted(ensemble, summary):
    (record,) = claims(summary, ["it-branchen-mature"])
    level = summary["milestones"][record["scenario"]][summary["potentials"]]["2500"]["2030"]
    assert record["needed"]["reaching"]["p"] == level["p"]
    exact = counted(record, ensemble)["needed"]["reaching"]
    member = ensemble["freed_fte"].sel(scenario=record["scenario"], potentials=record["potentials"])
    values = member.sel(time="2030-12").values
    assert exact["p"] == pytest.approx((values >= record["scoped"]).mean())
    assert exact["level"] == record["scoped"]


def test_a_claim_in_another_unit_is_converted_by_numbers_with_a_name(summary):
    by_id = {record["id"]: record for record in claims(summary)}
    hours = summary["target"]["hours_per_fte"]
    assert by_id["ai-30000"]["fte"] == pytest.approx(50e6 / hours)
    assert by_id["sfi-aarhus"]["fte"] == pytest.approx(18900 / float(ROWS["cost.fte_value"]["default"]))
    assert by_id["robot-vacuum"]["fte"] == pytest.approx(190 / 5 / float(ROWS["cost.fte_value"]["default"]))
    other = {**summary, "target": {**summary["target"], "hours_per_fte": 1924}}
    assert claims(other, ["ai-30000"])[0]["fte"] == pytest.approx(50e6 / 1924)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_cannot_be_walked_says_why_and_old_claims_say_what_happened(summary, lang):
    by_id = {record["id"]: record for record in claims(summary)}
    for name in ("vejle-screen", "robot-vacuum"):
        assert by_id[name]["steps"] == []
        assert by_id[name]["why_not"]
        assert words(lang)(f"claim.why.{by_id[name]['why_not']}") in annex([by_id[name]], lang)[1][0]
    said = {name: " ".join(lines(by_id[name], lang)) for name in by_id}
    head = {"en": "What happened", "da": "Hvad der skete"}[lang]
    old = {name for name, text in said.items() if head in text}
    assert old == {"home-care-mobile", "sfi-aarhus", "robot-vacuum"}
    money = words(lang).numbers.plain(harvest()["money"]["value"])
    assert money in said["sfi-aarhus"]
    assert money in said["robot-vacuum"]
    share = harvest()["money"]["value"] / harvest()["years"]["value"] / 18900
    assert words(lang).numbers.percent(share) in said["sfi-aarhus"]


@pytest.mark.parametrize("changed", [{"scope": "health"}, {"basis": "cumulative"}])
def test_a_forecast_that_counts_otherwise_walks_no_claim(summary, changed):
    other = {**summary, "target": {**summary["target"], **changed}}
    for record in claims(other):
        assert record["steps"] == []
        assert "cannot be walked" in sentence(record, "en") or record["why_not"] == "one"
        assert record["parts_at"] is None


def test_a_forecast_without_a_december_has_no_claims(summary):
    other = {**summary, "staircase": {name: {} for name in summary["staircase"]}}
    assert claims(other) == []
    with pytest.raises(UserError, match="tells no December"):
        claims(other, ["ai-30000"])


@pytest.mark.parametrize("lang", LANGUAGES)
def test_body_and_annex_of_the_report_need_the_summary_alone(summary, lang):
    records = claims(json.loads(json.dumps(summary)))
    assert json.loads(json.dumps(records)) == records
    told = " ".join(body(records, lang))
    assert two(records[0]["ours"]["p50"], words(lang)) in told
    assert records[0]["who"][lang] in told
    heads, rows = annex(records, lang)
    assert len(rows) == len(claims_known())
    assert {len(row) for row in rows} == {len(heads)}


def test_claims_are_a_labelled_dataset(summary):
    records = claims(summary)
    ds = steps(records)
    assert ds["ours_fte"].sel(id="life-science-council", step="since").item() == records[4]["ours"]["mean"]
    assert np.isnan(ds["ours_fte"].sel(id="vejle-screen")).all()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_claim_is_walked_at_the_command_line_by_id_or_title(line, lang):
    title = claims_known()["life-science-council"].titles("title")[lang]
    by_title = invoke(title, "full-portfolio", "--draws", "3", "--lang", lang)
    assert by_title.exit_code == 0, by_title.stderr
    record = json.loads(invoke("life-science-council", "full-portfolio", "--draws", "3", "--json").stdout)
    first = by_title.stdout.splitlines()[0]
    assert two(record["ours"]["p50"], words(lang)) in first
    assert record["who"][lang] in first


def test_commands_of_the_page_run(line, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "results").mkdir()
    typed = [" ".join(each) for each in commands(ROOT / "docs" / "challenge.md")]
    blocks = re.findall(r"^samspil (challenge.*)$", (ROOT / "docs" / "challenge.md").read_text(), re.MULTILINE)
    assert len(blocks) >= 5
    assert typed
    for each in blocks:
        if "--results" in each:
            continue
        small = [] if "--list" in each else ["--draws", "40" if each.split() == ["challenge"] else "3"]
        found = CliRunner().invoke(app, [*shlex.split(each), *small])
        assert found.exit_code == 0, (each, found.stderr)


def test_python_of_the_page_runs(line):
    (code,) = re.findall(r"```python\n(.*?)```", (ROOT / "docs" / "challenge.md").read_text(), re.DOTALL)
    names: dict = {}
    exec(code, names)
    assert names["found"].attrs["draws"] == 20
    assert [record["id"] for record in names["records"]] == ["ai-30000"]
