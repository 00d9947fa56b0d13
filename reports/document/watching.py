"""What to watch: what can be seen on the way, by when, who sees it, and how the forecast moves once it is seen."""

from __future__ import annotations

import numpy as np
import xarray as xr

from samspil.experiments import Asking, settings
from samspil.experiments.signs import signposts
from samspil.experiments.watching.observables import observables
from samspil.model.errors import UserError

from ..amounts import sentence
from ..rows import Row, Table
from ..view import View
from .content import Section, paragraph
from .saying import Saying


def watch(saying: Saying, brought: xr.Dataset | None) -> Section:
    """Five indicators with date, threshold and owner: from signposts that were brought, else from the runs here."""
    view = saying.view
    heading = view.words("section.watch")
    found = _from_runs(view) if brought is None else brought
    if found is None:
        return Section("watch", heading, [paragraph(view.words("watch.too_few"))])
    places = [int(place) for place in np.flatnonzero(found["told"].values)][: settings.count("signpost_told")]
    if not places:
        return Section("watch", heading, [paragraph(view.words("watch.none", number=str(found.sizes["signpost"])))])
    return Section("watch", heading, [_table(view, found, places)])


def _from_runs(view: View) -> xr.Dataset | None:
    """Signposts of the baseline's own runs; None where they are too few to choose by and to tell."""
    try:
        return signposts(view.baseline, view.ds, asking=Asking(int(view.summary["seed"]), view.level))
    except UserError:
        return None


def _table(view: View, found: xr.Dataset, places: list[int]) -> Table:
    say, date = view.words, str(found["date"].values[0])
    heads = [say(f"head.watch.{name}") for name in ("what", "by", "owner")]
    heads += [say(f"head.watch.{name}", month=say.numbers.month(date)) for name in ("seen", "unseen")]
    rows = [_row(view, found.isel(signpost=place).sel(date=date), found.attrs["municipalities"]) for place in places]
    counts = {"told": int(found["told"].sum()), "tried": found.sizes["signpost"], "runs": found.attrs["runs"]}
    caption = say("table.watch", **{name: say.numbers.plain(number) for name, number in counts.items()})
    return Table(caption, heads, rows, frozenset({1, 2}))


def _row(view: View, one: xr.Dataset, municipalities: int) -> Row:
    say, observable = view.words, observables()[str(one["signpost"].item())]
    told = sentence(observable, float(one["low"]), float(one["high"]), municipalities, say)
    amounts = [say.numbers.rounded(float(one[f"median_{side}"]), None) for side in ("seen", "unseen")]
    return Row(told, [say.numbers.month(str(one["month"].item())), observable.owner[say.lang], *amounts])
