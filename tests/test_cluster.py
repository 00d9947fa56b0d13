"""On a Dask cluster: the same bits as on threads, whatever dies; one line where there is no such cluster."""

import json
import os
import random
import re
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import dask
import numpy as np
import pytest
from distributed import LocalCluster
from typer.testing import CliRunner

from samspil.cli.app import app
from samspil.model.errors import UserError
from samspil.runs import cluster, failures, kernel, on_worker, open_results, private, run_ensemble
from samspil.runs.provenance import code

from .fake_kernel import FakeKernel
from .killing_kernel import KillingKernel
from .line_kernel import LineKernel
from .test_engine import same_bits
from .test_house import commands

SCENARIOS = ["current-policy", "full-portfolio"]
ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "cluster.md"
# A cluster of this machine takes a worker for lost that is away 15 s after it died.
PATIENT = {"distributed.deploy.lost-worker-timeout": "10 minutes"}


def started(workers):
    """A cluster of this machine, its processes finding the tests' kernels."""
    told = {"host": "127.0.0.1", "dashboard_address": "127.0.0.1:0", "threads_per_worker": 1}
    return LocalCluster(n_workers=workers, env={"PYTHONPATH": str(ROOT)}, **told)


@pytest.fixture(scope="module")
def address():
    with started(2) as made:
        yield made.scheduler_address
        cluster.connected(made.scheduler_address).client.close()


@pytest.fixture(autouse=True)
def fake(monkeypatch):
    monkeypatch.setattr("samspil.runs.plan.LEAST_CHUNKS", 6)
    monkeypatch.setattr(kernel, "_shipped", FakeKernel())


def ensemble(**changes):
    return run_ensemble(**{"scenarios": SCENARIOS, "draws": 4, "replicates": 3, "prior": True, **changes})


def runs_in(folder):
    """Every byte of what was run."""
    return {path.relative_to(folder): path.read_bytes() for path in (folder / "results.zarr").rglob("c.*")}


def test_the_bits_are_those_of_threads_in_memory_and_on_disk(address, tmp_path, monkeypatch):
    monkeypatch.setattr(kernel, "_shipped", FakeKernel(fails=frozenset({(1, 2)})))
    there, here = ensemble(scheduler=address), ensemble(workers=4)
    same_bits(there, here)
    assert failures(there).equals(failures(here))
    assert len(failures(there)) == 2
    ensemble(scheduler=address, to=tmp_path / "there")
    ensemble(to=tmp_path / "here", workers=1)
    assert runs_in(tmp_path / "there") == runs_in(tmp_path / "here") != {}
    monkeypatch.setattr("samspil.runs.plan.CHUNK_RUNS", 1)
    same_bits(here, ensemble(scheduler=address))


def test_draws_are_added_and_failed_runs_made_again(address, tmp_path, monkeypatch):
    monkeypatch.setattr(kernel, "_shipped", FakeKernel(fails=frozenset({(1, 2)})))
    ensemble(draws=3, to=tmp_path / "out")
    monkeypatch.setattr(kernel, "_shipped", FakeKernel())
    ensemble(draws=7, to=tmp_path / "out", resume=True, retry_failed=True, scheduler=address)
    ensemble(draws=7, to=tmp_path / "whole")
    assert runs_in(tmp_path / "out") == runs_in(tmp_path / "whole")


def test_only_what_is_kept_comes_back(address):
    assert ensemble(scheduler=address, keep=["freed_fte"])["freed_fte"].equals(ensemble()["freed_fte"])
    assert "adoptions" not in ensemble(scheduler=address, keep=["freed_fte"])


def test_a_worker_that_dies_loses_nothing(address, tmp_path, monkeypatch):
    monkeypatch.setattr(kernel, "_shipped", FakeKernel(seconds_per_run=0.01))
    pids, killed = list(cluster.connected(address).client.run(os.getpid).values()), []

    def kill(moment):
        if moment.done >= 30 and not killed:
            killed.append(pids[0])
            os.kill(pids[0], signal.SIGKILL)

    there = ensemble(draws=40, scheduler=address, to=tmp_path / "there", progress=kill)
    assert killed
    assert failures(there).empty
    ensemble(draws=40, to=tmp_path / "here")
    assert runs_in(tmp_path / "there") == runs_in(tmp_path / "here")


