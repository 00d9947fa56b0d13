"""Sensitivity: the designs against Ishigami's known indices, the adapter against a model whose answer is known."""

import numpy as np
import pytest

from samspil.experiments import Asking, designs, sensitivity
from samspil.experiments.sensitivities import expected_runs, group_of, parameters_of, power_of_two, uncertain, verdict
from samspil.model.errors import UserError
from samspil.model.parameters import registry
from samspil.scenarios import load

from .line_kernel import LineKernel

A, B = 7.0, 0.1


def ishigami(points):
    x = np.pi * (2.0 * points - 1.0)
    return np.sin(x[:, 0]) + A * np.sin(x[:, 1]) ** 2 + B * x[:, 2] ** 4 * np.sin(x[:, 0])


def known_indices():
    """First-order and total indices of Ishigami's function with a fourth, idle factor (Ishigami and Homma 1990)."""
    v1 = (1 + B * np.pi**4 / 5) ** 2 / 2
    v2 = A**2 / 8
    v13 = B**2 * np.pi**8 * (1 / 18 - 1 / 50)
    total = v1 + v2 + v13
    return np.array([v1, v2, 0, 0]) / total, np.array([v1 + v13, v2, v13, 0]) / total


def test_sobol_finds_ishigamis_indices():
    design = designs.sobol_design(designs.problem_of(["a", "b", "c", "d"]), 4096, seed=1)
    found = designs.sobol_indices(design, ishigami(design.points), seed=1)
    first, total = known_indices()
    assert found["S1"] == pytest.approx(first, abs=0.02)
    assert found["ST"] == pytest.approx(total, abs=0.02)
    assert np.all(np.abs(found["S1"] - first) <= 1.5 * found["S1_conf"] + 1e-3)


def test_morris_screens_out_the_idle_factor():
    design = designs.morris_design(designs.problem_of(["a", "b", "c", "d"]), 20, seed=1)
    found = designs.morris_indices(design, ishigami(design.points), seed=1)
    assert found["mu_star"][3] == 0.0
    assert min(found["mu_star"][:3]) > 1.0


def test_pawn_puts_ishigamis_factors_in_order():
    design = designs.random_design(designs.problem_of(["a", "b", "c", "d"]), 2000, seed=1)
    found = designs.pawn_indices(design, ishigami(design.points), seed=1)["pawn_median"]
    assert found[1] > found[0] > found[2] > found[3]


def test_groups_move_together_and_get_one_index():
    design = designs.sobol_design(designs.problem_of(["a", "b", "c"], ["a", "rest", "rest"]), 1024, seed=1)
    assert design.groups == ["a", "rest"]
    found = designs.sobol_indices(design, ishigami(design.points), seed=1)
    first, _ = known_indices()
    assert found["S1"][0] == pytest.approx(first[0], abs=0.05)
    assert found["ST"][1] == pytest.approx(1 - first[0], abs=0.05)


def test_luck_is_held_along_a_row_and_changes_between_rows():
    rows = designs.sobol_design(designs.problem_of(["a", "b"]), 8, seed=1)
    assert rows.luck.tolist() == np.repeat(np.arange(8), 4).tolist()
    base, *steps, other = rows.points[:4]
    assert all(np.any(step == base) for step in steps)
    assert not np.any(other == base)
    trajectories = designs.morris_design(designs.problem_of(["a", "b"]), 3, seed=1)
    assert trajectories.luck.tolist() == np.repeat(np.arange(3), 3).tolist()


def test_a_luck_that_dominates_still_leaves_the_ranking():
    """Chance that is the same along a row cancels from every step; it only lowers the shares."""
    design = designs.sobol_design(designs.problem_of(["a", "b", "c", "d"]), 2048, seed=1)
    chance = np.random.default_rng(1).normal(0.0, 5.0, 2048)[design.luck]
    found = designs.sobol_indices(design, ishigami(design.points) + chance, seed=1)
    assert found["ST"][0] > found["ST"][1] > found["ST"][2] > 0.01
    assert found["ST"][3] == pytest.approx(0.0, abs=1e-12)
    assert found["ST"].sum() < 0.6


