"""The reverse test: surrogate and moves against known answers, the search on a model whose answer is known, and no
set of favourable numbers that contradicts it."""

import numpy as np
import pytest
from scipy.stats import norm
from threadpoolctl import threadpool_limits

from samspil.experiments import Asking
from samspil.experiments.kept import Kept
from samspil.experiments.reverse.answers import answers
from samspil.experiments.reverse.learning import Known, into_the_tail, moving, surrogate_of
from samspil.experiments.reverse.moves import OFFSETS, Moves
from samspil.experiments.reverse.optimism import optimism
from samspil.experiments.reverse.ranges import at_scores, score_of, table
from samspil.experiments.reverse.search import SETTLING, Found, Question, median_interval, proved
from samspil.experiments.reverse.surrogate import _sparse, learn, moved
from samspil.experiments.sensitivities import uncertain
from samspil.model.parameters import prior_draws, registry
from samspil.runs.draws import with_luck
from samspil.runs.fitted import draws_of
from samspil.scenarios import load, loads

from .line_kernel import LineKernel

NAMES = ["depth_ceiling", "depth_rate", "cashing_lag_months", "adoption_by_others", "structure.partner_choice"]
SLOPES = {"depth_ceiling": 0.5, "depth_rate": 0.2, "cashing_lag_months": -0.3, "adoption_by_others": 0.0}
CHOICE = np.array([0.4, 0.0, 0.2])  # of the three ways to choose partners, the first is best
DATES = ["2030-12", "2035-12"]
# What the line kernel frees by December 2030 under current policy where depth_ceiling is 0.4.
BASE = float(LineKernel().prepare(load("current-policy")).size[24:108].sum())


def learned(draws=400, noise=0.1):
    """A surrogate of made-up runs with known slopes, and the draws it learned from."""
    drawn = with_luck(prior_draws(1, draws, NAMES))
    x = dict(zip(NAMES, np.hsplit(table(NAMES, drawn)[0], [1, 2, 3, 4]), strict=True))
    log_fte = 6.0 + sum(slope * x[name][:, 0] for name, slope in SLOPES.items())
    log_fte += CHOICE[drawn[NAMES[-1]].values.astype(int)] + noise * np.random.default_rng(1).standard_normal(draws)
    fte = np.exp(log_fte)
    fte[::50] = np.nan  # runs that failed teach nothing
    return learn(NAMES, [(drawn, fte)]), drawn


def test_the_surrogate_finds_slopes_and_favourable_ends():
    surrogate, _ = learned()
    for name, slope in SLOPES.items():
        found = surrogate.slopes[surrogate.owner == NAMES.index(name)]
        assert found == pytest.approx([slope], abs=0.03)
    assert surrogate.favourable("depth_ceiling") == registry()["depth_ceiling"].high
    assert surrogate.favourable("cashing_lag_months") == registry()["cashing_lag_months"].low
    assert surrogate.in_order("structure.partner_choice")[0].tolist() == [1, 2, 0]


def test_a_common_shift_moves_every_draw_its_share_of_the_way():
    surrogate, drawn = learned()
    for share in (0.0, 0.25, 1.0):
        found = moved(surrogate, drawn, share)
        for name in SLOPES:
            end = surrogate.favourable(name)
            assert found[name].values == pytest.approx(drawn[name].values + share * (end - drawn[name].values))
    assert np.array_equal(moved(surrogate, drawn, 0.0)[NAMES[-1]], drawn[NAMES[-1]])
    assert (moved(surrogate, drawn, 1.0)[NAMES[-1]] == 0).all()
    # The best option has the uppermost fifth of the prior, and what is moved halfway there begins at three fifths.
    half = (moved(surrogate, drawn, 0.5)[NAMES[-1]] == 0).values.mean()
    assert half == pytest.approx(0.4, abs=0.05)


