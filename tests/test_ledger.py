"""The ledger, worked out again from the event tables in pandas: written apart from the kernel, and to agree."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import xarray as xr

from samspil.runs import simulate, tables
from samspil.scenarios.tables import load_pools

BASELINE = 23  # December 2023
HOURS = 1667
MONTHS = [0, 11, BASELINE, 24, 59, 60, 61, 107, 108, 150, 167]  # and the Decembers of the bridge: 23, 59, 107, 167
CASES = {
    "as shipped": {},
    "pools and ceiling bind": {
        "pool_cap.hospital_documentation": 2e-5,
        "pool_cap.night": 1e-6,
        "area_ceiling": 0.002,
    },
    "solutions that cost time": {"new_costly_share": 0.4, "new_null_share": 0.1, "new_potential_median": 0.01},
}


@pytest.fixture(scope="module", params=CASES)
def run(request: pytest.FixtureRequest) -> tuple[xr.Dataset, dict[str, pd.DataFrame], dict[str, float]]:
    own = CASES[request.param]
    ds = simulate(
        "full-portfolio", seed=4, parameters=own, record="events", beyond_evidence=True, monthly=True, prior=True
    )
    frames = tables(ds)
    return ds, frames, dict(frames["parameters"].itertuples(index=False))


def parts(uses: pd.DataFrame, column: str, p: dict[str, float]) -> pd.Series:
    """Each use's share of its cell's hours: the best of its segment, segments by -ln(1 - share), pools scaled."""
    best = uses[uses[column] > 0].sort_values([column, "adoption"], ascending=[False, True])
    best = best.drop_duplicates(["month", "cell", "segment"])
    piece = -np.log1p(-best[column])
    cell = [best["month"], best["cell"]]
    whole = piece.groupby(cell).transform("sum")
    share = np.minimum(p["area_ceiling"], -np.expm1(-whole)) * piece / whole
    for number, pool in enumerate(load_pools()):
        kind = ("municipality", "hospital").index(pool.host)
        column = ("pool_municipal", "pool_hospital")[kind]
        mine = best[(best[column] == number) & (best["kind"] == kind)].index
        total, growth = (
            ("municipal_staff", "municipal_hours_growth") if kind == 0 else ("regional_staff", "regional_hours_growth")
        )
        now = (1 + p[growth]) ** (best.loc[mine, "month"] / 12)
        cap = p[f"pool_cap.{pool.name}"] * p[total] * p["hours_per_staff_fte"] * now
        freed = (share[mine] * best.loc[mine, "hours"]).groupby(best.loc[mine, "month"]).transform("sum")
        share[mine] *= np.minimum(1, cap / freed)
    return share.reindex(uses.index, fill_value=0.0)


def recomputed(frames: dict[str, pd.DataFrame], p: dict[str, float]) -> pd.DataFrame:
    """Uses in the months looked at, with the parts they have in each measure (hours)."""
    uses = frames["uses"][frames["uses"]["month"].isin(MONTHS)]
    uses = uses.merge(frames["adoptions"].drop(columns=["month", "need"]), on="adoption")
    solutions = frames["solutions"][["need", "segment", "pool_municipal", "pool_hospital", "origin"]]
    uses = uses.merge(solutions, left_on="solution", right_index=True)
    uses["net"] = uses["hours"] * parts(uses, "t", p)
    uses["share"] = parts(uses, "e", p)
    uses["realised"] = uses["hours"] * uses["share"]
    stays = uses["abandoned"] > uses["month"] + 12
    uses["kept"] = uses["share"].where(stays, 0.0)
    uses["sustained"] = uses["realised"].where(stays, 0.0)
    uses["gross"] = uses["hours"] * uses["t"].clip(lower=0)
    uses["cost"] = uses["hours"] * (-uses["t"]).clip(lower=0)
    return uses


def growth(kind: pd.Series, month: int, p: dict[str, float]) -> pd.Series:
    yearly = kind.map({0: 1 + p["municipal_hours_growth"], 1: 1 + p["regional_hours_growth"]})
    return yearly ** ((month - BASELINE) / 12)


def new_since(uses: pd.DataFrame, month: int, column: str, p: dict[str, float]) -> pd.Series:
    """Hours (region, need) freed at a month beyond the shares of the baseline, before any floor."""
    now = uses[uses["month"] == month].groupby(["region", "need"])[column].sum()
    then = uses[uses["month"] == BASELINE]
    then = (then[column] * growth(then["kind"], month, p)).groupby([then["region"], then["need"]]).sum()
    return now.sub(then, fill_value=0.0)


def test_standing_levels(run: tuple) -> None:
    ds, frames, p = run
    uses = recomputed(frames, p)
    sums = uses.groupby("month")[["gross", "net", "realised", "sustained", "cost"]].sum().reindex(MONTHS, fill_value=0)
    for measure in ("net", "realised", "sustained"):
        sums[measure] -= sums["cost"]
    for measure in ("gross", "net", "realised", "sustained"):
        found = ds[f"freed_fte_{measure}"].values[MONTHS]
        np.testing.assert_allclose(found, sums[measure] / HOURS, rtol=1e-9, atol=1e-9)
    assert sums["gross"].iloc[-1] > 0


def test_what_is_new_by_region_need_and_origin(run: tuple) -> None:
    ds, frames, p = run
    uses = recomputed(frames, p)
    first = uses[uses["month"] == BASELINE].groupby(["cell", "solution"])["kept"].sum().rename("before")
    uses = uses.merge(first, on=["cell", "solution"], how="left").fillna({"before": 0.0})
    uses["fresh"] = uses["hours"] * (uses["kept"] - uses["before"]).clip(lower=0).where(uses["t"] >= 0, 0.0)
    for month in [month for month in MONTHS if month > BASELINE]:
        change = new_since(uses, month, "sustained", p)
        cost = new_since(uses, month, "cost", p).reindex(change.index, fill_value=0.0)
        new = change.clip(lower=0) - cost
        at = ds.isel(time=month)
        close = {"rtol": 1e-9, "atol": 1e-7}
        np.testing.assert_allclose(float(at["freed_fte"]), new.sum() / HOURS, **close)
        np.testing.assert_allclose(float(at["freed_fte_unfloored"]), (change - cost).sum() / HOURS, **close)
        for dim in ("region", "need"):
            mine = new.groupby(dim).sum().reindex(range(ds.sizes[dim]), fill_value=0.0)
            np.testing.assert_allclose(at[f"freed_fte_by_{dim}"].values, mine / HOURS, **close)
        if not uses["cost"].any():
            here = uses[uses["month"] == month]
            fresh = here.groupby(["region", "need", "origin"])["fresh"].sum()
            weight = fresh / fresh.groupby(["region", "need"]).transform("sum")
            mine = (weight * change.clip(lower=0)).groupby("origin").sum().reindex(range(4), fill_value=0.0)
            np.testing.assert_allclose(at["freed_fte_by_origin"].values, mine / HOURS, **close)


def test_the_bridge_from_standing_to_new(run: tuple) -> None:
    ds, frames, p = run
    uses = recomputed(frames, p)
    then = uses[uses["month"] == BASELINE].set_index(["cell", "solution"])
    for year in (2023, 2026, 2030, 2035):
        month = (year - 2022) * 12 + 11
        now = uses[uses["month"] == month].groupby(["cell", "solution"])["sustained"].sum()
        stock = then["sustained"] * growth(then["kind"], month, p)
        change = now.sub(stock, fill_value=0.0)
        new = new_since(uses, month, "sustained", p)
        told = [
            stock.sum(),
            change.clip(upper=0).sum(),
            change.clip(lower=0).sum(),
            now.sum(),
            (new.clip(lower=0) - new).sum(),
            -new_since(uses, month, "cost", p).sum(),
        ]
        told.append(told[1] + told[2] + told[4] + told[5])
        found = ds["stock_bridge"].sel(year=year).values
        np.testing.assert_allclose(found, np.array(told) / HOURS, rtol=1e-9, atol=1e-7)
        at = ds.sel(time=f"{year}-12-01")
        assert found[3] == pytest.approx(float(at["staircase"].sel(year=year, step="sustained").sum()), abs=1e-7)
        assert found[6] == pytest.approx(float(at["freed_fte"]), abs=1e-7)


def test_the_recomputation_can_fail(run: tuple) -> None:
    ds, frames, p = run
    uses = recomputed({**frames, "uses": frames["uses"].assign(e=frames["uses"]["e"] * 1.001)}, p)
    found = ds["freed_fte_realised"].values[167]
    wrong = uses[uses["month"] == 167]
    assert abs((wrong["realised"] - wrong["cost"]).sum() / HOURS / found - 1) > 1e-5
