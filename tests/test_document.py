"""The report as a document: its first page, its facts, what it says without other analyses, in page and in print."""

import copy
import functools
import io
import json
import re
from dataclasses import replace

import pikepdf
import pytest
import xarray as xr

from samspil.experiments.decided import Chosen, Decision
from samspil.experiments.reach import goes_as_far, level_today
from samspil.model.errors import UserError
from samspil.reports.document import compose, front
from samspil.reports.document.charts import drawn
from samspil.reports.document.compose import brief, document
from samspil.reports.document.deciding import deciding
from samspil.reports.document.explaining import explained, listed
from samspil.reports.document.facts import WRITTEN, Facts, at, path_of, table
from samspil.reports.document.given import Given
from samspil.reports.document.listed_facts import may_be_an_id
from samspil.reports.document.page import html
from samspil.reports.document.print import pdf
from samspil.reports.document.saying import Saying
from samspil.reports.document.trusting import confidence_words
from samspil.reports.document.verdict import leaning, verdict
from samspil.reports.formats import HARD_SPACE
from samspil.reports.language.likelihood import scale
from samspil.reports.rows import Table
from samspil.reports.view import view
from samspil.reports.words import LANGUAGES, words

from . import fake_results
from .composing import composed
from .fake_results import Size

# A plan that found nothing.
PLAN = xr.Dataset(attrs={"analysis": "plan"})
HOSTILE = '<script>alert(1)</script> #import "x" $a$ *b* =SUM(1) 🎉 \u202eabc\u202c ' + "long " * 40


@functools.cache
def made_up(times=1.0):
    ds = fake_results.results(Size(draws=40))
    if times != 1.0:
        ds = ds.assign({name: ds[name] * times for name in ds.data_vars if str(name).startswith("freed_fte")})
    return ds, fake_results.summary(ds)


def shown(lang="en", times=1.0, title=None):
    ds, summary = made_up(times)
    infos = fake_results.infos(ds)
    if title is not None:
        infos = {name: {"title": title, "description": title} for name in infos}
    return view(ds, copy.deepcopy(summary), lang, infos)


def decision(name, price=200_000.0, told=True, ends=(5.0, 70.0)):
    spread = {"mean": 30.0, "low": 12.0, "high": 48.0}
    gain = {**spread, "p05": ends[0], "p95": ends[1]}
    return Decision(
        name,
        {"en": f"Title of {name}", "da": f"Titel på {name}"},
        {name: 1.0},
        "state",
        ("state",),
        "2027-05",
        "2026-12",
        {"2030-12": {**gain, "told": told}, "2035-12": {**gain, "mean": 90.0, "told": told}},
        spread,
        spread,
        spread,
        price,
        500_000.0,
        told,
        {"analysis": "plan", "of": "plan", "seed": 1, "draws": 100, "potentials": "estimated"},
    )


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_first_page_has_five_sentences_of_at_most_ninety_words(lang):
    saying = Saying(shown(lang))
    for number in range(4):
        names = [decision(f"a measure with a name of many words, number {place}") for place in range(number)]
        told = front.answer(saying, Chosen(names, analyses={"plan": PLAN} if names else {}))
        assert len(told) == 5
        assert front.length(told) <= 90


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_fact_of_a_sentence_is_the_summarys_number_as_it_is_written(lang):
    of = shown(lang)
    stated = composed(of).facts()
    assert {"decided", "fullest", "fullest_late", "won", "target"} <= set(stated)
    for fact in (fact for fact in stated.values() if fact.id in table()):
        path = table()[fact.id]["path"]
        if not path.startswith("="):
            value = at(of.summary, path_of(of, path))
            assert fact.text == WRITTEN[fact.unit](of, value, fact.error)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_terminal_says_what_the_first_page_says(lang):
    of = shown(lang)
    verdict_line, *sentences = front.lines(of)
    assert verdict_line == composed(of).title
    [stated] = [block for block in composed(of).front if getattr(block, "kind", "") == "answer"]
    assert [line.strip() for line in sentences] == [str(each) for each in stated.sentences]


def test_a_fact_moves_with_the_summary():
    of = shown()
    of.summary["scenarios"][of.baseline]["potentials"][of.level]["fte"][of.date]["p50"] = 1234.0
    assert Facts(of)["decided"].text == "1,200"


def test_the_verdict_follows_the_runs():
    words = [verdict(shown(times=times)).word("en") for times in (0.1, 1.0, 1e4)]
    named = [each.text["en"] for each in scale()]
    places = [named.index(word) for word in words]
    assert places[0] < len(named) // 2 < places[2]
    assert front.title(Saying(shown(times=1e4))) != front.title(Saying(shown(times=0.1)))


