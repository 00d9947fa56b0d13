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
    from .forecasting import Forecast, forecast
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
    "forecast": "forecasting",
    "plan": "portfolio.planning",
    "rank": "ranks",
    "sensitivity": "sensitivities",
    "summarise": "summary",
}

__all__ = [
    "Asking",
    "Forecast",
    "attribute",
    "compare",
    "counting",
    "forecast",
    "plan",
    "rank",
    "sensitivity",
    "summarise",
]

__getattr__, __dir__ = lazily(__name__, _HOMES)
