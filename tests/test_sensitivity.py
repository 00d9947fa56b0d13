"""Sensitivity: the designs against Ishigami's known indices, the adapter against a model whose answer is known."""

import numpy as np
import pytest

from samspil.experiments import Asking, asking, designs, drivers, given, indices, reading, sensitivity
from samspil.experiments.driving import drivers_of
from samspil.experiments.passing import level_between, outcomes_of
from samspil.experiments.sensitivities import (
    expected_runs,
    group_of,
    labelled,
    parameters_of,
    power_of_two,
    strongest,
    uncertain,
)
from samspil.experiments.signed import checked, read
from samspil.experiments.verdicts import verdict
from samspil.model.errors import UserError
from samspil.model.parameters import registry
from samspil.reports import ranking
from samspil.reports.figures.sensitivity import sensitivity as draw
from samspil.reports.view import view
from samspil.reports.words import words
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


def g_function(points, a=(0.0, 1.0, 4.5, 9.0)):
    """Sobol's g-function; the smaller its a, the more a factor counts (Saltelli and Sobol 1995)."""
    return np.prod((np.abs(4.0 * points - 2.0) + np.array(a)) / (1.0 + np.array(a)), axis=1)


def g_indices(a=(0.0, 1.0, 4.5, 9.0)):
    alone = 1.0 / (3.0 * (1.0 + np.array(a)) ** 2)
    whole = np.prod(1.0 + alone) - 1.0
    total = np.array([alone[i] * np.prod(np.delete(1.0 + alone, i)) for i in range(len(a))])
    return alone / whole, total / whole


def inside(found, index, known):
    """Whether every index lies within its 95 % interval, a little slack for four of them at once."""
    return np.all(np.abs(found[index] - known) <= 1.3 * found[f"{index}_conf"] + 1e-9)


@pytest.mark.parametrize(("function", "known"), [(ishigami, known_indices), (g_function, g_indices)])
def test_sobol_finds_published_indices_inside_their_intervals(function, known):
    design = designs.sobol_design(designs.problem_of(["a", "b", "c", "d"]), 2048, seed=1)
    found = indices.sobol_indices(design, function(design.points), seed=1)
    first, total = known()
    assert inside(found, "S1", first)
    assert inside(found, "ST", total)
    assert found["ST"] == pytest.approx(total, abs=0.03)
    assert max(found["ST_conf"]) < 0.1


def test_sobol_finds_ishigamis_pair():
    design = designs.sobol_design(designs.problem_of(["a", "b", "c", "d"]), 2048, seed=1, second=True)
    found = indices.sobol_indices(design, ishigami(design.points), seed=1)
    first, total = known_indices()
    assert abs(found["S2"][0, 2] - (total - first)[2]) <= found["S2_conf"][0, 2]
    assert abs(found["S2"][0, 1]) <= found["S2_conf"][0, 1]


def noisy(design, spread=2.0, through=0.0):
    """A line in a, and chance: by itself, and through b, which by itself does nothing but change what chance does."""
    rng = np.random.default_rng(3)
    chance = rng.normal(size=(design.luck.max() + 1, 2))[design.luck]
    x = np.sqrt(12.0) * (design.points[:, :2] - 0.5)
    return x[:, 0] + spread * chance[:, 0] + through * x[:, 1] * chance[:, 1]


def test_chance_is_a_factor_with_the_share_that_it_is_known_to_have():
    design = designs.sobol_design(designs.with_chance(designs.problem_of(["a", "b", "c"])), 2048, seed=1)
    found = indices.sobol_indices(design, noisy(design, through=1.0), seed=1)
    # Var a 1, chance alone 4, b with chance 1.
    first, total = np.array([1, 0, 0, 4]) / 6, np.array([1, 1, 0, 5]) / 6
    assert design.groups == ["a", "b", "c", "chance"]
    assert inside(found, "S1", first)
    assert inside(found, "ST", total)


def test_what_only_shuffles_chance_is_not_told_and_neither_is_an_idle_number():
    design = designs.sobol_design(designs.with_chance(designs.problem_of(["a", "b", "c"])), 512, seed=1)
    found = indices.sobol_indices(design, noisy(design, through=0.5), seed=1)
    assert found["ST"][1] > found["ST_conf"][1]
    assert found["told"][:3].tolist() == [1.0, 0.0, 0.0]
    # Interactions between numbers are told all the same.
    design = designs.sobol_design(designs.with_chance(designs.problem_of(["a", "b", "c", "d"])), 512, seed=1)
    luck = np.random.default_rng(2).normal(0.0, 2.0, 2000)[design.luck]
    assert indices.sobol_indices(design, ishigami(design.points) + luck, seed=1)["told"][:4].tolist() == [1, 1, 1, 0]


