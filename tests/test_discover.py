"""What it takes: found in a world whose answer is known, told from runs that had no part in finding it."""

from dataclasses import replace

import numpy as np
import pytest
import xarray as xr
from typer.testing import CliRunner

from samspil.cli.app import app
from samspil.experiments import Asking, discover, settings, signposts
from samspil.experiments.discovery.boxes import boxes
from samspil.experiments.discovery.changes import Search
from samspil.experiments.discovery.confirming import Counted
from samspil.experiments.discovery.design import fresh, halves, learning, movable
from samspil.experiments.discovery.discover import shares
from samspil.experiments.ensemble import headline
from samspil.experiments.kept import Kept
from samspil.experiments.signs import holm, share, stored
from samspil.experiments.watching.observables import observables, used_by
from samspil.experiments.watching.running import Rows, Watch
from samspil.model.errors import UserError
from samspil.model.levers import levers
from samspil.reports.signposts import sentences as sign_sentences
from samspil.reports.takes import sentences
from samspil.runs import simulate
from samspil.scenarios import load

from .fake_ensemble import fake_ensemble

LEVEL = 600.0


def known_world(strength):
    """Runs in which FTE rise with `support_share` by `strength` and with what shows in companies' revenue."""

    def run(self, rows):
        levels = np.where(np.isfinite(rows.levels), rows.levels, self.today(rows.names)) if rows.names else None
        support = 0.1 if levels is None else levels[:, rows.names.index("support_share")]
        luck = rows.draws["luck"].values
        chance = np.array([np.random.default_rng(int(each)).normal(size=80) for each in luck])
        told = 100.0 + 10.0 * chance[:, : len(self.columns)]
        for place, name in enumerate(self.columns):
            if name.startswith("company_revenue"):
                told[:, place] = 300.0 * np.exp(0.3 * chance[:, 70])
        fte = 500.0 * np.exp(strength * (support - 0.1) + 0.5 * chance[:, 70] + 0.1 * chance[:, 71])
        told[:, : len(self.dates)] = fte[:, None]
        return told

    return run


def truth(found, strength, size=200_000):
    """P(level) under what was found, worked out apart from it."""
    chance, noise = np.random.default_rng(7).normal(size=(2, size))
    support = dict(zip(found["part"].values, found["part_low"].values, strict=True)).get("support_share", 0.1)
    met = np.ones(size, dtype=bool)
    for name, low in zip(found["part"].values, found["part_low"].values, strict=True):
        if name == "company_revenue":
            met &= 300.0 * np.exp(0.3 * chance) >= low
    return (500.0 * np.exp(strength * (support - 0.1) + 0.5 * chance + 0.1 * noise) >= LEVEL)[met].mean()


@pytest.fixture
def asking():
    return Asking(seed=1, base="prior", workers=1)


def test_a_change_that_is_enough_is_found_and_its_numbers_are_true(monkeypatch, asking):
    monkeypatch.setattr(Watch, "run", known_world(0.8))
    found = discover("current-policy", LEVEL, "2030-12", 0.6, 300, asking)
    assert found.attrs["verdict"] == "confirmed"
    assert set(found["part"].values) <= {"support_share", "company_revenue"}
    told = Counted(found.attrs["reached_hits"], found.attrs["reached_runs"])
    assert told.low - 0.05 <= truth(found, 0.8) <= told.high + 0.05
    lines = [line.replace("\u00a0", " ") for line in sentences(found, "en")]
    assert lines[1].startswith("Confirmed: 600 FTE by December 2030 in ")
    assert f"({told.hits} of {told.runs} runs" in " ".join(lines)
    assert len(sentences(found, "da")) == len(lines)
    kinds = dict(zip(found["part"].values, found["part_kind"].values, strict=True))
    assert ("Set from" in " ".join(lines)) == ("lever" in kinds.values())
    assert ("Conditioned on" in " ".join(lines)) == ("outcome" in kinds.values())


def test_a_lever_that_adds_nothing_is_left_out_and_the_rest_say_what_they_add(monkeypatch, asking):
    monkeypatch.setattr(Watch, "run", known_world(0.8))
    monkeypatch.setattr(Search, "found", _with_an_idle_lever)
    found = discover("current-policy", LEVEL, "2030-12", 0.6, 300, asking)
    assert found["part"].values.tolist() == ["support_share"]
    gain, se = float(found["part_gain"][0]), float(found["part_gain_se"][0])
    assert gain == pytest.approx(500.0 * np.exp(0.13) * (np.exp(0.8 * 0.5) - 1.0), abs=4 * se)
    assert any("alone +" in line for line in sentences(found, "en"))


