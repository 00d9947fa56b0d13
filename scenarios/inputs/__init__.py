"""From a scenario and its population to the arrays the kernel runs on."""

from .prepare import Prepared, prepare

__all__ = ["Prepared", "prepare"]
