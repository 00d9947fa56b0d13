"""Programmes, mandates and evaluations: one date of live use, and choices that are made on what was measured."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from samspil.calibration import load_episodes
from samspil.experiments.summary import summarise
from samspil.model.parameters import central_values, pack
from samspil.model.run import Workspace, simulate_batch, workspace
from samspil.model.state.codes import Count, Regime, Value
from samspil.model.state.state import NEVER
from samspil.model.state.steps import Lack, Promise, Step
from samspil.reports.lost import lost_tables, lost_texts
from samspil.reports.view import view
from samspil.runs import simulate
from samspil.scenarios import load
from samspil.scenarios.inputs import prepare

from .fake_ensemble import fake_ensemble

MANDATED = ("wash_toilets", "medicine_robot", "digital_night_supervision")


@cache
def ran(name: str, own: tuple = (), rules: tuple[str, ...] = ()) -> tuple[Workspace, dict[str, np.ndarray]]:
    """Tables and outputs of one run of Denmark at central values."""
    prepared = prepare(load(name, list(rules)), 1)
    scratch = workspace(prepared)
    found = simulate_batch(prepared, pack(dict(own), 1), np.array([[3, 0, 0]]), scratch)
    return scratch, {key: values[0] for key, values in found.items()}


def adoptions(scratch: Workspace, name: str) -> np.ndarray:
    return getattr(scratch.state.adoptions, name)[: scratch.state.tally.count[Count.ADOPTION_ROWS]]


def solutions(scratch: Workspace, name: str) -> np.ndarray:
    return getattr(scratch.state.solutions, name)[: scratch.state.tally.count[Count.SOLUTION_ROWS]]


def test_a_programme_has_one_date_and_installation_lies_before_it() -> None:
    scratch, _ = ran("national-programmes")
    regime, waits = adoptions(scratch, "regime"), adoptions(scratch, "live_from") - adoptions(scratch, "month")
    assert (regime == Regime.NATIONAL_PROGRAMME).sum() > 500
    assert (waits[regime == Regime.NATIONAL_PROGRAMME] == 0).all()
    for other in (Regime.VOLUNTARY, Regime.JOINT_PROCUREMENT):
        assert (waits[regime == other] > 0).all()
        assert waits[regime == other].mean() > 4


def test_full_use_is_compared_with_live_use() -> None:
    (seen,) = load_episodes()["medication-record-hospitals"].observations
    assert seen.note["en"].startswith("full use")
    assert seen.count == "live"


def test_what_is_mandated_is_in_use_everywhere_and_stays() -> None:
    scratch, _ = ran("mandate-proven")
    keys = list(scratch.world.solution_key)
    rows = [keys.index(key) for key in mandated_keys()]
    state, municipalities = scratch.state, scratch.world.municipalities
    assert (state.considered.uses[:municipalities][:, rows] > 0).all()
    here = np.isin(adoptions(scratch, "solution"), rows) & (adoptions(scratch, "abandoned") > 167)
    assert (adoptions(scratch, "abandoned")[here] == NEVER).all()
    regimes = set(adoptions(scratch, "regime")[here])
    assert {Regime.MANDATE, Regime.VOLUNTARY} <= regimes  # those that had it before are held to it too


def mandated_keys() -> list[int]:
    from samspil.model.parameters import registry

    names = [name.split(".", 1)[1] for name in registry() if name.startswith("potential.")]
    world = prepare(load("mandate-proven"), 1).world
    return [int(world.solution_key[names.index(name)]) for name in MANDATED]


def test_the_slip_of_a_mandate_decides_when_it_is_in_use() -> None:
    dates = []
    for slip in (1.0, 1.6):
        scratch, _ = ran("mandate-proven", (("mandate_slip_median", slip),))
        dates.append(adoptions(scratch, "live_from")[adoptions(scratch, "regime") == Regime.MANDATE].mean())
    assert dates[1] - dates[0] > 6
    both = [ran("national-programmes", (("mandate_slip_median", slip),))[1]["freed_fte"] for slip in (1.0, 1.6)]
    np.testing.assert_array_equal(*both)


def bent(effect: np.ndarray) -> np.ndarray:
    return np.arcsinh(effect / central_values()["new_potential_median"])


def evaluated(scratch: Workspace) -> np.ndarray:
    """Which solutions by host kind have been evaluated (S, 2)."""
    fits = (solutions(scratch, "hosts")[:, None] & np.array([1, 2])) > 0
    return fits & (solutions(scratch, "evaluated") > 0)[:, None]


def test_an_evaluation_finds_the_effect_with_an_error_and_choices_allow_for_it() -> None:
    scratch, _ = ran("full-portfolio")
    which, error = evaluated(scratch), central_values()["evaluation_error"]
    true, found, judged = (solutions(scratch, name)[which] for name in ("potential", "found", "judged"))
    errors = bent(found) - bent(true)
    assert errors.size > 150
    assert abs(errors.mean()) < 4 * error / np.sqrt(errors.size)
    assert errors.std() == pytest.approx(error, rel=0.2)
    catalogue = bent(true[: which[: scratch.world.solution_key.size].sum()])
    reliability = catalogue.var() / (catalogue.var() + error**2)
    place = catalogue.mean() + reliability * (bent(found) - catalogue.mean())
    typical = central_values()["new_potential_median"]
    mean = typical * np.sinh(place) * np.exp(0.5 * reliability * error**2)
    np.testing.assert_allclose(judged, mean, rtol=1e-9, atol=1e-12)
    assert scratch.state.tally.value[Value.CATALOGUE_SPREAD] == pytest.approx(catalogue.var())


def test_what_choosers_expect_is_the_mean_of_what_is_true() -> None:
    """Of effects spread as the catalogue's are, those that are found alike are worth, in the mean, what is expected."""
    rng, error, mean, spread = np.random.default_rng(1), 0.6, 1.0, 0.8
    true = rng.normal(mean, np.sqrt(spread), 400_000)
    found = true + error * rng.standard_normal(true.size)
    reliability = spread / (spread + error**2)
    judged = np.sinh(mean + reliability * (found - mean)) * np.exp(0.5 * reliability * error**2)
    best = np.argsort(found)[-20_000:]
    assert np.sinh(true[best]).mean() == pytest.approx(judged[best].mean(), rel=0.02)
    assert np.sinh(found[best]).mean() > 1.2 * np.sinh(true[best]).mean()  # what the unwary would expect