def _with_an_idle_lever(search, _wanted):
    levels = search.today.copy()
    levels[movable().index("support_share")] = 0.6
    levels[movable().index("broker")] = 2.0
    return replace(search.start, levels=levels)


def test_where_nothing_helps_none_is_found(monkeypatch, asking):
    def run(self, rows):
        told = known_world(0.0)(self, rows)
        chance = np.random.default_rng([3, *rows.draws["luck"].values[:3]])
        told[:, : len(self.dates)] = 500.0 * np.exp(0.3 * chance.normal(size=(len(told), 1)))
        return told

    monkeypatch.setattr(Watch, "run", run)
    found = discover("current-policy", LEVEL, "2030-12", 0.8, 200, asking)
    assert found.attrs["verdict"] in ("none_found", "not_confirmed")
    assert any(line.startswith(("None found", "Not confirmed")) for line in sentences(found, "en"))


def test_a_level_that_no_run_reaches_is_replaced_and_told(monkeypatch, asking):
    monkeypatch.setattr(Watch, "run", known_world(0.8))
    found = discover("current-policy", 1e6, "2030-12", 0.5, 200, asking)
    assert found.attrs["asked_reached"] == 0
    assert 0 < found.attrs["level"] < found.attrs["highest"]
    assert "0 of 200 runs" in sentences(found, "en")[0]
    assert "1,000,000" in sentences(found, "en")[0]


@pytest.mark.parametrize("lang", ["en", "da"])
def test_a_level_out_of_reach_is_told_where_it_is_reached(monkeypatch, asking, lang):
    """Ten times as much later and under the other policy: there the reader is sent, by numbers of those runs."""

    def run(self, rows):
        told = known_world(0.8)(self, rows)
        if self.scenario.name == settings.word("discover_other"):
            told *= 10.0
        elif len(self.dates) > 1:
            told[:, 1] *= 10.0
        return told

    monkeypatch.setattr(Watch, "run", run)
    found = discover("current-policy", 2500.0, "2030-12", 0.5, 200, asking)
    assert found.attrs["asked_reached"] < 15 <= min(found.attrs["later_hits"], found.attrs["other_hits"])
    assert found.attrs["later_level"] == found.attrs["other_level"] == 2500.0
    later, other = sentences(found, lang)[1:3]
    assert f"{found.attrs['later_hits']} " in later
    assert "--by 2035-12 --level 2500" in later
    assert "samspil discover full-portfolio --by 2030-12 --level 2500" in other
    assert f"{load('full-portfolio').title[lang]} (full-portfolio)" in other
    near = discover("current-policy", 400.0, "2030-12", 0.5, 200, asking)
    assert "full-portfolio" not in " ".join(sentences(near, lang))


def test_a_box_of_noise_is_set_aside_and_one_that_tells_is_told(monkeypatch, asking):
    def noise(self, rows):
        told = known_world(0.0)(self, rows)
        luck = rows.draws["luck"].values
        told[:, : len(self.dates)] = np.array([[np.random.default_rng([5, each]).lognormal(6.0)] for each in luck])
        return told

    for world, is_told in ((known_world(0.8), True), (noise, False)):
        monkeypatch.setattr(Watch, "run", world)
        found = discover("current-policy", 400.0, "2030-12", 0.5, 200, asking)
        boxes = found.sizes["box"]
        assert boxes
        assert found["told"].values.tolist() == [is_told] * boxes
        for lang, said in (("en", f"Set aside: {boxes} of {boxes} box"), ("da", f"Lagt til side: {boxes} af {boxes}")):
            lines = " ".join(sentences(found, lang))
            assert (said in lines) == (not is_told)
            assert ("Box (" in lines or "Kasse (" in lines) == is_told


def test_ids_stand_once_behind_titles_in_the_language(monkeypatch, asking):
    monkeypatch.setattr(Watch, "run", known_world(0.8))
    monkeypatch.setattr(Search, "found", _with_an_idle_lever)
    found = discover("current-policy", LEVEL, "2030-12", 0.6, 300, asking)
    told = " ".join(sentences(found, "da"))
    assert told.count("(support_share)") == told.count("support_share") == 1
    assert f"{levers()['support_share'].title_da} (support_share)" in told


def test_a_box_of_noise_holds_no_more_than_chance_in_the_other_half():
    chance = np.random.default_rng(1)
    values, fte = chance.random((400, 30)), chance.random(400)
    finding = np.arange(400) % 2 == 0
    names = [f"x{number}" for number in range(30)]
    noise = boxes(names, values, fte, 0.8, finding, 0.6)[0]
    assert noise.method == "prim"
    assert noise.density[0] > 0.5 > 0.4 > noise.density[1]
    assert noise.density[1] == noise.reached / noise.inside[1]
    fte = values[:, 3]
    prim = boxes(names, values, fte, 0.8, finding, 0.6)[0]
    assert "x3" in {limit.name for limit in prim.limits}
    assert prim.density[1] > 0.5


