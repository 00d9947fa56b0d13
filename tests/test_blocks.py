"""Every block of code of README and docs is run by a test: those of pages that have no other test of their own, here.

At a small size, and in worlds whose answer is known where the page does not need the model's.
"""

import re
import shlex
from pathlib import Path

import pytest
from typer.testing import CliRunner

from samspil.cli.app import app
from samspil.cli.options import Runs
from samspil.experiments import columns, settings
from samspil.experiments.portfolio.planning import Size
from samspil.model import parameters
from samspil.model.parameters import name_key, registry
from samspil.model.state import outputs
from samspil.reports.language.glossary import avoided
from samspil.reports.wording import source_table
from samspil.reports.words import LANGUAGES
from samspil.runs.draws import records
from samspil.runs.fitted import draws_of
from samspil.scenarios import load, loads

from .line_kernel import LineKernel
from .plain import plain

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
BLOCK = re.compile(r"^```(\w*)\n(.*?)^```", re.DOTALL | re.MULTILINE)
# Which tests run the blocks of which page.
RUN_BY = {
    "README.md": "test_readme",
    "docs/adding-evidence.md": "test_blocks",
    "docs/app.md": "test_blocks",
    "docs/challenge.md": "test_challenge",
    "docs/changing-the-model.md": "test_blocks",
    "docs/cluster.md": "test_cluster",
    "docs/explorer.md": "test_explore",
    "docs/kpis.md": "test_pages",
    "docs/mesa.md": "test_blocks",
    "docs/portfolios.md": "test_portfolios test_blocks",
    "docs/precision.md": "test_precision",
    "docs/report.md": "test_blocks",
    "docs/sensitivity.md": "test_pages",
    "docs/value-of-evidence.md": "test_pages",
    "docs/what-it-takes.md": "test_pages",
}
# The command of docs/app.md serves until it is stopped: the tests in a browser start it.
# Blocks of these kinds are not run: what a command prints, how to cite, equations.
SHOWN = {"text", "bibtex"}
# Fits anew for an hour, and the page that is made of it.
HOURS = ("samspil calibrate --replace", "python -m docs.generate.calibration results/calibration")
FEW_LEVERS = ("joint_tenders", "benefit_realisation", "intensified_use")


def blocks(page, kind):
    """Blocks of one kind of a page, in order."""
    return [text for each, text in BLOCK.findall((DOCS / f"{page}.md").read_text(encoding="utf-8")) if each == kind]


def typed(page):
    """The commands of a page, in order."""
    return [line for text in blocks(page, "") for line in text.splitlines() if line.startswith("samspil ")]


def called(line, *more):
    found = CliRunner().invoke(app, [*shlex.split(line)[1:], *more])
    assert found.exit_code == 0, (line, found.stderr, found.exception)
    return found.stdout


def ran(code, **names):
    exec(compile(code, "page", "exec"), names)
    return names


@pytest.fixture
def line(monkeypatch):
    monkeypatch.setattr("samspil.runs.kernel._shipped", LineKernel())


@pytest.fixture
def here(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_every_page_with_code_has_tests_that_run_it() -> None:
    pages = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *DOCS.rglob("*.md")]
    found = {page for page in pages for kind, _ in BLOCK.findall(page.read_text("utf-8")) if kind not in SHOWN}
    assert {page.relative_to(ROOT).as_posix() for page in found} == set(RUN_BY)
    for page, tests in RUN_BY.items():
        for name in tests.split():
            text = (ROOT / "tests" / f"{name}.py").read_text(encoding="utf-8")
            assert Path(page).stem in text, (page, name)


@pytest.mark.slow
def test_a_roll_out_from_a_paper_is_added_as_the_page_says(here):
    page = "adding-evidence"
    episode, observation = blocks(page, "")[1].splitlines()
    (target,) = [text for text in blocks(page, "") if text.startswith("companies_again")]
    first, *rest = typed(page)
    called(first)
    for name, row in (("episodes", episode), ("observations", observation), ("targets", target.strip())):
        with (here / "mine" / f"{name}.csv").open("a", encoding="utf-8") as file:
            file.write(f"{row}\n")
    todo = [each for each in rest if each not in HOURS]
    assert [each.split()[1] for each in todo] == ["validate", "calibrate"]
    assert "Pill counters" in called(todo[0], "--draws", "12", "--replicates", "1")
    assert "1,000" in called(todo[1])
    assert (here / "results" / "calibration" / "reweighted.nc").is_file()


@pytest.mark.parametrize("code", [*blocks("mesa", "python"), *blocks("app", "python")])
@pytest.mark.filterwarnings("ignore:.*use_state. found despite early return.*:UserWarning")
def test_python_of_the_page_for_users_of_mesa_runs(code):
    names = ran(code)
    if "page" in names:
        import solara

        shown, context = solara.render(names["page"], handle_error=False)
        assert shown.children
        context.close()


