"""What the world is: parameters, state, rules, ledger, random draws and the Mesa face.

Ask it through `samspil.runs`. Public here is what runs, documents and errors speak of.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from samspil.lazy import lazily

if TYPE_CHECKING:
    from .epoch import month_number, month_text
    from .errors import UserError
    from .levers import Lever
    from .parameters import Parameter, registry

_HOMES = {
    "Lever": "levers",
    "Parameter": "parameters",
    "UserError": "errors",
    "month_number": "epoch",
    "month_text": "epoch",
    "registry": "parameters",
}

__all__ = ["Lever", "Parameter", "UserError", "month_number", "month_text", "registry"]

__getattr__, __dir__ = lazily(__name__, _HOMES)