def test_what_confirms_had_no_part_in_finding(asking):
    size = settings.count("discover_runs")
    for base in ("stale", "prior"):
        own = replace(asking, base=base)
        tries = settings.count("discover_tries") * shares(size)[0]
        before = xr.concat([learning(own, size).draws, fresh(own, size, tries)], "draw")
        proof = fresh(own, size + tries, shares(size)[1], proves=True)
        assert np.unique(before["luck"]).size == before.sizes["draw"]
        assert not set(before["luck"].values) & set(proof["luck"].values)
        assert not set(before["outreach_company"].values) & set(proof["outreach_company"].values)
        if base == "stale":
            assert not set(before["place"].values) & set(proof["place"].values)
            assert np.unique(proof["place"]).size == proof.sizes["draw"]


def test_what_holds_a_box_out_shares_no_draw_with_what_found_it(asking):
    size = settings.count("discover_runs")
    rows = learning(replace(asking, base="stale"), size)
    finding, place = halves(rows.draws), rows.draws["place"].values
    assert not set(place[finding]) & set(place[~finding])
    as_today = np.isnan(rows.levels).all(axis=1)
    assert finding.sum() == pytest.approx(size / 2, abs=2)
    assert (finding & as_today).sum() == pytest.approx(as_today.sum() / 2, abs=2)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--level", "-1"), "no positive number"),
        (("--level", "500", "--probability", "1.5"), "between 0 and 1"),
        (("--level", "500", "--by", "2030-13"), "is not a month"),
        (("--level", "500", "--by", "2028-12"), "too early"),
        (("--level", "500", "--draws", "24"), "24 runs are too few"),
    ],
)
def test_what_cannot_be_asked_is_refused_before_anything_is_run(monkeypatch, arguments, told):
    monkeypatch.setattr(Watch, "run", None)
    found = CliRunner().invoke(app, ["--lang", "en", "discover", "current-policy", "--prior", *arguments])
    assert found.exit_code == 2
    assert told in found.stderr


def test_levers_are_set_as_a_document_would_and_blocks_are_kept(monkeypatch, tmp_path):
    scenario = load("current-policy")
    asking = Asking(seed=1, base="prior", workers=1, kept=Kept(tmp_path / "kept.jsonl"))
    watch = Watch(scenario, ("2030-12",), tuple(used_by("discover")), ("2028-12",), asking)
    rows = Rows(fresh(asking, 0, 1), ("benefit_realisation",), np.array([[0.9]]))
    once = watch.run(rows)
    other = simulate(scenario.with_levers(benefit_realisation=0.9), seed=1, draw=0, prior=True)
    assert once[0, 0] == other["freed_fte"].sel(time="2030-12-01").item()
    place = watch.columns.index("partnerships_active 2028-12")
    assert once[0, place] == other["partnerships_active"].sel(time="2028-12-01").item()
    monkeypatch.setattr(Watch, "_asked", None)  # would be called if anything were run
    again = replace(watch, asking=replace(asking, kept=Kept(tmp_path / "kept.jsonl")))
    assert np.array_equal(again.run(rows), once)


def test_tables_say_what_events_say():
    """What is counted in the tables at the end of a run is what its event tables say of the month."""
    from samspil.runs.events import tables

    scenario, asking = load("current-policy"), Asking(seed=1, base="prior", workers=1)
    watch = Watch(scenario, ("2030-12",), tuple(used_by("discover")), ("2028-12",), asking)
    seen = dict(zip(watch.columns, watch.run(Rows(fresh(asking, 0, 1), (), np.zeros((1, 0))))[0], strict=True))
    found = tables(simulate(scenario, seed=1, draw=0, prior=True, record="events"))
    month, solutions, adoptions = 83, found["solutions"], found["adoptions"]
    using = adoptions[(adoptions["live_from"] <= month) & (adoptions["abandoned"] > month)]
    new = using[solutions["origin"].to_numpy()[using["solution"]] > 0]
    assert seen["hosts_new_solution 2028-12"] == new["host"].nunique()
    hosts = using.groupby("solution")["host"].nunique()
    assert seen["hosts_best_new 2028-12"] == new.groupby("solution")["host"].nunique().max()
    owners = solutions["owner"].to_numpy()[hosts[hosts >= 2].index]
    assert seen["companies_second_host 2028-12"] == len(set(owners[owners >= 0]))


