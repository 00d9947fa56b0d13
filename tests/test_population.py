"""Populations and the shipped tables: Denmark adds up, slots are stable, and every mistake gets its one line."""

import csv
import os
import shutil
from collections.abc import Callable
from dataclasses import fields
from fnmatch import fnmatch
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from samspil.model.errors import UserError
from samspil.model.parameters import FILE as PARAMETERS
from samspil.model.parameters import GRADES, registry
from samspil.model.read import load_table
from samspil.scenarios.inputs.labels import labels_of
from samspil.scenarios.population import Population, companies, list_populations, load_population, synth
from samspil.scenarios.population.companies import apportion
from samspil.scenarios.population.load import percentile_rank
from samspil.scenarios.tables import (
    load_capabilities,
    load_catalogue,
    load_costs,
    load_needs,
    load_pools,
    load_programmes,
    tables_digest,
)
from samspil.scenarios.tables.shipped import DATA


@pytest.fixture(scope="module")
def denmark() -> Population:
    return load_population("denmark")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(DATA / "denmark", tmp_path / "country"))


def test_denmark_has_its_bodies(denmark: Population) -> None:
    assert list_populations() == ["denmark"]
    assert (len(denmark.regions), len(denmark.municipalities), len(denmark.hospitals)) == (5, 98, 25)
    assert len(denmark.institutions) == 21
    assert list(denmark.regions.label) == ["Hovedstaden", "Sjælland", "Syddanmark", "Midtjylland", "Nordjylland"]
    assert denmark.regions.population.sum() == denmark.municipalities.population.sum() == 6_025_511
    assert denmark.municipalities.code[0] == "0101"
    assert np.bincount(denmark.municipalities.region).tolist() == [29, 17, 22, 19, 11]


def test_care_and_hospital_staff_sum_to_the_references(denmark: Population) -> None:
    towns = denmark.municipalities
    assert towns.care_fte_by_65.sum() == pytest.approx(80_000, rel=1e-3)
    assert towns.care_fte_by_home_nursing.sum() == pytest.approx(80_000, rel=1e-3)
    assert denmark.hospitals.fte.sum() == pytest.approx(116_200)
    assert denmark.hospitals.fte.min() > 500


def test_reported_hospitals_keep_their_proportions(denmark: Population) -> None:
    fte = dict(zip(denmark.hospitals.name, denmark.hospitals.fte, strict=True))
    assert fte["Aarhus Universitetshospital"] / fte["Regionshospitalet Horsens"] == pytest.approx(9061 / 1623)
    assert denmark.hospitals.reported.sum() == 15
    assert denmark.hospitals.psychiatry.sum() == 5


def test_a_hospital_lies_in_the_region_of_its_municipality(denmark: Population) -> None:
    for bodies in (denmark.hospitals, denmark.institutions):
        assert (denmark.municipalities.region[bodies.municipality] == bodies.region).all()


def test_pressure_is_a_rank(denmark: Population) -> None:
    pressure = dict(zip(denmark.municipalities.name, denmark.municipalities.pressure, strict=True))
    assert pressure["København"] == min(pressure.values()) == 0.0
    assert 0.9 < pressure["Læsø"] <= 1.0
    np.testing.assert_allclose(percentile_rank(np.array([3.0, 1.0, 3.0, np.nan])), [0.75, 0.0, 0.75, np.nan])


def test_events_are_the_health_reform(denmark: Population) -> None:
    kinds = [event.kind for event in denmark.events]
    assert kinds.count("transfer_tasks") == 4
    merge = next(event for event in denmark.events if event.kind == "merge_regions")
    assert (merge.start, merge.regions) == (60, ("1084", "1085"))
    friction = next(event for event in denmark.events if event.kind == "friction")
    assert (friction.start, friction.end) == (48, 83)


def test_nobody_can_change_a_population(denmark: Population) -> None:
    with pytest.raises(ValueError, match="read-only"):
        denmark.municipalities.population[0] = 1


def test_the_digest_follows_the_content(denmark: Population, folder: Path) -> None:
    assert load_population(folder).digest == denmark.digest
    change(folder, "municipalities.csv", "share_65", lambda _: "0.108")
    assert load_population(folder).digest != denmark.digest
    assert len(tables_digest()) == 64


