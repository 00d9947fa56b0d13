"""Beginning to use a solution: what every way of adopting has in common."""

import math
from typing import NamedTuple

from ..compiled import compiled
from ..distributions import beta, exponential, normal_pair
from ..draws import ABANDON, BENEFIT, DEPLOY, INSTALL, INTENSIFY, MEASURE, REALISE, SUPPORT, uniform, uniform_pair
from ..state.codes import Count, Item, Regime
from ..state.state import NEVER
from . import money
from .contagion import count_adopter
from .identity import use_key
from .owning import supplier
from .places import cell_of, host_of, kind_of
from .pricing import purchase_price, said_value


@compiled
def logistic(x):
    """The inverse of the logit."""
    return 1.0 / (1.0 + math.exp(-x))


@compiled
def logit(share):
    """Log odds of a share, kept off the ends."""
    inside = min(max(share, 1e-6), 1.0 - 1e-6)
    return math.log(inside / (1.0 - inside))


@compiled
def realised_share(state, now, solution, use, benefit, supported, trust):
    """Share of the time saved that becomes free staff time (before cashing), on the logit scale.

    The class mean (whole visits or minutes) moves with benefit realisation, support, co-creation and trust; every
    effect's prior crosses 0 where evidence does not fix its sign.
    """
    p = now.p
    solutions = state.solutions
    mean = p.realised[solutions.effect_class[solution]]
    if mean <= 0.0:
        return 0.0
    noise, _ = normal_pair(now.key, REALISE, solutions.key[solution], use, 0)
    x = logit(mean) + p.realised_sd * noise
    x += p.effect_benefit_realisation * benefit + p.realised_by_support * supported
    x += (
        p.realised_by_cocreation
        * now.switches.cocreation_realise
        * (solutions.co_created[solution] - p.cocreation_baseline)
    )
    x += p.realised_by_trust * now.switches.trust_realise * (trust - p.trust_baseline)
    return min(logistic(x), p.realised_ceiling)


class Use(NamedTuple):
    """A solution that a unit takes into use: which, for the how manieth time, when and how."""

    unit: int
    solution: int
    spell: int  # 0 the first time
    month: int
    regime: int
    trust: float  # in the supplier
    supported: int  # 1: supported whatever the lever says
    adapted: int  # 1: taken over from others' use


@compiled
def _is_installed_after(regime):
    """Whether installation follows the month of the decision. A programme's or a mandate's date is that of live use."""
    return regime == Regime.VOLUNTARY or regime == Regime.JOINT_PROCUREMENT


@compiled
def begin_use(world, state, now, lever, use):
    """A unit takes a solution into use: a new row of adoptions, its installation, ceiling and fate.

    `lever` is the record of the unit's region. Everything that is drawn is keyed by original host, need, solution and
    spell, so a moving share fares as its host does for as long as both are run alike. Returns the row, -1 if there is
    no room.
    """
    p = now.p
    unit, solution, spell, month, regime = use.unit, use.solution, use.spell, use.month, use.regime
    cell = cell_of(world, unit, state.solutions.need[solution])
    adoptions = state.adoptions
    row = state.tally.count[Count.ADOPTION_ROWS]
    if cell < 0:
        return -1
    if row >= adoptions.cell.size or adoptions.count[cell] >= adoptions.of_cell.shape[1]:
        state.tally.count[Count.OVERFLOW] = 1
        return -1
    solutions = state.solutions
    host = host_of(world, unit)
    kind = kind_of(world, host)
    draws = use_key(host, solutions.need[solution], spell)
    name = solutions.key[solution]
    part = lever.municipal_part if kind == 0 else lever.regional_part
    supported = 1.0 if use.supported > 0 or uniform(now.key, SUPPORT, name, draws) < lever.support_share * part else 0.0
    benefit = 1.0 if uniform(now.key, BENEFIT, name, draws) < lever.benefit_realisation * part else 0.0
    noise, _ = normal_pair(now.key, INSTALL, name, draws, 0)
    complexity = solutions.complexity[solution] * (1.0 - p.adaptation_ease * use.adapted)
    wait = p.installation_months * (0.5 + complexity) * math.exp(p.installation_sigma * noise)
    wait *= 1.0 - p.installation_by_support * supported
    adoptions.cell[row] = cell
    adoptions.earlier[row] = adoptions.latest[cell]
    adoptions.unit[row] = unit
    adoptions.solution[row] = solution
    adoptions.spell[row] = spell
    adoptions.regime[row] = regime
    adoptions.month[row] = month
    adoptions.live_from[row] = month + max(1, int(wait + 0.5)) if _is_installed_after(regime) else month
    # What is mandated stays in use.
    years = exponential(now.key, ABANDON, name, draws) / max(
        p.abandonment_rate if regime != Regime.MANDATE else 0.0, 1e-9
    )
    adoptions.abandoned[row] = min(NEVER, adoptions.live_from[row] + 1 + int(12.0 * years))
    deeper = p.depth_by_support * supported
    deeper += (
        p.depth_by_cocreation * now.switches.cocreation_depth * (solutions.co_created[solution] - p.cocreation_baseline)
    )
    mean = logistic(logit(p.depth_ceiling) + deeper)
    adoptions.ceiling[row] = beta(now.key, DEPLOY, name, draws, mean, p.depth_ceiling_concentration)
    adoptions.realised[row] = realised_share(state, now, solution, draws, benefit, supported, use.trust)
    adoptions.intensify_at[row] = exponential(now.key, INTENSIFY, name, draws)
    adoptions.intensify_hazard[row] = 0.0
    adoptions.occupies[row] = -1
    adoptions.depth[row] = 0.0
    adoptions.cashed[row] = 0.0
    adoptions.hours[row] = state.cell_hours[cell]
    adoptions.area[row] = state.ledger.area[cell]
    adoptions.potential[row] = solutions.potential[solution, kind]
    adoptions.segment[row] = solutions.segment[solution]
    adoptions.pool[row] = solutions.pool[solution, kind]
    adoptions.claimed[row] = said_value(state, now, solution, kind)
    adoptions.saved[row] = 0.0
    adoptions.effect[row] = 0.0
    adoptions.share_net[row] = 0.0
    adoptions.share[row] = 0.0
    adoptions.share_baseline[row] = _earlier_baseline(state, cell, solution, spell)
    adoptions.adapted[row] = use.adapted
    adoptions.seeded_until[row] = -1
    adoptions.held[row] = 0
    adoptions.review[row] = _review(now, adoptions.live_from[row], use, name, draws, benefit)
    adoptions.price[row] = purchase_price(world, state, now, solution, cell)
    adoptions.paid[row] = 0.0
    adoptions.won[row] = 0.0
    state.considered.uses[unit, solution] = spell + 1
    live = state.tally.count[Count.ADOPTIONS_LIVE]
    adoptions.live[live] = row
    _into_bucket(adoptions, cell, row)
    adoptions.latest[cell] = row
    state.tally.count[Count.ADOPTIONS_LIVE] = live + 1
    state.tally.count[Count.ADOPTION_ROWS] = row + 1
    if regime != Regime.START:
        _pay(world, state, now, row, supported, benefit)
        count_adopter(world, state, unit, solution)
    return row