def test_no_other_set_gains_as_much_with_a_shorter_move():
    surrogate, drawn = learned()
    moves = Moves(surrogate, drawn, noticed=0.1)
    chance = np.random.default_rng(2)
    for way in range(150, 500, 50):
        for _ in range(100):
            offsets = np.abs(OFFSETS[moves.places[way]]) * chance.uniform(0.5, 1.5, len(NAMES))
            offsets *= np.sign(OFFSETS[moves.places[way]])
            offsets *= 0.97 * moves.lengths[way] / max(np.linalg.norm(offsets), 1e-9)
            places = np.clip(np.searchsorted(OFFSETS, offsets), 0, OFFSETS.size - 1)
            gained = moves.gains[np.arange(len(NAMES)), places].sum()
            assert gained <= moves.gained[way] + 2 * moves.noticed * np.abs(surrogate.slopes).max()
    assert (np.diff(moves.lengths) >= 0.0).all()
    assert moves.lengths[0] == 0.0


def test_a_number_that_would_hardly_be_moved_stays():
    moves = Moves(*learned())
    asked = np.abs(OFFSETS[moves.places])
    assert moves.noticed > 0.1
    assert asked[asked > 0].min() >= moves.noticed - 1e-9


def test_moves_stay_inside_their_ranges_and_leave_alone_what_may_not_be_used():
    surrogate, drawn = learned()
    moves = Moves(surrogate, drawn, ["depth_ceiling"])
    last = moves.point(len(moves.lengths) - 1)
    for name, value in last.items():
        assert registry()[name].low <= value <= registry()[name].high
    assert last["depth_ceiling"] == pytest.approx(float(drawn["depth_ceiling"].median()), rel=1e-3)
    assert last["depth_rate"] > float(drawn["depth_rate"].median())


def test_scores_are_those_of_the_prior():
    for name in SLOPES:
        scores = np.array([-2.0, 0.0, 1.5])
        assert score_of(name, at_scores(name, scores)) == pytest.approx(scores, abs=0.01)


def test_the_interval_of_a_median_covers_it():
    chance = np.random.default_rng(3)
    held = [median_interval(chance.standard_normal(25)) for _ in range(2000)]
    covered = np.mean([each["p05"] <= 0.0 <= each["p95"] for each in held])
    assert 0.9 <= covered <= 0.97


def test_a_move_that_luck_helped_is_lengthened_until_other_luck_proves_it():
    """A search stops where its own runs reach the target; the true median is then as often below as above."""
    chance = np.random.default_rng(4)

    class Asked(Question):
        def runs(self, point, luck, number):
            return 1000.0 * np.exp(0.4 * (point["length"] - 3.0) + 0.25 * chance.standard_normal(number))

    class Ways:
        lengths = np.arange(0.0, 6.0, 0.05)

        def way(self, length):
            return min(int(np.searchsorted(self.lengths, length - 1e-9)), self.lengths.size - 1)

        def point(self, way):
            return {"length": self.lengths[way]}

    ways, question = Ways(), Asked(None, 1000.0, "2030-12", None)
    ends = [proved(question, ways, Found(ways.way(2.9), True, np.array([1000.0]))) for _ in range(100)]
    assert all(end.reached and median_interval(end.runs)["p05"] >= 1000.0 for end in ends)
    assert np.mean([ways.lengths[end.way] < 3.0 for end in ends]) < 0.1


def test_what_longer_ways_cannot_prove_ends_soon():
    asked = []

    class Asked(Question):
        def runs(self, point, luck, number):
            asked.append((point["length"], luck))
            return 1000.0 - point["length"] + np.linspace(-50.0, 50.0, number)

    class Ways:
        lengths = np.arange(0.0, 40.0, 0.05)

        def way(self, length):
            return min(int(np.searchsorted(self.lengths, length - 1e-9)), self.lengths.size - 1)

        def point(self, way):
            return {"length": self.lengths[way]}

    found = proved(Asked(None, 1000.0, "2030-12", None), Ways(), Found(60, True, np.array([1000.0])))
    assert not found.reached
    assert found.way == Ways.lengths.size - 1
    assert len(asked) <= 12
    assert len({luck for _, luck in asked}) == len(asked)


