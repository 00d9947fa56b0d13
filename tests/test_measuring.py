"""What knowing numbers is worth: estimates against toys whose worth is known, and what is told of results."""

import numpy as np
import pytest
from scipy.stats import norm

from samspil.experiments import settings, value_of_evidence
from samspil.experiments.measuring import benefits_of, is_decided
from samspil.experiments.worth import (
    corrected,
    dummies,
    evpi,
    evppi,
    expected,
    largest,
    splits,
    terms_of,
    worth_error,
    worth_range,
)
from samspil.model.errors import UserError
from samspil.model.parameters import registry
from samspil.reports import measuring, write_value_of_evidence
from samspil.reports.words import words
from samspil.scenarios import library, load

from .line_kernel import LineKernel


def known(mean, sd):
    """EVPPI of a number that moves the difference of two options, normal with this mean and deviation."""
    return mean * norm.cdf(mean / sd) + sd * norm.pdf(mean / sd) - max(0.0, mean)


def toy(seed, draws=400, idle=20):
    """Two options that differ by 0.5 + x0 + 0.7 x1 + chance."""
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(draws, 2 + idle))
    shared = rng.normal(0.0, 20.0, draws)
    differs = 0.5 + x[:, 0] + 0.7 * x[:, 1] + rng.normal(0.0, 1.0, draws)
    return x, np.stack([shared, shared + differs], axis=1)


def test_worth_is_the_known_one_and_its_error_is_as_large_as_it_varies():
    found, errors = [], []
    for seed in range(60):
        x, benefits = toy(seed)
        found.append([evppi(terms_of(x[:, columns]), benefits) for columns in ([0], [1], [0, 1], [5])])
        if seed < 6:
            errors.append(worth_error(x[:, [0]], benefits, seed))
    middle, wide = np.mean(found, axis=0), np.std(found, axis=0)
    wanted = [known(0.5, 1.0), known(0.5, 0.7), known(0.5, np.hypot(1.0, 0.7)), 0.0]
    assert middle == pytest.approx(wanted, abs=0.02)
    assert np.mean(errors) == pytest.approx(wide[0], rel=0.4)


def test_what_options_share_is_worth_nothing_to_the_choice():
    x, benefits = toy(1)
    benefits = benefits + 50.0 * x[:, [3]]
    assert evppi(terms_of(x[:, [3]]), benefits) < 0.02
    share = expected(terms_of(x[:, [3]]), benefits[:, [0]])[1][0]
    assert share == pytest.approx(2500.0 / 2900.0, abs=0.05)


@pytest.fixture(scope="module")
def few():
    """A quarter of the orders and resamples: enough for toys whose answer is far from the bound."""
    usual, real = {"dummy_orders": 50, "bootstrap_indices": 25}, settings.count
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("samspil.experiments.settings.count", lambda name: usual.get(name) or real(name))
        yield


@pytest.mark.slow
def test_idle_numbers_seldom_pass_the_dummies(few):
    passed = 0
    for seed in range(15):
        x, benefits = toy(seed, draws=200, idle=12)
        groups = [terms_of(x[:, [place]]) for place in range(x.shape[1])]
        floor, narrow = dummies(groups, benefits, benefits[:, 1] - benefits[:, 0], seed)
        worth = [evppi(each, benefits) for each in groups]
        assert min(worth[:1]) > floor
        passed += any(each > floor for each in worth[2:])
        assert expected(groups[0], (benefits[:, 1] - benefits[:, 0])[:, None])[1][0] > narrow
    assert passed <= 3


def test_many_numbers_get_straight_lines_and_no_more_terms_than_draws_bear():
    x = np.random.default_rng(1).normal(size=(300, 37))
    assert terms_of(x).shape[1] == 37
    assert terms_of(x[:, :10]).shape[1] == 30
    assert terms_of(x[:, :1]).shape[1] == settings.count("given_terms")
    assert terms_of(x).T @ terms_of(x) == pytest.approx(np.eye(37), abs=1e-9)


@pytest.mark.parametrize("slopes", [[0.0, 0.5], [0.0, *np.linspace(-0.5, 0.5, 6)]])
def test_of_options_that_are_alike_the_range_holds_the_worth_though_noise_hides_it(slopes, few):
    """All means are equal, where worth has its peak and every estimate is too low; of an idle number it holds 0."""
    truth, held, idle = norm.pdf(0.0) * (max(slopes) - min(slopes)), 0, 0
    for seed in range(20):
        rng = np.random.default_rng(seed)
        x = rng.normal(size=(300, 2))
        benefits = x[:, [0]] * np.array(slopes) + rng.normal(0.0, 3.0, (300, len(slopes)))
        terms = [terms_of(x[:, [column]]) for column in (0, 1)]
        errors = [worth_error(x[:, [column]], benefits, seed) for column in (0, 1)]
        (low, high), (least, _) = (
            worth_range(each, benefits, error) for each, error in zip(terms, errors, strict=True)
        )
        held += low <= truth <= high
        idle += least == 0.0
    assert held >= 18
    assert idle >= 18


def test_most_of_the_bias_of_options_that_are_alike_is_taken():
    """Equal means: the known worth is sd * pdf(0). The plain estimate is a sixth too low; an idle number has little."""
    truth, found = known(0.0, 1.0), []
    for seed in range(120):
        rng = np.random.default_rng(seed)
        x = rng.normal(size=(300, 2))
        benefits = np.stack([np.zeros(300), x[:, 0] + rng.normal(0.0, np.sqrt(3.0), 300)], axis=1)
        terms = [terms_of(x[:, [column]]) for column in (0, 1)]
        found.append([evppi(terms[0], benefits), *(corrected(each, benefits) for each in terms)])
    plain, mended, idle = np.mean(found, axis=0)
    assert plain < 0.9 * truth
    assert mended == pytest.approx(truth, rel=0.08)
    assert abs(mended - truth) < 0.6 * abs(plain - truth)
    assert idle < 0.03


