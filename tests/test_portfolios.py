"""Rank, attribute and plan: shares that add up, a search whose optimum is known, budgets, one answer by every way."""

import json
import re
import shlex
from dataclasses import replace
from itertools import permutations
from pathlib import Path

import numpy as np
import pytest
import xarray as xr
from typer.testing import CliRunner

from docs.generate.worked import examples
from samspil.cli.app import app
from samspil.cli.texts import texts
from samspil.experiments import Asking, attribute, compare, forecast, plan, rank, settings
from samspil.experiments.attribution import told_from_zero
from samspil.experiments.coalitions import game, of_levers
from samspil.experiments.comparison import difference
from samspil.experiments.judging import measured
from samspil.experiments.kept import Kept
from samspil.experiments.portfolio.certify import certificate, largest
from samspil.experiments.portfolio.moves import document, first_start, moves, name_of, portfolio, repaired
from samspil.experiments.portfolio.planning import Chosen, Size, pruned, seen_before
from samspil.experiments.portfolio.scores import COST, DEAREST, VALUE, Trial
from samspil.experiments.portfolio.search import Limits, is_on_front, search
from samspil.experiments.ranks import _looked_at
from samspil.experiments.shapley import interactions, orders_of, sampled_shares, shares
from samspil.experiments.statistics import by_chance
from samspil.model.epoch import month_text
from samspil.model.errors import UserError
from samspil.model.levers import levers
from samspil.reports.words import table as words_table
from samspil.runs.fitted import draws_of
from samspil.runs.netcdf import CHECKSUM
from samspil.scenarios import ScenarioError, library, load, loads, resolved, resolved_text
from samspil.scenarios.documents.deciders import decided_by, deciders
from samspil.scenarios.documents.events import KINDS
from samspil.scenarios.documents.known import regions
from samspil.scenarios.documents.levels import lever_table
from samspil.scenarios.documents.sized import unsized
from samspil.scenarios.tables import policy_start

from .line_kernel import LineKernel

MORE = "name: more\nextends: current-policy\nlevers: {benefit_realisation: 0.8}\n"
IDLE = "name: idle\nextends: current-policy\nlevers: {broker: 5}\n"
BOTH = """
name: both
extends: current-policy
budget: 30
levers:
  broker: 5
  benefit_realisation:
    - {add: 0.2, from: 2028-01}
    - {add: 0.3, from: 2030-01}
"""
DATES = ("2030-12", "2035-12")
REGIONS = regions("denmark")
SMALL = Size(12, 2, 2, 3)
FEW = ("broker", "benefit_realisation", "legal_reform")


@pytest.fixture(autouse=True)
def line(monkeypatch, tmp_path):
    monkeypatch.setattr("samspil.runs.kernel._shipped", LineKernel())
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def few(monkeypatch):
    """A plan that may move three levers, one of which the line follows."""
    monkeypatch.setattr("samspil.experiments.portfolio.moves.settings.table", _few)


def _few(name, table=settings.table):
    return [row for row in table(name) if row["lever"] in FEW] if name == "movable" else table(name)


def asking(**more):
    return Asking(workers=1, **more)


def run(*arguments, code=0):
    found = CliRunner().invoke(app, [str(argument) for argument in arguments])
    assert found.exit_code == code, (found.stdout, found.stderr, found.exception)
    return found


def written(name, text):
    Path(name).write_text(text, encoding="utf-8")
    return name


# Shapley values of games whose answers are known


def by_all_orders(worth, players):
    """The definition: the mean over all orders of what each adds to those before it."""
    found = np.zeros(players)
    orders = list(permutations(range(players)))
    for order in orders:
        mask = 0
        for player in order:
            found[player] += (worth[mask | 1 << player] - worth[mask]) / len(orders)
            mask |= 1 << player
    return found


def test_shares_are_the_mean_over_all_orders():
    worth = np.random.default_rng(1).normal(size=32)
    assert shares(worth) == pytest.approx(by_all_orders(worth, 5))


def test_shares_of_gloves():
    """One left glove and two right ones: a pair is worth 1, so the left one has two thirds (Shapley and Shubik)."""
    worth = np.array([float(mask & 1 and mask & 6) > 0 for mask in range(8)], dtype=float)
    assert shares(worth) == pytest.approx([2 / 3, 1 / 6, 1 / 6])


