"""The engine: the same bits however the work is cut, killed and resumed; failures as rows; nothing half looks whole."""

import json
import os
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import numpy as np
import pytest

from samspil.model.errors import UserError
from samspil.runs import failures, kernel, open_results, run_ensemble
from samspil.runs.cases import make_plan
from samspil.runs.encode import recorded
from samspil.runs.engine import Threads, batches, run
from samspil.runs.ensemble import in_memory
from samspil.runs.progress import Tally, silent
from samspil.runs.work import Work

from .fake_kernel import FakeKernel

SCENARIOS = ["current-policy", "full-portfolio"]
ROOT = Path(__file__).parent.parent


@pytest.fixture
def fake(monkeypatch):
    monkeypatch.setattr("samspil.runs.plan.LEAST_CHUNKS", 6)

    def put(**settings):
        stand_in = FakeKernel(**settings)
        monkeypatch.setattr(kernel, "_shipped", stand_in)
        return stand_in

    put()
    return put


def ensemble(**changes):
    return run_ensemble(**{"scenarios": SCENARIOS, "draws": 4, "replicates": 3, "prior": True, **changes})


def same_bits(one, other, but=()):
    for name in one.data_vars:
        if name not in but:
            assert np.array_equal(one[name].values, other[name].values, equal_nan=one[name].dtype.kind == "f"), name


class Backwards(Threads):
    """Workers that take the last batch first."""

    def map(self, work, batches):
        return super().map(work, reversed(list(batches)))


def test_one_and_two_workers_give_the_same_bits(fake, tmp_path):
    same_bits(ensemble(workers=1), ensemble(workers=2))
    same_bits(ensemble(workers=1, to=tmp_path / "one"), ensemble(workers=2, to=tmp_path / "two"))


def test_order_changes_no_bit(fake):
    plan = make_plan(kernel.shipped(), SCENARIOS, 4, 3, 1, ["measured", "assumed"])
    forwards, backwards = (in_memory(plan, executor(2), Tally(plan.runs, silent)) for executor in (Threads, Backwards))
    same_bits(forwards, backwards)


def test_chunk_size_changes_no_bit(fake, monkeypatch):
    whole = ensemble(draws=40, replicates=5)
    monkeypatch.setattr("samspil.runs.plan.CHUNK_RUNS", 1)
    same_bits(whole, ensemble(draws=40, replicates=5))


def test_a_longer_ensemble_holds_the_shorter_one(fake):
    same_bits(ensemble(draws=2, replicates=2), ensemble(draws=5, replicates=4).isel(draw=slice(2), replicate=slice(2)))


def test_chunks_cover_every_run_once_and_ignore_workers(fake):
    plan = make_plan(kernel.shipped(), SCENARIOS, 17, 7, 1, "estimated")
    covered = np.zeros(plan.shape, dtype=int)
    for chunk in plan.chunks:
        covered[plan.region(chunk)] += 1
    assert (covered == 1).all()
    assert max(chunk.runs for chunk in plan.chunks) <= plan.block[0] * plan.block[1] <= 100


def test_many_chunks_are_few_files(fake, tmp_path, monkeypatch):
    """A file a variable for every shard, whatever the number of chunks; and nothing is left of the chunks' own."""
    few = run_ensemble(SCENARIOS, draws=20, replicates=6, prior=True, potentials=["measured", "assumed"], to=tmp_path)
    plan = make_plan(kernel.shipped(), SCENARIOS, 20, 6, 1, ["measured", "assumed"])
    assert len(plan.chunks) >= 8
    assert len(plan.shards) == 1
    assert len([*(tmp_path / "results.zarr").rglob("c.*")]) == len(recorded())
    monkeypatch.setattr("samspil.runs.plan.SHARD_BYTES", 8 * plan.values * 2 * plan.block[0] * plan.block[1])
    cut = make_plan(kernel.shipped(), SCENARIOS, 20, 6, 1, ["measured", "assumed"])
    assert len(cut.shards) > 4
    many = run_ensemble(
        SCENARIOS, draws=20, replicates=6, prior=True, potentials=["measured", "assumed"], to=tmp_path / "many"
    )
    assert len([*(tmp_path / "many" / "results.zarr").rglob("c.*")]) == len(cut.shards) * len(recorded())
    same_bits(few, many)


