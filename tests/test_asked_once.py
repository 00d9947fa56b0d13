"""The commands discover, signposts and kpi to their end, in a world that is known; what they do not heed is refused."""

import csv

import numpy as np
import pytest
import xarray as xr
from typer.testing import CliRunner

from samspil.cli.app import app
from samspil.experiments import Asking, discover
from samspil.experiments.foretelling import testing
from samspil.experiments.watching.running import Watch
from samspil.model.errors import UserError
from samspil.runs import netcdf

from .fake_ensemble import fake_ensemble
from .test_discover import known_world
from .test_kpi import partnerships

DISCOVER = ("discover", "current-policy", "--level", "600", "--prior", "--draws", "200")
SIGNPOSTS = ("signposts", "current-policy", "--prior", "--draws", "100")
KPI = ("kpi", "--test", "--prior", "--draws", "12")


@pytest.fixture
def known(monkeypatch):
    monkeypatch.setattr(Watch, "run", known_world(0.8))
    monkeypatch.setattr(testing, "followed", lambda *_: partnerships(lead=True))


def run(*arguments, lang="en"):
    return CliRunner().invoke(app, ["--lang", lang, *map(str, arguments)])


@pytest.mark.parametrize(
    ("arguments", "name", "said", "heads"),
    [
        (DISCOVER, "discover", {"en": "FTE by December 2030", "da": "årsværk i december 2030"}, {"of", "low", "hits"}),
        (SIGNPOSTS, "signposts", {"en": "runs chose the signposts", "da": "valgte vejviserne"}, {"signpost", "told"}),
        (KPI, "leading", {"en": "KPIs at 12 months lead use", "da": "går forud for brug"}, {"outcome", "loss"}),
    ],
)
def test_a_command_writes_all_that_it_found(known, tmp_path, arguments, name, said, heads):
    for lang, sentence in said.items():
        to = tmp_path / lang
        found = run(*arguments, "--to", to, lang=lang)
        assert found.exit_code == 0, found.stderr
        assert sentence in found.stdout.replace("\u00a0", " ")
        assert {each.name for each in to.iterdir()} == {f"{name}.{form}" for form in ("nc", "csv", "png", "svg")}
        with xr.open_dataset(to / f"{name}.nc") as ds:
            assert netcdf.check(to / f"{name}.nc", ds)
        with (to / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        assert rows
        assert heads <= set(rows[0])
        again = run(*arguments, "--to", to, lang=lang)
        assert again.exit_code == 2  # what is finished is not run over


def test_the_table_of_discover_holds_what_its_sentences_say(known, tmp_path):
    assert run(*DISCOVER, "--to", tmp_path).exit_code == 0
    with (tmp_path / "discover.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    with xr.open_dataset(tmp_path / "discover.nc") as ds:
        change = [row for row in rows if row["of"] == "change"]
        assert [row["name"] for row in change] == ds["part"].values.tolist()
        assert {int(row["hits"]) for row in change} <= {ds.attrs["reached_hits"]}
        limits = [row for row in rows if row["of"] in ("prim", "cart")]
        assert [row["name"] for row in limits] == ds["limit_name"].values.tolist()
        assert len(rows) == 1 + len(change) + len(limits)
        ends = [row["low"] for row in limits]
        assert [float(end) if end else -np.inf for end in ends] == pytest.approx(ds["limit_low"].values)


@pytest.mark.parametrize("arguments", [DISCOVER, SIGNPOSTS, KPI, ("kpi", "any.csv")])
@pytest.mark.parametrize(
    ("option", "told"),
    [
        (("--scheduler", "tcp://x:1"), "local threads only"),
        (("--replicates", "3"), "one run of each draw"),
    ],
)
def test_what_is_not_heeded_is_refused_and_nothing_written(known, tmp_path, arguments, option, told):
    found = run(*arguments, *option, "--to", tmp_path / "out")
    assert found.exit_code == 2
    assert told in found.stderr
    assert len(found.stderr.strip().split("\n")) == 1
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("arguments", [("signposts", "--from", "results"), ("kpi", "--new")])
@pytest.mark.parametrize("option", [("--draws", "30"), ("--replicates", "3"), ("--set", "broker=1"), ("--prior",)])
def test_where_nothing_is_run_what_asks_for_runs_is_refused(arguments, option):
    found = run(*arguments, *option)
    assert found.exit_code == 2
    assert f"{option[0]}: nothing is run here" in found.stderr


def test_a_cluster_is_refused_in_python_too():
    asking = Asking(seed=1, base="prior", workers=1, scheduler="tcp://x:1")
    with pytest.raises(UserError, match="local threads only"):
        discover("current-policy", 500, "2030-12", 0.5, 60, asking)


def test_signposts_of_a_forecast_are_told_without_a_run(monkeypatch, tmp_path):
    monkeypatch.setattr(Watch, "run", None)
    monkeypatch.setattr("samspil.runs.open_results", lambda _: fake_ensemble(draws=60, replicates=2))
    found = run("signposts", "full-portfolio", "--from", tmp_path, "--to", tmp_path / "out")
    assert found.exit_code == 0, found.stderr
    assert "one run of each draw" in found.stdout
    assert (tmp_path / "out" / "signposts.csv").is_file()
