"""Comparison of two policies: paired differences, and equal yearly money."""

import numpy as np
import pytest

from samspil.experiments import Asking, compare
from samspil.experiments.budget import Sample, differences, priced, scaled
from samspil.experiments.comparison import difference
from samspil.experiments.ranking import first_shares
from samspil.model.errors import UserError
from samspil.model.levers import levers
from samspil.runs.draws import as_draws
from samspil.scenarios import load, loads
from samspil.scenarios.documents.levels import lever_table

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
    monkeypatch.setattr("samspil.experiments.comparison.region_labels", lambda scenario: REGIONS)


def table(scenario, lever="benefit_realisation"):
    return lever_table(lever, scenario.levers.get(lever, ()), REGIONS)


def few_runs():
    asking = Asking(workers=1)
    return Sample(as_draws(4, asking.seed), 1, asking)


def test_difference_is_paired_and_signed_b_less_a():
    found = compare(load("current-policy"), loads(MORE), 4, 2, Asking(workers=1))
    told = found["differences"]["2030-12"]
    assert told["mean_difference"] > 0
    assert told["low"] < told["mean_difference"] < told["high"]
    assert told["p_better"] == 1.0
    means = [found["policies"][name]["fte"]["2030-12"] for name in ("current-policy", "more")]
    assert told["mean_difference"] == pytest.approx(means[1] - means[0])


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
def test_scaling_by_one_changes_nothing_and_by_zero_gives_the_baseline(text):
    policy, baseline = loads(text), load("current-policy")
    for name in levers():
        assert np.allclose(table(scaled(policy, baseline, 1.0, REGIONS), name), table(policy, name))
        assert np.allclose(table(scaled(policy, baseline, 0.0, REGIONS), name), table(baseline, name))


def test_scaling_goes_half_the_way_and_stays_in_range():
    policy, baseline = loads(STEP), load("current-policy")
    half = table(scaled(policy, baseline, 0.5, REGIONS))
    assert np.allclose(half, (table(policy) + table(baseline)) / 2)
    far = table(scaled(policy, baseline, 8.0, REGIONS))
    assert far.max() == levers()["benefit_realisation"].high


def test_equal_tables_need_no_change():
    base = np.ones((180, 2))
    assert differences("outreach", base, base, ["a", "b"]) == []
    wanted = base.copy()
    wanted[24:36, 1] = 2.0
    change = differences("outreach", base, wanted, ["a", "b"])
    assert [(each.start, each.end, each.regions, each.value) for each in change] == [(24, 35, ("b",), 2.0)]


def test_a_policy_is_scaled_to_the_budget():
    found = priced(loads(LESS), load("current-policy"), 15.0, REGIONS, few_runs())
    assert found.met
    assert found.factor > 1.0
    assert found.money == pytest.approx(15.0, rel=0.02)


def test_a_budget_out_of_reach_is_said():
    found = priced(loads(LESS), load("current-policy"), 1000.0, REGIONS, few_runs())
    assert not found.met
    assert found.factor == 8.0


def test_equal_cost_leaves_no_difference_between_two_sizes_of_one_policy():
    found = compare(loads(LESS), loads(MORE), 4, 2, Asking(workers=1), equal_cost=15.0)
    assert all(policy["met"] for policy in found["equal_cost"]["policies"].values())
    due = found["differences"]["2030-12"]["mean_difference"]
    assert abs(due) < 0.05 * found["policies"]["more"]["fte"]["2030-12"]


class CostlyLuck(LineKernel):
    """Money that hangs on the draw and on chance, as far apart as can be."""

    def batch(self, prepared, records, keys, workspace):
        output = super().batch(prepared, records, keys, workspace)
        chance = np.array([np.random.default_rng(key).lognormal(0.0, 0.5) for key in keys.tolist()])
        share = chance * (records["depth_ceiling"] / 0.4) ** 2
        return output | {"cost_mdkk": output["cost_mdkk"] * share[:, None, None]}


def test_equal_cost_holds_in_the_very_runs_that_are_compared(monkeypatch):
    monkeypatch.setattr("samspil.runs.kernel._shipped", CostlyLuck())
    found = compare(loads(LESS), loads(MORE), 30, 2, Asking(workers=1), equal_cost=18.0)
    for name, policy in found["equal_cost"]["policies"].items():
        assert policy["met"]
        assert policy["programme_mdkk"] == pytest.approx(18.0, rel=0.02)
        assert found["policies"][name]["programme_mdkk"] == pytest.approx(policy["programme_mdkk"])


@pytest.mark.parametrize("budget", [0.0, -5.0, float("nan")])
def test_a_budget_must_be_an_amount(budget):
    with pytest.raises(UserError, match="positive"):
        compare(loads(LESS), loads(MORE), 2, 1, Asking(workers=1), equal_cost=budget)