def test_morris_screens_out_the_idle_factor():
    design = designs.morris_design(designs.problem_of(["a", "b", "c", "d"]), 20, seed=1)
    found = indices.morris_indices(design, ishigami(design.points), seed=1)
    assert found["mu_star"][3] == 0.0
    assert min(found["mu_star"][:3]) > 1.0


def test_pawn_puts_ishigamis_factors_in_order():
    design = designs.random_design(designs.problem_of(["a", "b", "c", "d"]), 2000, seed=1)
    found = indices.pawn_indices(design, ishigami(design.points), seed=1)["pawn_median"]
    assert found[1] > found[0] > found[2] > found[3]


def test_pawn_says_what_salib_says_and_does_not_rank_a_dummy():
    from SALib.analyze import pawn

    design = designs.random_design(designs.problem_of(["a", "b", "c", "d"]), 500, seed=1)
    results = ishigami(design.points)
    known = pawn.analyze({**design.problem, "groups": None}, design.points, results)
    found = indices.pawn_indices(design, results, seed=1)
    # SALib leaves the largest point out of its last interval.
    assert found["pawn_median"] == pytest.approx(known["median"], abs=0.01)
    assert found["pawn_max"] == pytest.approx(known["maximum"], abs=0.025)
    assert found["told"].tolist() == [1.0, 1.0, 1.0, 0.0]
    # Sixty numbers of which one counts: at this size the index of a dozen idle ones is above 0.2.
    wide = designs.random_design(designs.problem_of([f"x{place}" for place in range(60)]), 120, seed=2)
    small = indices.pawn_indices(wide, wide.points[:, 7], seed=1)
    assert np.flatnonzero(small["told"]).tolist() == [7]
    assert (small["pawn_median"] > 0.2).sum() > 10


def test_groups_move_together_and_get_one_index():
    design = designs.sobol_design(designs.problem_of(["a", "b", "c"], ["a", "rest", "rest"]), 1024, seed=1)
    assert design.groups == ["a", "rest"]
    found = indices.sobol_indices(design, ishigami(design.points), seed=1)
    first, _ = known_indices()
    assert found["S1"][0] == pytest.approx(first[0], abs=0.05)
    assert found["ST"][1] == pytest.approx(1 - first[0], abs=0.05)


def test_luck_changes_with_chance_alone_along_a_row():
    for second in (False, True):
        rows = designs.sobol_design(designs.with_chance(designs.problem_of(["a", "b"])), 8, seed=1, second=second)
        for block in np.split(np.arange(len(rows.luck)), 8):
            chance, luck = rows.points[block, 2], rows.luck[block]
            assert len(set(zip(chance, luck, strict=True))) == len(set(luck)) == len(set(chance)) == 2
        assert len(set(rows.luck)) == 16
    trajectories = designs.morris_design(designs.with_chance(designs.problem_of(["a", "b"])), 3, seed=1)
    assert len(set(trajectories.luck)) == 6
    for block in np.split(np.arange(12), 3):
        moved = (np.diff(trajectories.points[block], axis=0) != 0.0)[:, 2]
        assert (np.diff(trajectories.luck[block]) != 0).tolist() == moved.tolist()
    without = designs.sobol_design(designs.problem_of(["a", "b"]), 8, seed=1)
    assert without.luck.tolist() == np.repeat(range(8), 4).tolist()


def test_a_luck_that_dominates_still_leaves_the_ranking():
    """Chance that is the same along a row cancels from every step; it only lowers the shares."""
    design = designs.sobol_design(designs.problem_of(["a", "b", "c", "d"]), 2048, seed=1)
    chance = np.random.default_rng(1).normal(0.0, 5.0, 2048)[design.luck]
    found = indices.sobol_indices(design, ishigami(design.points) + chance, seed=1)
    assert found["ST"][0] > found["ST"][1] > found["ST"][2] > 0.01
    assert found["ST"][3] == pytest.approx(0.0, abs=1e-12)
    assert found["ST"].sum() < 0.6


