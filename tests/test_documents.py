"""Scenario documents: what may be written, what it comes to, and what is said of mistakes."""

from __future__ import annotations

import contextlib
import json
import os
import pickle
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from samspil.model.epoch import month_number, month_text
from samspil.model.levers import levers
from samspil.model.parameters import registry, retired
from samspil.model.state.state import Room
from samspil.scenarios import (
    Change,
    ScenarioError,
    differences,
    library,
    load,
    loads,
    resolved,
    resolved_text,
    schema,
    template,
)
from samspil.scenarios.documents.changes import NATIONAL
from samspil.scenarios.documents.document import READERS
from samspil.scenarios.documents.events import MOST_ROLL_OUTS
from samspil.scenarios.documents.known import moved_needs, programmes, regions, solutions
from samspil.scenarios.documents.levels import lever_table
from samspil.scenarios.documents.quantity import is_unit
from samspil.scenarios.tables import load_costs, load_programmes, newest_published, origin, policy_start
from samspil.scenarios.tables.shipped import DATA

EXAMPLES = Path(__file__).resolve().parent.parent / "scenarios" / "examples"
VALID = sorted((EXAMPLES / "valid").glob("*.yaml"))
INVALID = sorted((EXAMPLES / "invalid").glob("*.yaml"))
# A list of names that is cut short grows with every new name; what is told of a mistake does not.
LONG_LIST = re.compile(r"allowed: [^;]* and \d+ more")
REGIONS = regions("denmark")
START = policy_start()


def told(reference: Any) -> list[str]:
    with pytest.raises(ScenarioError) as caught:
        load(reference)
    return caught.value.lines


def told_of(text: str) -> list[str]:
    with pytest.raises(ScenarioError) as caught:
        loads(text)
    return caught.value.lines


def alone(text: str) -> Any:
    """A scenario that extends nothing, so that only its own lines act."""
    return loads(f"extends: none\n{text}")


# Example files


@pytest.mark.parametrize("path", VALID, ids=lambda path: path.stem)
def test_resolved_form_loads_to_the_same_digest(path: Path) -> None:
    scenario = load(path)
    again = loads(resolved_text(scenario))
    assert again.digest == scenario.digest
    assert resolved(again) == resolved(scenario)


@pytest.mark.parametrize("path", INVALID, ids=lambda path: path.stem)
def test_every_mistake_of_a_file_is_told(path: Path) -> None:
    found = [LONG_LIST.sub("allowed: ... and more", line.replace(f"{path.parent}/", "")) for line in told(path)]
    assert found == path.with_suffix(".txt").read_text(encoding="utf-8").splitlines()


def test_the_example_with_every_key_has_every_key() -> None:
    schema_keys = set(schema()["properties"])
    assert schema_keys == set(READERS)
    written = (EXAMPLES / "valid" / "every-key.yaml").read_text(encoding="utf-8")
    assert all(f"\n{key}:" in written for key in READERS)


# Files that are no documents


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    large, latin, folder = tmp_path / "large.yaml", tmp_path / "latin.yaml", tmp_path / "folder.yaml"
    large.write_bytes(b"title: " + b"x" * 10_000_000)
    latin.write_bytes("# ok\ntitle: pr\xf8ve".encode("latin-1"))
    folder.mkdir()
    assert told(large) == [f"{large}:1: the file is larger than 1,000 kB"]
    assert told(latin) == [f"{latin}:2: is not UTF-8 text"]
    assert told(folder) == [f"{folder}: is a folder, not a file"]
    assert told(tmp_path / "missing.yaml") == [f"{tmp_path / 'missing.yaml'}: there is no such file"]


@pytest.mark.parametrize("text", ["", "  \n\n", "# comment", "---\n...\n"])
def test_empty_text(text: str) -> None:
    assert told_of(text) == ["<scenario>:1: the file is empty"]


@pytest.mark.parametrize("text", ["levers:\nrules:\ntarget:\n", "extends: []\nlevers: {commons: []}"])
def test_a_section_with_nothing_in_it_is_no_mistake(text: str) -> None:
    assert loads(text)


@pytest.mark.parametrize(
    ("text", "remedy"),
    [
        ("levers:\n  broker: 2\n\toutreach: 1\n", "spaces, not tabs"),
        ("levers:\n broker: 2\n  outreach: 1\n", "line it up"),
        ("title: 'a\n", "close the quotes"),
        ("levers: {broker: 2\n", "close every bracket"),
    ],
)
def test_a_text_that_is_no_yaml_is_told_what_to_mend_and_not_what_the_parser_saw(text: str, remedy: str) -> None:
    assert f"not YAML: {remedy}" in told_of(text)[0].replace("indent with ", "")


