"""How far to trust a forecast: the forced variant, and every observation that the fit does not reproduce."""

from __future__ import annotations

from samspil.experiments.records import Forced, Outside

from .columns import spread_words
from .rows import Row, Table
from .view import View, in_language, known
from .wording import fte_words, share_words, unit_words


def tables(view: View) -> list[Table]:
    """The forced variant by policy, and observations outside their deviation; those that there are."""
    forced, outside = view.summary.get("forced"), view.summary.get("outside")
    return [*([_forced(view, forced)] if forced else []), *([_outside(view, outside)] if outside else [])]


def text(view: View) -> str:
    """What the section shows."""
    return view.words("text.trust", **_harvest(view))


def _harvest(view: View) -> dict[str, str]:
    """The one realised harvest on record."""
    row = view.summary["pace"]["harvest"]["money"]
    return {"value": view.words.numbers.amount(row["value"]), "period": row["period"].replace("-", "–")}


def sentences(view: View) -> list[str]:
    """What the forced variant says of the baseline, and how many observations are not reproduced."""
    say, number, found = view.words, view.words.numbers, view.summary.get("forced", {}).get(view.baseline)
    told = []
    if found is not None and known(found["fte"][view.date]["p50"]) == known(found["fte"][view.date]["p50"]):
        fte = found["fte"][view.date]
        told.append(
            say(
                "sure.forced" if found["p_target"] == 0 else "sure.forced_some",
                **_harvest(view),
                month=number.month(view.date),
                usual=fte_words(view.result(view.baseline)["fte"][view.date], "p50", say),
                **{
                    name: fte_words(fte, key, say) for name, key in (("middle", "p50"), ("low", "p05"), ("high", "p95"))
                },
                effective=number.amount(found["effective"]),
                p=number.percent(found["p_target"]),
                upper=number.bound(known(found["p_target_upper"])),
            )
        )
        told += [
            say("sure.replayed", **{name: number.amount(each) for name, each in seen.items()})
            for seen in [found.get("replayed")]
            if seen
        ]
    missed = view.summary.get("outside")
    return told + ([say("sure.outside", number=str(len(missed)))] if missed else [])


def _forced(view: View, found: dict[str, Forced]) -> Table:
    """Beside the headline at every date: what is freed, and the probability of the target's level."""
    say, number = view.words, view.words.numbers
    keys = ("usual_at", "forced_at", "forced_p")
    heads = [say(f"head.{key}", month=number.month(date)) for date in view.dates for key in keys]
    rows = [
        Row(
            view.title(name),
            [cell for date in view.dates for cell in _forced_cells(view, name, each, date)],
        )
        for name, each in found.items()
    ]
    effective = number.amount(found[view.baseline]["effective"])
    caption = say("table.forced", effective=effective, draws=number.plain(view.summary["draws"]))
    return Table(caption, [say("head.policy"), *heads], rows)


def _forced_cells(view: View, name: str, found: Forced, date: str) -> list[str]:
    fte = found["fte"][date]
    usual = spread_words(view, view.result(name)["fte"][date])
    return [usual, spread_words(view, fte), share_words(fte["p"], round(found["effective"]), view.words)]


def _outside(view: View, found: list[Outside]) -> Table:
    say, number = view.words, view.words.numbers
    heads = [say(f"head.{key}") for key in ("observation", "seen", "simulated", "agreeing", "fte_agreeing")]
    rows = [
        Row(
            in_language(each["title"], say.lang),
            [
                seen_words(view, each),
                number.figures(each["simulated"]),
                number.plain(each["agreeing"]),
                say("cell.too_few") if each["fte_agreeing"] is None else number.amount(each["fte_agreeing"]),
            ],
        )
        for each in found
    ]
    values = {"month": number.month(view.date), "scenario": view.title(view.baseline)}
    values["all"] = fte_words(view.result(view.baseline)["fte"][view.date], "p50", say)
    return Table(
        say("table.outside", **values),
        heads,
        rows,
        frozenset({0}),
    )


def seen_words(view: View, each: Outside) -> str:
    """What was seen with its deviation and unit; of a sign or an ordering, between which values it holds."""
    say, number = view.words, view.words.numbers
    if each["deviation"] is None:
        ends = (each["low"], each["high"])
        if None in ends:
            sign, end = ("≤", ends[1]) if ends[0] is None else ("≥", ends[0])
            return f"{sign} {number.figures(end)}"
        return say("cell.range", low=number.figures(ends[0]), high=number.figures(ends[1]))
    told = say("cell.deviation", value=number.figures(each["observed"]), deviation=number.figures(each["deviation"]))
    return f"{told} {unit_words(each['unit'], say)}"
