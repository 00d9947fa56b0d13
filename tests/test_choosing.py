"""What matters most for the money: prices of parts, what is told, who can decide it, and the decisions picked by it."""

import csv
import json
from pathlib import Path

import numpy as np
import pytest
import xarray as xr
from typer.testing import CliRunner

from samspil.cli.app import app
from samspil.experiments import Asking, attribute, decisions, plan, rank, settings
from samspil.experiments.choosing import apart, best, candidates, chosen, picked
from samspil.experiments.marginal import effects
from samspil.experiments.money import wage
from samspil.experiments.portfolio.planning import Size
from samspil.model.errors import UserError
from samspil.reports.decision_words import answer, who
from samspil.reports.words import words
from samspil.runs import netcdf
from samspil.scenarios import load, loads
from samspil.scenarios.documents.deciders import decider_of
from samspil.scenarios.documents.sized import changed

from .line_kernel import LineKernel

MORE = "name: more\nextends: current-policy\nlevers: {benefit_realisation: 0.8}\n"
IDLE = "name: idle\nextends: current-policy\nlevers: {broker: 5}\n"
BUNDLE = "name: bundle\nextends: current-policy\nlevers: {benefit_realisation: 0.9, national_programmes: 2}\n"
BOTH = "name: both\nextends: current-policy\nlevers: {broker: 5, benefit_realisation: {add: 0.5, from: 2028-01}}\n"
DATES = ["2030-12", "2035-12"]
FEW = ("broker", "benefit_realisation", "legal_reform")


@pytest.fixture(autouse=True)
def line(monkeypatch, tmp_path):
    monkeypatch.setattr("samspil.runs.kernel._shipped", LineKernel())
    monkeypatch.chdir(tmp_path)


def _few(name, table=settings.table):
    return [row for row in table(name) if row["lever"] in FEW] if name == "movable" else table(name)