def test_a_constant_answer_has_no_influence():
    design = designs.sobol_design(designs.problem_of(["a", "b"]), 8, seed=1)
    assert not indices.sobol_indices(design, np.ones(len(design.luck)), seed=1)["ST"].any()


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
    assert found["outcome"].values.tolist()[:2] == ["2030-12", "2035-12"]
    strongest_at = found["mu_star"].sel(outcome=["2030-12", "2035-12"]).idxmax("parameter")
    assert strongest_at.values.tolist() == ["depth_ceiling", "depth_ceiling"]
    assert found["mu_star"].sel(parameter="exchange_rate").values.tolist() == [0.0] * 3
    assert reading.ranked(found, "2030-12") == ["depth_ceiling"]
    due = found["mu_star"].sel(outcome="2030-12").values
    assert found["mu_star_by_year"].sel(year=2030).values == pytest.approx(due)


@pytest.fixture
def few(monkeypatch):
    usual = {"morris_trajectories": 2, "sobol_count": 2}
    real = asking.settings.count
    monkeypatch.setattr("samspil.experiments.settings.count", lambda name: usual.get(name) or real(name))


def test_sobol_keeps_what_screening_put_first_and_signs_it(line, few, tmp_path):
    found = sensitivity("current-policy", "sobol", 64, Asking(workers=1))
    assert found["ST"].dims == ("outcome", "kept")
    assert found["ST"].sel(kept="depth_ceiling", outcome="2030-12") > 0.8
    assert found["S2"].dims == ("outcome", "kept", "other")
    assert found["ST_by_year"].dims == ("year", "kept")
    assert str(found["kept"].values[-1]) == "chance"
    assert "mu_star" in found
    assert found.attrs["converged"] in (0, 1)
    assert "half-width" in found.attrs["verdict"]
    assert len(found["run"]) + len(found["screening_run"]) == expected_runs(load("current-policy"), "sobol", 64)
    assert checked(found) is found
    changed = found["results"].copy()
    changed[0, 0] += 1.0
    with pytest.raises(UserError, match="do not belong together"):
        checked(found.assign(results=changed))
    with pytest.raises(UserError, match="do not belong together"):
        checked(found.assign_attrs(seed=2))


def test_morris_ranks_no_idle_number_and_none_that_does_less_than_chance():
    design = designs.morris_design(designs.with_chance(designs.problem_of(["a", "b", "c", "d"])), 40, seed=1)
    luck = np.random.default_rng(2).normal(size=1000)[design.luck]
    for size, told in ((1.0, [1, 1, 1, 0, 1]), (50.0, [0, 0, 0, 0, 1])):
        found = indices.morris_indices(design, ishigami(design.points) + size * luck, seed=1)
        assert found["told"].tolist() == told


def test_verdict_tells_wide_intervals():
    design = designs.sobol_design(designs.problem_of(["a", "b", "c", "d"]), 16, seed=1)
    months = ["2030-12", "2035-12"]
    runs = outcomes_of(np.stack([ishigami(design.points)] * 2, axis=1), months, "2030-12", 1e4)
    rough = labelled(design, runs, "kept", lambda column: indices.sobol_indices(design, column, seed=1))
    fine = rough.assign(ST_conf=rough["ST_conf"] * 0.0)
    late = fine.assign(ST_conf=(rough["outcome"] == "2035-12") * rough["ST_conf"])
    for found, names, size, wanted in (
        (rough, ("S1", "ST"), 64, 0),
        (fine, ("ST",), 64, 1),
        (fine, ("S1", "ST"), 64, 0),
        (fine, ("ST",), 16, 0),
        (late, ("ST",), 64, 0),
    ):
        assert verdict(found, names, "kept", False, size, "sobol_least").attrs["converged"] == wanted


def judged(size, of):
    """The verdict on a Morris screening of so many trajectories."""
    design = designs.morris_design(designs.problem_of(["a", "b"]), size, seed=1)
    values = np.stack([of(design.points[:, 0])] * 2, axis=1)
    runs = outcomes_of(values, ["2030-12", "2035-12"], "2030-12", 1e4)
    found = labelled(design, runs, "parameter", lambda column: indices.morris_indices(design, column, seed=1))
    return verdict(found, ("mu_star",), "parameter", True, size, "morris_least").assign_attrs(method="morris")