def test_a_far_target_gives_a_sure_verdict_and_a_near_one_does_not():
    low = shown(times=0.01)
    assert verdict(low).is_far is (max(leaning(low)) < 5000.0)
    for record in low.summary["optimism"]:
        for shift in record["shifts"]:
            shift["fte"]["p95"] = 100.0
    far, near = verdict(low), verdict(shown(times=1e4))
    assert "favourable" in " ".join(confidence_words(Saying(low)))
    low.summary["optimism"] = []
    assert not verdict(low).is_far
    assert not near.is_far
    assert far.is_far
    assert far.sure("en") == "high confidence"
    assert far.sure_of_amounts("en") == verdict(shown()).sure_of_amounts("en")


@pytest.mark.parametrize("words_of_a_name", [1, 80])
def test_an_answer_never_says_that_there_is_nothing_to_decide_above_decisions(words_of_a_name):
    names = [decision("a " * words_of_a_name + str(place)) for place in range(3)]
    told = " ".join(map(str, front.answer(Saying(shown()), Chosen(names, analyses={"plan": PLAN}))))
    assert "nothing that one body can decide" not in told
    none = " ".join(map(str, front.answer(Saying(shown()), Chosen([], analyses={"plan": PLAN}))))
    assert "is told to give 10 FTE or more" in none


def test_what_is_not_decided_policy_is_not_called_so():
    ds = fake_results.results(Size(draws=40, scenarios=("mine", "no-partnerships")))
    of = view(ds, fake_results.summary(ds), "en", {})
    assert "What is decided today" not in " ".join(front.lines(of))


def test_without_other_analyses_it_says_what_it_cannot_say():
    text = html(composed(shown()))
    assert "Which decisions give most has not been looked at" in text
    assert "--with" not in text


def test_decisions_stand_in_the_table_and_in_the_answer(monkeypatch):
    untold = [{"en": "Nothing at all", "da": "Intet"}]
    chosen = Chosen([decision("a"), decision("b", None)], untold=untold, analyses={"plan": PLAN})
    monkeypatch.setattr(compose, "picked", lambda brought, most: chosen)
    text = html(composed(shown()))
    assert "Most for the money, decide by December 2026: Title of a and Title of b." in text.replace(HARD_SPACE, " ")
    assert "200,000" in text
    assert "no extra cost told" in text
    assert "No effect that can be shown: Nothing at all." in text


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_number_of_the_page_is_explained(lang):
    of = shown(lang)
    text = html(composed(of))
    ids = {name for name, _, _ in listed(of)}
    assert all(map(may_be_an_id, ids))
    assert set(re.findall(r'<data value="([^"]+)"', text)) <= ids
    marked = re.findall(r'<td[^>]* title="([^"]+)">([^<]*)<', text)
    assert len(marked) > 100
    assert {name for name, told in marked if any(each.isdigit() for each in told)} <= ids


def test_an_explanation_names_query_runs_and_assumptions():
    of = shown()
    told = dict(explained(of, "decided").lines)
    assert told["query"].endswith(f"scenarios/{of.baseline}/potentials/{of.level}/fte/{of.date}/p50")
    assert "seed" in told["runs"]
    with pytest.raises(UserError, match="decided"):
        explained(of, "decidde")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_pdf_is_tagged_named_and_in_its_language(lang):
    told = composed(shown(lang))
    with pikepdf.open(io.BytesIO(pdf(told))) as file:
        root = file.Root
        assert bool(root.MarkInfo.Marked)
        assert str(root.Lang) == lang
        assert bool(root.ViewerPreferences.DisplayDocTitle)
        with file.open_metadata() as meta:
            assert meta["pdfuaid:part"] == "1"
            assert meta["dc:title"] == told.title
        kinds = [str(node.S) for node in nodes(root.StructTreeRoot) if "/S" in node]
        figures = [node for node in nodes(root.StructTreeRoot) if "/S" in node and str(node.S) == "/Figure"]
        assert {"/H1", "/P", "/Table", "/TH", "/TD", "/L", "/Figure"} <= set(kinds)
        assert figures
        assert all(str(node.Alt) for node in figures)