def test_a_name_without_its_ending_is_told_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "mine.yaml").write_text("name: mine\n")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ScenarioError, match=r"nearest known: mine\.yaml"):
        load("mine")


HARMFUL = ["\x00", "\x07", "\x1b[2J", "\x7f", "\x85", "\x9b2J", "\u2028", "\u202e", "\u2066", "\u200f", "\u061c"]


@pytest.mark.parametrize("letter", HARMFUL)
def test_no_control_character_comes_in_by_any_way(letter: str, tmp_path: Path) -> None:
    spelled = json.dumps(letter)
    for text in (f"title: x{letter}y", f"title: {spelled}", f"sources: [x, {spelled}]", f"{spelled}: x"):
        assert "has the control character" in told_of(text)[0]
    with pytest.raises(ScenarioError) as caught:
        load("current-policy", [f"population=x{letter}"])
    assert letter not in "".join(caught.value.lines)


def test_letters_of_any_script_are_text() -> None:
    title = "Ærø åben שלום اختبار 试验 हिन्दी می‌خواهم 👩‍⚕️"
    assert alone(f"title: {title}").title["en"] == title


@pytest.mark.parametrize("text", ["a: \ud800", "title: \x00", "title: \x07"])
def test_text_that_is_no_text(text: str) -> None:
    assert len(told_of(text)) == 1


def test_a_byte_order_mark_is_no_mistake(tmp_path: Path) -> None:
    path = tmp_path / "bom.yaml"
    path.write_bytes(b"\xef\xbb\xbflevers: {broker: 2}\n")
    assert load(path).levers["broker"]


def test_a_file_wrong_throughout_does_not_fill_the_screen() -> None:
    lines = told_of("\n".join(f"nonsense_{number}: 1" for number in range(5000)))
    assert len(lines) < 50
    assert "more problems" in lines[-1]


def survives(text: str) -> None:
    """The text is a scenario, or told to be none: it raises nothing else."""
    with contextlib.suppress(ScenarioError):
        loads(text)


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=80))
def test_any_text_is_a_scenario_or_a_told_mistake(text: str) -> None:
    survives(text)


WORDS = [
    *READERS,
    "set",
    "add",
    "broker",
    "from",
    "en",
    "fte",
    "mandate",
    "engageable_share",
    "value",
    "trust",
    "regions",
]


@settings(max_examples=60, deadline=None)
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.sampled_from(["start", "2027-01", "best", "x"]),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(WORDS), inner, max_size=4),
        max_leaves=12,
    )
)
def test_any_shape_is_a_scenario_or_a_told_mistake(shape: Any) -> None:
    survives(json.dumps(shape, ensure_ascii=False))


# Names and compositions


@pytest.mark.parametrize("name", ["current/policy", "<b>x</b>", "curent-policy", "a+", "", "+", "a-without:", "x:more"])
def test_names_that_are_no_scenarios(name: str) -> None:
    assert len(told(name)) == 1


def test_a_near_name_is_told() -> None:
    assert told("curent-policy")[0].endswith("nearest known: current-policy")


def test_a_policy_acts_on_what_it_extends_once() -> None:
    assert load("current-policy+co-creation") == load("co-creation")
    assert load("co-creation+co-creation") == load("co-creation")


def test_later_parts_act_after_earlier_ones(tmp_path: Path) -> None:
    for name, level in (("low", 1), ("high", 5)):
        (tmp_path / f"{name}.yaml").write_text(f"levers: {{broker: {level}}}", encoding="utf-8")
    table = load(f"{tmp_path / 'low.yaml'}+{tmp_path / 'high.yaml'}").lever_table("broker", REGIONS)
    assert table[-1].tolist() == [5.0] * 5
    assert load(f"{tmp_path / 'low.yaml'}+{tmp_path / 'high.yaml'}").name == "low+high"


def test_a_part_can_be_left_out() -> None:
    without = load("full-portfolio-without:opi-pool")
    assert "opi-pool" not in without.policies
    assert without.lever_table("opi_pool", ["Sjælland"])[-1] == 0
    assert without.lever_table("opi_pool", ["Syddanmark"])[-1] == pytest.approx(0.8)
    assert without.title["en"] == "Full portfolio without OPI pool in all regions"


