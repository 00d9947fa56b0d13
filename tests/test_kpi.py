"""A partnership's file, its bands, and whether KPIs lead: against partnerships whose truth is known."""

import subprocess
import sys
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner

from samspil.cli.app import app
from samspil.experiments import Asking
from samspil.experiments.foretelling import actions
from samspil.experiments.foretelling.actions import Action, best, shipped_actions
from samspil.experiments.foretelling.bands import Band, banded, is_stale, origin, shipped
from samspil.experiments.foretelling.file import columns, example, read
from samspil.experiments.foretelling.following import FTE, NAMES, USE, followed
from samspil.experiments.foretelling.indicators import INDICATORS
from samspil.experiments.foretelling.placing import placed
from samspil.experiments.foretelling.testing import area, marked
from samspil.model.problems import TableError
from samspil.reports.kpis import leading_sentences, rows, sentences, write_placed
from samspil.runs import simulate
from samspil.runs.draws import prior_draws
from samspil.runs.events import tables
from samspil.scenarios import load


def partnerships(lead):
    """Made-up partnerships of 12 runs; KPIs at twelve months foretell use where `lead`."""
    chance = np.random.default_rng(1)
    table = pd.DataFrame({name: chance.random(1500) for name in NAMES})
    table["run"], table["kind"], table["need"] = np.arange(1500) % 12, 0.0, np.arange(1500) % 12
    use = chance.random(1500) < np.where(table["trust_12"] > 0.5, 0.6, 0.2) if lead else chance.random(1500) < 0.4
    return table.assign(**{USE: use.astype(float), FTE: np.where(use, 1.0, 0.0)})


def test_kpis_lead_where_they_do_and_not_where_they_do_not():
    found = marked(partnerships(lead=True), seed=1)
    assert found["lead"].all()
    assert str(found["indicator"].values[int(found["loss"].sel(outcome=USE).argmax("indicator"))]) == "trust"
    assert "lead use" in " ".join(leading_sentences(found.assign_attrs(scenario="x", runs=12), "en"))
    none = marked(partnerships(lead=False), seed=1)
    assert not none["lead"].any()
    lines = leading_sentences(none.assign_attrs(scenario="x", runs=12), "en")
    assert sum("cannot be told" in line for line in lines) == 2
    assert len(leading_sentences(none.assign_attrs(scenario="x", runs=12), "da")) == len(lines)


def test_area_is_how_often_one_is_foretold_above_the_other():
    assert area(np.array([0.0, 0.0, 1.0, 1.0]), np.array([0.1, 0.4, 0.35, 0.8])) == 0.75


def test_followed_partnerships_are_those_of_the_event_tables():
    draws = prior_draws(1, 1)
    mine = followed(load("current-policy"), draws, Asking(seed=1, base="prior", workers=1))
    found = tables(simulate("current-policy", seed=1, draw=0, prior=True, record="events"))
    theirs, made, adoptions = found["partnerships"], found["solutions"], found["adoptions"]
    first = theirs[theirs["kind"].isin([0, 1]) & (theirs["opened"] >= 6) & (theirs["opened"] < 108)]
    first = first[first["key"] & 31 == 0]
    assert sorted(mine["opened"]) == sorted(first["opened"])
    row_of = dict(zip(theirs.index, theirs["key"].to_numpy() >> 5, strict=True))
    progress = found["progress"].assign(line=found["progress"]["partnership"].to_numpy() >> 5)
    for place, key in enumerate(first["key"].to_numpy()[:30]):
        opened, line = int(first["opened"].to_numpy()[place]), key >> 5
        at = progress[(progress["line"] == line) & (progress["month"] == opened + 12)]
        own = mine.iloc[place]
        if len(at) and np.isfinite(own["trust_12"]):
            assert own["trust_12"] in at["trust"].to_numpy()
        of = [row for row, each in row_of.items() if each == line]
        solutions = np.flatnonzero(made["partnership"].isin(of))
        month = opened + 36
        use = adoptions[adoptions["solution"].isin(solutions)]
        use = use[(use["live_from"] <= month) & (use["month"] <= month) & (use["abandoned"] > month)]
        assert own[USE] == use["host"].nunique()


def test_a_band_places_like_with_like():
    table = partnerships(lead=False)
    bands = banded(table)
    band = bands["project", "any", 12, "trust"]
    below, same = band.beside(float(np.quantile(table["trust_12"], 0.3)))
    assert (below, same) == (pytest.approx(0.3, abs=0.02), 0.0)
    assert Band(50, (0.0,) * 15 + (1.0,) * 6).beside(0.0) == (0.0, pytest.approx(15 / 21))
    assert not any(kind == "strategic" for kind, *_ in bands)


