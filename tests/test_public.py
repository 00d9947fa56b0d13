"""What a researcher meets: public names with types, versions, examples that run, and short pages in a notebook."""

import doctest
import inspect
from importlib import import_module
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from typing import Any

import matplotlib as mpl
import pytest

import samspil
from samspil.experiments import forecast
from samspil.runs import Ecosystem, parameters, simulate
from samspil.scenarios import load, loads

PACKAGES = ["calibration", "cli", "experiments", "model", "reports", "runs", "scenarios"]
GIVEN = {
    name: getattr(import_module(f"samspil.{package}"), name)
    for package in PACKAGES
    for name in import_module(f"samspil.{package}").__all__
}
# Examples that take ten seconds or more.
LONG = {
    *("Check", "discover", "plan", "sensitivity", "validate", "value_of_evidence", "write_figures", "write_report"),
    *("write_sensitivity", "write_value_of_evidence"),
}
NAMES = sorted(GIVEN.keys() - {"main", "ecosystem"})
EXAMPLES = [pytest.param(name, marks=[pytest.mark.slow] * (name in LONG)) for name in NAMES]
EVIL = "<script>alert(1)</script>"


def test_the_package_says_its_version_and_its_parts() -> None:
    assert samspil.__version__ == version("samspil")
    assert dir(samspil) == ["__version__", *PACKAGES]
    with pytest.raises(AttributeError, match="no attribute 'run'"):
        _ = samspil.run


@pytest.mark.parametrize("package", PACKAGES)
def test_a_package_lists_what_is_public_and_is_typed(package: str) -> None:
    module = getattr(samspil, package)
    assert dir(module) == sorted(module.__all__)
    assert [name for name in dir(module) if not hasattr(module, name)] == []
    assert (files(module) / "py.typed").is_file()


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_public_name_has_an_example_that_runs(
    name: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    modules = {each: import_module(each) for each in ("mesa", "networkx")}
    given: dict[str, Any] = {**GIVEN, **modules, "Path": Path, "levers": import_module("samspil.model.levers").levers}
    text = inspect.getdoc(GIVEN[name]) or ""
    example = doctest.DocTestParser().get_doctest(text, given | {name: GIVEN[name]}, name, None, 0)
    assert example.examples, f"{name} has no example"
    with mpl.rc_context({"backend": "agg"}):
        result = doctest.DocTestRunner().run(example)
    assert result.failed == 0, capsys.readouterr().out


def test_parameters_are_a_table() -> None:
    known = parameters()
    assert known.index.is_unique
    assert known["unit"].all()
    assert (known["low"] <= known["default"]).all()
    assert known["shrinkage"].between(0, 1).sum() > 100


def test_what_a_notebook_shows_is_short_and_escaped() -> None:
    said = f"title: '{EVIL}'\ndescription: '{EVIL}'"
    mine = loads(f"name: mine\nextends: current-policy\n{said}\nlevers: {{outreach: 2}}")
    model = Ecosystem(mine, seed=1)
    model.run_for(1)
    made = forecast([load("current-policy")], draws=2, replicates=1, side_tests=False)
    for each, told in ((mine, "outreach set 2"), (model, "98 of Municipality"), (made, "none of ")):
        page = each._repr_html_()
        assert "<script>" not in page
        assert told in page
        assert len(page) < 6000
        assert len(repr(each)) < 120
    assert "&lt;script&gt;" in mine._repr_html_()


def test_one_definition_of_a_live_partnership() -> None:
    from samspil.runs import tables, to_networkx

    ds = simulate("full-portfolio", seed=3, record="events")
    found = tables(ds, labels=True)
    progress = found["progress"]
    counted = progress[progress["live"]].groupby("month").size().reindex(found["uses"]["month"].unique(), fill_value=0)
    assert counted.to_numpy().tolist() == ds["partnerships_active"].values.tolist()
    for month in ("2027-06", "2035-12"):
        graph = to_networkx(ds, month)
        keys = {key for *_, shared in graph.edges(data="partnerships") for key in shared}
        assert len(keys) == int(ds["partnerships_active"].sel(time=f"{month}-01"))
    ties = tables(ds)["ties"]
    both = {tuple(sorted(pair)) for pair in ties.loc[ties["live"] > 0, ["actor", "partner"]].to_numpy().tolist()}
    assert both == {tuple(sorted(edge)) for edge in graph.edges}


def test_tables_merge_by_the_names_they_show() -> None:
    from samspil.runs import tables

    found = tables(simulate("full-portfolio", seed=3, record="events"), labels=True)
    by_name = found["solutions"].set_index("name").add_prefix("solution_")
    merged = found["adoptions"].join(by_name, on="solution", how="inner")
    assert len(merged) == len(found["adoptions"])
    made = found["solutions"].query("origin == 'partnership'")
    assert set(made["partnership"]) <= set(found["partnerships"]["key"])
    assert found["solutions"]["evaluated"].dtype == bool
    assert "hospital_documentation" in set(found["solutions"]["pool_hospital"].dropna())


def test_a_model_does_not_step_beyond_its_horizon() -> None:
    from samspil.model import UserError

    model = Ecosystem("current-policy", seed=1)
    for months in (-1, 1.5, 169):
        with pytest.raises(UserError, match="168 are left until 2035-12"):
            model.run_for(months)
    assert model.month == 0