def test_interactions_are_the_terms_of_a_game_of_pairs():
    rng = np.random.default_rng(2)
    alone, pairs = rng.normal(size=4), np.triu(rng.normal(size=(4, 4)), 1)
    inside = np.array([[mask >> place & 1 for place in range(4)] for mask in range(16)], dtype=float)
    worth = inside @ alone + np.einsum("mi,ij,mj->m", inside, pairs, inside)
    assert interactions(worth) == pytest.approx(pairs + pairs.T)
    assert shares(worth) == pytest.approx(alone + (pairs + pairs.T).sum(axis=0) / 2)


def test_sampled_shares_add_up_and_come_near():
    worth = np.random.default_rng(3).normal(size=(64, 2))
    known = dict(enumerate(worth))
    few = sampled_shares(orders_of(6, 1, 0, 1), known)
    assert few.sum(axis=0) == pytest.approx(worth[-1] - worth[0])
    many = np.mean([sampled_shares(orders_of(6, 2, draw, 1), known) for draw in range(1500)], axis=0)
    assert many == pytest.approx(shares(worth), abs=0.06)


# Parts of a policy


@pytest.mark.parametrize("name", [*library(), "opi-pool:without", "current-policy+co-creation"])
def test_all_parts_make_the_policy_and_none_makes_current_policy(name):
    scenario, baseline = load(name), load("current-policy")
    played = of_levers(scenario, baseline)
    assert (not played.players) == (scenario == baseline)
    if played.players:
        _are_the_same(played.make(played.all), scenario)
        _are_the_same(played.make(0), baseline)
        assert len({played.with_parts(mask).name for mask in (0, 1, played.all)}) == len({0, 1, played.all})


def _are_the_same(one, other):
    """In what is done: a change that sets what is there already does nothing."""
    for name in levers():
        tables = [lever_table(name, each.changes(name), REGIONS) for each in (one, other)]
        assert np.array_equal(*tables), name
    assert one.events == other.events
    assert (one.rules, one.uncertainties) == (other.rules, other.uncertainties)


def test_entries_of_one_lever_are_one_part_and_terms_of_a_composition_are_parts():
    assert game(loads(BOTH)).players == ("broker", "benefit_realisation")
    assert game("use-what-we-have+opi-guide").players == ("use-what-we-have", "opi-guide")
    assert game("current-policy+opi-guide").players == ("guidance",)
    with pytest.raises(UserError, match="nothing to attribute"):
        game("current-policy")


def test_parts_that_are_events_have_a_title_in_each_language():
    policy = loads(
        "name: x\nextends: current-policy\nevents:\n"
        "  - {shock: cut, purchase_budget: 0.5, from: 2028-01}\n  - {mandate: dose_packed_medicine, from: 2029-01}\n"
    )
    titles = game(policy).titles
    assert {"en": "Shock: cut", "da": "Stød: cut"} in titles
    assert all(each["en"] != each["da"] for each in titles)
    assert all(settings.titles(kind) for kind in [*KINDS, "rules"])


@pytest.mark.parametrize("exact", [10, 0])
def test_shares_add_up_to_the_total_and_what_is_idle_has_none(exact, monkeypatch):
    count = settings.count
    monkeypatch.setattr(
        "samspil.experiments.attribution.settings.count",
        lambda name: exact if name == "attribute_exact" else count(name),
    )
    found = attribute(loads(BOTH), 3, asking(), lineages=False)
    assert found.attrs["exact"] == (exact > 0)
    mean = found.sel(said="mean")
    assert mean["share"].sum("player").values == pytest.approx(mean["total"].values)
    assert mean["share"].sel(player="broker").values == pytest.approx([0.0, 0.0])
    told = compare("current-policy", loads(BOTH), 3, 1, asking())["differences"]
    for date in DATES:
        assert float(mean["total"].sel(date=date)) == pytest.approx(told[date]["mean_difference"])
        assert float(found["total"].sel(date=date, said="low")) == pytest.approx(told[date]["low"])
    assert float(mean["interaction"].sel(date="2035-12").squeeze()) == pytest.approx(0.0)


