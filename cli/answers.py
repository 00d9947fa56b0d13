"""Where the runs of an analysis are kept until its result is written."""

from pathlib import Path

from samspil.experiments.kept import Kept
from samspil.runs.files import not_there, writing


def answers_in(to: Path, result: str, answers: str, is_replaced: bool) -> Kept:
    """The file of answers in a folder, which is made.

    Raises:
        UserError: a result is there already, or the folder cannot be written; before anything is run.
    """
    if not is_replaced:
        not_there(to / result)
    with writing(to):
        to.mkdir(parents=True, exist_ok=True)
    return Kept(to / answers)
