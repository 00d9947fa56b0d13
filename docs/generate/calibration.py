"""The page on calibration: `python -m docs.generate.calibration RESULTS` writes docs/calibration.md and its figures.

RESULTS is the folder of `samspil calibrate`; the checks run on its bank of runs, a quarter of an hour on 2 cores.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from samspil.calibration import audit, load_targets
from samspil.calibration.auditing import bank_of
from samspil.calibration.calibrating import FIT
from samspil.calibration.checking import by_running
from samspil.calibration.fitting import fit
from samspil.calibration.hindcasting import hindcast
from samspil.calibration.moving import moves
from samspil.calibration.settings import OWN
from samspil.calibration.targets import fitted
from samspil.calibration.widening import widths
from samspil.experiments import settings
from samspil.experiments.asking import all_cores
from samspil.model.epoch import month_number
from samspil.runs.files import write_json

from .calibration_figures import write_figures
from .calibration_page import page
from .code import ROOT

UNTIL, WIDTHS_OF = OWN.word("hindcast"), OWN.word("widths_of").split()


def checked(results: Path) -> dict[str, Any]:
    """All that the page tells beside the fit; each part is kept as soon as it is there, and said."""
    bank, seed = bank_of(results)
    targets, path = fitted(load_targets()), results / "checks.json"
    made = fit(bank, targets, seed)
    by, cores = month_number(settings.told_dates()[0]) or 0, all_cores()
    goal = load_targets()["council_goal"].value
    parts: dict[str, Callable[[], dict[str, Any]]] = {
        "checks of the fit": lambda: audit(results, cores),
        "hindcast": lambda: {"hindcast": hindcast(bank, UNTIL, by_running(seed, cores), seed)},
        "what the fit does to the headline": lambda: {"moves": moves(bank, targets, by, seed=seed, workers=cores)},
        "the width of priors": lambda: {"widths": [widths(made, name, by, goal, seed, cores) for name in WIDTHS_OF]},
    }
    found: dict[str, Any] = {}
    for said, part in parts.items():
        print(f"{said} ...", file=sys.stderr, flush=True)
        found |= part()
        write_json(path, found)
    return found


def main(results: Path) -> None:
    """Write the page and its figures."""
    told = json.loads((results / FIT).read_text(encoding="utf-8"))
    checks = checked(results)
    (ROOT / "docs/calibration.md").write_text(page(told, checks), encoding="utf-8")
    write_figures(told, checks)
    print("docs/calibration.md")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
