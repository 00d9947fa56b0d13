"""Answers to side questions, kept as they come, so that a job that was stopped need not ask again."""

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from samspil.runs import checksums
from samspil.runs.asked import Asked
from samspil.runs.files import writing

from .ensemble import Array


def question(asked: Asked, dates: Sequence[str]) -> str:
    """The name of a question: all that decides the runs, and the months that are asked for."""
    told = {**asked.settings(), "dates": list(dates)}
    return hashlib.sha256(json.dumps(told, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


class Kept:
    """Answers in a file, one JSON object a line with its own checksum; a line that was torn or changed is asked again.

    Args:
        path: the file; it is made with the first answer.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._answers: dict[str, Array] = {}
        self._is_torn = False
        if path.is_file():
            self._read(path.read_text(encoding="utf-8", errors="replace"))

    def get(self, name: str) -> Array | None:
        """The answer to a question, None if it has not been asked."""
        return self._answers.get(name)

    def put(self, name: str, answer: Array) -> None:
        """Keep an answer.

        Raises:
            UserError: it cannot be written.
        """
        values = np.ascontiguousarray(answer, dtype="<f8")
        told = {"question": name, "shape": values.shape, "values": values.ravel().tolist(), "digest": _digest(values)}
        with writing(self.path.parent), self.path.open("a", encoding="utf-8") as file:
            file.write(("\n" if self._is_torn else "") + json.dumps(told) + "\n")
        self._is_torn = False
        self._answers[name] = values

    def _read(self, text: str) -> None:
        self._is_torn = bool(text) and not text.endswith("\n")
        for line in text.split("\n"):
            try:
                told = json.loads(line)
                values = np.array(told["values"], dtype="<f8").reshape(told["shape"])
                if told["digest"] == _digest(values):
                    self._answers[told["question"]] = values
            except (ValueError, KeyError, TypeError):
                continue


def _digest(values: Array) -> str:
    return checksums.digest(values.tobytes())
