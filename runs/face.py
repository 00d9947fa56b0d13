"""The Mesa face of a scenario."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from samspil.model.epoch import LAST, MONTHS, month_text
from samspil.model.errors import UserError
from samspil.model.face import SteppedModel, last_month, latest
from samspil.model.messages import say
from samspil.model.run import workspace
from samspil.scenarios.inputs import prepare
from samspil.shown import facts

from .cases import checked_seed, resolve
from .draws import records
from .trajectory import checked_replicate, one_draw

if TYPE_CHECKING:
    import xarray as xr


class Ecosystem(SteppedModel):
    """A `mesa.Model` of one scenario: `step()` is a month; `agents` and `datacollector` as Mesa has them.

    Stepped to the end, it gives the bits of `simulate` with the same arguments, which are explained there. Here
    `seed=None` takes a fresh seed, as Mesa's models do, so that the iterations of `mesa.batch_run` differ; `seed` tells
    which.

    Raises:
        UserError: wrong input.

    Example:
        >>> model = Ecosystem("current-policy", seed=1)
        >>> model.run_for(12)  # a year
        >>> model
        <Ecosystem current-policy, seed 1, 12 months stepped>
        >>> towns = model.agents.select(lambda agent: agent.kind == "municipality")
        >>> asked = {"scenario": ["current-policy", "full-portfolio"]}
        >>> rows = mesa.batch_run(Ecosystem, asked, max_steps=24, display_progress=False)
    """

    def __init__(
        self,
        scenario: Any = "current-policy",
        seed: int | None = None,
        draw: int | None = None,
        replicate: int = 0,
        parameters: xr.Dataset | Mapping[str, float] | None = None,
        beyond_evidence: bool = False,
        monthly: bool = False,
        prior: bool = False,
        fill: str = "central",
        stale: bool = False,
    ) -> None:
        resolved = resolve(scenario)
        # Mesa has a `scenario` of its own, from 3.4 on.
        self.scenario_name, self.seed = resolved.name, secrets.randbits(31) if seed is None else checked_seed(seed)
        drawn = one_draw(draw, parameters, self.seed, beyond_evidence, prior, fill, stale)
        prepared = prepare(resolved, self.seed)
        packed = records(drawn, resolved.uncertainties, resolved.rules)
        key = (self.seed, int(drawn["luck"].values[0]), checked_replicate(replicate))
        super().__init__(prepared, packed, key, workspace(prepared, monthly))

    def __repr__(self) -> str:
        return f"<Ecosystem {self.scenario_name}, seed {self.seed}, {self.month} months stepped>"

    def _repr_html_(self) -> str:
        agents = ", ".join(f"{len(each)} of {kind.__name__}" for kind, each in self.agents_by_type.items())
        told = {"seed": self.seed, "stepped to the end of": last_month(self), "agents": agents}
        freed = f"{latest('freed_fte', self):,.0f}" if self.month else ""
        return facts(f"Ecosystem {self.scenario_name}", "A mesa.Model", told | {"freed FTE": freed})

    def run_for(self, months: int) -> None:
        """Step this many months.

        Raises:
            UserError: it is not a whole number of months, or fewer are left.
        """
        left = MONTHS - self.month
        if months not in range(left + 1):
            raise UserError(say("months-not-left", months=months, left=left, last=month_text(LAST)))
        for _ in range(int(months)):
            self.step()


ecosystem = Ecosystem
