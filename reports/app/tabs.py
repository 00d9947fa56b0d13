"""The parts of the page that a reader goes between."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from html import escape
from typing import Any

from samspil.model.potentials import LEVELS

from ..words import Words
from . import courses, keeping, panels, sections, widgets, worlds
from .asking import MINE, Ask, policy, settings
from .drawings import map as places
from .drawings import network
from .following import Course, course, worth_following
from .outcomes import due_month, years
from .refining import Answer, most
from .state import RUNS, Shown, sentence, use_coming, use_levels
from .titles import titles
from .widgets import solara

FOLDER = "results/forecast"


def html(content: str, old: bool = False) -> Any:
    """A piece of the page, greyed if it is not of what is asked now; whoever made the content has escaped it."""
    return solara.HTML(unsafe_innerHTML=f'<div class="old">{content}</div>' if old and content else content)


def pending(shown: Shown, say: Words) -> str:
    """What to say of an answer that is not of what is asked now; nothing of one that is."""
    if not shown.old:
        return ""
    return say("app.before") if shown.wrong else say("app.busy")


def wrong(shown: Shown) -> None:
    """The sentence that says what is wrong, if anything is."""
    html(f'<p role="alert" class="wrong">{escape(shown.wrong)}</p>' if shown.wrong else "")


def waiting(say: Words, shown: Shown) -> None:
    """What stands there until something comes; nothing where it is said already why nothing does."""
    if shown.wrong:
        return
    key = "app.coming" if RUNS.ready.is_set() else "app.preparing"
    html(f'<p class="status" role="status">{escape(say(key))}</p>')


@solara.component
def Region(found: Answer, say: Words, region: str, choose: Callable[[str], None], old: bool) -> None:
    """The answer for one's own region."""
    options = [{"value": name, "label": name} for name in found.labels["region"]]
    name = region or options[0]["value"]
    widgets.Choice(name="region", label=say("app.region.choose"), options=options, value=name, event_change=choose)
    told = sections.region(found, name, say) if found.draws else panels.coming(say)
    html(panels.section("region", say, told), old)


@solara.component
def Potentials(ask: Ask, say: Words) -> None:
    """The three levels of potentials side by side."""
    shown = use_levels(ask, LEVELS, say.lang)
    wrong(shown)
    if shown.found is None:
        waiting(say, shown)
        return
    first = next(iter(shown.found.values()))
    status = f'<p class="status" role="status">{escape(pending(shown, say) or panels.answered(first, say))}</p>'
    html(panels.section("potentials", say, sections.potentials(shown.found, say) + status), shown.old)


@solara.component
def Together(ask: Ask, found: Answer, say: Words, old: bool) -> None:
    """Who works with whom, who uses how much, and the figures of collaboration."""
    chosen = solara.use_reactive(due_month(found)[:4])
    options = [{"value": str(year), "label": str(year)} for year in years(found)]
    shown = use_coming(lambda stop: recorded(ask, stop), [replace(ask, second="")], say.lang)
    year = int(chosen.value)
    seen = solara.use_memo(lambda: drawn(shown.found, year, years(found)[0], say), [id(shown.found), year, say.lang])
    widgets.Choice(name="year", label=say("app.year"), options=options, value=chosen.value, event_change=chosen.set)
    wrong(shown)
    if shown.found is None:
        waiting(say, shown)
    else:
        html(seen, shown.old)
    html(together(found, say) if found.draws else panels.coming(say), old)


def together(found: Answer, say: Words) -> str:
    """Use and partnerships over time, and the figures of collaboration, of all policies."""
    use = sections.use(found, say) + panels.legend(found, titles(found, say))
    return panels.section("use", say, use) + panels.section("kpis", say, sections.kpis(found, say))


@solara.component
def Follow(ask: Ask, say: Words) -> None:
    """A partnership of one recorded world, from need to freed hours; and the way to Mesa's page."""
    chosen = solara.use_reactive("")
    shown = use_coming(lambda _: iter([one_world(ask)]), [replace(ask, second="")], say.lang)
    wrong(shown)
    if shown.found is None:
        waiting(say, shown)
    else:
        found = shown.found
        options = [{"value": str(row), "label": courses.named(each, say)} for row, each in found.items()]
        row = chosen.value if chosen.value in [each["value"] for each in options] else options[0]["value"]
        widgets.Choice(
            name="course", label=say("app.course.choose"), options=options, value=row, event_change=chosen.set
        )
        html(panels.section("course", say, courses.told(found[int(row)], say)), shown.old)
    html(f'<p><a href="world" target="_blank">{escape(say("app.world.link"))}</a></p>')


