"""Comparison of two policies: paired differences, and equal additional public money."""

import json
from dataclasses import replace

import numpy as np
import pytest
from typer.testing import CliRunner

from samspil.cli.app import app
from samspil.cli.options import Runs
from samspil.experiments import Asking, compare
from samspil.experiments.additional import Additional
from samspil.experiments.budget import at_budget
from samspil.experiments.comparison import asked_of, difference
from samspil.experiments.ranking import first_shares
from samspil.experiments.sizes import Policy, Sample
from samspil.model.errors import UserError
from samspil.model.levers import levers
from samspil.runs.draws import as_draws
from samspil.runs.fitted import draws_of
from samspil.scenarios import library, load, loads, resolved_text
from samspil.scenarios.documents.levels import lever_table
from samspil.scenarios.documents.sized import extent, scaled, steps, unsized

from .fake_kernel import LABELS
from .line_kernel import LineKernel

REGIONS = LABELS["region"]
MORE = "name: more\nextends: current-policy\nlevers: {benefit_realisation: 0.8}\n"
LESS = "name: less\nextends: current-policy\nlevers: {benefit_realisation: 0.3}\n"
STEP = """
name: step
extends: current-policy
levers:
  benefit_realisation: {set: 0.8, from: 2028-01, to: 2031-12, ramp: 12, regions: [Syddanmark]}
"""


@pytest.fixture(autouse=True)
def line(monkeypatch):
    monkeypatch.setattr("samspil.runs.kernel._shipped", LineKernel())


def policy(text):
    return Policy(loads(text), load("current-policy"))


def counting(runs, asked):
    """A Sample's runs that notes in how many draws each is made."""

    def noted(self, scenario):
        asked.append(self.draws.sizes["draw"])
        return runs(self, scenario)

    return noted


def table(scenario, lever="benefit_realisation"):
    return lever_table(lever, scenario.levers.get(lever, ()), REGIONS)


def few_runs():
    asking = Asking(workers=1)
    return Sample(load("current-policy"), as_draws(4, asking.seed), 1, asking)


def test_difference_is_paired_and_signed_b_less_a():
    found = compare(load("current-policy"), loads(MORE), 4, 2, Asking(workers=1))
    told = found["differences"]["2030-12"]
    assert told["mean_difference"] > 0
    assert told["low"] < told["mean_difference"] < told["high"]
    assert told["p_better"] == 1.0
    means = [found["policies"][name]["fte"]["2030-12"] for name in ("current-policy", "more")]
    assert told["mean_difference"] == pytest.approx(means[1] - means[0])


def test_a_region_has_its_part_of_both_policies_and_of_the_difference():
    plain = compare(load("current-policy"), loads(STEP), 4, 2, Asking(workers=1))
    found = [compare(load("current-policy"), loads(STEP), 4, 2, Asking(workers=1), region=region) for region in REGIONS]
    assert plain["region"] is None
    for date, told in plain["differences"].items():
        parts = [each["region"]["differences"][date]["mean_difference"] for each in found]
        assert sum(parts) == pytest.approx(told["mean_difference"])
        assert sum(each["region"]["fte"]["step"][date] for each in found) == pytest.approx(
            plain["policies"]["step"]["fte"][date]
        )
    for part in (each["region"] for each in found):
        for date, told in part["differences"].items():
            sectors = [own["differences"][date]["mean_difference"] for own in part["sectors"].values()]
            assert sum(sectors) == pytest.approx(told["mean_difference"])
    municipal = [each["region"]["sectors"]["municipalities"]["fte"]["step"]["2030-12"] for each in found]
    assert [fte > 0.0 for fte in municipal] == [name in LABELS["municipality_region"] for name in REGIONS]
    pair = [load("current-policy"), loads(STEP)]
    midt = compare(*pair, 4, 2, Asking(workers=1), region="region midtjylland")
    assert midt["region"] == found[REGIONS.index("Midtjylland")]["region"]
    names = [asked_of(pair, (as_draws(4, 1), 2), Asking(workers=1), region=each) for each in ("midt", "Midtjylland")]
    assert names[0] == names[1]  # an answer that was kept is found by either
    with pytest.raises(UserError, match=r"'Midtylland'.*nearest known: Midtjylland"):
        compare(load("current-policy"), loads(STEP), 2, 1, Asking(workers=1), region="Midtylland")