@pytest.mark.parametrize("kept", ["files", "line"])
def test_a_shard_that_was_torn_is_made_again(fake, tmp_path, monkeypatch, kept):
    """Killed between the files of a shard, its line in the journal, and the end of its parts; or torn since."""
    plan = make_plan(kernel.shipped(), SCENARIOS, 4, 3, 1, "estimated")
    monkeypatch.setattr("samspil.runs.plan.SHARD_BYTES", 8 * plan.values * 4 * plan.block[0] * plan.block[1])
    with pytest.raises(Stopped):
        ensemble(to=tmp_path, progress=stop_after(21))
    partial = tmp_path / "results.partial"
    journal = partial / "journal.jsonl"
    lines = journal.read_text().splitlines()
    sealed = next(line for line in lines if "shard" in line)
    if kept == "files":
        journal.write_text("\n".join(line for line in lines if line != sealed) + "\n")
    else:
        file = sorted((partial / "results.zarr" / "adoptions").glob("c.*"))[0]
        file.write_bytes(file.read_bytes()[:-1])
    heard = []
    resumed = ensemble(to=tmp_path, resume=True, progress=heard.append)
    assert heard[2].done == 21 - 4 * 3
    same_bits(ensemble(to=tmp_path / "whole"), resumed)


def test_batches_last_about_a_second_and_leave_work_for_all():
    assert batches(range(100), 0.01, 1) == [tuple(range(n, n + 25)) for n in range(0, 100, 25)]
    assert max(map(len, batches(range(10_000), 0.25, 2))) == 4
    assert batches([5, 7], 0.001, 2) == [(5,), (7,)]
    assert batches([], 1.0, 2) == []


def test_a_failed_run_is_a_row_and_spares_the_others(fake, tmp_path):
    good = ensemble()
    fake(fails=frozenset({(1, 2)}), missing=frozenset({(3, 0)}))
    bad = ensemble(to=tmp_path)
    told = failures(bad)
    assert list(told.itertuples(index=False, name=None)) == [
        ("estimated", name, draw, replicate, message)
        for name in ("current-policy", "full-portfolio")
        for draw, replicate, message in [
            (1, 2, "FloatingPointError: the world ended"),
            (3, 0, "freed_fte is not finite"),
        ]
    ]
    assert int(bad["failed"].sum()) == 4
    assert np.isnan(bad["adoptions"].values[bad["failed"].values]).all()
    whole = ~bad["failed"].values
    assert np.array_equal(bad["freed_fte"].values[whole], good["freed_fte"].values[whole])


@pytest.mark.parametrize("name", ["cost_mdkk", "trust_mean", "company_jobs"])
def test_no_variable_lacks_a_number_in_silence(fake, monkeypatch, name):
    stand_in = fake()
    exact = stand_in.batch

    def holed(*arguments):
        output = exact(*arguments)
        output[name][-1].flat[3] = np.nan
        return output

    monkeypatch.setattr(stand_in, "batch", holed)
    told = failures(ensemble(draws=1, replicates=1))
    assert set(told["message"]) == {f"{name} is not finite"}
    assert len(told) == len(SCENARIOS)


def test_failures_are_the_same_in_memory_and_on_disk(fake, tmp_path):
    fake(fails=frozenset({(0, 0), (2, 1)}))
    one, other = ensemble(), ensemble(to=tmp_path)
    assert failures(one).equals(failures(other))
    assert np.array_equal(one["run_digest"], other["run_digest"])


