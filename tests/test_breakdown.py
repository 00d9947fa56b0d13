"""Where FTE are freed: the parts of a forecast add up to it, of one region too."""

from __future__ import annotations

import numpy as np
import pytest
import xarray as xr

from samspil.experiments.breakdown import BY, OF_A_REGION, Part, breakdown
from samspil.experiments.regions import region_of
from samspil.model.errors import UserError
from samspil.runs import run_ensemble
from samspil.scenarios.population import GROUPS

ADDING = [by for by in BY if by not in ("group", "payer")]


@pytest.fixture(scope="module")
def ds() -> xr.Dataset:
    return run_ensemble(["current-policy", "full-portfolio"], draws=3, replicates=2, potentials="estimated")


def total(parts: list[Part], what: str = "mean") -> dict[int, float]:
    return {year: sum(getattr(p, what) for p in parts if p.year == year) for year in {p.year for p in parts}}


@pytest.mark.parametrize("by", ADDING)
def test_parts_add_up_to_the_headline(ds: xr.Dataset, by: str) -> None:
    decembers = (
        ds["freed_fte"].sel(scenario="full-portfolio").isel(time=slice(11, None, 12)).mean(["draw", "replicate"])
    )
    told = total(breakdown(ds, "full-portfolio", "estimated", by))
    np.testing.assert_allclose([told[year] for year in ds["year"].values], decembers.values, rtol=1e-4, atol=1e-6)


def test_groups_add_up_to_the_municipalities_and_are_five(ds: xr.Dataset) -> None:
    groups = breakdown(ds, "full-portfolio", "estimated", "group")
    assert list(dict.fromkeys(part.name for part in groups)) == list(GROUPS)
    assert dict(zip(*np.unique(ds["municipality_group"], return_counts=True), strict=True)) == {
        "capital": 24,
        "metropolitan": 3,
        "provincial": 16,
        "commuter": 24,
        "rural": 31,
    }
    municipal = [p for p in breakdown(ds, "full-portfolio", "estimated", "sector") if p.name == "municipalities"]
    assert total(groups) == pytest.approx(total(municipal))
    assert total(groups, "more") == pytest.approx(total(municipal, "more"))


@pytest.mark.parametrize("by", OF_A_REGION)
def test_what_regions_are_told_adds_up_to_the_country(ds: xr.Dataset, by: str) -> None:
    whole = breakdown(ds, "full-portfolio", "estimated", by)
    regions = [p for name in ds["region"].values for p in breakdown(ds, "full-portfolio", "estimated", by, str(name))]
    assert total(regions) == pytest.approx(total(whole))


def test_what_is_more_is_run_by_run(ds: xr.Dataset) -> None:
    by_run = ds["freed_fte_by_region"].sel(region="Midtjylland", year=2030)
    more = by_run.sel(scenario="full-portfolio") - by_run.sel(scenario="current-policy")
    parts = breakdown(ds, "full-portfolio", "estimated", "region", "Midtjylland")
    (part,) = [part for part in parts if part.year == 2030]
    assert part.more == pytest.approx(float(more.mean()))
    assert part.p_better == pytest.approx(float((more > 0).mean()))
    assert breakdown(ds, "current-policy", "estimated", "region")[0].more is None


@pytest.mark.parametrize(
    ("by", "region", "told"),
    [
        ("ned", "", "by: 'ned' is not known.*nearest known: need"),
        ("payer", "Midtjylland", "payer is not told of a single region; allowed: region, sector, group"),
        ("sector", "Midtjyland", "nearest known: Midtjylland"),
    ],
)
def test_what_the_results_do_not_say_is_one_line(ds: xr.Dataset, by: str, region: str, told: str) -> None:
    with pytest.raises(UserError, match=told) as caught:
        breakdown(ds, "full-portfolio", "estimated", by, region)
    assert len(caught.value.lines) == 1


@pytest.mark.parametrize("written", ["midtjylland", "Region Midtjylland", "REGION  midt", "midt"])
def test_a_region_is_known_as_people_write_it(ds: xr.Dataset, tmp_path, monkeypatch, capsys, written: str) -> None:
    from samspil.cli.app import app

    assert breakdown(ds, "full-portfolio", "estimated", "sector", written) == breakdown(
        ds, "full-portfolio", "estimated", "sector", "Midtjylland"
    )
    monkeypatch.setattr("samspil.runs.open_results", lambda path: ds)
    app(["show", str(tmp_path), "--region", written, "--lang", "da"], standalone_mode=False)
    told = capsys.readouterr().out
    assert ", Midtjylland, ved potentialeniveauet" in told
    assert "Gennemsnit, som i modsætning til medianskøn kan lægges sammen" in told


def test_a_beginning_that_two_regions_have_or_that_is_too_short_names_none() -> None:
    known = ["Midtjylland", "Midtby", "Nordjylland"]
    assert region_of("midt", known) == "midt"
    assert region_of("midtj", known) == "Midtjylland"
    assert region_of("no", known) == "no"


def test_results_that_do_not_know_groups_say_so(ds: xr.Dataset) -> None:
    older = ds.drop_vars(["municipality_group", "municipality_region"])
    with pytest.raises(UserError, match="make them again"):
        breakdown(older, "full-portfolio", "estimated", "group")
    with pytest.raises(UserError, match="make them again"):
        breakdown(older, "full-portfolio", "estimated", "sector", "Midtjylland")


@pytest.mark.parametrize(
    ("lang", "told"),
    [("en", ["type of municipality", "rural municipalities"]), ("da", ["kommunetype", "landkommuner", "årsværk"])],
)
def test_show_tells_a_region_in_both_languages(ds: xr.Dataset, tmp_path, monkeypatch, capsys, lang, told) -> None:
    from samspil.cli.app import app

    monkeypatch.setattr("samspil.runs.open_results", lambda path: ds)
    app(["show", str(tmp_path), "--by", "group", "--region", "Midtjylland", "--lang", lang], standalone_mode=False)
    out = capsys.readouterr().out
    assert all(text in out for text in told)
    # Both policies, five groups less the capital's, two years.
    assert out.count("203") == 2 * 4 * 2


@pytest.mark.parametrize(
    ("names", "is_told"), [(["full-portfolio"], True), (["current-policy", "full-portfolio"], False)]
)
def test_show_says_why_nothing_is_told_above_current_policy(
    ds: xr.Dataset, tmp_path, monkeypatch, capsys, names: list[str], is_told: bool
) -> None:
    from samspil.cli.app import app

    monkeypatch.setattr("samspil.runs.open_results", lambda path: ds.sel(scenario=names))
    app(["show", str(tmp_path), "--lang", "en"], standalone_mode=False)
    assert ("samspil forecast current-policy" in capsys.readouterr().out) == is_told


def test_no_year_is_guessed(ds: xr.Dataset, tmp_path, monkeypatch, capsys) -> None:
    from samspil.cli.app import app

    monkeypatch.setattr("samspil.runs.open_results", lambda path: ds)
    app(["show", str(tmp_path), "--lang", "en", "--year", "2040"], standalone_mode=False)
    told = capsys.readouterr().err
    assert "2040 is not in these results" in told
    assert "nearest" not in told