def test_evaluations_that_are_switched_off_find_the_truth() -> None:
    off, naive = ("evaluation.error=false",), ("evaluation.shrinkage=false",)
    scratch, _ = ran("full-portfolio", (), off)
    which = evaluated(scratch)
    for name in ("found", "judged"):
        np.testing.assert_array_equal(solutions(scratch, name)[which], solutions(scratch, "potential")[which])
    wide = ran("full-portfolio", (("evaluation_error", 1.2),), off)[1]["freed_fte"]
    np.testing.assert_array_equal(wide, ran("full-portfolio", (), off)[1]["freed_fte"])
    scratch, _ = ran("full-portfolio", (), naive)
    np.testing.assert_array_equal(
        solutions(scratch, "found")[evaluated(scratch)], solutions(scratch, "judged")[evaluated(scratch)]
    )


def test_an_evaluation_finds_the_same_whatever_else_happens() -> None:
    known = slice(0, ran("full-portfolio")[0].world.solution_key.size)
    here, there = (solutions(ran(name)[0], "found")[known] for name in ("full-portfolio", "mandate-proven"))
    np.testing.assert_array_equal(here, there)


def test_promises_are_those_of_what_was_chosen_and_the_best_of_many_disappoint() -> None:
    scratch, out = ran("full-portfolio")
    world, state = scratch.world, scratch.state
    last, p = out["promises"][:, -1], central_values()
    hours = np.zeros((2, world.need_capabilities.shape[0]))
    np.add.at(hours, (world.cell_kind, world.cell_need), state.cell_hours)
    growth = [(1 + p[f"{name}_hours_growth"]) ** (167 / 12) for name in ("municipal", "regional")]
    most = (hours * np.array(growth)[:, None])[:, solutions(scratch, "need")].T / 1667
    chosen = solutions(scratch, "chosen") > 0
    assert chosen.sum() > 20
    assert (solutions(scratch, "taken_up")[chosen] > 0).all()
    for what, name in ((Promise.EXPECTED, "judged"), (Promise.ON_PAPER, "potential")):
        assert last[what] == pytest.approx((most * solutions(scratch, name))[chosen].sum(), rel=1e-9)
    assert last[Promise.FOUND] > last[Promise.EXPECTED] > last[Promise.ON_PAPER] > last[Promise.FREED] > 0


