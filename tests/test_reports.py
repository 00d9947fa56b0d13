"""Figures and report: both languages whole, every size of forecast drawn, nothing said that was not computed."""

import copy
import csv
import functools
import io
import itertools
import re
import string
from html.parser import HTMLParser
from pathlib import Path

import matplotlib.text
import pytest

from samspil.experiments import reading
from samspil.experiments.columns import columns
from samspil.model.parameters import registry
from samspil.reports import (
    ranking,
    spreadsheet,
    style,
    tables,
    write_figures,
    write_report,
    write_sensitivity,
)
from samspil.reports.answer import COSTLY_RESTS_ON, answer
from samspil.reports.columns import in_files
from samspil.reports.figures.fan import fan
from samspil.reports.figures.reverse import reverse
from samspil.reports.figures.sensitivity import sensitivity, years
from samspil.reports.figures.tornado import tornado
from samspil.reports.flags import FLAG, flagged
from samspil.reports.formats import HARD_SPACE, MISSING
from samspil.reports.gallery import exhibit, gallery
from samspil.reports.language.likelihood import scale
from samspil.reports.tables import countings
from samspil.reports.view import in_language, view
from samspil.reports.wording import others_words, reached_words
from samspil.reports.words import LANGUAGES, table, words
from samspil.runs import fitted
from samspil.scenarios import load

from . import fake_results
from .composing import annexed, rendered
from .fake_results import CASES, Size, lose_every_run

REPORTS = Path(fake_results.__file__).parent.parent / "reports"
MARKUP = "<script>alert('x')</script> & $5 \"q\" 漢 {braces}"
WORDS = table()


@pytest.fixture(autouse=True)
def coarse(monkeypatch):
    """Draw with few pixels: most of the time goes into them."""
    monkeypatch.setitem(style.PAGE, "dpi", 40)


def told(size=None, lang="en", change=None):
    ds, summary = made_up(size or Size(), change)
    return view(ds, copy.deepcopy(summary), lang, fake_results.infos(ds))


@functools.cache
def made_up(size, change):
    ds = fake_results.results(size)
    if change is not None:
        change(ds)
    return ds, fake_results.summary(ds)


def sentences(shown):
    return {part.key: " ".join(part.sentences).replace(HARD_SPACE, " ") for part in answer(shown)}


# --- languages


def places(text):
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_every_entry_has_both_languages():
    for key, entry in WORDS.items():
        assert set(entry) == {"key", *LANGUAGES}, key
        assert all(entry[lang].strip() for lang in LANGUAGES), key
        assert places(entry["en"]) == places(entry["da"]), key


def test_every_sentence_that_is_asked_for_exists_and_none_is_left_over():
    sources = [path.read_text() for form in ("*.py", "*.j2", "*.js") for path in REPORTS.rglob(form)]
    spoken = [path.read_text() for path in (REPORTS.parent / "cli").rglob("*.py")]
    told = [*sources, *spoken]
    literal = {key for text in told for key in re.findall(r"[\"']([a-z_]+(?:\.[a-z_]+)*)[\"']", text)}
    stems = {stem for text in sources for stem in re.findall(r"f[\"']((?:[a-z_]+\.)+)\{", text)}
    stems |= {stem for text in sources for stem in re.findall(r"data-say=\"((?:[a-z_]+\.)+)\{\{", text)}
    stems |= {f"{group}." for text in sources for group in re.findall(r"named\([\"']([a-z_]+)[\"']", text)}
    stems |= {"card.", "measure.", "scope.", "counts.", "basis.", "text."}
    unused = [key for key in WORDS if key not in literal and not key.startswith(tuple(stems))]
    assert not unused
    asked = {key for text in sources for key in re.findall(r"(?:say|words)\([\"']([a-z_.]+)[\"']", text)}
    assert asked - {"app.kind.", "card.", *LANGUAGES} <= set(WORDS)


def test_labels_of_the_results_have_names():
    ds = fake_results.results()
    for step in ds["step"].values:
        assert f"step.{step}" in WORDS
    assert all(f"lost_at.{step}" in WORDS for step in ds["step"].values[1:])


def test_no_other_language():
    with pytest.raises(ValueError, match="en and da"):
        words("sv")


# --- numbers


