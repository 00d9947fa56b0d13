"""Turns a plain function into a command: expands its groups of options, and meets its errors.

A parameter whose annotation is a dataclass stands for one option a field. So a command takes `Session` and `Runs`
whole, and no command repeats the options that all share.
"""

from __future__ import annotations

import dataclasses
import errno
import functools
import inspect
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, NoReturn, get_type_hints

import typer

from .numbers import plainly
from .session import Session

DONE, FAILED, WRONG = 0, 1, 2
FULL = (errno.ENOSPC, errno.EDQUOT, errno.EIO)  # the last is a failing disk


class Stopped(KeyboardInterrupt):
    """Ctrl-C in work of which something is kept: which text tells what, and its places."""

    def __init__(self, key: str, **places: object) -> None:
        super().__init__()
        self.key, self.places = key, places


@contextmanager
def kept(key: str, **places: object) -> Iterator[None]:
    """Where Ctrl-C leaves something, say what by a text of the command line; elsewhere it only says that it stopped.

    Raises:
        Stopped: instead of a KeyboardInterrupt.
    """
    try:
        yield
    except KeyboardInterrupt as error:
        raise Stopped(key, **places) from error


def command(app: typer.Typer, name: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Add a function to `app` as the command `name`; its docstring is its help."""

    def register(function: Callable[..., None]) -> Callable[..., None]:
        app.command(name, help=inspect.getdoc(function))(expanded(function))
        return function

    return register


def expanded(function: Callable[..., None]) -> Callable[..., None]:
    """The function with every dataclass parameter replaced by its fields, and with errors met."""
    hints = {name: plainly(hint) for name, hint in get_type_hints(function, include_extras=True).items()}
    groups = {name: hint for name, hint in hints.items() if dataclasses.is_dataclass(hint)}

    @functools.wraps(function)
    def run(context: typer.Context, **given: Any) -> None:
        built = {name: _taken(group, given) for name, group in groups.items()}
        session = next(value for value in built.values() if isinstance(value, Session))
        built = {name: session.under(context.obj) if value is session else value for name, value in built.items()}
        guarded(session.under(context.obj), lambda: function(**built, **given))

    run.__signature__ = inspect.Signature(_parameters(function, hints, groups))  # type: ignore[attr-defined]
    run.__annotations__ = {}
    return run


def _taken(group: Any, given: dict[str, Any]) -> Any:
    return group(**{field.name: given.pop(field.name) for field in dataclasses.fields(group)})


def _parameters(
    function: Callable[..., None], hints: dict[str, Any], groups: dict[str, Any]
) -> list[inspect.Parameter]:
    """Arguments first, then the function's own options, then the groups' in the order of its signature."""
    kind = inspect.Parameter.KEYWORD_ONLY
    own = [
        inspect.Parameter(name, kind, default=parameter.default, annotation=hints[name])
        for name, parameter in inspect.signature(function).parameters.items()
        if name not in groups
    ]
    shared = [
        inspect.Parameter(field.name, kind, default=field.default, annotation=hint)
        for group in sorted(groups.values(), key=lambda group: group is Session)
        for field, hint in _fields(group)
    ]
    return [inspect.Parameter("context", kind, annotation=typer.Context), *own, *shared]


def _fields(group: Any) -> list[tuple[dataclasses.Field[Any], Any]]:
    hints = get_type_hints(group, include_extras=True)
    return [(field, plainly(hints[field.name])) for field in dataclasses.fields(group)]


def guarded(session: Session, run: Callable[[], None]) -> None:
    """Run, and end with the right exit code and a line instead of a traceback.

    Raises:
        typer.Exit: with the code, unless all went well.
    """
    from samspil.model.errors import UserError

    try:
        run()
        sys.stdout.flush()
    except BrokenPipeError:
        # Whoever read the result has seen enough; writing on would fail once more at the end of the process.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise typer.Exit(FAILED) from None
    except UserError as error:
        _end(session, error, error.lines, FAILED if _is_full(error.__cause__) else WRONG)
    except Stopped as error:
        _end(session, error, [session.say(error.key, **error.places)], FAILED)
    except KeyboardInterrupt as error:
        _end(session, error, [session.say("stopped")], FAILED)
    except typer.Exit:
        raise
    except OSError as error:
        _end(session, error, [_of_system(session, error)], FAILED if _is_full(error) else WRONG)
    except Exception as error:
        what = str(error).strip().splitlines() or [""]
        _end(session, error, [session.say("failed", kind=type(error).__name__, what=what[0])], FAILED)


def _is_full(cause: BaseException | None) -> bool:
    return isinstance(cause, OSError) and cause.errno in FULL


def _of_system(session: Session, error: OSError) -> str:
    """What the system says of a file, in one line."""
    from samspil.model.messages import told
    from samspil.model.problems import reason, shown

    if error.errno in FULL[:2]:
        return session.say("full")
    if error.filename is None:
        return session.say("failed", kind=type(error).__name__, what=error)
    return f"{shown(str(error.filename))}: {told(reason(error), session.language)}"


def _end(session: Session, error: BaseException, lines: list[str], code: int) -> NoReturn:
    if session.debug:
        import traceback

        traceback.print_exception(error)
    session.wrong(lines)
    raise typer.Exit(code) from None