def test_companies_have_the_counts_of_the_data(denmark: Population) -> None:
    made = companies(denmark, seed=1)
    assert len(made) == 1500
    mix = denmark.company_mix
    cells = [((made.region == r) & (made.size == s)).sum() for r, s in zip(mix.region, mix.size, strict=True)]
    assert cells == mix.count.tolist()
    assert (denmark.municipalities.region[made.municipality] == made.region).all()
    assert made.age_months.min() >= 0
    assert made.age_months.max() < 360


@pytest.mark.parametrize("count", [0, 1, 7, 1500])
def test_one_company_more_leaves_the_others_alone(denmark: Population, count: int) -> None:
    fewer, more = companies(denmark, 5, count), companies(denmark, 5, count + 1)
    for field in fields(fewer):
        np.testing.assert_array_equal(getattr(fewer, field.name), getattr(more, field.name)[:count])


def test_companies_follow_the_seed(denmark: Population) -> None:
    same, again, other = companies(denmark, 3), companies(denmark, 3), companies(denmark, 4)
    np.testing.assert_array_equal(same.lat, again.lat)
    assert (same.lat != other.lat).mean() > 0.99
    assert (same.municipality != other.municipality).any()
    np.testing.assert_array_equal(same.size, other.size)


@settings(max_examples=50, deadline=None)
@given(st.lists(st.integers(0, 400), min_size=1, max_size=20).filter(any), st.integers(0, 300))
def test_webster_gives_exact_counts_and_never_moves_a_seat(counts: list[int], count: int) -> None:
    weights = np.array(counts)
    whole = apportion(weights, int(weights.sum()))
    np.testing.assert_array_equal(np.bincount(whole, minlength=weights.size), weights)
    np.testing.assert_array_equal(apportion(weights, count), apportion(weights, count + 1)[:count])


@pytest.mark.parametrize(("municipalities", "firms"), [(5, 0), (40, 300), (196, 3000)])
def test_a_synthetic_country_loads_through_the_same_loader(tmp_path: Path, municipalities: int, firms: int) -> None:
    country = load_population(synth(municipalities, firms, 7, tmp_path / "made"))
    assert len(country.municipalities) == municipalities
    assert len(companies(country, 1)) == firms
    assert country.name == "made"
    assert set(country.hospitals.region) == set(range(5))
    assert country.hospitals.reported.all()
    assert [path.name for path in tmp_path.iterdir()] == ["made"]


def test_a_synthetic_country_follows_its_seed(tmp_path: Path) -> None:
    one, two, other = (load_population(synth(30, 50, s, tmp_path / n)) for s, n in ((1, "a"), (1, "b"), (2, "c")))
    assert one.digest == two.digest != other.digest


@pytest.mark.parametrize(("municipalities", "firms", "words"), [(4, 10, "municipalities"), (98, -1, "companies")])
def test_a_synthetic_country_of_impossible_size_is_refused(
    tmp_path: Path, municipalities: int, firms: int, words: str
) -> None:
    with pytest.raises(UserError, match=words):
        synth(municipalities, firms, 1, tmp_path / "made")
    assert not list(tmp_path.iterdir())


def test_a_folder_with_something_in_it_is_left_alone(folder: Path) -> None:
    with pytest.raises(UserError, match="exists already"):
        synth(98, 10, 1, folder)


def change(folder: Path, file: str, column: str, new: Callable[[str], str], row: int = 0) -> None:
    """Change one cell of a table."""
    with (folder / file).open(newline="", encoding="utf-8") as source:
        table = list(csv.reader(source))
    place = table[0].index(column)
    table[row + 1][place] = new(table[row + 1][place])
    with (folder / file).open("w", newline="", encoding="utf-8") as target:
        csv.writer(target).writerows(table)