KILLED = """
    import sys
    sys.path.insert(0, {root!r})
    from tests.fake_kernel import FakeKernel
    from samspil.runs import kernel, plan, run_ensemble
    plan.LEAST_CHUNKS = 6
    kernel._shipped = FakeKernel(seconds_per_run=0.01)
    run_ensemble(["current-policy", "full-portfolio"], draws=40, replicates=3, to={folder!r}, prior=True,
                 scheduler={address!r}, progress=lambda moment: print(moment.done, flush=True))
"""


def test_a_client_that_is_killed_goes_on(address, tmp_path):
    script = textwrap.dedent(KILLED.format(root=str(ROOT), folder=str(tmp_path / "out"), address=address))
    process = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    for line in process.stdout:
        if int(line) >= 60:
            break
    process.send_signal(signal.SIGKILL)
    process.wait()
    process.stdout.close()
    heard = []
    ensemble(draws=40, to=tmp_path / "out", resume=True, scheduler=address, progress=heard.append)
    assert 60 <= heard[2].done < 240
    ensemble(draws=40, to=tmp_path / "whole")
    assert runs_in(tmp_path / "out") == runs_in(tmp_path / "whole")


@pytest.mark.slow
def test_ten_deaths_of_workers_lose_nothing(tmp_path, monkeypatch):
    monkeypatch.setattr(kernel, "_shipped", FakeKernel(seconds_per_run=0.05))
    chance, killed = random.Random(1), []
    moments = sorted(chance.sample(range(10, 700), 10))
    with dask.config.set(PATIENT), started(2) as made:
        client = cluster.connected(made.scheduler_address).client

        def kill(moment):
            if len(killed) < 10 and moment.done >= moments[len(killed)]:
                pids = client.run(os.getpid)
                killed.append(chance.choice(sorted(pids.values())))
                os.kill(killed[-1], signal.SIGKILL)

        there = ensemble(draws=120, scheduler=made.scheduler_address, to=tmp_path / "there", progress=kill)
        client.close()
    assert len(killed) == 10
    assert failures(there).empty
    monkeypatch.setattr(kernel, "_shipped", FakeKernel())
    ensemble(draws=120, to=tmp_path / "here")
    assert runs_in(tmp_path / "there") == runs_in(tmp_path / "here")


@pytest.mark.slow
def test_ten_deaths_of_the_client_lose_nothing(address, tmp_path):
    chance, done = random.Random(2), 0
    script = KILLED.replace("to={folder!r}", "to={folder!r}, resume=True").replace("draws=40", "draws=120")
    for _ in range(10):
        code = textwrap.dedent(script.format(root=str(ROOT), folder=str(tmp_path / "out"), address=address))
        process = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
        assert process.stdout is not None
        until = done + chance.randint(1, 60)
        for line in process.stdout:
            if int(line) >= until:
                break
        process.send_signal(signal.SIGKILL)
        assert process.wait() == -signal.SIGKILL
        process.stdout.close()
        done = min(until, 600)
    ensemble(draws=120, to=tmp_path / "out", resume=True, scheduler=address)
    ensemble(draws=120, to=tmp_path / "whole")
    assert runs_in(tmp_path / "out") == runs_in(tmp_path / "whole")


@pytest.mark.slow
def test_runs_that_kill_every_worker_have_failed_and_spare_the_others(tmp_path, monkeypatch):
    monkeypatch.setattr(kernel, "_shipped", KillingKernel(kills=frozenset({(2, 1)})))
    with dask.config.set(PATIENT), started(2) as made:
        there = ensemble(scenarios=SCENARIOS[:1], scheduler=made.scheduler_address, to=tmp_path)
        cluster.connected(made.scheduler_address).client.close()
    told = failures(there)
    assert told[["draw", "replicate"]].to_numpy().tolist() == [[2, 1]]
    assert "ends every worker" in told["message"][0]
    monkeypatch.setattr(kernel, "_shipped", FakeKernel())
    whole = ensemble(scenarios=SCENARIOS[:1])
    spared = ~there["failed"].values
    assert spared.sum() == 11
    assert np.array_equal(there["freed_fte"].values[spared], whole["freed_fte"].values[spared])


