"""The explorer in a real browser: it says what Python says, at once, to the keyboard, on a phone, in both languages."""

import re
from urllib.parse import urlencode

import numpy as np
import pytest
from axe_playwright_python.sync_playwright import Axe

from samspil.experiments.emulating import load
from samspil.reports.explorer.page import html
from samspil.reports.explorer.saying import Told
from samspil.reports.words import LANGUAGES, words

pytestmark = pytest.mark.browser
DESKTOP, PHONE = {"width": 1280, "height": 900}, {"width": 360, "height": 740}
SETTINGS = [
    {},
    {"joint_tenders": 0.25},
    {"support_share": 0.9, "national_programmes": 4.0, "intensified_use": 0.45},
    {"depth_ceiling": 0.5, "realised.minutes": 0.0, "cashing_lag_months": 24.0},
    {"optimism": 0.85, "decision_support": 0.5, "abandonment_rate": 0.03},
    {"optimism": 1.0},
    {"outreach": 1.0},
]


@pytest.fixture(scope="module")
def emulator():
    return load(stale=True)


@pytest.fixture(scope="module")
def file(emulator, tmp_path_factory):
    path = tmp_path_factory.mktemp("explorer") / "explorer.html"
    path.write_text(html(emulator, "en"), encoding="utf-8")
    return path


@pytest.fixture
def page(browser, file):
    told = browser.new_page(viewport=DESKTOP)
    said, asked = [], []
    told.on("console", lambda message: said.append(message.text))
    told.on("pageerror", lambda error: said.append(str(error)))
    told.on("request", lambda request: asked.append(request.url))
    told.goto(file.as_uri())
    yield told
    assert not said
    # The page itself, and nothing else.
    assert {url.split("#")[0] for url in asked} == {file.as_uri()}
    told.close()


def said(page):
    return page.locator("#first, #lines p").all_inner_texts()


def opened(page, file, lang, values):
    page.goto(f"{file.as_uri()}#{urlencode({'lang': lang, **values})}")
    page.wait_for_function(f"document.documentElement.lang === '{lang}'")


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("values", SETTINGS, ids=lambda values: "+".join(values) or "decided")
def test_the_page_says_what_python_says(page, file, emulator, lang, values):
    opened(page, file, lang, values)
    told = Told(emulator, values, words(lang))
    assert said(page) == told.lines()
    page.locator("#region").select_option("Nordjylland")
    assert page.locator("#region-line").inner_text() == told.region("Nordjylland")
    expected = emulator.command(values) if "optimism" not in values else "samspil explore "
    assert page.locator("#command").input_value().startswith(expected)


def test_the_page_rounds_as_python_does(page, file):
    opened(page, file, "en", {})
    values = [6.65, 0.25, 0.35, 2.5, 3.5, 1.005, 9.95, 99.5, 1234.5, -6.65]
    told = page.evaluate("values => values.map((value) => [saying.rounded(value, 0), saying.plain(value, 1)])", values)
    say = words("en").numbers
    assert told == [[say.rounded(each, None), say.plain(each, 1)] for each in values]


def test_every_number_of_the_page_is_pythons_to_rounding(page, file, emulator):
    rng = np.random.default_rng(1)
    for _ in range(6):
        values = {
            each.name: round(rng.uniform(each.low, each.high), 4) for each in emulator.inputs if rng.random() < 0.5
        }
        found = emulator.predict(values)
        told = page.evaluate("values => EMULATOR.predict(values)", values)
        assert np.array(told["draws"]) == pytest.approx(found["draws"].values, rel=1e-9)
        assert np.array(told["fte"]) == pytest.approx(found["fte"].values, rel=1e-9)
        assert np.array(told["regions"]) == pytest.approx(found["fte_by_region"].values, rel=1e-9)
        assert np.array(told["gain"]) == pytest.approx(found["gain"].values, rel=1e-7, abs=1e-7)
        assert told["public"] == pytest.approx(float(found["public"]), rel=1e-9)


def test_it_answers_at_once(page):
    """Moving a slider: reckoned, told and drawn; the middle of several moves, as the machine may be busy."""
    slider, took = page.locator("#lever input[type=range]").nth(4), []
    slider.focus()
    for _ in range(9):
        page.keyboard.press("ArrowRight")
        took.append(float(page.evaluate("document.body.dataset.milliseconds")))
    assert np.median(took) < 100.0


def test_the_keyboard_moves_it_and_the_address_holds_it(page, file):
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    before = said(page)
    page.keyboard.press("End")
    assert said(page) != before
    assert "outreach=4" in page.url
    link = page.locator("#link").input_value()
    lines = said(page)
    page.goto("about:blank")
    page.goto(link)
    assert said(page) == lines
    page.locator("#reset").click()
    assert said(page) == before
    page.goto(file.as_uri())


def test_outside_of_the_fit_it_is_grey_and_says_so(page, file):
    opened(page, file, "en", {"support_share": 2, "nothing": 1})
    assert "outside" in page.evaluate("document.body.className")
    assert "Implementation support (10% to 100%)" in page.locator("#wrong").inner_text()
    assert "nothing" in page.locator("#unknown").inner_text()
    assert page.locator("#lever .wrong input[type=range]").is_disabled()
    assert "".join(said(page)) + page.locator("#command").input_value() == ""


def test_the_target_and_today_are_always_in_view(page, file):
    for values in ({}, {"optimism": 1}):
        opened(page, file, "en", values)
        assert page.locator("#fan .target").count() == 1
        assert page.locator("#fan .today").count() >= 1
        assert re.search(r"Target 10,000", page.locator("#fan").text_content())


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_axe_finds_nothing_and_nothing_is_cut(page, file, lang, size):
    page.set_viewport_size(size)
    opened(page, file, lang, {"joint_tenders": 0.25, "depth_ceiling": 0.5, "optimism": 0.2})
    page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    parts = "p, h1, h2, label, output, svg, table, input"
    inside = "each => each.getBoundingClientRect().right <= document.documentElement.clientWidth + 1"
    assert page.evaluate(f"[...document.querySelectorAll('{parts}')].every({inside})")
    large = "each => parseFloat(getComputedStyle(each).fontSize) >= 12"
    assert page.evaluate(f"[...document.querySelectorAll('#fan text')].every({large})")
