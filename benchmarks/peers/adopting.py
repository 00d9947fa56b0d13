"""`adopt` as one writes it with Mesa: a host is an agent that thinks of solutions and takes some into use.

What corresponds: a `Unit` is a unit of the kernel, its `thoughts` the unit's list, a `Product` a row of solutions, an
`Authority` whoever pays. Each month every unit adds a month of hazard to every solution that it thinks of, once a year
it hears again of some that it does not think of and looks again at fit and weight, and it takes what has crossed its
threshold, furthest first, while slots and money last. Luck that decides who adopts what is the kernel's by name; what
an adoption turns out to be is drawn from Mesa's own generator.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any

import mesa

from samspil.model.draws import ADOPT, DECISION, HEARD_AGAIN, uniform, uniform_pair
from samspil.model.tables.adapting import DOMAINS, MONTHS_A_YEAR
from samspil.model.tables.identity import use_key


@dataclass(eq=False)
class Product:
    """A solution: what it is, and who is seen to use it by host kind and region."""

    row: int
    key: int
    need: int
    suits: tuple[bool, bool]  # by host kind
    found: tuple[float, float]  # by its evaluation
    price: tuple[float, float]  # million DKK for each hour of the area, by host kind
    judged: tuple[float, float]
    effect_class: int
    complexity: float
    evidence: float
    attractiveness: float
    found_at: float  # place on the round of what hosts may hear of again
    awaited_by: set[int]  # hosts to which a programme brings it
    evaluated: bool
    owner: int  # actor that supplies it, -1 none
    reputation: float  # reference less damage of the supplier
    adopters: list[int]
    adopters_in_region: list[list[int]]
    outside: list[float] = field(default_factory=lambda: [0.0, 0.0])
    contagion: list[float] = field(default_factory=lambda: [0.0, 0.0])
    reach: list[list[float]] = field(default_factory=list)


@dataclass(eq=False)
class Thought:
    """A solution that a unit thinks of."""

    product: Product
    hazard: float
    threshold: float
    weight: float
    fit: float
    adapts_at: float
    adapted: bool = False  # from others' use


@dataclass(eq=False)
class Authority:
    """Who pays: yearly wages, and what is left for buying (million DKK)."""

    wages: float
    budget: float
    region: int


@dataclass(frozen=True)
class Adopted:
    """An adoption as it begins."""

    unit: int
    product: int
    live_from: int
    abandoned: int
    ceiling: float
    realised: float


class Unit(mesa.Agent):
    """A host, or the part of one that decides for itself. Attributes are set by `reading.spread`."""

    model: Spread
    number: int
    host: int
    kind: int
    region: int
    pressure: float
    population: float
    active: bool
    authority: Authority
    operator: Unit
    busy: int
    follows: bool  # a moving share does as it does
    start_weight: float
    thoughts: list[Thought]
    forgets: bool  # it has forgotten or missed a solution
    neighbours: list[Unit]
    partners: list[Unit]  # that it remembers having worked with
    in_use: set[Product]
    spells: dict[Product, int]  # of use that have ended
    hours: dict[int, float]  # by need area
    moving_hours: dict[int, float]  # of the share that moves in 2027
    trust: dict[int, float]  # in actors that it remembers
    coverage: dict[int, float]  # of need areas by its own capabilities

    def step(self) -> None:
        """One month."""
        if not self.active:
            return
        if self.model.month % 12 == self.host % 12 or self.model.month == 0:
            if self.forgets:
                self.hear_again()
            self.look_again()
        if not self.thoughts:
            return
        self.model.considered += len(self.thoughts)
        self.think()
        crossed = [thought for thought in self.thoughts if thought.hazard >= thought.threshold]
        crossed.sort(key=lambda thought: thought.hazard / thought.threshold, reverse=True)
        for thought in crossed:
            if self.operator.busy >= self.operator.slots() or self.authority.budget <= 0.0:
                break
            self.take(thought)

    def hear_again(self) -> None:
        """A part of the round of solutions, from where chance has it begin: what it could use comes to mind again."""
        p, model = self.model.p, self.model
        begins = uniform(model.key, HEARD_AGAIN, self.number, model.month)
        known = {thought.product for thought in self.thoughts}
        for product in model.products:
            heard = (product.found_at - begins) % 1.0 < p.heard_again
            if heard and product not in known and self.could_use(product):
                self.consider(product)

    def could_use(self, product: Product) -> bool:
        """Whether a solution is for it, not in use, and not brought by a programme."""
        has_hours = product.suits[self.kind] and self.hours.get(product.need, 0.0) > 0.0
        return has_hours and product not in self.in_use and self.host not in product.awaited_by

    def consider(self, product: Product) -> None:
        """Think of a solution: what weighs least is forgotten for it where there is no room."""
        if len(self.thoughts) >= int(self.model.p.known_solutions):
            lightest = min(self.thoughts, key=lambda thought: thought.weight)
            if product.attractiveness <= lightest.weight:
                return
            self.thoughts.remove(lightest)
        use = use_key(self.host, product.need, self.spells.get(product, 0))
        hastens, adapts_at = uniform_pair(self.model.key, ADOPT, product.key, use)
        fit = self.fit(product, adapted=False)
        self.thoughts.append(Thought(product, 0.0, -math.log(hastens), product.attractiveness, fit, adapts_at))

    def look_again(self) -> None:
        """Fit, trust and weight, as they are today."""
        p, lever = self.model.p, self.model.levers[self.region]
        by_effect = uniform(self.model.key, DECISION, self.host, 0) < lever.decision_support
        usual = p.new_potential_median * 0.5 * (p.realised[0] + p.realised[1])
        for thought in self.thoughts:
            product = thought.product
            thought.adapted = thought.adapts_at < p.adaptation_share * self.hears_of(product)
            thought.fit = self.fit(product, adapted=thought.adapted)
            thought.weight = product.attractiveness
            if by_effect:
                expected = max(product.judged[self.kind], 0.0) * p.realised[product.effect_class]
                thought.weight *= max(expected / max(usual, 1e-9), 0.05) ** p.effect_decision_support

    def hears_of(self, product: Product) -> float:
        """How far the ways reach by which it hears of a solution from users: partners, networks, the commons."""
        if any(product in partner.in_use for partner in self.partners):
            return 1.0
        if not any(product.adopters):
            return 0.0
        near = product.adopters_in_region[self.region][self.kind] > 0
        meetings = MONTHS_A_YEAR * self.model.levers[self.region].networks if near else 0.0
        return 1.0 - math.exp(-self.model.commons - meetings)

    def fit(self, product: Product, *, adapted: bool) -> float:
        """Multiplier of own capabilities, of trust in the supplier and of adapting what others use."""
        p = self.model.p
        value = p.adoption_by_fit * (self.coverage[product.need] - p.fit_reference)
        value += p.complexity_penalty * DOMAINS * product.complexity * p.adaptation_ease * adapted
        if product.owner >= 0:
            value += p.adoption_by_trust * (self.trust.get(product.owner, p.trust_baseline) - p.trust_baseline)
        return math.exp(value)

    def think(self) -> None:
        """A month of hazard for each solution, by outside influence, contagion, fit and attention."""
        p, model = self.model.p, self.model
        lever = model.levers[self.region]
        need = max(1.0 + p.shortage_weight * self.pressure * lever.shortage, 0.0) / 12.0
        near = model.neighbour_weight(self.region, len(self.neighbours))
        first = max(self.start_weight, 1e-9)
        weights = max(sum(thought.weight for thought in self.thoughts), 1e-9)
        share = p.attention_per_month / (first * (weights / first) ** p.attention_crowding)
        for thought in self.thoughts:
            product = thought.product
            users = sum(product in neighbour.in_use for neighbour in self.neighbours)
            seen = min(product.reach[self.region][self.kind] + near * users, 1.0)
            pull = p.adoption_alone * product.outside[self.kind]
            pull += p.adoption_by_others * product.contagion[self.kind] * seen
            attention = min(share * thought.weight, 1.0) * model.attention_scale
            thought.hazard += need * pull * thought.fit * attention

    def slots(self) -> int:
        """Implementation slots."""
        p, lever = self.model.p, self.model.levers[self.region]
        slots = p.municipal_slots * self.population / p.inhabitants_per_slot if self.kind == 0 else p.hospital_slots
        slots *= (1.0 + lever.support_slots) * lever.slots_available * self.model.friction
        return max(int(slots + 0.5), 1)

    def take(self, thought: Thought) -> None:
        """Take a solution into use: it is paid for, begun, and seen by others."""
        product = thought.product
        hours = self.hours[product.need] + (self.moving_hours.get(product.need, 0.0) if self.follows else 0.0)
        self.authority.budget -= product.price[self.kind] * hours
        self.thoughts.remove(thought)
        self.operator.busy += 1
        for _ in range(2 if self.follows else 1):
            self.model.adopted.append(self.begin(product, adapted=thought.adapted))
        self.model.taken.append((self.number, product.row))
        self.in_use.add(product)
        product.adopters[self.kind] += 1
        product.adopters_in_region[self.region][self.kind] += 1

    def begin(self, product: Product, *, adapted: bool) -> Adopted:
        """What this adoption turns out to be."""
        p, lever, luck = self.model.p, self.model.levers[self.region], self.model.random
        part = lever.municipal_part if self.kind == 0 else lever.regional_part
        supported = float(luck.random() < lever.support_share * part)
        benefit = float(luck.random() < lever.benefit_realisation * part)
        complexity = product.complexity * (1.0 - p.adaptation_ease * adapted)
        wait = p.installation_months * (0.5 + complexity) * luck.lognormvariate(0.0, p.installation_sigma)
        live_from = self.model.month + max(1, int(wait * (1.0 - p.installation_by_support * supported) + 0.5))
        years = luck.expovariate(1.0) / max(p.abandonment_rate, 1e-9)
        mean, concentration = p.depth_ceiling, p.depth_ceiling_concentration
        ceiling = luck.betavariate(mean * concentration, (1.0 - mean) * concentration)
        logit = math.log(p.realised[product.effect_class] / (1.0 - p.realised[product.effect_class]))
        logit += luck.gauss(0.0, p.realised_sd) + p.effect_benefit_realisation * benefit
        realised = min(1.0 / (1.0 + math.exp(-logit)), p.realised_ceiling)
        return Adopted(self.number, product.row, live_from, int(live_from + 1 + 12.0 * years), ceiling, realised)


class Spread(mesa.Model):
    """A month of adoption. Attributes are set by `reading.spread`."""

    p: Any
    levers: Any
    key: Any
    month: int
    products: list[Product]
    authorities: list[Authority]
    hosts_of_region: list[list[int]]
    hosts_of_kind: list[int]
    attention_scale: float
    commons: float
    friction: float
    error: float  # of an evaluation

    def __init__(self, seed: int) -> None:
        super().__init__(rng=seed)
        self.considered = 0
        self.adopted: list[Adopted] = []
        self.taken: list[tuple[int, int]] = []

    def step(self) -> None:
        """What holds for all of a solution's hosts, a month of money, then host by host."""
        for product in self.products:
            self.weigh(product)
            self.spread_word(product)
        for authority in self.authorities:
            monthly = self.p.purchase_share * authority.wages / 12.0 * self.levers[authority.region].purchase_budget
            authority.budget = min(authority.budget + monthly, self.p.budget_months * monthly)
        self.agents.do("step")

    def weigh(self, product: Product) -> None:
        """This month's multipliers of a solution: evidence, complexity, the supplier's name, the first buyer."""
        p = self.p
        penalty = p.first_buyer_penalty + (1.0 - p.first_buyer_penalty) * self.levers[0].first_buyer_compensation
        complexity = product.complexity * (1.0 - p.commons_effect * (1.0 - math.exp(-self.commons)))
        value = p.adoption_by_evidence * (product.evidence - p.evidence_reference)
        value -= p.complexity_penalty * DOMAINS * (complexity - p.complexity_reference)
        if product.owner >= 0:
            value += p.adoption_by_trust * product.reputation
        for kind in range(2):
            outside = math.exp(value)
            if product.evaluated:
                works = math.asinh(product.found[kind] / p.new_potential_median) > self.error
                outside *= math.exp(p.effect_evaluation if works else -p.effect_evaluation)
            if product.adopters[kind] == 0:
                outside *= max(penalty, 1e-9)
            product.outside[kind] = outside
            product.contagion[kind] = outside * product.attractiveness

    def spread_word(self, product: Product) -> None:
        """Exposure by region and host kind, the nearest hosts left out."""
        p = self.p
        total = p.exposure_region + p.exposure_neighbours + p.exposure_nation
        product.reach = []
        for region, local in enumerate(product.adopters_in_region):
            here = [p.exposure_region * local[kind] / max(self.hosts_of_region[region][kind], 1) for kind in range(2)]
            far = [p.exposure_nation * product.adopters[kind] / max(self.hosts_of_kind[kind], 1) for kind in range(2)]
            product.reach.append([self.wider(region) * (here[kind] + far[kind]) / total for kind in range(2)])

    def wider(self, region: int) -> float:
        """How much more hosts see through professional networks."""
        return 1.0 + self.p.exposure_networks * self.levers[region].networks

    def neighbour_weight(self, region: int, neighbours: int) -> float:
        """Exposure that one adopter among the nearest hosts adds."""
        p = self.p
        total = p.exposure_region + p.exposure_neighbours + p.exposure_nation
        return self.wider(region) * p.exposure_neighbours / (total * max(neighbours, 1))
