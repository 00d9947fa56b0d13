"""A new process up to its first result: with and without compiled code on disk, and after a rule has changed."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

from .measure import POLICY, Measured

ROOT = Path(__file__).resolve().parent.parent
FOLDERS = ("model", "scenarios", "runs", "calibration")
FIRST_RESULT = f"""
from samspil.runs import simulate
from samspil.scenarios import load
simulate(load({POLICY!r}), seed=1)
"""
HELP = "import sys; sys.argv = ['samspil', '--help']; from samspil.cli import main; sys.exit(main())"
# A large rule, a small one, and one that is made of several files.
CHANGED = ("adopt", "engage", "form")


class Taken(NamedTuple):
    """Seconds of a process: CPU, and by the clock on the wall."""

    cpu: float
    wall: float


def starts() -> list[Measured]:
    """Cold, warm, after a changed rule, and `samspil --help`."""
    with tempfile.TemporaryDirectory() as folder:
        cache = Path(folder) / "cache"
        cold = process(FIRST_RESULT, cache)
        warm = _best(FIRST_RESULT, cache)
        changed = {rule: _after_a_change(rule, Path(folder), cache) for rule in CHANGED}
        shown = _best(HELP, cache)
    worst = max(changed.values())
    each = ", ".join(f"{rule} {taken.cpu:.1f} s" for rule, taken in changed.items())
    return [
        Measured("cold", (cold.cpu, cold.wall), "once on a machine; the code is kept on disk"),
        Measured("first", (warm.cpu, warm.wall)),
        Measured("changed", (worst.cpu, worst.wall), f"CPU time by rule that changed: {each}"),
        Measured("help", (shown.cpu, shown.wall)),
    ]


def process(code: str, cache: Path, sources: Path | None = None) -> Taken:
    """Run code in a new process with its own folder of compiled code; of a copy of the project if one is named."""
    environment = {**os.environ, "XDG_CACHE_HOME": str(cache)}
    environment.pop("NUMBA_CACHE_DIR", None)
    if sources is not None:
        environment["PYTHONPATH"] = str(sources)
    start, before = time.perf_counter(), os.times()
    subprocess.run([sys.executable, "-c", code], env=environment, check=True, stdout=subprocess.DEVNULL)
    after = os.times()
    spent = after.children_user + after.children_system - before.children_user - before.children_system
    return Taken(spent, time.perf_counter() - start)


def _best(code: str, cache: Path) -> Taken:
    return min(process(code, cache) for _ in range(5))


def _after_a_change(rule: str, folder: Path, cache: Path) -> Taken:
    """The first result of a copy of the project in which one rule has another line."""
    sources = folder / rule
    for part in FOLDERS:
        shutil.copytree(ROOT / part, sources / "samspil" / part)
    changed = sources / "samspil" / "model" / "rules" / f"{rule}.py"
    changed.write_text(changed.read_text(encoding="utf-8") + "\nCHANGED = True\n", encoding="utf-8")
    return process(FIRST_RESULT, cache, sources)
