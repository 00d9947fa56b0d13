"""What the live page says and gives away, without a browser: each number and sentence against the runs themselves."""

import contextlib
import io
import re
import shlex
import socket
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from samspil.cli.app import app as commands
from samspil.experiments.emulating import load as emulators
from samspil.model.errors import UserError
from samspil.model.levers import levers
from samspil.model.parameters import registry
from samspil.reports.app import controls, courses, keeping, outcomes, panels, refining, sections, tabs, worlds
from samspil.reports.app.asking import Ask, baseline, drawn, level_of, policies
from samspil.reports.app.drawings import map as places
from samspil.reports.app.drawings.cells import cells
from samspil.reports.app.following import course, worth_following
from samspil.reports.app.guessing import guess
from samspil.reports.app.refining import Answer, Runs, bounds, refined
from samspil.reports.app.state import Shown, asked, beside, sentence
from samspil.reports.app.stepping import components, parameters, partners
from samspil.reports.words import LANGUAGES, table, words
from samspil.runs import ecosystem, run_ensemble, simulate, to_networkx
from samspil.scenarios import load, loads

FOLDER = Path(controls.__file__).parent
MOVED = Ask(
    levers=(("national_programmes", 2.0), ("support_share", 0.4)), numbers=(("depth_ceiling", 0.7),), optimism=0.25
)


@pytest.fixture(autouse=True, scope="module")
def few() -> Iterator[None]:
    """Answers of two and of four draws: what is shown of them hangs on no number of draws."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(refining, "stages", lambda: [2, 4])
        bounds.cache_clear()
        yield
    bounds.cache_clear()


@pytest.fixture(scope="module")
def runs() -> Runs:
    return Runs()


@pytest.fixture(scope="module")
def answer(runs: Runs) -> Answer:
    return next(refined(MOVED, runs))


@pytest.fixture(scope="module")
def world() -> worlds.World:
    return worlds.world(Ask(), 0)


def test_an_answer_holds_the_bits_of_the_ensemble(answer: Answer) -> None:
    draws = drawn(MOVED.numbers, MOVED.optimism, refining.stages()[-1]).isel(draw=slice(answer.draws))
    found = run_ensemble(policies(MOVED), draws=draws, replicates=1, beyond_evidence=True)
    for name in ("mine", "current-policy"):
        np.testing.assert_array_equal(answer.values[name]["freed_fte"], found["freed_fte"].sel(scenario=name)[:, 0])


def test_the_python_that_is_copied_gives_the_number_that_is_shown(answer: Answer) -> None:
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        exec(keeping.code(MOVED, answer.draws, "2030-12"), {})
    assert float(said.getvalue()) == pytest.approx(np.median(outcomes.at(answer, "mine", "2030-12")), rel=1e-12)


def test_the_file_that_is_saved_is_what_was_asked() -> None:
    found = loads(keeping.document(MOVED, "my-own"))
    assert found.levers == policies(MOVED)[0].levers
    assert found.uncertainties["depth_ceiling"].value == 0.7
    doubled = Ask(levers=(("joint_tenders", 2 * level_of(baseline(), "joint_tenders")),))
    (change,) = loads(keeping.document(doubled, "doubled")).levers["joint_tenders"]
    assert change.value == pytest.approx(level_of(baseline(), "joint_tenders"))


def test_what_is_taken_home_says_what_it_is_and_leaves_beliefs_to_both() -> None:
    """A policy that was changed is not decided, and a number of one's own is not a gain of the policy."""
    saved = keeping.named(MOVED, "my-own")
    assert "nothing else" not in saved.description["en"]
    assert saved.title["en"] in saved.description["en"].replace(", with: ", ", ")
    assert not {**saved.decider, **saved.instrument, **saved.cost}
    *_, first, second = shlex.split(keeping.command(MOVED, "my-own.yaml"))
    assert (first, second) == ("--set", "depth_ceiling=0.7")
    ours = load(baseline().name, [second])
    assert ours.uncertainties["depth_ceiling"].value == saved.uncertainties["depth_ceiling"].value