def test_what_is_no_cluster_is_one_line(monkeypatch, tmp_path):
    monkeypatch.setattr(cluster, "SECONDS_TO_ANSWER", 0.3)
    for nobody in ("tcp://127.0.0.1:1", "nonsense"):
        with pytest.raises(UserError, match=f"{nobody}: no Dask scheduler answers there") as caught:
            ensemble(scheduler=nobody, to=tmp_path / "out")
        assert len(caught.value.lines) == 1
    assert not (tmp_path / "out").exists()


def test_a_cluster_without_workers_is_one_line(monkeypatch):
    monkeypatch.setattr(cluster, "SECONDS_TO_ANSWER", 10)
    with started(0) as made, pytest.raises(UserError, match="it has no workers"):
        ensemble(scheduler=made.scheduler_address)


@pytest.mark.parametrize("name", ["code", "evidence_digest", "numpy", "numba"])
def test_workers_with_other_rules_are_refused(address, monkeypatch, name):
    cluster.connected(address).check()
    own, real = code(), on_worker.metadata.version
    monkeypatch.setattr("samspil.runs.provenance.code", lambda: own | ({name: "another"} if name in own else {}))
    monkeypatch.setattr(on_worker.metadata, "version", lambda asked: "another" if asked == name else real(asked))
    on_worker.facts.cache_clear()
    try:
        with pytest.raises(UserError, match=rf"holds another {name}: .*, and here it is another") as caught:
            ensemble(scheduler=address)
    finally:
        on_worker.facts.cache_clear()
    assert len(caught.value.lines) == 1


def test_workers_have_folders_of_their_own(address, tmp_path, monkeypatch):
    monkeypatch.setattr(private, "_held", [])
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path))
    first, second = private._free(tmp_path), private._free(tmp_path)
    assert (first.name, second.name) == ("0", "1")
    assert first.stat().st_mode & 0o777 == 0o700
    private._held[0].release()
    assert private._free(tmp_path).name == "0"
    for lock in private._held:
        lock.release()
    ensemble(scheduler=address)
    folders = cluster.connected(address).client.run(os.getenv, "NUMBA_CACHE_DIR")
    assert len(set(folders.values())) == 2
    assert all("workers" in folder for folder in folders.values())


@pytest.mark.slow
def test_the_command_of_the_page_runs_on_a_cluster(address, tmp_path, monkeypatch):
    monkeypatch.setattr(kernel, "_shipped", LineKernel())
    monkeypatch.chdir(tmp_path)
    (words,) = [words for words in commands(PAGE) if words[0] == "forecast"]
    told = [address if word == "tcp://127.0.0.1:8786" else word for word in words]
    assert address in told
    found = CliRunner().invoke(app, told)
    assert found.exit_code == 0, found.stderr
    with open_results("results/cluster") as there:
        here = run_ensemble("current-policy", draws=4, replicates=1, potentials=["measured", "estimated", "assumed"])
        assert there["freed_fte"].equals(here["freed_fte"])
    run = json.loads(Path("results/cluster/run.json").read_text(encoding="utf-8"))
    assert run["workers"] == 2
    ask = ["compare", "current-policy", "full-portfolio", "--draws", "3", "--json"]
    there, here = (CliRunner().invoke(app, [*ask, *more]).stdout for more in (["--scheduler", address], []))
    assert there == here != ""


@pytest.mark.slow
def test_the_python_of_the_page_runs(tmp_path):
    (code,) = re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    (tmp_path / "page.py").write_text(f'{code}        assert ds["freed_fte"].sizes["draw"] == 4\n', encoding="utf-8")
    done = subprocess.run([sys.executable, tmp_path / "page.py"], capture_output=True, text=True, timeout=600)
    assert done.returncode == 0, done.stderr
