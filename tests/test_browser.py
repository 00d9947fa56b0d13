"""The report in a real browser: nothing that axe-core finds, nothing cut on a phone or at twice the size, keyboard."""

import base64
import re

import pytest
from axe_playwright_python.sync_playwright import Axe

from samspil.reports.document.charts import drawn
from samspil.reports.document.compose import document
from samspil.reports.document.given import Given
from samspil.reports.document.page import html
from samspil.reports.view import view
from samspil.reports.words import LANGUAGES

from . import fake_results
from .fake_results import Size

pytestmark = pytest.mark.browser
DESKTOP, PHONE = {"width": 1280, "height": 900}, {"width": 360, "height": 740}


@pytest.fixture(scope="module", params=LANGUAGES)
def report(request, tmp_path_factory):
    ds = fake_results.results(Size(draws=40))
    shown = view(ds, fake_results.summary(ds), request.param, fake_results.infos(ds))
    folder = tmp_path_factory.mktemp("report")
    made = drawn(shown, folder / "figures")
    path = folder / f"report.{request.param}.html"
    path.write_text(html(document(shown, Given(made.charts, run={"made": "2026-11-27"}))), encoding="utf-8")
    return path


@pytest.fixture
def page(browser, report):
    told = browser.new_page(viewport=DESKTOP)
    said = []
    told.on("console", lambda message: said.append(message.text))
    told.on("requestfailed", lambda request: said.append(request.url[:80]))
    told.goto(report.as_uri())
    yield told
    assert not said
    told.close()


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_axe_finds_nothing(page, size):
    page.set_viewport_size(size)
    page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize("width", [1280, 640, 360])
def test_nothing_is_cut_at_any_width(page, width):
    """Twice the size on 1,280 pixels is a page of 640."""
    page.set_viewport_size({"width": width, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    inside = "each => each.getBoundingClientRect().right <= document.documentElement.clientWidth + 1"
    told = page.evaluate(f"[...document.querySelectorAll('p, h1, h2, h3, li, img, figcaption')].every({inside})")
    assert told


def test_the_keyboard_reaches_the_answer_first_and_no_stop_does_nothing(page):
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("location.hash") == "#answer"
    does = "each => each.matches('a[href], summary') || each.scrollWidth > each.clientWidth"
    assert page.evaluate(f"[...document.querySelectorAll('[tabindex], a, summary, button')].every({does})")


def test_letters_of_figures_are_large_enough_on_a_phone(page):
    """In the body; a figure is drawn as wide as the column, so its letters are that share of their size."""
    page.set_viewport_size(PHONE)
    shown = page.evaluate(
        """() => [...document.querySelectorAll('main > section:not(#annex) img')].map(
            each => [each.currentSrc, each.getBoundingClientRect().width])"""
    )
    assert shown
    for source, width in shown:
        text = base64.b64decode(source.split(",", 1)[1]).decode()
        drawn_wide = float(re.search(r'viewBox="0 0 ([0-9.]+)', text)[1])
        sizes = [float(size) for size in re.findall(r"font(?:-size)?:[^;\"]*?([0-9.]+)px", text)]
        assert min(sizes) * width / drawn_wide >= 11.9
