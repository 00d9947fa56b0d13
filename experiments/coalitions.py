"""The parts of a policy as players: what each changes beside current policy, and the policy with some of them alone."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from samspil.model.errors import UserError
from samspil.model.levers import levers
from samspil.model.messages import say
from samspil.scenarios import load
from samspil.scenarios.documents.compose import beside
from samspil.scenarios.documents.deciders import RULES, decided_by, deciders_of
from samspil.scenarios.documents.events import same
from samspil.scenarios.documents.sized import extent

from . import settings
from .parts import Part, part

PLUS = "+"
EVENT = "event"


@dataclass(frozen=True, eq=False)
class Game:
    """A policy as parts that may be there or not.

    Args:
        scenario: the whole.
        baseline: what stands without any part.
        players: a name for each part.
        kind: ``lever`` or ``policy``, what a part is.
        titles: of each part, by language.
        deciders: who decides each part.
        make: the scenario with some parts, from a coalition (bit i: part i) that is neither none nor all.
    """

    scenario: Any
    baseline: Any
    players: tuple[str, ...]
    kind: str
    titles: tuple[dict[str, str], ...]
    deciders: tuple[tuple[str, ...], ...]
    make: Callable[[int], Any]

    def parts(self) -> list[Part]:
        """What each part is; who decides it is told of it alone."""
        found = []
        for place, name in enumerate(self.players):
            each = part(name, self.titles[place], self.with_parts(1 << place), self.baseline)
            found.append(replace(each, deciders=self.deciders[place]))
        return found

    @property
    def all(self) -> int:
        """The coalition of all parts."""
        return (1 << len(self.players)) - 1

    def with_parts(self, coalition: int) -> Any:
        """The scenario with some parts alone; its name says which."""
        if coalition in (0, self.all):
            whole = self.scenario if coalition else self.baseline
            return replace(whole, name=f"{self.scenario.name}-part-{coalition:x}")
        return replace(self.make(coalition), name=f"{self.scenario.name}-part-{coalition:x}")


def game(reference: Any, changed: Sequence[str] = ()) -> Game:
    """The parts of a policy: the policies of a composition ``a+b``, else the levers and events that it changes.

    Args:
        reference: a name, a file, a composition, or a Scenario.
        changed: settings (``NAME=VALUE``) of the policy, of each of its parts and of current policy alike.

    Raises:
        UserError: it changes nothing.
    """
    scenario = load(reference, list(changed)) if isinstance(reference, str) else reference
    today = beside(scenario, load(settings.word("baseline"), list(changed)))
    baseline = replace(today, target=scenario.target, targets=scenario.targets)
    terms = _terms(reference, baseline.name) if isinstance(reference, str) else []
    found = of_policies(scenario, baseline, terms, changed) if len(terms) > 1 else of_levers(scenario, baseline)
    if not found.players:
        raise UserError(say("attribute-nothing", name=scenario.name, baseline=baseline.name))
    return found


def _terms(reference: str, baseline: str) -> list[str]:
    """The policies of a composition; none where its parts are no policies of their own (a size of the whole)."""
    terms = [term.strip() for term in reference.split(PLUS)]
    if any(":x" in term for term in terms):
        return []
    return [term for term in terms if term != baseline]


def of_policies(scenario: Any, baseline: Any, terms: Sequence[str], changed: Sequence[str] = ()) -> Game:
    """The policies of a composition as players: a part is what the composition has of it."""
    each = [load(term, list(changed)) for term in terms]

    def make(coalition: int) -> Any:
        part = load(PLUS.join(term for place, term in enumerate(terms) if coalition >> place & 1), list(changed))
        return replace(part, **_held(scenario))

    return Game(
        scenario,
        baseline,
        tuple(one.name for one in each),
        "policy",
        tuple(one.title for one in each),
        tuple(decided_by(one, baseline) for one in each),
        make,
    )


def _held(scenario: Any) -> dict[str, Any]:
    """What is no part of a policy: how is counted, where, at which potentials."""
    names = ("target", "targets", "population", "potentials", "start")
    return {name: getattr(scenario, name) for name in names}


def of_levers(scenario: Any, baseline: Any) -> Game:
    """Levers, events and switches that a policy changes as players; all changes of one lever are one part."""
    found = extent(scenario, baseline)
    names = [name for name in levers() if name in found.sized or (name, "") in found.kept]
    mine, theirs = ({same(event): event for event in each.events} for each in (scenario, baseline))
    events = [key for key in dict.fromkeys([*mine, *theirs]) if (key in mine) != (key in theirs)]
    keys: list[tuple[str, Any]] = [*(("lever", name) for name in names), *((EVENT, key) for key in events)]
    if scenario.rules != baseline.rules or scenario.uncertainties != baseline.uncertainties:
        keys.append((RULES, None))

    def make(coalition: int) -> Any:
        chosen = {key for place, key in enumerate(keys) if coalition >> place & 1}
        return _made(scenario, baseline, chosen, set(events))

    told = [_told(kind, key, {**theirs, **mine}) for kind, key in keys]
    players, titles, who = zip(*told, strict=True) if told else ((), (), ())
    return Game(scenario, baseline, players, "lever", titles, who, make)


def _made(scenario: Any, baseline: Any, chosen: set[tuple[str, Any]], differing: set[Any]) -> Any:
    """Current policy with the chosen levers, events and switches of a policy."""
    changes = dict(baseline.levers)
    for kind, name in chosen:
        if kind == "lever":
            changes[name] = scenario.levers.get(name, ())
    # An event that differs is either the policy's own, or one of current policy that the policy takes away.
    own = [each for each in scenario.events if same(each) not in differing or (EVENT, same(each)) in chosen]
    lost = [each for each in baseline.events if same(each) in differing and (EVENT, same(each)) not in chosen]
    source = scenario if (RULES, None) in chosen else baseline
    return replace(
        scenario,
        levers={name: each for name, each in changes.items() if each},
        events=(*own, *lost),
        rules=source.rules,
        uncertainties=source.uncertainties,
        budget=None,
    )


def _told(kind: str, key: Any, events: dict[Any, Any]) -> tuple[str, dict[str, str], tuple[str, ...]]:
    """Name, title and deciders of a part."""
    if kind == "lever":
        lever = levers()[key]
        return key, {"en": lever.title_en, "da": lever.title_da}, deciders_of([key])
    if kind == RULES:
        return RULES, settings.titles(RULES), deciders_of([RULES])
    event = events[key]
    own = getattr(event, "solution", "") or getattr(event, "name", "")
    shown = {language: f"{text}: {own}" if own else text for language, text in settings.titles(event.kind).items()}
    return " ".join(filter(None, (event.kind, own))), shown, deciders_of([event.kind])
