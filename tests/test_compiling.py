"""Compiled code: renewed when what it rests on changes and only then, and never read from where others can write."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from numba.core import types
from numba.core.caching import NullCache

from samspil.model import caching
from samspil.model.compiled import Rule
from samspil.model.errors import UserError
from samspil.model.rules import deploy
from samspil.model.tables.sums import sort

RULES = [f"rules/{path.name}" for path in (caching.MODEL / "rules").glob("*.py") if "@rule(" in path.read_text()]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv("NUMBA_CACHE_DIR", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    return tmp_path


def stamps(model: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    monkeypatch.setattr(caching, "MODEL", model)
    for remembered in (caching.rests_on, caching._imports, caching.stamp):
        remembered.cache_clear()
    found = {path.relative_to(model).as_posix(): caching.stamp(path) for path in sorted(model.rglob("*.py"))}
    for remembered in (caching.rests_on, caching._imports, caching.stamp):
        remembered.cache_clear()
    return found


def test_a_changed_rule_renews_itself_and_what_lists_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    copy = tmp_path / "model"
    shutil.copytree(caching.MODEL, copy, ignore=shutil.ignore_patterns("__pycache__"))
    before = stamps(copy, monkeypatch)
    with (copy / "rules/deploy.py").open("a") as file:
        file.write("\n# another thought\n")
    after = stamps(copy, monkeypatch)
    changed = {name for name in before if before[name] != after[name]}
    assert "rules/deploy.py" in changed
    # What lists the rules and runs them from Python holds nothing that is compiled at length.
    assert changed <= {"rules/deploy.py", "month.py", "run.py", "replay.py", "face.py", "events.py"}


def test_a_changed_table_renews_every_rule_that_uses_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    copy = tmp_path / "model"
    shutil.copytree(caching.MODEL, copy, ignore=shutil.ignore_patterns("__pycache__"))
    before = stamps(copy, monkeypatch)
    with (copy / "state/ledger.py").open("a") as file:
        file.write("\n# another thought\n")
    after = stamps(copy, monkeypatch)
    assert len(RULES) >= 15
    assert all(before[name] != after[name] for name in RULES)


def test_the_folder_is_made_private(home: Path) -> None:
    folder = caching.cache_folder()
    assert folder is not None
    assert folder.parent == home
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


@pytest.mark.parametrize("mode", [0o777, 0o770, 0o702])
def test_a_folder_that_others_can_write_is_not_trusted(home: Path, mode: int) -> None:
    folder = home / "samspil"
    folder.mkdir()
    folder.chmod(mode)
    assert caching.cache_folder() is None
    assert isinstance(caching.kept(deploy.deploy.function), NullCache)


def test_a_link_to_a_folder_is_not_trusted(home: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    (home / "samspil").symlink_to(tmp_path_factory.mktemp("elsewhere"))
    assert caching.cache_folder() is None


@pytest.mark.skipif(not hasattr(os, "getuid") or os.getuid() != 0, reason="only root can give a folder away")
def test_a_folder_of_somebody_else_is_not_trusted(home: Path) -> None:
    (home / "samspil").mkdir(mode=0o700)
    os.chown(home / "samspil", 12345, 12345)
    assert caching.cache_folder() is None


def test_where_nothing_can_be_kept_the_model_runs_and_leaves_nothing(tmp_path: Path) -> None:
    """Code planted in a folder of temporary files, whose name could be guessed before, is not run."""
    blocked = tmp_path / "blocked"
    blocked.write_text("no folder")
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    program = "from samspil.model import draws; print(draws.uniforms(draws.run_key(1), 22, 7, 2)[1])"
    environment = {**os.environ, "XDG_CACHE_HOME": str(blocked), "TMPDIR": str(temporary)}
    environment.pop("NUMBA_CACHE_DIR", None)
    sources = {path: path.stat().st_mtime_ns for path in caching.MODEL.rglob("*.nb*")}
    done = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True)
    assert 0.0 < float(done.stdout) < 1.0
    assert list(temporary.iterdir()) == []
    assert {path: path.stat().st_mtime_ns for path in caching.MODEL.rglob("*.nb*")} == sources


def sloppy(level):
    level.depth = 1.0


def unnamed(level):
    return level + undeclared  # noqa: F821


@pytest.mark.parametrize(
    ("function", "below", "told"),
    [(sloppy, 1, "Cannot resolve setattr: (float64).depth"), (unnamed, 0, "name 'undeclared' is not defined")],
)
def test_a_slip_in_a_rule_is_told_in_a_line_with_its_place(function, below: int, told: str) -> None:
    with pytest.raises(UserError) as wrong:
        Rule(function, ()).address(types.float64)
    (line,) = wrong.value.lines
    assert line.startswith(f"tests/test_compiling.py:{function.__code__.co_firstlineno + below}: ")
    assert told in line
    assert line.endswith(f"(rule {function.__name__})")


def test_python_cannot_call_a_part() -> None:
    """Numba's dispatcher looks where a part's code would lie, and finds a refusal there."""
    with pytest.raises(TypeError):
        sort(np.array([2.0, 1.0]))
