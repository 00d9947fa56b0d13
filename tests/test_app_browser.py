"""The live page in a real browser: it answers, saves, is silent, asks no other host, and axe-core finds nothing."""

import re
import threading
import time

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from samspil.reports.app import serving
from samspil.scenarios import loads

pytestmark = [
    pytest.mark.browser,
    # What Solara and Mesa warn of is theirs; their threads answer requests while a test runs.
    pytest.mark.filterwarnings("ignore"),
]
DESKTOP, PHONE = {"width": 1280, "height": 900}, {"width": 400, "height": 800}
TABS = ("answer", "region", "potentials", "together", "follow", "keep")
PATIENT = 60_000
expect.set_options(timeout=PATIENT)


@pytest.fixture(scope="module")
def address():
    made, bound = serving.bound("127.0.0.1", 0)
    thread = threading.Thread(target=made.run, kwargs={"sockets": [bound]}, daemon=True)
    thread.start()
    while not made.started:
        time.sleep(0.05)
    yield f"http://127.0.0.1:{bound.getsockname()[1]}"
    made.should_exit = made.force_exit = True
    thread.join(10)


@pytest.fixture
def page(browser, address):
    """A page that has answered; in the end nothing was said to the console, and nothing asked of another host."""
    shown, wrong = browser.new_page(viewport=DESKTOP), []
    shown.set_default_timeout(PATIENT)
    shown.on("console", lambda message: wrong.append(message.text) if message.type == "error" else None)
    shown.on("pageerror", lambda error: wrong.append(str(error)))
    shown.on("request", lambda one: None if one.url.startswith((address, "blob:", "data:")) else wrong.append(one.url))
    shown.on("response", lambda one: wrong.append(one.url) if one.status >= 400 else None)
    shown.goto(address)
    shown.locator(".verdict").first.wait_for()
    yield shown
    assert not wrong
    shown.close()


def serious(page):
    found = Axe().run(page).response["violations"]
    return [(each["id"], each["nodes"][0]["html"][:200]) for each in found if each["impact"] in ("serious", "critical")]


def test_every_part_in_both_languages_at_both_widths(page):
    for name, lang in (("Dansk", "da"), ("English", "en")):
        page.get_by_role("button", name=name).click()
        expect(page.locator("html")).to_have_attribute("lang", lang)
        for place in range(len(TABS)):
            page.get_by_role("tab").nth(place).click()
            part = page.get_by_role("tabpanel")
            expect(part.locator("h2").first).to_be_visible()
            for size in (DESKTOP, PHONE):
                page.set_viewport_size(size)
                fits = "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
                assert page.evaluate(fits), (TABS[place], size)
            assert serious(page) == [], TABS[place]
    page.set_viewport_size(DESKTOP)
    assert serious(page) == []


def test_a_lever_is_moved_by_keyboard_and_the_answer_follows(page):
    slider = page.get_by_label("National programmes", exact=True)
    slider.focus()
    for _ in range(4):
        page.keyboard.press("ArrowRight")
    expect(page.locator(".verdict").first).to_contain_text("National programmes 1 frees")
    expect(page.locator(".verdict").first).to_contain_text("Against Current policy")
    page.get_by_role("button", name="Take back: National programmes").click()
    expect(page.locator(".verdict").first).not_to_contain_text("Against")


def test_a_scenario_is_saved_and_a_report_opened(page, tmp_path, monkeypatch):
    (tmp_path / "report.en.html").write_text("<title>A report</title><p>of a forecast</p>", encoding="utf-8")
    page.get_by_label("Implementation support", exact=True).fill("0.5")
    page.get_by_role("tab", name="Take it home").click()
    name = page.get_by_label("Name of the scenario")
    name.fill("støttet")
    name.press("Tab")
    page.get_by_role("button", name="Save as a scenario file").click()
    expect(page.get_by_role("alert")).to_contain_text("a to z")
    expect(name).to_have_accessible_description(re.compile("a to z"))
    name.fill("supported")
    name.press("Tab")
    with page.expect_download() as saved:
        page.get_by_role("button", name="Save as a scenario file").click()
    text = saved.value.path().read_text(encoding="utf-8")
    assert saved.value.suggested_filename == "supported.yaml"
    assert "support_share" in loads(text).levers
    page.get_by_label("Folder of a finished forecast").fill(str(tmp_path))
    page.get_by_role("button", name="Fetch its report").click()
    with page.expect_popup() as opened:
        page.get_by_role("link", name="Open the report").click()
    assert opened.value.inner_text("p") == "of a forecast"


def test_what_is_wrong_is_a_sentence(page):
    page.get_by_label("Policy", exact=True).select_option("?")
    composed = page.get_by_label("Names or files")
    composed.fill("current-policy+<b>none</b>")
    composed.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("<b>none</b>")
    assert "Traceback" not in page.inner_text("body")
    expect(page.locator(".old .verdict")).to_contain_text("the question before")
    expect(page.get_by_label("National programmes", exact=True)).to_be_disabled()
    composed.fill("full-portfolio-without:opi-pool")
    composed.press("Enter")
    expect(page.locator(".verdict").first).to_contain_text("without")
    expect(page.get_by_role("alert")).to_have_count(0)
    expect(page.locator(".old")).to_have_count(0)


def test_a_phone_is_led_to_the_levers_and_sees_that_a_table_goes_on(page):
    page.set_viewport_size(PHONE)
    page.get_by_role("link", name="To the levers").click()
    expect(page.get_by_label("Outreach", exact=True)).to_be_in_viewport()
    page.wait_for_function("[...document.querySelectorAll('.scroll')].some(one => one.scrollWidth > one.clientWidth)")
    assert "linear-gradient" in page.locator(".scroll").first.evaluate("one => getComputedStyle(one).backgroundImage")


def test_mesas_page_starts_and_steps(page, address):
    page.goto(f"{address}/world")
    page.get_by_role("button", name="Step").click()
    expect(page.get_by_text("Step: 1", exact=True)).to_be_visible()
    expect(page.get_by_text("in the fan of its policy")).to_be_visible()
    page.get_by_text("Seed", exact=True).wait_for()
    assert page.locator("svg[role=img]").count() > 1


def test_mesas_page_on_a_phone_is_not_covered_by_its_drawer(browser, address):
    page = browser.new_page(viewport=PHONE)
    page.goto(f"{address}/world")
    title = page.get_by_text("in the fan of its policy")
    expect(title).to_be_visible()
    # What lies at the title is the title, not the drawer.
    covered = "one => { const at = one.getBoundingClientRect(); return document.elementFromPoint(at.x + 5, at.y + 5); }"
    assert title.evaluate_handle(covered).evaluate("(found, one) => one.contains(found)", title.element_handle())
    page.close()