def test_where_one_option_is_clearly_best_nothing_is_added():
    rng = np.random.default_rng(4)
    x = rng.normal(size=(400, 1))
    benefits = np.stack([np.zeros(400), 2.0 + x[:, 0] + rng.normal(0.0, 1.0, 400)], axis=1)
    terms = terms_of(x)
    assert corrected(terms, benefits) == pytest.approx(evppi(terms, benefits), abs=0.005)
    assert largest(np.array([[0.0, 50.0]]), splits(benefits))[0] == pytest.approx(50.0)


def test_progress_is_told_with_time_left(results):
    told = []
    value_of_evidence(results, by="topic", report=told.append)
    assert len(told) > 50
    assert [each.done for each in told] == list(range(1, len(told) + 1))
    assert told[-1].stage == "finished"
    assert told[-1].total == len(told)
    assert all(each.seconds_left >= 0.0 for each in told)


def test_nothing_is_worth_more_than_knowing_everything():
    x, benefits = toy(2)
    assert evppi(terms_of(x), benefits) < evpi(benefits)


@pytest.fixture(scope="module")
def results(few):
    from samspil.runs import run_ensemble
    from samspil.scenarios import load

    more = load("current-policy").with_levers(benefit_realisation=0.5, start="2027-06", name="more")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("samspil.runs.kernel._shipped", LineKernel())
        yield run_ensemble([load("current-policy"), more], draws=80, replicates=1, prior=True)


@pytest.fixture(scope="module")
def topics(results):
    return value_of_evidence(results, by="topic")


def test_of_results_the_choice_the_worth_and_what_narrows_are_told(results):
    found = value_of_evidence(results)
    assert found["chosen"].sel(decision="fte") == "more"
    assert found["best"].sel(decision="fte", policy="more") == 1.0
    assert not found["worth_told"].sel(decision="fte").any()  # more is better in every draw
    assert found["share_told"].sel(decision="fte", group="depth_ceiling") == 1
    said = measuring.answer(found, words("en"))
    assert "No measurement would change that choice" in said[0]
    assert "Mean ceiling of depth of use" in said[-1]


def test_where_the_price_makes_the_choice_close_the_number_that_decides_it_is_worth_something(results):
    """What more frees is in proportion to depth_ceiling, what it costs is fixed: at some price the draws disagree."""
    policies = ["current-policy", "more"]
    paid, unpaid = (benefits_of(results, policies, "estimated", price)["money"] for price in (1.0, 0.0))
    cost, freed = (np.diff(each.mean(axis=0))[0] for each in (unpaid, paid - unpaid))
    found = value_of_evidence(results, -1e6 * cost / freed, "topic").sel(decision="money")
    assert 0.1 < float(found["best"].sel(policy="more")) < 0.9
    assert str(found["group"].values[int(found["worth"].values.argmax())]) == registry()["depth_ceiling"].group
    assert found["worth_told"].sum() == 1
    assert found["worth"].max() <= found["perfect"]
    first = found.isel(group=int(found["worth"].values.argmax()))
    assert 0.0 < first["worth_low"] < first["worth"] < first["worth_high"]


@pytest.mark.parametrize("lang", ["en", "da"])
def test_figure_and_table_are_written(topics, tmp_path, lang):
    written = write_value_of_evidence(tmp_path, topics, lang)
    assert [path.name for path in written] == [f"value-of-evidence.{kind}" for kind in ("png", "svg", "csv")]
    rows = written[-1].read_text(encoding="utf-8").splitlines()
    assert len(rows) == 1 + 2 * 15


def test_one_policy_is_no_choice(results):
    with pytest.raises(UserError, match="no choice"):
        value_of_evidence(results.isel(scenario=[0]))
    with pytest.raises(UserError, match="guess"):
        value_of_evidence(results, by="guess")


def test_what_nobody_can_decide_is_no_choice(results):
    """Nothing is as cheap as a thought experiment that takes something away: it is named as left out, not as best."""
    three = results.isel(scenario=[0, 1, 0]).assign_coords(scenario=["current-policy", "more", "no-partnerships:x0.5"])
    found = value_of_evidence(three, by="topic")
    assert set(found["policy"].values) == {"current-policy", "more"}
    for lang, told in (("en", "nobody can decide them"), ("da", "ingen kan beslutte dem")):
        say = words(lang)
        assert not any("no-partnerships" in line for line in measuring.answer(found, say))
        assert told in measuring.caveats(found, say)[0]
    with pytest.raises(UserError, match="no choice"):
        value_of_evidence(three.isel(scenario=[0, 2]))


def test_a_choice_that_no_draw_changes_is_told_without_a_worth_of_nothing(topics):
    (first, *_), (danish, *_) = (measuring.answer(topics, words(lang)) for lang in ("en", "da"))
    assert first.endswith("draws. No measurement would change that choice.")
    assert " 0 " not in first + danish


def test_the_library_says_of_all_that_nobody_decides_that_it_is_so():
    undecided = {name for name in library() if load(name).decider["en"].startswith("nobody")}
    assert {name for name in library() if not is_decided(name)} == undecided