@pytest.mark.parametrize("draws", [4, 60])
def test_pairs_of_noise_are_seldom_told(draws):
    """Of 45 pairs that are nothing any is told in some 5 % of analyses."""
    rng = np.random.default_rng(1)
    assert np.mean([told_from_zero(rng.normal(size=(45, draws, 1))).any() for _ in range(100)]) <= 0.15
    assert told_from_zero(rng.normal(5.0, 1.0, (45, 60, 1))).all()


@pytest.mark.parametrize("exact", [10, 0])
def test_a_failed_coalition_takes_its_draw_out_of_everything(exact, monkeypatch):
    count = settings.count

    def failing(asking, scenarios, draws, replicates=1):
        found = measured(asking, scenarios, draws, replicates).load()
        failed = [each.name for each in scenarios if each.name.endswith("-part-1")]
        labels = [label for label in draws["draw"].values if label == 1]
        for name in found.data_vars:
            found[name].loc[{"scenario": failed, "draw": labels}] = np.nan
        return found

    monkeypatch.setattr("samspil.experiments.attribution.measured", failing)
    monkeypatch.setattr(
        "samspil.experiments.attribution.settings.count",
        lambda name: exact if name == "attribute_exact" else count(name),
    )
    found = attribute(loads(BOTH), 4, asking(), lineages=False)
    assert found.attrs["failed"] == 1
    mean = found.sel(said="mean")
    assert mean["share"].sum("player").values == pytest.approx(mean["total"].values)
    written("both.yaml", BOTH)
    arguments = ["attribute", "both.yaml", "--draws", 4, "--workers", 1, "--no-lineage"]
    assert "In 1 of 4 draws a run failed" in run(*arguments).stdout
    assert "I 1 af 4 sæt antagelser mislykkedes" in run("--lang", "da", *arguments).stdout


# Rank


def test_policies_of_noise_are_seldom_told():
    rng = np.random.default_rng(1)

    def any_told():
        chance = [[by_chance(rng.normal(size=(10, 1))) for _ in DATES] for _ in range(43)]
        return bool(_looked_at(xr.Dataset({"chance": (("policy", "date"), chance)}))["told"].any())

    assert np.mean([any_told() for _ in range(60)]) <= 0.15


def test_rank_agrees_with_compare():
    policies = [loads(MORE), loads(BOTH), loads(IDLE)]
    found = rank(policies, 6, 2, asking())
    for policy in policies:
        told, own = compare("current-policy", policy, 6, 2, asking()), found.sel(policy=policy.name)
        for gap in ("mean_difference", "se", "low", "high"):
            for date in DATES:
                assert float(own["fte"].sel(date=date, gap=gap)) == told["differences"][date][gap]
            assert float(own["money_mdkk"].sel(gap=gap)) == told["money_mdkk"][gap]
    assert list(found["policy"].values) == ["more", "both", "idle"]
    assert found["told"].sel(policy="more").all()
    assert not found["told"].sel(policy="idle").any()
    assert np.isnan(found["price"].sel(policy="idle"))
    assert float(found["price"].sel(policy="more")) > 0.0


def test_ranks_money_is_what_equal_cost_means():
    scaled = compare("current-policy", loads(MORE), 4, 1, asking(), equal_cost=20.0)
    name, told = next((name, each) for name, each in scaled["equal_cost"]["policies"].items() if each["factor"])
    again = rank([replace(loads(MORE), name="x"), _scaled(told["factor"])], 4, 1, asking())
    assert float(again["additional_mdkk"].sel(policy=name, gap="mean_difference")) == pytest.approx(
        told["additional_mdkk"]
    )


def _scaled(factor):
    from samspil.scenarios.documents.sized import scaled

    return scaled(loads(MORE), load("current-policy"), factor)


def test_rank_refuses_what_is_given_twice_and_current_policy_alone():
    with pytest.raises(UserError, match="twice"):
        rank(["opi-guide", "opi-guide"], 2, asking=asking())
    with pytest.raises(UserError, match="no policy"):
        rank(["current-policy"], 2, asking=asking())
    with pytest.raises(UserError, match="allowed: fte, later, price, money"):
        rank(["opi-guide"], 2, asking=asking(), order="size")


