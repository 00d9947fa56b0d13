"""The calibration's own numbers, from ``data/settings.csv``."""

from pathlib import Path

from samspil.runs.settings import Settings

OWN = Settings(Path(__file__).parent / "data")
