"""What partnerships do, by cause: limits and delays lifted, what becomes of what is made, what the report says."""

from __future__ import annotations

import copy
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from samspil.experiments import settings
from samspil.experiments.asking import Asking
from samspil.experiments.partnering import difference, lift, partnering, policies_of
from samspil.experiments.tracing import traced
from samspil.model.parameters import prior_draws, registry
from samspil.reports import partnering as told
from samspil.reports.formats import HARD_SPACE
from samspil.reports.view import View, view
from samspil.scenarios import load
from samspil.scenarios.population import synth

from . import fake_results
from .composing import annexed
from .fake_results import Size

DATES = ["2030-12", "2035-12"]


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("country") / "small"
    synth(12, 80, 2, folder)
    return folder


def test_a_row_lifts_what_it_names_and_nothing_where_it_names_nothing() -> None:
    usual = load("current-policy")
    rows = {row["name"]: row for row in settings.table("limits")}
    assert lift(usual, rows["as_it_is"]) is usual
    assert lift(usual, rows["all_limits"]).rules.items() >= dict.fromkeys(told.LIMITS, "unlimited").items()
    assert lift(usual, rows["delays"]).uncertainties["cashing_lag_months"].value == 1
    for row in rows.values():
        assert {each.split("=")[0] for each in row["fixed"].split()} <= set(registry())


def test_a_difference_within_two_errors_is_not_told_from_zero() -> None:
    assert difference(np.array([[1.0], [1.2], [0.8], [1.0]]))["told"]
    assert not difference(np.array([[1.0], [-1.2], [0.8], [-1.0]]))["told"]


@dataclass(frozen=True)
class Answers(Asking):
    """Answers by scenario: baseline 100, the first policy 103, the second 90, twice as far apart without limits."""

    def due(self, scenarios: Any, draws: Any, replicates: int, dates: Any) -> np.ndarray:
        per = {"current-policy": 0.0, "strategic-partnerships": 3.0, "no-partnerships": -10.0}
        gains = [
            next(gain for name, gain in per.items() if scenario.name.startswith(name))
            * (2.0 if "all-limits" in scenario.name else 1.0)
            for scenario in scenarios
        ]
        base = 100.0 + np.arange(4.0)[None, :, None, None] * np.ones((1, 4, 1, len(dates)))
        return base + np.array(gains)[:, None, None, None]


def test_policies_are_paired_with_the_baseline_under_the_same_lifting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("samspil.experiments.partnering.traced", lambda *_: {})
    scenarios = {name: load(name) for name in ("current-policy", "strategic-partnerships", "no-partnerships")}
    ds = fake_results.results(Size(draws=6, replicates=1, scenarios=tuple(scenarios)))
    found = partnering(ds, scenarios, prior_draws(1, 4), DATES, Answers())
    assert found is not None
    # What they add is told over all draws; limits are lifted in the first of them.
    due = ds["freed_fte"].sel(potentials="estimated", time="2035-12-01").squeeze()
    whole = float((due.sel(scenario="strategic-partnerships") - due.sel(scenario="current-policy")).mean())
    assert found["effects"]["strategic-partnerships"]["2035-12"]["fte"] == pytest.approx(whole)
    assert found["draws"] == 4
    moved = {row["name"]: row["moved"]["strategic-partnerships"]["2035-12"] for row in found["lifted"]}
    assert moved["all_limits"]["fte"] == pytest.approx(3.0)
    assert moved["all_limits"]["told"]
    assert not moved["as_it_is"]["told"]
    gains = {row["name"]: row["policies"]["strategic-partnerships"]["2035-12"]["fte"] for row in found["lifted"]}
    assert gains["as_it_is"] == pytest.approx(3.0)
    assert gains["all_limits"] == pytest.approx(6.0)
    assert partnering(ds, {"no-partnerships": load("no-partnerships")}, prior_draws(1, 4), DATES, Answers()) is None
    assert policies_of({"current-policy": None}) == []


def test_a_trace_is_the_same_on_any_number_of_threads_and_of_partnerships_alone(small: Path) -> None:
    usual = replace(load("current-policy"), population=str(small))
    draws = prior_draws(1, 3)
    one, two = (traced(usual, draws, Asking(1, workers=workers)) for workers in (1, 2))
    assert one == two
    assert one["solutions"] > 0
    assert 0 <= one["free_nothing"] <= 1
    assert one["months_to_solution"] > 6
    assert one["months_cashing"] == pytest.approx(float(draws["cashing_lag_months"].mean()))
    none = traced(replace(usual, rules={**usual.rules, "partnerships": False}), draws, Asking(1, workers=1))
    assert none["solutions"] == 0
    assert none["fte_a_use"] is None


def moved(fte: float) -> dict[str, Any]:
    """By how much lifting changes an effect, told from chance where it is more than 6 FTE."""
    return {"fte": fte, "se": 3.0, "told": abs(fte) > 6.0}


