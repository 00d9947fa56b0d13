"""Tests are of code: they draw from the shipped draws as if fitted today; test_fitted.py holds whether they are."""

from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from docs.fresh import as_if_fitted_today
from samspil.runs import fitted


@pytest.fixture(autouse=True, scope="session")
def english() -> Iterator[None]:
    """However the machine is set, English is spoken unless a test asks for Danish."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LC_ALL", "C.UTF-8")
        patch.delenv("SAMSPIL_LANG", raising=False)
        yield


@pytest.fixture(autouse=True, scope="session")
def fresh_fit(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """The shipped draws inside today's ranges, in a file that says that it was fitted to what there is today."""
    file = as_if_fitted_today(tmp_path_factory.mktemp("fit") / fitted.FILE)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(fitted, "path", lambda: file)
        yield


@pytest.fixture
def few_figures(monkeypatch: pytest.MonkeyPatch) -> None:
    """A report with one figure: for tests of what becomes of files, not of what a report shows."""
    from samspil.reports import gallery

    def one(view: Any, narrow: bool = False) -> Mapping[str, Any]:
        return {name: draw for name, draw in whole(view, narrow).items() if name == "fan"}

    whole = gallery.gallery
    monkeypatch.setattr("samspil.reports.document.charts.gallery", one)


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """Debian's Chromium, for the tests that need one."""
    import shutil

    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
        )
        yield chromium
        chromium.close()
