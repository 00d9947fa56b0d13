"""The page on what each policy does: every system has its policy and lever, and it says what the runs give."""

from __future__ import annotations

import numpy as np
import pytest
import xarray as xr

from docs.generate import effects
from docs.generate.code import ROOT
from samspil.scenarios import load

from .fake_ensemble import fake_ensemble

BASE, POLICY, OUT = "current-policy", "matchmaking", "matchmaking:without"


@pytest.mark.parametrize("system", effects.systems(), ids=lambda system: system["scenario"])
def test_a_system_has_a_policy_that_pulls_its_levers(system: dict[str, str]) -> None:
    policy, baseline = load(system["scenario"]), load(BASE)
    for lever in map(str.strip, system["lever"].split(";")):
        name = lever.removeprefix("rules.")
        given = "rules" if lever.startswith("rules.") else "levers"
        assert getattr(policy, given).get(name) != getattr(baseline, given).get(name), lever


def test_every_system_of_the_seed_table_is_there() -> None:
    """Both phases of the Lighthouse, networks, guide and pool each have a row of their own."""
    own = {"lighthouse-obesity", "mental-health-lighthouse", "professional-networks", "opi-guide", "opi-pool", "vind"}
    assert own <= {system["scenario"] for system in effects.systems()}
    assert {f"{name}:without" for name in own - {"vind"}} <= set(effects.readings())


def test_every_policy_of_the_library_is_on_the_page() -> None:
    page = (ROOT / "docs" / "effects.md").read_text(encoding="utf-8")
    missing = [name for name in effects.readings()[1:] if f"| `{name}` |" not in page]
    assert missing == [], "make the page again, in minutes: python -m docs.generate.effects"


def shifted(more: float, noise: float) -> xr.Dataset:
    """Runs in which a policy frees `more` FTE than current policy and costs 2 million; without it, as much less."""
    ds = fake_ensemble([BASE, POLICY, OUT], draws=40, potentials=["estimated"])
    rng = np.random.default_rng(1)
    for name, sign in ((POLICY, 1.0), (OUT, -1.0)):
        base = ds["freed_fte"].sel(scenario=BASE).values
        wobble = rng.normal(0.0, noise, base.shape[:-1])[..., None]
        ds["freed_fte"].loc[{"scenario": name}] = base + sign * (more + wobble)
        ds["cost_mdkk"].loc[{"scenario": name}] = ds["cost_mdkk"].sel(scenario=BASE).values + sign * 0.5
    return ds


def test_an_effect_is_told_with_its_price() -> None:
    ds = shifted(4.0, 0.0)
    assert effects.row(ds, POLICY) == "+4.0 ± 0.0 | +4.0 ± 0.0 | 500,000"
    assert effects.row(ds, OUT) == "-4.0 ± 0.0 | -4.0 ± 0.0 | 500,000"
    assert "`matchmaking`" in effects.surprises(ds, [POLICY])


def test_what_is_not_told_from_zero_says_so_and_has_no_price() -> None:
    ds = shifted(0.0, 50.0)
    cells = effects.row(ds, POLICY).split(" | ")
    assert [cell.endswith("*0?*") for cell in cells] == [True, True, False]
    assert cells[2] == ""
    assert effects.surprises(ds, [POLICY]) == ""
