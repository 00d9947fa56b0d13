"""The page's own controls: plain HTML that a keyboard and a screen reader know, in files of Vue."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import Any

with warnings.catch_warnings():
    # Solara and what it stands on warn of their own use of each other.
    warnings.simplefilter("ignore")
    import solara
    from mesa.visualization import SolaraViz as visualisation

__all__ = ["Choice", "Controls", "Head", "Keep", "Tabs", "Wide", "solara", "visualisation"]


@solara.component_vue("vue/head.vue")
def Head(
    title: str,
    about: str,
    skip: str,
    jump: str,
    label: str,
    languages: dict[str, str],
    lang: str,
    event_change: Callable[[str], None],
) -> Any:
    """Name of the page and the switch of languages."""


@solara.component_vue("vue/tabs.vue")
def Tabs(label: str, tabs: list[dict[str, str]], value: str, event_change: Callable[[str], None]) -> Any:
    """One row of tabs."""


@solara.component_vue("vue/controls.vue")
def Controls(groups: list[dict[str, Any]], lang: str, back: str, event_change: Callable[[dict[str, Any]], None]) -> Any:
    """Everything that can be moved."""


@solara.component_vue("vue/choice.vue")
def Choice(
    name: str, label: str, options: list[dict[str, str]], value: str, event_change: Callable[[str], None]
) -> Any:
    """One of several."""


@solara.component_vue("vue/keep.vue")
def Keep(
    words: dict[str, str],
    name: str,
    folder: str,
    code: str,
    said: str,
    wrong: str,
    busy: bool,
    file: dict[str, str],
    report: str,
    event_rename: Callable[[str], None],
    event_save: Callable[[Any], None],
    event_write: Callable[[Any], None],
    event_open: Callable[[str], None],
) -> Any:
    """What can be taken home."""


@solara.component_vue("vue/wide.vue")
def Wide(least: int, event_told: Callable[[bool], None]) -> Any:
    """Tells once whether the screen is wider than so many pixels."""
