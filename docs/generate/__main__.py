"""Writes the made pages into docs/."""

from .code import ROOT
from .pages import pages

for name, text in pages().items():
    (ROOT / "docs" / name).parent.mkdir(exist_ok=True)
    (ROOT / "docs" / name).write_text(text, encoding="utf-8")
    print(f"docs/{name}")