def record(late: float = 30.0) -> dict[str, Any]:
    """A record with numbers that can be told apart; a partnership takes `late` months to its first solution."""
    gains = {
        "as_it_is": 7.0,
        "slots": 8.0,
        "money": 31.0,
        "attention": 9.0,
        "all_limits": 47.0,
        "delays": 53.0,
        "size": 59.0,
    }
    policies = settings.word("partnership_policies").split()
    lifted = [
        {
            "name": row["name"],
            "title": {"en": row["title_en"], "da": row["title_da"]},
            "baseline": dict.fromkeys(DATES, 100.0),
            "policies": {
                name: {date: {"fte": sign * gains[row["name"]], "se": 2.0, "told": date == DATES[1]} for date in DATES}
                for name, sign in zip(policies, (1, -1), strict=True)
            },
            "moved": {
                name: dict.fromkeys(DATES, moved(sign * (gains[row["name"]] - 7.0)))
                for name, sign in zip(policies, (1, -1), strict=True)
            },
        }
        for row in settings.table("limits")
    ]
    trace = {"months_to_solution": late, "months_installing": 8.0, "months_deepening": 22.0, "months_cashing": 14.0}
    trace |= {"free_nothing": 0.37, "fte_a_use": 0.21, "solutions": 300.0, "hosts_a_solution": 4.1}
    trace |= {"hosts_in_project": 1.3, "hosts_in_strategic": 2.7}
    effects = lifted[0]["policies"]
    return {
        "policies": policies,
        "dates": DATES,
        "effects": effects,
        "draws": 12,
        "lifted": lifted,
        "traces": dict.fromkeys(["current-policy"], trace),
    }


def shown(lang: str, found: dict[str, Any] | None) -> View:
    ds = fake_results.results(Size())
    summary = copy.deepcopy(fake_results.summary(ds))
    made = view(ds, summary, lang, fake_results.infos(ds))
    if found is not None:
        found["traces"][made.baseline] = found["traces"]["current-policy"]
        summary["partnering"] = found
    return made


def text(found: dict[str, Any], lang: str = "en") -> str:
    return " ".join(told.sentences(shown(lang, found))).replace(HARD_SPACE, " ")


def test_every_sentence_says_what_the_record_says() -> None:
    said = text(record())
    assert "+7 FTE in December 2030, which cannot be told from zero (simulation error 2" in said
    assert "+7 FTE in December 2035 (simulation error 2" in said
    assert "30 months from its opening" in said
    assert ": 74 months. One opened in January 2027 is through in March 2033, after December 2030" in said
    assert "Without delays" in said
    assert "would give +53 FTE in December 2030, not +7" in said
    assert "37" in said
    assert "frees 0.21 FTE" in said
    assert "would give +59 FTE in December 2035, not +7" in said
    assert "taken into use by 4.1 hosts; 1.3 hosts take part in a project, 2.7 in a strategic" in said
    assert "that on money moves most" in said
    assert "+31 FTE, not +7. All three lifted: +47 (first 12 draws)" in said


def test_what_comes_in_time_is_not_said_to_come_late() -> None:
    assert ": 46 months" in text(record(late=2.0))
    assert "is through in November 2030, by December 2030" in text(record(late=2.0))


def test_the_limit_that_moves_most_is_named() -> None:
    found = record()
    for row in found["lifted"]:
        if row["name"] == "slots":
            row["moved"][found["policies"][0]] = dict.fromkeys(DATES, moved(-90.0))
    assert "that on slots moves most" in text(found)


def test_a_limit_that_moves_no_more_than_chance_is_not_said_to_move() -> None:
    found = record()
    for row in found["lifted"]:
        if row["name"] == "money":
            row["moved"][found["policies"][0]] = dict.fromkeys(DATES, moved(4.0))
    said = text(found)
    assert "none of the limits on slots, money and attention, lifted alone, changes by more than chance" in said
    assert "moves most what" not in said.split("Limits:")[1]


def test_a_partnership_opens_when_new_policies_start() -> None:
    made = shown("en", record())
    made.summary["evidence"] = {"policies_from": "2027-05"}
    assert "One opened in May 2027" in " ".join(told.sentences(made)).replace(HARD_SPACE, " ")


@pytest.mark.parametrize("lang", ["en", "da"])
def test_the_report_has_a_section_of_it_where_it_was_asked(lang: str) -> None:
    assert annexed(shown(lang, record()), "partnering") is not None
    assert annexed(shown(lang, None), "partnering") is None
    rows = told.table(shown(lang, record()))
    assert rows is not None
    assert len(rows.rows) == len(settings.table("limits"))
    assert text(record(), lang).count("{") == 0


def test_nothing_is_said_of_timing_that_is_not_known() -> None:
    found = record()
    for trace in found["traces"].values():
        trace["months_to_solution"] = None
    assert "Timing" not in text(found)
