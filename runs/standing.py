"""What a results folder holds of an ensemble that is asked for. Nothing here writes, so a refusal harms nothing."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from samspil.model.errors import UserError
from samspil.model.messages import joined, say

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
        unfinished: the number of draws of an unfinished run; 0 if there is none.
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
        raise UserError(joined(f"{store}: ", _others(plan.asked, settings_of(store))))
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
                say(
                    "format-cannot-go-on",
                    store=store,
                    format=ds.attrs["format"],
                    version=ds.attrs.get("version"),
                    commit=str(ds.attrs.get("commit"))[:12],
                )
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
        raise UserError(say("holds-results", folder=folder))
    settings = settings_of(folder / STORE)
    beyond = asked.beyond(settings)
    if beyond is None:
        raise UserError(joined(f"{folder}: ", _others(asked, settings)))
    if beyond and (folder / RUN).exists():
        raise UserError(say("holds-finished-for-forecast", folder=folder))
    return True, beyond


def _unfinished(asked: Asked, folder: Path, resume: bool) -> int:
    from .journal import Journal

    journal = Journal(folder / PARTIAL / JOURNAL)
    if not journal.path.exists():
        return 0
    if not resume:
        raise UserError(say("holds-unfinished-run", folder=folder))
    settings = journal.read()[0]["settings"]
    if asked.beyond(settings) is None:
        raise UserError(say("unfinished-with-other-settings", folder=folder, differences=asked.differences(settings)))
    return int(settings["draws"])


def _others(asked: Asked, settings: dict[str, Any]) -> str:
    return say("holds-other-settings", differences=asked.differences(settings))