def test_what_hardly_ran_or_never_varied_has_not_converged():
    """Trajectories of a line agree to the last bit however few they are; where nothing varied there is no index."""
    small, enough, still = judged(2, lambda x: 300.0 * x), judged(8, lambda x: 300.0 * x), judged(8, np.zeros_like)
    assert max(each.attrs["widest"] for each in (small, enough, still)) < 1e-9
    assert [int(each["converged"].sum()) for each in (small, still)] == [0, 0]
    assert [each.attrs["converged"] for each in (small, enough, still)] == [0, 1, 0]
    assert [each.attrs["verdict"].split(" (")[0].split(":")[0] for each in (small, enough, still)] == [
        "too small to tell",
        "converged",
        "nothing varied",
    ]
    told = [ranking.verdict(each, words("en")) for each in (small, enough, still)]
    assert [each.split(":")[0].split(" (")[0] for each in told] == [
        "Too small to rely on",
        "Converged",
        "Nothing varied",
    ]
    assert "a size of 2, where intervals mean something from 4 on" in told[0]
    assert told[2].count("onverged") == 0


def test_the_level_that_is_passed_is_the_goal_where_runs_differ_there_and_another_where_not():
    values = np.linspace(0.0, 4000.0, 401)
    assert level_between(values, 1500.0) == 1500.0
    assert level_between(values, 10_000.0) == 2500.0
    assert level_between(values / 10.0, 10_000.0) == 200.0
    assert level_between(np.ones(5), 10_000.0) is None


def test_expected_runs_are_those_of_the_designs():
    scenario = load("current-policy")
    groups = len({group_of(name) for name in uncertain(scenario)})
    assert expected_runs(scenario, "morris", 3) == 3 * (groups + 2)
    assert expected_runs(scenario, "pawn", 50) == expected_runs(scenario, "given", 50) == 50
    screened = expected_runs(scenario, "morris", None)
    assert expected_runs(scenario, "sobol", 8, second=False) == screened + 8 * 13
    assert expected_runs(scenario, "sobol", 8) == screened + 8 * 24


def test_an_unknown_method_is_refused():
    with pytest.raises(UserError, match="guess"):
        sensitivity("current-policy", "guess")


def draws_of_a_line(draws=300, idle=80, seed=1):
    """Three numbers that count, two of them tied, idle ones, and what they make."""
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(draws, 3 + idle))
    x[:, 2] = 0.6 * x[:, 0] + 0.8 * x[:, 2]
    return x, 3.0 * x[:, 0] + 1.5 * x[:, 1] + rng.normal(0.0, 2.0, draws)


def test_given_runs_tell_shares_also_of_numbers_that_go_together():
    x, y = draws_of_a_line(draws=4000)
    found = given.shares(given.basis_of(x), y[:, None])[:, 0]
    whole = 9.0 + 2.25 + 4.0
    # The third does nothing itself; it goes with the first, and carries 0.36 of what that does.
    assert found[:3] == pytest.approx(np.array([9.0, 2.25, 0.36 * 9.0]) / whole, abs=0.03)
    assert abs(found[3:].mean()) < 0.0005


def test_given_runs_find_ishigamis_first_order_and_rank_no_noise():
    points = np.random.default_rng(1).random((3000, 4))
    found = given.shares(given.basis_of(points), ishigami(points)[:, None])[:, 0]
    first, _ = known_indices()
    # A cubic in the ranks tells what it can of sin(x) and sin(x)^2: the first nearly whole, of the second nothing.
    assert found[0] == pytest.approx(first[0], abs=0.04)
    assert abs(found[2]) < 0.02
    ranked = 0
    for seed in range(20):
        x, y = draws_of_a_line(seed=seed)
        basis = given.basis_of(x)
        share, floor = given.shares(basis, y[:, None])[:, 0], given.dummy_share(basis, y[:, None], seed)[0]
        assert min(share[:2]) > floor
        ranked += int((share[3:] > floor).any())
    assert ranked <= 4


def test_intervals_of_shares_are_as_wide_as_shares_vary():
    found, errors = [], []
    for seed in range(40):
        x, y = draws_of_a_line(idle=0, seed=seed)
        found.append(given.shares(given.basis_of(x), y[:, None])[:, 0])
        errors.append(given.share_errors(x, y[:, None], seed)[:, 0] if seed < 5 else np.zeros(3))
    assert np.mean(errors[:5], axis=0) == pytest.approx(np.std(found, axis=0), rel=0.4)


