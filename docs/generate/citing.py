"""The page on citing, from CITATION.cff."""

from __future__ import annotations

import yaml

from .code import ROOT

PAGE = """# How to cite

{made}

{message}

> {authors}. *{title}*, version {version}. {abstract}

```bibtex
@software{{samspil,
  author = {{{{{authors}}}}},
  title = {{{title}}},
  version = {{{version}}},
  license = {{{license}}}
}}
```

Every result names the version, the seed, the digest of rules and of the posterior that made it: `ds.attrs` in Python,
`run.json` in the folder of a forecast, the last section of the report. With these and [CITATION.cff](../CITATION.cff)
somebody else gets the same bits. The model is described by [ODD+D](odd.md); sources of data stand in [each
row](parameters.md).
"""


def citing_page(made: str) -> str:
    """How to cite, in words and as BibTeX."""
    told = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    authors = " and ".join(each["name"] for each in told["authors"])
    return PAGE.format(made=made, **{**told, "authors": authors})