def test_common_random_numbers_make_the_interval_narrow():
    rng = np.random.default_rng(1)
    luck = rng.normal(0, 100, (50, 2))
    paired = difference(luck, luck + 10 + rng.normal(0, 1, (50, 2)))
    apart = difference(luck, rng.permutation(luck) + 10)
    assert paired["se"] < 0.05 * apart["se"]
    assert paired["low"] > 9


def test_a_policy_against_itself_is_refused():
    with pytest.raises(UserError, match="twice"):
        compare("current-policy", "current-policy", 2, 1, Asking(workers=1))


def test_first_places_are_shared_on_a_tie():
    assert first_shares([np.array([1.0, 2.0]), np.array([1.0, 1.0])]) == [0.75, 0.25]


@pytest.mark.parametrize("text", [MORE, STEP])
def test_scaling_by_one_changes_nothing(text):
    policy, baseline = loads(text), load("current-policy")
    for name in levers():
        assert np.array_equal(table(scaled(policy, baseline, 1.0), name), table(policy, name))


def test_scaling_goes_half_the_way_and_stays_in_range():
    policy, baseline = loads(STEP), load("current-policy")
    half = table(scaled(policy, baseline, 0.5))
    assert np.allclose(half, (table(policy) + table(baseline)) / 2)
    far = table(scaled(policy, baseline, 8.0))
    assert far.max() == levers()["benefit_realisation"].high


@pytest.mark.parametrize("name", library())
def test_every_policy_of_the_library_scales_all_its_levers_or_says_why_not(name):
    policy, baseline = load(name), load("current-policy")
    half, found = scaled(policy, baseline, 0.5).checked, extent(policy, baseline)
    for lever in levers():
        own, base = table(policy, lever), table(baseline, lever)
        assert np.allclose(table(half, lever), own if lever in unsized() else (own + base) / 2), lever
    assert half.events == policy.events
    refused = Policy(policy, baseline).reason()
    assert (refused is None) == (bool(found.above) or policy == baseline)
    assert refused is None or all(line.startswith(f"{name}: ") for line in map(refused.told, ["en", "da"]))


def test_a_scaled_policy_carries_its_size_wherever_it_is_named():
    found = load("benefit-realisation:x0.71")
    assert found.name == "benefit-realisation:x0.71"
    assert found.title == {"en": "Benefit realisation × 0.71", "da": "Gevinstrealisering × 0,71"}
    assert found.description["da"].startswith("0,71 gange det følgende")
    assert loads(resolved_text(found)) == found != load("benefit-realisation")
    both = load("benefit-realisation+co-creation:x2")
    assert both.title["da"] == "(Gevinstrealisering + Samskabelse) × 2"
    assert np.array_equal(table(both, "cocreation_share"), table(load("co-creation:x2"), "cocreation_share"))


def test_settings_keep_their_values_at_every_size():
    found = load("benefit-realisation:x0.5", ["cocreation_share=0.9"])
    assert table(found, "cocreation_share")[-1, 0] == 0.9


@pytest.mark.parametrize("reference", ["mandate-proven:x2", "current-policy:x2", "co-creation:x0", "co-creation:x500"])
def test_a_size_that_a_policy_cannot_have_is_refused(reference):
    with pytest.raises(UserError):
        load(reference)


def test_equal_tables_need_no_change():
    base = np.ones((180, 2))
    assert steps("outreach", base, base, ["a", "b"]) == []
    wanted = base.copy()
    wanted[24:36, 1] = 2.0
    change = steps("outreach", base, wanted, ["a", "b"])
    assert [(each.start, each.end, each.regions, each.value) for each in change] == [(24, 35, ("b",), 2.0)]
    wanted[:, 0] = wanted[:, 1]
    assert [each.regions for each in steps("outreach", base, wanted, ["a", "b"])] == [None]


def test_money_is_the_mean_of_the_first_four_years_of_all_public_payers_less_current_policy():
    found = few_runs().at(policy(MORE), 1.0).money
    # May 2027 to April 2031: four whole years of money and a third of 2031; four of five payers are public.
    assert found.public == pytest.approx(0.8 * 60.0 * (4 + 4 / 12) / 4)
    assert found.programme == pytest.approx(0.25 * 60.0 * (4 + 4 / 12) / 4)
    late = "name: late\nextends: current-policy\nlevers: {benefit_realisation: {set: 0.8, from: 2030-07}}\n"
    assert policy(late).window.text == ("2030-07", "2034-06")
    assert policy(late.replace("2030-07", "2034-07")).window.text == ("2034-07", "2035-12")