def test_the_weakest_link_and_its_action_are_told_or_that_the_model_cannot_tell():
    own = dict.fromkeys(INDICATORS) | {"trust": 0.05, "cocreation": 0.9, "members": 0.01}
    row = {"partnership": "A", "kind": "project", "need": "night", "month": 12, **own}
    bands = banded(partnerships(lead=False))
    known = (
        Action("project", "trust", "broker", 0.2, 0.01, 0.15, 0.02),
        Action("project", "trust", "guidance", 0.3, 0.2),
    )
    (told,) = placed([row], bands, known)
    assert told.weakest is not None
    assert told.weakest.name == "trust"
    assert told.action == known[0]
    caveat, line = sentences(told, "en")[1:3]
    assert caveat.startswith("Trust is what members say of themselves")
    assert "a survey's lower figure is not worse because it is lower" in caveat
    assert not any("themselves" in each for each in sentences(replace(told, weakest=told.placed[1]), "en"))
    assert "by 0.15 (± 0.02), measured in runs that did not choose it" in line
    assert "all partnerships of the kind that are at work at 12 months" in line
    (bare,) = placed([row], bands, known[1:])
    assert "cannot tell" in " ".join(sentences(bare, "en"))
    (unknown,) = placed([{**row, "kind": "strategic"}], bands, known)
    assert sentences(unknown, "en")[0].startswith("The model cannot tell")
    assert best("project", "failures", (Action("project", "failures", "broker", 0.5, 0.01),)) is None


@pytest.mark.parametrize(("again", "error"), [(0.01, 0.02), (-0.2, 0.01), (float("nan"), float("nan"))])
def test_an_action_that_other_draws_do_not_tell_is_not_told(again, error):
    assert best("project", "trust", (Action("project", "trust", "broker", 0.2, 0.01, again, error),)) is None


def test_what_is_chosen_is_measured_in_draws_that_did_not_choose_it(monkeypatch):
    """In a world where no action does anything, the largest of twelve is measured again, in the other draws alone."""
    asked = []

    def measured(_scenario, draws, _asking, names):
        asked.append((draws["draw"].values.tolist(), list(names)))
        effect = 0.2 if len(asked) == 1 else 0.0
        return [Action("project", "trust", name, effect * (name == "broker"), 0.01) for name in names]

    monkeypatch.setattr(actions, "measured", measured)
    found = actions.actions_of(load("current-policy"), prior_draws(1, 6), Asking(seed=1, base="prior"))
    assert [draws for draws, _ in asked] == [[0, 1, 2], [3, 4, 5]]
    assert asked[1][1] == ["broker"]
    assert [each.again for each in found if each.lever == "broker"] == [0.0]
    assert sum(np.isfinite(each.again) for each in found) == 1
    assert best("project", "trust", found) is None


def test_both_forms_of_the_file_are_read_alike(tmp_path):
    plain, excel = tmp_path / "a.csv", tmp_path / "b.csv"
    plain.write_text(example(), encoding="utf-8")
    excel.write_text(example(excel=True), encoding="utf-8", newline="")
    assert ";0,6;" in excel.read_text(encoding="utf-8")
    assert read(plain) == read(excel)
    for lang in ("en", "da"):
        found = CliRunner().invoke(app, ["--lang", lang, "kpi", str(excel)])
        assert found.exit_code == 0, found.stderr
    assert CliRunner().invoke(app, ["kpi", "--new"]).stdout == example()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("A,projekt,night,12,0.5", "a.csv:2: kind = 'projekt': is unknown; allowed: project, strategic"),
        ("A,project,night,13,0.5", "a.csv:2: month = '13': is unknown; allowed: 6, 12, 24, 36"),
        ("A,project,night,12,1.7", "a.csv:2: trust = '1.7': is out of range"),
        ("A,project,night,12,high", "a.csv:2: trust = 'high': is not a number"),
        ("A,project,night,12,0.5,1", "a.csv:2: has 6 cells where the header has 5"),
        ("A\x1b[31m,project,night,12,0.5", "control character"),
    ],
)
def test_what_is_wrong_with_a_file_is_told_in_a_line(tmp_path, text, told):
    for mark in ",;":
        path = tmp_path / "a.csv"
        path.write_text("partnership,kind,need,month,trust\n".replace(",", mark) + text.replace(",", mark) + "\n")
        found = CliRunner().invoke(app, ["--lang", "en", "kpi", str(path)])
        assert found.exit_code == 2
        assert told in found.stderr
        assert len(found.stderr.strip().split("\n")) == 1
        with pytest.raises(TableError):
            read(path)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("A,project,night,12,2,4", "a.csv:2: sectors = '4': is more kinds of organisations than there are members"),
        ("A,project,night,12,3,2\nA,project,night,12,4,2", "a.csv:3: month = '12': stands in line 2 already"),
        ("A,project,night,12,-3,2", "a.csv:2: members = '-3': is out of range; allowed: a whole number from 2 to 10"),
    ],
)
def test_figures_that_cannot_be_beside_each_other_are_told_in_a_line(tmp_path, text, told):
    (tmp_path / "a.csv").write_text(f"partnership,kind,need,month,members,sectors\n{text}\n")
    found = CliRunner().invoke(app, ["--lang", "en", "kpi", str(tmp_path / "a.csv"), "--to", str(tmp_path / "out")])
    assert found.exit_code == 2
    assert told in found.stderr
    assert len(found.stderr.strip().split("\n")) == 1
    assert not (tmp_path / "out").exists()


