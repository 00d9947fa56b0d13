"""The parameters as a table: what is known of each, and what the fit says of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from samspil.model.parameters import registry

from .fitted import settled

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = ("title_en", "unit", "low", "default", "high", "distribution", "group", "grade", "source", "meaning")


def parameters() -> pd.DataFrame:
    """Every parameter by name: title, unit, range and default of its prior, grade, source; and `shrinkage` and `shift`.

    `shrinkage` is the share of the prior's variance that the evidence takes away, `shift` by how many prior standard
    deviations it moves the mean; missing where the fit says nothing of it.

    Example:
        >>> known = parameters()
        >>> known.loc["outreach_company", "unit"]
        'per month'
        >>> guessed = known.query("grade == 'assumed'").groupby("group").size()
    """
    import pandas as pd

    rows = {name: [getattr(parameter, column) for column in COLUMNS] for name, parameter in registry().items()}
    frame = pd.DataFrame.from_dict(rows, orient="index", columns=[name.removesuffix("_en") for name in COLUMNS])
    told = pd.DataFrame.from_dict(settled(), orient="index", columns=["shrinkage", "shift"])
    return frame.rename_axis("parameter").join(told)