def test_what_changes_nothing_changes_no_draw(runs: Runs) -> None:
    """A lever moved to where it stands is today's policy, run by run: the same numbers, the same luck."""
    still = Ask(levers=(("evaluation", level_of(baseline(), "evaluation")),))
    found = next(refined(still, runs))
    assert (outcomes.more(found, "mine", "current-policy", "2035-12") == 0.0).all()


def test_runs_stop_when_nobody_looks_any_more_and_are_not_made_twice() -> None:
    class Counted(Runs):
        made = 0

        def _run(self, *given: object) -> dict[str, np.ndarray]:
            self.made += 1
            return super()._run(*given)

    runs = Counted()
    (first,) = refined(Ask(), runs, lambda: runs.made == 1)
    assert first.draws == refining.stages()[0]
    assert len(next(refined(Ask(), runs)).values["current-policy"]["freed_fte"]) == refining.stages()[0]
    assert runs.made == 1
    assert [high for _, high in bounds() if high in refining.stages()] == refining.stages()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_sentences_tell_the_numbers_of_the_runs(answer: Answer, lang: str) -> None:
    say = words(lang)
    due, number = outcomes.at(answer, "mine", "2030-12"), say.numbers.amount
    text = re.sub(r"<[^>]+>", " ", panels.headline(answer, say))
    for value in np.quantile(due, [0.05, 0.5, 0.95]):
        assert number(float(value)) in text
    gained = answer.values["mine"]["freed_fte"][:, 107] - answer.values["current-policy"]["freed_fte"][:, 107]
    assert say.numbers.signed(float(gained.mean())) in text
    page = panels.answer(answer, say) + sections.kpis(answer, say) + sections.use(answer, say)
    assert page.count("<svg") > 4
    where = sections.region(answer, "Midtjylland", say)
    whole = answer.values["mine"]["freed_fte_by_region"][:, answer.labels["region"].index("Midtjylland"), 8]
    assert number(float(np.median(whole))) in where
    assert "potentials" not in sections.potentials({"estimated": answer}, say)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_name_that_is_told_carries_own_numbers_and_the_level(answer: Answer, lang: str) -> None:
    say = words(lang)
    one = replace(answer, ask=replace(MOVED, optimism=0.0, level="assumed"))
    for text in (panels.headline(one, say), sections.region(one, "Midtjylland", say)):
        assert f"{getattr(registry()['depth_ceiling'], f'title_{lang}')} {say.numbers.figures(0.7)}" in text
        assert say("level.assumed") in text
    several = panels.headline(answer, say)
    assert {"en": "with 2 numbers of your own", "da": "med 2 egne tal"}[lang] in several
    assert say("level.estimated") not in several


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_difference_that_cannot_be_told_from_none_is_not_told(lang: str) -> None:
    say = words(lang)
    none = {"en": "no difference that can be seen", "da": "ingen forskel, der kan ses"}[lang]
    for gained, off, bound in (([-0.02, 0.006], 0.0, "1"), ([2e-5, 3e-5], 0.0, "1"), ([5.0, 6.0], 6.5, "7")):
        text = panels.difference(np.array(gained), "x", off, say)
        assert none in text
        assert re.search(rf"\D{bound} \w+\)", text)
    wide = panels.difference(np.linspace(-10.0, 100.0, 11), "x", 0.0, say)
    assert none in wide
    assert re.search(r"−4[.,]5 \w+ \+94", wide)
    assert none not in panels.difference(np.array([5.0, 6.0]), "x", 4.0, say)


def test_levers_say_when_a_change_starts_how_long_it_takes_and_where_the_policy_ends() -> None:
    groups = {group["name"]: group for group in controls.groups(Ask("shared-procurement-body"), words("en"))}
    assert words("en").numbers.month("2027-05") in groups["levers"]["note"]
    fields = {field["key"]: field for field in groups["levers"]["fields"]}
    tenders = fields["levers.joint_tenders"]
    assert tenders["own"] == 2.25
    table = load("shared-procurement-body").lever_table("joint_tenders", ["Nordjylland"])[:, 0]
    reached = int(np.argmax(table == 2.25))
    assert words("en").numbers.month(f"{2022 + reached // 12}-{reached % 12 + 1:02}") in tenders["told"]
    assert "24 months" in tenders["told"]
    later = {group["name"]: group["note"] for group in controls.groups(Ask("start-2029"), words("da"))}
    assert words("da").numbers.month("2029-05") in later["levers"]


