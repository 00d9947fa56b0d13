"""An emulator of the model: what runs would say under other levers and numbers, at once, and how far off that may be.

Of each draw it holds runs with every input alone (:mod:`.design`, :mod:`.running`); what inputs do together are ridge
slopes over what is seen of settings (:mod:`.basis`, :mod:`.fitting`). `samspil explore` and the live page reckon with
it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from samspil.lazy import lazily

if TYPE_CHECKING:
    from .emulator import Emulator
    from .fitting import fit
    from .inputs import Input
    from .keeping import load, save

_HOMES = {"Emulator": "emulator", "Input": "inputs", "fit": "fitting", "load": "keeping", "save": "keeping"}

__all__ = ["Emulator", "Input", "fit", "load", "save"]

__getattr__, __dir__ = lazily(__name__, _HOMES)
