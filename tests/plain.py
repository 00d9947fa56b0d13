"""The model uncompiled: a second copy of the package in which every rule is an ordinary Python function.

The ladder calls single rules on it, and the twin test compares whole runs with the compiled ones.
"""

from __future__ import annotations

import importlib
import importlib.util
import sys
from functools import cache
from pathlib import Path
from types import ModuleType

import numba

ROOT = Path(__file__).parents[1]
NAME = "plain_model"


@cache
def plain(module: str = "") -> ModuleType:
    """A module of the uncompiled model, such as `plain("rules.ledger")`."""
    if NAME not in sys.modules:
        spec = importlib.util.spec_from_file_location(
            NAME, ROOT / "model" / "__init__.py", submodule_search_locations=[str(ROOT / "model")]
        )
        assert spec is not None
        assert spec.loader is not None
        package = importlib.util.module_from_spec(spec)
        sys.modules[NAME] = package
        spec.loader.exec_module(package)
    before = numba.config.DISABLE_JIT
    numba.config.DISABLE_JIT = True
    try:
        return importlib.import_module(f"{NAME}.{module}" if module else NAME)
    finally:
        numba.config.DISABLE_JIT = before
