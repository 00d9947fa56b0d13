"""The emulator of the explorer: as far off as it says and no further, one with the model's own settings, refused where
it knows nothing."""

import json
import re
import shlex
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from samspil.cli.app import app
from samspil.experiments import settings
from samspil.experiments.asking import Asking
from samspil.experiments.emulating import fit, keeping, load, teaching
from samspil.experiments.emulating.against import against
from samspil.experiments.emulating.basis import seen
from samspil.experiments.emulating.design import Design
from samspil.experiments.emulating.inputs import inputs
from samspil.experiments.emulating.running import Kept, Runner
from samspil.experiments.emulating.teaching import Sizes, chances
from samspil.experiments.reverse.surrogate import Surrogate
from samspil.model.errors import UserError
from samspil.model.messages import say
from samspil.reports.explorer.page import embedded, html, likelihoods
from samspil.reports.explorer.saying import Told, chance_error
from samspil.reports.words import words
from samspil.runs.fitted import draws_of
from samspil.scenarios import load as scenario
from samspil.scenarios import loads

SHARES = [0.3, 0.1, 0.2, 0.25, 0.15]
NUMBERS = [row["name"] for row in settings.table("emulated") if row["kind"] == "number"]
MIXED = {"joint_tenders": 0.25, "support_share": 0.4, "depth_ceiling": 0.5, "optimism": 0.2}


@pytest.fixture(scope="module")
def emulator():
    return load(stale=True)


def test_the_shipped_emulator_is_of_this_model():
    """What fails here is told by `samspil explore` too: fit it anew before a release (samspil explore --refit)."""
    assert load().about["draws"] == settings.count("emulator_draws")


def test_it_fits_into_a_mail():
    assert keeping.path().stat().st_size < 300_000


def test_as_decided_it_is_the_model(emulator):
    """The draws that it holds are those of a forecast, with nothing between them and the model."""
    found = against(emulator, {}, 6, Asking(workers=2))["draws"]
    assert found.sel(side="emulator").values == pytest.approx(found.sel(side="model").values, rel=1e-3)


@pytest.mark.parametrize(
    "values", [{"support_share": 0.45, "national_programmes": 1.0}, {"optimism": 0.3, "evaluation": 0.5}]
)
def test_fresh_runs_are_as_far_off_as_is_told(emulator, values):
    """Of few draws, whose middle one errs by more than that of all that are told."""
    found = against(emulator, values, 24, Asking(workers=2))
    fte = found["fte"].sel(quantile="p50")
    off = abs(fte.sel(side="emulator") - fte.sel(side="model")) / fte.sel(side="model")
    most = emulator.error(values).sel(of="median", told="most")
    assert (off.sel(year=[2030, 2035]) < most.sel(year=[2030, 2035]) * np.sqrt(100 / 24)).all()


def test_errors_are_small_enough_to_be_of_use(emulator):
    told = emulator.off.sel(of="median", year=[2030, 2035])
    assert float(told.sel(kind="levers", told="typical").max()) < 0.03
    assert float(told.sel(told="most").max()) < 0.25


def test_settings_are_those_of_the_command(emulator):
    """What the emulator ran and what `--set` makes of its command are the same levels and values."""
    told = emulator.overrides(MIXED)
    made = scenario("current-policy", told)
    runner = Runner(scenario("current-policy"), inputs(scenario("current-policy")), draws_of(4, 1), Asking(workers=1))
    prepared = runner.under(emulator.points(MIXED).added[0])
    for name in ("joint_tenders", "support_share"):
        levels = made.lever_table(name, prepared.labels["region"])
        assert prepared.levers[name] == pytest.approx(levels[: len(prepared.levers)])
    assert made.uncertainties["depth_ceiling"].value == 0.5
    written = loads(emulator.document(MIXED, "mine"))
    for name in ("joint_tenders", "support_share"):
        assert replace(written.levers[name][-1], policy="settings") == made.levers[name][-1]


def test_set_reaches_a_lever_that_shares_its_name_with_a_rule():
    assert scenario("current-policy", ["evaluation=0.5"]).levers["evaluation"][-1].value == 0.5
    off = scenario("current-policy", ["networks=false"])
    assert "networks" not in [change.lever for change in off.levers["networks"] if change.policy == "settings"]
    assert not any(value for name, value in off.rules.items() if name.startswith("networks"))


