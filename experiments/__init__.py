"""What many runs say: forecast, comparison, sensitivity and the tests that stand beside a forecast.

The names below are imported when they are first used, so that `samspil --help` need not load the engine.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from samspil.lazy import lazily

if TYPE_CHECKING:
    from .asking import Asking
    from .attribution import attribute
    from .challenging.challenge import challenge
    from .challenging.handful import handful
    from .challenging.walking import claims
    from .choosing import decisions
    from .comparison import compare
    from .countings import counting
    from .discovery.discover import discover
    from .driving import drivers
    from .finished import read_forecast
    from .forecasting import Forecast, forecast
    from .foretelling.testing import leading
    from .measuring import value_of_evidence
    from .portfolio.planning import plan
    from .ranks import rank
    from .reaching import chances
    from .sensitivities import sensitivity
    from .signs import signposts
    from .summary import summarise

_HOMES = {
    "Asking": "asking",
    "Forecast": "forecasting",
    "attribute": "attribution",
    "challenge": "challenging.challenge",
    "chances": "reaching",
    "claims": "challenging.walking",
    "compare": "comparison",
    "counting": "countings",
    "decisions": "choosing",
    "drivers": "driving",
    "forecast": "forecasting",
    "handful": "challenging.handful",
    "plan": "portfolio.planning",
    "rank": "ranks",
    "read_forecast": "finished",
    "discover": "discovery.discover",
    "leading": "foretelling.testing",
    "sensitivity": "sensitivities",
    "signposts": "signs",
    "summarise": "summary",
    "value_of_evidence": "measuring",
}

__all__ = [
    "Asking",
    "Forecast",
    "attribute",
    "challenge",
    "chances",
    "claims",
    "compare",
    "counting",
    "decisions",
    "discover",
    "drivers",
    "forecast",
    "handful",
    "leading",
    "plan",
    "rank",
    "read_forecast",
    "sensitivity",
    "signposts",
    "summarise",
    "value_of_evidence",
]

__getattr__, __dir__ = lazily(__name__, _HOMES)