def test_the_rule_variant_of_the_page_does_what_it_says():
    (change,) = blocks("changing-the-model", "diff")
    now, code = (next(line[1:] for line in change.splitlines() if line[0] == sign) for sign in "-+")
    assert f"    {now}\n" in (ROOT / "model/tables/cashing.py").read_text(encoding="utf-8")
    changed = ran(f"def cash(cashed, depth, lag):\n    {code}")["cash"]
    followed, before = [0.0], [0.0]
    for _ in range(12):
        followed.append(changed(followed[-1], 0.6, 10.0))
        before.append(plain("tables.cashing").cash(before[-1], 0.6, 10.0))
    assert followed[5] == pytest.approx(0.3)
    assert followed[10:] == pytest.approx([0.6] * 3)
    assert max(before) < 0.5
    assert code in (ROOT / "notebooks" / "change-a-rule.ipynb").read_text(encoding="utf-8")


def tables(page):
    """Rows of the page's tables, each the head and one row, by the head's first name."""
    each = [text.splitlines() for text in blocks(page, "") if not text.startswith("samspil ")]
    return {",".join(head.split(",")[:2]): (head, row) for head, row in each}


def with_row(file, head, row, folder):
    """A copy of a table with one row more, which has the head that the page says."""
    text = file.read_text(encoding="utf-8")
    assert text.startswith(f"{head}\n")
    (folder / file.name).write_text(f"{text}{row}\n", encoding="utf-8")
    return folder / file.name


def test_the_rival_form_of_the_page_is_heeded_and_does_what_it_says(edited):
    head, row = tables("changing-the-model")["name,key"]
    first, *_ = parameters.FILE.read_text(encoding="utf-8").splitlines()
    assert head == first
    edited((f"{head}\n", f"{head}\n{row}\n"))
    choice = registry()["structure.cashing"]
    assert choice.key == f"{name_key(choice.name):012x}"
    assert choice.source in source_table()
    (code,), (asked,) = blocks("changing-the-model", "python"), blocks("changing-the-model", "yaml")
    cash, old = ran(code)["cash"], plain("tables.cashing").cash
    form = records(draws_of(2, 1), {}, loads(asked).rules)["structure_cashing"]
    assert form.tolist() == [1.0, 1.0]
    assert cash(0.5, 0.6, 10.0, form[0]) == pytest.approx(0.56)
    assert cash(0.5, 0.6, 10.0, choice.default) == old(0.5, 0.6, 10.0)
    # In two of ten draws a form of how partnerships work shows nothing.
    assert registry()["structure.partnership_effects"].choices["none"] == pytest.approx(0.2)
    commands = [shlex.split(line) for line in typed("changing-the-model")]
    assert len(commands) == 2
    for words in commands:
        common, own = words[words.index("--set") + 1], words[words.index("--set-b") + 1]
        pair = Runs(changed=[common]).scenario(words[2]), Runs(changed=[common]).scenario(words[3], [own])
        assert [f"cashing={each.rules['cashing']}" for each in pair] == [common, own]


def test_the_output_of_the_page_is_declared_and_shown_as_the_page_says(monkeypatch, tmp_path):
    known = tables("changing-the-model")
    monkeypatch.setattr(outputs, "FILE", with_row(outputs.FILE, *known["name,dims"], tmp_path))
    declared = outputs.declared.__wrapped__()
    assert declared["freed_hours_night"].unit == "hours a year"
    monkeypatch.setattr(columns, "FILE", with_row(columns.FILE, *known["id,source"], tmp_path))
    monkeypatch.setattr(columns, "variables", lambda: declared)
    found = columns.columns.__wrapped__()[-1]
    assert (found.unit, found.files, found.report) == ("hours a year", True, ("due", "last"))
    for language in LANGUAGES:
        texts = [found.text(kind, language) for kind in ("title", "short", "meaning")]
        assert not avoided(" ".join(texts), language)
    page = (DOCS / "changing-the-model.md").read_text(encoding="utf-8")
    assert [name for name in columns.FORMATS if f"`{name}`" not in page] == []


@pytest.mark.slow
def test_commands_of_the_page_on_the_report_run(line, here, few_figures):
    for each in typed("report"):
        assert called(each).strip()
    assert (here / "results/reported/brief.da.pdf").is_file()


@pytest.fixture
def few(monkeypatch):
    """A plan that may move three levers."""
    real = settings.table
    rows = [row for row in real("movable") if row["lever"] in FEW_LEVERS]
    monkeypatch.setattr(
        "samspil.experiments.portfolio.moves.settings.table", lambda name: rows if name == "movable" else real(name)
    )


@pytest.mark.slow
def test_python_of_the_page_on_portfolios_runs(line, here, few):
    files, whole = blocks("portfolios", "python")
    called("samspil plan --budget 500 --size 12 --draws 2 --workers 1 --to results/plan")
    assert ran(files)["told"].decisions is not None
    small = re.sub(r"draws=\d+", "draws=2", whole).replace("plan(500,", "plan(500, Size(12, 2, 2, 2),")
    assert small.count("draws=2") == 2
    assert len(ran(small, Size=Size)["told"]) <= 3


def test_a_budget_in_a_policy_file_is_read(here):
    (text,) = blocks("portfolios", "yaml")
    (here / "mine.yaml").write_text(text, encoding="utf-8")
    assert load(here / "mine.yaml").budget == 50
