"""Names of parameters may change and tables may grow: no draw moves, what has old names is still read, and the shipped
posterior is refused only when priors that it was fitted with have changed."""

import csv
from pathlib import Path

import numpy as np
import pytest
import xarray as xr
from typer.testing import CliRunner

from samspil.cli.app import app
from samspil.experiments import splitting
from samspil.model import parameters
from samspil.model.errors import UserError
from samspil.model.parameters import by_current_name, current_name, pack, prior_draws, prior_probabilities, registry
from samspil.runs import fitted
from samspil.runs.draws import as_draws, records, varies
from samspil.runs.fitted import draws_of, settled
from samspil.runs.provenance import FORMAT
from samspil.runs.results import open_results
from samspil.runs.trajectory import one_draw
from samspil.scenarios import ScenarioError, load, loads

from .fake_results import results
from .line_kernel import LineKernel


@pytest.fixture
def renamed():
    return next(each for each in registry().values() if each.aliases)


@pytest.fixture(scope="module")
def reach():
    return registry()[current_name("engageable_share")]


def row_of(parameter):
    lines = parameters.FILE.read_text(encoding="utf-8").splitlines()
    return next(line for line in lines if f",{parameter.key}," in line)


def under_another_name(parameter):
    now = ",".join([parameter.name, parameter.key, ";".join(parameter.aliases)])
    return now, ",".join(["another_name", parameter.key, ";".join([*parameter.aliases, parameter.name])])


