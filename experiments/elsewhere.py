"""Whether a folder holds a finished forecast of other scenarios, by what its ``run.json`` says: known in no time."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from samspil.model.errors import UserError
from samspil.model.messages import say
from samspil.runs.asked import scenarios_differ
from samspil.runs.standing import RUN

if TYPE_CHECKING:
    from samspil.scenarios import Scenario

# Where a forecast is made that is to take the place of a finished one (see `place`).
NEXT = "forecast.next"


def refuse_others(to: Path, scenarios: Sequence[Scenario]) -> None:
    """Refuse a folder with a finished forecast of other scenarios before the engine is loaded, which takes seconds;
    what else differs is found by whoever opens the results.

    Raises:
        UserError: it holds one, and nothing is being made beside it.
    """
    if (to / NEXT).exists() or not (to / RUN).is_file():
        return
    try:
        held = json.loads((to / RUN).read_text(encoding="utf-8"))["digests"]["scenarios"]
    except (OSError, ValueError, KeyError, TypeError):
        return
    now = {scenario.name: scenario.digest for scenario in scenarios}
    if isinstance(held, dict) and held != now:
        differences = scenarios_differ(list(held.items()), list(now.items()))
        raise UserError(say("holds-other-forecast", to=to, differences=differences))
