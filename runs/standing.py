"""What a results folder holds of an ensemble that is asked for. Nothing here writes, so a refusal harms nothing."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from samspil.model.errors import UserError

from . import checksums
from .results import PARTIAL, STORE, find, opened

if TYPE_CHECKING:
    from .asked import Asked
    from .earlier import Earlier
    from .plan import Plan

JOURNAL = "journal.jsonl"
# A forecast is finished when this is there (see `experiments.folder`).
RUN = "run.json"


@dataclass(frozen=True)
class Held:
    """What is there of an ensemble.

    Args:
        whole: there are finished results, of its settings.
        beyond: how many draws more it asks for than those have.
        unfinished: the number of draws of an unfinished run that has fewer; 0 if there is none.
    """

    whole: bool = False
    beyond: int = 0
    unfinished: int = 0


def what_is_there(asked: Asked, folder: Path, resume: bool) -> Held:
    """What a folder holds of the ensemble.

    Raises:
        UserError: it holds something else, or something that only `resume` goes on with.
    """
    return Held(*_finished(asked, folder, resume), unfinished=_unfinished(asked, folder, resume))


def taken_over(earlier: Path, plan: Plan) -> Earlier:
    """The runs of finished results, tested.

    Raises:
        UserError: there are none, they are damaged, or they are not the first draws of the plan.
    """
    from .earlier import Earlier

    store = find(earlier)
    if plan.asked.beyond(settings_of(store)) is None:
        raise UserError(f"{store}: {_others(plan.asked, settings_of(store))}")
    checksums.check(store)
    return Earlier(store, plan)


def settings_of(store: Path) -> dict[str, Any]:
    """What decided the numbers of finished results.

    Raises:
        UserError: they are no ensemble, or of a format that did not say.
    """
    with opened(store) as ds:
        if "settings" not in ds.attrs:
            raise UserError(
                f"{store}: results of format {ds.attrs['format']} can be read and not gone on with; "
                f"version {ds.attrs.get('version')} of Samspil (commit {str(ds.attrs.get('commit'))[:12]}) made them"
            )
        return json.loads(ds.attrs["settings"])


def has_failures(folder: Path) -> bool:
    """Whether finished results hold runs that failed."""
    with opened(find(folder)) as ds:
        return json.loads(ds.attrs.get("failures", "[]")) != []


def _finished(asked: Asked, folder: Path, resume: bool) -> tuple[bool, int]:
    if not (folder / STORE).exists():
        return False, 0
    if not resume:
        raise UserError(f"{folder}: already holds results; choose another folder")
    settings = settings_of(folder / STORE)
    beyond = asked.beyond(settings)
    if beyond is None:
        raise UserError(f"{folder}: {_others(asked, settings)}")
    if beyond and (folder / RUN).exists():
        raise UserError(f"{folder}: holds a finished forecast, which only samspil forecast can add draws to")
    return True, beyond


def _unfinished(asked: Asked, folder: Path, resume: bool) -> int:
    from .journal import Journal

    journal = Journal(folder / PARTIAL / JOURNAL)
    if not journal.path.exists():
        return 0
    if not resume:
        raise UserError(f"{folder}: holds an unfinished run; add --resume to go on with it")
    settings = journal.read()[0]["settings"]
    beyond = asked.beyond(settings)
    if beyond is None:
        raise UserError(
            f"{folder}: holds an unfinished run with other settings, so it cannot go on "
            f"({asked.differences(settings)}); choose another folder"
        )
    return int(settings["draws"]) if beyond else 0


def _others(asked: Asked, settings: dict[str, Any]) -> str:
    return (
        f"holds results with other settings, so they cannot go on ({asked.differences(settings)}); "
        "choose another folder"
    )
