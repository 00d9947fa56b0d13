"""The house itself: what README promises exists, nothing points to one machine, and each number has a source."""

import ast
import re
import subprocess
import tomllib
from collections.abc import Iterator
from fnmatch import fnmatch
from importlib import import_module, metadata
from itertools import chain
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parent.parent
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
FOLDERS = list(PROJECT["tool"]["setuptools"]["package-dir"].values())

# Written with brackets so that these lines do not match themselves.
REGISTRY_HOST = re.compile(r"p[y]pi\.o|p[y]thonhosted|n[p]mjs\.|d[e]b\.debian|a[n]aconda\.org")
MACHINE_PATH = re.compile(r"(?<![\w.])/(work|farm|root|home/\w+|Users/\w+|tmp/bash_jobs)/")

# What a rule or a table of the model may import: arrays, draws, how functions compile, and each other.
INSIDE_RULES = {"math", "numpy", "numba", "typing"}
BESIDE_RULES = {"compiled", "distributions", "draws", "epoch", "now", "rules", "state", "tables"}

PUBLIC = {
    "samspil.scenarios": ["load", "loads", "library"],
    "samspil.runs": ["simulate", "run_ensemble", "ecosystem", "open_results", "sweep"],
    "samspil.experiments": ["forecast"],
}


def tracked() -> list[Path]:
    """The project's own files: those git knows, or would know if they were added; all files where there is no git."""
    if not (ROOT / ".git").exists():
        inside = [path.relative_to(ROOT) for path in ROOT.rglob("*") if path.is_file()]
        apart = {"build", "results", "samspil.egg-info", "__pycache__"}
        kept = (path for path in inside if not path.parts[0].startswith(".") and not apart & set(path.parts))
        return sorted(ROOT / path for path in kept)
    listing = ["git", "-C", str(ROOT), "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(listing, check=True, capture_output=True, text=True).stdout.split("\0")
    return [ROOT / name for name in names if name and (ROOT / name).is_file()]


TRACKED = tracked()
PAGES = [path for path in TRACKED if path.suffix == ".md"]


def short(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def text_of(path: Path) -> str:
    return path.read_text(encoding="utf-8", errors="ignore")


def lines_matching(pattern: re.Pattern[str]) -> list[str]:
    return [
        f"{short(path)}:{number}: {line.strip()[:100]}"
        for path in TRACKED
        for number, line in enumerate(text_of(path).splitlines(), start=1)
        if pattern.search(line)
    ]


def test_no_registry_host_is_named() -> None:
    assert lines_matching(REGISTRY_HOST) == []


def test_no_path_of_one_machine_is_named() -> None:
    assert lines_matching(MACHINE_PATH) == []


def test_every_folder_of_code_is_a_package() -> None:
    folders = {path.parent for path in TRACKED if path.suffix == ".py"} - {ROOT}
    assert [short(folder) for folder in sorted(folders) if not (folder / "__init__.py").is_file()] == []


def test_every_data_file_installs() -> None:
    patterns = PROJECT["tool"]["setuptools"]["package-data"]["*"]
    data = [path for path in TRACKED if short(path).split("/")[0] in FOLDERS and path.suffix != ".py"]
    assert [short(path) for path in data if not any(fnmatch(path.name, pattern) for pattern in patterns)] == []


def test_nothing_in_the_model_takes_more_than_eight_arguments_or_runs_over_300_lines() -> None:
    inside = [path for path in TRACKED if path.suffix == ".py" and short(path).startswith("model/")]
    assert len(inside) > 50
    assert [short(path) for path in inside if len(text_of(path).splitlines()) > 300] == []
    taken = [
        (f"{short(path)}:{each.name}", len([*each.args.posonlyargs, *each.args.args, *each.args.kwonlyargs]))
        for path in inside
        for each in ast.walk(ast.parse(text_of(path)))
        if isinstance(each, ast.FunctionDef)
    ]
    assert [name for name, number in taken if number > 8] == []


def test_one_version_everywhere() -> None:
    version = PROJECT["project"]["version"]
    assert re.search(rf"^version: {re.escape(version)}$", text_of(ROOT / "CITATION.cff"), re.MULTILINE)
    assert metadata.version("samspil") == version


@pytest.mark.parametrize("pins", sorted((ROOT / "requirements").glob("py*.txt")), ids=lambda path: path.stem)
def test_every_requirement_is_pinned_inside_its_range(pins: Path) -> None:
    pinned = dict(re.findall(r"^([\w.-]+)==(\S+) \\$", text_of(pins), re.MULTILINE))
    extras = PROJECT["project"]["optional-dependencies"].values()
    for requirement in map(Requirement, chain(PROJECT["project"]["dependencies"], *extras)):
        name = re.sub(r"[-_.]+", "-", requirement.name).lower()
        assert name in pinned, f"{requirement} is not pinned: make pins"
        assert requirement.specifier.contains(pinned[name]), f"{name} {pinned[name]} is outside {requirement}"
    assert text_of(pins).count("--hash=sha256:") >= len(pinned)


def names_imported() -> set[str]:
    """What the project's code imports, by the first part of its name."""
    trees = [ast.parse(text_of(path)) for path in TRACKED if path.suffix == ".py" and path.parts[-2] != "tests"]
    nodes = [node for tree in trees for node in ast.walk(tree)]
    plain = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    given = {str(node.module) for node in nodes if isinstance(node, ast.ImportFrom) and not node.level}
    return {name.split(".")[0] for name in plain | given}


def test_every_requirement_is_imported() -> None:
    packages = metadata.packages_distributions()
    needed = {name.lower() for module in names_imported() for name in packages.get(module, [])}
    required = {Requirement(each).name.lower() for each in PROJECT["project"]["dependencies"]}
    # xarray reads and writes files of one trajectory through it.
    assert required - needed == {"netcdf4"}


def test_every_extra_is_used() -> None:
    tests = [ast.parse(text_of(path)) for path in TRACKED if path.parts[-2] == "tests" and path.suffix == ".py"]
    nodes = [node for tree in tests for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and not node.level]
    used = names_imported() | {str(node.module).split(".")[0] for node in nodes}
    # Sphinx loads a theme and extensions that it is told by name.
    used |= {name.replace("_", "-") for name in re.findall(r'"(\w+)"', text_of(ROOT / "docs/conf.py"))}
    extras = PROJECT["project"]["optional-dependencies"]
    declared = {Requirement(each).name for extra in extras if extra != "dev" for each in extras[extra]}
    # xarray reads in chunks through Dask, notebooks run in a kernel, and Mesa's and Solara's pages stand on the rest.
    assert declared - used == {"dask", "ipykernel", "altair", "ipyvue", "ipyvuetify"}


def test_make_calls_commands_that_exist(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    called = set(re.findall(r"\$\(BIN\)/samspil ([a-z-]+)", text_of(ROOT / "Makefile")))
    assert called
    for command in called:
        assert help_of([command], monkeypatch, capsys)[0] == 0, command


def anchors(page: Path) -> set[str]:
    headings = re.findall(r"^#+ (.+)$", text_of(page), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-") for heading in headings}


def links(page: Path) -> list[str]:
    prose = re.sub(r"^```.*?^```", "", text_of(page), flags=re.MULTILINE | re.DOTALL)
    return [link for link in re.findall(r"\]\(<?([^)>\s]+)>?\)", prose) if "://" not in link]


@pytest.mark.parametrize("page", PAGES, ids=short)
def test_links_lead_somewhere(page: Path) -> None:
    for link in links(page):
        name, _, anchor = link.partition("#")
        goal = (page.parent / name).resolve() if name else page
        assert goal.exists(), f"{short(page)}: {link}"
        assert not anchor or anchor in anchors(goal), f"{short(page)}: no heading for {link}"


def test_decisions_are_numbered_and_listed() -> None:
    decisions = sorted(path.name for path in (ROOT / "docs/decisions").glob("[0-9]*.md"))
    assert [int(name[:4]) for name in decisions] == list(range(1, len(decisions) + 1))
    assert sorted(links(ROOT / "docs/decisions/README.md")) == decisions


def test_made_pages_say_what_the_code_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(ROOT))
    made = import_module("docs.generate.pages").pages()
    stale = [name for name, text in made.items() if text_of(ROOT / "docs" / name) != text]
    assert stale == [], "make docs"


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md", "docs/changing-the-model.md"])
def test_files_that_a_page_names_exist(name: str) -> None:
    folders = "|".join([*FOLDERS, "docs", "tests"])
    named = re.findall(rf"`((?:{folders})/[\w./-]*)`", text_of(ROOT / name))
    assert named
    assert [each for each in named if not (ROOT / each).exists()] == []


def test_the_numbers_of_files_that_a_change_touches_are_those_listed() -> None:
    page = text_of(ROOT / "docs/changing-the-model.md")
    told = re.findall(r"^\| \[.*?\]\(#(.*?)\) +\| \d+ +\| (\d+) +\| (\d+) ", page, re.MULTILINE)
    for section in page.split("\n## ")[1:]:
        listed = re.findall(r"^\| `.*?` +\| (.*)$", section, re.MULTILINE)
        by_hand = [why for why in listed if not why.startswith("*made*")]
        heading = section.splitlines()[0].lower().replace(" ", "-")
        assert (heading, str(len(listed)), str(len(by_hand))) in told


def test_make_targets_of_the_pages_exist() -> None:
    targets = set(re.findall(r"^([a-z-]+):", text_of(ROOT / "Makefile"), re.MULTILINE))
    named = {word for page in PAGES for word in re.findall(r"(?:^|`)make ([a-z-]+)\b", text_of(page), re.MULTILINE)}
    assert {"forecast", "test"} <= named
    assert named <= targets


def commands(page: Path) -> Iterator[list[str]]:
    """The words of every `samspil ...` line or phrase of a page."""
    prose = text_of(page)
    blocks = re.findall(r"^```\w*\n(.*?)^```", prose, re.MULTILINE | re.DOTALL)
    phrases = re.findall(r"`([^`\n]+\n?[^`\n]+)`", re.sub(r"^```.*?^```", "", prose, flags=re.MULTILINE | re.DOTALL))
    for line in [*"\n".join(blocks).splitlines(), *(phrase.replace("\n", " ") for phrase in phrases)]:
        words = line.split("#")[0].split()
        if words[:1] and words[0].split("/")[-1] == "samspil" and words[1:]:
            yield words[1:]


def help_of(words: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> tuple[int, str]:
    """Exit code and text of `samspil WORDS --help`."""
    monkeypatch.setenv("COLUMNS", "300")
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setattr("sys.argv", ["samspil", *words, "--help"])
    try:
        code = import_module("samspil.cli").main()
    except SystemExit as end:
        code = end.code
    return int(code or 0), capsys.readouterr().out


@pytest.mark.parametrize(
    "words", sorted({tuple(words) for page in PAGES for words in commands(page)}), ids=lambda words: " ".join(words)
)
def test_commands_of_the_pages_exist(
    words: tuple[str, ...], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    plain = [word for word in words if re.fullmatch(r"[a-z][a-z-]*", word)]
    command = plain[:1]
    code, shown = help_of(command, monkeypatch, capsys)
    assert code == 0, shown
    if plain[1:] and "Commands" in shown:
        command = plain[:2]
        code, shown = help_of(command, monkeypatch, capsys)
        assert code == 0, shown
    for option in (word for word in words if word.startswith("--")):
        assert option in shown, f"samspil {' '.join(command)} knows no {option}"


def test_scenarios_of_the_pages_exist() -> None:
    from samspil.scenarios import library

    known = set(library())
    takes_scenarios = {("forecast",), ("run",), ("compare",), ("sensitivity",), ("scenarios", "show")}
    for page in PAGES:
        for words in commands(page):
            taking = next((start for start in takes_scenarios if tuple(words[: len(start)]) == start), ())
            named = re.findall(r"(?<= )[a-z]+(?:-[a-z0-9]+)+\b", " " + " ".join(words[len(taking) :])) if taking else []
            assert set(named) <= known, f"{short(page)}: samspil {' '.join(words)}"


@pytest.mark.parametrize("module", PUBLIC)
def test_public_names_exist(module: str) -> None:
    assert [name for name in PUBLIC[module] if not hasattr(import_module(module), name)] == []


def imported(path: Path) -> set[str]:
    """First parts of what a file in model/rules or model/tables imports, relative ones seen from model/."""
    names = set()
    for node in ast.walk(ast.parse(text_of(path))):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level < 2:
            names.add(path.parent.name if node.level else (node.module or "").split(".")[0])
        elif isinstance(node, ast.ImportFrom):
            names |= {node.module.split(".")[0]} if node.module else {alias.name for alias in node.names}
    return names


@pytest.mark.parametrize("folder", ["model/rules", "model/tables"])
def test_rules_know_arrays_and_draws_only(folder: str) -> None:
    found = {short(path): imported(path) - INSIDE_RULES - BESIDE_RULES for path in (ROOT / folder).rglob("*.py")}
    assert {name: names for name, names in found.items() if names} == {}


def test_every_parameter_has_unit_source_and_grade() -> None:
    from samspil.model.parameters import registry

    grades = {"measured", "estimated", "claimed", "inferred", "assumed", "tuned"}
    parameters = registry()
    assert parameters
    for name, parameter in parameters.items():
        assert parameter.unit, name
        assert parameter.source, name
        assert parameter.grade in grades, name
        assert parameter.low <= parameter.default <= parameter.high, name
