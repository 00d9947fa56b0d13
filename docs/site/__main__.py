"""Makes the site: `python -m docs.site [FOLDER]`; a warning, or a file from another host, fails it."""

from __future__ import annotations

import sys
from pathlib import Path

from sphinx.cmd.build import build_main

from docs.generate.code import ROOT

from .offline import foreign

folder = Path(sys.argv[1]) if sys.argv[1:] else ROOT / "build" / "site"
# All pages are read anew (-E): what they say hangs on code too, which Sphinx does not look at.
failed = build_main(["-q", "-E", "-W", "--keep-going", "-n", "-c", str(ROOT / "docs"), str(ROOT), str(folder)])
found = foreign(folder)
for line in found:
    print(line, file=sys.stderr)
if failed or found:
    sys.exit(1)
print(folder / "docs" / "index.html")