def test_a_constant_answer_has_no_influence():
    design = designs.sobol_design(designs.problem_of(["a", "b"]), 8, seed=1)
    assert not designs.sobol_indices(design, np.ones(len(design.luck)), seed=1)["ST"].any()


@pytest.mark.parametrize(("size", "power"), [(2, 2), (3, 4), (64, 64), (65, 128)])
def test_base_rows_are_a_power_of_two(size, power):
    assert power_of_two(size) == power


def test_vectors_are_one_group_and_choices_are_not():
    assert group_of("hours_share_municipal.night") == "hours_share_municipal"
    assert group_of("structure.adoption") == "structure.adoption"
    assert group_of("effect.district") == "effect.district"
    assert group_of("depth_ceiling") == "depth_ceiling"


def test_points_are_quantiles_of_the_priors():
    problem = designs.problem_of(["depth_ceiling", "structure.adoption"])
    design = designs.Design(problem, np.array([[0.0, 0.0], [1.0, 1.0]]), np.array([5, 5]))
    draws = parameters_of(design)
    known = registry()["depth_ceiling"]
    assert draws["depth_ceiling"].values.tolist() == [known.low, known.high]
    assert draws["structure.adoption"].values.tolist() == [0.0, 1.0]
    assert draws["luck"].values.tolist() == [5, 5]


def test_what_a_scenario_fixes_is_not_varied():
    fixed = load("current-policy", ["depth_ceiling=0.5", "adoption=threshold"])
    assert {"depth_ceiling", "structure.adoption"} <= set(uncertain(load("current-policy")))
    assert not {"depth_ceiling", "structure.adoption"} & set(uncertain(fixed))


@pytest.fixture
def line(monkeypatch):
    monkeypatch.setattr("samspil.runs.kernel._shipped", LineKernel())


def test_morris_finds_what_moves_the_model(line):
    found = sensitivity("current-policy", "morris", 2, Asking(workers=1))
    assert found["mu_star"].dims == ("outcome", "parameter")
    strongest = found["mu_star"].idxmax("parameter")
    assert strongest.values.tolist() == ["depth_ceiling", "depth_ceiling"]
    assert found["mu_star"].sel(parameter="exchange_rate").values.tolist() == [0.0, 0.0]
    assert found["outcome"].values.tolist() == ["2030-12", "2035-12"]


def test_sobol_keeps_what_screening_put_first(line, monkeypatch):
    monkeypatch.setattr(
        "samspil.experiments.sensitivities.settings.count",
        {"morris_trajectories": 2, "morris_levels": 4, "sobol_count": 2, "sobol_base": 64}.get,
    )
    found = sensitivity("current-policy", "sobol", 64, Asking(workers=1))
    assert found["ST"].dims == ("outcome", "kept")
    assert found["ST"].sel(kept="depth_ceiling", outcome="2030-12") > 0.8
    assert "mu_star" in found
    assert found.attrs["converged"] in (0, 1)
    assert "half-width" in found.attrs["verdict"]


def test_verdict_tells_wide_intervals():
    design = designs.sobol_design(designs.problem_of(["a", "b", "c", "d"]), 16, seed=1)
    from samspil.experiments.sensitivities import labelled

    rough = labelled(
        [designs.sobol_indices(design, ishigami(design.points), seed=1)], "kept", design.groups, ["2030-12"]
    )
    assert verdict(rough, "ST", "kept", relative=False).attrs["converged"] == 0
    fine = rough.assign(ST_conf=rough["ST_conf"] * 0.0)
    assert verdict(fine, "ST", "kept", relative=False).attrs["converged"] == 1


def test_expected_runs_are_those_of_the_designs():
    scenario = load("current-policy")
    groups = len({group_of(name) for name in uncertain(scenario)})
    assert expected_runs(scenario, "morris", 3) == 3 * (groups + 1)
    assert expected_runs(scenario, "pawn", 50) == 50


def test_an_unknown_method_is_refused():
    with pytest.raises(UserError, match="guess"):
        sensitivity("current-policy", "guess")