CELLS = [
    ("municipalities.csv", "code", 1, "0101", "stands in line 2 already"),
    ("municipalities.csv", "region", 0, "1804", "municipalities.csv:2: region = '1804'.*nearest known: 1084"),
    ("municipalities.csv", "population", 0, "many", "population = 'many': is not a number"),
    ("municipalities.csv", "population", 0, "1.5", "is not a whole number"),
    ("municipalities.csv", "population", 0, "700000", r"totals.csv:4: value = '6025511.*inhabitants come to"),
    ("municipalities.csv", "care_fte_by_65", 0, "-3", "care_fte_by_65 = '-3': is out of range; allowed.*0 or more"),
    ("municipalities.csv", "care_fte_by_65", 0, "9000", "care FTE .by 65."),
    ("municipalities.csv", "share_65", 0, "12,5", "write 12.5, with a point; allowed: a number with a decimal"),
    ("municipalities.csv", "population", 0, "675.000", "= '675.000': has a mark for thousands: write 675000"),
    ("municipalities.csv", "population", 0, "675000.0", "is not a whole number"),
    ("municipalities.csv", "area_km2", 0, "1.234", "may mean thousands: write 1234, or 1.2340 if it is a decimal"),
    ("hospitals.csv", "headcount", 0, "12.500", "write 12500, or 12.5000"),
    ("totals.csv", "value", 2, "6.025.511", "write 6025511"),
    ("totals.csv", "value", 5, "60000", r"totals.csv:7: .*hospital_fte. is 0.557 times .*0.75 to 1.33 times"),
    ("municipalities.csv", "lat", 0, "12.49", "lies outside the country"),
    ("municipalities.csv", "lon", 0, "nan", "is not a number"),
    ("municipalities.csv", "source", 0, "", "source = '': is empty"),
    ("regions.csv", "label", 1, "Hovedstaden", "stands in line 2 already"),
    ("hospitals.csv", "municipality", 0, "0102", "is no municipality of this folder"),
    ("hospitals.csv", "municipality", 0, "0851", "lies in region 1081, not in 1084"),
    ("hospitals.csv", "kind", 0, "somatik", "kind = 'somatik': is unknown; allowed: somatic, psychiatry; nearest"),
    ("hospitals.csv", "kind", 8, "psychiatry", "differs from the unit's first site"),
    ("institutions.csv", "strength", 0, "2", "is out of range; allowed: a number with a decimal point from 0 to 1"),
    ("companies.csv", "size", 0, "tiny", "allowed: micro, small, medium, large"),
    ("companies.csv", "count", 0, "316", "totals.csv:9: value = '1500.*counts of companies come to 1501"),
    ("company_ages.csv", "to_years", 0, "0", "is not above from_years"),
    ("events.csv", "start", 0, "2027-13", "start = '2027-13': is not a month; allowed: YYYY-MM"),
    ("events.csv", "regions", 0, "1084; 9", "holds an unknown region"),
    ("events.csv", "needs", 1, "", "tasks of some need must move"),
    ("events.csv", "needs", 1, "nursing", "holds an unknown name"),
    ("events.csv", "parameter", 6, "reform_frction", "nearest known: reform_friction"),
    ("about.csv", "value", 3, "north", "is not a number"),
    ("about.csv", "key", 0, "nam", "key = 'nam': is unknown.*nearest known: name"),
    ("totals.csv", "total", 0, "municipalities", "stands in line 2 already"),
]


@pytest.mark.parametrize(("file", "column", "row", "value", "words"), CELLS)
def test_a_wrong_cell_gives_one_line(folder: Path, file: str, column: str, row: int, value: str, words: str) -> None:
    change(folder, file, column, lambda _: value, row)
    with pytest.raises(UserError, match=words) as caught:
        load_population(folder)
    assert len(caught.value.lines) == 1
    assert "\n" not in caught.value.lines[0]


def rewrite(path: Path, old: str, new: str) -> None:
    path.write_text(path.read_text("utf-8").replace(old, new), "utf-8")


FILES = [
    (lambda path: path.unlink(), "hospitals.csv: is missing"),
    (lambda path: path.write_text(""), "hospitals.csv: is empty"),
    (lambda path: path.write_bytes(b"\xff\xfe\x00"), "hospitals.csv: is not text in UTF-8"),
    (lambda path: path.write_text('site,"unit\n'), "hospitals.csv:1: is not a table"),
    (lambda path: path.write_text(path.read_text("utf-8").replace("beds", "bed", 1), "utf-8"), "nearest known: beds"),
    (lambda path: rewrite(path, ",", ";"), "separated by semicolons.*a Danish Excel"),
    (lambda path: rewrite(path, ",", "\t"), "separated by tabs"),
    (lambda path: path.write_text(path.read_text("utf-8"), "cp1252"), "is not text in UTF-8; .*CSV UTF-8"),
    (lambda path: rewrite(path, "no fig", "\x9b2J"), "hospitals.csv:4: has the control character"),
    (lambda path: (path.unlink(), os.mkfifo(path)), "is no ordinary file"),
    (lambda path: path.write_text(path.read_text("utf-8") + "x,y\n", "utf-8"), "has 2 cells where the header has 12"),
    (lambda path: path.write_text("x" * 10_000_000), "hospitals.csv:1: is not a table"),
    (lambda path: path.write_text("\x00" * 100), "hospitals.csv"),
]


