"""Tables of facts for the pages: parameters, levers, variables, policies, state, grades, data files."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

from samspil.model.levers import levers
from samspil.model.parameters import VECTORS, Parameter, registry
from samspil.model.read import load_table

from .code import MODEL, ROOT, Source, folder, source


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A Markdown table."""
    lines = [list(map(_cell, head)), ["---"] * len(head), *([_cell(value) for value in row] for row in rows)]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def number(value: float) -> str:
    """A number without a tail of zeros."""
    return f"{value:.6g}"


def field_of(name: str) -> str:
    """The kernel's field that holds a parameter: `cost.outreach` is `cost_outreach`, `exit.1` is in `exit`."""
    group = name.split(".")[0]
    return group if group in VECTORS else name.replace(".", "_")


def parameters_read(by: Source) -> list[Parameter]:
    """Parameters that a file reads; of a vector only the first element stands for all."""
    fields = by.reads.get("p", set())
    first = {field_of(name): parameter for name, parameter in reversed(registry().items())}
    return [first[name] for name in first if name in fields][::-1]


def parameter_rows(parameters: Iterable[Parameter]) -> list[list[str]]:
    """Name, title, default, range, unit and grade."""
    return [
        [f"`{_shown(p)}`", p.title_en, number(p.default), f"{number(p.low)} to {number(p.high)}", p.unit, p.grade]
        for p in parameters
    ]


def levers_read(by: Source) -> list[str]:
    """Levers that a file reads, in the order of the table of levers; `mission.*` stands for one by need area."""
    fields = set().union(*(by.reads.get(name, set()) for name in ("lever", "levers", "here", "now")))
    shown = [name.split(".")[0] + (".*" if "." in name else "") for name in levers() if name.split(".")[0] in fields]
    return list(dict.fromkeys(shown))


def rows_of(path: Path) -> list[dict[str, str]]:
    """Rows of a CSV file."""
    return [row.values for row in load_table(path)]


def grades() -> str:
    """How many parameters have which grade."""
    found = Counter(parameter.grade for parameter in registry().values())
    return table(["Grade", "Parameters"], found.most_common())


def data_files() -> str:
    """Tables of the model and of scenarios, with their number of rows and how many name a source."""
    files = sorted([*(MODEL / "data").glob("*.csv"), *(ROOT / "scenarios/data").rglob("*.csv")])
    listed = []
    for path in files:
        rows = rows_of(path)
        sourced = sum(bool(row.get("source")) for row in rows)
        listed.append([f"`{path.relative_to(ROOT).as_posix()}`", len(rows), sourced])
    return table(["File", "Rows", "Rows with a source of their own"], listed)


def concepts() -> dict[str, list[tuple[str, list[tuple[str, str]]]]]:
    """Design concepts: by concept its questions, each with (function, what it says of itself)."""
    found: dict[str, list[tuple[str, list[tuple[str, str]]]]] = {}
    for row in rows_of(Path(__file__).with_name("concepts.csv")):
        said = [(place, _first(_function(place))) for place in row["answered_by"].split()]
        found.setdefault(row["concept"], []).append((row["question"], said))
    return found


def draws_by_purpose() -> str:
    """Which rule draws what: purposes of draws by file."""
    files = [*folder("rules"), *folder("tables")]
    return table(
        ["File", "Purposes of its draws"],
        [[f"`{file.name}`", ", ".join(name.lower().replace("_", " ") for name in file.purposes)] for file in files
         if file.purposes],
    )  # fmt: skip


def _function(place: str) -> str:
    """What a function says of itself, or its file where it says nothing.

    Raises:
        LookupError: the function has another name by now, or stands elsewhere.
    """
    home, _, name = place.rpartition(".")
    path = MODEL / f"{home}.py"
    if not path.is_file() or name not in source(path).functions:
        raise LookupError(f"docs/generate/concepts.csv: model/{home}.py has no {name}")
    return source(path).functions[name] or source(path).summary


def _first(text: str) -> str:
    return text.partition("\n\n")[0].replace("\n", " ")


def _shown(parameter: Parameter) -> str:
    group = parameter.name.split(".")[0]
    return f"{group}.*" if group in VECTORS else parameter.name


def _cell(value: object) -> str:
    return " ".join(str(value).split()).replace("|", "\\|")
