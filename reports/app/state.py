"""What stands on the page while it is open: the question, and the answers that come in from threads of their own."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from threading import Event, Thread
from typing import Any

from samspil.model.errors import UserError
from samspil.model.messages import told as told_in

from .asking import Ask
from .guessing import answers
from .refining import Answer, Runs, refined
from .widgets import solara

RUNS = Runs()


@dataclass(frozen=True, eq=False)
class Shown:
    """What came of a question: something, or the sentence that says why there is nothing.

    Args:
        found: what came; beside a sentence, and while something new is made, what was there before.
        wrong: the sentence.
        of: what it depends on.
        old: what came is not of what is asked now.
    """

    found: Any = None
    wrong: str = ""
    of: tuple[Any, ...] = ()
    old: bool = False


NOTHING = Shown()


def beside(shown: Shown, of: tuple[Any, ...]) -> Shown:
    """What is shown while `of` is asked: what is wrong is that of this question alone, what was found may be old."""
    is_own = shown.of == of
    return replace(shown, wrong=shown.wrong if is_own else "", old=bool(shown.wrong) or not is_own)


def asked(ask: Ask, key: str, value: Any) -> Ask:
    """The question with one field of the page at another value (None: as it was)."""
    kind, _, name = key.partition(".")
    if name:
        return ask.moved(kind, name, value)
    if key == "policy":
        # Levers were moved from where the other policy has them.
        return replace(ask, policy=value, levers=())
    return replace(ask, **{key: value if value is not None else type(getattr(ask, key))()})


def use_coming(make: Callable[[Callable[[], bool]], Iterator[Any]], of: list[Any], lang: str) -> Shown:
    """What a generator gives, as it comes, in a thread that ends when `of` is something else.

    Args:
        make: makes the generator; given what says that nobody looks any more.
        of: what it depends on.
        lang: language of what is said when it cannot be made.
    """
    shown, key = solara.use_reactive(NOTHING), tuple(of)

    def work(stop: Event) -> None:
        try:
            for found in make(stop.is_set):
                if stop.is_set():
                    return
                shown.value = Shown(found, of=key)
        except Exception as error:
            if not stop.is_set():
                shown.value = Shown(shown.value.found, sentence(error, lang), key)

    def start() -> Callable[[], None]:
        # Solara's own hook would wait for the thread before; here the emulator answers while its last runs end.
        stop = Event()
        Thread(target=work, args=(stop,), daemon=True).start()
        return stop.set

    solara.use_effect(start, of)
    return beside(shown.value, key)


def use_answer(ask: Ask, lang: str) -> Shown:
    """Answers to a question, each with more draws than the one before."""
    return use_coming(lambda stop: answers(ask, RUNS, stop), [ask, lang], lang)


def use_levels(ask: Ask, levels: tuple[str, ...], lang: str) -> Shown:
    """Answers at every level of potentials, by level."""

    def made(stop: Callable[[], bool]) -> Iterator[dict[str, Answer]]:
        streams = [refined(replace(ask, level=level, second=""), RUNS, stop) for level in levels]
        for each in zip(*streams, strict=False):
            yield dict(zip(levels, each, strict=True))

    return use_coming(made, [ask, lang], lang)


def sentence(error: Exception, lang: str) -> str:
    """What is wrong, in a sentence of the language; what nobody foresaw is logged and named."""
    if isinstance(error, UserError):
        return " ".join(told_in(line, lang) for line in error.lines)
    logging.getLogger("samspil.app").exception("the page could not answer")
    return f"{type(error).__name__}: {error}"