@pytest.mark.parametrize(
    ("value", "english", "danish"),
    [
        (10000, "10,000", "10.000"),
        (1234567, "1,230,000", "1.230.000"),
        (0.04, "0", "0"),
        (-0.04, "0", "0"),
        (9.96, "10", "10"),
        (2.5, "2.5", "2,5"),
        (-152.4, "−152", "−152"),
        (float("nan"), MISSING, MISSING),
        (None, MISSING, MISSING),
    ],
)
def test_amounts(value, english, danish):
    assert words("en").numbers.amount(value) == english
    assert words("da").numbers.amount(value) == danish


@pytest.mark.parametrize(
    ("share", "english"),
    [(0, "0%"), (0.0004, "< 0.1%"), (0.015, "1.5%"), (0.5, "50%"), (0.9996, "> 99.9%"), (1, "100%"), (None, MISSING)],
)
def test_shares_are_zero_or_all_only_when_they_are(share, english):
    assert words("en").numbers.percent(share).replace(HARD_SPACE, " ") == english


def test_what_rounds_to_zero_is_told_by_one_figure_and_zero_has_no_sign():
    signed = words("da").numbers.signed
    assert [signed(value) for value in (0.0, -0.04, 0.003, 0.06, -5.0)] == ["0", "−0,04", "+0,003", "+0,1", "−5"]


@pytest.mark.parametrize(("bound", "english"), [(1.0, "100%"), (0.1129, "11%"), (0.009936, "0.99%"), (0.0005, "0.05%")])
def test_bounds_have_two_figures(bound, english):
    assert words("en").numbers.bound(bound) == english


def test_danish_shares_and_months():
    assert words("da").numbers.percent(0.025) == f"2,5{HARD_SPACE}pct."
    assert words("da").numbers.month("2030-12") == f"december{HARD_SPACE}2030"
    assert words("da").numbers.month(None) == MISSING
    assert words("da").numbers.figures(0.00123456) == "0,00123"


# --- figures


@pytest.mark.parametrize("case", CASES)
def test_every_sentence_of_every_case(case):
    size, change = CASES[case]
    shown = told(size, "da", change=change)
    assert all(parts for parts in sentences(shown).values())


@pytest.mark.parametrize("sobol", [True, False])
def test_sensitivity_figure(tmp_path, sobol):
    written = write_sensitivity(tmp_path, fake_results.sensitivity(sobol=sobol), lang="da")
    names = ["sensitivity.png", "sensitivity.svg", "sensitivity-years.png", "sensitivity-years.svg", "sensitivity.csv"]
    assert [path.name for path in written] == names


@pytest.mark.parametrize("lang", LANGUAGES)
def test_figures_of_sensitivity_tell_the_verdict_and_rank_no_noise(lang):
    found, shown = fake_results.sensitivity(), told(lang=lang)
    noise = str(found["kept"].values[-2])
    for texts in (texts_of(sensitivity(found, shown)), texts_of(years(found, shown))):
        assert any(WORDS["sens.not_converged"][lang].split(" ")[0] in text for text in texts)
        assert not any(ranking.title(noise, shown.words) in text for text in texts)
    assert any(re.search(r"\b1\b.*\b6\b", text) for text in texts_of(sensitivity(found, shown)))  # one of six is noise
    assert noise not in reading.ranked(found, "2030-12")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_tornado_stands_in_the_report(tmp_path, lang):
    shown = told(lang=lang)
    texts = texts_of(tornado(shown))
    assert any("270" in text for text in texts)
    assert any(WORDS["option.proximity"][lang] in text for text in texts)
    page = write_report(tmp_path, shown.ds, shown.summary, lang=lang)[0].read_text(encoding="utf-8")
    assert WORDS["section.drivers"][lang] in page
    assert exhibit(shown, "tornado").title.replace("&", "&amp;") in page
    assert WORDS["drivers.first"][lang].split("{")[0] in page