def test_compiles_before_fanning_out_and_tells_progress(fake):
    heard = []
    stand_in = fake()
    ensemble(progress=heard.append)
    assert [moment.stage for moment in heard[:3]] == ["preparing", "compiling", "running"]
    assert heard[-1].stage == "finished"
    assert heard[-1].done == heard[-1].total == 24
    assert heard[-2].seconds_left == 0.0
    assert stand_in.batches[:2] == [1, 1]


class Stopped(Exception):
    """Stands for whatever ends a process between two chunks."""


def stop_after(runs):
    def report(moment):
        if moment.stage == "running" and moment.done >= runs:
            raise Stopped

    return report


@pytest.mark.parametrize("runs", [1, 10, 23])
def test_stopped_and_resumed_gives_the_same_bits(fake, tmp_path, runs):
    fake(fails=frozenset({(0, 1)}))
    with pytest.raises(Stopped):
        ensemble(to=tmp_path, progress=stop_after(runs))
    assert not (tmp_path / "results.zarr").exists()
    with pytest.raises(UserError, match="unfinished"):
        open_results(tmp_path)
    heard = []
    resumed = ensemble(to=tmp_path, resume=True, workers=1, progress=heard.append)
    assert heard[2].done >= runs
    assert heard[-1].failed == 2
    whole = ensemble()
    same_bits(ensemble(to=tmp_path / "whole"), resumed)
    assert failures(resumed).equals(failures(whole))
    assert os.listdir(tmp_path / "whole") == ["results.zarr"]


def test_ctrl_c_leaves_a_resumable_folder(fake, tmp_path):
    def press(moment):
        if moment.done >= 5:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        ensemble(to=tmp_path, progress=press)
    assert os.listdir(tmp_path) == ["results.partial"]
    same_bits(ensemble(), ensemble(to=tmp_path, resume=True), but=variables_rounded_on_disk())


def variables_rounded_on_disk():
    from samspil.runs.encode import EXACT
    from samspil.runs.variables import variables

    return [name for name in variables() if name not in EXACT]


KILLED = """
    import sys
    sys.path.insert(0, {root!r})
    from tests.fake_kernel import FakeKernel
    from samspil.runs import kernel, plan, run_ensemble
    plan.LEAST_CHUNKS = 6
    kernel._shipped = FakeKernel(seconds_per_run=0.02)
    print("started", flush=True)
    run_ensemble(["current-policy", "full-portfolio"], draws=40, replicates=3, to={folder!r}, prior=True,
                 progress=lambda moment: print(moment.done, flush=True))
"""


def test_killed_process_is_resumed_to_the_same_bits(fake, tmp_path):
    script = textwrap.dedent(KILLED.format(root=str(ROOT), folder=str(tmp_path)))
    process = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    for line in process.stdout:
        if line.strip().isdigit() and int(line) >= 60:
            break
    process.send_signal(signal.SIGKILL)
    process.wait()
    process.stdout.close()
    lines = (tmp_path / "results.partial" / "journal.jsonl").read_text().splitlines()
    assert 2 < len(lines) < 21
    resumed = ensemble(draws=40, to=tmp_path, resume=True)
    same_bits(ensemble(draws=40, to=tmp_path / "whole"), resumed)


def test_a_torn_chunk_or_line_is_run_again(fake, tmp_path):
    with pytest.raises(Stopped):
        ensemble(to=tmp_path, workers=1, progress=stop_after(12))
    journal = tmp_path / "results.partial" / "journal.jsonl"
    lines = journal.read_text().splitlines()
    assert len(lines) == 5
    torn = tmp_path / "results.partial" / "parts" / "0"
    torn.write_bytes(torn.read_bytes()[:-1])
    journal.write_text("\n".join([*lines[:-1], lines[-1][:20]]))
    heard = []
    resumed = ensemble(to=tmp_path, resume=True, progress=heard.append)
    assert heard[2].done == 6
    same_bits(ensemble(to=tmp_path / "whole"), resumed)


