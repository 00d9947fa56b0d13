"""Tests are of code: the shipped fit counts as fresh while rules change under it; test_fitted.py holds whether it is.

A changed prior is refused all the same: tests change priors on purpose.
"""

from collections.abc import Iterator

import pytest

from samspil.runs import fitted


@pytest.fixture(autouse=True, scope="session")
def fresh_fit() -> Iterator[None]:
    """Rules, worlds, quantities and observations count as those of the fit."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(fitted, "others", lambda held: [])
        yield
