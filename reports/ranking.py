"""A sensitivity analysis in words and rows: at the terminal, in its table as CSV and under its figure."""

from __future__ import annotations

import xarray as xr

from samspil.experiments import reading
from samspil.experiments.reading import Index
from samspil.model.parameters import registry

from .flags import flagged
from .naming import number_title
from .told import joined
from .words import Words

Table = tuple[list[str], list[list[str]]]
# How many numbers the first sentence names.
NAMED = 3


def title(name: str, say: Words) -> str:
    """The title of a number, of a group that moves together, or of chance."""
    if name in registry():
        return number_title(name, say)
    return say("sens.chance") if name == reading.CHANCE else say.named("group", name)


def named(name: str, say: Words) -> str:
    """The title with its flag."""
    return title(name, say) if name == reading.CHANCE else flagged(name, title(name, say))


def outcome_words(outcome: str, say: Words) -> str:
    """What the indices are of, in short."""
    date, _, level = outcome.partition(">=")
    month = say.numbers.month(date)
    return say("sens.passing", month=month, level=say.numbers.amount(float(level))) if level else month


def answer(found: xr.Dataset, say: Words) -> str:
    """The first sentence: what FTE by the target's date hang on most, and what comes next."""
    outcome = str(found["outcome"].values[0])
    names = reading.ranked(found, outcome)
    month = say.numbers.month(outcome)
    if not names:
        return say("sens.answer.none", month=month)
    shown = reading.indices_of(found)
    index = reading.index_at(found, outcome, names[0], shown.main)
    then = [title(name, say) for name in names[1:NAMED]]
    return say(
        "sens.answer",
        month=month,
        first=title(names[0], say),
        index=index_words(shown.method, index, say),
        then=say("sens.then", names=joined(f" {say('sens.and')} ", then)) if then else "",
    )


def index_words(method: str, index: Index, say: Words) -> str:
    """The index that ranks, in words."""
    number = say.numbers
    if method in ("sobol", "given"):
        ends = {"low": number.percent(index.low), "high": number.percent(min(1.0, index.high))}
        return say(f"sens.index.{method}", **ends)
    return say(f"sens.index.{method}", value=cell(index, method, say))


def cell(index: Index, method: str, say: Words, outcome: str = "") -> str:
    """An index with its half-width: FTE, or a share with two decimals."""
    is_fte = method == "morris" and not is_passing(outcome)
    ends = index.value, index.half
    value, wide = (say.numbers.amount(end) if is_fte else say.numbers.plain(end, 2) for end in ends)
    return value if index.half != index.half else say("cell.deviation", value=value, deviation=wide)


def is_passing(outcome: str) -> bool:
    """Whether an outcome is passing a level, a share of runs and no FTE."""
    return ">=" in outcome


def heads(found: xr.Dataset, say: Words, whole: bool = False) -> list[str]:
    """Heads of the table of indices."""
    shown = reading.indices_of(found)
    told = [say("head.id"), say("head.number")]
    for outcome in found["outcome"].values:
        of = outcome_words(str(outcome), say)
        indices = _shown(shown, whole or str(outcome) == str(found["outcome"].values[0]))
        told += [f"{say(_head(index, str(outcome)))}, {of}" for index in indices]
    if shown.method == "given":
        told += [say("sens.head.low"), say("sens.head.high")]
    return [*told, *([say("sens.head.told")] if whole else [])]


def _head(index: str, outcome: str) -> str:
    return "sens.head.mu_star_share" if index == "mu_star" and is_passing(outcome) else f"sens.head.{index}"


def _shown(shown: reading.Indices, both: bool) -> list[str]:
    """The index that ranks, and the one beside it where both are asked for."""
    return [shown.main, *([shown.beside] if both and shown.beside else [])]


def rows(found: xr.Dataset, names: list[str], say: Words, whole: bool = False) -> list[list[str]]:
    """Rows of the table of indices; what cannot be told from noise at an outcome stands in brackets there."""
    shown = reading.indices_of(found)
    first = str(found["outcome"].values[0])
    told = []
    for name in names:
        cells = [reading.identity(name), named(name, say)]
        for outcome in map(str, found["outcome"].values):
            for index in _shown(shown, whole or outcome == first):
                value = cell(reading.index_at(found, outcome, name, index), shown.method, say, outcome)
                cells.append(value if reading.is_told(found, outcome, name) else f"({value})")
        if shown.method == "given":
            at = found.sel(outcome=first, parameter=name)
            cells += [say.numbers.amount(float(at[end])) for end in ("low", "high")]
        if whole:
            cells.append(say("sens.yes" if reading.is_told(found, first, name) else "sens.no"))
        told.append(cells)
    return told