@pytest.mark.parametrize(("break_it", "words"), FILES)
def test_a_wrong_file_is_told(folder: Path, break_it: Callable[[Path], object], words: str) -> None:
    break_it(folder / "hospitals.csv")
    with pytest.raises(UserError, match=words) as caught:
        load_population(folder)
    assert all(line.startswith("hospitals.csv") for line in caught.value.lines)


def test_all_problems_are_told_at_once_but_not_without_end(folder: Path) -> None:
    for row in range(40):
        change(folder, "municipalities.csv", "share_65", lambda _: "?", row)
    change(folder, "regions.csv", "lat", lambda _: "?")
    with pytest.raises(UserError) as caught:
        load_population(folder)
    lines = caught.value.lines
    assert sum(line.startswith("municipalities.csv") for line in lines) == 26
    assert "and 15 more problems" in " ".join(lines)
    assert any(line.startswith("regions.csv:2") for line in lines)


def test_a_region_needs_hosts(folder: Path) -> None:
    table = (folder / "regions.csv").read_text("utf-8")
    (folder / "regions.csv").write_text(table + "1080,Region Rest,Rest,56,10,assumed\n", "utf-8")
    with pytest.raises(UserError, match="has no municipality") as caught:
        load_population(folder)
    assert len(caught.value.lines) == 2


def test_an_unknown_population_names_the_nearest() -> None:
    with pytest.raises(UserError, match="nearest known: denmark"):
        load_population("danmark")


def add_row(folder: Path, file: str, *cells: object) -> None:
    with (folder / file).open("a", newline="", encoding="utf-8") as target:
        csv.writer(target).writerow(cells)


def test_a_total_among_the_rows_is_refused(folder: Path) -> None:
    """As tables are copied from statistics: the region or the whole country stands among its parts."""
    (folder / "totals.csv").write_text("total,value,tolerance,unit,source\n", "utf-8")
    place = (55.7, 12.5)
    add_row(
        folder, "municipalities.csv", 1081, "Nordjylland", 1081, 620000, 0.2, 7900, *place, 30, 5000, 5000, 1, "", "x"
    )
    add_row(folder, "municipalities.csv", 1, "I alt", 1084, 6025511, 0.2, 43000, *place, 30, 80000, 80000, 1, "", "x")
    add_row(folder, "hospitals.csv", "All", "All", "somatic", 1084, "0101", *place, "", 53817, "", 2021, "x")
    with pytest.raises(UserError) as caught:
        load_population(folder)
    assert [line.split(": leave")[0] for line in caught.value.lines] == [
        "hospitals.csv:38: fte = '53817': is the sum of other rows",
        "municipalities.csv:100: population = '620000': is the sum of other rows",
        "municipalities.csv:101: population = '6025511': is the sum of other rows",
    ]


def test_the_scale_of_hospitals_is_told(denmark: Population) -> None:
    assert denmark.hospital_scale == pytest.approx(1.0786, abs=1e-4)


def test_municipalities_of_one_name_are_told_apart_by_code(folder: Path) -> None:
    change(folder, "municipalities.csv", "name", lambda _: "Herøy", 0)
    change(folder, "municipalities.csv", "name", lambda _: "Herøy", 5)
    labels = labels_of(load_population(folder))
    assert [labels["municipality"][place] for place in (0, 1, 5)] == ["Herøy (0101)", "Frederiksberg", "Herøy (0157)"]
    assert labels["municipality_code"][:2] == ["0101", "0147"]
    assert labels["region_code"] == ["1084", "1085", "1083", "1082", "1081"]


def test_a_folder_that_changes_is_read_again(folder: Path) -> None:
    first = load_population(folder)
    assert load_population(folder) is first
    change(folder, "regions.csv", "label", lambda _: "Nord", 4)
    assert load_population(folder).regions.label[4] == "Nord"


