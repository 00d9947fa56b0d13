"""What a policy frees more than the baseline, as it is told."""

from __future__ import annotations

from .figures.policies import difference
from .formats import rounded
from .told import Number
from .view import View


def gain_words(view: View, name: str, key: str) -> str:
    """A number of the comparison with the baseline with its sign, rounded to what its simulation error allows."""
    errors = (view.result(name).get("vs_baseline") or {}).get("errors", {})
    gain = difference(view, name, key)
    return Number(view.words.numbers.signed(rounded(gain, errors.get(key))), gain)