@compiled
def _review(now, live_from, use, name, draws, benefit):
    """The month in which the host knows what the use frees and would drop it if that is less than it costs to run;
    NEVER where it does not measure, would keep it all the same, or has to.

    Whoever follows up the gain measures it.
    """
    p = now.p
    measures, drops = uniform_pair(now.key, MEASURE, name, draws)
    if use.regime == Regime.MANDATE or (benefit <= 0.0 and measures >= p.measured_share) or drops >= p.costly_dropped:
        return NEVER
    return live_from + int(p.review_months)


@compiled
def _into_bucket(adoptions, cell, row):
    """Put an adoption among those of its cell, after the last of its segment."""
    bucket = adoptions.of_cell[cell]
    place = adoptions.count[cell]
    while place > 0 and adoptions.segment[bucket[place - 1]] > adoptions.segment[row]:
        bucket[place] = bucket[place - 1]
        place -= 1
    bucket[place] = row
    adoptions.count[cell] += 1
    adoptions.pooled[cell] += 1 if adoptions.pool[row] >= 0 else 0


@compiled
def _earlier_baseline(state, cell, solution, spell):
    """What the last spell of the same use freed at the baseline: taking it up again is not new."""
    if spell == 0:
        return 0.0
    adoptions = state.adoptions
    row = adoptions.latest[cell]
    while row >= 0:
        if adoptions.solution[row] == solution:
            return adoptions.share_baseline[row]
        row = adoptions.earlier[row]
    return 0.0


@compiled
def _pay(world, state, now, row, supported, benefit):
    """Buying and installing, the host's own work, and what supports it; a moving share is supported with its host."""
    p = now.p
    tally, adoptions = state.tally, state.adoptions
    unit, solution = adoptions.unit[row], adoptions.solution[row]
    amount = adoptions.price[row]
    money.buy(world, state, unit, adoptions.regime[row], amount)
    kind = money.payer_kind(world, state, unit)
    work = amount * p.implementation_cost_share * (1.0 - p.adaptation_saving * adoptions.adapted[row])
    money.spend(world, tally, Item.HOST_IMPLEMENTATION, work, kind)
    adoptions.paid[row] = amount + work
    owner = supplier(state, solution)
    if owner >= 0:
        state.actors.runway[owner] += p.sale_runway
        state.actors.revenue[owner] += amount
    if unit < world.hosts:
        money.spend(world, tally, Item.IMPLEMENTATION_SUPPORT, p.cost_implementation_support * supported, kind)
        money.spend(world, tally, Item.BENEFIT_REALISATION, p.cost_benefit_realisation * benefit, kind)


@compiled
def mirror(world, state, now, lever, use):
    """The moving share of a municipality follows its host for as long as they are one organisation. Returns its row of
    adoptions, -1 if it has none."""
    moving = world.hosts + use.unit
    if use.unit >= world.municipalities or state.considered.unit_active[moving] > 0:
        return -1
    follows = Use(moving, use.solution, use.spell, use.month, use.regime, use.trust, use.supported, use.adapted)
    return begin_use(world, state, now, lever, follows)


@compiled
def take_into_use(world, state, now, lever, use):
    """A unit takes a solution into use, and its moving share with it. Returns the unit's row of adoptions."""
    row = begin_use(world, state, now, lever, use)
    mirror(world, state, now, lever, use)
    return row
