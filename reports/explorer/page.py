"""The explorer as one HTML file: the emulator, the words of both languages and the scripts inside, nothing outside."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any

import jinja2

from samspil.experiments.emulating import Emulator
from samspil.experiments.emulating.keeping import plain
from samspil.model.epoch import FIRST_YEAR, MONTHS_A_YEAR, month_text
from samspil.model.messages import told
from samspil.model.units import unit_in
from samspil.scenarios.tables import origin

from ..language.likelihood import scale
from ..style import COLOUR
from ..words import LANGUAGES, table, words
from .saying import chance_error, likelihoods

SCRIPTS = ("emulator.js", "saying.js", "figure.js", "explorer.js")
# Words that the page takes: its own, those of a chance, and how numbers are written.
TAKEN = ("explorer.", "chance.", "likelihood.", "number.", "report.day")


def html(emulator: Emulator, lang: str, values: Mapping[str, float] | None = None, changed: str = "") -> str:
    """The page.

    Args:
        emulator: what answers.
        lang: the language that it opens in; it holds both.
        values: the settings that it opens at.
        changed: what is another since the emulator was fitted; nothing for one that is fresh.

    Raises:
        UserError: a setting that the emulator does not know, or outside of what it was fitted on.
    """
    emulator.points(values or {})
    script = "\n".join(_text("explorer", name) for name in SCRIPTS)
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode("ascii")
    return _template().render(
        lang=lang,
        say=words(lang),
        css=_css(),
        script=script,
        digest=digest,
        told=embedded(given(emulator, lang, values or {}, changed)),
        changed=changed,
    )


def given(emulator: Emulator, lang: str, values: Mapping[str, float], changed: str) -> dict[str, Any]:
    """What the page's scripts are given."""
    content, about = plain(emulator), emulator.about
    size = len(emulator.own.base)
    today = FIRST_YEAR + (origin() + 1) / MONTHS_A_YEAR - 1.0
    return {
        "lang": lang,
        "values": dict(values),
        "words": {
            each: {key: row[each] for key, row in table().items() if key.startswith(TAKEN)} for each in LANGUAGES
        },
        "likelihood": {"places": likelihoods(size), "words": [dict(term.text) for term in scale()]},
        "about": {
            **{name: about[name] for name in ("runs", "made", "baseline", "level", "target")},
            "money_months": [month_text(each) for each in about["months"]],
            # On the scale of Decembers: the year itself is its end.
            "today": today,
            "few": {"draws": size, "off": chance_error(emulator)},
            "changed": {each: told(changed, each) for each in LANGUAGES},
        },
        "emulator": {**content, "inputs": [_input(emulator, each) for each in content["inputs"]]},
    }


def _input(emulator: Emulator, one: dict[str, Any]) -> dict[str, Any]:
    unit = {lang: unit_in(one["unit"], lang) for lang in LANGUAGES}
    return {**one, "unit": unit, "drawn": emulator.drawn(one["name"])}


def embedded(content: Any) -> str:
    """JSON inside of a page: no text of it can end the element that it stands in."""
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"), allow_nan=False).replace("<", "\\u003c")


def _css() -> str:
    shades = "".join(f" --{name.replace('_', '-')}: {COLOUR[name]};" for name in ("main_light", "main_mid"))
    return "\n".join([_text("templates", "report.css"), f":root {{{shades} }}", _text("explorer", "explorer.css")])


@cache
def _template() -> jinja2.Template:
    options: dict[str, Any] = {"undefined": jinja2.StrictUndefined, "trim_blocks": True, "lstrip_blocks": True}
    return jinja2.Environment(autoescape=True, **options).from_string(_text("explorer", "explorer.html.j2"))


def _text(folder: str, name: str) -> str:
    return resources.files("samspil.reports").joinpath(folder, name).read_text(encoding="utf-8")
