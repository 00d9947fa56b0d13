"""Tests are of code: they draw from the shipped draws as if fitted today; test_fitted.py holds whether they are."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from samspil.calibration.writing import write
from samspil.model.parameters import priors
from samspil.runs import fitted
from samspil.runs.basis import basis
from samspil.runs.draws import BESIDE


@pytest.fixture(autouse=True, scope="session")
def english() -> Iterator[None]:
    """However the machine is set, English is spoken unless a test asks for Danish."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LC_ALL", "C.UTF-8")
        patch.delenv("SAMSPIL_LANG", raising=False)
        yield


@pytest.fixture(autouse=True, scope="session")
def fresh_fit(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """The shipped draws inside today's ranges, in a file that says that it was fitted to what there is today."""
    file, held = tmp_path_factory.mktemp("fit") / fitted.FILE, fitted._held(fitted.path())
    known = {key: told for key, told in priors().items() if told[0] in held}
    told = {"priors": json.dumps(known), **basis(int(held.attrs["seed"]))}
    write(fitted.shipped(stale=True).assign(held[list(BESIDE)].data_vars).assign_attrs(told), file)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(fitted, "path", lambda: file)
        yield


@pytest.fixture
def few_figures(monkeypatch: pytest.MonkeyPatch) -> None:
    """A report with one figure: for tests of what becomes of files, not of what a report shows."""
    from samspil.reports import gallery

    def one(view: Any, narrow: bool = False) -> Mapping[str, Any]:
        return {name: draw for name, draw in whole(view, narrow).items() if name == "fan"}

    whole = gallery.gallery
    monkeypatch.setattr("samspil.reports.document.charts.gallery", one)