class FailingKernel(LineKernel):
    """A model that fails where use goes deep."""

    def batch(self, prepared, records, keys, workspace):
        if (records["depth_ceiling"] > 0.6).any():
            raise FloatingPointError("too deep")
        return super().batch(prepared, records, keys, workspace)


@pytest.fixture
def line(monkeypatch):
    monkeypatch.setattr("samspil.runs.plan.LEAST_CHUNKS", 1)
    monkeypatch.setattr("samspil.runs.kernel._shipped", LineKernel())


def known(target, draws=40, asking=None):
    scenario = load("current-policy", [f"target.fte={target}"])
    drawn = draws_of(draws, 1, prior=True)
    return Known(scenario, drawn, (asking or Asking(workers=1)).due([scenario], drawn, 1, DATES)[0])


def test_the_search_finds_the_known_answer(line):
    found = known(2200)
    record = answers(found, into_the_tail(found, DATES, Asking(workers=1)), DATES[:1], Asking(workers=1), True)[0]
    start = float(found.draws["depth_ceiling"].median())
    needed = 0.4 * 2200 / BASE
    distance = np.diff(score_of("depth_ceiling", np.array([start, needed])))[0]
    assert record["reached"]
    assert record["assumptions"][0]["name"] == "depth_ceiling"
    assert record["assumptions"][0]["needed"] == pytest.approx(needed, rel=0.04)
    assert record["length"] == pytest.approx(distance, abs=0.2)
    assert record["prior_as_far"] == pytest.approx(norm.sf(record["length"]))
    assert record["median"]["mean"] >= 2200
    assert record["failed"] == 0


def test_what_no_set_reaches_is_told_with_what_all_ends_free(line):
    found = known(1_000_000)
    record = answers(found, [], DATES[:1], Asking(workers=1), True)
    assert [each["reached"] for each in record] == [False]
    highest = BASE * registry()["depth_ceiling"].high / 0.4
    assert record[0]["median"]["mean"] == pytest.approx(highest, rel=0.05)


def test_what_is_there_at_the_middle_asks_for_nothing(line):
    record = answers(known(100), [], DATES[:1], Asking(workers=1), True)
    assert [(each["reached"], each["length"], each["assumptions"]) for each in record] == [(True, 0.0, [])]


def test_what_one_policy_fixes_another_may_leave_open(line):
    """The tail is run under the policy that ranks first; what it fixes has that value there, choices too."""
    asking, drawn = Asking(workers=1), draws_of(12, 1, prior=True)
    fixed = loads("""
name: fixed
extends: current-policy
uncertainties: {depth_ceiling: 0.75}
rules: {partner_choice: progressive}
""")
    first, other = (
        Known(each, drawn, asking.due([each], drawn, 1, DATES)[0]) for each in (fixed, load("current-policy"))
    )
    tail = into_the_tail(first, DATES, asking)
    assert all((part.draws["depth_ceiling"] == 0.75).all() for part in tail)
    assert len({float(part.draws["structure.partner_choice"][0]) for part in tail}) == 1
    names = surrogate_of(other, tail, 0).names
    assert {"depth_ceiling", "structure.partner_choice"} <= set(names)
    assert {record["by"] for record in optimism(other, tail, DATES, [0.5], 4, asking)} == set(DATES)


def test_workers_change_nothing(line):
    told = []
    for workers in (1, 2):
        asking = Asking(workers=workers)
        found = known(2200, 6, asking)
        tail = into_the_tail(found, DATES, asking)
        told.append([answers(found, tail, DATES, asking, False), optimism(found, tail, DATES, [0.5], 4, asking)])
    assert told[0] == told[1]