def test_country_without_totals_or_events_loads(folder: Path) -> None:
    for file in ("totals.csv", "events.csv"):
        header = (folder / file).read_text("utf-8").splitlines()[0]
        (folder / file).write_text(header + "\n", "utf-8")
    country = load_population(folder)
    assert country.events == ()
    assert country.hospitals.fte.sum() == pytest.approx(107_731, rel=1e-3)


def test_needs_ask_for_known_capabilities() -> None:
    known = {capability.name for capability in load_capabilities()}
    assert len(known) == 24
    assert len(load_needs()) == 12
    for need in load_needs():
        assert set(need.capabilities) <= known
        assert len(set(need.segments)) == 6


def test_potentials_stand_equal_in_catalogue_and_registry() -> None:
    parameters = [p for p in registry().values() if p.name.startswith("potential.")]
    assert [f"potential.{solution.name}" for solution in load_catalogue()] == [p.name for p in parameters]
    for solution, parameter in zip(load_catalogue(), parameters, strict=True):
        assert solution.fte == (parameter.low, parameter.default, parameter.high)
        assert solution.grade == parameter.grade


def test_every_item_has_one_price() -> None:
    prices = {name for name in registry() if name.startswith("cost.")}
    assert prices == {f"cost.{item}" for item in load_costs()}
    with (DATA / "costs.csv").open(newline="", encoding="utf-8") as file:
        assert not {"value", "low", "high", "unit"} & set(csv.DictReader(file).fieldnames or [])


def test_pools_are_capped_by_parameters() -> None:
    caps = [name for name in registry() if name.startswith("pool_cap.")]
    assert [pool.parameter for pool in load_pools()] == caps
    assert {member for pool in load_pools() for member in pool.members} <= {s.name for s in load_catalogue()}


def test_programmes_are_dated_and_paid() -> None:
    programmes = load_programmes()
    assert programmes["lighthouse_1"].start == 6
    assert programmes["lighthouse_1"].yearly_mdkk(167) == pytest.approx(92.5 / 18 * 12)
    assert programmes["cluster"].yearly_mdkk(167) == 15.0
    assert programmes["data_law"].yearly_mdkk(167) == 0.0
    regions = set(load_population("denmark").regions.code)
    for programme in programmes.values():
        assert sum(programme.payers) == pytest.approx(1.0)
        assert set(programme.regions) <= regions


@pytest.mark.parametrize("path", sorted(DATA.rglob("*.csv")), ids=lambda path: path.name)
def test_every_row_of_data_has_a_source(path: Path) -> None:
    with path.open(newline="", encoding="utf-8") as file:
        assert all(row["source"].strip() for row in csv.DictReader(file))


@pytest.mark.parametrize("kind", ["municipal", "regional"])
def test_hour_shares_sum_to_one(kind: str) -> None:
    shares = [p.default for p in registry().values() if p.name.startswith(f"hours_share_{kind}.")]
    assert sum(shares) == pytest.approx(1.0)


def test_every_parameter_says_where_it_comes_from() -> None:
    for parameter in registry().values():
        assert parameter.low <= parameter.default <= parameter.high, parameter.name
        assert all((parameter.unit, parameter.source, parameter.title_en, parameter.title_da, parameter.meaning))
        assert parameter.grade in GRADES


MOST_BESIDE = 0.1  # of a number in a register: how far the ends of its range may lie from it, as a share of it


def test_what_a_register_says_is_as_sure_as_the_register() -> None:
    rows = [row.values for row in load_table(PARAMETERS.with_name("registers.csv"))]
    for parameter in registry().values():
        told = [row for row in rows if fnmatch(parameter.name, row["parameter"])]
        assert told or parameter.grade != "measured", f"{parameter.name}: measured where?"
        if told and not told[0]["wider_because"]:
            beside = max(parameter.high - parameter.default, parameter.default - parameter.low)
            assert beside <= MOST_BESIDE * parameter.default, parameter.name
    assert all(any(fnmatch(name, row["parameter"]) for name in registry()) for row in rows)


def test_staff_stands_where_the_registers_put_it() -> None:
    home = load_population("denmark")
    care = home.municipalities.care_fte_by_65.sum()
    assert registry()["municipal_staff"].default == pytest.approx(1.15 * care, rel=1e-3)
    assert registry()["regional_staff"].default == pytest.approx(home.hospitals.fte.sum(), rel=1e-3)