def test_drivers_of_an_ensemble_are_what_moves_it(line):
    from samspil.runs import run_ensemble

    ds = run_ensemble("current-policy", draws=60, replicates=2, prior=True)
    found = drivers(ds)
    assert reading.ranked(found, "2030-12") == ["depth_ceiling"]
    one = found.sel(outcome="2030-12", parameter="depth_ceiling")
    assert float(one["low"]) + 3 * float(one["low_se"]) < float(one["high"])
    assert found["share_by_year"].sel(year=2030).values == pytest.approx(found["share"].sel(outcome="2030-12").values)
    with pytest.raises(UserError, match="too few"):
        drivers(ds.isel(draw=slice(10)))


def test_with_replicates_levels_are_those_that_runs_pass_and_each_outcome_has_its_own_chance():
    """Means of draws never pass the level that half of the runs do; chance is all of one date and none of the other."""
    rng = np.random.default_rng(1)
    x, chance = rng.normal(size=(400, 1)), rng.normal(size=(400, 10))
    values = np.stack([np.where(chance > 0.0, 900.0, 100.0) + 0.0 * x, 100.0 * x + 0.0 * chance], axis=-1)
    runs = outcomes_of(values, ["2030-12", "2035-12"], "2030-12", 800.0)
    assert runs.coords["outcome"][-1] == "2030-12>=800"
    assert runs.attrs["level_share"] == pytest.approx(0.5, abs=0.05)
    assert runs.main[:, 2] == pytest.approx((chance > 0.0).mean(axis=1))
    assert runs.between == pytest.approx([0.1, 1.0, 0.1], abs=0.03)
    found = drivers_of(x, ["depth_ceiling"], runs, 1)
    assert found["share"].values[:, 0] == pytest.approx([0.0, 1.0, 0.0], abs=0.03)
    assert found["share_by_year"].values[:, 0] == pytest.approx([0.0, 1.0], abs=0.03)


def test_given_draws_can_be_made_too(line):
    found = sensitivity("current-policy", "given", 60, Asking(workers=1, base="prior"))
    assert reading.ranked(found, "2030-12")[0] == "depth_ceiling"
    assert found.attrs["draws"] == 60


def test_screening_puts_chance_last(line):
    found = sensitivity("current-policy", "morris", 2, Asking(workers=1))
    assert "chance" in found["parameter"].values
    assert "chance" not in strongest(found, 300)


def test_a_changed_file_is_not_read(line, tmp_path):
    from samspil.runs import netcdf

    found = sensitivity("current-policy", "morris", 2, Asking(workers=1))
    netcdf.write(found, tmp_path / "whole.nc")
    assert read(tmp_path / "whole.nc").attrs["digest"] == found.attrs["digest"]
    netcdf.write(found.assign(screening_luck=found["screening_luck"] + 1), tmp_path / "changed.nc")
    with pytest.raises(UserError, match="do not belong together"):
        read(tmp_path / "changed.nc")


def test_noise_at_an_outcome_stands_in_brackets_and_an_empty_panel_says_why(line):
    """Passing a level is a share of runs and no FTE; what only one date tells is in brackets at the others."""
    found = sensitivity("current-policy", "morris", 2, Asking(workers=1))
    passing = reading.passing_of(found)
    found["told"].loc[{"outcome": ["2035-12", passing]}] = 0.0
    found["mu_star"].loc[{"outcome": passing}] = 0.25
    for lang, why in (
        ("en", "not told from noise"),
        ("da", "kan ikke skelnes fra støj"),
    ):
        say = words(lang)
        (cells,) = ranking.rows(found, ["depth_ceiling"], say)
        assert [cell[0] == "(" for cell in cells[2:]] == [False, True, True]
        assert cells[-1].startswith("(0.25" if lang == "en" else "(0,25")
        assert ranking.heads(found, say)[-1].startswith(say("sens.head.mu_star_share"))
        assert ranking.brackets(found, ["depth_ceiling"], say)
        found["mu_star"].loc[{"outcome": passing}] = 0.0
        figure = draw(found, view(found, {}, lang))
        assert why in [each.get_text() for each in figure.axes[2].texts]
        found["mu_star"].loc[{"outcome": passing}] = 0.25
    assert not ranking.brackets(found.sel(outcome=["2030-12"]), ["depth_ceiling"], words("en"))


def test_no_run_that_reaches_the_target_is_none_and_not_a_share(line):
    found = sensitivity("current-policy", "morris", 2, Asking(workers=1)).assign_attrs(goal_share=0.0, goal=1e6)
    assert any(each.startswith("No run reaches 1,000,000 FTE") for each in ranking.caveats(found, words("en")))
