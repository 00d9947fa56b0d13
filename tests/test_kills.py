"""Kills at random moments and full disks: nothing lost, nothing wrong said, and what was begun goes on."""

import json
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from samspil.experiments import forecast, place, publishing
from samspil.model.errors import UserError
from samspil.runs import verify

from .line_kernel import LineKernel

pytestmark = [pytest.mark.slow, pytest.mark.skipif(sys.platform == "win32", reason="signals differ")]
ROOT = Path(__file__).parent.parent
KILLS = 10
COMMAND = """
import sys, time
sys.path.insert(0, {root!r})
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


def start(to, *more):
    code = COMMAND.format(root=str(ROOT), more=["--to", str(to), "--resume", *more])
    return subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def finish(to, *more):
    process = start(to, *more)
    told = process.communicate(timeout=600)
    assert process.returncode == 0, told
    return told


def killed(to, moment, *more):
    """Whether the command could be killed when `moment` came."""
    process = start(to, *more)
    while process.poll() is None and not moment():
        time.sleep(0.005)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    return process.returncode == -signal.SIGKILL


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


def test_ten_kills_while_runs_are_made_lose_nothing(tmp_path, whole):
    chance, to = random.Random(1), tmp_path / "out"
    journal, kills = to / "results.partial" / "journal.jsonl", 0
    for _ in range(KILLS):
        wanted, wait = lines(journal) + chance.randint(0, 3), chance.random() * 0.1

        def moment(wanted=wanted, wait=wait):
            return lines(journal) >= wanted and not time.sleep(wait)

        kills += killed(to, moment, "--draws", "40")
        with pytest.raises(UserError, match="no finished forecast"):
            publishing.frozen(to)
    assert kills == KILLS
    finish(to, "--draws", "40")
    as_whole(to, whole)


def test_ten_kills_during_figures_and_side_tests_lose_nothing(tmp_path, whole):
    chance, to = random.Random(2), tmp_path / "out"
    answers, figures, kills = to / "side_tests.jsonl", to / "figures", 0
    for number in range(KILLS):
        begun, had = time.time(), lines(answers)
        drawn, more = chance.randint(1, 8), chance.randint(1, 2)

        def moment(number=number, begun=begun, had=had, drawn=drawn, more=more):
            # While the first report is drawn, in the side tests, and while the last one is drawn.
            if number in (3, 4, 5, 6):
                return lines(answers) >= had + more
            return sum(path.stat().st_mtime > begun for path in figures.glob("*.[ps][nv]g")) >= drawn

        kills += killed(to, moment, "--draws", "40")
        assert not (to / "run.json").exists()
    assert kills == KILLS
    finish(to, "--draws", "40")
    as_whole(to, whole)


def test_kills_while_draws_are_added_leave_what_is_finished(tmp_path, whole):
    chance, to = random.Random(3), tmp_path / "out"
    finish(to, "--draws", "12")
    before = contents(to)
    fresh = to / place.NEXT
    for number in range(5):
        begun = time.time()
        wanted = chance.randint(2, 5)

        def moment(number=number, begun=begun, wanted=wanted):
            if number < 3:
                return lines(fresh / "results.partial" / "journal.jsonl") >= wanted * (number + 1)
            return sum(path.stat().st_mtime > begun for path in fresh.glob("figures/*")) >= wanted

        assert killed(to, moment, "--draws", "40")
        assert contents(to, [place.NEXT]) == before
    finish(to, "--draws", "40")
    as_whole(to, whole)


@pytest.mark.parametrize("writes", [3, 60, 400, 1000])
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
