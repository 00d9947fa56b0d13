"""What changed since the last forecast: steps that add up, each told with its error."""

import numpy as np
import pytest

from samspil.experiments import changes
from samspil.experiments.asking import Asking
from samspil.experiments.publishing import published
from samspil.model.errors import UserError
from samspil.model.parameters import registry
from samspil.runs import fitted, posterior

DATE = "2030-12"


@pytest.fixture
def steps(monkeypatch: pytest.MonkeyPatch):
    asked = []

    def due(self, scenarios, draws, replicates, dates):
        asked.append(([each.digest for each in scenarios], draws))
        size = draws.sizes["draw"]
        return (np.arange(size, dtype=float) + 100.0 * len(asked)).reshape(1, size, 1, 1)

    monkeypatch.setattr(Asking, "due", due)
    old, new = next(iter(published().values())), {**next(iter(published().values())), "draws": 300}
    new["said"] = [{**said, "quantiles": [value + 7.0 for value in said["quantiles"]]} for said in new["said"]]
    held = fitted.shipped()

    def make(*money):
        asked.clear()
        return changes.changes(old, new, held, DATE, 20, Asking(workers=1), money), asked

    return make


def test_the_steps_add_up_to_the_whole(steps) -> None:
    told, asked = steps("money=unlimited")
    assert [step["cause"] for step in told] == ["", "model", "money", "evidence", "chance"]
    assert sum(step["moved"] for step in told) == pytest.approx(7.0)
    assert told[-1]["middle"] - told[0]["middle"] == pytest.approx(7.0)
    assert all(step["se"] > 0 for step in told)
    # Money alone is another policy; evidence alone is other draws.
    (model, before), (money, same), (evidence, today) = asked
    assert model != money == evidence
    assert before is same
    np.testing.assert_array_equal(today["outreach_company"], posterior(20, 1)["outreach_company"])
    assert [step["cause"] for step in steps()[0]] == ["", "model", "evidence", "chance"]


def test_old_draws_keep_their_order_and_leave_out_what_is_gone() -> None:
    held = fitted.shipped()
    gone = held.assign(once_there=held["outreach_company"])
    drawn = changes.of_old(gone, 5, 1)
    np.testing.assert_allclose(drawn["outreach_company"], posterior(5, 1)["outreach_company"])
    assert "once_there" not in drawn
    old_name = next(each for each in registry().values() if each.aliases and each.name in held)
    renamed = held.rename({old_name.name: old_name.aliases[0]})
    np.testing.assert_array_equal(changes.of_old(renamed, 5, 1)[old_name.name], drawn[old_name.name])


def test_a_record_that_says_nothing_of_the_month_is_told() -> None:
    with pytest.raises(UserError, match="says nothing of freed_fte in 2050-12"):
        changes.middle_of(next(iter(published().values())), "2050-12")
