"""Finds the packages below the top-level folders, which install as one namespace, `samspil`."""

import tomllib
from pathlib import Path

from setuptools import find_namespace_packages, setup

FOLDERS = tomllib.loads(Path("pyproject.toml").read_text(encoding="utf-8"))["tool"]["setuptools"]["package-dir"]
# Data folders without an __init__.py are packages too here, so that their files install.
INSIDE = {
    name: find_namespace_packages(folder, exclude=["*__pycache__*"])
    for name, folder in FOLDERS.items()
    if Path(folder).is_dir()
}

setup(packages=[*INSIDE, *(f"{name}.{package}" for name, packages in INSIDE.items() for package in packages)])