def test_levers_alone_move_nothing_before_they_start(emulator):
    decided, moved = (emulator.predict(values)["fte"].sel(year=2026) for values in ({}, {"support_share": 0.9}))
    assert moved.values == pytest.approx(decided.values, rel=2e-3)


def test_regions_sum_to_the_country(emulator):
    points = emulator.points(MIXED)
    assert emulator.beside.shares(seen(emulator.own, points)).sum(axis=1) == pytest.approx(1.0)


@pytest.mark.parametrize(
    ("given", "line"),
    [
        ("joint_tendrs=1", "'joint_tendrs' is nothing that can be moved here; the nearest known is joint_tenders"),
        ("support_share=0.95", "support_share=0.95: is outside of what the emulator was fitted on; allowed: 0 to 0.9"),
        ("optimism=x", "optimism='x': is not a number"),
        ("optimism", "write optimism=VALUE without spaces"),
    ],
)
def test_what_it_does_not_know_is_refused(given, line, tmp_path):
    page = tmp_path / "page.html"
    found = CliRunner().invoke(app, ["explore", given, "--stale", "--to", str(page)])
    assert found.exit_code == 2
    assert line in found.stderr
    assert not page.exists()


def test_outside_names_inputs(emulator):
    assert emulator.outside({"support_share": 0.95, "optimism": 0.5}) == ["support_share"]
    with pytest.raises(UserError, match="nothing that can be moved"):
        emulator.outside({"nothing": 1.0})


def test_a_stale_one_is_refused(tmp_path):
    told = json.loads(keeping.path().read_text(encoding="utf-8"))
    told["about"]["rests_on"]["rules"] = "others"
    file = tmp_path / "emulator.json"
    file.write_text(json.dumps(told), encoding="utf-8")
    with pytest.raises(UserError, match="the rules were others"):
        load(file)
    assert load(file, stale=True).years


def test_an_emulator_is_read_as_it_was_written(emulator, tmp_path):
    keeping.save(emulator, tmp_path / "again.json")
    again = load(tmp_path / "again.json", stale=True)
    assert again.predict(MIXED).identical(emulator.predict(MIXED))


def test_designs_stay_within_the_inputs(emulator):
    design = Design(emulator.inputs, 8, 1)
    points = design.together(32, chances(False)[1], 3)
    assert (points.added <= design.most).all()
    assert (points.added >= 0.0).all()
    set_ = np.isfinite(points.values)
    assert set_.any()
    assert ((points.values >= design.ends[:, 0]) & (points.values <= design.ends[:, 1]))[set_].all()


def test_the_answer_is_printed_and_the_page_written(tmp_path):
    page = tmp_path / "page.html"
    found = CliRunner().invoke(app, ["--lang", "da", "explore", "joint_tenders=0.25", "--stale", "--to", str(page)])
    assert found.exit_code == 0, found.stderr
    assert found.stdout.startswith("Med disse indstillinger frigøres cirka")
    text = page.read_text(encoding="utf-8")
    assert len(text.encode()) < 600_000
    # Outside of the style, nothing names another host.
    assert not re.findall(r"(?:src|href)=[\"']?(?:https?:)?//", text)


def test_a_page_goes_where_it_is_meant(tmp_path):
    for to, file in ((tmp_path / "mine", "mine.html"), (tmp_path, "explorer.html")):
        assert CliRunner().invoke(app, ["explore", "--stale", "--to", str(to)]).exit_code == 0
        assert (tmp_path / file).is_file()


