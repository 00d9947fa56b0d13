"""The samspil command, thin: parse, call, print.

Nothing here is imported but typer until a command runs, so that `samspil --help` answers at once.
"""

from __future__ import annotations

__all__ = ["main"]


def main() -> None:
    """Run the command line and end the process with its exit code: 0 done, 1 failed while running, 2 wrong input."""
    from .app import start

    start()


def __dir__() -> list[str]:
    return ["main"]