def test_somebody_decides_every_lever_and_every_event():
    known = {name.split(".")[0] for name in levers()} | set(KINDS)
    assert known <= set(deciders())
    assert set(deciders()) - known == {"rules"}
    assert decided_by(load("use-what-we-have"), load("current-policy")) == ("region", "municipality")
    assert decided_by(load("budget-cut"), load("current-policy")) == ("region", "municipality")
    assert decided_by(load("staff-shortage"), load("current-policy")) == ("outside",)


# Plan


def test_moves_are_levers_with_a_size_inside_their_ranges():
    baseline, start = load("current-policy"), policy_start()
    possible = moves(baseline)
    assert possible
    for move in possible:
        assert move.lever not in unsized()
        most = loads(document({move.lever: move.most}, possible, first_start()))
        table = lever_table(move.lever, most.changes(move.lever), REGIONS)
        before = lever_table(move.lever, baseline.changes(move.lever), REGIONS)
        assert table.max() <= levers()[move.lever].high
        assert np.array_equal(table[:start], before[:start])
        assert table[start + 40 :].min() > before[start + 40 :].min()


def test_what_needs_a_law_starts_later_and_nothing_before_the_evidence():
    text = document({"legal_reform": 0.5, "broker": 2.0}, moves(load("current-policy")), first_start())
    begins = {
        name: changes[-1].start for name, changes in loads(text).levers.items() if name in ("legal_reform", "broker")
    }
    assert month_text(begins["broker"]) == first_start() == month_text(policy_start())
    assert month_text(begins["legal_reform"]) == "2028-01"


def test_a_portfolio_moves_few_levers():
    points = repaired(np.array([[0.9, 0.04, 0.5, 0.6, 0.2]]), 2)
    assert points.tolist() == [[0.9, 0.0, 0.0, 0.6, 0.0]]


def test_the_front_is_what_nothing_beats():
    scores = np.array([[3.0, 5.0], [2.0, 4.0], [1.0, 4.5], [3.0, 5.5], [np.nan, 0.0]])
    assert is_on_front(scores, (0,), (1,)).tolist() == [True, True, False, False, False]


def test_the_search_finds_nearly_what_is_best_for_the_money():
    """Against 50,000 portfolios at random, of which it may run 60."""
    possible = moves(load("current-policy"))[-8:]
    gain, price = np.linspace(20.0, 100.0, 8), np.linspace(200.0, 20.0, 8)

    def scores(points):
        most, money = np.sqrt(points) @ gain, points @ price
        return np.stack([most / 3, most, most / 2, most / 5, money, money, 0 * most], axis=1)

    def score(portfolios):
        return scores(np.array([[adds.get(move.lever, 0.0) / move.most for move in possible] for adds in portfolios]))

    tried = search(possible, score, Limits(100.0, 4), 60, 1)
    anywhere = scores(repaired(np.random.default_rng(1).uniform(0.0, 1.0, (50_000, 8)) ** 2, 4))
    best = [each[each[:, COST] <= 100.0, VALUE].max() for each in (tried.scores, anywhere)]
    assert best[0] > 0.95 * best[1]
    first = int(60 * settings.number("plan_first_share"))
    assert best[0] > 1.2 * tried.scores[:first][tried.scores[:first, COST] <= 100.0, VALUE].max()
    assert max(len(adds) for adds in tried.adds) <= 4
    assert len({name_of(adds) for adds in tried.adds}) == len(tried.adds)


@pytest.fixture(scope="module")
def planned():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("samspil.runs.kernel._shipped", LineKernel())
        patch.setattr("samspil.experiments.portfolio.moves.settings.table", _few)
        return plan(20.0, SMALL, asking())


def test_a_plan_is_told_by_fresh_runs_that_compare_makes_again(planned):
    record = json.loads(planned.attrs["plan"])
    own = record["certificate"]
    assert "benefit_realisation" in record["adds"]
    assert own["seed"] == 2
    policy = loads(record["policy"])
    assert policy.digest == own["policy_digest"]
    assert policy.budget == 20.0
    again = compare("current-policy", policy, own["draws"], 1, asking(seed=own["seed"]))
    for date in DATES:
        for name in ("mean_difference", "low", "high"):
            assert again["differences"][date][name] == pytest.approx(own["fte"][date][name])
    ranked = rank([policy], own["draws"], 1, asking(seed=own["seed"]))
    additional = ranked["additional_mdkk"].sel(policy="plan", gap="mean_difference")
    assert float(additional) == pytest.approx(own["additional_mdkk"]["mean_difference"])
    assert record["value"]["optimism"] == pytest.approx(record["value"]["search"] - own["fte_years"]["mean_difference"])
    assert record["waiting"]["fte_years_lost"]["mean_difference"] > 0.0
    assert record["regret"]["fte_years"] >= 0.0
    assert planned.attrs["worth"] == 1


