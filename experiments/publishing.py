"""The ledger of forecasts: what was published is frozen with its digest, to be scored as evidence arrives."""

import hashlib
import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import xarray as xr

from samspil.model.errors import UserError
from samspil.model.messages import say
from samspil.model.parameters import current_name
from samspil.runs import checksums, open_results
from samspil.runs.files import write_json, writing

from . import folder, hub, settings, stamps
from .agreement import differing
from .summary import summarise

FORMAT = "samspil-published/1"
SHIPPED = Path(__file__).parent / "data" / "ledger"
# Of a summary, what takes runs of its own; and what two platforms may differ by.
SIDE = ("mechanisms", "mechanisms_of", "partnering", "reverse_test", "optimism")
NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")


def publish(results: Path, ledger: Path, name: str) -> Path:
    """Freeze a finished forecast: what it says of each December, and the digest of that.

    Args:
        results: folder of the forecast.
        ledger: folder of frozen forecasts.
        name: of the record; small letters, digits and hyphens.

    Raises:
        UserError: an unfinished forecast, a wrong name, one that is frozen already, or a ledger that can't be written.
    """
    if not NAME.fullmatch(name):
        raise UserError(say("published-name-form", name=name))
    path = ledger / f"{name}.json"
    if path.exists():
        raise UserError(say("frozen-already", path=path))
    record = frozen(results)
    with writing(ledger):
        ledger.mkdir(parents=True, exist_ok=True)
        _write(path, record, open_results(results, check=False))
    return path


def _write(path: Path, record: dict[str, Any], ds: xr.Dataset) -> None:
    """The table for forecast hubs, then the record, which has the table's digest; neither without the other."""
    rows = hub.rows_of(ds, record["made"][:10], record["scenario"], record["potentials"])
    table = hub.write(path.parent, record["made"][:10], rows)
    whole = {**record, "model_output": table}
    try:
        write_json(path, {**whole, "digest": digest_of(whole)})
    except UserError:
        hub.remove(path.parent, table)
        raise


def frozen(results: Path) -> dict[str, Any]:
    """A forecast's record for the ledger: where it comes from, its summary's headline, and what it says month by month.

    Raises:
        UserError: an unfinished forecast, one without the policy that is decided and funded, one that was damaged or
            changed, or one whose summary is not what its results give.
    """
    run, summary = folder.read_run(results), folder.read_summary(results)
    ds = open_results(results)
    failed = len(json.loads(ds.attrs["failures"])) or len(run["failures"])
    if failed:
        raise UserError(say("runs-failed-not-published", results=results, failed=failed))
    check_summary(results, summary, ds)
    baseline, level = settings.word("baseline"), settings.word("headline_level")
    if baseline not in ds["scenario"].values or level not in ds["potentials"].values:
        raise UserError(say("only-baseline-published", results=results, baseline=baseline, level=level))
    kept = ("made", "seed", "draws", "replicates", "commit", "digests")
    return {
        "format": FORMAT,
        **{key: run.get(key) for key in kept},
        # Where it was written is nobody's business.
        "command": re.sub(r"\s+--to[ =]\S+", "", run.get("command") or ""),
        "target": summary["target"],
        "drawn_from": _under_current_names(summary.get("drawn_from")),
        "p_target": {
            name: {each: {key: of[key] for key in ("p_target", "p_target_upper")} for each, of in levels.items()}
            for name, levels in ((name, told["potentials"]) for name, told in summary["scenarios"].items())
        },
        "scenario": baseline,
        "potentials": level,
        "probabilities": [float(p) for p in probabilities()],
        "said": _said(ds.sel(scenario=baseline, potentials=level), str(run["made"])[:7]),
        **_for_changes(run, ds, level),
    }


