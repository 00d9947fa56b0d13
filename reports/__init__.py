"""What people look at: figures and the report of a forecast, in English and Danish.

The names below are imported when they are first used, so that the command line starts quickly.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from samspil.lazy import lazily

if TYPE_CHECKING:
    from .analysis_figure import write_decision
    from .measuring import write_value_of_evidence
    from .report import write_figures, write_report
    from .sensitivity import write_sensitivity

_HOMES = {
    "write_decision": "analysis_figure",
    "write_figures": "report",
    "write_report": "report",
    "write_sensitivity": "sensitivity",
    "write_value_of_evidence": "measuring",
}

__all__ = ["write_decision", "write_figures", "write_report", "write_sensitivity", "write_value_of_evidence"]

__getattr__, __dir__ = lazily(__name__, _HOMES)