@pytest.mark.slow
def test_fresh_draws_whose_numbers_found_the_plan_are_counted(planned, few):
    size = Size.usual()
    found, fresh = draws_of(size.search + size.choose, 1), draws_of(size.fresh, 2)
    table = [each.drop_vars("luck", errors="ignore").to_array().values.T.copy() for each in (found, fresh)]
    known = {row.tobytes() for row in table[0]}
    seen = sum(row.tobytes() in known for row in table[1])
    assert 0 < seen_before(found, fresh) == seen < size.fresh
    assert seen_before(draws_of(5, 1, True), draws_of(5, 1, True)) == 0
    assert json.loads(planned.attrs["plan"])["certificate"]["draws_seen_before"] == seen_before(
        draws_of(SMALL.search + SMALL.choose, 1), draws_of(SMALL.fresh, 2)
    )
    arguments = ["plan", "--budget", 20, "--size", 12, "--draws", 2, "--workers", 1]
    assert "the uncertain numbers of 0 of the 2 draws had" in run(*arguments).stdout
    assert "de usikre tal i 0 af de 2 sæt antagelser" in run("--lang", "da", *arguments).stdout


def test_what_was_found_is_told_of_the_plan_itself(few, monkeypatch):
    """Of the pruned plan, not of the portfolio that it was pruned from: here each lever is halved."""

    def half(best, possible, limits, trial):
        adds = {lever: each / 2 for lever, each in best.adds.items()}
        return replace(best, adds=adds, scenario=portfolio(adds, possible, trial.baseline))

    monkeypatch.setattr("samspil.experiments.portfolio.planning.pruned", half)
    record = json.loads(plan(20.0, SMALL, asking()).attrs["plan"])
    baseline = load("current-policy")
    trial = Trial(baseline, draws_of(SMALL.search + SMALL.choose, 1).isel(draw=slice(SMALL.search)), asking())
    own = portfolio(record["adds"], moves(baseline), baseline)
    assert record["value"]["search"] == pytest.approx(trial.scores([own])[0][VALUE])


def test_a_plan_stays_within_the_budget_where_it_was_chosen(planned):
    inside = planned["score"].sel(measure="additional_mdkk") <= 20.0
    assert not (planned["on_front"] & ~inside).any()
    assert json.loads(planned.attrs["plan"])["certificate"]["additional_mdkk"]["mean_difference"] <= 20.0


def test_a_plan_takes_no_passengers(few):
    """The line follows one lever of the two; where it follows none of them, the plan stays as it was found."""
    baseline, limits = load("current-policy"), Limits(100.0, 2)
    possible, trial = moves(baseline), Trial(baseline, draws_of(3, 1), asking())

    def best(adds):
        scenario = portfolio(adds, possible, baseline)
        return Chosen(adds, scenario, 0, trial.scores([scenario])[0])

    found = pruned(best({"broker": 5.0, "benefit_realisation": 0.4}), possible, limits, trial)
    assert found.adds == {"benefit_realisation": 0.4}
    assert found.scores[VALUE] > 0.0
    assert pruned(best({"broker": 5.0, "legal_reform": 0.4}), possible, limits, trial).adds.keys() == {
        "broker",
        "legal_reform",
    }


