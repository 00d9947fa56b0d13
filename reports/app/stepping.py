"""One world month by month with Mesa's own page: SolaraViz with the network, the fan and two parameters."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import lru_cache, partial
from itertools import combinations
from typing import Any

import networkx as nx
import numpy as np

from samspil.model.epoch import FIRST_YEAR, MONTHS_A_YEAR
from samspil.model.errors import UserError
from samspil.model.face import SteppedModel, last_month
from samspil.model.state.codes import ActorKind, Count
from samspil.model.tables.kpis import is_live
from samspil.runs import ecosystem
from samspil.scenarios import library

from ..words import Words, words
from . import panels
from .asking import Ask
from .drawings import fan, network
from .refining import Answer, refined
from .state import RUNS
from .titles import titles
from .widgets import solara, visualisation

SEEDS = 100


def partners(model: SteppedModel) -> nx.Graph:
    """Who works with whom this month, as `samspil.runs.to_networkx` tells it of a recorded run."""
    graph, found = nx.Graph(), model.state.partnerships
    for row in found.live[: model.state.tally.count[Count.PARTNERSHIPS_LIVE]]:
        if not is_live.py_func(found, row):
            continue
        members = sorted(int(actor) for actor in found.members[row, : found.size[row]])
        graph.add_nodes_from((actor, _node(model, actor)) for actor in members)
        for pair in combinations(members, 2):
            shared = graph.edges[pair]["partnerships"] if graph.has_edge(*pair) else []
            graph.add_edge(*pair, partnerships=[*shared, int(found.key[row])])
    return graph


def _node(model: SteppedModel, actor: int) -> dict[str, str]:
    kind = ActorKind(int(model.world.kind[actor])).name.lower()
    host = actor - model.world.first_host
    name = model.labels["municipality"][host] if kind == "municipality" else f"{kind} {actor}"
    return {"name": name, "kind": kind, "region": model.labels["region"][model.world.region[actor]]}


def components(lang: str = "en") -> list[tuple[Callable[[SteppedModel], Any], int]]:
    """What Mesa's page shows of a model: the fan with this world's line, and the network."""
    say = words(lang)
    return [(partial(_fan, say), 0), (partial(_network, say), 0)]


def parameters(lang: str = "en") -> dict[str, Any]:
    """The model's parameters as Mesa's page takes them: scenario and seed."""
    say = words(lang)
    names = sorted(library())
    return {
        "scenario": {"type": "Select", "value": "current-policy", "values": names, "label": say("app.field.policy")},
        "seed": {"type": "SliderInt", "value": 1, "min": 1, "max": SEEDS, "step": 1, "label": say("app.world.seed")},
    }


def _network(say: Words, model: SteppedModel) -> Any:
    month = last_month(model)
    drawn = network.network(partners(model), say, month) if month else ""
    return _shown(f"<h2>{say('app.network')}</h2>{drawn}")


def _fan(say: Words, model: SteppedModel) -> Any:
    found = ensemble_of(model.scenario_name)
    if found is None:
        return _shown("")
    years = np.arange(FIRST_YEAR, FIRST_YEAR + model.month // MONTHS_A_YEAR)
    own = [float(model.series("freed_fte")[(year - FIRST_YEAR) * MONTHS_A_YEAR + MONTHS_A_YEAR - 1]) for year in years]
    drawn = fan.fan(found, titles(found, say), say, panels.origin_month(), list(zip(years, own, strict=True)))
    return _shown(f"<h2>{say('app.world.fan')}</h2>{drawn}")


def _shown(content: str) -> Any:
    return solara.HTML(unsafe_innerHTML=f'<div class="samspil tight">{content}</div>')


@lru_cache(maxsize=8)
def ensemble_of(policy: str) -> Answer | None:
    """A few draws of a policy; nothing for one that is no policy of the library."""
    try:
        return next(refined(Ask(policy), RUNS))
    except UserError:
        return None


@solara.component
def World() -> None:
    """Mesa's page of one world."""
    lang = os.environ.get("SAMSPIL_APP_LANG", "en")
    solara.Style(panels.STYLE)
    model = solara.use_memo(lambda: ecosystem("current-policy", seed=1), [])
    visualisation(model, components=components(lang), model_params=parameters(lang), name="Samspil")