def one_world(ask: Ask) -> dict[int, Course]:
    """Courses of the partnerships that came furthest in the first recorded world, by row."""
    ds, target = worlds.world(replace(ask, second=""), 0).ds, policy(ask).target
    rows = worth_following(ds, settings.count("courses"))
    return {row: course(ds, row, target.hours_per_fte) for row in rows}


def recorded(ask: Ask, stop: Callable[[], bool]) -> Iterator[list[worlds.World]]:
    """More and more recorded worlds of a policy."""
    some: list[worlds.World] = []
    for place in range(settings.count("worlds")):
        if stop():
            return
        some = [*some, worlds.world(replace(ask, second=""), place)]
        yield some


def drawn(some: list[worlds.World] | None, year: int, first: int, say: Words) -> str:
    """The map of use over worlds, and the network of the first; nothing while there are none."""
    if some is None:
        return ""
    use = worlds.mean_use(some, year, first)
    month = f"{year}-12"
    map_part = places.cartogram(use, some[0].municipalities, say, year)
    status = say("app.map.worlds", worlds=say.numbers.plain(len(some)))
    told = f'{map_part}<p class="status" role="status">{escape(status)}</p>'
    graph = network.network(some[0].network(month), say, month)
    return panels.section("map", say, told) + panels.section("network", say, graph)


@solara.component
def Keep(ask: Ask, found: Answer, say: Words) -> None:
    """Save as a scenario file, open or write a report, copy the Python."""
    name, folder = solara.use_reactive(MINE), solara.use_reactive(FOLDER)
    said, bad, busy = solara.use_reactive(""), solara.use_reactive(""), solara.use_reactive(False)
    file, report = solara.use_reactive({"name": "", "text": ""}), solara.use_reactive("")

    def tried(action: Callable[[], str], of_name: bool = False) -> None:
        bad.value = ""
        try:
            said.value = action()
        except Exception as error:
            told = sentence(error, say.lang)
            said.value, bad.value = ("", told) if of_name else (told, "")

    def save() -> str:
        file.value = {"name": f"{name.value}.yaml", "text": keeping.document(ask, name.value)}
        command = keeping.command(ask, f"{name.value}.yaml")
        return f"{say('app.keep.saved', file=f'{name.value}.yaml', command=command)} {left_out()}".strip()

    def left_out() -> str:
        return say("app.keep.optimism") if ask.optimism else ""

    def opened(where: str) -> str:
        report.value = keeping.report(where, say.lang)
        folder.value = where
        return say("app.keep.loaded", folder=where)

    def written() -> None:
        try:
            tried(lambda: opened(str(keeping.write(ask, name.value, say.lang))))
        finally:
            busy.value = False

    def write(_: Any) -> None:
        tried(lambda: keeping.named(ask, name.value) and "", of_name=True)
        if bad.value:
            return
        busy.value = True
        running = say("app.keep.running", draws=say.numbers.plain(settings.count("report_draws")))
        said.value = f"{running} {left_out()}".strip()

    solara.use_thread(lambda: written() if busy.value else None, dependencies=[busy.value], intrusive_cancel=False)
    widgets.Keep(
        words={key: say(f"app.keep.{key}") for key in KEEP_WORDS},
        name=name.value,
        folder=folder.value,
        code=keeping.code(ask, found.draws or most(), due_month(found)),
        said=said.value,
        wrong=bad.value,
        busy=busy.value,
        file=file.value,
        report=report.value,
        event_rename=name.set,
        event_save=lambda _: tried(save, of_name=True),
        event_write=write,
        event_open=lambda where: tried(lambda: opened(where)),
    )


KEEP_WORDS = ("name", "save", "write", "writing", "folder", "open", "opened", "code", "note", "copy", "copied")
