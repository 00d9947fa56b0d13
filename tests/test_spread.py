"""Where the spread comes from, and simulation errors: estimates against toys whose answer is known."""

import numpy as np
import pytest
from scipy.stats import beta

from samspil.experiments import forecast, settings
from samspil.experiments.errors import again, errors_of, errors_of_quantiles
from samspil.experiments.outcomes import distribution, paired
from samspil.experiments.reaching import chances
from samspil.experiments.splitting import Nested, between_groups, split, variances
from samspil.experiments.statistics import quantiles
from samspil.model.errors import UserError
from samspil.reports import spread
from samspil.reports.view import view
from samspil.reports.words import words

from .fake_ensemble import fake_ensemble
from .line_kernel import LineKernel

PARTS = ("parameters", "chance", "structure")


def nested(rng, draws, replicates, structure=1.5, parameters=1.0, chance=2.0):
    """Runs of a toy: a form (two, evenly), numbers, chance; standard deviations of each."""
    form = rng.integers(0, 2, draws)
    known = 2.0 * structure * (form[:, None] - 0.5) + rng.normal(0, parameters, (draws, 1))
    return known + rng.normal(0, chance, (draws, replicates)), form[:, None].astype(float)


@pytest.mark.parametrize("replicates", [2, 8])
def test_the_split_is_unbiased(replicates):
    rng = np.random.default_rng(2)
    found = [variances(Nested(*nested(rng, 60, replicates))) for _ in range(400)]
    error = np.std(found, axis=0) / 20.0
    assert np.all(np.abs(np.mean(found, axis=0) - [1.0, 4.0, 2.25]) < 3.0 * error)


def test_a_share_that_is_nothing_is_as_often_below_zero_and_told_from_it_seldom():
    rng = np.random.default_rng(3)
    told = [split(Nested(*nested(rng, 100, 2, structure=0.0))) for _ in range(100)]
    structure = np.array([shares["structure"] for shares, _ in told])
    assert 30 < (structure < 0.0).sum() < 75
    assert abs(structure.mean()) < 3.0 * structure.std() / 10.0
    errors = np.array([known["se"]["structure"] for _, known in told])
    assert (structure > settings.number("moved_errors") * errors).sum() <= 10


def test_one_run_of_each_draw_splits_by_draws_that_ran_again():
    rng = np.random.default_rng(4)
    found = []
    for _ in range(200):
        values, form = nested(rng, 300, 1)
        repeated, _ = nested(rng, 30, 2)
        found.append(variances(Nested(values, form, repeated)))
    error = np.std(found, axis=0) / np.sqrt(200)
    assert np.all(np.abs(np.mean(found, axis=0) - [1.0, 4.0, 2.25]) < 3.0 * error)
    shares, known = split(Nested(values, form, repeated))
    assert sum(shares.values()) == pytest.approx(1.0)
    assert (known["rules"], known["forms"], known["draws"], known["repeated"]) == (1, 2, 300, 30)
    assert split(Nested(values, form))[1] is None
    assert set(split(Nested(np.ones((9, 2))))[0].values()) == {None}


def test_errors_of_shares_are_as_large_as_shares_vary():
    rng = np.random.default_rng(5)
    told = [split(Nested(*nested(rng, 120, 2))) for _ in range(60)]
    for part in PARTS:
        varies = np.std([shares[part] for shares, _ in told])
        assert np.mean([known["se"][part] for _, known in told]) == pytest.approx(varies, rel=0.35)


def test_groups_of_one_form_tell_nothing():
    assert between_groups(np.arange(9.0), np.zeros(9)) == 0.0


def test_errors_of_quantiles_are_as_large_as_quantiles_vary():
    rng = np.random.default_rng(6)
    found = [distribution(rng.normal(size=(200, 1))) for _ in range(60)]
    for name in ("p05", "p50", "p95", "mean"):
        varies = np.std([each[name] for each in found])
        assert np.mean([each["errors"][name] for each in found]) == pytest.approx(varies, rel=0.35)
    assert found[0]["errors"] == distribution(np.random.default_rng(6).normal(size=(200, 1)))["errors"]


def test_replicates_and_draws_of_one_luck_stay_together():
    rng = np.random.default_rng(7)
    draw = rng.normal(size=(50, 1))
    many = distribution(np.repeat(draw, 40, axis=1))
    assert many["errors"]["p50"] == pytest.approx(distribution(draw)["errors"]["p50"], rel=0.2)
    twice, clusters = np.repeat(draw, 4, axis=0), np.repeat(np.arange(50), 4)
    alone = errors_of(twice, ("p50",), lambda runs: quantiles(runs, [0.5]))["p50"]
    together = errors_of(twice, ("p50",), lambda runs: quantiles(runs, [0.5]), clusters)["p50"]
    assert together > 1.4 * alone
    for rows in again(200, clusters):
        taken = np.bincount(rows, minlength=200).reshape(50, 4)
        assert (taken == taken[:, :1]).all()