def test_a_running_programme_can_be_taken_out() -> None:
    without = load("opi-pool:without")
    assert without == load("current-policy-without:opi-pool")
    assert not without.lever_table("opi_pool", REGIONS).any()
    assert load("opi-pool:more") == load("opi-pool")
    assert without.title["en"] == "Without South Denmark OPI pool"


def test_only_policies_of_running_programmes_can_be_taken_out() -> None:
    assert "neither a part of" in told("current-policy-without:co-creation")[0]
    assert "nor the policy of a running programme" in told("co-creation:without")[0]


def test_extends_twice_along_two_ways_acts_once() -> None:
    both = loads("extends: [matchmaking, co-creation]")
    assert both.policies == ("current-policy", "matchmaking", "co-creation", "scenario")


# Dates


def test_months_are_numbers_from_january_2022() -> None:
    assert (month_number("2022-01"), month_number("2035-12"), month_number("2021-12")) == (0, 167, -1)
    assert all(month_number(month_text(month)) == month for month in range(-12, 180))
    assert month_number("2027-13") is None


def test_start_moves_undated_changes_of_what_is_extended() -> None:
    later = loads("extends: matchmaking\nstart: 2030-01")
    assert [change.start for change in later.levers["broker"]] == [0, 96]


def test_a_policy_starts_six_months_after_the_newest_evidence() -> None:
    seen = max(programme.seen for programme in load_programmes().values())
    assert origin() == seen >= newest_published()
    plain = loads("levers: {broker: 2}")
    assert plain.start == plain.levers["broker"][-1].start == seen + 6 > month_number("2027-01")
    assert loads("origin: 2028-03\nlevers: {broker: 2}").levers["broker"][-1].start == month_number("2028-09")
    assert load("matchmaking", ["origin=2028-03"]) == load("matchmaking", ["start=2028-09"])
    assert loads("start: 2026-12\norigin: 2028-03").start == month_number("2026-12")


def test_the_table_of_costs_holds_back_a_policy_that_states_no_start() -> None:
    earliest = load_costs()["data_reform"].earliest
    assert earliest is not None
    assert earliest > START
    for text in ("levers: {legal_reform: 0.5}", "levers: {legal_reform: {add: 0.1, from: start+2}}"):
        assert alone(text).levers["legal_reform"][0].start == earliest
        assert alone(f"origin: 2026-01\n{text}").levers["legal_reform"][0].start == earliest
    assert alone("start: 2027-06\nlevers: {legal_reform: 0.5}").levers["legal_reform"][0].start == 65
    assert alone("levers: {legal_reform: {set: 0.5, from: 2027-06}}").levers["legal_reform"][0].start == 65


def test_a_number_that_moved_nothing_is_still_read() -> None:
    assert retired().keys().isdisjoint(registry())
    for name in retired():
        assert alone(f"uncertainties: {{{name}: 5}}") == alone("title: x")
        assert load("current-policy", [f"{name}=5"]) == load("current-policy")
    assert not any(name in line for name in retired() for line in told_of("uncertainties: {cost.ai_pilo: 5}"))


def test_dates_may_hang_on_the_start() -> None:
    change = alone("start: 2028-07\nlevers: {broker: {set: 2, from: start+6, to: start + 17 months}}").levers["broker"][
        0
    ]
    assert (month_text(change.start), month_text(change.end)) == ("2029-01", "2029-12")


def test_a_programme_lends_its_dates() -> None:
    change = alone("levers: {outreach: {add: 1, programme: lighthouse_1}}").levers["outreach"][0]
    assert (month_text(change.start), month_text(change.end), change.programme) == (
        "2022-07",
        "2023-12",
        "lighthouse_1",
    )


def test_a_horizon_that_would_not_shorten_the_run_is_refused() -> None:
    assert alone("horizon: 2035-12").horizon == 167
    assert told_of("horizon: 2032-12")[0].endswith("every run goes on to the same month; allowed: 2035-12")


# Digest


def test_what_changes_no_result_changes_no_digest() -> None:
    plain = alone("levers: {broker: 2}")
    said = "title: {en: A, da: B}\nsources: [x]\nname: other\ndecider: me\n"
    assert alone(said + "levers: {broker: 2}") == plain
    assert alone(f"levers: {{broker: {{set: 2.0, from: {month_text(START)}}}}}") == plain
    assert alone("levers: {broker: [2 introductions per month]}\nrules: {trust: true}") == plain
    assert hash(alone(said + "levers: {broker: 2}")) == hash(plain)