def test_every_draw_is_where_it_was_under_the_first_names():
    with (Path(__file__).parent / "first_draws.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    now = prior_probabilities(1, np.array([0, 7]), [current_name(row["name"]) for row in rows])
    np.testing.assert_array_equal(now[0], [float(row["draw_0"]) for row in rows])
    np.testing.assert_array_equal(now[1], [float(row["draw_7"]) for row in rows])


def test_another_name_moves_no_draw_and_leaves_the_posterior_valid(edited, reach):
    before, fitted, share = prior_draws(3, 5), draws_of(5, 3), settled()
    edited(under_another_name(reach), (reach.title_da, "En anden titel"))
    assert current_name(reach.name) == "another_name"
    np.testing.assert_array_equal(prior_draws(3, 5)["another_name"], before[reach.name])
    drawn = draws_of(5, 3)
    np.testing.assert_array_equal(drawn["another_name"], fitted[reach.name])
    assert "another_name" in drawn.attrs["fitted"].split()
    assert settled()["another_name"] == share[reach.name]


def test_a_new_parameter_is_drawn_from_its_prior_beside_the_posterior(edited, reach):
    before, row = draws_of(5, 3), row_of(reach)
    new = ",".join(["a_new_one", "0123456789ab", "", row.split(",", 3)[3]])
    edited((row, f"{row}\n{new}"))
    drawn = draws_of(5, 3)
    np.testing.assert_array_equal(drawn["a_new_one"], prior_draws(3, 5)["a_new_one"])
    xr.testing.assert_identical(drawn.drop_vars("a_new_one"), before)


def test_a_rival_form_is_a_row_of_parameters_and_nothing_else(edited, reach):
    """A scenario's rule fixes it, by the name of the form; left alone, each draw has a form by its weight."""
    row, forms = row_of(reach), "usual:0.4|slow:0|fast:0.6"
    new = f"structure.pace,0123456789ab,,Pace,Tempo,code,0,0,2,choice,assumed,assumed,structure,{forms}"
    edited((row, f"{row}\n{new}"))
    draws = draws_of(40, 3)
    named = {form: loads(f"rules: {{pace: {form}}}").rules for form in ("sampled", "usual", "slow", "fast")}
    chosen = {form: set(records(draws, {}, rules)["structure_pace"]) for form, rules in named.items()}
    assert chosen == {"sampled": {0.0, 2.0}, "usual": {0.0}, "slow": {1.0}, "fast": {2.0}}
    with pytest.raises(ScenarioError, match="allowed: sampled, usual, slow, fast"):
        loads("rules: {pace: slowly}")


def test_a_form_that_is_only_tried_is_in_no_draw_and_no_source_of_variance(edited, reach):
    row = row_of(reach)
    new = "structure.pace,0123456789ab,,Pace,Tempo,code,0,0,1,choice,assumed,assumed,structure,usual:1|slow:0"
    edited((row, f"{row}\n{new}"))
    assert not varies(registry()["structure.pace"])
    assert not prior_draws(3, 40)["structure.pace"].any()
    assert splitting.choices() == 3
    assert set(records(draws_of(5, 3), {}, {"pace": "slow"})["structure_pace"]) == {1.0}


@pytest.mark.parametrize("number", ["default", "low", "high"])
def test_a_changed_prior_is_refused_unless_a_stale_fit_is_asked_for(edited, reach, number):
    before, row = draws_of(5, 3), row_of(reach)
    value = f",{getattr(reach, number):g},"
    assert row.count(value) == 1
    edited((row, row.replace(value, f",{getattr(reach, number) * 0.99},")))
    with pytest.raises(UserError, match=f"{reach.name} was triangular.*samspil calibrate.*--prior.*--stale-posterior"):
        draws_of(5, 3)
    xr.testing.assert_equal(draws_of(5, 3, stale=True), before)
    xr.testing.assert_equal(draws_of(5, 3, prior=True), as_draws(5, 3))
    assert reach.name not in settled()


def test_numbers_that_moved_nothing_are_left_out_of_what_is_stored(reach, tmp_path):
    gone, name = next(iter(parameters.retired())), reach.name
    draws = xr.Dataset({name: ("draw", [0.6, 0.7]), gone: ("draw", [1.0, 2.0])})
    assert set(as_draws(draws, 1).data_vars) == {name, "luck"}
    stored = results()
    names = [gone, *(str(each) for each in stored["parameter"].values[1:])]
    stored.assign_coords(parameter=names).assign_attrs(format=FORMAT).to_netcdf(tmp_path / "old.nc")
    assert open_results(tmp_path / "old.nc")["parameter"].values.tolist() == names[1:]


def test_a_row_without_a_key_says_which_one_it_may_have(edited, reach):
    edited((f",{reach.key},", ",,"))
    with pytest.raises(UserError, match=r"parameters\.csv.*key.*[0-9a-f]{12} for a new parameter"):
        registry()


@pytest.mark.parametrize("damage", ["missing", "empty", "cut", "other"])
def test_a_posterior_that_cannot_be_drawn_from_is_refused_in_one_line(damage, tmp_path, monkeypatch):
    whole, here = fitted.path().read_bytes(), tmp_path / "posterior.nc"
    if damage == "other":
        prior_draws(1, 3).to_netcdf(here)
    elif damage != "missing":
        here.write_bytes(whole[: len(whole) // 2] if damage == "cut" else b"")
    monkeypatch.setattr(fitted, "path", lambda: here)
    monkeypatch.setattr("samspil.runs.kernel._shipped", LineKernel())
    monkeypatch.chdir(tmp_path)
    found = CliRunner().invoke(app, ["--quiet", "forecast", "current-policy", "--draws", "2", "--to", "there"])
    assert found.exit_code == 2
    assert len(found.stderr.splitlines()) == 1
    assert all(text in found.stderr for text in ("posterior.nc", "samspil calibrate", "--prior"))
    assert not (tmp_path / "there").exists()
    with pytest.raises(UserError):
        draws_of(2, 1)
    assert settled() == {}
    assert draws_of(2, 1, prior=True).sizes["draw"] == 2


def test_a_former_name_is_read_wherever_a_name_is(renamed, tmp_path):
    old, new, value = renamed.aliases[0], renamed.name, renamed.high
    assert load("current-policy", [f"{old}={value}"]).uncertainties[new].value == value
    document = loads(f"name: mine\nextends: current-policy\nuncertainties: {{{old}: {value}}}\n", "mine")
    assert document.uncertainties[new].value == value
    assert one_draw(None, {old: value}, 1)[new].item() == value
    draws = xr.Dataset({old: ("draw", [value, value])})
    assert as_draws(draws, 1)[new].values.tolist() == [value, value]
    assert pack({old: value})[new].item() == value
    np.testing.assert_array_equal(prior_draws(1, 2, [old])[new], prior_draws(1, 2)[new])
    shown = CliRunner().invoke(app, ["evidence", "show", old])
    assert (f"{old} is now {new}" in shown.stderr, f"parameter: {new}" in shown.stdout) == (True, True)
    listed = CliRunner().invoke(app, ["--json", "evidence", "list", old])
    assert (f"{old} is now {new}" in listed.stderr, f'"name": "{new}"' in listed.stdout) == (True, True)


def test_both_names_of_one_parameter_are_refused(renamed):
    old, new, value = renamed.aliases[0], renamed.name, renamed.high
    both = {old: value, new: value}
    with pytest.raises(UserError, match=f"{old} is the former name of {new}"):
        by_current_name(both)
    with pytest.raises(UserError, match=f"{old}.*is the former name of {new}, which is given too"):
        load("current-policy", [f"{name}={value}" for name in both])
    with pytest.raises(UserError, match=f"{old} is the former name of {new}"):
        as_draws(xr.Dataset({name: ("draw", [value]) for name in both}), 1)


def test_results_that_hold_former_names_are_read_under_those_of_today(renamed, tmp_path):
    ds = results()
    names = [str(name) for name in ds["parameter"].values]
    ds = ds.assign_attrs(format=FORMAT)
    ds.assign_coords(parameter=[renamed.aliases[0], *names[1:]]).to_netcdf(tmp_path / "old.nc")
    assert open_results(tmp_path / "old.nc")["parameter"].values.tolist() == [renamed.name, *names[1:]]


def test_a_scenario_keeps_its_digest_when_a_parameter_takes_another_name(edited, reach):
    document = f"name: mine\nextends: current-policy\nuncertainties: {{{reach.name}: {reach.high}}}\n"
    before = loads(document, "mine").digest
    edited(under_another_name(reach))
    assert loads(document, "mine").digest == before