@pytest.mark.parametrize(
    ("changes", "told"),
    [({"seed": 2}, "seed: it was 1, now 2"), ({"replicates": 4}, "replicates: it was 3, now 4")],
)
def test_resuming_with_other_settings_is_refused(fake, tmp_path, changes, told):
    with pytest.raises(Stopped):
        ensemble(to=tmp_path, progress=stop_after(5))
    with pytest.raises(UserError) as caught:
        ensemble(to=tmp_path, resume=True, **changes)
    assert told in str(caught.value)
    assert len(caught.value.lines) == 1
    ensemble(to=tmp_path, resume=True)


def test_an_unfinished_or_finished_folder_is_not_overwritten(fake, tmp_path):
    with pytest.raises(Stopped):
        ensemble(to=tmp_path, progress=stop_after(5))
    with pytest.raises(UserError, match="--resume"):
        ensemble(to=tmp_path)
    ensemble(to=tmp_path, resume=True)
    with pytest.raises(UserError, match="already holds results"):
        ensemble(to=tmp_path)


def test_two_processes_never_fill_one_folder(fake, tmp_path):
    def meddle(moment):
        if moment.stage == "running" and moment.done == 6:
            with pytest.raises(UserError, match="another process"):
                ensemble(to=tmp_path, resume=True)

    ensemble(to=tmp_path, progress=meddle)


@pytest.mark.parametrize("writes", [4, 40])
def test_a_full_disk_is_one_line_and_keeps_what_is_finished(fake, tmp_path, monkeypatch, writes):
    """The disk is full while chunks are written, and while they are put together."""
    real, written = Path.open, []

    def limited(path, mode="r", *given, **named):
        if "results.partial" in str(path) and "w" in mode and (path.parent.name == "parts" or path.name[:3] == "c.0"):
            written.append(path)
            if len(written) > writes:
                raise OSError(28, "No space left on device")
        return real(path, mode, *given, **named)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "open", limited)
        with pytest.raises(UserError, match="disk is full") as caught:
            ensemble(to=tmp_path)
    assert len(caught.value.lines) == 1
    heard = []
    resumed = ensemble(to=tmp_path, resume=True, progress=heard.append)
    assert heard[2].done == 3 * min(writes, 8)
    same_bits(ensemble(to=tmp_path / "whole"), resumed)


def test_a_folder_that_cannot_be_written_is_one_line(fake, tmp_path):
    (tmp_path / "file").write_text("not a folder")
    for folder in (tmp_path / "file", tmp_path / "file" / "below"):
        with pytest.raises(UserError, match="cannot be written"):
            ensemble(to=folder)


def test_memory_of_writing_stays_flat(fake, tmp_path):
    """Pieces under way are bounded: a slow sink must not let finished chunks pile up."""
    plan = make_plan(kernel.shipped(), SCENARIOS, 20, 200, 1, "estimated")
    started, alive, most = [], [0], [0]

    class Counting(Work):
        def __call__(self, batch):
            started.append(batch)
            most[0] = max(most[0], sum(map(len, started)) - alive[0])
            return super().__call__(batch)

    class Slow:
        def write(self, piece):
            alive[0] += 1
            time.sleep(0.002)

    run(Counting(kernel.shipped(), plan, True), range(len(plan.chunks)), Threads(2), Slow(), Tally(plan.runs, silent))
    assert len(started) >= 8
    assert most[0] <= 5 * max(map(len, started))


def test_plan_settings_are_json_and_move_with_what_decides(fake):
    plan = make_plan(kernel.shipped(), SCENARIOS, 4, 3, 1, "estimated")
    other = make_plan(kernel.shipped(), SCENARIOS, 4, 3, 2, "estimated")
    assert json.loads(json.dumps(plan.asked.settings())) == plan.asked.settings()
    assert plan.asked.settings()["parameters"] != other.asked.settings()["parameters"]
