"""What many runs say: forecast, comparison, sensitivity and the tests that stand beside a forecast.

The names below are imported when they are first used, so that `samspil --help` need not load the engine.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from samspil.lazy import lazily

if TYPE_CHECKING:
    from .asking import Asking
    from .attribution import attribute
    from .comparison import compare
    from .countings import counting
    from .driving import drivers
    from .forecasting import Forecast, forecast
    from .measuring import value_of_evidence
    from .portfolio.planning import plan
    from .ranks import rank
    from .sensitivities import sensitivity
    from .summary import summarise

_HOMES = {
    "Asking": "asking",
    "Forecast": "forecasting",
    "attribute": "attribution",
    "compare": "comparison",
    "counting": "countings",
    "drivers": "driving",
    "forecast": "forecasting",
    "plan": "portfolio.planning",
    "rank": "ranks",
    "sensitivity": "sensitivities",
    "summarise": "summary",
    "value_of_evidence": "measuring",
}

__all__ = [
    "Asking",
    "Forecast",
    "attribute",
    "compare",
    "counting",
    "drivers",
    "forecast",
    "plan",
    "rank",
    "sensitivity",
    "summarise",
    "value_of_evidence",
]

__getattr__, __dir__ = lazily(__name__, _HOMES)
