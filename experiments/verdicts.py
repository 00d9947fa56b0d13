"""What indices are called, and whether they can be relied on."""

import xarray as xr

from . import settings

UNITS = {"mu_star": "FTE", "mu_star_conf": "FTE", "sigma": "FTE", "low": "FTE", "high": "FTE"}
UNITS |= {"low_se": "FTE", "high_se": "FTE"}
NAMES = {
    "mu_star": "Mean absolute elementary effect over the whole range",
    "mu_star_conf": "Half-width of its 95 % interval",
    "sigma": "Standard deviation of elementary effects",
    "S1": "First-order Sobol index",
    "S1_conf": "Half-width of its 95 % interval",
    "ST": "Total Sobol index",
    "ST_conf": "Half-width of its 95 % interval",
    "S2": "Second-order Sobol index",
    "S2_conf": "Half-width of its 95 % interval",
    "pawn_median": "PAWN index, median over conditioning intervals",
    "pawn_median_conf": "Half-width of its 95 % interval",
    "pawn_max": "PAWN index, maximum over conditioning intervals",
    "share": "First-order share of the variance of single runs",
    "share_conf": "Half-width of its 95 % interval",
    "low": "Mean in the fifth of draws where the number is lowest",
    "low_se": "Standard error of that mean",
    "high": "Mean in the fifth of draws where the number is highest",
    "high_se": "Standard error of that mean",
    "at_low": "The number there, mean",
    "at_high": "The number there, mean",
    "dummy": "Level that numbers that do nothing stay below, 19 times in 20",
    "told": "Whether the index can be told from noise",
    "varied": "Whether runs differ in the outcome",
}


def verdict(found: xr.Dataset, names: tuple[str, ...], dim: str, relative: bool, size: int, least: str) -> xr.Dataset:
    """The indices with the widest interval of each outcome beside what counts as converged.

    An outcome has converged where runs differ in it, intervals are narrow, and there are so many rows, trajectories,
    runs or draws (``size``) as the setting ``least`` asks for: of two trajectories that happen to agree the interval is
    narrow too. Attributes tell it of all outcomes; ``relative`` measures the width as a share of the largest index.
    """
    widths = []
    for name in names:
        scale = found[name].max(dim) if relative else xr.ones_like(found[name].max(dim))
        widths.append((found[f"{name}_conf"] / scale.where(scale > 0, 1.0)).max(dim))
    widest = xr.concat(widths, "index").max("index")
    limit, fewest = settings.number("converged_width"), settings.count(least)
    converged = (widest <= limit) & (found["varied"] == 1) & (size >= fewest)
    found = found.assign(widest=widest, converged=converged.astype(int))
    most, is_converged = float(widest.max()), int(converged.where(found["varied"] == 1, True).all() & converged.any())
    told = _told(found, is_converged, size < fewest)
    told += f" (widest half-width of {' and '.join(names)} {most:.3g}, limit {limit:.3g}; size {size}, least {fewest})"
    attrs = {"converged": is_converged, "verdict": told, "widest": most, "limit": limit}
    return found.assign_attrs(attrs, size=size, least=fewest)


def _told(found: xr.Dataset, is_converged: int, is_small: bool) -> str:
    if not bool(found["varied"].any()):
        return "nothing varied"
    if is_small:
        return "too small to tell: take a larger size"
    return "converged" if is_converged else "not converged: take a larger size"
