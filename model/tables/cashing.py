"""cashing: rosters follow the depth of use."""

from ..compiled import compiled


@compiled
def cash(cashed, depth, lag):
    """Depth that rosters have followed, a month later: c' = c + (d - c) / lag, `lag` in months and 1 at least."""
    return cashed + (depth - cashed) / max(lag, 1.0)
