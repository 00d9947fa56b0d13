"""More draws are added to what is there: the bits of the earlier ones stay, and a refusal touches nothing."""

import os
import shutil

import numpy as np
import pytest

from samspil.model.errors import UserError
from samspil.runs import checksums, failures, kernel, open_results, run_ensemble

from .fake_kernel import FakeKernel

pytestmark = pytest.mark.usefixtures("few_figures")

SCENARIOS = ["current-policy", "full-portfolio"]
STORE, PARTIAL = "results.zarr", "results.partial"


class Stopped(Exception):
    """Stands for whatever ends a process between two chunks."""


@pytest.fixture(autouse=True)
def fake(monkeypatch):
    monkeypatch.setattr("samspil.runs.plan.LEAST_CHUNKS", 6)
    stand_in = FakeKernel(fails=frozenset({(1, 2), (6, 0)}))
    monkeypatch.setattr(kernel, "_shipped", stand_in)
    return stand_in


def ensemble(to, draws=4, stop=None, **changes):
    def report(moment):
        if stop is not None and moment.stage == "running" and moment.done >= stop:
            raise Stopped

    settings = {"scenarios": SCENARIOS, "replicates": 3, "resume": True, **changes}
    return run_ensemble(draws=draws, to=to, progress=report, **settings)


def contents(folder):
    """Every byte under a folder, by path."""
    paths = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


def runs_in(folder):
    """Every byte of what was run: what has a checksum but for the time it was made."""
    return {name: content for name, content in contents(folder / STORE).items() if "/c." in name}


@pytest.mark.parametrize(("first", "then"), [(4, 8), (4, 7), (1, 3)])
def test_more_draws_give_the_bytes_of_as_many_at_once(tmp_path, fake, first, then):
    ensemble(tmp_path / "out", first)
    fake.batches.clear()
    more = ensemble(tmp_path / "out", then)
    # One run to compile and one to time it, as ever; then only what is new, those in a batch that fails once more.
    assert sum(fake.batches) <= 2 + 2 * (then - first) * len(SCENARIOS) * 3
    whole = ensemble(tmp_path / "whole", then)
    assert runs_in(tmp_path / "out") == runs_in(tmp_path / "whole")
    assert failures(more).equals(failures(whole))
    assert os.listdir(tmp_path / "out") == [STORE]
    checksums.check(tmp_path / "out" / STORE)


def test_more_draws_are_added_to_an_unfinished_run(tmp_path):
    with pytest.raises(Stopped):
        ensemble(tmp_path / "out", 4, stop=10)
    ensemble(tmp_path / "out", 9)
    ensemble(tmp_path / "whole", 9)
    assert runs_in(tmp_path / "out") == runs_in(tmp_path / "whole")


@pytest.mark.parametrize("stop", [1, 47])
def test_adding_draws_can_be_interrupted_and_goes_on(tmp_path, stop):
    ensemble(tmp_path / "out", 4)
    before = contents(tmp_path / "out" / STORE)
    with pytest.raises(Stopped):
        ensemble(tmp_path / "out", 9, stop=stop)
    assert contents(tmp_path / "out" / STORE) == before
    assert open_results(tmp_path / "out").sizes["draw"] == 4
    ensemble(tmp_path / "out", 9)
    ensemble(tmp_path / "whole", 9)
    assert runs_in(tmp_path / "out") == runs_in(tmp_path / "whole")


@pytest.mark.parametrize("broken", ["replace", "rmtree"])
def test_a_kill_while_the_store_gets_its_name_loses_nothing(tmp_path, monkeypatch, broken):
    ensemble(tmp_path / "out", 4)
    real, calls = os.replace, []

    def replace(source, target):
        calls.append(target)
        if str(target).endswith(f"out/{STORE}"):
            raise Stopped
        return real(source, target)

    def rmtree(path, **_):
        raise Stopped

    with monkeypatch.context() as patch:
        patch.setattr("samspil.runs.store.os.replace", replace) if broken == "replace" else patch.setattr(
            "samspil.runs.store.shutil.rmtree", lambda path, *_, **__: rmtree(path) if path.name == PARTIAL else None
        )
        with pytest.raises(Stopped):
            ensemble(tmp_path / "out", 9)
    ensemble(tmp_path / "out", 9)
    ensemble(tmp_path / "whole", 9)
    assert runs_in(tmp_path / "out") == runs_in(tmp_path / "whole")
    assert os.listdir(tmp_path / "out") == [STORE]


