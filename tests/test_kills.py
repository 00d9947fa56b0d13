"""Kills at random moments and full disks: nothing lost, nothing wrong said, and what was begun goes on."""

import json
import random
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from samspil.experiments import forecast, place, publishing
from samspil.model.errors import UserError
from samspil.runs import verify
from samspil.runs.encode import recorded

from .line_kernel import LineKernel

pytestmark = [pytest.mark.slow, pytest.mark.skipif(sys.platform == "win32", reason="signals differ")]
ROOT = Path(__file__).parent.parent
KILLS = 10
# Of two policies at three levels: forty draws of each are cut in blocks of seven.
CHUNKS = 36
# The process kills itself, as it is about to write: one that was watched from outside could be done with its work
# before it was seen, where the machine has much to do.
COMMAND = """
import os, signal, sys, time
sys.path.insert(0, {root!r})
place, left = {place!r}, [{number}]
def count(event, given):
    if place and event == "open" and set(str(given[1])) & set("wax") and place in str(given[0]):
        left[0] -= 1
        if left[0] < 0:
            os.kill(os.getpid(), signal.SIGKILL)
sys.addaudithook(count)
from tests.line_kernel import LineKernel
import samspil.runs.kernel as seam
class Slow(LineKernel):
    def batch(self, *given):
        time.sleep(0.02)
        return super().batch(*given)
seam._shipped = Slow()
policies = ["current-policy", "full-portfolio"]
sizes = ["--stale-posterior", "--workers", "1", "--replicates", "1"]
sys.argv = ["samspil", "forecast", *policies, *sizes, *{more!r}]
from samspil.cli import main
main()
"""


def finish(to, *more, place="", number=0):
    code = COMMAND.format(root=str(ROOT), place=place, number=number, more=["--to", str(to), "--resume", *more])
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=600)
    assert done.returncode == (-signal.SIGKILL if place else 0), (done.stdout, done.stderr)


def kill(to, place, number, *more):
    """Kill the command as it opens a file to write whose path holds `place`, after so many others."""
    finish(to, *more, place=place, number=number)


def lines(path):
    return path.read_text(encoding="utf-8").count("\n") if path.exists() else 0


def contents(folder, but=()):
    paths = (path for path in sorted(folder.rglob("*")) if path.is_file())
    named = {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}
    return {name: content for name, content in named.items() if name.split("/")[0] not in but}


def runs_of(folder):
    return {name: part for name, part in contents(folder / "results.zarr").items() if "/c." in name}


