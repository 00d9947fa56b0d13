"""What many runs say: forecast, comparison, sensitivity and the tests that stand beside a forecast.

The names below are imported when they are first used, so that `samspil --help` need not load the engine.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from samspil.lazy import lazily

if TYPE_CHECKING:
    from .asking import Asking
    from .comparison import compare
    from .countings import counting
    from .discovery.discover import discover
    from .forecasting import Forecast, forecast
    from .foretelling.testing import leading
    from .sensitivities import sensitivity
    from .signs import signposts
    from .summary import summarise

_HOMES = {
    "Asking": "asking",
    "Forecast": "forecasting",
    "compare": "comparison",
    "counting": "countings",
    "discover": "discovery.discover",
    "forecast": "forecasting",
    "leading": "foretelling.testing",
    "sensitivity": "sensitivities",
    "signposts": "signs",
    "summarise": "summary",
}

__all__ = [
    "Asking",
    "Forecast",
    "compare",
    "counting",
    "discover",
    "forecast",
    "leading",
    "sensitivity",
    "signposts",
    "summarise",
]

__getattr__, __dir__ = lazily(__name__, _HOMES)