def brackets(found: xr.Dataset, names: list[str], say: Words) -> str:
    """What brackets in the table mean, where there are any."""
    outcomes = map(str, found["outcome"].values)
    is_clear = all(reading.is_told(found, outcome, name) for outcome in outcomes for name in names)
    return "" if is_clear else say("sens.brackets")


def more(found: xr.Dataset, names: list[str], say: Words) -> list[tuple[str, Table]]:
    """What is told on demand: pairs and years, each under its heading, those that there are."""
    told = ((say("sens.pairs"), pairs(found, say)), (say("sens.years"), years(found, names, say)))
    return [(heading, table) for heading, table in told if table is not None]


def pairs(found: xr.Dataset, say: Words) -> Table | None:
    """Pairs whose interaction can be told from 0; None where there are none."""
    told = reading.together(found, str(found["outcome"].values[0]))
    rows = [[reading.identity(a), reading.identity(b), cell(index, "sobol", say)] for a, b, index in told]
    return ([say("head.id"), say("sens.head.with"), say("sens.head.S2")], rows) if rows else None


def years(found: xr.Dataset, names: list[str], say: Words) -> Table | None:
    """The index that ranks, every December."""
    name = f"{reading.indices_of(found).main}_by_year"
    if name not in found or not names:
        return None
    dim, digits = reading.indices_of(found).dim, 0 if name.startswith("mu_star") else 2
    columns = [str(year) for year in found["year"].values]
    rows = [
        [each, *(say.numbers.plain(float(value), digits) for value in found[name].sel({dim: each}).values)]
        for each in names
    ]
    return [say("head.id"), *columns], rows


def caveats(found: xr.Dataset, say: Words) -> list[str]:
    """What is noise, what chance does, which level is passed, over which ranges, and the verdict."""
    told = [_noise(found, say), _chance(found, say), _level(found, say), _ranges(found, say), verdict(found, say)]
    return [sentence for sentence in told if sentence]


def _noise(found: xr.Dataset, say: Words) -> str:
    """How many numbers cannot be told from noise; they have no rank."""
    shown, first = reading.indices_of(found), str(found["outcome"].values[0])
    everything = reading.ranked(found, first, whole=True)
    rest = len(everything) - len(reading.ranked(found, first))
    if not rest:
        return ""
    of = "sens.noise.kept" if shown.method == "sobol" else "sens.noise"
    return say(of, rest=str(rest), numbers=str(len(everything)))


def _chance(found: xr.Dataset, say: Words) -> str:
    shown, first = reading.indices_of(found), str(found["outcome"].values[0])
    index = reading.chance_at(found, first, shown.main)
    if index is None:
        return ""
    return say("sens.chance_does", index=index_words(shown.method, index, say))


def _level(found: xr.Dataset, say: Words) -> str:
    """Why another level than the target's is passed, where it is another."""
    goal, level = found.attrs.get("goal"), found.attrs.get("level")
    if level is None or level == goal:
        return ""
    reached = float(found.attrs["goal_share"])
    return say(
        "sens.level" if reached else "sens.level.none",
        goal=say.numbers.amount(goal),
        reached=say.numbers.percent(reached),
        level=say.numbers.amount(level),
        share=say.numbers.percent(float(found.attrs["level_share"])),
    )


def _ranges(found: xr.Dataset, say: Words) -> str:
    """Whether numbers were taken over their whole ranges, or as the fit has them."""
    return say("sens.draws" if found.attrs["method"] == "given" else "sens.whole_ranges")


def verdict(found: xr.Dataset, say: Words) -> str:
    """Whether the indices can be relied on, of every outcome that varied."""
    still = [str(each) for each in found["outcome"].values if not bool(found["varied"].sel(outcome=each))]
    of = joined("; ", (outcome_words(each, say) for each in still))
    told = [say("sens.nothing_varied", outcomes=of)] if still else []
    rest = found.drop_sel(outcome=still)
    return joined(" ", [*told, *([_reliable(rest, say)] if rest.sizes["outcome"] else [])])


def _reliable(found: xr.Dataset, say: Words) -> str:
    if found.attrs["size"] < found.attrs["least"]:
        return say("sens.too_small", **{name: say.numbers.amount(found.attrs[name]) for name in ("size", "least")})
    bad = [str(each) for each in found["outcome"].values if not bool(found["converged"].sel(outcome=each))]
    limit = say.numbers.figures(float(found.attrs["limit"]), 2)
    if not bad:
        return say("sens.converged", widest=say.numbers.figures(float(found["widest"].max()), 2), limit=limit)
    widest = say.numbers.figures(float(found["widest"].sel(outcome=bad[0])), 2)
    of = joined("; ", (outcome_words(each, say) for each in bad))
    return say("sens.not_converged", outcomes=of, widest=widest, limit=limit)