def test_a_policy_is_scaled_to_the_budget():
    _, (found,) = at_budget([loads(LESS)], load("current-policy"), 15.0, few_runs())
    assert found.size > 1.0
    assert found.money.public == pytest.approx(15.0, rel=0.02)
    assert found.scenario.name == f"less:x{found.size:g}"
    assert load("current-policy") == few_runs().baseline


@pytest.mark.parametrize(
    ("budget", "told"),
    [
        (0.2, "cannot take as little as 0.2 .* at the least that is tried, size 0.05"),
        (1000.0, "at its largest, size 8, it takes"),
    ],
)
def test_a_budget_out_of_reach_is_refused_after_a_few_runs(monkeypatch, budget, told):
    monkeypatch.setattr(Sample, "few", property(lambda sample: replace(sample, draws=sample.draws.isel(draw=[0]))))
    whole, asked = few_runs(), []
    monkeypatch.setattr(Sample, "runs", counting(Sample.runs, asked))
    with pytest.raises(UserError, match=told) as error:
        at_budget([loads(LESS)], load("current-policy"), budget, whole)
    assert error.value.lines[0].told("da").startswith("less: kan ikke koste")
    assert asked == [1, 1, 1]  # draws: the baseline, and both ends


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("mandate-proven", "fixed"),
        ("no-partnerships", "fixed"),
        ("no-health-reform", "nothing"),
        ("large-first", "unpriced"),
        ("budget-cut", "saves"),
    ],
)
def test_what_has_no_size_is_refused_before_anything_is_run(monkeypatch, name, code):
    monkeypatch.setattr(Sample, "runs", lambda *_: pytest.fail("it ran"))
    with pytest.raises(UserError) as error:
        compare(name, loads(MORE), 300, 1, Asking(workers=1), equal_cost=15.0)
    assert [line.key for line in error.value.lines] == [f"size-{code}"]


def test_equal_cost_leaves_no_difference_between_two_sizes_of_one_policy():
    found = compare(loads(LESS), loads(MORE), 4, 2, Asking(workers=1), equal_cost=15.0)
    sizes = found["equal_cost"]["policies"]
    assert [found["a"], found["b"]] == list(sizes) == list(found["policies"])
    assert all(each["additional_mdkk"] == pytest.approx(15.0, rel=0.02) for each in sizes.values())
    assert [f"{each['policy']}:x{each['factor']:g}" for each in sizes.values()] == list(sizes)
    due = found["differences"]["2030-12"]["mean_difference"]
    assert abs(due) < 0.05 * found["policies"][found["b"]]["fte"]["2030-12"]


def test_current_policy_is_compared_as_it_is():
    found = compare("current-policy", loads(MORE), 4, 1, Asking(workers=1), equal_cost=15.0)
    sizes = found["equal_cost"]["policies"]
    assert found["a"] == "current-policy"
    assert sizes["current-policy"]["factor"] is None
    assert sizes["current-policy"]["additional_mdkk"] == 0.0
    assert found["policies"]["current-policy"]["fte"] == plain_fte()


def plain_fte():
    plain = compare("current-policy", loads(MORE), 4, 1, Asking(workers=1))
    return plain["policies"]["current-policy"]["fte"]


class CostlyLuck(LineKernel):
    """Money that hangs on the draw and on chance, as far apart as can be."""

    def batch(self, prepared, records, keys, workspace):
        output = super().batch(prepared, records, keys, workspace)
        chance = np.array([np.random.default_rng(key).lognormal(0.0, 0.5) for key in keys.tolist()])
        share = chance * (records["depth_ceiling"] / 0.4) ** 2
        return output | {name: output[name] * share[:, None, None] for name in ("cost_mdkk", "cost_by_payer")}


def test_equal_cost_holds_in_the_very_runs_that_are_compared(monkeypatch):
    monkeypatch.setattr("samspil.runs.kernel._shipped", CostlyLuck())
    found = compare(loads(LESS), loads(MORE), 30, 2, Asking(workers=1), equal_cost=18.0)
    sample = Sample(load("current-policy"), draws_of(30, 1), 2, Asking(workers=1))
    for told in found["equal_cost"]["policies"].values():
        assert told["additional_mdkk"] == pytest.approx(18.0, rel=0.02)
        again = sample.at(policy(LESS if told["policy"] == "less" else MORE), told["factor"]).money
        assert (again.public, again.programme) == (told["additional_mdkk"], told["programme_mdkk"])