@pytest.mark.parametrize(
    "text",
    [
        "levers: {broker: 3}",
        "levers: {broker: {set: 2, ramp: 2}}",
        "levers: {outreach: {set: 2, regions: Sjælland}}",
        "levers: {broker: 2}\nrules: {trust.adopt: false}",
        "levers: {broker: 2}\nuncertainties: {reach: 0.5}",
        "levers: {broker: 2}\nevents: [{mandate: best}]",
        "levers: {broker: 2}\ntarget: {fte: 9999}",
        "levers: {broker: 2}\npotentials: measured",
        "start: 2027-02\nlevers: {broker: 2}",
    ],
)
def test_what_changes_results_changes_the_digest(text: str) -> None:
    assert alone(text) != alone("levers: {broker: 2}")


def test_a_scenario_travels_to_other_processes() -> None:
    scenario = load("full-portfolio")
    assert pickle.loads(pickle.dumps(scenario)) == scenario
    with pytest.raises(ScenarioError) as caught:
        loads("levers: {brokr: 1}")
    assert pickle.loads(pickle.dumps(caught.value)).lines == caught.value.lines


# Levels


def test_a_change_ends_and_the_level_before_it_holds_again() -> None:
    table = alone("levers: {strategic_share: {set: 0.6, from: 2028-01, to: 2028-12}}").lever_table(
        "strategic_share", REGIONS
    )
    assert table.shape == (180, 5)
    assert table[71:73, 0].tolist() == [0.1, 0.6]
    assert table[83:85, 0].tolist() == [0.6, 0.1]


def test_a_ramp_is_whole_in_its_last_month() -> None:
    table = alone("levers: {broker: {set: 4, ramp: 4 months}}").lever_table("broker", REGIONS)
    assert table[START - 1 : START + 5, 0].tolist() == [0.0, 1.0, 2.0, 3.0, 4.0, 4.0]


def test_regions_stand_apart() -> None:
    table = alone("levers: {opi_pool: {add: 0.8, regions: [Region Syddanmark]}}").lever_table("opi_pool", REGIONS)
    assert table[100].tolist() == [0.8 if label == "Syddanmark" else 0.0 for label in REGIONS]


def test_a_shock_scales_exogenous_levers_while_it_lasts() -> None:
    shock = alone("events: [{shock: flu, from: 2028-01, to: 2028-03, shortage: 1.5, regions: Sjælland}]")
    table = shock.lever_table("shortage", ["Sjælland", "Syddanmark"])
    assert table[71:76, 0].tolist() == [1.0, 1.5, 1.5, 1.5, 1.0]
    assert (table[:, 1] == 1.0).all()


NAMES = st.sampled_from([name for name in levers() if not name.startswith("mission")])


@st.composite
def changes(draw: st.DrawFn, name: str) -> Change:
    lever = levers()[name]
    op = draw(st.sampled_from(["set", "add", "scale"]))
    width = lever.high - lever.low
    span = {"set": (lever.low, lever.high), "add": (-width, width), "scale": (0.0, 3.0)}[op]
    value = draw(st.floats(*span))
    start = draw(st.integers(0, 167))
    end = draw(st.none() | st.integers(start, 167))
    chosen = None if name in NATIONAL else draw(st.none() | st.sets(st.sampled_from(REGIONS), min_size=1))
    where = None if chosen is None else tuple(sorted(chosen))
    return Change(name, op, value, start, end, draw(st.integers(0, 36)), where)


@st.composite
def lever_and_changes(draw: st.DrawFn) -> tuple[str, list[Change]]:
    name = draw(NAMES)
    return name, draw(st.lists(changes(name), max_size=4))


@settings(max_examples=60, deadline=None)
@given(lever_and_changes())
def test_levels_stay_in_range_and_hold_after_2035(case: tuple[str, list[Change]]) -> None:
    name, made = case
    table = lever_table(name, made, REGIONS)
    assert table.shape == (180, 5)
    assert table.dtype == np.float64
    assert ((table >= levers()[name].low) & (table <= levers()[name].high)).all()
    assert (table[168:] == table[167]).all()


