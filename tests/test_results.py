"""Results: labels and units on everything, the same through memory, Zarr and NetCDF, with nothing but xarray."""

import json
import warnings

import networkx as nx
import numpy as np
import pandas as pd
import pytest
import xarray as xr
import zarr

from samspil.model.errors import UserError
from samspil.runs import failures, kernel, open_results, run_ensemble, simulate, tables, to_networkx, verify
from samspil.runs.encode import COARSE_BITS, EXACT, FINE_BITS, PARTS, pack, recorded, rounded
from samspil.runs.events import columns
from samspil.runs.variables import RUN_DIMS, bookkeeping, dims, variables

from .fake_kernel import LABELS, FakeKernel

SCENARIOS = ["current-policy", "full-portfolio"]
LEVELS = ["measured", "assumed"]


@pytest.fixture(scope="module")
def fake():
    before = kernel._shipped
    kernel._shipped = FakeKernel(fails=frozenset({(1, 1)}))
    yield kernel._shipped
    kernel._shipped = before


@pytest.fixture(scope="module")
def held(fake):
    return run_ensemble(SCENARIOS, draws=3, replicates=2, potentials=LEVELS)


@pytest.fixture(scope="module")
def folder(fake, tmp_path_factory):
    path = tmp_path_factory.mktemp("results")
    run_ensemble(SCENARIOS, draws=3, replicates=2, potentials=LEVELS, to=path)
    return path


@pytest.fixture(scope="module")
def stored(folder):
    return open_results(folder)


def test_the_tables_name_each_variable_and_dim_once_and_completely():
    rows = [*variables().values(), *bookkeeping().values(), *dims().values()]
    assert all(row.long_name_en and row.long_name_da for row in rows)
    assert len({row.name for row in rows}) == len(rows)
    used = {dim for row in rows for dim in row.dims}
    assert used <= set(dims())
    assert all(row.dims[-1] in ("time", "year") for row in variables().values())


def test_every_variable_and_coordinate_has_unit_and_name(held, stored):
    for ds in (held, stored):
        for name, variable in ds.variables.items():
            assert variable.attrs["long_name"], name
            # Text has no unit; dates carry theirs in the encoding.
            assert bool(variable.attrs.get("units")) == (variable.dtype.kind in "biuf"), name


def test_dims_stand_in_the_order_of_the_contract(held):
    assert held["freed_fte"].dims == (*RUN_DIMS, "time")
    assert held["freed_fte_by_municipality"].dims == (*RUN_DIMS, "municipality", "year")
    assert held["staircase"].dims == (*RUN_DIMS, "step", "origin_class", "year")
    one_level = run_ensemble("current-policy", draws=1, replicates=1)
    assert one_level["freed_fte"].dims == (*RUN_DIMS[1:], "time")
    assert one_level["potentials"].item() == "estimated"


def test_coordinates_are_months_years_and_names(held):
    assert held["time"].values[[0, -1]].tolist() == np.array(["2022-01-01", "2035-12-01"], "datetime64[ns]").tolist()
    assert held["year"].values.tolist() == list(range(2022, 2036))
    assert held["region"].values.tolist() == LABELS["region"]
    assert held["scenario"].values.tolist() == SCENARIOS


def test_codes_of_regions_and_municipalities_are_coordinates_of_every_result(held, stored, folder, tmp_path):
    simulate("current-policy").to_netcdf(tmp_path / "run.nc")
    with xr.open_zarr(folder / "results.zarr") as plain, xr.open_dataset(tmp_path / "run.nc") as run:
        for ds in (held, stored, plain, run):
            assert ds["freed_fte_by_municipality"]["municipality_code"].values.tolist() == LABELS["municipality_code"]
            assert ds["freed_fte_by_region"]["region_code"].dims == ("region",)


def test_attributes_say_where_it_comes_from(held, stored):
    for ds in (held, stored):
        told = {"title", "format", "version", "commit", "seed", "scenario_digests", "population_digests"}
        assert told | {"evidence_digest", "target", "created", "failures"} <= set(ds.attrs)
        assert json.loads(ds.attrs["target"])["by"] == "2030-12"
        assert set(json.loads(ds.attrs["scenario_digests"])) == set(SCENARIOS)
        assert ds.attrs["seed"] == 1


def test_plain_xarray_opens_the_store_without_a_warning(folder, stored):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with xr.open_zarr(folder / "results.zarr") as plain:
            assert set(plain.variables) == set(stored.variables)
            assert np.array_equal(plain["freed_fte"], stored["freed_fte"], equal_nan=True)
    assert zarr.open_group(folder / "results.zarr", mode="r").metadata.zarr_format == 3