def texts_of(figure):
    return [" ".join(text.get_text().split()) for text in figure.findobj(matplotlib.text.Text)]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_parameters_whose_prior_decides_carry_a_flag(monkeypatch, lang):
    shown = told(lang=lang)
    record = fake_results.reverse(shown.ds, "2030-12", 0.5)
    names = [entry["name"] for entry in record["assumptions"]]
    monkeypatch.setattr(
        "samspil.runs.fitted.settled", lambda: dict.fromkeys(registry(), (0.0, 0.0)) | {names[0]: (0.0, 0.3)}
    )
    texts = texts_of(reverse(shown, record))
    titles = [in_language(entry["title"], lang) for entry in record["assumptions"]]
    assert titles[0] in texts
    assert all(f"{title} {FLAG}" in texts for title in titles[1 : style.LIMIT["assumptions"]])
    labels = [row.head for row in tables.reverse(shown, record).rows]
    assert labels == [titles[0], *(f"{title} {FLAG}" for title in titles[1:])]
    assert any(WORDS["flag.prior"][lang].format(flag=FLAG)[:20] in text for text in texts)
    found = fake_results.sensitivity()
    assert any(text.endswith(FLAG) for text in texts_of(sensitivity(found, shown)))
    monkeypatch.setattr("samspil.runs.fitted.settled", dict)
    assert not any(FLAG in text for text in texts_of(sensitivity(found, shown)))


# --- the answer


def test_a_chance_that_no_simulation_shows_is_never_a_bound_alone():
    shown = told(Size(24, 2, middle=300, levels=("estimated",)))
    text = sentences(shown)["likely"].replace(HARD_SPACE, " ")
    highest = words("en").numbers.amount(float(shown.at(shown.baseline, shown.date).max()))
    told_of = f"reached under {shown.title(shown.baseline)} is unlikely (in none of 48 simulations; the highest reached"
    assert f"{told_of} {highest})" in text
    assert "below" not in text


def test_a_probability_is_said_with_its_error():
    text = sentences(told(Size(24, 2, middle=18000, levels=("estimated",))))["likely"].replace(HARD_SPACE, " ")
    assert re.search(
        r"That 10,000 freed FTE by December 2030 .* is [a-z ]+ \(in \d+ of 48 simulations \(\d+%\)\)", text
    )
    assert "none of" not in text


def test_so_few_draws_carry_no_word():
    text = sentences(told(Size(6, 2, middle=300, levels=("estimated",))))["likely"]
    assert "in none of 12 simulations; the highest reached" in text
    assert not [term for term in scale() if f"is {term.text['en']}" in text]


def test_what_cannot_be_told_apart_is_said_so():
    shown = told(Size(scenarios=("current-policy", "mine")))
    record = shown.result("mine")["vs_baseline"]
    record.update(p05=-10.0, p95=10.0, mean_difference=1.0)
    text = sentences(shown)["policies"]
    assert "No policy can be told from Current policy" in text
    assert "largest gain" not in text


def test_the_reverse_test_says_what_it_found():
    shown = told()
    ds = shown.ds
    for record, sentence in (
        (fake_results.reverse(ds, "2030-12", 0.5), "if 8 of 269 uncertain numbers lie on the favourable side at once"),
        (fake_results.reverse(ds, "2030-12", 1.5), "were they independent, 1 in 91,000 lies as far out"),
        (fake_results.reverse(ds, "2030-12", 0.5, other=True), "without the 10 numbers that the first asks most of"),
        (
            fake_results.reverse(ds, "2030-12", 3.0, reached=False),
            "that was tried is shown to reach",
        ),
        (fake_results.reverse(ds, "2030-12", 0.0), "with every number at its middle"),
        (fake_results.reverse(ds, "2030-12", 0.5) | {"failed": 3}, "Runs that failed and count nowhere: 3."),
    ):
        record["scenario"] = shown.summary["ranking"][0]["name"]
        shown.summary["reverse_test"][:] = [record]
        text = sentences(shown)["true"]
        assert sentence in text
        assert "only if" not in text


def test_what_the_catalogue_frees_on_paper_comes_first():
    shown = told()
    paper = shown.summary["paper"][shown.baseline]["2022-12"]
    for mean, reaches, sentence in ((7500.0, 0.1, "less than the target of 10,000 in 90% of"), (2e4, 0.8, "in 80% of")):
        paper.update(mean=mean, reaches=reaches)
        text = sentences(shown)["true"]
        assert text.startswith("On paper the solutions known today free")
        assert sentence in text


def test_a_draw_is_said_to_run_as_often_as_it_did():
    for number in (1, 4):
        shown = told()
        shown.summary["replicates"] = number
        terms = dict(annexed(shown, "terms").blocks[0].pairs)
        assert terms["Draw"].endswith(f"each with chance events of its own: {number}.")