def test_a_budget_that_no_size_meets_in_all_draws_is_refused(monkeypatch):
    real = Sample.at
    monkeypatch.setattr(Sample, "at", lambda self, policy, size: jumping(real(self, policy, size)))
    with pytest.raises(UserError, match="was not met within 2%: at the nearest, size"):
        at_budget([loads(LESS)], load("current-policy"), 15.0, few_runs())


def jumping(found):
    """Money that jumps over the budget."""
    return replace(found, money=Additional(10.0 if found.money.public < 15.0 else 20.0, 0.0))


@pytest.mark.parametrize(("side", "other"), [("a", 1), ("b", 0)])
def test_at_the_money_of_one_side_the_other_alone_is_scaled(side, other):
    pair = [loads(LESS), loads(MORE)]
    found = compare(*pair, 4, 1, Asking(workers=1), equal_cost=side)
    kept, scaled = [list(found["equal_cost"]["policies"].items())[place] for place in (1 - other, other)]
    assert kept[0] == pair[1 - other].name
    assert kept[1]["factor"] == 1.0
    assert kept[1]["additional_mdkk"] == found["equal_cost"]["budget_mdkk"]
    assert scaled[1]["factor"] != 1.0
    assert scaled[1]["additional_mdkk"] == pytest.approx(found["equal_cost"]["budget_mdkk"], rel=0.02)
    plain = compare(*pair, 4, 1, Asking(workers=1))
    assert found["policies"][kept[0]] | {"first": 0} == plain["policies"][kept[0]] | {"first": 0}
    with pytest.raises(UserError, match="current-policy: takes no public money more"):
        compare("current-policy", pair[1], 2, 1, Asking(workers=1), equal_cost="a")


def test_the_end_of_the_ranges_is_told_also_where_a_few_draws_promised_more(monkeypatch):
    real = Sample.at

    def less_in_all(self, policy, size):
        found = real(self, policy, size)
        return found if self.replicates == 1 else replace(found, money=Additional(found.money.public / 2, 0.0))

    sample = replace(few_runs(), replicates=2)
    most = real(sample.few, policy(LESS), 8.0).money.public
    monkeypatch.setattr(Sample, "at", less_in_all)
    with pytest.raises(UserError, match="at its largest, size 8, it takes"):
        at_budget([loads(LESS)], load("current-policy"), 0.9 * most, sample)


@pytest.mark.parametrize("budget", [0.0, -5.0, float("nan")])
def test_a_budget_must_be_an_amount(budget):
    with pytest.raises(UserError, match="positive"):
        compare(loads(LESS), loads(MORE), 2, 1, Asking(workers=1), equal_cost=budget)


def test_one_side_alone_is_changed_and_says_so() -> None:
    asked = ["compare", "current-policy", "current-policy", "--set-b", "outreach=2", "--draws", "2"]
    told = CliRunner().invoke(app, ["--json", *asked])
    assert told.exit_code == 0, told.output
    found = json.loads(told.stdout)
    assert (found["a"], found["b"]) == ("current-policy", "current-policy+outreach=2")
    changed = Runs(changed=["bridge=0.5"]).scenario("current-policy", ["outreach=2"])
    assert changed.levers == load("current-policy", ["bridge=0.5", "outreach=2"]).levers
    assert CliRunner().invoke(app, [*asked, "--set-b", "outrach=2"]).exit_code == 2


def test_two_forms_of_a_rule_are_held_against_each_other() -> None:
    """What B alone is set to goes before what both are."""
    both = Runs(changed=["adoption=network_hazard", "bridge=0.5"])
    a, b = both.scenario("current-policy"), both.scenario("current-policy", ["adoption=threshold"])
    assert (a.rules["adoption"], b.rules["adoption"]) == ("network_hazard", "threshold")
    assert (a.levers, b.name) == (b.levers, "current-policy+adoption=threshold")
    b = both.scenario("current-policy", ["structure.adoption=threshold"])
    assert (b.rules["adoption"], b.uncertainties["structure.adoption"].value) == ("sampled", 1.0)
    renamed = Runs(changed=["out_co=0.02"]).scenario("current-policy", ["outreach_company=0.05"])
    assert renamed.uncertainties["outreach_company"].value == 0.05