def nodes(node):
    """Every element of a tree of tags."""
    if isinstance(node, pikepdf.Array):
        for each in node:
            yield from nodes(each)
    elif isinstance(node, pikepdf.Dictionary):
        yield node
        if "/K" in node:
            yield from nodes(node.K)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_short_version_has_two_pages(lang):
    with pikepdf.open(io.BytesIO(pdf(brief(composed(shown(lang))), brief=True))) as file:
        assert len(file.pages) <= 2


def test_a_hostile_title_is_shown_as_text_everywhere():
    told = composed(shown(title=HOSTILE))
    text = html(told)
    assert "<script>alert" not in text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text
    assert pdf(told).startswith(b"%PDF")


@pytest.mark.slow
@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_report_of_seven_scenarios_is_light_and_its_body_has_six_pages(tmp_path, lang):
    ds = fake_results.results(Size(draws=40, scenarios=("current-policy", *(f"policy-{n}" for n in range(6)))))
    of = view(ds, fake_results.summary(ds), lang, fake_results.infos(ds))
    told = document(of, Given(drawn(of, tmp_path).charts))
    assert len(html(told).encode()) < 1_500_000
    with pikepdf.open(io.BytesIO(pdf(told))) as file:
        pages = [page.objgen for page in file.pages]
        with file.open_outline() as outline:
            annex = outline.root[-1]
        assert annex.title == words(lang)("print.annex")
        assert pages.index(annex.destination[0].objgen) <= 6


def plan_of(*levers):
    gain = {"mean_difference": 100.0, "p05": 20.0, "p95": 300.0}
    told = {"levers": list(levers), "fte": {"2030-12": gain, "2035-12": gain}, "money_mdkk": {"mean_difference": 90.0}}
    return xr.Dataset(attrs={"analysis": "plan", "plan": json.dumps({"together": told})})


def front_of(decisions, plan, of=None):
    told = told_blocks(deciding(Saying(of or shown()), Chosen(decisions, analyses={"plan": plan})))
    return " ".join(map(str, told)).replace(HARD_SPACE, " ")


def told_blocks(blocks):
    for block in blocks:
        if isinstance(block, Table):
            yield from (block.caption, *(text for row in block.rows for text in (row.head, *row.cells)))
        else:
            yield from block.sentences


def test_decisions_tell_what_nine_draws_in_ten_say_and_how_sure_they_are():
    sure, unsure = decision("support_share"), decision("support_share", ends=(-4.0, 70.0))
    assert "effect: high; amount: very low" in front_of([sure], PLAN)
    assert "effect: medium; amount: very low" in front_of([unsure], PLAN)
    assert "(+5 to +70)" in front_of([sure], PLAN)
    assert "nine in ten of them in brackets" in front_of([sure], PLAN)
    old = decision("support_share", ends=(None, None))
    assert "(+12 to +48)" in front_of([sure, old], PLAN)
    assert "90% interval of that mean" in front_of([sure, old], PLAN)


def test_a_decision_goes_from_where_todays_policy_stands():
    today = level_today("support_share", "2030-12")
    told = front_of([replace(decision("support_share"), changes={"support_share": 0.3})], PLAN)
    assert f"from {100 * today:.0f}% to {100 * (today + 0.3):.0f}%" in told


def test_what_decisions_give_together_is_told_of_those_alone():
    two = [decision("support_share"), decision("intensified_use")]
    told = front_of(two, plan_of("intensified_use", "support_share"))
    assert "Taken together: 100 FTE more in 2030 (20 to 300), 1% of the target, and 100 in 2035" in told
    assert "for 90 million DKK a year" in told
    assert "The rows add up to more" in told
    assert "Taken together" not in front_of(two, plan_of("support_share"))
    few = [replace(each, fte={date: {**gain, "mean": 50.0} for date, gain in each.fte.items()}) for each in two]
    assert "add up to more" not in front_of(few, plan_of("intensified_use", "support_share"))


@pytest.mark.parametrize(("amount", "is_held"), [(0.05, True), (0.9, False)])
def test_the_fullest_effort_is_said_to_hold_decisions_only_where_it_goes_as_far(amount, is_held):
    ds = fake_results.results(Size(draws=40, scenarios=("current-policy", "scale-proven")))
    ds["freed_fte"] = ds["freed_fte"].where(ds["scenario"] == "current-policy", 3.0 * ds["freed_fte"])
    of = view(ds, fake_results.summary(ds), "en", {})
    assert goes_as_far("scale-proven", replace(decision("x"), changes={"support_share": amount})) is is_held
    told = front_of([replace(decision("support_share"), changes={"support_share": amount})], PLAN, of)
    assert ("All are part of" in told) is is_held