def test_the_evidence_is_said_to_settle_what_carries_no_flag():
    shown = told()
    names = [name for name, (taken, _) in fitted.settled().items() if taken > 0.02]
    shown.summary["drawn_from"] = {"targets": ["one", "two"], "fitted": names, "others": 200}
    settled = [name for name in names if FLAG not in flagged(name, "")]
    assert 0 < len(settled) < len(names)
    text = sentences(shown)["sure"].replace("\u00a0", " ")
    assert f"settle something of {len(settled)} of them" in text
    assert f"of the other {200 + len(names) - len(settled)} they say next to nothing" in text


def test_mechanisms_say_in_how_many_draws_they_were_tried():
    shown = told()
    shown.summary["mechanisms_of"] = {
        "scenario": shown.baseline,
        "potentials": "estimated",
        "draws": 17,
        "replicates": 1,
    }
    texts = [str(each) for block in annexed(shown, "mechanisms").blocks[:2] for each in block.sentences]
    assert any("tried: 17." in text for text in texts)


def test_what_the_structure_does_is_told_with_how_much_of_it_was_tried():
    text = sentences(told())["sure"].replace("\u00a0", " ")
    assert re.search(r"The \d+ rival forms of \d rules that were tried make no difference that can be shown", text)
    assert "forms that nobody tried are not in it" in text


def test_a_chance_of_nothing_rests_on_independence():
    shown = told()
    name = shown.summary["ranking"][0]["name"]
    variants = shown.result(name)["variants"]["2030-12"]
    alone = {"p": 0.0, "se": 0.0, "upper": 0.01, "draws": 300}
    variants.update(independent=alone, shift_25=alone | {"p": 0.25}, shift_50=alone | {"p": 0.75})
    text = sentences(shown)["true"]
    assert "That no draw is there by December 2030" in text.replace("\u00a0", " ")
    assert "rests on 269 numbers being independent" in text
    assert "it is, 25% of the way: 25%; 50% of the way: 75%" in text
    row = next(row for row in tables.variants(shown).rows if row.head == shown.title(name))
    assert [cell.split(" (")[0].replace("\u00a0", " ") for cell in row.cells[1:]] == ["none of 300", "25%", "75%"]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_costly_share_says_what_it_rests_on(lang):
    """Range and grade of every number it names are the registry's; the meaning of its column names the same ones."""
    say, text = words(lang), sentences(told(lang=lang))["policies"]
    [meaning] = [getattr(column, f"meaning_{lang}") for column in columns() if column.id == "costly_share"]
    for name in COSTLY_RESTS_ON.values():
        low, high = (say.numbers.percent(end) for end in (registry()[name].low, registry()[name].high))
        grade = say.named("grade", registry()[name].grade)
        span = say("helps.range", low=low, high=high).replace(HARD_SPACE, " ")
        assert re.search(rf"{span}[^:(]*\({grade}\)", text), name
        assert name in meaning
        assert grade in meaning
    assert "fte_value" not in meaning


def test_no_run_no_answer():
    text = sentences(told(CASES["all runs failed"][0], change=lose_every_run))
    assert text["likely"] == "No run finished, so nothing can be said."
    assert "Failed runs" in text["sure"]


def test_mechanisms_that_did_not_move_it_are_counted():
    shown = told()
    assert "2 moved the result" in sentences(shown)["why"]
    for entry in shown.summary["mechanisms"]:
        entry["moved"] = False
    assert "None of 5 mechanisms" in sentences(shown)["why"]


# --- the page