def test_do_worse_means_the_worse_way_and_have_fewer_where_there_is_none():
    """Of nine in ten partnerships with fewer failed pilots, nine in ten do better and not worse."""
    bands = {("project", "any", 12, name): Band(50, tuple(np.linspace(0.0, 20.0, 21))) for name in INDICATORS}
    own = dict.fromkeys(INDICATORS) | {"delivered": 18, "failures": 18, "members": 18}
    (told,) = placed([{"partnership": "A", "kind": "project", "need": "night", "month": 12, **own}], bands, ())
    cells = {row[0]: row[3].replace("\u00a0", " ") for row in rows(told, "en")}
    assert cells == {
        "Members": "90% have fewer",
        "Milestones delivered": "90% do worse",
        "Pilots failed": "10% do worse",
    }
    assert told.weakest is not None
    assert told.weakest.name == "failures"
    assert "10% of like partnerships" in sentences(told, "en")[0].replace("\u00a0", " ")
    (even,) = placed([{**own, "partnership": "A", "kind": "project", "need": "night", "month": 12}], _heaped(), ())
    assert rows(even, "da")[1][3].replace("\u00a0", " ").endswith(", 71 pct. ens")


def _heaped():
    return {("project", "any", 12, name): Band(50, (18.0,) * 15 + (20.0,) * 6) for name in INDICATORS}


def test_the_figure_shows_every_partnership_of_the_file(tmp_path, monkeypatch):
    drawn = []
    monkeypatch.setattr("samspil.reports.kpis.save", lambda figure, folder, name: drawn.append((name, figure)) or [])
    bands, own = banded(partnerships(lead=False)), dict.fromkeys(INDICATORS, 0.5)
    common = {"kind": "project", "need": "night", "month": 12, **own}
    told = placed([{"partnership": name, **common} for name in "ABCDEF"], bands, ())
    write_placed(tmp_path, told)
    assert [name for name, _ in drawn] == ["kpi", "kpi-2"]
    text = " ".join(each.get_text() for _, figure in drawn for each in figure.axes[0].get_yticklabels())
    assert [name for name in "ABCDEF" if f"{name} (project, Night)" in text] == list("ABCDEF")
    points = sum(len([line for line in figure.axes[0].lines if line.get_marker() == "o"]) for _, figure in drawn)
    assert points == 6 * len(told[0].placed)


def test_what_bands_rest_on_is_told_and_so_that_they_are_stale(monkeypatch):
    assert int(origin()["runs"]) >= 50
    assert {name for *_, name in shipped()} <= {column.name for column in columns()}
    assert all(action.indicator in (*INDICATORS, USE) for action in shipped_actions())
    monkeypatch.setattr("samspil.runs.basis.rules", lambda: "others")
    assert is_stale()


def test_models_keep_to_one_thread_from_the_first_fit_on():
    """A library that was loaded after the limit was not held to it, and its threads waited for each other."""
    code = (
        "from threadpoolctl import threadpool_info; from samspil.experiments.foretelling.testing import _alone\n"
        "with _alone():\n    import sklearn.ensemble\n"
        "    print({each['num_threads'] for each in threadpool_info() if each['user_api'] == 'openmp'})"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "{1}"
