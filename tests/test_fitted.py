"""The shipped fit: what it rests on, when it is refused, its centre."""

import shutil

import numpy as np
import pytest

from samspil.calibration.episodes import data_folder
from samspil.model.caching import MODEL
from samspil.model.errors import UserError
from samspil.runs import Ecosystem, basis, central, fitted, normalised, remembered, run_ensemble, simulate
from samspil.runs.fitted import draws_of

# Where it lies before tests draw from one that is fresh (see conftest).
SHIPPED = fitted.path()
RULE = """
def adopted(world, state, now):
    for host in range(world.hosts):
        rate = now.p.adoption_alone * 2.0
        state.adoptions.hazard[host] += rate
"""


def test_the_shipped_fit_is_of_this_model() -> None:
    """What fails here is told by `samspil forecast` too: refit before a release (samspil calibrate)."""
    assert fitted._changes(SHIPPED) == []


def digest(text: str) -> str:
    return "\n".join(sorted(normalised.statements(text)))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("RULE", "RULE"),
        ("    for", '    """Who takes it into use."""\n    # why\n    for'),
        ("host", "unit"),
        ("rate", "hazard_of_host"),
        ("(world, state, now)", "(world: World, state: State, now: Now) -> None"),
        ("def adopted", "import math\n\n\ndef adopted"),
    ],
)
def test_other_words_for_the_same_are_the_same(before: str, after: str) -> None:
    # A name of a field is no local name: `world.hosts` stays.
    renamed = RULE.replace(f"{before}s", "HOSTS").replace(before, after).replace("HOSTS", f"{before}s")
    assert digest(renamed) == digest(RULE)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("2.0", "2.1"),
        ("+=", "-="),
        ("adoption_alone", "adoption_by_others"),
        ("world.hosts", "world.municipalities"),
        ("[host]", "[host - 1]"),
        ("def adopted", "LIMIT = 3\n\n\ndef adopted"),
    ],
)
def test_what_computes_something_else_is_another(before: str, after: str) -> None:
    assert digest(RULE.replace(before, after)) != digest(RULE)


def test_what_a_refusal_says_is_free_and_when_it_refuses_is_not() -> None:
    refusal = 'if runs > room:\n    raise UserError(say("too-many", runs=runs))\n'
    assert digest(refusal.replace("too-many", "more-than-fit")) == digest(refusal)
    assert digest(refusal.replace("runs > room", "runs >= room")) != digest(refusal)


def test_a_text_of_a_column_is_free_and_its_type_is_not() -> None:
    column = 'class World:\n    size: int = column(WHOLE, "actor", "", "companies")\n'
    assert digest(column.replace("companies", "firms")) == digest(column)
    assert digest(column.replace("WHOLE", "REAL")) != digest(column)


def test_every_rule_and_table_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list = []
    monkeypatch.setattr(basis, "code_digest", lambda sources: asked.extend(sources) or "")
    basis.rules.__wrapped__()
    needed = {path for part in ("rules", "tables", "state") for path in (MODEL / part).glob("*.py")}
    assert {path for path in needed if path.stem != "__init__"} <= set(asked)


def test_observations_count_and_what_is_said_of_them_does_not(tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(data_folder(), tmp_path / "data")
    monkeypatch.setattr(basis, "_of_the_fit", lambda: tmp_path)
    before = basis.observations()
    for name, old, new, same in (
        ("targets.csv", "Virksomheder med i december 2023", "Andre ord", True),
        ("targets.csv", ",315,5,25,25,", ",315,5,25,26,", False),
        ("episodes.csv", "Skærmbesøg i hjemmesygeplejen, 2017 til 2019", "Andre ord", True),
        ("episodes.csv", ",2017-06,36,5,", ",2017-06,36,6,", False),
    ):
        file = tmp_path / "data" / name
        text = file.read_text(encoding="utf-8")
        assert old in text
        file.write_text(text.replace(old, new), encoding="utf-8")
        assert (basis.observations() == before) == same
        file.write_text(text, encoding="utf-8")


def test_worlds_are_those_of_the_seed() -> None:
    assert basis.worlds(1) == basis.worlds.__wrapped__(1)
    assert basis.worlds(1) != basis.worlds(2)


def test_a_fit_to_other_rules_is_refused_unless_it_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    before = draws_of(3, 1)
    monkeypatch.setattr(fitted, "others", lambda held: ["the rules were others"])
    fitted._changes.cache_clear()
    try:
        refusal = r"the rules were others; refit \(samspil calibrate.*--prior.*prior=True.*--stale.*stale=True"
        for asked in (lambda: draws_of(3, 1), central, lambda: run_ensemble("current-policy", 2, 1)):
            with pytest.raises(UserError, match=refusal):
                asked()
        np.testing.assert_array_equal(draws_of(3, 1, stale=True)["outreach_company"], before["outreach_company"])
        assert draws_of(3, 1, prior=True).attrs["drawn"] == "prior"
        # A run, an ensemble and a Mesa model take it where they are asked to.
        assert "the centre" in simulate("current-policy", stale=True).attrs["parameters"]
        assert run_ensemble("current-policy", 1, 1, stale=True).sizes["draw"] == 1
        assert Ecosystem("current-policy", seed=1, stale=True).month == 0
    finally:
        fitted._changes.cache_clear()


def test_the_centre_lies_in_the_middle_of_what_the_posterior_frees() -> None:
    ds = run_ensemble("current-policy", draws=40, replicates=1)["freed_fte"].isel(time=[107, 167]).squeeze()
    one = simulate("current-policy")["freed_fte"].isel(time=[107, 167])
    below = (ds < one).mean("draw").values
    assert (abs(below - 0.5) < 0.2).all(), below


def test_digests_are_remembered_for_as_long_as_no_file_changes(tmp_path, monkeypatch):
    made = []

    def make():
        made.append(1)
        return {"rules": str(len(made))}

    (tmp_path / "code" / "runs").mkdir(parents=True)
    (tmp_path / "code" / "model").mkdir()
    source = tmp_path / "code" / "model" / "rule.py"
    source.write_text("pay = 1")
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.setattr(remembered, "__file__", str(tmp_path / "code" / "runs" / "remembered.py"))
    assert [remembered.remembered("a", make, "1") for _ in range(2)] == [{"rules": "1"}] * 2
    source.write_text("pay = 2")
    assert remembered.remembered("a", make, "1") == {"rules": "2"}
    assert remembered.remembered("a", make, "2") == {"rules": "3"}
    for kept in (tmp_path / "cache" / "samspil").iterdir():
        kept.write_text('{"rules": 1')
    assert remembered.remembered("a", make, "2") == {"rules": "4"}
    (tmp_path / "cache" / "samspil").chmod(0o777)  # others could write there: nothing is believed
    assert remembered.remembered("a", make, "2") == {"rules": "5"}
