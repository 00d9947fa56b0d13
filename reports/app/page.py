"""The live page: what is asked stands on one side, what the model answers on the other."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from functools import partial
from html import escape
from pathlib import Path
from threading import Event, Lock
from typing import Any

from samspil.model.errors import UserError
from samspil.model.messages import told as told_in

from ..words import words
from . import controls, panels, widgets
from .asking import Ask
from .refining import Answer, Runs, refined
from .widgets import solara

RUNS = Runs()
STYLE = Path(__file__).parent / "app.css"
LANGUAGES = {"en": "English", "da": "Dansk"}
TABS = ("answer",)


@dataclass(frozen=True, eq=False)
class Shown:
    """What stands on the page: an answer, or the sentence that says why there is none."""

    answer: Answer | None = None
    wrong: str = ""


NOTHING = Shown()


def asked(ask: Ask, key: str, value: Any) -> Ask:
    """The question with one field of the page at another value (None: as it was)."""
    kind, _, name = key.partition(".")
    if name:
        return ask.moved(kind, name, value)
    return replace(ask, **{key: value if value is not None else type(getattr(ask, key))()})


def use_answer(ask: Ask, lang: str) -> Shown:
    """Answers to a question, in a thread of their own that ends when another question is asked."""
    shown = solara.use_reactive(NOTHING)

    def work(stop: Event) -> None:
        try:
            for answer in refined(ask, RUNS, stop.is_set):
                if not stop.is_set():
                    shown.value = Shown(answer)
        except UserError as error:
            if not stop.is_set():
                shown.value = Shown(shown.value.answer, " ".join(told_in(line, lang) for line in error.lines))

    solara.use_thread(work, dependencies=[ask], intrusive_cancel=False)
    return shown.value


def html(content: str, name: str = "div") -> Any:
    """A piece of the page; whoever made the content has escaped it."""
    return solara.HTML(tag=name, unsafe_innerHTML=content)


@solara.component
def Page() -> None:
    """The whole page."""
    ask, lang = solara.use_reactive(Ask()), solara.use_reactive(os.environ.get("SAMSPIL_APP_LANG", "en"))
    tab = solara.use_reactive(TABS[0])
    say = words(lang.value)
    found = use_answer(ask.value, lang.value)
    solara.Style(STYLE)
    with solara.Div(classes=["samspil"]):
        widgets.Head(
            title=say("app.title"),
            about=say("app.about"),
            skip=say("app.skip"),
            label=say("app.languages"),
            languages=LANGUAGES,
            lang=lang.value,
            event_change=lang.set,
        )
        with solara.Div(classes=["split"]):
            with solara.Div(classes=["asked"]):
                widgets.Controls(
                    groups=solara.use_memo(lambda: controls.groups(ask.value, say), [ask.value, lang.value]),
                    lang=lang.value,
                    back=say("app.back.short"),
                    event_change=lambda given: ask.set(asked(ask.value, given["key"], given["value"])),
                )
            with solara.Div(classes=["answers"]):
                html(f'<p role="alert" class="wrong">{escape(found.wrong)}</p>' if found.wrong else "")
                html(panels.answer(found.answer, say))


@solara.component
def Layout(children: list[Any] = []) -> Any:  # noqa: B006
    """Nothing around the page."""
    return solara.Div(children=children)
