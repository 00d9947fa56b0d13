"""What people look at: figures and the report of a forecast, in English and Danish.

`write_figures` and `write_report` are loaded when first asked for, so that the command line starts quickly.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .report import write_figures, write_report
    from .sensitivity import write_sensitivity

__all__ = ["write_figures", "write_report", "write_sensitivity"]


def __getattr__(name: str) -> Any:
    """Load what writes reports on first use."""
    if name in ("write_figures", "write_report"):
        from . import report

        return getattr(report, name)
    if name == "write_sensitivity":
        from .sensitivity import write_sensitivity

        return write_sensitivity
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