def test_a_budget_may_hold_in_every_year(few):
    every = plan(20.0, SMALL, asking(), levers=1, every_year=True)
    dearest = every["score"].sel(measure="dearest_mdkk")
    assert (dearest[every["on_front"].values] <= 20.0).all()
    assert (every["score"].sel(measure="additional_mdkk") < dearest)[(every["adds"] > 0).any("lever").values].any()
    record = json.loads(every.attrs["plan"])
    assert record["certificate"]["dearest_year"]["mdkk"] <= 20.0
    baseline = load("current-policy")
    trial, own = Trial(baseline, draws_of(3, 2), asking(seed=2)), loads(record["policy"])
    found = trial.runs([own]).isel(scenario=0)
    dearest = trial.held(found, own, DEAREST)
    assert (dearest >= trial.held(found, own, COST)).all()
    budget = float(dearest.min()) - 0.001
    assert budget > trial.held(found, own, COST).max()
    for money, share in ((DEAREST, 1.0), (COST, 0.0)):
        told = certificate(trial, own, trial.runs([own]), Limits(budget, 1, money))
        assert told["over_budget"] == share
    assert int((every["adds"] > 0).sum("lever").max()) == 1


@pytest.mark.slow
def test_who_holds_the_budget_in_every_year_is_not_told_to(monkeypatch, few):
    """Where fresh runs are dearer than the budget the advice is not the option that was given."""
    monkeypatch.setattr("samspil.experiments.portfolio.certify.dearest", lambda *_: {"year": 2035, "mdkk": 25.0})
    arguments = ["plan", "--budget", 20, "--size", 12, "--draws", 2, "--workers", 1]
    for language, said in (("en", "some year above the budget"), ("da", "et år over budgettet")):
        told = run("--lang", language, *arguments, "--every-year").stdout
        assert said in told
        assert "--every-year" not in told
    assert "--every-year" in run(*arguments).stdout


def test_nothing_is_worth_it_where_nothing_gives_anything(monkeypatch, few):
    monkeypatch.setattr(LineKernel, "batch", _flat(LineKernel.batch))
    arguments = ["plan", "--budget", 20, "--size", 12, "--draws", 2, "--workers", 1]
    told = run("--lang", "da", *arguments, "--to", "out").stdout
    assert "Intet er pengene værd under 20 mio. kr. om året" in told
    assert not Path("out/plan.yaml").exists()


def _flat(batch):
    def flat(self, prepared, *rest):
        prepared.size = np.full_like(prepared.size, 1.0)
        return batch(self, prepared, *rest)

    return flat


def test_finalists_that_fail_in_further_draws_are_told_as_such(monkeypatch, few):
    """Not that no portfolio that was tried gives anything: those of the search did."""
    monkeypatch.setattr("samspil.experiments.portfolio.planning.chosen", lambda *_: [])
    arguments = ["plan", "--budget", 20, "--size", 12, "--draws", 2, "--workers", 1]
    told = run(*arguments).stdout
    assert "portfolios that gave most within it in the search, none keeps within it" in told
    assert "no portfolio that was tried" not in told
    assert "i 2 yderligere sæt antagelser" in run("--lang", "da", *arguments).stdout


@pytest.mark.slow
def test_the_best_runner_up_has_an_interval_that_holds_for_all():
    """Of five that are no better than the plan the largest gap is told from nothing in at most some 10 % of plans."""
    rng, wrong = np.random.default_rng(1), 0
    for _ in range(200):
        gaps = {str(place): difference(np.zeros((40, 1)), rng.normal(size=(40, 1))) for place in range(5)}
        wrong += largest(gaps)["low"] > 0.0
    assert wrong <= 30
    worse = largest({"one": difference(np.zeros((40, 1)), rng.normal(-9.0, 1.0, (40, 1)))})
    assert worse["high"] < 0.0
    assert largest({}) is None


def test_a_plan_that_was_stopped_asks_no_run_again(planned, few):
    plan(20.0, SMALL, asking(kept=Kept(Path("plan.jsonl"))))
    again = plan(20.0, SMALL, asking(kept=Kept(Path("plan.jsonl")), report=_no_runs))
    assert planned.identical(again)


def _no_runs(progress):
    assert progress.stage == "finished"


@pytest.mark.parametrize("budget", [0.0, -5.0, float("nan")])
def test_a_plan_needs_money(budget):
    with pytest.raises(UserError, match="needs a budget"):
        plan(budget, SMALL, asking())


# A yearly budget in a policy file


def test_a_budget_is_a_part_of_what_is_written_only_where_it_is_stated():
    without, stated = loads(BOTH.replace("budget: 30\n", "")), loads(BOTH)
    assert "budget" not in resolved(without)
    assert resolved(stated)["budget"] == 30.0
    assert stated.digest != without.digest
    assert replace(stated, budget=None).digest == without.digest
    assert loads(resolved_text(stated)) == stated
    assert load("current-policy", ["budget=50"]).budget == 50.0