@settings(max_examples=60, deadline=None)
@given(lever_and_changes())
def test_a_change_touches_only_its_months_and_regions(case: tuple[str, list[Change]]) -> None:
    name, made = case
    if not made:
        return
    before, after = lever_table(name, made[:-1], REGIONS)[:168], lever_table(name, made, REGIONS)[:168]
    last = made[-1]
    months = np.arange(168)
    outside = (months < last.start) | (months > (167 if last.end is None else last.end))
    assert (before[outside] == after[outside]).all()
    others = [place for place, label in enumerate(REGIONS) if last.regions is not None and label not in last.regions]
    assert (before[:, others] == after[:, others]).all()


@settings(max_examples=40, deadline=None)
@given(lever_and_changes(), st.permutations(REGIONS))
def test_levels_do_not_depend_on_the_order_of_regions(case: tuple[str, list[Change]], order: list[str]) -> None:
    name, made = case
    table, moved = lever_table(name, made, REGIONS), lever_table(name, made, order)
    assert (table[:, [REGIONS.index(label) for label in order]] == moved).all()


@settings(max_examples=40, deadline=None)
@given(lever_and_changes())
def test_a_whole_set_is_exact(case: tuple[str, list[Change]]) -> None:
    name, made = case
    closing = Change(name, "set", levers()[name].high, 0)
    assert (lever_table(name, [*made, closing], REGIONS) == levers()[name].high).all()


# Random documents


def written(change: Change) -> dict[str, Any]:
    record = {
        change.op: change.value,
        "from": month_text(change.start),
        "to": None if change.end is None else month_text(change.end),
        "ramp": change.ramp,
        "regions": None if change.regions is None else list(change.regions),
    }
    return {key: value for key, value in record.items() if value is not None}


def one_roll_out(event: dict[str, Any]) -> tuple[str, str]:
    return event["national_programme"], event.get("hosts", "both")


@st.composite
def documents(draw: st.DrawFn) -> dict[str, Any]:
    cases = draw(st.lists(lever_and_changes(), max_size=3, unique_by=lambda case: case[0]))
    roll_out = st.fixed_dictionaries(
        {"national_programme": st.sampled_from(solutions())},
        optional={"deadline_months": st.integers(1, 120), "hosts": st.sampled_from(["hospitals", "both"])},
    )
    moved = st.fixed_dictionaries({"transfer_tasks": st.permutations(moved_needs())})
    return {
        "extends": [],
        "start": month_text(draw(st.integers(0, 107))),
        "title": draw(st.text(alphabet=st.characters(codec="utf-8", exclude_categories=["C"]), max_size=20)) + "x",
        "levers": {name: [written(change) for change in made] for name, made in cases},
        "events": [*draw(st.lists(roll_out, max_size=3, unique_by=one_roll_out)), *draw(st.lists(moved, max_size=1))],
        "uncertainties": draw(
            st.dictionaries(st.sampled_from(["engageable_share", "trust_baseline"]), st.just({"low": 0.6, "high": 0.6}))
        ),
        "rules": draw(st.dictionaries(st.sampled_from(["trust.adopt", "coverage", "exchange"]), st.booleans())),
        "target": draw(st.fixed_dictionaries({}, optional={"fte": st.floats(1000, 1e6), "since": st.just("none")})),
    }


@settings(max_examples=40, deadline=None)
@given(documents())
def test_resolving_is_a_fixed_point(document: dict[str, Any]) -> None:
    scenario = loads(json.dumps(document, ensure_ascii=False))
    again = loads(resolved_text(scenario))
    assert again.digest == scenario.digest
    assert resolved_text(again) == resolved_text(scenario)
    for name, made in scenario.levers.items():
        assert (lever_table(name, made, REGIONS) == again.lever_table(name, REGIONS)).all()


# Units, settings, differences


@pytest.mark.parametrize(
    ("unit", "known"),
    [
        ("introductions per month", "introductions a month"),
        ("introduction/month", "introductions a month"),
        ("% of new contracts", "share of new contracts"),
        ("percent", "share of hosts a year"),
        ("", "bodies"),
    ],
)
def test_a_unit_may_be_written_in_several_ways(unit: str, known: str) -> None:
    assert is_unit(unit, known)


@pytest.mark.parametrize("unit", ["grants a month", "introductions a year", "introductions", "%"])
def test_another_unit_is_not_taken(unit: str) -> None:
    assert not is_unit(unit, "introductions a month")


