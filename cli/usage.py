"""Help and usage errors in the reader's language: Typer has both in English only."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache, partial
from pathlib import Path
from typing import Any

import typer
from typer.core import TyperGroup

from samspil.model.messages import told

from .spoken import LANGUAGES, spoken
from .texts import text
from .usual import tell_usual

ENGLISH = LANGUAGES[0]
FILE = Path(__file__).parent / "data" / "help.csv"
# What Typer says, and the text that says the same. A place is what it says of; `known` is a list of names.
SAID = {
    "usage.no_option_near": r"No such option: (?P<name>\S+) \(Possible options: (?P<known>.*)\)",
    "usage.no_option": r"No such option: (?P<name>\S+)",
    "usage.no_command_near": r"No such command (?P<name>'.*')\. Did you mean (?P<known>.*)\?",
    "usage.no_command": r"No such command (?P<name>'.*')\.",
    "usage.no_command_given": r"Missing command\.",
    "usage.argument_missing": r"Missing argument (?P<name>'.*')\.",
    "usage.option_missing": r"Missing option (?P<name>'.*')\.",
    "usage.too_many": r"Got unexpected extra argument\(s\) \((?P<name>.*)\)",
    "usage.needs_value": r"Option (?P<name>'.*') requires an argument\.",
    "usage.takes_no_value": r"Option (?P<name>'.*') does not take a value\.",
    "usage.no_choice": r"Value error, (?P<name>.*) is not one of (?P<known>.*)\.",
}
# Typer's own words in a help, and where they stand; a line may break between two words.
FRAME = {
    **{head: f"^{head}" for head in ("Usage:", "Options:", "Arguments:", "Commands:")},
    "default:": r"(?<=[\[ ])default:",
    "env var:": r"(?<=[\[ ])env\s+var:",
    "required": r"(?<=[\[ ])required(?=[\];])",
    # Cases of what is usual (see `usual`).
    **{case: rf"(?<=[( ]){case}(?=:)" for case in ("NAME=VALUE", "CLAIM")},
}


# Arguments of commands that take one scenario, or two, and that a reader may want to give more.
SCENARIOS = ("scenario", "a", "b")


class Commands(TyperGroup):
    """All commands, with help and usage errors in the language of the call."""

    language = ENGLISH

    def main(self, args: Sequence[str] | None = None, *rest: Any, **more: Any) -> Any:
        """Run the command line in the language that its arguments or the machine ask for."""
        given = list(sys.argv[1:] if args is None else args)
        self.language = spoken(given)
        tell_usual(self)
        if self.language != ENGLISH:
            _translate(self, self.language)
        return super().main(given, *rest, **more)

    def make_context(self, *given: Any, **more: Any) -> Any:
        """As any group, usage errors in the language."""
        with _told(self.language):
            return super().make_context(*given, **more)

    def invoke(self, ctx: Any) -> Any:
        """As any group, usage errors in the language."""
        with _told(self.language):
            return super().invoke(ctx)


@contextmanager
def _told(language: str) -> Iterator[None]:
    """Let usage errors show themselves in the language."""
    try:
        yield
    except Exception as error:
        if hasattr(error, "format_message"):
            error.show = partial(_show, error, language)  # type: ignore[attr-defined]
        raise


def _show(error: Any, language: str, _file: Any = None) -> None:
    if type(error).__name__ == "NoArgsIsHelpError":
        print(error.format_message(), file=sys.stderr)
        return
    called = "samspil" if error.ctx is None else error.ctx.command_path
    told = text("usage.error", language, command=called, what=usage_error(error, language).rstrip("."))
    print(told, file=sys.stderr)


def usage_error(error: Any, language: str) -> str:
    """What is wrong with the call, in the language; as Typer says it where that is none of `SAID`."""
    if not isinstance(error, typer.BadParameter) or not error.message:
        return _said(error.format_message(), language) + _several(error, language)
    what = _said(told(error.message, language), language)
    if error.param is None:
        return what
    name = error.param.get_error_hint()
    if language != ENGLISH:
        name = name.replace("env var:", translations()["env var:"])
    return text("usage.value", language, name=name, what=what)


def _several(error: Any, language: str) -> str:
    """Which commands take several scenarios, where more are given than this one takes."""
    if error.ctx is None or not re.fullmatch(SAID["usage.too_many"], error.format_message()):
        return ""
    of_scenarios = any(parameter.name in SCENARIOS for parameter in error.ctx.command.params)
    return text("usage.several", language) if of_scenarios else ""


def _said(sentence: str, language: str) -> str:
    for key, pattern in SAID.items():
        if found := re.fullmatch(pattern, sentence):
            return text(key, language, **found.groupdict())
    return sentence


@cache
def translations() -> dict[str, str]:
    """What is told in the help, and the same in Danish."""
    from samspil.model.read import Column, load_table

    return {row["en"]: row["da"] for row in load_table(FILE, [Column("en"), Column("da")], "en")}


def paragraphs(help: str) -> list[str]:
    """The paragraphs of a help text, each on one line."""
    return [" ".join(part.split()) for part in re.split(r"\n\s*\n", help.strip())]


def _translate(command: Any, language: str) -> None:
    """Put the help of a command and of all below it into the language, as far as there are translations."""
    known = translations()
    command.help = _danish(command.help)
    command.options_metavar = known["[OPTIONS]"]
    if hasattr(command, "subcommand_metavar"):
        command.subcommand_metavar = known["COMMAND [ARGS]..."]
    for parameter in command.params:
        parameter.help = _danish(getattr(parameter, "help", None))
        parameter.metavar = known.get(parameter.metavar, parameter.metavar)
    for name in ("get_help", "get_usage"):
        setattr(command, name, partial(_framed, getattr(command, name), language))
    for below in getattr(command, "commands", {}).values():
        _translate(below, language)


def _danish(help: str | None) -> str | None:
    known = translations()
    return help and "\n\n".join(known.get(part, part) for part in paragraphs(help))


def _framed(tell: Any, language: str, ctx: Any) -> str:
    """Typer's own words about the help, in the language."""
    help_option = ctx.command.get_help_option(ctx)
    if help_option is not None:
        help_option.help = _danish(help_option.help)
    told = tell(ctx)
    for word, pattern in FRAME.items():
        told = re.sub(pattern, translations()[word], told, flags=re.MULTILINE)
    return told
