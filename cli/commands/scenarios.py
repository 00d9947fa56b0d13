"""`samspil scenarios`: the library, and files that a user writes."""

from pathlib import Path
from typing import Annotated, Any

import typer

from samspil.model.messages import say

from .. import completing
from ..asked import remarks, tell_remarks
from ..command import WRONG, command
from ..options import Changed
from ..session import Session

BASELINE = "current-policy"


def add_to(app: typer.Typer) -> None:
    """Add the commands."""
    family = typer.Typer(help="The library of policies, and your own.", no_args_is_help=True, rich_markup_mode=None)
    for name, function in {
        "list": listed,
        "show": show,
        "check": check,
        "diff": diff,
        "new": new,
        "schema": schema,
    }.items():
        command(family, name)(function)
    app.add_typer(family, name="scenarios")


def listed(session: Session) -> None:
    """Every scenario of the library: its name, what it is, who decides."""
    from samspil.scenarios import headline, library, load

    found = [load(name) for name in library()]
    if session.as_json:
        session.emit([{**_texts(each), "headline": each.name in headline(), "digest": each.digest} for each in found])
        return
    heads = [session.say(f"head.{name}") for name in ("scenario", "title", "decider")]
    rows = [[each.name, each.title.get(session.language, ""), each.decider.get(session.language, "")] for each in found]
    session.table(heads, rows, frozenset({0, 1, 2}))


def show(
    session: Session,
    scenario: Annotated[
        str,
        typer.Argument(
            metavar="SCENARIO", autocompletion=completing.scenarios, help="A name, a file or a composition (a+b)."
        ),
    ],
    resolved: Annotated[
        bool, typer.Option("--resolved", help="The whole document, everything written out, as YAML.")
    ] = False,
    changed: Changed = None,
) -> None:
    """What a scenario is, what it changes beside current policy, what it costs and who decides."""
    from samspil.scenarios import load, resolved_text
    from samspil.scenarios import resolved as written_out

    asked = load(scenario, changed or [])
    if session.as_json:
        session.emit({**written_out(asked), "digest": asked.digest})
    elif resolved:
        session.result(resolved_text(asked).rstrip("\n"))
    else:
        _tell(session, asked)


def _tell(session: Session, asked: Any) -> None:
    from samspil.reports.wording import source_words
    from samspil.reports.words import words
    from samspil.scenarios import differences, load

    session.result(f"{asked.name}: {asked.title.get(session.language, '')}")
    for name in ("description", "decider", "instrument", "cost"):
        text = getattr(asked, name).get(session.language, "")
        if text:
            session.result(f"\n{session.say(f'scenarios.{name}')}: {text.strip()}")
    if asked.sources:
        told = (source_words(source, words(session.language)) for source in asked.sources)
        session.result(f"\n{session.say('scenarios.source')}: " + "; ".join(told))
    told = [] if asked.name == BASELINE else differences(asked, load(BASELINE), session.language)
    if told:
        session.result(f"\n{session.say('scenarios.changes', baseline=BASELINE)}")
        for line in told:
            session.result(f"  {line}")
        tell_remarks(session, [asked])
    session.result(f"\n{session.say('scenarios.digest')}: {asked.digest}")


def check(
    session: Session,
    files: Annotated[
        list[str],
        typer.Argument(metavar="FILE...", autocompletion=completing.scenarios, help="Files, names or compositions."),
    ],
) -> None:
    """Validate: every problem of every file at once, each with where, what is allowed and the nearest name."""
    from samspil.model.errors import UserError
    from samspil.scenarios import load

    told: list[dict[str, Any]] = []
    for file in files:
        try:
            scenario = load(file)
        except UserError as error:
            told.append({"file": file, "ok": False, "problems": [session.told(line) for line in error.lines]})
        else:
            told.append({"file": file, "ok": True, "name": scenario.name, "digest": scenario.digest, "problems": []})
            told[-1]["notices"] = remarks(session, [scenario])
    if session.as_json:
        session.emit(told)
    for each in told:
        session.wrong(each["problems"])
        if each["ok"] and not session.as_json:
            session.result(
                session.say("scenarios.right", file=each["file"], name=each["name"], digest=each["digest"][:12])
            )
            for line in each["notices"]:
                session.result(f"  {line}")
    if not all(each["ok"] for each in told):
        raise typer.Exit(WRONG)


def diff(
    session: Session,
    scenario: Annotated[
        str,
        typer.Argument(
            metavar="SCENARIO", autocompletion=completing.scenarios, help="A policy: a name, a file or a composition."
        ),
    ],
    baseline: Annotated[
        str, typer.Argument(metavar="BASELINE", autocompletion=completing.scenarios, help="What it is held against.")
    ] = BASELINE,
) -> None:
    """What a policy changes beside a baseline, a line each."""
    from samspil.scenarios import differences, load

    pair = [load(scenario), load(baseline)]
    lines = differences(pair[0], pair[1], session.language)
    if session.as_json:
        session.emit(lines)
        return
    if not lines:
        session.result(session.say("scenarios.same", a=scenario, b=baseline))
        return
    session.result(session.say("scenarios.against", a=scenario, b=baseline))
    for line in lines:
        session.result(f"  {line}")
    tell_remarks(session, pair)


def new(
    session: Session,
    name: Annotated[
        str, typer.Argument(metavar="NAME", help="Name of your policy: small letters, digits, hyphens.")
    ] = "my-policy",
    to: Annotated[
        Path | None, typer.Option("--to", metavar="FILE", help="File to write; NAME.yaml here if not given.")
    ] = None,
) -> None:
    """Start a policy of your own: a commented file that is right as it stands."""
    from samspil.model.errors import UserError
    from samspil.runs.files import write_whole
    from samspil.scenarios import template

    text = template(name, session.language)
    if session.as_json:
        session.emit({"name": name, "text": text})
        return
    file = to or Path(f"{name}.yaml")
    if file.exists():
        raise UserError(say("scenario-file-exists", file=file))
    write_whole(file, lambda path: path.write_text(text, encoding="utf-8"))
    session.result(str(file))
    session.note(session.say("scenarios.next", file=file))


def schema(session: Session) -> None:
    """JSON Schema of scenario documents, for completion in an editor."""
    from samspil.scenarios import schema as make

    session.emit(make())


def _texts(scenario: Any) -> dict[str, Any]:
    names = ("name", "title", "description", "decider", "instrument", "cost", "sources")
    return {name: getattr(scenario, name) for name in names}
