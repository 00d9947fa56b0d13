"""What the site adds to Sphinx: contents from the index, mathematics without scripts, notebooks that were run."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from . import contents, mathematics, names, notebooks

if TYPE_CHECKING:
    from sphinx.application import Sphinx


def setup(app: Sphinx) -> dict[str, Any]:
    """Called by Sphinx, as `docs.site` stands among the extensions of docs/conf.py."""
    logging.getLogger("traitlets").setLevel(logging.WARNING)
    app.connect("source-read", contents.add)
    app.connect("source-read", names.add)
    app.connect("source-read", notebooks.show)
    app.add_html_math_renderer("mathml", (mathematics.inline, None), (mathematics.block, None))
    return {"parallel_read_safe": True, "parallel_write_safe": True}
