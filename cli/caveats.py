"""What must be said beside an answer: settings that were changed, and draws that are too few."""

import sys
from collections.abc import Callable, Sequence

from .session import Session


def changed_settings(session: Session, changed: Sequence[str]) -> None:
    """Print the settings of `--set`, if there are any."""
    if changed:
        session.result(session.say("caveat.changed", settings=", ".join(changed)))


def warn_early(session: Session, draws: int) -> None:
    """Tell of few draws before anything runs, where the reader's screen is not where the result will say it too."""
    if session.as_json or not sys.stdout.isatty():
        few_draws(session, draws, session.note)


def few_draws(session: Session, draws: int, tell: Callable[[str], None]) -> None:
    """Tell that the draws are too few for an answer, if they are."""
    from samspil.experiments import settings
    from samspil.reports.words import words
    from samspil.runs.precision import upper_bound

    if draws < settings.count("few_draws"):
        needed = settings.count("draws")
        bound = words(session.language).numbers.bound(upper_bound(0.0, needed))
        tell(session.say("caveat.few_draws", draws=draws, needed=needed, bound=bound))