@pytest.mark.parametrize(
    ("name", "lever", "value"),
    [
        ("shared-procurement-body", "joint_tenders", 1.0),
        ("current-policy", "outreach", 1.0),
        ("life-science-city-aalborg", "support_share", 0.9),
        ("current-policy", "district", 0.6),
    ],
)
def test_a_lever_ends_where_its_slider_says(name: str, lever: str, value: float) -> None:
    moved = policies(Ask(name, levers=((lever, value),)))[0]
    assert level_of(moved, lever) == pytest.approx(value, abs=1e-5)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_money_says_whose_and_of_which_years(answer: Answer, lang: str) -> None:
    say = words(lang)
    mine, today = (answer.values[name]["cost_mdkk"].sum(axis=1)[:, 5:].mean(axis=1) for name in answer.values)
    assert [int(year) for year in answer.labels["year"]][5] == 2027
    text = panels.costs(answer, "current-policy", say)
    for value in ((mine - today).mean(), *np.quantile(mine - today, [0.05, 0.95])):
        assert say.numbers.signed(float(value)) in text
    assert {"en": "all payers together", "da": "alle betalere tilsammen"}[lang] in text
    assert "2027" in text
    assert "2035" in text
    page = panels.answer(answer, say)
    stairs = page[page.index('class="part stairs"') :]
    assert {"en": "Mean of all simulations in December 2030", "da": "Middel af alle simulationer i december 2030"}[
        lang
    ] in stairs.replace("\u00a0", " ")
    assert {"en": "New ties between actors since January 2022 (ties)", "da": "(relationer)"}[lang] in sections.kpis(
        answer, say
    )


def test_no_field_speaks_in_the_terms_of_a_statistician() -> None:
    fields = [field for group in controls.groups(Ask(), words("da")) for field in group["fields"]]
    text = " ".join(f"{field['label']} {field.get('unit', '')}" for field in fields)
    for term in ("log-odds", "multiplikator", "Bass", "0 eller 1", "pladser, gange"):
        assert term not in text
    depth = next(field for field in fields if field["key"] == "numbers.depth_ceiling")
    values = drawn((), 0.0, refining.most())["depth_ceiling"].values
    for share in (0.05, 0.95):
        assert words("da").numbers.figures(float(np.quantile(values, share))) in depth["told"]


def test_regions_add_up_to_the_country(answer: Answer) -> None:
    whole = sum(outcomes.of_region(answer, "mine", name, 2030) for name in answer.labels["region"])
    np.testing.assert_allclose(whole, outcomes.at(answer, "mine", "2030-12"), rtol=1e-6)


def test_what_comes_from_a_document_is_escaped(answer: Answer) -> None:
    bad = "<script>alert(1)</script>"
    named = tuple(replace(each, title={"en": bad, "da": bad}) for each in answer.scenarios)
    for lang in LANGUAGES:
        shown = replace(answer, ask=Ask(), scenarios=named)
        page = panels.headline(shown, words(lang)) + panels.answer(shown, words(lang))
        assert "<script>" not in page
        assert "&lt;script&gt;" in page


@pytest.mark.parametrize("lang", LANGUAGES)
def test_an_answer_to_another_question_says_so(answer: Answer, lang: str) -> None:
    say, asked_before = words(lang), (Ask(), lang)
    own, other = Shown(answer, of=asked_before), (MOVED, lang)
    assert not beside(own, asked_before).old
    busy, refused = beside(own, other), beside(Shown(answer, "no", other), other)
    assert (busy.old, busy.wrong, refused.old, refused.wrong) == (True, "", True, "no")
    # What was wrong with the question before is not wrong with this one.
    assert beside(Shown(answer, "no", other), asked_before).wrong == ""
    assert tabs.pending(busy, say) == say("app.busy")
    assert tabs.pending(refused, say) == say("app.before")
    assert tabs.pending(own, say) == ""
    assert panels.answered(answer, say) not in panels.headline(answer, say, tabs.pending(busy, say))


