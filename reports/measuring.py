"""What should be measured next, in words, rows and a figure."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import numpy as np
import xarray as xr

from samspil.experiments.reading import identity
from samspil.runs.files import write_whole
from samspil.runs.inert import inert_row

from .figures.measuring import measuring
from .naming import Naming, scenario_title
from .ranking import named, title
from .style import save
from .words import Words, words

Table = tuple[list[str], list[list[str]]]
NAME = "value-of-evidence"
MDKK = 1e6
RANGE = ("worth", "worth_low", "worth_high")


def write_value_of_evidence(folder: Path, found: xr.Dataset, lang: str = "en") -> list[Path]:
    """Draw what knowing numbers is worth as value-of-evidence.png and .svg in `folder`, and write all to a .csv.

    Args:
        folder: where to write.
        found: what `samspil.experiments.value_of_evidence` gives.
        lang: `en` or `da`.

    Example:
        >>> ds = run_ensemble(["current-policy", "full-portfolio"], draws=40, replicates=1)
        >>> found = value_of_evidence(ds, by="topic")
        >>> paths = write_value_of_evidence(Path("."), found)
    """
    say = words(lang)
    shown = ranked(found, whole=False)
    labels = {group: of_group(found, group, say) for group in shown}
    figures = save(measuring(found, labels, answer(found, say) + caveats(found, say), say), Path(folder), NAME)
    table = Path(folder) / f"{NAME}.csv"
    write_whole(table, lambda path: path.write_text(as_csv(found, say), encoding="utf-8"))
    return [*figures, table]


def as_csv(found: xr.Dataset, say: Words) -> str:
    """Every group under every decision, a row each."""
    text = io.StringIO()
    heads, rows = sheet(found, say)
    csv.writer(text, lineterminator="\n").writerows(inert_row(row) for row in (heads, *rows))
    return text.getvalue()


def sheet(found: xr.Dataset, say: Words) -> tuple[list[str], list[list[Any]]]:
    """The same as a table."""
    names = [str(each) for each in found.data_vars if found[each].dims == ("decision", "group")]
    rows = []
    for decision in map(str, found["decision"].values):
        unit = str(found["unit"].sel(decision=decision).values)
        for group in map(str, found["group"].values):
            at = found[names].sel(decision=decision, group=group)
            told = [decision, unit, _identity(found, group), title_of(found, group, say)]
            rows.append([*told, *(float(at[name]) for name in names)])
    return ["decision", "unit", "id", "title", *names], rows


def _identity(found: xr.Dataset, group: str) -> str:
    return identity(group) if found.attrs["by"] == "number" else group


def title_of(found: xr.Dataset, group: str, say: Words) -> str:
    """The title of a number, of numbers that are measured together, or of a part of the model."""
    return title(group, say) if found.attrs["by"] == "number" else say.named("topic", group)


def of_group(found: xr.Dataset, group: str, say: Words) -> str:
    """The title with its flag."""
    return named(group, say) if found.attrs["by"] == "number" else title_of(found, group, say)


def ranked(found: xr.Dataset, whole: bool = False) -> list[str]:
    """Groups of which worth or narrowing can be told from zero (or all), those worth most to any decision first, then
    those that narrow most."""
    worth = (found["worth"] / found["perfect"].clip(min=1e-12)).max("decision").values
    share = found["share"].max("decision").values
    told = ((found["worth_told"] == 1) | (found["share_told"] == 1)).any("decision").values
    valued = (found["worth_told"] == 1).any("decision").values
    order = np.lexsort((-share, -np.where(valued, worth, 0.0)))
    return [str(found["group"].values[place]) for place in order if whole or told[place]]


def answer(found: xr.Dataset, say: Words) -> list[str]:
    """The first sentences: by decision which measurement would change the choice, or that none is told to; then which
    narrows the answer most."""
    of = Naming(say)
    return [*(_choice(found.sel(decision=each), of) for each in found["decision"].values), *_narrowing(found, of)]


def _choice(one: xr.Dataset, of: Naming) -> str:
    say, decision = of.say, str(one["decision"].values)
    values = {"policy": of.scenario(str(one["chosen"].values)), "of": of_words(one, say), "best": _best(one, say)}
    if bool((one["best"] == 1.0).any()):
        return say("measure.sure", draws=say.numbers.plain(int(one.attrs["draws"])), **values)
    if not bool((one["worth_told"] == 1).any()):
        return say("measure.none", perfect=worth_words(one, float(one["perfect"]), say), **values)
    first = str(one["group"].values[int(np.argmax(np.where(one["worth_told"] == 1, one["worth"], -np.inf)))])
    at = one.sel(group=first)
    told = {name: worth_words(one, float(at[name]), say) for name in RANGE}
    return say("measure.first", title=title_of(one, first, say), decision=decision, **told, **values)


def _best(one: xr.Dataset, say: Words) -> str:
    return say.numbers.percent(float(one["best"].sel(policy=str(one["chosen"].values))))


def of_words(one: xr.Dataset, say: Words) -> str:
    """What is chosen by."""
    price = say.numbers.amount(float(one.attrs["fte_value"]))
    return say(f"measure.of.{one['decision'].values!s}", month=say.numbers.month(str(one.attrs["date"])), price=price)


def worth_words(one: xr.Dataset, worth: float, say: Words) -> str:
    """A worth in FTE and in money: both, whichever the decision is by."""
    price = float(one.attrs["fte_value"]) / MDKK
    fte, money = (worth, worth * price) if str(one["decision"].values) == "fte" else (worth / max(price, 1e-12), worth)
    if say.numbers.amount(fte) == say.numbers.amount(0.0):
        return say("measure.worth.little")
    key = f"measure.worth.{one['decision'].values!s}"
    return say(key, fte=say.numbers.amount(fte), money=say.numbers.amount(money))


def _narrowing(found: xr.Dataset, of: Naming) -> list[str]:
    say, one = of.say, found.sel(decision="fte")
    told = one["share_told"].values == 1
    if not told.any():
        return [say("measure.narrows_none", policy=of.scenario(str(one["chosen"].values)))]
    first = str(one["group"].values[int(np.argmax(np.where(told, one["share"].values, -np.inf)))])
    sd, share = float(one["sd"]), float(one["share"].sel(group=first))
    return [
        say(
            "measure.narrows",
            title=title_of(found, first, say),
            policy=of.scenario(str(one["chosen"].values)),
            share=say.numbers.percent(share),
            before=say.numbers.amount(sd),
            after=say.numbers.amount(sd * np.sqrt(max(0.0, 1.0 - share))),
        )
    ]


def choices(found: xr.Dataset, say: Words) -> Table:
    """By decision the mean benefit of each policy, its error, and how often it is best."""
    heads = [say("measure.head.decision"), say("head.policy"), say("measure.head.benefit"), say("measure.head.best")]
    rows, of = [], Naming(say)
    for decision in found["decision"].values:
        one = found.sel(decision=decision)
        for place, policy in enumerate(map(str, found["policy"].values)):
            at = one.sel(policy=policy)
            error = say.numbers.amount(2.0 * float(at["benefit_se"]))
            value = say("cell.deviation", value=say.numbers.amount(float(at["benefit"])), deviation=error)
            what = say(f"measure.decision.{decision}") if place == 0 else ""
            rows.append([what, of.scenario(policy), value, say.numbers.percent(float(at["best"]))])
    return heads, rows


def heads(found: xr.Dataset, say: Words) -> list[str]:
    """Heads of the table of what is worth measuring."""
    told = [say("head.id" if found.attrs["by"] == "number" else "measure.head.topic"), say("head.number")]
    for decision in found["decision"].values:
        told += [say(f"measure.head.worth.{decision}"), say(f"measure.head.share.{decision}")]
    return told


def rows(found: xr.Dataset, names: list[str], say: Words) -> list[list[str]]:
    """Rows of it: worth with its range, and the share of the chosen policy's variance that goes."""
    told = []
    for name in names:
        cells = [_identity(found, name), of_group(found, name, say)]
        for decision in found["decision"].values:
            at = found.sel(decision=decision, group=name)
            cells.append(_told(at, say))
            share = float(at["share"])
            cells.append(say.numbers.percent(share) if at["share_told"] == 1 else say("measure.untold"))
        told.append(cells)
    return told


def _told(at: xr.Dataset, say: Words) -> str:
    if at["worth_told"] != 1:
        return say("measure.untold")
    return say("measure.range", **{name: say.numbers.amount(float(at[name])) for name in RANGE})


def caveats(found: xr.Dataset, say: Words) -> list[str]:
    """How many are not told from zero, and what was assumed."""
    rest = found.sizes["group"] - len(ranked(found))
    numbers = {"rest": say.numbers.plain(rest), "groups": str(found.sizes["group"])}
    draws = say.numbers.plain(int(found.attrs["draws"]))
    level = say.named("level", found.attrs["potentials"])
    told = [say("measure.rest", draws=draws, **numbers), say("measure.means", level=level)]
    names = [scenario_title(name, say.lang) for name in str(found.attrs.get("left_out", "")).split()]
    return [say("measure.left_out", policies=", ".join(names)), *told] if names else told
