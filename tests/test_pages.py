"""Pages of analyses: their commands and their Python run, and what they quote is worded as today.

At a small size and in worlds whose answer is known; the slow tests run the model itself.
"""

import re
import shlex
from functools import partial
from pathlib import Path

import pytest
from typer.testing import CliRunner

from samspil.cli.app import app
from samspil.experiments import settings
from samspil.experiments.foretelling import testing
from samspil.experiments.watching.running import Watch
from samspil.reports.words import table
from samspil.runs import run_ensemble

from .line_kernel import LineKernel
from .test_discover import known_world
from .test_kpi import partnerships

DOCS = Path(__file__).parent.parent / "docs"
PAGES = ("sensitivity", "value-of-evidence", "what-it-takes", "kpis")
BLOCK = re.compile(r"^```(python)?\n(.*?)^```", re.DOTALL | re.MULTILINE)
FEWER = {"dummy_orders": 20, "bootstrap_indices": 4, "worth_errors": 2, "kpi_resamples": 12, "bootstrap_errors": 10}


def page(name):
    return (DOCS / f"{name}.md").read_text(encoding="utf-8")


def commands(name):
    """The commands of a page, in order."""
    blocks = [text for kind, text in BLOCK.findall(page(name)) if not kind]
    return [line for text in blocks for line in text.splitlines() if line.startswith("samspil ")]


def small(line, draws):
    """A command at a small size."""
    given = shlex.split(line)[1:]
    makes_runs = "--from" not in given and not {"--new", "value"} & set(given)
    size = ["--size", "2"] if given[0] == "sensitivity" else ["--draws", str(draws)]
    is_placed = given[0] == "kpi" and "--test" not in given
    return [*given, *(size if makes_runs and not is_placed else [])]


def told(given):
    found = CliRunner().invoke(app, given)
    assert found.exit_code == 0, (given, found.stderr, found.exception)
    return found.stdout


def run_page(name, draws):
    """Every command in order; the file that a page starts from is the one that it prints."""
    assert commands(name)
    for line in commands(name):
        text = told(small(line, draws))
        assert text.strip(), line
        if "--new" in line:
            Path("partnership.csv").write_text(text, encoding="utf-8")
        for folder in re.findall(r"--to (\S+)", line):
            assert list(Path(folder).glob("*.png")), line


@pytest.fixture(scope="module")
def forecast(tmp_path_factory):
    """The results that pages take up: two policies, on the line."""
    folder = tmp_path_factory.mktemp("pages") / "forecast"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("samspil.runs.kernel._shipped", LineKernel())
        run_ensemble(["current-policy", "full-portfolio"], 44, 1, workers=1, to=folder)
    return folder


@pytest.fixture
def place(forecast, monkeypatch, tmp_path):
    (tmp_path / "results").mkdir()
    (tmp_path / "results" / "forecast").symlink_to(forecast)
    monkeypatch.chdir(tmp_path)
    real = settings.count
    monkeypatch.setattr(settings, "count", lambda name: FEWER.get(name) or real(name))


@pytest.fixture
def known(place, monkeypatch):
    """Worlds whose answer is known instead of the model."""
    monkeypatch.setattr("samspil.runs.kernel._shipped", LineKernel())
    monkeypatch.setattr(Watch, "run", known_world(0.8))
    monkeypatch.setattr(testing, "followed", lambda *_: partnerships(lead=True))


@pytest.mark.parametrize("name", PAGES)
def test_commands_of_the_page_run(name, known):
    run_page(name, 60)


@pytest.mark.parametrize("name", [name for name in PAGES if "```python" in page(name)])
def test_python_of_the_page_runs(name, known):
    for kind, text in BLOCK.findall(page(name)):
        if kind:
            exec(compile(text, f"{name}.md", "exec"), {})


@pytest.mark.slow
@pytest.mark.parametrize("name", ["what-it-takes", "kpis"])
def test_commands_of_the_page_run_with_the_model(name, place):
    run_page(name, 60)


QUOTED = {
    "what-it-takes": ("takes.not_confirmed", "takes.set", "takes.seen", "takes.box", "signposts.one"),
    "kpis": ("kpi.test.use_36.lead", "kpi.test.fte_60.not", "kpi.self_reported"),
}


def pattern(key):
    """What a sentence of the program looks like, whatever stands in its places."""
    parts = [re.escape(part) for part in re.split(r"{\w+}", table()[key]["en"].replace("\u00a0", " "))]
    return re.compile(".+?".join(parts))


def quotes(name):
    """What a page quotes, each paragraph on a line."""
    blocks = re.findall(r"(?:^> ?.*\n)+", page(name), re.MULTILINE)
    text = "\n".join(blocks).replace("\\.", ".")
    paragraphs = re.split(r"\n>? *\n", re.sub(r"^> ?", "", text, flags=re.MULTILINE))
    return [" ".join(part.split()) for part in paragraphs if part.strip()]


@pytest.mark.parametrize(("name", "key"), [(name, key) for name, keys in QUOTED.items() for key in keys])
def test_what_a_page_quotes_is_worded_as_today(name, key):
    match = partial(re.fullmatch, pattern(key))
    assert any(match(quote) for quote in quotes(name)), (key, quotes(name))