def test_what_hosts_lack_is_split_by_what_they_have_known() -> None:
    """Worked out again host by host, with no pool that binds."""
    wide = tuple((name, 1.0) for name in central_values() if name.startswith("pool_cap."))
    scratch, out = ran("current-policy", (("municipal_hours_growth", 0.0), ("regional_hours_growth", 0.0), *wide))
    state, world, month = scratch.state, scratch.world, 167
    reach = np.zeros((len(Lack), 2))
    sets = reaches(scratch, month)
    for step in range(len(Lack)):
        for cell in range(state.cell_hours.size):
            best: dict[int, tuple[float, int]] = {}
            for solution in set().union(*(each[cell] for each in sets[: step + 1])):
                worth = state.solutions.potential[solution, world.cell_kind[cell]]
                segment = int(state.solutions.segment[solution])
                if worth > best.get(segment, (0.0, -1))[0]:
                    best[segment] = (worth, int(state.solutions.origin[solution] > 0))
            pieces = np.array([-np.log1p(-worth) for worth, _ in best.values()])
            if pieces.size:
                whole = min(central_values()["area_ceiling"], -np.expm1(-pieces.sum()))
                share = state.cell_hours[cell] * whole * pieces / pieces.sum() / 1667
                np.add.at(reach[step], [new for _, new in best.values()], share)
    told, steps = out["lacking"][..., -1], out["staircase"][..., -1]
    np.testing.assert_allclose(reach[0], steps[Step.HOSTS], rtol=1e-6)
    np.testing.assert_allclose(np.diff(reach, axis=0), told[: Lack.UNHEARD], rtol=1e-6, atol=1e-6)
    np.testing.assert_allclose(told.sum(axis=0), steps[Step.POTENTIAL] - steps[Step.HOSTS], rtol=1e-9, atol=1e-6)


def reaches(scratch: Workspace, month: int) -> list[list[set[int]]]:
    """By cell: what is in use, being installed, given up, and thought of."""
    state, world = scratch.state, scratch.world
    cells = state.cell_hours.size
    sets: list[list[set[int]]] = [[set() for _ in range(cells)] for _ in range(4)]
    columns = ("cell", "solution", "live_from", "abandoned")
    for cell, solution, begins, ends in zip(*(adoptions(scratch, name) for name in columns), strict=True):
        kind = 2 if ends <= month else 0 if begins <= month else 1
        sets[kind][cell].add(int(solution))
    place = {(int(h), int(n), int(t >= 0)): c for c, (h, n, t) in enumerate(
        zip(world.cell_host, world.cell_need, world.cell_transfer, strict=True))}  # fmt: skip
    for unit, number in enumerate(state.considered.number):
        for solution in state.considered.solution[unit, :number]:
            moved, host = int(unit >= world.hosts), unit % world.hosts
            cell = place.get((host, int(state.solutions.need[solution]), moved))
            if cell is not None:
                sets[3][cell].add(int(solution))
    return sets


def test_the_bridge_ends_in_what_is_new() -> None:
    ds = simulate("full-portfolio", seed=2)
    due = ds["freed_fte_new_sustained"].values[11::12]
    np.testing.assert_allclose(ds["stock_bridge"].sel(bridge="new"), due, rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize("lang", ["en", "da"])
def test_what_the_report_says_is_lost_is_what_the_summary_holds(lang: str) -> None:
    ds = fake_ensemble()
    told = summarise(ds)
    shown = view(ds, told, lang)
    date, name, number = "2030-12", "current-policy", shown.words.numbers
    lacked, bridge, *curses = lost_texts(shown)[1:]
    paper = told["lacking"][name][date]
    for value in (
        sum(value for each in paper.values() for value in each.values()),
        sum(paper["new"].values()),
        *(paper["catalogue"][why] + paper["new"][why] for why in paper["new"]),
    ):
        assert number.rounded(value, None) in lacked
    steps = told["stock_bridge"][name][date]
    for step in ("stock", "gained", "standing", "new"):
        assert number.amount(steps[step]) in bridge
    assert number.amount(abs(steps["ended"])) in bridge
    assert number.signed(steps["floored"] + steps["slowed"]) in bridge
    assert number.month("2023-12") in bridge
    most = max(told["promises"], key=lambda each: told["promises"][each]["2035-12"]["found"])
    assert len(curses) == len({name, most})
    for each, text in zip([each for each in told["promises"] if each in (name, most)], curses, strict=True):
        assert all(number.amount(value) in text for value in told["promises"][each]["2035-12"].values())
    split, bridged = lost_tables(shown)
    assert [row.cells[1] for row in split.rows[:-1]] == [number.plain(value) for value in paper["new"].values()]
    assert [row.cells[0] for row in bridged.rows] == [number.plain(value) for value in steps.values()]
