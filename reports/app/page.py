"""The live page: what is asked stands on one side, what the model answers on the other."""

from __future__ import annotations

import os
from typing import Any

from ..words import words
from . import controls, panels, tabs, widgets
from .asking import Ask, settings
from .state import asked, use_answer
from .stepping import World
from .widgets import solara

LANGUAGES = {"en": "English", "da": "Dansk"}
WORLD = "world"
TABS = ("answer", "region", "potentials", "together", "follow", "keep")


@solara.component
def Page() -> None:
    """The whole page."""
    ask, lang = solara.use_reactive(Ask()), solara.use_reactive(os.environ.get("SAMSPIL_APP_LANG", "en"))
    tab, region = solara.use_reactive(TABS[0]), solara.use_reactive("")
    say = words(lang.value)
    shown = use_answer(ask.value, lang.value)
    found = shown.found
    solara.Style(panels.STYLE)
    with solara.Div(classes=["samspil"]):
        widgets.Head(
            title=say("app.title"),
            about=say("app.about"),
            skip=say("app.skip"),
            jump=say("app.jump"),
            label=say("app.languages"),
            languages=LANGUAGES,
            lang=lang.value,
            event_change=lang.set,
        )
        with solara.Div(classes=["split"], attributes={"role": "main"}):
            with solara.Div(classes=["asked"]):
                widgets.Controls(
                    groups=solara.use_memo(lambda: controls.groups(ask.value, say), [ask.value, lang.value]),
                    lang=lang.value,
                    back=say("app.back.short"),
                    event_change=lambda given: ask.set(asked(ask.value, given["key"], given["value"])),
                )
            with solara.Div(classes=["said"]):
                tabs.wrong(shown)
                tabs.html(panels.headline(found, say, tabs.pending(shown, say)) if found else "", shown.old)
            with solara.Div(classes=["answers"]):
                named = [{"key": name, "label": say(f"app.tab.{name}")} for name in TABS]
                widgets.Tabs(label=say("app.tabs"), tabs=named, value=tab.value, event_change=tab.set)
                with solara.Div(attributes={"role": "tabpanel", "id": "panel", "aria-labelledby": f"tab-{tab.value}"}):
                    if found is None:
                        tabs.waiting(say, shown)
                    elif tab.value == "answer":
                        tabs.html(panels.answer(found, say), shown.old)
                    elif tab.value == "region":
                        tabs.Region(found, say, region.value, region.set, shown.old)
                    elif tab.value == "potentials":
                        tabs.Potentials(ask.value, say)
                    elif tab.value == "together":
                        tabs.Together(ask.value, found, say, shown.old)
                    elif tab.value == "follow":
                        tabs.Follow(ask.value, say)
                    else:
                        tabs.Keep(ask.value, found, say)


@solara.component
def Layout(children: list[Any] = []) -> Any:  # noqa: B006
    """Nothing around the page; what Mesa's page of one world needs around that, its drawer open where there is room."""
    wide = solara.use_reactive(False)
    if not solara.use_router().path.startswith(f"/{WORLD}"):
        return solara.Div(children=children)
    with solara.Div() as around:
        widgets.Wide(least=settings.count("drawer"), event_told=wide.set)
        solara.AppLayout(children=children, sidebar_open=wide.value)
    return around


routes = [
    solara.Route("/", component=Page, layout=Layout),
    solara.Route(WORLD, component=World),
]