def test_what_was_asked_is_not_asked_again(line, tmp_path, monkeypatch):
    found = known(2200, 6)

    def asked(asking):
        tail = into_the_tail(found, DATES, asking)
        return answers(found, tail, DATES, asking, True), optimism(found, tail, DATES, [0.5], 4, asking)

    first = asked(Asking(workers=1, kept=Kept(tmp_path / "kept.jsonl")))
    monkeypatch.setattr("samspil.experiments.asking.run_ensemble", None)
    assert asked(Asking(workers=1, kept=Kept(tmp_path / "kept.jsonl"))) == first


def test_optimism_is_the_mean_of_moved_draws_and_failures_are_told_not_counted_as_misses(line, monkeypatch):
    found = known(2200)
    told = optimism(found, [], DATES[:1], [0.5, 1.0], 30, Asking(workers=1))[0]
    values, end = found.draws["depth_ceiling"].values[:30], registry()["depth_ceiling"].high
    mean = BASE / 0.4 * (values + 0.5 * (end - values)).mean()
    assert [shift["share"] for shift in told["shifts"]] == [0.0, 0.5, 1.0]
    assert told["shifts"][1]["fte"]["mean"] == pytest.approx(mean, rel=0.03)
    assert told["ranges"] == len(moving(found.scenario))
    assert set(uncertain(found.scenario)) - set(moving(found.scenario)) == {"asset_life_years", "discount_rate"}
    monkeypatch.setattr("samspil.runs.kernel._shipped", FailingKernel())
    some = optimism(found, [], DATES[:1], [0.5, 1.0], 30, Asking(workers=1))[0]["shifts"]
    deep = (values + 0.5 * (end - values) > 0.6).sum()
    assert 0 < deep < 30
    assert (some[1]["failed"], some[1]["draws"]) == (deep, 30 - deep)
    assert (some[2]["failed"], some[2]["p"]) == (30, None)


def random_sets(moves, length, number):
    """Offsets (number, P) of random favourable sets of 20 to 80 numbers, each of a length; the more a number seems to
    help, the likelier it is chosen and the further it is moved."""
    chance = np.random.default_rng(7)
    best = moves.places[-1]
    pull = np.abs(moves.gains[np.arange(len(best)), best]) + 1e-3
    for _ in range(number):
        chosen = chance.choice(len(best), chance.integers(20, 81), replace=False, p=pull / pull.sum())
        offsets = np.zeros(len(best))
        offsets[chosen] = chance.uniform(0.2, 1.8, chosen.size) * pull[chosen] ** chance.uniform(0.0, 1.0)
        offsets *= np.where(OFFSETS[best] < 0.0, -1.0, 1.0)
        yield offsets * length / np.linalg.norm(offsets)


@pytest.mark.slow
def test_no_favourable_set_reaches_the_target_with_a_shorter_move():
    asking, dates = Asking(), DATES[:1]
    scenario = load("full-portfolio")
    draws = draws_of(60, 1)
    found = Known(scenario, draws, asking.due([scenario], draws, 1, DATES)[0])
    tail = into_the_tail(found, DATES, asking)
    record = answers(found, tail, dates, asking, False)[0]
    assert record["reached"]
    moves = Moves(surrogate_of(found, tail, 0), draws)
    question = Question(scenario, record["target"], dates[0], asking)
    medians = []
    for offsets in random_sets(moves, 0.95 * record["length"], 100):
        places = np.clip(np.rint((offsets - OFFSETS[0]) / (OFFSETS[1] - OFFSETS[0])), 0, OFFSETS.size - 1).astype(int)
        values = moves.values[np.arange(len(places)), places]
        point = dict(zip(moves.surrogate.names, map(float, values), strict=True))
        medians.append(np.nanmedian(question.runs(point, SETTLING, 5)))
    assert max(medians) < record["target"]


def test_what_runs_teach_does_not_hang_on_how_many_threads_a_machine_takes():
    rng = np.random.default_rng(1)
    x, y = rng.normal(size=(460, 300)), rng.normal(size=460)
    learned = set()
    for threads in (1, 2):
        with threadpool_limits(threads):
            learned.add(_sparse(x, y).tobytes())
    assert len(learned) == 1