def test_settings_act_last() -> None:
    scenario = load(
        "matchmaking", ["broker=7", "engageable_share=0.5", "trust=false", "target.fte=5000", "reform_friction=false"]
    )
    assert (scenario.lever_table("broker", REGIONS)[START:] == 7.0).all()
    assert scenario.uncertainties["engageable_share"].value == 0.5
    assert scenario.rules["trust.adopt"] is False
    assert scenario.rules["reform_friction"] is False
    assert scenario.target.fte == 5000
    assert scenario.name == "matchmaking"


def test_settings_may_move_the_start() -> None:
    assert [change.start for change in load("matchmaking", ["start=2029-01"]).levers["broker"]] == [0, 84]


def test_wrong_settings_are_told_together() -> None:
    with pytest.raises(ScenarioError) as caught:
        load("current-policy", ["engageable_shar=0.5", "broker"])
    assert caught.value.lines[0].endswith("nearest known: engageable_share")
    assert len(caught.value.lines) == 2
    with pytest.raises(ScenarioError, match="0 to 12 introductions a month"):
        load("current-policy", ["broker=13"])
    with pytest.raises(ScenarioError):
        load("current-policy", ["broker=1\nrules: {trust: false}"])


def test_settings_go_by_title_too_in_either_language() -> None:
    named = load("current-policy", ["broker=2", "engageable_share=0.5"])
    assert load("current-policy", ["Mæglerkapacitet = 2", f"{registry()['engageable_share'].title_en}=0.5"]) == named
    with pytest.raises(ScenarioError, match="nearest known: mæglerkapacitet"):
        load("current-policy", ["Mæglerkapacitt=2"])


def test_spaces_in_a_composition_do_not_count() -> None:
    plain = "full-portfolio-without:matchmaking+staff-shortage"
    assert load(plain.replace("+", " + ").replace("-without:", " -without: ")) == load(plain)


def test_several_parts_can_be_left_out() -> None:
    whole = load("full-portfolio")
    out = [name for name in whole.policies if name not in ("current-policy", "full-portfolio")][:2]
    left = load("full-portfolio" + "".join(f"-without:{name}" for name in out)).policies
    assert set(whole.policies) - set(left) >= set(out)
    assert all(name in left for name in whole.policies if name not in out and name == "current-policy")


def test_differences_are_told_in_both_languages() -> None:
    policy, baseline = load("co-creation"), load("current-policy")
    assert differences(baseline, baseline) == []
    assert differences(policy, baseline)[0] == (
        f"Co-creation: +0.4 from {month_text(START)} over 12 months: 0.4 -> 0.8 share of partnerships"
    )
    assert (
        differences(policy, baseline, "da")[0]
        == f"Samskabelse: +0,4 fra {month_text(START)} over 12 måneder: 0,4 -> 0,8 andel af partnerskaber"
    )
    assert "no longer" in differences(baseline, policy)[0]


def test_differences_tell_settings_and_events() -> None:
    changed = alone("events: [{mandate: best, from: 2030-01}]\nrules: {attention: unlimited}\ntarget: {fte: 1}")
    lines = differences(changed, alone("title: x"))
    assert lines == ["mandate best from 2030-01", "target.fte: 10000 -> 1", "rules.attention: limited -> unlimited"]
    whole = load("full-portfolio"), load("current-policy")
    last = "nationalt program auto_route_planning fra 2027-05, måneder til fristen 48"
    assert differences(*whole, "da")[-1] == last


# What writers of documents get


@pytest.mark.parametrize("language", ["en", "da"])
def test_the_template_loads_as_it_stands(language: str) -> None:
    text = template("my-policy", language)
    scenario = loads(text)
    assert scenario.name == "my-policy"
    assert scenario == loads(template("my-policy"))
    assert all(f"# {name}: " in text for name in levers())


@pytest.mark.parametrize("language", ["en", "da"])
def test_every_line_that_the_template_offers_can_be_used(language: str) -> None:
    lines = template("my-policy", language).splitlines()
    offered = [line.replace("  # ", "  ", 1) for line in lines if line.startswith("  # ")]
    loads("levers:\n" + "\n".join(offered))


@pytest.mark.parametrize("name", ["My policy", "a/b", "<b>", "", "x" * 65, "-a"])
def test_a_template_has_a_safe_name(name: str) -> None:
    with pytest.raises(ScenarioError, match="is not a scenario name"):
        template(name)