class Page(HTMLParser):
    """Tags, attributes and visible text of a page; fails on tags that do not match."""

    EMPTY = frozenset({"meta", "img", "br", "source"})

    def __init__(self, text):
        super().__init__()
        self.stack, self.tags, self.text = [], [], []
        self.feed(text)
        assert not self.stack

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag not in self.EMPTY:
            self.stack.append(tag)

    def handle_endtag(self, tag):
        assert self.stack.pop() == tag

    def handle_data(self, data):
        if "style" not in self.stack:
            self.text.append(data)

    def named(self, *tags):
        return [attrs for tag, attrs in self.tags if tag in tags]

    @property
    def visible(self):
        return " ".join(" ".join(self.text).split())


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    """The report of one forecast in both languages, with markup in a name and a title."""
    folder = tmp_path_factory.mktemp("report")
    ds = fake_results.results(Size(scenarios=("current-policy", MARKUP)))
    summary, infos = fake_results.summary(ds), fake_results.infos(ds)
    infos[MARKUP]["title"] = dict.fromkeys(LANGUAGES, MARKUP)
    infos[MARKUP]["sources"] = ["javascript:alert(1)", "https://example.org/a"]
    run = {"command": f"samspil forecast {MARKUP}", "versions": {"samspil": "1"}, "failures": []}
    written = write_report(folder, ds, summary, infos, run, lang="en", formats=("html",))
    assert all(path.stat().st_size for path in written)
    return {"en": written[0].read_text(encoding="utf-8"), "da": rendered(view(ds, summary, "da", infos), run)}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_report_is_one_file_that_needs_nothing(pages, lang):
    page = Page(pages[lang])
    assert not page.named("script", "link", "iframe", "object")
    assert all(image["src"].startswith("data:image/svg+xml;base64,") for image in page.named("img"))
    assert not re.search(r"url\(|@import", pages[lang])
    for anchor in page.named("a"):
        assert anchor["href"].startswith(("#", "https://", "data:text/csv;"))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_markup_in_names_and_titles_is_text(pages, lang):
    page = Page(pages[lang])
    assert "<script>alert('x')</script> & $5" in page.visible
    assert not any("onerror" in attrs for _, attrs in page.tags)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_report_is_well_made(pages, lang):
    page = Page(pages[lang])
    assert page.named("html")[0]["lang"] == lang
    ids = [attrs["id"] for _, attrs in page.tags if attrs.get("id")]
    assert len(ids) == len(set(ids))
    assert {anchor["href"][1:] for anchor in page.named("a") if anchor["href"].startswith("#")} <= set(ids)
    assert all(len(image["alt"]) > 20 for image in page.named("img"))
    levels = [int(tag[1]) for tag, _ in page.tags if re.fullmatch(r"h\d", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(below - above <= 1 for above, below in itertools.pairwise(levels))
    shown = page.visible.replace("{braces}", "")
    assert not re.search(r"\b(nan|None(?! of)|inf|True|False|Undefined)\b|[{}]", shown)


def test_danish_report_holds_no_english_sentence(pages):
    page = Page(pages["da"]).visible
    english = [entry["en"] for entry in WORDS.values() if entry["en"] != entry["da"]]
    pieces = [piece for text in english for piece in re.split(r"\{\w+\}", text) if len(piece.strip()) > 12]
    assert not [piece for piece in pieces if piece.strip() in page]
    assert "10.000" in page
    assert "10,000" not in page


def test_library_texts_reach_the_report():
    ds = fake_results.results(Size(2, 1, scenarios=("current-policy",), levels=("estimated",)))
    scenario = load("current-policy")
    shown = Page(rendered(view(ds, fake_results.summary(ds), "da", {"current-policy": scenario}))).visible
    assert scenario.title["da"] in shown
    assert " ".join(scenario.description["da"].split()) in shown
    assert scenario.decider["da"] in shown


def test_figures_are_written_as_png_and_svg(tmp_path, monkeypatch):
    monkeypatch.setattr("samspil.reports.document.charts.gallery", lambda _, narrow=False: {"fan": fan})
    written = write_figures(tmp_path, *made_up(Size(2, 1, scenarios=("mine",), levels=("estimated",)), None))
    names = ["fan.en.png", "fan.en.svg", "fan.en.csv", "fan.en-narrow.svg"]
    assert [path.relative_to(tmp_path).as_posix() for path in written] == [f"figures/{name}" for name in names]


# --- faults that readers met


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_number_of_other_policies_is_said_as_such(lang):
    one, many = others_words(1, words(lang)), others_words(6, words(lang))
    assert (one, many) == {
        "en": ("1 other policy was run", "6 other policies were run"),
        "da": ("1 andet scenarie er kørt", "6 andre scenarier er kørt"),
    }[lang]
    shown = told(Size(scenarios=("current-policy", "no-partnerships"), levels=("estimated",)), lang)
    assert one in sentences(shown)["likely"]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_price_says_over_which_years_and_can_be_reckoned_again(lang):
    shown = told(lang=lang)
    spent = {"current-policy": 100.0, "no-partnerships": 60.0, "full-portfolio": 138.0}
    for name, record in shown.summary["scenarios"].items():
        record["cost_mdkk"], record["cost_per_fte"] = spent[name], 5_600_000.0
    text = sentences(shown)["policies"]
    assert "2027" in text
    assert "2035" in text
    # 38 million DKK a year for 6.8 FTE-years a year are 5.6 million DKK for each
    assert {"en": "6.8 FTE-years", "da": "6,8 flere årsværk"}[lang] in text


def drawn(figure):
    return [text.get_text() for text in figure.findobj(lambda artist: hasattr(artist, "get_text"))]


def test_no_table_gives_a_probability_as_zero():
    rows = countings(told(Size(6, 2, middle=5, levels=("estimated",)))).rows
    assert rows
    assert not [row for row in rows if "0%" in row.cells]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_probability_is_a_share_of_draws(lang):
    draws = {"en": "hare of draws", "da": "af sæt antagelser"}[lang]
    assert draws in words(lang)("term.chance.means")


@pytest.mark.parametrize(("draws", "warned"), [(19, True), (20, False)])
def test_few_draws_are_warned_of_beside_the_answer(draws, warned):
    shown = told(Size(2, 1, levels=("estimated",)))
    shown.summary["draws"] = draws
    answered = Page(rendered(shown)).visible.split("How likely is it?")[0]
    assert ("only show that the computation works" in answered) is warned


def test_changed_settings_stand_in_the_head():
    shown = told(Size(2, 1, levels=("estimated",)), "da")
    head = Page(rendered(shown, {"changed": ["broker=2", "engageable_share=0.5"]})).visible.split("Indhold")[0]
    assert "Indstillinger ændret til denne prognose: broker=2, engageable_share=0.5." in head
    assert "ændret til denne prognose" not in Page(rendered(shown, {"changed": []})).visible


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_overview_says_how_far_it_is_to_the_target(lang):
    shown = told(lang=lang)
    for each in shown.summary["scenarios"].values():
        each["potentials"][shown.level]["fte"][shown.date] |= {"p50": 519.0, "errors": {"p50": 20.0}}
    texts = " ".join(drawn(gallery(shown)["overview"](shown))).replace(HARD_SPACE, " ")
    assert {"en": "520 of 10,000 (5.2%)", "da": "520 af 10.000 (5,2 pct.)"}[lang] in texts


def test_a_level_that_half_of_the_runs_miss_still_tells_when_the_first_reach_it():
    seldom = {"p10": "2033-06", "p50": None, "p90": None, "not_by_horizon": 0.84}
    text = reached_words(seldom, "2035-12", words("en")).replace(HARD_SPACE, " ")
    assert text == "not by 2035 in 84% of runs (June 2033 to after 2035)"
    never = {**seldom, "p10": None, "not_by_horizon": 0.96}
    assert reached_words(never, "2035-12", words("en")) == "not by 2035 in 96% of runs"


def test_shares_above_one_have_no_false_precision():
    assert words("en").numbers.percent(3.609) == "361%"


def test_a_danish_excel_opens_the_table_as_it_stands(tmp_path):
    shown = told(lang="da")
    content = spreadsheet.write(tmp_path, shown).read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    heads, first, *_ = csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";")
    assert len(heads) == len(set(heads)) == len(first)
    assert heads[0] == "Scenarie"
    values = dict(zip((place.name for place in in_files(shown)), first, strict=True))
    known = shown.summary["scenarios"][shown.scenarios[0]]["potentials"][shown.levels[0]]["fte"]["2030-12"]["p50"]
    assert float(values["fte_2030-12_p50"].replace(",", ".")) == known
    assert "." not in values["fte_2030-12_p50"]


@pytest.mark.parametrize("kind", ["money", "payers", "bought"])
def test_what_is_nothing_under_every_policy_has_no_column_of_money(kind):
    shown = told()
    full = tables.costs(shown, kind)
    key, path = {
        "money": ("programme cost", ("programme",)),
        "payers": ("paid by the EU", ("by_payer", "eu")),
        "bought": ("bought by joint tenders", ("bought", "joint_procurement")),
    }[kind]
    for record in shown.summary["money"].values():
        inner = record
        for step in path[:-1]:
            inner = inner[step]
        inner[path[-1]] = 1.0
    assert key in tables.costs(shown, kind).heads
    for record in shown.summary["money"].values():
        inner = record
        for step in path[:-1]:
            inner = inner[step]
        inner[path[-1]] = 0.0
    assert key not in tables.costs(shown, kind).heads
    assert len(full.heads) <= 6
