"""What is built to install: the sdist holds what README names, the wheel all code and data, and it runs anywhere."""

import json
import os
import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path
from typing import Any

import pytest

from .test_house import FOLDERS, PROJECT, TRACKED, short

# For work on the repository alone.
NOT_SHIPPED = {".gitignore", ".pre-commit-config.yaml", ".ci/run", ".ci/browser"}


def built(kind: str, source: Path, to: Path) -> Path:
    """The sdist or wheel of a source folder, built without another environment."""
    code = f"from setuptools import build_meta; build_meta.build_{kind}({str(to)!r})"
    subprocess.run([sys.executable, "-c", code], cwd=source, check=True, capture_output=True)
    return next(to.glob("*.tar.gz" if kind == "sdist" else "*.whl"))


@pytest.fixture(scope="module")
def sdist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The unpacked sdist of the project's own files."""
    source, to = tmp_path_factory.mktemp("source"), tmp_path_factory.mktemp("sdist")
    for path in TRACKED:
        (source / short(path)).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, source / short(path))
    with tarfile.open(built("sdist", source, to)) as packed:
        packed.extractall(to, filter="data")
    return next(path for path in to.iterdir() if path.is_dir())


@pytest.fixture(scope="module")
def wheel(sdist: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from the sdist as an installer does."""
    return built("wheel", sdist, tmp_path_factory.mktemp("wheel"))


def test_the_sdist_holds_the_project(sdist: Path) -> None:
    held = {path.relative_to(sdist).as_posix() for path in sdist.rglob("*") if path.is_file()}
    assert {short(path) for path in TRACKED} - held == NOT_SHIPPED


def test_the_wheel_holds_all_code_and_data(wheel: Path) -> None:
    homes = {folder: name.replace(".", "/") for name, folder in PROJECT["tool"]["setuptools"]["package-dir"].items()}
    ours = [path for path in map(short, TRACKED) if path.split("/")[0] in FOLDERS]
    wanted = {"/".join([homes[path.split("/")[0]], *path.split("/")[1:]]) for path in ours}
    held = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}
    assert held == wanted


@pytest.mark.slow
def test_the_wheel_runs_away_from_the_project(wheel: Path, tmp_path: Path) -> None:
    installed = tmp_path / "installed"
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index", "--target", str(installed)]
    subprocess.run([*pip, str(wheel)], check=True)
    environment = {**os.environ, "PYTHONPATH": str(installed)}
    where = "import samspil; print(samspil.__file__)"
    asked: dict[str, Any] = {"cwd": tmp_path, "env": environment, "capture_output": True, "text": True, "check": True}
    found = [
        subprocess.run([sys.executable, *each], **asked)
        for each in (["-c", where], ["-m", "samspil.cli", "run", "current-policy", "--prior", "--json"])
    ]
    assert found[0].stdout.startswith(str(installed))
    assert json.loads(found[1].stdout)
