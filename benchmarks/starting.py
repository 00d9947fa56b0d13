"""A new process up to its first result, with and without compiled code on disk."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time

from .measure import POLICY, Row

FIRST_RESULT = f"""
from samspil.runs import simulate
from samspil.scenarios import load
simulate(load({POLICY!r}), seed=1)
"""
HELP = "import sys; sys.argv = ['samspil', '--help']; from samspil.cli import main; sys.exit(main())"


def starts() -> list[Row]:
    """Cold, warm, and `samspil --help`."""
    with tempfile.TemporaryDirectory() as cache:
        cold = _seconds(FIRST_RESULT, cache)
        warm = min(_seconds(FIRST_RESULT, cache) for _ in range(3))
        shown = min(_seconds(HELP, cache) for _ in range(3))
    return [
        Row("First result on a new machine", f"{cold:.0f} s", "40 s", "compiles once, then keeps the code on disk"),
        Row("First result of a new process", f"{warm:.1f} s", "1.5 s"),
        Row("samspil --help", f"{shown:.2f} s", "0.3 s"),
    ]


def _seconds(code: str, cache: str) -> float:
    environment = {**os.environ, "XDG_CACHE_HOME": cache}
    environment.pop("NUMBA_CACHE_DIR", None)
    start = time.perf_counter()
    subprocess.run([sys.executable, "-c", code], env=environment, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - start