def fits(value: Any, rule: dict[str, Any]) -> bool:
    """Whether a value fits the part of JSON Schema that `schema` uses."""
    kinds = {"object": dict, "array": list, "string": str, "number": (int, float), "integer": int, "boolean": bool}
    if "type" in rule and (
        not isinstance(value, kinds[rule["type"]]) or (isinstance(value, bool) and rule["type"] != "boolean")
    ):
        return False
    checks = [
        "enum" not in rule or value in rule["enum"],
        "minimum" not in rule or value >= rule["minimum"],
        "maximum" not in rule or value <= rule["maximum"],
        "anyOf" not in rule or any(fits(value, one) for one in rule["anyOf"]),
        "oneOf" not in rule or sum(fits(value, one) for one in rule["oneOf"]) == 1,
        "required" not in rule or (isinstance(value, dict) and set(rule["required"]) <= set(value)),
    ]
    if isinstance(value, list):
        checks += [fits(item, rule.get("items", {})) for item in value]
    if isinstance(value, dict) and "properties" in rule:
        checks += [key in rule["properties"] and fits(item, rule["properties"][key]) for key, item in value.items()]
    return all(checks)


@pytest.mark.parametrize("name", library())
def test_resolved_library_fits_the_schema(name: str) -> None:
    assert fits(json.loads(json.dumps(resolved(load(name)))), schema())


def test_the_schema_refuses_what_the_program_refuses() -> None:
    wrong = [
        {"titel": "x"},
        {"levers": {"broker": 40}},
        {"levers": {"broker": {"set": 1, "add": 1}}},
        {"rules": {"x": 1}},
    ]
    assert not any(fits(document, schema()) for document in wrong)
    described = schema()["properties"]["levers"]["properties"]
    assert list(described) == list(levers())
    assert "0 to 12 introductions a month" in described["broker"]["description"]


def test_names_are_known_before_anything_heavy_is_imported() -> None:
    heavy = "('numpy', 'yaml', 'xarray')"
    code = f"import sys, samspil.scenarios as s; s.library(); print([m for m in {heavy} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_every_catalogue_solution_has_a_potential() -> None:
    assert {f"potential.{name}" for name in solutions()} == {
        name for name in registry() if name.startswith("potential.")
    }


def test_programmes_cover_their_own_dates_only() -> None:
    cluster = programmes()["cluster"]
    assert cluster.covers(0, 83)
    assert not cluster.covers(0, None)
    assert not cluster.covers(84, 83)
    assert programmes()["opi_pool"].covers(0, None)


# Numbers that mean thousands to some


@pytest.mark.parametrize("written", ["10.000", "10,000", "10 000", "10\u00a0000", "10'000", "10.000 FTE", "+10.000"])
def test_ten_thousand_is_never_ten(written: str) -> None:
    with pytest.raises(ScenarioError, match=r"write [+]?10000"):
        load("current-policy", [f"target.fte={written}"])
    assert "write" in told_of(f'target: {{fte: "{written}"}}')[0]


@pytest.mark.parametrize(("written", "value"), [("10000", 10000), ("10.0000", 10), ("1250.5", 1250.5), ("1e4", 10000)])
def test_what_is_written_plainly_is_taken(written: str, value: float) -> None:
    scenario = alone(f"target: {{fte: {written}}}")
    assert scenario.target.fte == value
    assert loads(resolved_text(scenario)).digest == scenario.digest


def test_a_number_that_reads_as_thousands_survives_its_resolved_form() -> None:
    scenario = alone("target: {fte: 12.3450}")
    assert "fte: 12.3450" in resolved_text(scenario)
    assert loads(resolved_text(scenario)).digest == scenario.digest


# Places and names


def country(tmp_path: Path, name: str = "no") -> Path:
    """Denmark by another name, whose regions have other labels."""
    folder = Path(shutil.copytree(DATA / "denmark", tmp_path / name))
    regions = folder / "regions.csv"
    regions.write_text(regions.read_text("utf-8").replace(",Nordjylland,", ",Nord,", 1), "utf-8")
    return folder


def test_a_population_is_found_and_checked_however_it_is_named(tmp_path: Path, monkeypatch: Any) -> None:
    """A bare name was no path, and its regions were not looked at: policies without effect ran as right."""
    folder = country(tmp_path)
    text = "levers: {opi_pool: {add: 1, regions: [Norrd]}}\nextends: none\n"
    monkeypatch.chdir(tmp_path)
    for name in ("no", "./no", str(folder), "../" + tmp_path.name + "/no"):
        (tmp_path / "mine.yaml").write_text(f"population: {name}\n{text}", "utf-8")
        assert "mine.yaml:2: levers.opi_pool.regions = 'Norrd': is not a region" in told("mine.yaml")[0]
        (tmp_path / "mine.yaml").write_text(f"population: {name}\n{text.replace('Norrd', 'Nord')}", "utf-8")
        assert load("mine.yaml").population == str(folder)


