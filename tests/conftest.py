"""Tests are of code: they draw from the shipped draws as if fitted today; test_fitted.py holds whether they are."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from docs.fresh import as_if_fitted_today
from samspil.model import parameters
from samspil.runs import fitted

# What is remembered of the table of parameters.
OF_PARAMETERS: Any = (
    *(parameters.registry, parameters.structures, parameters._renamed, parameters.record_type),
    *(fitted._held, fitted._clipped, fitted._settled, fitted._changes),
)


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
def edited(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., None]]:
    """A function that puts an edited copy in place of the table of parameters: texts that stand there once, and new."""

    def edit(*changes: tuple[str, str]) -> None:
        text = parameters.FILE.read_text(encoding="utf-8")
        for before, after in changes:
            assert text.count(before) == 1
            text = text.replace(before, after)
        parameters.retired()  # is remembered; its table lies beside the real one
        monkeypatch.setattr(parameters, "FILE", tmp_path / parameters.FILE.name)
        parameters.FILE.write_text(text, encoding="utf-8")
        forget()

    def forget() -> None:
        for function in OF_PARAMETERS:
            function.cache_clear()

    yield edit
    monkeypatch.undo()
    forget()


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