@pytest.mark.parametrize(("value", "said"), [("-1", "below the lowest"), ("much", "number"), ("1.000", "1000")])
def test_a_budget_that_is_none_is_refused(value, said):
    with pytest.raises(ScenarioError, match=said):
        loads(f"name: x\nextends: current-policy\nbudget: {value}\nlevers: {{broker: 5}}\n")


@pytest.mark.slow
def test_runs_tell_who_exceeds_a_budget():
    found = forecast(["current-policy", loads(BOTH)], 3, 1, workers=1, side_tests=False)
    told = found.summary["budgets"]["both"]
    ranked = rank([loads(BOTH)], 3, 1, asking())
    money = float(ranked["additional_mdkk"].sel(policy="both", gap="mean_difference"))
    assert told["additional_mdkk"] == pytest.approx(money)
    assert told["exceeded"] == (money > 30.0)
    cheap = forecast(["current-policy", replace(loads(BOTH), budget=1.0)], 3, 1, workers=1, side_tests=False)
    assert cheap.summary["budgets"]["both"]["exceeded"] is True
    alone = forecast([loads(BOTH)], 3, 1, workers=1, side_tests=False)
    assert alone.summary["budgets"]["both"]["exceeded"] is None
    assert "budgets" not in forecast(["current-policy", loads(MORE)], 3, 1, workers=1, side_tests=False).summary


@pytest.mark.parametrize(
    ("budget", "en", "da"), [(1, "exceeds its budget", "overskrider sit budget"), (900, "takes", "tager")]
)
def test_run_and_rank_tell_of_a_budget_in_both_languages(budget, en, da):
    file = written("both.yaml", BOTH.replace("budget: 30", f"budget: {budget}"))
    for language, said in (("en", en), ("da", da)):
        assert said in run("--lang", language, "run", file).stdout
        assert said in run("--lang", language, "rank", file, "--draws", 2, "--workers", 1).stdout


# The commands


def test_rank_writes_prints_and_is_json():
    file = written("more.yaml", MORE)
    arguments = ["rank", file, "opi-guide", "--draws", 8, "--workers", 1]
    told = run(*arguments, "--to", "out").stdout
    assert "told from zero in 8 draws, neither date, corrected for 4 differences looked at (Holm): opi-guide." in told
    assert "regions, municipalities" in told
    assert {path.name for path in Path("out").iterdir()} == {"rank.nc", "rank.csv", "rank.png", "rank.svg"}
    assert run(*arguments, "--to", "out", code=2).stderr
    with xr.open_dataset("out/rank.nc") as held:
        assert CHECKSUM in held.attrs
    sheet = run("--lang", "da", *arguments, "--csv", "excel-da").stdout
    assert "Årsværk ekstra 2030" in sheet
    assert "regioner, kommuner" in sheet
    as_json = json.loads(run(*arguments, "--json").stdout)
    assert set(as_json["coords"]["policy"]["data"]) == {"more", "opi-guide"}


def test_attribute_writes_and_tells_in_both_languages():
    file = written("both.yaml", BOTH)
    arguments = ["attribute", file, "--draws", 3, "--workers", 1, "--no-lineage"]
    told = run(*arguments, "--to", "out").stdout
    assert "the shares add up to it" in told
    assert "Benefit realisation" in told
    assert {path.name for path in Path("out").iterdir()} == {f"attribute.{end}" for end in ("nc", "csv", "png", "svg")}
    assert "andelene summer til det" in run("--lang", "da", *arguments).stdout


@pytest.mark.parametrize(
    ("more", "en", "da"),
    [
        (["--replicates", 2], "one run of each draw", "én simulation af hvert sæt antagelser"),
        (["--scheduler", "tcp://127.0.0.1:1"], "read on local threads only", "kun på lokale tråde"),
    ],
)
def test_attribute_refuses_what_it_would_not_do(more, en, da):
    arguments = ["attribute", written("both.yaml", BOTH), "--draws", 2, *more]
    assert en in run(*arguments, code=2).stderr
    assert da in run("--lang", "da", *arguments, code=2).stderr


