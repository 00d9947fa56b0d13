"""KPIs by focus, region and sector pair: worked out again from the event tables, and adding up to the country."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pandas as pd
import pytest
import xarray as xr

from samspil.model.parameters import central_values
from samspil.model.state.codes import Kind, Origin, Stage
from samspil.runs import simulate, tables

SECTOR = {1: "municipality", 2: "hospital", 3: "knowledge institution", 4: "company"}
BREAKDOWNS = {"kpi_by_need": "need", "kpi_by_region": "region", "kpi_by_sectors": "sectors"}


@pytest.fixture(scope="module")
def run() -> tuple[xr.Dataset, dict[str, pd.DataFrame]]:
    ds = simulate("full-portfolio", seed=3, record="events")
    return ds, tables(ds)


@pytest.mark.parametrize("name", BREAKDOWNS)
def test_what_is_counted_adds_up_to_the_country(run, name: str) -> None:
    ds, _ = run
    parts = ds[name].sum(BREAKDOWNS[name])
    decembers = ds.isel(time=slice(11, None, 12))
    for kpi in ("kpi_networks", "kpi_ideas"):
        assert decembers[kpi].values[-1] > 0
        np.testing.assert_allclose(parts.sel(kpi=kpi), decembers[kpi], rtol=1e-9)
    moved = ds["kpi_knowledge_transfer"].values.reshape(-1, 12).mean(axis=1)
    np.testing.assert_allclose(parts.sel(kpi="kpi_knowledge_transfer"), moved, rtol=1e-9)


LEVELS = {
    "kpi_cocreation": "co_created",
    "kpi_relations": "repeated",
    "trust_mean": "trust",
    "kpi_learning": "learned",
}


def live(frames: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """Partnerships at work when the run ends."""
    all_of_them = frames["partnerships"].set_index("key")
    all_of_them["learned"] = all_of_them["coverage"] - all_of_them["coverage_start"]
    return all_of_them.query(f"closed < 0 and kind != {Kind.IN_HOUSE} and stage != {Stage.AWAITING}")


def test_means_by_need_and_region_are_those_of_live_partnerships(run) -> None:
    ds, frames = run
    partnerships = live(frames)
    region = frames["actors"]["region"].loc[partnerships["lead"]].to_numpy()
    assert len(partnerships) > 50
    for name, by in (("kpi_by_need", partnerships["need"].to_numpy()), ("kpi_by_region", region)):
        for kpi, column in LEVELS.items():
            expected = partnerships.groupby(by)[column].mean()
            found = ds[name].sel(kpi=kpi).isel(year=-1).values
            assert np.isnan(np.delete(found, expected.index)).all()
            np.testing.assert_allclose(found[expected.index], expected, rtol=1e-9)


def test_ideas_by_need_are_the_solutions_partnerships_made(run) -> None:
    ds, frames = run
    made = frames["solutions"].query(f"origin == {Origin.PARTNERSHIP}").groupby("need").size()
    found = ds["kpi_by_need"].sel(kpi="kpi_ideas").isel(year=-1)
    np.testing.assert_array_equal(found.values, made.reindex(range(found.size), fill_value=0))


@pytest.mark.parametrize("name", BREAKDOWNS)
def test_implementation_is_local_use_out_of_the_pilots_that_partnerships_passed(run, name: str) -> None:
    ds, frames = run
    last = ds.isel(year=-1)
    passed = (last[name].sel(kpi="kpi_ideas") / last[name].sel(kpi="kpi_implementation")).sum()
    end = ds.isel(time=-1)
    np.testing.assert_allclose(passed, end["kpi_ideas"] / end["kpi_implementation"], rtol=1e-9)
    # The other pilots that passed are in-house ones, and those reach local use too.
    alone = float(end["pilots_passed"] - passed)
    made_alone = len(frames["solutions"].query(f"origin == {Origin.IN_HOUSE}"))
    assert made_alone <= round(alone, 6) <= len(frames["partnerships"].query(f"kind == {Kind.IN_HOUSE}"))


def test_trust_and_cocreation_by_sector_pair_are_those_of_the_pairs(run) -> None:
    ds, frames = run
    kind = frames["actors"]["kind"]
    trust = frames["ties"].set_index(["actor", "partner"])["trust"].to_dict()
    members_of = frames["members"].groupby("partnership")["actor"].agg(list)
    rows = []
    for key, partnership in live(frames).iterrows():
        members = members_of[key]
        pairs = list(combinations(members, 2)) or [(partnership["lead"], partnership["lead"])]
        for one, other in pairs:
            sectors = " - ".join(SECTOR[sector] for sector in sorted((kind[one], kind[other])))
            mutual = [trust.get(pair, central_values()["trust_baseline"]) for pair in ((one, other), (other, one))]
            rows.append((sectors, 1 / len(pairs), np.mean(mutual), partnership["co_created"]))
    frame = pd.DataFrame(rows, columns=["sectors", "weight", "trust_mean", "kpi_cocreation"])
    assert frame["sectors"].nunique() > 5
    for kpi in ("trust_mean", "kpi_cocreation"):
        weighted = (frame[kpi] * frame["weight"]).groupby(frame["sectors"]).sum()
        expected = weighted / frame.groupby("sectors")["weight"].sum()
        found = ds["kpi_by_sectors"].sel(kpi=kpi).isel(year=-1).to_series()
        np.testing.assert_allclose(found.dropna().sort_index(), expected.sort_index(), rtol=1e-9)


def test_companies_active_by_focus_add_up(run) -> None:
    ds, _ = run
    decembers = ds["companies_active"].isel(time=slice(11, None, 12))
    np.testing.assert_array_equal(ds["companies_active_by_need"].sum("need"), decembers)


def test_event_tables_read_as_people_read_them(run) -> None:
    ds, plain = run
    told = tables(ds, labels=True)
    names, partnerships = told["actors"]["name"], told["partnerships"]
    assert set(partnerships["kind"]) == {"project", "strategic", "consortium", "in-house"}
    assert (partnerships["lead"].astype(str).values == names[plain["partnerships"]["lead"]].values).all()
    months = partnerships["opened"].dt.year * 12 + partnerships["opened"].dt.month - 1 - 2022 * 12
    assert (months == plain["partnerships"]["opened"]).all()
    assert (partnerships["closed"].isna() == (plain["partnerships"]["closed"] < 0)).all()
    assert set(told["adoptions"]["host"]) <= set(names[plain["actors"]["kind"].isin([1, 2])])


def test_ids_tell_where_things_come_from(run) -> None:
    told = tables(run[0], labels=True)
    partnerships, solutions = told["partnerships"], told["solutions"]
    assert partnerships["key"].is_unique
    first = partnerships["key"].str.extract(r" (?P<month>\d{4}-\d{2}) #\d+ r(?P<renewal>\d+)$")
    renewed = first["renewal"].astype(int) > 0
    assert renewed.any()
    # A contract is agreed on in one month and opens in it or later; a renewal keeps the month of the first.
    assert (first["month"][~renewed] <= partnerships["opened"].astype(str)[~renewed]).all()
    made = solutions[solutions["origin"] == "partnership"]
    assert made["partnership"].isin(partnerships["key"]).all()
    assert (made["key"].str.replace(r" c\d+$", "", regex=True) == made["partnership"].astype(str)).all()
    assert (solutions["name"][solutions["origin"] == "catalogue"] != "").all()


def test_live_partnerships_are_those_of_the_series(run) -> None:
    ds, plain = run
    live = plain["progress"].query("live == 1").groupby("month").size().reindex(range(168), fill_value=0)
    assert (live.values == ds["partnerships_active"].values).all()