@pytest.mark.parametrize("finished", [True, False])
@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"seed": 2}, "seed: it was 1, now 2"),
        ({"replicates": 4}, "replicates: it was 3, now 4"),
        ({"draws": 3}, "draws: it was 4, now 3"),
        ({"draws": 5, "seed": 2}, "seed: it was 1, now 2"),
        ({"potentials": "assumed"}, "potentials: it was estimated, now assumed"),
        ({"scenarios": SCENARIOS[:1]}, "scenarios: it was current-policy, full-portfolio, now current-policy"),
        # The same scenarios in another order are other places in the store.
        ({"scenarios": SCENARIOS[::-1]}, "now full-portfolio, current-policy"),
    ],
)
def test_other_settings_are_refused_and_touch_nothing(tmp_path, finished, changes, told):
    if finished:
        ensemble(tmp_path)
    else:
        with pytest.raises(Stopped):
            ensemble(tmp_path, stop=10)
    before, times = contents(tmp_path), {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")}
    with pytest.raises(UserError) as caught:
        ensemble(tmp_path, **changes)
    assert told in str(caught.value)
    assert len(caught.value.lines) == 1
    assert contents(tmp_path) == before
    assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")} == times


def test_other_code_does_not_go_on(tmp_path, monkeypatch):
    with pytest.raises(Stopped):
        ensemble(tmp_path, stop=10)
    monkeypatch.setattr("samspil.runs.provenance.code_digest", lambda: "another")
    with pytest.raises(UserError, match="the code has changed"):
        ensemble(tmp_path)


def test_finished_results_of_the_same_settings_are_opened_and_nothing_is_run(tmp_path, fake):
    one = ensemble(tmp_path)
    fake.batches.clear()
    before = contents(tmp_path)
    assert np.array_equal(ensemble(tmp_path)["freed_fte"], one["freed_fte"], equal_nan=True)
    assert fake.batches == []
    assert contents(tmp_path) == before


def test_runs_of_results_elsewhere_are_taken_over(tmp_path, fake):
    ensemble(tmp_path / "out", 4)
    before = contents(tmp_path / "out")
    ensemble(tmp_path / "next", 9, earlier=tmp_path / "out")
    ensemble(tmp_path / "whole", 9)
    assert runs_in(tmp_path / "next") == runs_in(tmp_path / "whole")
    assert contents(tmp_path / "out") == before
    with pytest.raises(UserError, match="seed: it was 1, now 2"):
        ensemble(tmp_path / "other", 9, seed=2, earlier=tmp_path / "out")


def test_damaged_results_are_not_carried_on(tmp_path):
    ensemble(tmp_path / "out", 4)
    next((tmp_path / "out" / STORE / "adoptions").glob("c.*")).write_bytes(b"torn")
    for draws in (4, 9):
        with pytest.raises(UserError, match="damaged"):
            ensemble(tmp_path / "out", draws)


def test_draws_are_not_added_under_the_summary_of_a_forecast(tmp_path):
    ensemble(tmp_path, 4)
    (tmp_path / "run.json").touch()
    with pytest.raises(UserError, match="samspil forecast"):
        ensemble(tmp_path, 5)


def test_a_kill_before_the_first_chunk_leaves_a_folder_that_goes_on(tmp_path, monkeypatch):
    def stopped(*_):
        raise Stopped

    for place in ("samspil.runs.store.create", "samspil.runs.journal.os.replace"):
        with monkeypatch.context() as patch:
            patch.setattr(place, stopped)
            with pytest.raises(Stopped):
                ensemble(tmp_path / "out", 4)
    ensemble(tmp_path / "out", 4)
    shutil.rmtree(tmp_path / "out")


def test_a_chunk_that_was_run_twice_has_its_failures_once(tmp_path):
    with pytest.raises(Stopped):
        ensemble(tmp_path, 8, stop=40)
    journal = tmp_path / PARTIAL / "journal.jsonl"
    lines = journal.read_text().splitlines()
    journal.write_text("\n".join([*lines, *lines[1:]]) + "\n")
    assert len(failures(ensemble(tmp_path, 8))) == 4


def test_runs_that_failed_are_made_again_and_no_others(tmp_path, fake):
    failed = failures(ensemble(tmp_path / "out", 4))
    before = contents(tmp_path / "out")
    fake.fails = frozenset()
    ensemble(tmp_path / "out", 4)
    assert contents(tmp_path / "out") == before
    fake.batches.clear()
    again = ensemble(tmp_path / "out", 4, retry_failed=True)
    assert sum(fake.batches) == 2 + len(failed) > 2
    assert failures(again).empty
    ensemble(tmp_path / "whole", 4)
    assert runs_in(tmp_path / "out") == runs_in(tmp_path / "whole")
    assert os.listdir(tmp_path / "out") == [STORE]
    before = contents(tmp_path / "out")
    ensemble(tmp_path / "out", 4, retry_failed=True)
    assert contents(tmp_path / "out") == before


def test_what_fails_again_is_still_a_failure(tmp_path, fake):
    failed = failures(ensemble(tmp_path / "out", 4))
    assert failures(ensemble(tmp_path / "out", 4, retry_failed=True)).equals(failed)


@pytest.mark.parametrize("stop", [1, 23])
def test_making_failed_runs_again_can_be_interrupted(tmp_path, fake, stop):
    ensemble(tmp_path / "out", 4)
    before = contents(tmp_path / "out" / STORE)
    fake.fails = frozenset()
    with pytest.raises(Stopped):
        ensemble(tmp_path / "out", 4, stop=stop, retry_failed=True)
    assert contents(tmp_path / "out" / STORE) == before
    ensemble(tmp_path / "out", 4, retry_failed=True)
    ensemble(tmp_path / "whole", 4)
    assert runs_in(tmp_path / "out") == runs_in(tmp_path / "whole")


def test_an_unfinished_run_makes_its_failed_runs_again(tmp_path, fake):
    with pytest.raises(Stopped):
        ensemble(tmp_path / "out", 4, stop=20)
    fake.fails = frozenset()
    assert failures(ensemble(tmp_path / "out", 4, retry_failed=True)).empty
    ensemble(tmp_path / "whole", 4)
    assert runs_in(tmp_path / "out") == runs_in(tmp_path / "whole")
