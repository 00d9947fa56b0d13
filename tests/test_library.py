"""The policy library: every scenario of the specification, whole, in both languages, and sensible at its levels."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from samspil.model.epoch import month_number
from samspil.model.levers import levers
from samspil.scenarios import Scenario, headline, library, load, loads, resolved_text
from samspil.scenarios.documents.document import Document, read_file
from samspil.scenarios.documents.events import RollOut
from samspil.scenarios.documents.known import programmes, regions
from samspil.scenarios.documents.library import FOLDER, library_file
from samspil.scenarios.tables import load_costs, origin, policy_start

REGIONS = regions("denmark")
START = policy_start()
NAMES = [
    "current-policy",
    "continued-effort",
    "no-partnerships",
    "no-partnerships-ever",
    "strategic-partnerships",
    "matchmaking",
    "knowledge-bridges",
    "data-saves-lives",
    "mental-health-lighthouse",
    "personal-health",
    "opi-pool",
    "innovative-procurement",
    "implementation-support",
    "national-programmes",
    "life-science-city-aalborg",
    "co-creation",
    "kpi-led-partnerships",
    "community-of-practice",
    "use-what-we-have",
    "benefit-realisation",
    "scale-proven",
    "evaluation-first",
    "ai-large-scale",
    "shared-procurement-body",
    "mandate-proven",
    "funding-cliff",
    "regions-only",
    "municipalities-only",
    "sme-first",
    "large-first",
    "full-portfolio",
    "start-2029",
    "budget-cut",
    "staff-shortage",
    "reform-friction",
    "no-health-reform",
    "professional-networks",
    "lighthouse-obesity",
    "opi-guide",
    "innovation-unit",
    "vind",
    "welfare-technology",
    "ai-in-elder-care",
]
ADDING = [
    name
    for name in load("full-portfolio").policies
    if name not in ("current-policy", "continued-effort", "full-portfolio")
]
# Policies that fix a level rather than add to it, and so do not commute with others.
FIXING = {"knowledge-bridges", "shared-procurement-body"}


def table(name: str, lever: str) -> np.ndarray:
    return load(name).lever_table(lever, REGIONS)


def at(name: str, lever: str, date: str, region: str = "Syddanmark") -> float:
    return float(table(name, lever)[month_number(date), REGIONS.index(region)])


def document(name: str) -> Document:
    return read_file(library_file(name))


def tables(scenario: Scenario) -> np.ndarray:
    return np.stack([scenario.lever_table(name, REGIONS) for name in levers()])


# Every file


def test_the_library_is_that_of_the_specification() -> None:
    assert sorted(library()) == sorted(NAMES)
    assert library()[: len(headline())] == headline()


def test_the_headline_set_is_that_of_the_specification() -> None:
    assert headline() == (
        "current-policy",
        "continued-effort",
        "no-partnerships",
        "strategic-partnerships",
        "scale-proven",
        "innovative-procurement",
        "full-portfolio",
    )


@pytest.mark.parametrize("name", NAMES)
def test_a_file_is_whole_in_both_languages(name: str) -> None:
    scenario = load(name)
    assert scenario.name == name
    assert scenario.sources
    for texts in (scenario.title, scenario.description, scenario.decider, scenario.instrument, scenario.cost):
        assert set(texts) == {"en", "da"}
    assert scenario.description["en"] != scenario.description["da"]
    assert len(scenario.description["da"]) > 60


@pytest.mark.parametrize("name", NAMES)
def test_a_resolved_file_has_the_same_digest(name: str) -> None:
    scenario = load(name)
    again = loads(resolved_text(scenario))
    assert again.digest == scenario.digest
    assert (tables(again) == tables(scenario)).all()


@pytest.mark.parametrize("name", NAMES)
def test_a_policy_builds_on_current_policy(name: str) -> None:
    scenario = load(name)
    assert scenario.policies[0] == "current-policy"
    assert scenario.target == load("current-policy").target


def test_no_two_files_are_the_same_scenario() -> None:
    assert len({load(name).digest for name in NAMES}) == len(NAMES)


def test_files_are_small() -> None:
    assert all(len(path.read_text(encoding="utf-8").splitlines()) < 100 for path in Path(FOLDER).glob("*.yaml"))


@pytest.mark.parametrize("name", [name for name in NAMES if name not in ("current-policy", "continued-effort")])
def test_no_policy_starts_earlier_than_it_can(name: str) -> None:
    scenario, costs = load(name), load_costs()
    for lever, made in scenario.levers.items():
        item = levers()[lever].cost_item
        for change in made if item in costs else ():
            earliest = max(costs[item].earliest or 0, START)
            assert change.policy != name or change.start >= earliest, f"{lever} before it can be decided"


# Current policy


def test_every_programme_is_carried() -> None:
    # The health reform carries no money: it comes with the population and can be dropped by a rule.
    assert set(load("current-policy").programmes) == set(programmes()) - {"health_reform"}


def test_a_programme_acts_only_while_it_has_money() -> None:
    scenario = load("current-policy")
    for made in scenario.levers.values():
        for change in made:
            assert change.programme is not None
            assert programmes()[change.programme].covers(change.start, change.end)


def test_outreach_follows_its_grants() -> None:
    levels = {"2022-06": 0.0, "2022-07": 1.0, "2023-09": 1.0, "2023-10": 1.383, "2024-01": 0.533, "2026-10": 0.533}
    levels |= {"2026-11": 0.15, "2028-12": 0.15, "2029-01": 0.0, "2035-12": 0.0}
    assert {date: round(at("current-policy", "outreach", date), 6) for date in levels} == levels


def test_the_second_lighthouse_is_scaled_by_its_yearly_money() -> None:
    assert pytest.approx(0.383, abs=5e-4) == (72.8 / 37) / (92.5 / 18)


def test_what_the_cluster_carries_ends_with_its_grant() -> None:
    for lever in ("broker", "bridge", "networks"):
        assert at("current-policy", lever, "2022-01") > 0.0
        assert at("current-policy", lever, "2028-12") > 0.0
        assert at("current-policy", lever, "2029-01") == 0.0


def test_regional_programmes_stay_in_their_region() -> None:
    assert table("current-policy", "opi_pool")[-1].tolist() == [0.8 * (label == "Syddanmark") for label in REGIONS]
    assert table("current-policy", "district")[:29].sum() == 0
    assert table("current-policy", "district")[29].tolist() == [float(label == "Nordjylland") for label in REGIONS]


def test_roll_outs_under_way_are_events() -> None:
    events = [event for event in load("current-policy").events if isinstance(event, RollOut)]
    found = {(event.solution, event.programme) for event in events}
    assert ("dose_packed_medicine", "dose_packed_and_two") in found
    assert ("ai_doc_admin", "ai_large_scale") in found


# Policies


def test_continued_effort_holds_the_level_of_2026() -> None:
    for lever in ("outreach", "broker", "bridge", "networks", "mission.mental_health", "mission.chronic", "guidance"):
        held = table("continued-effort", lever)[month_number("2026-10") :]
        assert np.allclose(held, held[0], rtol=0, atol=1e-12), lever


def test_continued_effort_starts_nothing_before_a_policy_can() -> None:
    for lever in ("national_programmes", "support_share"):
        assert load("continued-effort").levers[lever][-1].start == START


def test_without_partnerships_none_is_opened_or_renewed() -> None:
    for lever in ("new_partnerships", "renewals"):
        assert table("no-partnerships", lever)[START - 1].all()
        assert not table("no-partnerships", lever)[START:].any()
        assert not table("no-partnerships-ever", lever).any()


def test_the_portfolio_is_the_sum_of_its_parts() -> None:
    assert load("full-portfolio") == load("+".join(["continued-effort", *ADDING]))


@pytest.mark.parametrize("name", ADDING)
def test_a_policy_adds_to_current_policy_and_takes_nothing(name: str) -> None:
    policy, baseline = load(name), load("current-policy")
    for lever in policy.levers:
        more = policy.lever_table(lever, REGIONS) - baseline.lever_table(lever, REGIONS)
        less_time = lever == "joint_agreement"
        assert ((more <= 0) if less_time else (more >= 0)).all(), lever
        assert not more[: policy.start].any(), lever


@pytest.mark.parametrize("name", [name for name in ADDING if name not in FIXING])
def test_the_order_of_policies_does_not_matter(name: str) -> None:
    one, other = load(f"{name}+scale-proven"), load(f"scale-proven+{name}")
    assert np.allclose(tables(one), tables(other), rtol=0, atol=1e-12)


def test_a_later_start_waits_two_years_and_changes_nothing_else() -> None:
    now, later, until = (tables(load(name)) for name in ("full-portfolio", "start-2029", "continued-effort"))
    assert load("start-2029").start == START + 24
    assert (later[:, : START + 24] == until[:, : START + 24]).all()
    assert np.allclose(later[:, 160], now[:, 160], rtol=0, atol=1e-12)


def test_policies_for_running_programmes_can_be_read_without() -> None:
    for name in ADDING:
        path = FOLDER / f"{name}.yaml"
        if "\nprogrammes:" in path.read_text(encoding="utf-8"):
            without = load(f"{name}:without")
            assert without != load("current-policy")
            assert set(without.programmes) < set(load("current-policy").programmes)


def test_every_running_programme_has_both_readings() -> None:
    """More of it is the policy itself; without it, the policy takes the programme out of what is decided."""
    running = {name for name, each in programmes().items() if each.end is None or each.end >= origin()}
    about = {programme for name in NAMES for programme in document(name).programmes}
    # The health reform is law and comes with the population; a rule takes it away.
    assert running - about == {"health_reform"}
    for name in NAMES:
        if document(name).programmes:
            assert set(load(f"{name}:without").programmes) == set(programmes()) - {
                "health_reform",
                *document(name).programmes,
            }


def test_the_phases_of_the_lighthouse_can_be_told_apart() -> None:
    first, second = load("lighthouse-obesity:without"), load("mental-health-lighthouse:without")
    levels = [scenario.lever_table("outreach", REGIONS)[20, 0] for scenario in (first, second)]
    assert levels == pytest.approx([0.0, 1.0])
    levels = [scenario.lever_table("outreach", REGIONS)[30, 0] for scenario in (first, second)]
    assert levels == pytest.approx([0.533, 0.15])


def test_what_was_announced_is_no_current_policy() -> None:
    act = programmes()["welfare_technology_2026"]
    assert (act.end, act.end_assumed) == (month_number("2026-12"), True)
    assert (table("current-policy", "support_share")[START:] == levers()["support_share"].default).all()
    assert at("current-policy", "support_share", "2026-11") > levers()["support_share"].default


def test_a_funding_cliff_ends_all_programme_money() -> None:
    scenario = load("funding-cliff")
    ordinary = {name: lever.default for name, lever in levers().items()}
    for lever, made in load("current-policy").levers.items():
        if any(change.programme for change in made) and lever not in ("legal_reform", "decision_support"):
            assert (scenario.lever_table(lever, REGIONS)[START:] <= ordinary[lever]).all(), lever


def test_stress_variants_act_on_any_policy() -> None:
    stressed = load("full-portfolio+budget-cut").lever_table("purchase_budget", REGIONS)
    plain = load("full-portfolio").lever_table("purchase_budget", REGIONS)
    assert stressed[-1, 0] == pytest.approx(0.7 * plain[-1, 0])
