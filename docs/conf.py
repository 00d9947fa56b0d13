"""How the site of the documentation is made: `make docs`.

The root of the project is Sphinx's source folder, so that README, the pages of docs/ and the notebooks are what they
are in the repository, with the same links.
"""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from samspil import __version__ as release  # noqa: E402

project = "Samspil"
author = "The Samspil maintainers"
copyright = author
language = "en"
extensions = ["myst_nb", "sphinx.ext.autodoc", "sphinx.ext.napoleon", "docs.site"]

root_doc = "docs/index"
include_patterns = ["README.md", "CONTRIBUTING.md", "CHANGELOG.md", "docs/*.md", "docs/*/*.md", "notebooks/*.ipynb"]
exclude_patterns = [".*", "build", "results", "requirements", "tests"]

# Notebooks are run by docs.site, which takes what `make test` made of them where the code is the same.
nb_execution_mode = "off"
nb_merge_streams = True
myst_enable_extensions = ["dollarmath"]
myst_heading_anchors = 4
suppress_warnings = ["myst.header"]

# A name in a docstring between single backticks is a name.
default_role = "literal"
autodoc_typehints = "signature"
autodoc_member_order = "bysource"
napoleon_google_docstring = True
nitpick_ignore_regex = [("py:.*", ".*")]

html_math_renderer = "mathml"
html_theme = "furo"
html_title = f"Samspil {release}"
html_static_path = ["site/static"]
html_css_files = ["site.css"]
html_copy_source = False
# Summaries are fetched page by page, which a browser refuses to pages that are opened from disk.
html_show_search_summary = False
html_show_sphinx = False
pygments_style = "a11y-high-contrast-light"
