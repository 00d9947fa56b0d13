"""`samspil evidence`: every parameter with its value, unit, range, source and grade."""

import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from samspil.model.messages import say

from .. import completing
from ..command import command
from ..session import Session
from . import measuring

if TYPE_CHECKING:
    from samspil.model.parameters import Parameter

TABLES = ("episodes.csv", "observations.csv", "targets.csv")
WHAT = {"parameter": "place-parameter", "group": "place-group", "grade": "place-grade"}
SHORT = 60  # characters of a source in the list on a terminal; `show` and a pipe have all of it


def add_to(app: typer.Typer) -> None:
    """Add the commands."""
    family = typer.Typer(
        help="Every parameter: value, unit, range, source, grade.", no_args_is_help=True, rich_markup_mode=None
    )
    command(family, "list")(listed)
    command(family, "show")(show)
    command(family, "new")(new)
    measuring.add_to(family)
    app.add_typer(family, name="evidence")


def listed(
    session: Session,
    names: Annotated[
        list[str] | None,
        typer.Argument(metavar="[ID]...", autocompletion=completing.parameters, help="Only these parameters."),
    ] = None,
    group: Annotated[
        str | None, typer.Option("--group", autocompletion=completing.groups, help="Only one group, such as adopt.")
    ] = None,
    grade: Annotated[
        str | None, typer.Option("--grade", autocompletion=completing.grades, help="Only one grade, such as measured.")
    ] = None,
) -> None:
    """All parameters, or some of them, or those of one group or grade."""
    from samspil.model.parameters import registry
    from samspil.runs.fitted import settled

    wanted = [_current(session, name) for name in names or registry()]
    known = [registry()[name] for name in wanted]
    _check("group", group, {parameter.group for parameter in registry().values()})
    _check("grade", grade, {parameter.grade for parameter in registry().values()})
    shown = [each for each in known if group in (None, each.group) and grade in (None, each.grade)]
    if session.as_json:
        taken = settled()
        session.emit([{**asdict(parameter), "settled": taken.get(parameter.name)} for parameter in shown])
        return
    heads = [
        session.say(f"head.{name}")
        for name in ("parameter", "title", "value", "low", "high", "unit", "grade", "settled", "source")
    ]
    whole = not sys.stdout.isatty()
    rows = [_row(session, each, whole) for each in shown]
    taken = settled()
    rows = [[*row[:-1], _settled(session, taken.get(row[0])), row[-1]] for row in rows]
    session.table(heads, rows, frozenset({0, 1, 5, 6, 8}))


def show(
    session: Session,
    name: Annotated[
        str, typer.Argument(metavar="ID", autocompletion=completing.parameters, help="Name of a parameter.")
    ],
) -> None:
    """One parameter, with all that is known of it."""
    from samspil.model.parameters import registry
    from samspil.reports.wording import source_words
    from samspil.reports.words import words
    from samspil.runs.fitted import settled

    name = _current(session, name)
    parameter = registry()[name]
    if session.as_json:
        session.emit({**asdict(parameter), "choices": parameter.choices, "settled": settled().get(name)})
        return
    spoken = words(session.language)
    _, *values, unit, grade, source = _row(session, parameter, whole=True)
    rest = [
        ", ".join(parameter.aliases),
        unit,
        session.say(f"distribution.{parameter.distribution}"),
        grade,
        source,
        parameter.group,
        source_words(parameter.meaning, spoken),
    ]
    names = (
        "parameter",
        "title",
        "value",
        "low",
        "high",
        "formerly",
        "unit",
        "distribution",
        "grade",
        "source",
        "group",
        "meaning",
    )
    for head, value in zip(names, [name, *values, *rest], strict=True):
        if value or head != "formerly":
            session.result(f"{session.say(f'head.{head}')}: {value}")
    session.result(f"{session.say('head.settled')}: {_settled(session, settled().get(name))}")


def new(
    session: Session,
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A folder that is not there yet.")],
) -> None:
    """Tables for evidence of your own, each with nothing but its first line (docs/adding-evidence.md)."""
    from samspil.calibration.episodes import data_folder
    from samspil.model.errors import UserError
    from samspil.runs.files import writing

    if folder.exists():
        raise UserError(say("is-there-already", folder=folder))
    with writing(folder):
        folder.mkdir(parents=True)
        for name in TABLES:
            head = (data_folder() / name).read_text(encoding="utf-8").splitlines()[0]
            (folder / name).write_text(f"{head}\n", encoding="utf-8")
    if session.as_json:
        session.emit({"path": str(folder), "tables": list(TABLES)})
        return
    session.result(session.say("evidence.new", path=folder))


def _current(session: Session, name: str) -> str:
    """The name of today of a parameter; that it is another one than was asked for is said."""
    from samspil.model.parameters import current_name, registry

    _check("parameter", name, [known for each in registry().values() for known in (each.name, *each.aliases)])
    today = current_name(name)
    if today != name:
        session.note(session.say("evidence.renamed", old=name, new=today))
    return today


def _settled(session: Session, taken: tuple[float, float] | None) -> str:
    """The share of a parameter's prior variance that the evidence takes away, marked where the prior decides."""
    from samspil.reports.words import words
    from samspil.runs.fitted import dominated

    if taken is None:
        return ""
    share = words(session.language).numbers.percent(max(taken[0], 0.0))
    return session.say("evidence.prior", share=share) if dominated(*taken) else share


def _row(session: Session, parameter: "Parameter", whole: bool = False) -> list[str]:
    from samspil.model.parameters import describe
    from samspil.reports.wording import source_words, unit_words
    from samspil.reports.words import words

    numbers = words(session.language).numbers
    values = [_number(numbers, describe, value) for value in (parameter.default, parameter.low, parameter.high)]
    if parameter.choices:
        values = [list(parameter.choices)[int(parameter.default)], "", ""]
    source = source_words(parameter.source, words(session.language))
    source = source if whole or len(source) <= SHORT else source[: SHORT - 1] + "…"
    title = getattr(parameter, f"title_{session.language}")
    spoken = words(session.language)
    unit, grade = unit_words(parameter.unit, spoken), spoken.named("grade", parameter.grade)
    return [parameter.name, title, *values, unit, grade, source]


def _number(numbers: Any, describe: Any, value: float) -> str:
    """A value as the language writes it, with as many decimals as it has."""
    text = describe(value)
    decimals = len(text.partition(".")[2]) if "e" not in text else 6
    return numbers.plain(value, decimals)


def _check(what: str, given: str | None, known: Any) -> None:
    from difflib import get_close_matches

    from samspil.model.errors import UserError

    if given is None or given in known:
        return
    # Names differ in small and large letters only by mistake.
    plain = {name.lower(): name for name in known}
    near = get_close_matches(given.lower(), list(plain), n=1)
    hint = say("the-nearest-known-is", near=plain[near[0]]) if near else ""
    raise UserError(say("is-not-known", what=say(WHAT[what]), given=given, hint=hint))