def summary(folder):
    return json.loads((folder / "summary.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    to = tmp_path_factory.mktemp("whole") / "out"
    finish(to, "--draws", "40")
    return to


@pytest.fixture(autouse=True)
def line(monkeypatch):
    monkeypatch.setattr("samspil.runs.kernel._shipped", LineKernel())


def as_whole(to, whole):
    assert runs_of(to) == runs_of(whole)
    assert summary(to) == summary(whole)
    assert contents(to).keys() == contents(whole).keys()
    assert verify(to, sample=10).same_bits
    assert publishing.frozen(to)["p_target"] == publishing.frozen(whole)["p_target"]


def left(to, kind):
    """Which files are opened next, first and last: after lock and journal the parts of chunks, or the shard's files."""
    journal = to / "results.partial" / "journal.jsonl"
    done = journal.read_text(encoding="utf-8").count('"chunk"') if journal.exists() else 0
    parts = CHUNKS - done
    return {"parts": (3, 3 + parts - 1), "shard": (3 + parts, 3 + parts + len(recorded()) - 1)}[kind]


def test_ten_kills_while_runs_are_made_lose_nothing(tmp_path, whole):
    """While the store is laid out, while chunks are made, and while they are put together."""
    chance, to = random.Random(1), tmp_path / "out"
    for number in range(KILLS):
        if number < 3:
            kill(to, "results.partial", chance.randint(0, 60), "--draws", "40")
            assert not (to / "results.partial" / "journal.jsonl").exists()
        elif number == 3:
            kill(to, "parts/", 3, "--draws", "40")
        else:
            first, last = left(to, "parts" if number < 7 else "shard")
            kill(to, "results.partial", chance.randint(first, min(last, first + 40)), "--draws", "40")
        with pytest.raises(UserError, match="no finished forecast"):
            publishing.frozen(to)
    assert lines(to / "results.partial" / "journal.jsonl") > 5
    finish(to, "--draws", "40")
    as_whole(to, whole)


def test_ten_kills_during_figures_and_side_tests_lose_nothing(tmp_path, whole):
    chance, to = random.Random(2), tmp_path / "out"
    answers = to / "side_tests.jsonl"
    for number in range(KILLS):
        # While the first report is drawn, in the side tests, and while the last one is drawn.
        had, more = lines(answers), chance.randint(1, 2)
        if number in (3, 4, 5, 6):
            kill(to, "side_tests.jsonl", more, "--draws", "40")
            assert lines(answers) == had + more
        else:
            kill(to, "figures", chance.randint(1, 8), "--draws", "40")
        assert not (to / "run.json").exists()
    finish(to, "--draws", "40")
    as_whole(to, whole)


def test_kills_while_draws_are_added_leave_what_is_finished(tmp_path, whole):
    chance, to = random.Random(3), tmp_path / "out"
    finish(to, "--draws", "12")
    before = contents(to)
    for number in range(5):
        part = "results.partial" if number < 3 else "figures"
        # While the store is laid out, twice while chunks are made, and while figures are drawn.
        first, last = ((2, 150), (190, 205), (3, 15), (2, 5), (2, 5))[number]
        kill(to, f"{place.NEXT}/{part}", chance.randint(first, last), "--draws", "40")
        assert contents(to, [place.NEXT]) == before
    finish(to, "--draws", "40")
    as_whole(to, whole)


@pytest.mark.parametrize("writes", [3, 60, 200, 260])
def test_a_full_disk_at_any_moment_is_a_line_and_goes_on(tmp_path, monkeypatch, whole, writes):
    real, opened = Path.open, []

    def limited(path, mode="r", *given, **named):
        if set(mode) & set("wax"):
            opened.append(path)
            if len(opened) > writes:
                raise OSError(28, "No space left on device")
        return real(path, mode, *given, **named)

    def make():
        forecast(["current-policy", "full-portfolio"], draws=40, replicates=1, workers=1, to=tmp_path, resume=True)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "open", limited)
        with pytest.raises(UserError, match="the disk is full; what is finished is kept") as caught:
            make()
    assert len(caught.value.lines) == 1
    assert not (tmp_path / "run.json").exists()
    make()
    assert runs_of(tmp_path) == runs_of(whole)
    assert summary(tmp_path) == summary(whole)


FILLED = """
import sys
sys.path.insert(0, {root!r})
from tests.fake_kernel import FakeKernel
from samspil.model.errors import UserError
from samspil.runs import kernel, run_ensemble
kernel._shipped = FakeKernel()
try:
    run_ensemble(["current-policy"], draws=60, replicates=1, to={to!r}, resume=True, prior=True)
except UserError as error:
    print(len(error.lines), error)
    raise SystemExit(7)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="no tmpfs")
@pytest.mark.parametrize("size", ["400k", "900k", "1300k"])
def test_a_small_disk_that_is_full_is_a_line_and_with_room_it_goes_on(tmp_path, size):
    """A real one, in a namespace of its own: full while the store is laid out, while chunks come, at the end."""
    disk = tmp_path / "disk"
    disk.mkdir()
    code = FILLED.format(root=str(ROOT), to=str(disk / "out"))
    (tmp_path / "fill.py").write_text(code, encoding="utf-8")
    script = f"""
        mount -t tmpfs -o size={size} tmpfs {disk} || exit 99
        {sys.executable} {tmp_path}/fill.py
        test $? = 7 || exit 98
        mount -o remount,size=200m {disk}
        {sys.executable} {tmp_path}/fill.py || exit 97
        cp -r {disk}/out {tmp_path}/out
    """
    done = subprocess.run(["unshare", "-rm", "sh", "-c", script], capture_output=True, text=True, timeout=600)
    assert done.returncode == 0, (done.returncode, done.stdout, done.stderr)
    assert re.fullmatch(r"1 .*the disk is full.*", done.stdout.strip())
    (tmp_path / "whole.py").write_text(code.replace(str(disk / "out"), str(tmp_path / "whole")), encoding="utf-8")
    subprocess.run([sys.executable, tmp_path / "whole.py"], check=True, timeout=600)
    assert runs_of(tmp_path / "out") == runs_of(tmp_path / "whole") != {}
