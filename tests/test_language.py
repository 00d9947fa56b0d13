"""Words for how likely and how sure: each follows from numbers, and none is told without them."""

import itertools

import numpy as np
import pytest

from samspil.reports.formats import rounded
from samspil.reports.language.chances import chance_of
from samspil.reports.language.confidence import Facts, confidence, levels, reason_words
from samspil.reports.language.likelihood import interval, likelihood, scale, weakest
from samspil.reports.words import LANGUAGES, words

SOUND = Facts(assumed_share=0.1, outside=1, observations=30, rules=12, forms=30)


def test_the_words_for_likelihood_meet_and_do_not_overlap() -> None:
    ends = [(term.low, term.high) for term in scale()]
    assert ends[0][0] == 0.0
    assert ends[-1][1] == 1.0
    assert all(low < high for low, high in ends)
    assert all(before[1] == after[0] for before, after in itertools.pairwise(ends))
    for lang in LANGUAGES:
        assert len({term.text[lang] for term in scale()}) == len(scale())


@pytest.mark.parametrize(
    ("low", "p", "high", "term"),
    [
        (0.0, 0.0, 0.0099, "exceptionally_unlikely"),
        (0.0, 0.0, 0.01, "very_unlikely"),  # the bound is the next band's
        (0.02, 0.05, 0.12, "unlikely"),
        (0.2, 0.32, 0.4, "even"),
        (0.6, 0.7, 0.8, "even"),
        (0.7, 0.92, 0.97, "likely"),
        (0.3, 0.5, 0.95, "even"),
        (0.995, 1.0, 1.0, "virtually_certain"),
    ],
)
def test_where_the_interval_crosses_a_boundary_the_weaker_word_is_told(low, p, high, term) -> None:
    assert likelihood(low, p, high).term == term


def test_a_word_needs_as_many_draws_as_its_band_is_narrow() -> None:
    assert interval(0.0, 300).term == "exceptionally_unlikely"
    assert interval(0.0, 100).term == "very_unlikely"
    assert interval(1.0, 300).term == "virtually_certain"


def test_over_variants_the_weakest_word_is_told_and_who_decided_it() -> None:
    found = {"independent": interval(0.0, 300), "shift_25": interval(0.0, 30), "forced": interval(0.2, 60)}
    told = weakest(found)
    assert (told.term, told.decided, told.p) == ("unlikely", "forced", 0.0)
    assert weakest({"independent": interval(0.0, 300)}).decided == ""


def test_variants_on_both_sides_of_the_middle_leave_no_side() -> None:
    found = {"independent": likelihood(0.0, 0.0, 0.005), "shift_25": likelihood(0.7, 0.75, 0.8)}
    assert weakest(found).term == "even"


def test_a_likelihood_is_never_told_without_its_number() -> None:
    found, say = interval(0.0, 300), words("da")
    with pytest.raises(ValueError, match="number"):
        found.told(" ", say)
    assert found.told("0 af 300", say) == "næsten udelukket (0 af 300)"


@pytest.mark.parametrize("bounds", [(0.2, 0.1, 0.3), (0.0, 0.5, 1.1), (-0.1, 0.0, 0.1)])
def test_an_interval_that_does_not_hold_its_probability_is_refused(bounds) -> None:
    with pytest.raises(ValueError, match="low"):
        likelihood(*bounds)


def test_a_chance_that_no_simulation_shows_is_told_with_the_highest() -> None:
    runs = np.array([100.0, 1204.0, np.nan, 300.0])
    assert chance_of(runs, 10_000, words("en")) == "in none of 3 simulations; the highest reached 1,200"
    assert chance_of(runs, 10_000, words("da")) == "i ingen af 3 simulationer; den højeste nåede 1.200"
    assert chance_of(runs, 300, words("en")) == "in 2 of 3 simulations (67%)"
    assert chance_of(runs, 50, words("en")) == "in all 3 simulations; the lowest reached 100"


def test_the_highest_does_not_round_to_the_target_that_it_missed() -> None:
    assert "9,998" in chance_of(np.array([9_998.0]), 10_000, words("en"))


def test_confidence_is_what_its_weakest_fact_allows() -> None:
    assert confidence(SOUND).level == "high"
    for change, criterion in ({"assumed_share": 0.6}, "assumed"), ({"outside": 10}, "outside"), ({"rules": 3}, "rules"):
        told = confidence(Facts(**{**vars(SOUND), **change}))
        assert told.level == "low"
        assert [each.criterion for each in told.reasons if each.decides] == [criterion]


def test_what_is_not_known_gives_no_confidence() -> None:
    for change in ({"assumed_share": None}, {"observations": 0, "outside": 0}, {"rules": 0}):
        assert confidence(Facts(**{**vars(SOUND), **change})).level == levels()[0].name


@pytest.mark.parametrize("lang", ["en", "da"])
def test_what_runs_do_not_tell_is_not_said_to_be_none(lang: str) -> None:
    """Of few draws no split is told, which is not to say that no rule has other forms."""
    unknown = Facts(assumed_share=None, outside=0, observations=0, rules=0, forms=0)
    for criterion in ("assumed", "outside", "rules"):
        assert not any(each.isdigit() for each in reason_words(criterion, unknown, words(lang)))
        assert any(each.isdigit() for each in reason_words(criterion, SOUND, words(lang)))


def test_confidence_names_the_fact_that_holds_it_down() -> None:
    told = confidence(Facts(**{**vars(SOUND), "rules": 3, "forms": 8}))
    assert told.told(words("en")) == "low confidence: only 3 rules of the model were tried in other forms (8 forms)"


@pytest.mark.parametrize(
    ("value", "error", "told"),
    [
        (523, 19, 520),
        (523, None, 520),
        (1234, 5, 1200),
        (1234, 300, 1200),
        (8651, 40, 8700),
        (40, 900, 0),
        (0.0234, 0.001, 0.023),
        (-523, 19, -520),
    ],
)
def test_a_figure_is_rounded_to_what_its_error_allows(value, error, told) -> None:
    assert rounded(value, error) == pytest.approx(told)
