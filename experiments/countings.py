"""The same runs counted in other ways: which recorded variable, and which factor, a target record asks for.

Nothing is simulated again. What one ensemble cannot answer (another baseline month, a mixture that the ledger does
not record) is said, never guessed.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, is_dataclass
from typing import Any, cast

import xarray as xr

from . import ensemble, settings
from .records import Target

RECORD = ("fte", "by", "since", "measure", "scope", "counts", "basis", "hours_per_fte")
PARTS = {"health": "health", "life-science": "life_science", "partnerships": "partnerships"}


class NotRecorded(LookupError):
    """The ensemble does not hold what the counting needs; the message says what."""


@dataclass(frozen=True)
class Counting:
    """How a target is read from an ensemble: a variable, a factor, and whether months are added up."""

    target: Target
    variable: str
    scale: float
    cumulative: bool
    first: int

    def of(self, ds: xr.Dataset, scenario: str, level: str) -> ensemble.Array:
        """FTE (or FTE-years added up) of every run, (draw, replicate, time)."""
        values = ensemble.runs(ds, self.variable, scenario, level) * self.scale
        return ensemble.added_up(values, self.first) if self.cumulative else values


def counting(ds: xr.Dataset, target: object) -> Counting:
    """How to count the runs of ``ds`` under ``target`` (a record, a mapping or part of one).

    Settings that ``target`` leaves out are those the runs were counted under.

    Raises:
        NotRecorded: the ensemble cannot tell; the message says which setting and why.

    Example:
        >>> ds = run_ensemble("current-policy", draws=2, replicates=1)
        >>> standing = counting(ds, {"since": "none"}).of(ds, "current-policy", "estimated")
        >>> standing.shape
        (2, 1, 168)
    """
    own = ensemble.target_of(ds)
    wanted = cast(Target, {**own, **record(target)})
    variable = _variable(own, wanted)
    if variable not in ds:
        raise NotRecorded(f"{variable} is not among the recorded variables")
    scale = float(own["hours_per_fte"]) / float(wanted["hours_per_fte"])
    return Counting(wanted, variable, scale, wanted["basis"] == "cumulative", ensemble.first_month(ds, wanted))


def record(target: object) -> dict[str, Any]:
    """The settings of ``target`` as a dict, known ones only."""
    given: Any = asdict(target) if is_dataclass(target) and not isinstance(target, type) else target
    if not isinstance(given, Mapping):
        raise TypeError(f"a target is a record of settings, not {type(target).__name__}")
    return ensemble.plain_target({name: given[name] for name in RECORD if name in given})


def _variable(own: Target, wanted: Target) -> str:
    same = ("since", "measure", "scope", "counts")
    if all(own[name] == wanted[name] for name in same):
        return "freed_fte"
    parts = [PARTS[wanted[name]] for name in ("scope", "counts") if wanted[name] in PARTS]
    if wanted["since"] is None:
        if parts:
            raise NotRecorded(f"the standing level is not recorded by {' and '.join(parts)}")
        return f"freed_fte_{wanted['measure']}"
    if wanted["since"] != own["since"]:
        raise NotRecorded(f"these runs count what is new since {own['since']}, not since {wanted['since']}")
    if wanted["counts"] in PARTS and (own["measure"], own["scope"]) != (wanted["measure"], wanted["scope"]):
        raise NotRecorded(f"{PARTS[wanted['counts']]} is recorded with the target's own measure and scope")
    if parts and (len(parts) > 1 or wanted["measure"] != "sustained"):
        raise NotRecorded(f"{' and '.join(parts)} with measure {wanted['measure']} is not recorded")
    return f"freed_fte_new_{parts[0] if parts else wanted['measure']}"


def alternatives(ds: xr.Dataset) -> list[tuple[dict[str, str], Counting | str]]:
    """Every counting of ``countings.csv``: its row, and how to read it or why it cannot be read."""
    found: list[tuple[dict[str, str], Counting | str]] = []
    for row in settings.table("countings"):
        try:
            found.append((row, counting(ds, _settings_of(row))))
        except NotRecorded as reason:
            found.append((row, str(reason)))
    return found


def _settings_of(row: Mapping[str, str]) -> dict[str, Any]:
    given: dict[str, Any] = {name: row[name] for name in RECORD if row.get(name)}
    if "hours_per_fte" in given:
        given["hours_per_fte"] = float(given["hours_per_fte"])
    return given