def test_signposts_tell_what_moves_the_forecast_and_no_noise(monkeypatch, asking):
    monkeypatch.setattr(Watch, "run", known_world(0.8))
    found = signposts("current-policy", None, None, 200, asking)
    told = found["signpost"].values[found["told"].values]
    assert list(told) == ["company_revenue"]
    one = found.sel(signpost="company_revenue").isel(date=0)
    low = float(one["low"])
    draws = fresh(asking, 0, 200)
    chance = np.array([np.random.default_rng(int(each)).normal(size=80) for each in draws["luck"].values])
    fte = 500.0 * np.exp(0.5 * chance[:, 70] + 0.1 * chance[:, 71])
    seen = (300.0 * np.exp(0.3 * chance[:, 70]) >= low) & (np.arange(200) % 2 == 1)
    assert float(one["median_seen"]) == pytest.approx(np.median(fte[seen]))
    place = list(found["signpost"].values).index("company_revenue")
    assert share(found, "seen", "2030-12", place).hits == (fte[seen] >= float(one["level"])).sum()
    lines = sign_sentences(found, "en")
    assert "Cannot be told from noise in 100 runs" in " ".join(lines)
    assert len(sign_sentences(found, "da")) == len(lines)


def test_holm_corrects_for_how_many_are_looked_at():
    assert holm(np.array([0.01, 0.04, 0.03])) == pytest.approx([0.03, 0.06, 0.06])


def test_signposts_of_results_need_no_further_run(monkeypatch):
    monkeypatch.setattr(Watch, "run", None)
    found = signposts("full-portfolio", fake_ensemble(draws=40, replicates=2), asking=Asking(level="estimated"))
    assert found.attrs["stored"] == 1
    assert found.attrs["runs"] == found.attrs["chose"] == 20  # one run of each draw
    assert isinstance(found, xr.Dataset)
    with pytest.raises(UserError, match="nope"):
        signposts("nope", fake_ensemble(draws=40), asking=Asking(level="estimated"))


def test_noise_that_replicates_share_is_told_no_more_often_than_by_chance(monkeypatch):
    """Ten replicates of a draw are one draw: what is constant within it must not pass for ten runs."""
    monkeypatch.setattr(Watch, "run", None)
    rng, told, tries = np.random.default_rng(5), 0, 8
    for _ in range(tries):
        results = fake_ensemble(draws=60, replicates=10)
        for name in {each.of for each in used_by("signposts", stored=True) if each.kind == "variable"} - {"freed_fte"}:
            shape = (*results[name].shape[:3], 1, *results[name].shape[4:])
            noise = np.broadcast_to(rng.lognormal(size=shape), results[name].shape)
            results[name] = results[name].copy(data=noise)
        found = signposts("full-portfolio", results, asking=Asking(level="estimated"))
        noisy = found["signpost"].isin([each.name for each in used_by("signposts") if each.kind == "variable"])
        told += bool(found["told"][noisy & (found["signpost"] != "freed_fte")].any())
    assert told <= 2


def test_a_draw_is_told_by_its_first_run_that_finished():
    results = fake_ensemble(draws=40, replicates=3)
    results["freed_fte"][:, :, 0, 0] = np.nan
    results["freed_fte"][:, :, 1] = np.nan
    seen = stored(results, "full-portfolio", "estimated")
    own = headline(results, "full-portfolio", "estimated")[..., -1]
    assert seen.fte[:, -1].tolist() == [own[0, 1], *own[2:, 0]]
    assert seen.halves.tolist() == [True, *(np.arange(2, 40) % 2 == 0)]


def test_as_things_are_not_proved_is_no_change_that_was_found(monkeypatch, asking):
    """Fresh runs that try say yes, those that prove say no: nothing was changed, and nobody is told of a change."""

    def run(self, rows):
        told = known_world(0.0)(self, rows)
        told[rows.draws["luck"].values >= 200 + 4 * 40, : len(self.dates)] = 100.0
        return told

    monkeypatch.setattr(Watch, "run", run)
    found = discover("current-policy", 200.0, "2030-12", 0.6, 200, asking)
    assert found.attrs["verdict"] == "already_not_proved"
    assert not found.sizes["part"]
    for lang, start in (("en", "As things are, not proved"), ("da", "Som det er nu, ikke bevist")):
        line = sentences(found, lang)[1]
        assert line.startswith(start)
        assert "change was found" not in line
        assert "mulator" not in sentences(found, lang)[2]
        assert "(0" in line


def test_everything_that_is_seen_has_an_owner_and_a_sentence_in_both_languages():
    assert set(movable())
    for each in observables().values():
        for lang in ("en", "da"):
            assert each.owner[lang]
            assert "{amount}" in each.sentence[lang]
