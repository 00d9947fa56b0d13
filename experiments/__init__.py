"""What many runs say: forecast, comparison, sensitivity and the tests that stand beside a forecast.

The names below are imported when they are first used, so that `samspil --help` need not load the engine.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .asking import Asking
    from .comparison import compare
    from .countings import counting
    from .forecasting import Forecast, forecast
    from .sensitivities import sensitivity
    from .summary import summarise

_HOMES = {
    "Asking": "asking",
    "Forecast": "forecasting",
    "compare": "comparison",
    "counting": "countings",
    "forecast": "forecasting",
    "sensitivity": "sensitivities",
    "summarise": "summary",
}

__all__ = ["Asking", "Forecast", "compare", "counting", "forecast", "sensitivity", "summarise"]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return sorted(__all__)
