"""Writes the figures and the report of a forecast into its folder."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

import jinja2
import xarray as xr

from samspil.experiments import settings
from samspil.experiments.records import Summary
from samspil.runs.files import write_whole

from . import tables, workbook
from .answer import answer
from .gallery import alternative, gallery, numbers_csv
from .sections import Picture, flat, sections
from .style import save, save_svg
from .view import View, view
from .wording import counting_words, evidence_words, goal_words

FIGURES = "figures"
NARROW = "-narrow"
PAGE = "report.html"


def write_figures(
    folder: Path,
    ds: xr.Dataset,
    summary: Summary,
    scenarios_info: Mapping[str, Any] | None = None,
    lang: str = "en",
) -> list[Path]:
    """Draw every figure that the results have something for, in `folder`/figures.

    NAME.png and NAME.svg with title and note; NAME.csv, the numbers; NAME-narrow.svg for a phone, without title and
    note, which a page has as its own text.

    Args:
        folder: the forecast's folder.
        ds: results with the dims of the contract.
        summary: what `summary.json` holds.
        scenarios_info: Scenario objects, or mappings with their texts, by name.
        lang: `en` or `da`.

    Returns:
        The files written, in the order of the report, narrow ones last.

    Example:
        >>> found = forecast(["current-policy"], draws=3, replicates=1, side_tests=False)
        >>> paths = write_figures(Path("figures"), found.results, found.summary, found.scenarios)
    """
    return _draw(Path(folder), view(ds, summary, lang, scenarios_info))


def write_report(
    folder: Path,
    ds: xr.Dataset,
    summary: Summary,
    scenarios_info: Mapping[str, Any] | None = None,
    run_info: Mapping[str, Any] | None = None,
    lang: str = "en",
) -> list[Path]:
    """Write the figures and `report.html`, one file that needs nothing else, into `folder`.

    A workbook `table.xlsx` that lies there is formatted and explained in the language of the report.

    Arguments as for `write_figures`; `run_info` is what `run.json` will hold (command, versions, digests, failures).

    Returns:
        The files written, the report first.

    Example:
        >>> found = forecast(["current-policy"], draws=3, replicates=1, side_tests=False)
        >>> write_report(Path("made"), found.results, found.summary, found.scenarios)[0].name
        'report.html'
    """
    shown = view(ds, summary, lang, scenarios_info)
    written = _draw(Path(folder), shown)
    svgs = {path.stem: path for path in written if path.suffix == ".svg" and not path.stem.endswith(NARROW)}
    pictures = {name: picture(shown, name, path.read_bytes()) for name, path in svgs.items()}
    page = Path(folder) / PAGE
    text = render(shown, pictures, run_info or {})
    write_whole(page, lambda path: path.write_text(text, encoding="utf-8"))
    workbook.finish(Path(folder), shown)
    return [page, *written]


def render(shown: View, pictures: Mapping[str, Picture], run_info: Mapping[str, Any]) -> str:
    """The report as HTML."""
    say = shown.words
    return _template().render(
        say=say,
        lang=say.lang,
        css=_text("report.css"),
        subtitle=say("report.subtitle", goal=goal_words(shown.target, say)),
        counting=counting_words(shown.target, say),
        evidence=evidence_words(shown.summary, say),
        level=say.named("level", shown.level),
        baseline=shown.title(shown.baseline),
        changed=changed(shown, run_info),
        few=few(shown),
        tiles=tables.tiles(shown),
        answer=answer(shown),
        sections=sections(shown, pictures, run_info),
    )


def changed(shown: View, run_info: Mapping[str, Any]) -> str:
    """Settings that are not as the policies have them, in a sentence for the head; nothing where there are none."""
    told = flat(run_info.get("changed"))
    return shown.words("report.changed", changed=told) if told else ""


def few(shown: View) -> str:
    """A warning where the draws are too few for an answer; else nothing."""
    draws = shown.summary["draws"]
    return (
        shown.words("report.few", draws=shown.words.numbers.plain(draws)) if draws < settings.count("few_draws") else ""
    )


def _draw(folder: Path, shown: View) -> list[Path]:
    """Every figure as PNG and SVG, its numbers as CSV, and what has a form for a phone as a narrow SVG."""
    home, written = folder / FIGURES, []
    for name, draw in gallery(shown).items():
        written += [*save(draw(shown), home, name), _numbers(shown, home, name)]
    for name, draw in gallery(shown, narrow=True).items():
        written.append(save_svg(draw(shown), home, f"{name}{NARROW}", bare=True))
    return written


def _numbers(shown: View, home: Path, name: str) -> Path:
    path, content = home / f"{name}.csv", numbers_csv(shown, name)
    write_whole(path, lambda fresh: fresh.write_text(content, encoding="utf-8", newline=""))
    return path


def picture(shown: View, name: str, svg: bytes) -> Picture:
    """A figure as the report shows it, with its caption and a text in its place."""
    data = base64.b64encode(svg).decode("ascii")
    caption = shown.words(f"caption.{name.split('-')[0]}")
    return Picture(f"data:image/svg+xml;base64,{data}", alternative(shown, name), caption)


@cache
def _template() -> jinja2.Template:
    environment = jinja2.Environment(
        autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    return environment.from_string(_text("report.html.j2"))


def _text(name: str) -> str:
    return resources.files("samspil.reports").joinpath("templates", name).read_text(encoding="utf-8")