@pytest.fixture(scope="module")
def found():
    """An attribution, a plan and a ranking on the line."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("samspil.runs.kernel._shipped", LineKernel())
        patch.setattr("samspil.experiments.portfolio.moves.settings.table", _few)
        asking = Asking(workers=1)
        return {
            "attribute": attribute(loads(BOTH), 6, asking, lineages=False),
            "plan": plan(20.0, Size(12, 4, 4, 8), asking),
            "rank": rank([loads(MORE), loads(IDLE), loads(BUNDLE)], 6, asking=asking),
        }


def run(*arguments, code=0):
    told = CliRunner().invoke(app, [str(argument) for argument in arguments])
    assert told.exit_code == code, (told.stdout, told.stderr, told.exception)
    return told


def written(found, folder="out"):
    Path(folder).mkdir(exist_ok=True)
    for name, each in found.items():
        netcdf.write(each, Path(folder) / f"{name}.nc")
    return folder


# Prices


def made(fte, years, money, spread=1.0, draws=40):
    """One part whose numbers have these means."""
    rng = np.random.default_rng(1)
    means = np.array([fte, fte, years, money, money])
    return effects(means + spread * rng.normal(size=(1, draws, 5)), DATES, "part", ["one"]).isel(part=0)


def test_the_price_of_a_part_is_its_money_over_its_years():
    told = made(100.0, 50.0, 20.0, spread=0.0)
    assert float(told["price"]) == pytest.approx(400_000.0)
    assert told["told"].all()


@pytest.mark.parametrize(("years", "money"), [(0.0, 20.0), (-50.0, 20.0), (50.0, 0.0), (50.0, -20.0), (50.0, 0.1)])
def test_a_price_is_not_told_of_noise_of_a_loss_or_of_no_money(years, money):
    assert np.isnan(made(100.0, years, money)["price"])


def test_parts_of_noise_are_seldom_told():
    rng = np.random.default_rng(1)

    def any_told():
        told = effects(rng.normal(size=(12, 8, 5)), DATES, "part", [str(place) for place in range(12)])
        return bool(told["told"].any() | told["years_told"].any())

    assert np.mean([any_told() for _ in range(60)]) <= 0.15


def test_money_of_the_parts_adds_up_to_what_rank_tells(found):
    parts, whole = found["attribute"], rank([loads(BOTH)], 6, asking=Asking(workers=1)).isel(policy=0)
    for name in ("fte_years", "money_mdkk", "additional_mdkk"):
        total = float(parts[f"total_{name}"].sel(said="mean"))
        assert float(parts[name].sel(said="mean").sum("player")) == pytest.approx(total)
        assert total == pytest.approx(float(whole[name].sel(gap="mean_difference")))
    assert float(parts["total_price"]) == pytest.approx(float(whole["price"]))
    assert float(parts["price"].sel(player="benefit_realisation")) == pytest.approx(float(whole["price"]))
    assert np.isnan(parts["price"].sel(player="broker"))


def test_levers_of_a_plan_are_what_it_loses_without_them(found):
    own, record = found["plan"].sel(lever="benefit_realisation"), json.loads(found["plan"].attrs["plan"])
    assert list(record["adds"]) == ["benefit_realisation"]
    whole = record["certificate"]
    for date in DATES:
        assert float(own["fte"].sel(date=date, said="mean")) == pytest.approx(whole["fte"][date]["mean_difference"])
    assert float(own["price"]) == pytest.approx(whole["price"])
    assert float(own["additional_mdkk"].sel(said="mean")) == pytest.approx(whole["additional_mdkk"]["mean_difference"])
    assert record["bought"]["benefit_realisation"]["price"] == pytest.approx(whole["price"])
    assert np.isnan(found["plan"]["fte"].sel(lever="broker")).all()


# Decisions


def test_a_decision_says_what_who_when_and_for_how_much(found):
    one = decisions(attribution=found["attribute"])[0]
    assert (one.id, one.changes) == ("benefit_realisation", {"benefit_realisation": 0.5})
    assert (one.decider, one.deciders) == ("region", ("region", "municipality"))
    # It starts as its file says; six months before, somebody has decided it (settings.csv: lead).
    assert (one.start, one.decide_by) == ("2028-01", "2027-07")
    assert one.wage == wage() == 500_000.0
    share = found["attribute"]["share"].sel(player=one.id)
    assert one.fte["2035-12"]["low"] == float(share.sel(date="2035-12", said="low"))
    assert one.source == {"analysis": "attribute", "of": "both", "seed": 1, "draws": 6, "potentials": "estimated"}


def test_a_bundle_that_nobody_can_decide_is_no_decision(found):
    assert decider_of(["benefit_realisation", "national_programmes"]) == ""
    assert decider_of(["benefit_realisation", "intensified_use"]) == "region"
    assert decider_of(["shock"]) == ""
    every = {one.id: one for one in candidates(found["rank"])}
    assert every["bundle"].is_gain
    assert every["bundle"].decider == ""
    told = picked({"rank": found["rank"]})
    assert [one.id for one in told.decisions] == ["more"]
    assert told.bundles == [{"en": "bundle", "da": "bundle"}]
    assert told.untold == [{"en": "idle", "da": "idle"}]


def test_a_lever_is_in_one_decision_that_of_the_plan_first(found):
    told = decisions(found["attribute"], found["plan"], found["rank"])
    assert [(one.id, one.source["analysis"]) for one in told] == [("benefit_realisation", "plan")]
    assert apart([*told, *told]) == told


def test_the_cheapest_come_first_and_those_that_cost_nothing_before_them(found):
    """Three policies whose numbers are set: one costs nothing, one is cheap and gives less than is worth deciding."""
    given = rank(
        [loads(MORE.replace("more", name)) for name in ("dear", "cheap", "free", "small")], 6, asking=Asking(workers=1)
    )
    given = given.sel(policy=["dear", "cheap", "free", "small"])
    given["price"][:] = [4e6, 2e6, np.nan, 1e5]
    given["fte"].loc[{"policy": "small"}] = settings.number("decision_least") - 1.0
    given["changes"][:] = ['{"a": 1}', '{"b": 1}', '{"c": 1}', '{"d": 1}']
    assert [one.id for one in decisions(rank=given)] == ["free", "cheap", "dear"]
    assert [one.id for one in decisions(rank=given, most=1)] == ["free"]
    assert picked({"rank": given}).small == [{"en": "small", "da": "small"}]
    assert best(given).is_free
    assert "no cost of it can be told" in answer(given, words("en"))
    assert "2.000.000 kr. pr. årsværk (en årsløn er 500.000)" in answer(
        given.sel(policy=["dear", "cheap"]), words("da")
    )


def test_what_is_left_out_is_dearer_or_overlaps_and_what_is_sure_stands_first(found):
    chosen = picked(found, 2)
    taken = {lever for each in chosen.decisions for lever in each.changes}
    dearest = max((each.dkk_per_fte_year or 0.0 for each in chosen.decisions), default=0.0)
    least = settings.number("decision_least")
    rest = [
        each
        for one in found.values()
        for each in candidates(one)
        if each.is_gain and each.decider and (each.last["mean"] or 0.0) >= least and not taken & set(each.changes)
    ]
    assert chosen.decisions
    assert all((each.dkk_per_fte_year or 0.0) >= dearest for each in rest)
    sure = [each.is_sure for each in chosen.decisions]
    assert sure == sorted(sure, reverse=True)


def test_what_is_changed_is_named_with_how_far():
    told = changed(load("scale-proven"), load("current-policy"))
    assert told["intensified_use"] == pytest.approx(0.2)
    mandate = changed(load("mandate-proven"), load("current-policy"))
    assert any(name.startswith("mandate ") and amount is None for name, amount in mandate.items())


# Folders


def test_a_folder_is_read_for_what_it_holds(found):
    told = chosen(written(found))
    assert told.decisions == decisions(found["attribute"], found["plan"], found["rank"])
    assert told.budget == 20.0
    assert set(told.analyses) == {"plan", "attribute", "rank"}
    Path("out/plan.nc").unlink()
    assert chosen("out").budget is None


def test_a_file_of_another_target_or_format_is_refused(found):
    with pytest.raises(UserError, match=r"holds no analysis.*plan.nc"):
        chosen(written({}))
    target = {**json.loads(found["rank"].attrs["target"]), "by": "2033-12"}
    with pytest.raises(UserError, match=r"out/rank.nc: counts under another target .*2033-12"):
        chosen(written({**found, "rank": found["rank"].assign_attrs(target=json.dumps(target))}))
    with pytest.raises(UserError, match=r"out/plan\.nc: counts under another target"):
        chosen(written(found), target=target)
    with pytest.raises(UserError, match=r"out/rank.nc: is no rank of format samspil-decision/1 \(its format is old\)"):
        chosen(written({**found, "rank": found["rank"].assign_attrs(format="old")}))
    with pytest.raises(UserError, match="counts under another target"):
        decisions(rank=found["rank"].assign_attrs(target=json.dumps(target)), plan=found["plan"])


def test_a_file_that_was_changed_is_refused(found):
    path = Path(written(found)) / "rank.nc"
    with xr.open_dataset(path) as held:
        other = held.load()
    other["price"][:] = 1.0
    other.to_netcdf(path)
    with pytest.raises(UserError, match="has changed since it was written"):
        chosen("out")
    path.write_text("nothing", encoding="utf-8")
    with pytest.raises(UserError, match=r"out/rank\.nc"):
        chosen("out")


# What is printed


@pytest.mark.parametrize(
    ("language", "opens", "doubt"),
    [
        ("en", "Most for the money: Benefit realisation", "cannot be told"),
        ("da", "Mest for pengene: Gevinstrealisering", "kan ikke afgøres"),
    ],
)
def test_attribute_opens_with_the_answer_and_prices_every_part(language, opens, doubt):
    Path("both.yaml").write_text(BOTH, encoding="utf-8")
    arguments = ["--lang", language, "attribute", "both.yaml", "--draws", 6, "--workers", 1, "--no-lineage"]
    told = run(*arguments, "--to", "out").stdout
    assert told.startswith(opens)
    assert sum(doubt in row for row in told.splitlines() if row.startswith(("Broker", "Mægler"))) == 1
    with Path("out/attribute.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    sure = next(row for row in rows if row["part"] == "benefit_realisation" and row["date"] == "2035-12")
    assert sure["told"] == "True"
    assert float(sure["dkk_per_fte_year"]) == pytest.approx(1e6 * float(sure["money_mdkk"]) / float(sure["fte_years"]))
    assert (sure["starts"], sure["decide_by"], sure["wage_dkk"]) == ("2028-01", "2027-07", "500000.0")
    parts = [row for row in rows if row["date"] == "2035-12"]
    assert sum(float(row["money_mdkk"]) for row in parts[:-1]) == pytest.approx(float(parts[-1]["money_mdkk"]))
    assert [bool(row["dkk_per_fte_year"]) for row in parts] == [True, False, True]


def test_nothing_told_is_said_to_be_nothing():
    Path("idle.yaml").write_text(IDLE, encoding="utf-8")
    told = run("rank", "idle.yaml", "--draws", 6, "--workers", 1).stdout
    assert told.startswith("What matters most for the money cannot be told: nothing that was looked at (number: 1;")


def test_a_plan_writes_its_levers(monkeypatch):
    monkeypatch.setattr("samspil.experiments.portfolio.moves.settings.table", _few)
    arguments = ["plan", "--budget", 20, "--size", 12, "--draws", 8, "--workers", 1, "--to", "out"]
    opening = run(*arguments).stdout.splitlines()
    assert opening[0].startswith(
        "The best portfolio found under 20 million DKK a year of additional public money is Benefit"
    )
    assert "in 8 of 8 fresh draws" in opening[0]
    assert opening[1].startswith("Number of draws: 8.")  # beside the number that few draws make doubtful
    assert opening[3].startswith("Most for the money: Benefit realisation (+")
    with Path("out/levers.csv").open(encoding="utf-8") as file:
        row = next(csv.DictReader(file))
    assert row["lever"] == "benefit_realisation"
    assert float(row["dkk_per_fte_year"]) > 0.0
    assert [one.id for one in chosen("out").decisions] == ["benefit_realisation"]


def test_a_csv_names_all_who_decide():
    codes = "region;municipality;state;cluster"
    assert who(codes, words("da")) == "regioner, kommuner, staten og 1 til"
    assert who(codes, words("da"), None) == "regioner, kommuner, staten, klyngen"
    run("rank", "scale-proven", "--draws", 2, "--workers", 1, "--to", "out")
    assert "more" not in Path("out/rank.csv").read_text(encoding="utf-8")


@pytest.mark.parametrize("command", ["rank", "attribute"])
def test_too_few_draws_speak_of_effects_and_not_of_the_target(command):
    Path("both.yaml").write_text(BOTH, encoding="utf-8")
    more = ["--no-lineage"] if command == "attribute" else []
    told = run(command, "both.yaml", "--draws", 3, "--workers", 1, *more).stdout
    assert "Take at least 20" in told
    assert "reaches the target" not in told


def test_a_comparison_that_was_asked_before_makes_no_run(monkeypatch):
    Path("more.yaml").write_text(MORE, encoding="utf-8")
    arguments = ["compare", "current-policy", "more.yaml", "--draws", 3, "--replicates", 1, "--workers", 1, "--json"]
    first = run(*arguments, "--to", "out").stdout
    assert first == run(*arguments).stdout

    def none(*_, **__):
        raise AssertionError("a run was made")

    monkeypatch.setattr(Asking, "runs", none)
    assert run(*arguments, "--to", "out").stdout == first
    assert run("--lang", "da", *arguments[:-1], "--to", "out").stdout
    # Another seed, or another policy under that name, is another question: it is not answered by that, nor replaced.
    assert "out/compare.json" in run(*arguments, "--seed", 2, "--to", "out", code=2).stderr
    Path("more.yaml").write_text(MORE.replace("0.8", "0.9"), encoding="utf-8")
    assert "out/compare.json" in run(*arguments, "--to", "out", code=2).stderr
