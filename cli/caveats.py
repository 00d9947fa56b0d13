"""What must be said beside an answer: draws that are too few, results that are old."""

import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from .session import Session


def there(results: Path) -> None:
    """Refuse results that are not there before anything is loaded to read them, which takes seconds.

    Raises:
        UserError: there is nothing of that name.
    """
    if not results.exists():
        from samspil.model.errors import UserError
        from samspil.model.messages import say

        raise UserError(say("path-not-there", path=results))


def outdated(session: Session, results: Path) -> None:
    """Tell beside what is read from a forecast what it rests on that is another today, if anything is."""
    from samspil.experiments.stale import stale

    say_outdated(session, results, stale(results))


def say_outdated(session: Session, path: Path, found: Mapping[str, Sequence[str]]) -> None:
    """Tell in one line what results rest on that is another today (see `experiments.stale`)."""
    if found:
        told = [session.say(f"stale.{name}", names=", ".join(names)) for name, names in found.items()]
        session.note(session.say("stale", path=path, what=", ".join(told)))


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