def chunks_in(file, count):
    """The packed bytes of every chunk of a shard, by its place; the index is the end of the file."""
    content = file.read_bytes()
    index = np.frombuffer(content[-16 * count :], dtype="<u8").reshape(count, 2).tolist()
    return {place: content[start : start + size] for place, (start, size) in enumerate(index) if start < 2**64 - 1}


def test_the_library_reads_and_writes_the_same_chunks(folder, tmp_path):
    """Files are written without the Zarr library: it must write the same chunks from the same metadata."""
    group = zarr.open_group(folder / "results.zarr", mode="r")
    for name in ("freed_fte", "adoptions", "failed", "run_digest"):
        array = group[name]
        (tmp_path / name).mkdir()
        (tmp_path / name / "zarr.json").write_bytes((folder / "results.zarr" / name / "zarr.json").read_bytes())
        count = np.prod([whole // size for whole, size in zip(array.shards, array.chunks, strict=True)])
        with zarr.config.set({"array.write_empty_chunks": True}):
            zarr.open_array(tmp_path / name, mode="r+")[:] = array[:]
        files = [*(folder / "results.zarr" / name).glob("c.*")]
        assert [file.name for file in files] == [file.name for file in (tmp_path / name).glob("c.*")] != []
        for file in files:
            ours, theirs = chunks_in(file, count), chunks_in(tmp_path / name / file.name, count)
            assert ours == {place: theirs[place] for place in ours} != {}


def test_disk_holds_the_headline_exactly_its_parts_to_a_hundred_thousandth_and_the_rest_to_12_bits(held, stored):
    assert list(held.data_vars) == list(stored.data_vars)
    for name in variables():
        one, other = held[name].values, stored[name].values
        assert held[name].attrs == stored[name].attrs
        assert held[name].dtype == np.float64
        if name in EXACT:
            assert np.array_equal(one, other, equal_nan=True)
        np.testing.assert_allclose(one, other, rtol=8e-6 if name in PARTS else 1.3e-4)
    for name in (*bookkeeping(), *held.coords):
        assert held[name].equals(stored[name]), name


def test_numbers_and_texts_are_of_one_type_by_every_route(held, folder, tmp_path):
    held.to_netcdf(tmp_path / "all.nc")
    simulate("current-policy", draw=1).to_netcdf(tmp_path / "one.nc")
    routes = {
        "stored": open_results(folder),
        "given back": run_ensemble(SCENARIOS, draws=3, replicates=2, potentials=LEVELS, to=folder, resume=True),
        "chunked": open_results(folder, chunks={}),
        "netcdf": open_results(tmp_path / "all.nc"),
        "one run": simulate("current-policy", draw=1),
        "one run in netcdf": open_results(tmp_path / "one.nc"),
    }
    for route, ds in routes.items():
        for name in (name for name in held.variables if name in ds.variables):
            kinds = ds[name].dtype.kind, held[name].dtype.kind
            assert kinds == ("U", "U") or ds[name].dtype == held[name].dtype, (route, name)
    assert routes["chunked"]["freed_fte_net"].chunks is not None
    assert routes["stored"]["freed_fte_net"].chunks is None
    assert np.array_equal(routes["chunked"]["freed_fte_net"], routes["stored"]["freed_fte_net"], equal_nan=True)


def test_chunks_without_dask_say_what_to_install(folder, monkeypatch):
    monkeypatch.setattr("samspil.runs.results.find_spec", lambda _: None)
    with pytest.raises(UserError, match=r"samspil\[dask\]"):
        open_results(folder, chunks="auto")


def test_breakdowns_by_month_where_asked_for(fake, tmp_path):
    asked = {"draws": 3, "replicates": 2, "potentials": LEVELS, "monthly": True}
    held = run_ensemble(SCENARIOS, **asked)
    run_ensemble(SCENARIOS, **asked, to=tmp_path)
    for ds in (held, open_results(tmp_path)):
        assert ds["freed_fte_by_need"].dims == (*RUN_DIMS, "need", "time")
        assert ds["freed_fte_by_municipality"].dims == (*RUN_DIMS, "municipality", "year")
    assert verify(tmp_path, sample=2).agrees
    with pytest.raises(UserError):
        run_ensemble(SCENARIOS, **asked | {"monthly": False}, to=tmp_path, resume=True)


@pytest.mark.parametrize("kept", [COARSE_BITS, FINE_BITS])
def test_rounding_is_to_nearest_and_keeps_what_is_not_a_number(kept):
    step = 2.0**-kept
    values = np.array([0.0, -0.0, 1.0, -1.0, 1 + step / 2, 1 + 3 * step / 2, np.nan, np.inf, -np.inf, 1e-30])
    found = rounded(values, kept)
    assert found.dtype == np.float32
    assert found[:6].tolist() == [0.0, -0.0, 1.0, -1.0, 1.0, 1 + 2 * step]
    assert np.isnan(found[6])
    assert found[7:9].tolist() == [np.inf, -np.inf]
    assert abs(found[9] / 1e-30 - 1) < step / 2


@pytest.mark.parametrize("kept", [COARSE_BITS, FINE_BITS])
def test_counts_survive_rounding_rounding_again_changes_nothing_and_zeros_pack_small(kept):
    counts = np.arange(100_000, dtype=float)
    assert np.array_equal(rounded(counts, kept), counts)
    mixed = np.random.default_rng(1).lognormal(5.0, 5.0, 10_000)
    once = rounded(mixed, kept)
    assert np.array_equal(rounded(once, kept), once)
    assert len(pack(rounded(np.zeros((100, 168)), kept))) < 1000


def test_failed_runs_are_missing_and_told(held):
    bad = held.sel(draw=1, replicate=1)
    assert bad["failed"].all()
    assert bad["freed_fte"].isnull().all()
    assert held["failed"].sum() == 4
    assert len(failures(held)) == 4


def test_a_member_of_an_ensemble_is_the_trajectory(held):
    from samspil.scenarios import load

    assert load("current-policy").potentials == "estimated"
    member = run_ensemble("current-policy", draws=3, replicates=2).sel(scenario="current-policy", draw=2, replicate=1)
    single = simulate("current-policy", draw=2, replicate=1)
    for name in variables():
        assert np.array_equal(member[name], single[name]), name
        assert single[name].dims == variables()[name].dims
    assert {name: single[name].item() for name in RUN_DIMS} == {
        "potentials": "estimated",
        "scenario": "current-policy",
        "draw": 2,
        "replicate": 1,
    }


def test_netcdf_gives_everything_back(held, tmp_path):
    single = simulate("current-policy", record="events")
    single.to_netcdf(tmp_path / "one.nc")
    with open_results(tmp_path / "one.nc") as back:
        assert back.identical(single)
    held.to_netcdf(tmp_path / "all.nc")
    with open_results(tmp_path / "all.nc") as back:
        assert back["freed_fte"].identical(held["freed_fte"])


def test_opening_what_is_not_there_or_not_ours_is_one_line(tmp_path):
    xr.Dataset({"a": ("x", [1.0])}).to_netcdf(tmp_path / "other.nc")
    (tmp_path / "text.nc").write_text("not a data set")
    (tmp_path / "mine.yaml").write_text("name: mine")
    (tmp_path / "empty").mkdir()
    for path, told in [
        (tmp_path / "nowhere", "there is no such file or folder"),
        (tmp_path / "empty", "there are no results"),
        (tmp_path / "mine.yaml", "there are no results"),
        (tmp_path / "other.nc", "its format is None"),
        (tmp_path / "text.nc", "cannot be read"),
    ]:
        with pytest.raises(UserError, match=told) as caught:
            open_results(path)
        assert len(caught.value.lines) == 1


def test_recording_events_adds_tables_and_changes_nothing(fake):
    plain, recorded_too = simulate("current-policy"), simulate("current-policy", record="events")
    for name in plain.variables:
        assert plain[name].identical(recorded_too[name]), name
    found = tables(recorded_too)
    assert list(found) == [
        "actors",
        "partnerships",
        "members",
        "progress",
        "ties",
        "solutions",
        "adoptions",
        "uses",
        "parameters",
    ]
    assert found["partnerships"]["key"].tolist() == [70, 71]
    for row in columns():
        assert recorded_too[row.variable].attrs.get("units", "") == row.units
        assert bool(row.units) == (recorded_too[row.variable].dtype.kind != "U")
        assert row.long_name_da
    with pytest.raises(UserError, match='record="events"'):
        tables(plain)


def test_network_holds_who_works_together_in_the_month(fake):
    ds = simulate("current-policy", record="events")
    early, late = to_networkx(ds, 12), to_networkx(ds, "2023-09")
    assert sorted(early.edges) == [(0, 2), (0, 3), (2, 3)]
    assert early.edges[0, 2]["partnerships"] == [70, 71]
    assert late.edges[0, 2]["partnerships"] == [71]
    assert early.nodes[0] == {"name": "0", "kind": "municipality", "region": "Hovedstaden"}
    assert not to_networkx(ds, 0)
    for month in (pd.Period("2023-01"), pd.Timestamp("2023-01-31"), np.datetime64("2023-01-15"), np.int16(12)):
        assert nx.utils.graphs_equal(to_networkx(ds, month), early)
    for month in ("soon", "2021-12", -1, "2036-01", 168, pd.Period("2036-01"), 12.5, True, None):
        with pytest.raises(UserError, match="month"):
            to_networkx(ds, month)


def test_every_recorded_variable_has_a_row():
    assert set(recorded()) <= {*variables(), *bookkeeping()}