def _for_changes(run: dict[str, Any], ds: xr.Dataset, level: str) -> dict[str, Any]:
    """What tells later why another forecast says something else: what it rests on, its draws, its runs' headline."""
    rests_on = {name: digest for name, digest in run.get("rests_on", {}).items() if digest}
    found = {name: stamps.headlines(ds, name, level) for name in ds["scenario"].values.astype(str)}
    runs = {name: {date: _plain(values) for date, values in dates.items()} for name, dates in found.items()}
    version = {"version": ds.attrs["version"]}
    return {**version, "rests_on": rests_on, "labels": stamps.labels(ds), "runs": runs}


def _plain(values: np.ndarray) -> list[list[float]]:
    return [[float(f"{value:.6g}") for value in row] for row in values]


def check_summary(results: Path, summary: dict[str, Any], ds: xr.Dataset) -> None:
    """Hold the summary of a forecast against what its results give.

    Raises:
        UserError: they differ.
    """
    if not checksums.of_store(results / folder.STORE):
        raise UserError(say("results-lack-checksums", results=results))
    given = json.loads(json.dumps({**summarise(ds), **{name: summary[name] for name in SIDE if name in summary}}))
    told, reads = summary.get("format"), given["format"]
    if told != reads:
        raise UserError(say("summary-of-other-format", results=results, told=told, reads=reads))
    for place, said, gives in differing(summary, given):
        raise UserError(say("summary-disagrees", results=results, place=place, said=said, gives=gives))


def probabilities() -> np.ndarray:
    """The evenly spaced probabilities whose quantiles are kept."""
    number = settings.count("published_quantiles")
    return (np.arange(number) + 0.5) / number


def _said(ds: xr.Dataset, made: str) -> list[dict[str, Any]]:
    """Quantiles of each published variable in each December after the forecast was made."""
    months = [str(month)[:7] for month in ds["time"].values.astype("datetime64[M]")]
    rows = []
    for name in (row["variable"] for row in settings.table("published")):
        for at, month in enumerate(months):
            if month.endswith("-12") and month >= made:
                quantiles = np.quantile(ds[name].isel(time=at).values.ravel(), probabilities())
                rows.append(
                    {
                        "quantity": name,
                        "month": month,
                        "units": ds[name].attrs["units"],
                        "quantiles": [float(f"{value:.6g}") for value in quantiles],
                    }
                )
    return rows


def _under_current_names(drawn_from: dict[str, Any] | None) -> dict[str, Any] | None:
    if drawn_from is None:
        return None
    return {**drawn_from, "fitted": [current_name(name) for name in drawn_from["fitted"]]}


def digest_of(record: dict[str, Any]) -> str:
    """SHA-256 of a record, its own digest left out."""
    plain = {key: value for key, value in record.items() if key != "digest"}
    return hashlib.sha256(json.dumps(plain, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def published(ledgers: Sequence[Path] = (SHIPPED,)) -> dict[str, dict[str, Any]]:
    """Frozen forecasts by name, the oldest first.

    Raises:
        UserError: one cannot be read, is of another format, or was changed after it was frozen.
    """
    found: dict[str, dict[str, Any]] = {}
    for ledger in ledgers:
        if not ledger.is_dir() and ledger != SHIPPED:
            raise UserError(say("no-such-ledger", ledger=ledger))
    for path in sorted(path for ledger in ledgers for path in ledger.glob("*.json")):
        if path.stem in found:
            raise UserError(say("name-in-other-ledger", path=path))
        found[path.stem] = read(path)
    return dict(sorted(found.items(), key=lambda item: item[1]["made"]))


def read(path: Path) -> dict[str, Any]:
    """A frozen forecast.

    Raises:
        UserError: it cannot be read, is of another format, or it or its table was changed after it was frozen.
    """
    try:
        record = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise UserError(say("file-cannot-be-read", path=path, error=error)) from error
    if not isinstance(record, dict) or record.get("format") != FORMAT:
        raise UserError(say("no-frozen-forecast", path=path, format=FORMAT))
    if record.get("digest") != digest_of(record):
        raise UserError(say("changed-after-freezing", path=path))
    table = record.get("model_output")
    if table is not None and hub.is_changed(path.parent, table):
        raise UserError(say("changed-after-freezing", path=path.parent / f"{table['file']}.csv"))
    return record
