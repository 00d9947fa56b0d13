"""What a forecast's own runs say under other weights: the forced variant, observations that are not reproduced."""

import numpy as np
import pytest
import xarray as xr

from samspil.calibration import load_targets
from samspil.calibration.shipping import FORCED_BY
from samspil.experiments import forecast, settings, weighted
from samspil.experiments.weighted import effective_number, quantiles
from samspil.reports import trust
from samspil.reports.view import view
from samspil.runs import fitted
from samspil.runs.precision import upper_bound

from .line_kernel import LineKernel

LOOSE = ("fit", "check", "pattern")


def test_weights_count_as_so_many_draws() -> None:
    values, weights = np.array([3.0, 1.0, 2.0]), np.array([1.0, 3.0, 2.0])
    repeated = np.repeat(values, weights.astype(int))
    np.testing.assert_allclose(quantiles(values, weights)[2], 1.4, atol=0.2)
    many = np.random.default_rng(1).normal(size=4001)
    np.testing.assert_allclose(quantiles(many, np.ones(4001)), np.quantile(many, weighted.SHARES), atol=0.01)
    assert abs(quantiles(values, weights)[2] - np.median(repeated)) < 0.6
    assert effective_number(np.ones(7), np.arange(7)) == pytest.approx(7.0)
    assert effective_number(np.array([1.0, 0.0, 0.0]), np.arange(3)) == pytest.approx(1.0)
    # A draw that is taken twice is one.
    assert effective_number(np.ones(4), np.array([0, 1, 0, 1])) == pytest.approx(2.0)


@pytest.fixture(scope="module")
def made():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("samspil.runs.kernel._shipped", LineKernel())
        yield forecast(["current-policy", "full-portfolio"], draws=60, replicates=1, side_tests=False)


def test_the_forced_variant_weighs_the_runs_there_are_by_the_likelihood_of_the_harvest(made) -> None:
    weights = fitted.forced()[fitted.posterior(60, 1)["place"].values]
    level = made.summary["potentials"]
    values = made.results["freed_fte"].sel(potentials=level, scenario="full-portfolio").isel(time=107).values[:, 0]
    told = made.summary["forced"]["full-portfolio"]
    variants = made.summary["scenarios"]["full-portfolio"]["potentials"]["estimated"]["variants"]
    for date, beside in variants.items():
        assert list(beside) == ["independent", "forced"]
        assert [beside["forced"][key] for key in ("p", "upper")] == [told["fte"][date][key] for key in ("p", "upper")]
    assert told["fte"]["2030-12"]["mean"] == pytest.approx(np.average(values, weights=weights))
    assert told["effective"] == pytest.approx(weights.sum() ** 2 / (weights**2).sum())
    goal = made.summary["target"]["fte"]
    assert told["p_target"] == pytest.approx(np.average(values >= goal, weights=weights))
    # The bound is that of the draws that count, not of all.
    assert told["p_target_upper"] == pytest.approx(upper_bound(told["p_target"], int(told["effective"])))
    assert told["effective"] < 60
    heavy = fitted.simulated().sel(target=FORCED_BY).values
    assert np.average(heavy, weights=fitted.forced()) > 1.2 * heavy.mean()


def test_every_observation_outside_its_deviation_is_named_and_no_other(made) -> None:
    told = {each["name"]: each for each in made.summary["outside"]}
    known = fitted.simulated()
    for target in load_targets().values():
        if target.use in LOOSE and target.name in known["target"].values:
            low, high = weighted.reproduced(target)
            assert (target.name in told) != (low <= float(np.nanmedian(known.sel(target=target.name))) <= high)
    places = fitted.posterior(60, 1)["place"].values
    due = made.results["freed_fte"].sel(potentials=made.summary["potentials"], scenario="current-policy")
    due = due.isel(time=107).values[:, 0]
    for name, each in told.items():
        if each["deviation"] is not None:
            inside = np.abs(known.sel(target=name).values[places] - each["observed"]) <= each["deviation"]
            assert each["agreeing"] == inside.sum()
            enough = inside.sum() >= settings.count("outside_draws")
            assert each["fte_agreeing"] == (pytest.approx(np.median(due[inside])) if enough else None)
    assert FORCED_BY in told


def test_draws_of_the_priors_have_no_forced_variant() -> None:
    assert weighted.beside(xr.Dataset(), fitted.prior(3), "estimated") == {}


def test_what_the_report_says_of_the_harvest_is_the_observation_that_weighs(made) -> None:
    row = made.summary["pace"]["harvest"]["money"]
    assert row["value"] == load_targets()[FORCED_BY].value


def test_how_far_the_harvest_is_taken_at_its_word_is_told(made) -> None:
    places = fitted.posterior(60, 1)["place"].values
    values, weights = fitted.simulated().sel(target=FORCED_BY).values[places], fitted.forced()[places]
    told = made.summary["forced"]["current-policy"]["replayed"]
    assert told["usual"] == pytest.approx(np.median(values), rel=1e-5)
    assert weights[values <= told["forced"]].sum() == pytest.approx(weights.sum() / 2, rel=0.1)
    shown = view(made.results, made.summary, "en", made.scenarios)
    amounts = [shown.words.numbers.amount(told[name]) for name in ("forced", "usual")]
    sentence = f"then gives {amounts[0]} million DKK; without the weights it is {amounts[1]}."
    assert any(sentence in each for each in trust.sentences(shown))


@pytest.mark.parametrize(("language", "words"), [("en", "upper anchor"), ("da", "øvre anker")])
def test_terminal_and_report_tell_it_in_both_languages(made, language: str, words: str) -> None:
    shown = view(made.results, made.summary, language, made.scenarios)
    middle = shown.words.numbers.rounded(made.summary["forced"]["current-policy"]["fte"]["2030-12"]["p50"], None)
    assert any(words in told and middle in told for told in trust.sentences(shown))
    forced, outside = trust.tables(shown)
    assert len(forced.rows) == 2
    assert len(outside.rows) == len(made.summary["outside"])
    assert all(len(row.cells) == len(table.heads) - 1 for table in (forced, outside) for row in table.rows)
