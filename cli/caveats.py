"""What must be said beside an answer: settings that were changed, and draws that are too few."""

import sys
from collections.abc import Callable, Sequence

from .session import Session


def changed_settings(session: Session, changed: Sequence[str]) -> None:
    """Print the settings of `--set`, if there are any."""
    if changed:
        session.result(session.say("caveat.changed", settings=", ".join(changed)))


def warn_early(session: Session, draws: int, of_target: bool = True) -> None:
    """Tell of few draws before anything runs, where the reader's screen is not where the result will say it too."""
    if session.as_json or not sys.stdout.isatty():
        few_draws(session, draws, session.note, of_target)


def few_draws(session: Session, draws: int, tell: Callable[[str], None], of_target: bool = True) -> None:
    """Tell that the draws are too few for an answer, if they are.

    How many it takes is what they are to tell: whether the target is reached (`of_target`), or an effect.
    """
    from samspil.experiments import settings
    from samspil.reports.words import words
    from samspil.runs.precision import draws_below

    least = settings.count("few_draws")
    if draws >= least:
        return
    if not of_target:
        tell(session.say("caveat.few_effects", draws=draws, needed=least))
        return
    share = settings.number("ruled_out")
    bound = words(session.language).numbers.bound(share)
    tell(session.say("caveat.few_draws", draws=draws, needed=draws_below(share), bound=bound))