def test_a_plan_is_run_on_the_cluster_that_is_named(monkeypatch):
    asked = []

    def seen(budget, size, asking, *rest):
        asked.append(asking.scheduler)
        raise UserError("enough")

    monkeypatch.setattr("samspil.experiments.plan", seen)
    run("plan", "--budget", 20, "--scheduler", "tcp://127.0.0.1:1", code=2)
    assert asked == ["tcp://127.0.0.1:1"]


def test_plan_writes_a_policy_that_every_command_takes(few):
    arguments = ["plan", "--budget", 20, "--size", 12, "--draws", 2, "--workers", 1]
    told = run(*arguments, "--to", "out").stdout
    assert "Certificate: fresh runs, seed 2, 2 draws" in told
    assert "(0%)" not in told
    names = {path.name for path in Path("out").iterdir()}
    tables = {"levers.csv", "front.csv", "plan.csv"}
    assert names == {"plan.yaml", "plan.json", "plan.nc", "plan.png", "plan.svg", *tables}
    own = json.loads(Path("out/plan.json").read_text(encoding="utf-8"))["certificate"]
    again = run("compare", "current-policy", "out/plan.yaml", "--seed", 2, "--draws", 2, "--replicates", 1, "--json")
    assert json.loads(again.stdout)["differences"]["2035-12"]["mean_difference"] == pytest.approx(
        own["fte"]["2035-12"]["mean_difference"]
    )
    run("scenarios", "check", "out/plan.yaml")
    assert run(*arguments, "--to", "out", code=2).stderr


# The page


PAGE = (Path(__file__).parent.parent / "docs" / "portfolios.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("line", re.findall(r"^samspil ((?:rank|attribute|plan) .+)$", PAGE, re.MULTILINE))
def test_examples_of_the_page_run(line, few):
    """At a small size; the model's own numbers stand in the page."""
    small = {"plan": ["--size", 12, "--draws", 2]}.get(line.split()[0], ["--draws", 1])
    more = ["--no-lineage"] if line.startswith("attribute") else []
    words = [word for word in shlex.split(line) if word != "--to" and not word.startswith("results")]
    assert run(*words, *small, *more, "--workers", 1).stdout


@pytest.mark.parametrize("output", [output for _, output in examples(PAGE)])
def test_what_the_page_prints_is_what_commands_say_today(output):
    """Every sentence and every head of a table in the examples is one of the catalogue, its places filled in."""
    catalogue = [text["en"] for text in (*texts().values(), *words_table().values())]
    known = [re.compile(re.sub(r"\\{\w+\\}", ".+", re.escape(text))) for text in catalogue]

    def is_said(text):
        return any(each.fullmatch(text.strip().replace("\xa0", " ")) for each in known)

    columns = 0
    for line in output.splitlines():
        cells = re.split(r" {2,}", line.strip())
        if columns and len(line.strip()) and len(cells) > 1:
            assert len(cells) == columns, line
        else:
            columns = len(cells) if len(cells) > 1 else 0
            assert not line.strip() or all(map(is_said, cells)), line


@pytest.mark.parametrize("changed", ["support_share=0.5", "depth_ceiling=0.7"])
def test_what_is_set_is_set_on_both_sides(changed):
    """A number that was set on the policy alone was ranked, and shared out, as if the policy had brought it."""
    pair = [load(name, [changed]) for name in ("current-policy", "use-what-we-have")]
    gap = compare(*pair, 4, 1, Asking(workers=1))["differences"]["2035-12"]["mean_difference"]
    found = rank([pair[1]], 4, 1, Asking(workers=1), baseline=pair[0])
    assert float(found["fte"].sel(policy="use-what-we-have", date="2035-12", gap="mean_difference")) == pytest.approx(
        gap
    )
    shared = attribute("use-what-we-have", 4, Asking(workers=1), lineages=False, changed=[changed])
    assert float(shared["total"].sel(date="2035-12", said="mean")) == pytest.approx(gap)
    assert set(shared["player"].values) == set(game("use-what-we-have").players)


def test_the_parts_of_a_composition_stay_its_policies_when_something_is_set():
    played = game("use-what-we-have+opi-guide", ["joint_agreement=0.5"])
    assert played.players == game("use-what-we-have+opi-guide").players
