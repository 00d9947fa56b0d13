"""Worked examples: `python -m docs.generate.worked PAGE...` runs the commands of a page and writes what they print.

A command stands alone in a block of code; a block of text after it holds its output, which is replaced. It takes as
long as the commands do, so it is no part of `make docs`.
"""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path

from .code import ROOT

EXAMPLE = re.compile(r"```\n(samspil [^\n]+)\n```\n\n```text\n(.*?)```", re.DOTALL)
HERE = Path(sys.executable).parent


def examples(page: str) -> list[tuple[str, str]]:
    """Commands of a page that have an output, and that output."""
    return [(command, output) for command, output in EXAMPLE.findall(page)]


def told(command: str) -> str:
    """What a command prints."""
    words = shlex.split(command)
    done = subprocess.run([HERE / words[0], *words[1:]], cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True)
    return done.stdout


def renewed(page: str) -> str:
    """The page with what its commands print now."""
    return EXAMPLE.sub(lambda found: f"```\n{found[1]}\n```\n\n```text\n{told(found[1])}```", page)


if __name__ == "__main__":
    for name in sys.argv[1:]:
        Path(name).write_text(renewed(Path(name).read_text(encoding="utf-8")), encoding="utf-8")
        print(name)