def test_quantiles_drawn_again_at_once_are_those_drawn_again_one_by_one():
    """To the last bit, with draws of one luck and runs that failed among them."""
    rng = np.random.default_rng(8)
    shares = (0.05, 0.5, 0.95)
    for lost in (0.0, 0.3):
        for clusters in (None, rng.integers(0, 20, 60)):
            values = rng.lognormal(size=(60, 2))
            values[rng.random(values.shape) < lost] = np.nan
            told = errors_of(values, ("p05", "p50", "p95"), lambda runs: quantiles(runs, list(shares)), clusters)
            assert errors_of_quantiles(values, shares, clusters) == told
    none = errors_of_quantiles(np.full((5, 1), np.nan), shares)
    assert set(none.values()) == {None}


def test_chances_of_a_level_are_those_of_the_runs_with_exact_bounds():
    ds = fake_ensemble(draws=40, replicates=2)
    due = ds["freed_fte"].sel(time="2030-12").squeeze("time")
    fte = float(due.median())
    found = chances(ds, fte, "2030-12")
    shares = (due >= fte).mean(["draw", "replicate"])
    assert float(shares.min()) < 0.5 < float(shares.max())
    for name in ds["scenario"].values:
        for level in ds["potentials"].values:
            told = found.sel(scenario=name, potentials=level)
            share = float(shares.sel(scenario=name, potentials=level))
            assert float(told["p"]) == pytest.approx(share)
            if 0.0 < share < 1.0:
                assert float(told["high"]) == pytest.approx(beta.ppf(0.95, 40 * share + 1, 40 - 40 * share))
                assert float(told["low"]) == pytest.approx(beta.ppf(0.05, 40 * share, 40 - 40 * share + 1))
    with pytest.raises(UserError, match="by: '2030-13' is not known"):
        chances(ds, fte, "2030-13")


def test_a_single_draw_has_no_error():
    assert set(distribution(np.array([[3.0, 4.0]]))["errors"].values()) == {None}
    assert paired(np.array([[1.0], [2.0], [-1.0]]))["errors"]["p_better"] > 0.0


@pytest.fixture(scope="module")
def made():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("samspil.runs.kernel._shipped", LineKernel())
        yield forecast(["current-policy"], draws=60, replicates=2, side_tests=False)


def with_split(made, share, error):
    outcome = dict(made.summary["scenarios"]["current-policy"]["potentials"]["estimated"])
    outcome["uncertainty"] = {"parameters": 1.0 - share - 0.1, "chance": 0.1, "structure": share}
    outcome["split"] = {**outcome["split"], "se": {"parameters": 0.05, "chance": 0.01, "structure": error}}
    policy = {**made.summary["scenarios"]["current-policy"], "potentials": {"estimated": outcome}}
    return {**made.summary, "scenarios": {"current-policy": policy}}


@pytest.mark.parametrize(
    ("lang", "zero"), [("en", "no difference that can be shown"), ("da", "ingen påviselig forskel")]
)
def test_what_the_form_of_the_model_makes_is_told_with_how_many_were_tried(made, lang, zero):
    for share, error, is_told in ((0.3, 0.02, True), (0.01, 0.02, False), (-0.02, 0.02, False)):
        told = " ".join(spread.sentences(view(made.results, with_split(made, share, error), lang)))
        assert (zero in told) is not is_told
        forms = made.summary["scenarios"]["current-policy"]["potentials"]["estimated"]["split"]
        assert f" {forms['forms']} " in told
        assert forms["forms"] == 8
        assert "−" not in told  # no share below zero is said to anyone
    assert words(lang).numbers.bound(0.04) in told  # at most two errors above 0


def test_levels_and_errors_stand_beside(made):
    beside = made.summary["scenarios"]["current-policy"]["beside"]
    known = made.summary["scenarios"]["current-policy"]["potentials"]
    at = {level: known[level]["fte"]["2030-12"]["mean"] for level in known}
    sd = known["estimated"]["split"]["sd"]
    assert beside["levels"]["assumed"]["deviations"] == pytest.approx((at["assumed"] - at["estimated"]) / sd)
    assert beside["levels"]["estimated"]["deviations"] == 0.0
    table = spread.errors_table(view(made.results, made.summary, "en"))
    assert all("±" in cell for row in table.rows for cell in row.cells[1:7])