def test_the_line_that_chose_a_population_is_told_where_a_policy_does_not_fit_it(tmp_path: Path) -> None:
    country(tmp_path)
    mine = tmp_path / "mine.yaml"
    mine.write_text("title: x\npopulation: no\n", "utf-8")
    (line,) = told(mine)
    assert line.startswith(f"{mine}:2: population = 'no': has no region 'Nordjylland', named in ")
    assert re.search(r"current-policy.yaml:\d+ \(levers.district.regions\) and \d+ more places", line)


def test_faults_of_a_population_are_told_after_the_line_that_names_it(tmp_path: Path) -> None:
    folder = country(tmp_path)
    (folder / "companies.csv").unlink()
    mine = tmp_path / "mine.yaml"
    mine.write_text("extends: none\npopulation: no\n", "utf-8")
    assert [line.split(": ")[0] for line in told(mine)] == [f"{mine}:2", f"{folder}/companies.csv"]


def test_a_name_of_the_library_means_the_policy_of_the_library(tmp_path: Path) -> None:
    for name, text in {"mine": "name: co-creation\nlevers: {broker: 2}", "co-creation": "levers: {broker: 2}"}.items():
        (tmp_path / f"{name}.yaml").write_text(text, "utf-8")
        assert "is the name of a policy of the library, which differs" in told(tmp_path / f"{name}.yaml")[0]
    (tmp_path / "child.yaml").write_text("extends: mine.yaml", "utf-8")
    assert told(tmp_path / "child.yaml")[0].startswith(f"{tmp_path / 'mine.yaml'}:1: name = 'co-creation'")
    same = tmp_path / "full-portfolio.yaml"
    same.write_text(resolved_text(load("full-portfolio")), "utf-8")
    assert load(same).digest == load("full-portfolio").digest


def test_a_pipe_a_long_name_and_another_ending_are_told(tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.chdir(tmp_path)
    os.mkfifo(tmp_path / "pipe.yaml")
    assert "is no ordinary file" in told(tmp_path / "pipe.yaml")[0]
    absent = "neither a scenario of the library nor a file", "there is no such file", "No such file or directory"
    for name, said in zip(("x" * 300, "x" * 300 + ".yaml", "./" + "x" * 300), absent, strict=True):
        assert said in told(name)[0]
        assert "is no population" in told_of(f"extends: none\npopulation: {name}")[0]
    (tmp_path / "policy.txt").write_text("levers: {broker: 2}", "utf-8")
    assert "is a file by another name; allowed: .yaml" in told("policy.txt")[0]
    (tmp_path / "policy.json").write_text(json.dumps({"title": "Å", "levers": {"broker": 2}}), "utf-8")
    assert load("policy.json").title["en"] == "Å"


def test_a_run_has_room_for_the_roll_outs_that_a_document_may_hold() -> None:
    assert Room().programmes >= 2 * MOST_ROLL_OUTS + 100
    rows = [f"  - {{mandate: best, from: {2027 + i // 12}-{i % 12 + 1:02d}}}" for i in range(96)]
    rows += [line.replace("mandate", "national_programme") for line in rows]
    rows += [line.replace("}", ", hosts: hospitals}") for line in rows[:20]]
    (line,) = told_of("extends: none\nevents:\n" + "\n".join(rows))
    assert line.startswith("<scenario>:2: events = 212: are more national programmes and mandates than a run has room")


@pytest.mark.parametrize(
    ("text", "near"),
    [
        ("levers: {Gevinstrealisering: 0.5}", "nearest known: benefit_realisation"),
        ("levers: {BENEFIT REALISATION: 0.5}", "nearest known: benefit_realisation"),
        ("uncertainties: {Share of companies that can be engaged at all: 0.5}", "nearest known: engageable_share"),
        ("Gevinstrealisering: 0.5", "(benefit_realisation is a lever: put it under levers)"),
        ("events: [{mandate: dosispakket medicin, from: 2028-01}]", "nearest known: dose_packed_medicine"),
    ],
)
def test_a_title_where_a_name_is_wanted_is_told_the_name(text: str, near: str) -> None:
    (line,) = told_of(text)
    assert near in line