def test_levers_of_no_policy_stand_nowhere_and_a_name_is_refused_in_plain_letters() -> None:
    for group in controls.groups(Ask("nonesuch"), words("da")):
        assert all(field["off"] for field in group["fields"] if field["key"].startswith("levers."))
    for lang, allowed in (("en", "a to z, 0 to 9"), ("da", "a til z, 0 til 9")):
        with pytest.raises(UserError) as caught:
            keeping.named(Ask(), "fælles-indkøb")
        assert allowed in sentence(caught.value, lang)


@pytest.mark.parametrize(
    ("ask", "said"),
    [
        (Ask("nonesuch"), "nonesuch"),
        (Ask("current-policy+nonesuch"), "nonesuch"),
        (Ask(levers=(("support_share", 3.0),)), "support_share"),
        (Ask(second="full-portfolio:x999"), "999"),
    ],
)
def test_a_wrong_question_is_a_sentence(ask: Ask, said: str) -> None:
    with pytest.raises(UserError) as caught:
        next(refined(ask, Runs()))
    for lang in LANGUAGES:
        told_so = sentence(caught.value, lang)
        assert said in told_so
        assert "Traceback" not in told_so


def test_fields_start_where_the_policy_stands_and_say_what_was_moved() -> None:
    fields = {field["key"]: field for group in controls.groups(MOVED, words("en")) for field in group["fields"]}
    assert {f"levers.{name}" for name in levers()} <= set(fields)
    assert fields["levers.national_programmes"]["moved"]
    assert fields["levers.joint_tenders"]["value"] == level_of(baseline(), "joint_tenders")
    ranges = [field for field in fields.values() if field["kind"] == "range"]
    assert all(field["min"] <= field["value"] <= field["max"] for field in ranges)
    assert asked(MOVED, "levers.support_share", None).levers == (("national_programmes", 2.0),)
    assert asked(MOVED, "policy", "full-portfolio").levers == ()


def test_the_emulator_answers_first_marked_with_its_error_and_only_where_it_was_fitted() -> None:
    emulator = emulators(stale=True)
    ask = Ask(levers=(("intensified_use", 0.5),), numbers=(("depth_ceiling", 0.7),), optimism=0.25)
    found = guess(ask, emulator)
    assert found is not None
    for name, added in (("mine", {"intensified_use": 0.4}), ("current-policy", {})):
        said = emulator.predict({**added, "depth_ceiling": 0.7, "optimism": 0.25})
        np.testing.assert_allclose(outcomes.at(found, name, "2030-12"), said["draws"].sel(year=2030))
    for lang in LANGUAGES:
        text = panels.headline(found, words(lang)) + panels.answer(found, words(lang))
        assert words(lang).numbers.amount(float(said["error"].sel(of="median", told="typical", year=2030))) in text
        assert words(lang)("app.coming") in text
    outside = (Ask("full-portfolio"), replace(ask, level="measured"), replace(ask, second="full-portfolio"))
    beyond = (Ask(levers=(("district", 1.0),)), Ask(numbers=(("trust_baseline", 0.5),)), Ask(optimism=1.2))
    assert [guess(each, emulator) for each in (*outside, *beyond)] == [None] * 6
    assert guess(ask, None) is None


def test_optimism_moves_the_draws_to_their_favourable_ends(runs: Runs) -> None:
    found = next(refined(Ask(optimism=0.5), runs))
    plain = next(refined(Ask(), runs))
    due = ("current-policy", "2030-12")
    assert np.median(outcomes.at(found, *due)) > 2 * np.median(outcomes.at(plain, *due))