def test_commands_and_python_of_its_page_run(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    text = (Path(__file__).parent.parent / "docs" / "explorer.md").read_text(encoding="utf-8")
    lines = re.findall(r"^samspil (explore.*)$", text, re.MULTILINE)
    assert len(lines) == 5
    for line in lines:
        if "--refit" in line:
            continue  # minutes: below at a small size
        found = CliRunner().invoke(app, [*shlex.split(line), "--stale"])
        assert found.exit_code == 0, (line, found.stderr)
    assert Path("explorer.html").exists()
    (code,) = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    exec(code, {})


def known_world(runner, points, _surrogate=None):
    """Runs in a world with a closed form: two levers that hinder each other, one number, optimism, even regions."""
    share = points.added / np.array([each.high for each in runner.levers])
    own = runner.draws["depth_ceiling"].values[points.draw]
    own = own + points.optimism * (0.75 - own)
    values = np.where(np.isfinite(points.values[:, 0]), points.values[:, 0], own)
    gain = 0.4 * share[:, 0] + 0.3 * share[:, 4] - 0.2 * share[:, 0] * share[:, 4]
    log = 5.0 + 0.1 * points.draw + gain + np.log(values) + 2.0 * points.optimism * (1.0 - 0.2 * share[:, 4])
    fte = np.exp(log[:, None] + 0.05 * np.arange(len(runner.years)))
    regions = np.array(SHARES)[None, :, None] * fte[:, None]
    return Kept(fte, regions, 10.0 * values + 50.0 * share[:, 0] + 20.0 * share[:, 4] ** 2)


def test_in_a_known_world_the_emulator_is_right(tmp_path, monkeypatch):
    monkeypatch.setattr(Runner, "run", known_world)
    ends = Surrogate(NUMBERS, np.ones(len(NUMBERS)), np.arange(len(NUMBERS)))
    monkeypatch.setattr(teaching._Teaching, "surrogate", lambda _: ends)
    made = fit(asking=Asking(workers=1), sizes=Sizes(draws=10, together=512, held=8, held_draws=5))
    keeping.save(made, tmp_path / "known.json")
    emulator = load(tmp_path / "known.json")
    values = {"outreach": 2.0, "support_share": 0.45, "optimism": 0.3, "depth_ceiling": 0.5}
    found = emulator.predict(values)
    truth = np.exp(5.0 + 0.1 * np.arange(10) + 0.2 + 0.15 - 0.05 + np.log(0.5) + 0.6 * 0.9 + 0.05 * 4)
    assert found["draws"].sel(year=2030).values == pytest.approx(truth, rel=0.03)
    at = found.sel(year=2030, quantile="p50")
    assert (at["fte_by_region"] / at["fte"]).values == pytest.approx(SHARES, abs=0.005)
    assert float(found["public"]) == pytest.approx(30.0, abs=1.0)
    assert float(emulator.off.sel(of="median", told="most").max()) < 0.05


def test_what_is_said_is_what_was_found(emulator):
    told = Told(emulator, {"optimism": 1.0}, words("en"))
    assert "in all 100 simulations; the lowest reached" in told.chance("explorer.chance", told.due)
    few = Told(emulator, {}, words("en"))
    assert "exceptionally unlikely" not in few.chance("explorer.chance", few.due)  # 100 draws cannot say so
    assert "in none of 100 simulations" in few.chance("explorer.chance", few.due)
    assert "less than the emulator can tell" in Told(emulator, {"outreach": 0.25}, words("en")).gain()


def test_the_median_of_few_draws_errs_as_is_told(emulator):
    """Halves of the draws differ by what their own number says, of which that of all is a share."""
    runs = np.asarray(emulator.predict({})["draws"].sel(year=2030).values, dtype=float)
    rng, half = np.random.default_rng(1), runs.size // 2
    apart = [np.subtract(*np.median(rng.permutation(runs)[: 2 * half].reshape(2, half), axis=1)) for _ in range(400)]
    assert chance_error(emulator) == pytest.approx(np.std(apart), rel=0.3)
    told = Told(emulator, {}, words("en")).few()
    assert words("en").numbers.rounded(chance_error(emulator), None) in told


def test_words_of_likelihood_go_by_the_bound():
    places = likelihoods(100)
    assert places == sorted(places)
    assert places[0] == 1


def test_texts_cannot_end_the_element_that_they_stand_in(emulator):
    assert "</script" not in embedded({"name": "</script><script>alert(1)</script>"})
    assert html(emulator, "en", {}).count("<script") == 2


def test_a_stale_page_says_so_in_both_languages(emulator):
    page = html(emulator, "da", {}, say("rules-were-others"))
    assert "the rules were others" in page
    assert "reglerne var andre" in page
    assert 'data-say="explorer.stale"' in page
    assert 'data-say="explorer.stale"' not in html(emulator, "da", {})