def test_every_municipality_has_a_cell_of_its_own(world: worlds.World) -> None:
    found = cells()
    apart = np.sqrt(((found[:, None] - found[None]) ** 2).sum(axis=2))
    assert len(found) == 98
    assert apart[~np.eye(98, dtype=bool)].min() == pytest.approx(1.0)
    page = places.cartogram(worlds.mean_use([world], 2030, 2022), world.municipalities, words("en"), 2030)
    assert page.count("<polygon") == 2 * 98
    assert "FTE" not in page


def test_a_recorded_world_is_a_run_of_the_answer_and_its_use_is_counted(world: worlds.World) -> None:
    found = next(refined(Ask(), Runs()))
    np.testing.assert_array_equal(world.ds["freed_fte"], found.values["current-policy"]["freed_fte"][0])
    assert 0 < world.used[:, 107].sum() <= float(world.ds["adoptions"][107])


def test_a_partnership_is_followed_to_its_hours(world: worlds.World) -> None:
    rows = worth_following(world.ds, 5)
    found = [course(world.ds, row, 1667) for row in rows]
    last = [each.fte[2035] for each in found]
    assert last == sorted(last, reverse=True)
    assert last[0] > 0
    for lang in LANGUAGES:
        text = courses.told(found[0], words(lang))
        assert words(lang).numbers.month(found[0].opened) in text
        assert words(lang).numbers.figures(last[0], 2) in text


def test_mesas_page_shows_the_partners_of_the_month() -> None:
    model = ecosystem("current-policy", seed=1)
    model.run_for(30)
    recorded = to_networkx(simulate("current-policy", seed=1, record="events"), "2024-06")
    graph = partners(model)
    # The record holds members that have left by then as well.
    assert {frozenset(pair) for pair in graph.edges} <= {frozenset(pair) for pair in recorded.edges}
    both = ({key for *_, keys in each.edges(data="partnerships") for key in keys} for each in (graph, recorded))
    assert next(both) == next(both)
    assert set(parameters()) == {"scenario", "seed"}
    assert all(callable(part) for part, _ in components())


def keys_asked() -> Callable[[str], bool]:
    """Whether a key is asked for: as it stands, or as one of a family whose names are put together."""
    source = "\n".join(path.read_text(encoding="utf-8") for path in sorted(FOLDER.rglob("*.py")))
    plain = set(re.findall(r"""["'](app\.[a-z_.-]+)["']""", source))
    parts = set(re.findall(r'section\(\s*"(\w+)"', source))
    families = [name.replace("{", "").split(".")[0:2] for name in re.findall(r'f"(app\.[^"]+)"', source)]
    begun = {".".join(family) + "." for family in families if family[1].isidentifier() and len(family) > 1}
    begun |= {f"{name}." for name in re.findall(r'named\("(app\.\w+)"', source)} | {"app.kind."}

    def asked_for(key: str) -> bool:
        return key in plain or key.split(".")[1] in parts or key.startswith(tuple(begun))

    return asked_for


def test_every_word_of_the_page_is_asked_for() -> None:
    own = {key for key in table() if key.startswith("app.")}
    asked_for = keys_asked()
    assert [key for key in sorted(own) if not asked_for(key)] == []
    assert len(own) > 80


def test_without_the_extra_the_command_says_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "uvicorn", None)
    for lang in LANGUAGES:
        result = CliRunner().invoke(commands, ["app", "--lang", lang])
        assert result.exit_code == 2
        assert result.stderr.count("\n") == 1
        assert "samspil[app]" in result.stderr


def test_a_port_that_is_taken_is_a_sentence() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        result = CliRunner().invoke(commands, ["app", "--port", port])
    assert result.exit_code == 2
    assert port in result.stderr
    assert result.stderr.count("\n") == 1


def test_a_report_that_is_not_there_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(UserError):
        keeping.report(str(tmp_path), "en")
    (tmp_path / "report.en.html").write_text("<p>here</p>", encoding="utf-8")
    assert keeping.report(str(tmp_path), "en") == "<p>here</p>"
    for name in ("current-policy", "No Name"):
        with pytest.raises(UserError):
            keeping.named(Ask(), name)
    assert load("current-policy") == policies(Ask())[0]
