"""`form` as one writes it with Mesa: whoever may open a need does so by chance and gathers partners.

What corresponds: an `Actor` is a row of the kernel's actors, its `ties` the row's memory, `Model.search` finds the
candidates of `find_candidates` in the same order, and each is scored by the whole of `utility` (the kernel spares
itself a closer look at those who cannot win). Luck comes from `luck`.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any

import mesa
import numpy as np

from samspil.model.draws import CANDIDATE, CONTRACT, END, GRANT, INVITE, NEED, OPEN, SIZE
from samspil.model.rules.candidates import ANYWHERE, BROKER, BY_CHANCE, CLOSEST, ELSEWHERE, NEARBY
from samspil.model.rules.form import ASKED, ATTEMPTS, GRANTS
from samspil.model.state.codes import ActorKind, Kind, Way
from samspil.model.state.state import MAX_MEMBERS, SAMPLED
from samspil.model.tables.identity import BY_COMPANY, BY_HOST, BY_HOST_ALONE, BY_INSTITUTION, BY_POOL

from .luck import Luck


def name_of(channel: int, lead: int, generation: int, month: int, serial: int = 0) -> int:
    """What a partnership is called."""
    return ((((channel << 24 | lead) << 5 | (generation & 31)) << 8 | month) << 4 | serial) << 5


@dataclass(eq=False)
class Tie:
    """What an actor remembers of another."""

    partner: Actor
    trust: float
    month: int
    live: int


@dataclass(frozen=True)
class Partnership:
    """One that was opened, with its contract."""

    kind: int
    need: int
    lead: int
    host: int
    members: tuple[int, ...]
    ends: int
    co_created: bool
    option: bool
    guided: bool
    learning: bool
    threshold: float
    trust: float
    coverage: float


@dataclass
class Search:
    """A consortium that is being gathered."""

    name: int
    lead: Actor
    need: int
    members: list[Actor] = field(default_factory=list)
    rejections: int = 0
    brokered: bool = False


class Actor(mesa.Agent):
    """An actor. Attributes are set by `meeting.ecosystem`."""

    model: Ecosystem
    row: int
    kind: int
    lineage: int
    generation: int
    region: int
    place: tuple[float, float]
    size: int
    strength: float
    pressure: float
    present: bool
    engaged: bool
    load: int
    capacity: int
    damage: tuple[float, int]
    level: np.ndarray
    base: np.ndarray
    touched: int
    last_live: int
    hours: np.ndarray
    ties: list[Tie]
    known: dict[Actor, Tie]

    @property
    def is_free(self) -> bool:
        """Whether it may join a partnership."""
        return self.present and self.engaged and self.load < self.capacity

    @property
    def key(self) -> int:
        """What a candidate is called."""
        return self.lineage << 8 | (self.generation & 255)

    def refresh(self) -> None:
        """Let unused capabilities fade."""
        month, since = self.model.month, max(self.touched, self.last_live)
        if self.load == 0 and month > since:
            left = math.exp(-self.model.p.capability_fading * (month - since))
            self.level = self.base + (self.level - self.base) * left
        self.touched = month

    def trust_in(self, other: Actor) -> float:
        """Trust as it is today."""
        p, tie = self.model.p, self.known.get(other)
        if tie is None:
            return p.trust_baseline
        if tie.live > 0:
            return tie.trust
        idle = self.model.month - tie.month
        return p.trust_baseline + (tie.trust - p.trust_baseline) * math.exp(-p.trust_drift * idle)

    def ill_repute(self) -> float:
        """Damage to its reputation, healed since."""
        value, month = self.damage
        return value * math.exp(-self.model.p.reputation_healing * (self.model.month - month)) if value > 0.0 else 0.0

    def work_with(self, other: Actor) -> None:
        """Make a tie live, remembering the other in the place of the oldest idle one if need be."""
        tie = self.known.get(other)
        if tie is None:
            tie = Tie(other, self.model.p.trust_baseline, self.model.month, 0)
            self.remember(tie)
        tie.trust, tie.month = self.trust_in(other), self.model.month
        tie.live += 1

    def remember(self, tie: Tie) -> None:
        """Find a place for a new tie."""
        idle = [place for place, held in enumerate(self.ties) if held.live == 0]
        if idle and len(self.ties) >= int(self.model.p.ties_remembered):
            oldest = min(idle, key=lambda place: self.ties[place].month)
            del self.known[self.ties[oldest].partner]
            self.ties[oldest] = tie
        else:
            self.ties.append(tie)
        self.known[tie.partner] = tie

    def utility(self, other: Actor, way: int, size: int) -> float:
        """How much another is wanted in a consortium of so many."""
        p, lever = self.model.p, self.model.lever
        value = {
            Way.PARTNER: p.earlier_partner_preference,
            Way.PARTNER_OF_PARTNER: p.partner_of_partner_preference,
            Way.BROKERED: p.brokered_preference,
        }.get(Way(way), 0.0)
        value -= p.coordination_cost * size * size
        value += p.same_region_preference if self.region == other.region else 0.0
        value -= p.distance_aversion * math.dist(self.place, other.place) / 100.0
        value -= p.load_aversion * other.load / max(other.capacity, 1)
        if other.kind == ActorKind.COMPANY:
            value += lever.small_firm_weight * (1.0 - other.size / 1.5)
        self.refresh()
        other.refresh()
        distance = 1.0 - np.minimum(self.level, other.level).sum() / np.maximum(self.level, other.level).sum()
        value += p.cognitive_preference * 4.0 * distance * (1.0 - distance)
        return value + p.trusted_partner_preference * (self.trust_in(other) - other.ill_repute() - p.trust_baseline)

    def covers(self, need: int) -> float:
        """How well its capabilities cover a need."""
        self.refresh()
        return float(self.level[self.model.wanted[need]].mean())


class Ecosystem(mesa.Model):
    """A month of new partnerships. Attributes are set by `meeting.ecosystem`."""

    p: Any
    levers: Any
    lever: Any  # of the region whose actor is choosing
    month: int
    luck: Luck
    broker_tokens: float
    wanted: list[np.ndarray]
    hosts: list[Actor]
    institutions: list[Actor]
    companies: list[Actor]
    company_table: list[Actor | None]
    host_table: list[Actor | None]
    institution_table: list[Actor | None]
    region_table: list[list[Actor | None]]

    def __init__(self, seed: int) -> None:
        super().__init__(rng=seed)
        self.opened: list[Partnership] = []
        self.scored = 0

    def step(self) -> None:
        """Hosts, institutions, companies, then pools."""
        brokers = self.levers[0].broker
        self.broker_tokens = min(self.broker_tokens + brokers, 3.0 * brokers + 1.0)
        for host in self.hosts:
            if host.load < host.capacity:
                self.host_opens(host)
        for institution in self.institutions:
            self.institution_opens(institution)
        # Who is free may have been taken into a partnership since.
        for company in [company for company in self.companies if company.is_free]:
            lever = self.levers[company.region]
            rate = self.p.proposal_rate * lever.opening_budget if lever.new_partnerships > 0.0 else 0.0
            if self.comes(OPEN, company.key, BY_COMPANY, rate) and company.is_free:
                name = name_of(BY_COMPANY, company.lineage, company.generation, self.month)
                self.propose(company, name, lever, granted=False)
        for region, lever in enumerate(self.levers):
            if lever.opi_pool > 0.0 and lever.new_partnerships > 0.0:
                self.pool_opens(region, lever)

    def comes(self, purpose: int, who: int, channel: int, rate: float) -> bool:
        """Whether something of a monthly rate happens."""
        return self.luck.uniform(purpose, who, channel * 4096 + self.month) < 1.0 - math.exp(-rate)

    def host_opens(self, host: Actor) -> None:
        """A host opens a need with partners, or works alone."""
        p, lever = self.p, self.levers[host.region]
        part = lever.municipal_part if host.kind == ActorKind.MUNICIPALITY else lever.regional_part
        rate = part * max(1.0 + p.shortage_weight * host.pressure * lever.shortage, 0.0) * lever.opening_budget
        opens = self.comes(OPEN, host.row, BY_HOST, p.need_opening_rate * rate)
        alone = self.comes(OPEN, host.row, BY_HOST_ALONE, p.inhouse_rate * rate)
        self.lever = lever
        if opens and host.engaged and lever.new_partnerships > 0.0:
            name = name_of(BY_HOST, host.row, 0, self.month)
            self.seek(Search(name, host, self.need_of(host, name, lever)), host)
        if alone:
            name = name_of(BY_HOST_ALONE, host.row, 0, self.month)
            search = Search(name, host, self.need_of(host, name, lever), [host])
            self.open(search, Kind.IN_HOUSE, host)

    def need_of(self, host: Actor, name: int, lever: Any) -> int:
        """A need area by its hours and the mission."""
        return self.luck.choice(NEED, name, 0, host.hours * lever.mission)

    def institution_opens(self, institution: Actor) -> None:
        """An institution starts a research consortium."""
        self.lever = lever = self.levers[institution.region]
        if lever.new_partnerships <= 0.0 or not institution.is_free:
            return
        rate = self.p.consortium_rate * (0.5 + institution.strength) * (1.0 + lever.bridge)
        if self.comes(OPEN, institution.row, BY_INSTITUTION, rate):
            name = name_of(BY_INSTITUTION, institution.row, 0, self.month)
            need = self.luck.choice(NEED, name, 0, np.asarray(lever.mission))
            self.seek(Search(name, institution, need), None)

    def pool_opens(self, region: int, lever: Any) -> None:
        """Grants go to small firms of the region."""
        for serial in range(min(self.luck.count(GRANT, self.month, region, lever.opi_pool), GRANTS)):
            firm = self.small_firm(name_of(BY_POOL, region, 0, self.month, serial), self.region_table[region])
            if firm is not None:
                name = name_of(BY_POOL, firm.lineage, firm.generation, self.month, serial)
                self.propose(firm, name, lever, granted=True)

    def small_firm(self, name: int, table: list[Actor | None]) -> Actor | None:
        """A small firm that is free, if one turns up."""
        asked = 0
        for attempt in range(ATTEMPTS):
            firm = table[int(self.luck.pair(GRANT, name, attempt)[0] * len(table))]
            if firm is None or not firm.is_free:
                continue
            if firm.size <= 1:
                return firm
            asked += 1
            if asked == ASKED:
                return None
        return None

    def propose(self, company: Actor, name: int, lever: Any, *, granted: bool) -> None:
        """A company proposes to the host that it prefers, which accepts or not."""
        self.lever = lever
        choices = []
        for kind in (ActorKind.MUNICIPALITY, ActorKind.HOSPITAL):
            found = self.search(Search(name, company, 0), kind)
            choices += [(company.utility(host, way, 1) + self.noise(name, host), host) for host, way in found]
        if not choices:
            return
        host = max(choices, key=lambda choice: choice[0])[1]
        need = self.need_of(host, name, lever)
        self.scored += 1
        value = self.p.invitation_acceptance + host.utility(company, Way.FOUND, 1)
        accepts = 1.0 if granted else 1.0 / (1.0 + math.exp(-value))
        if self.luck.uniform(INVITE, name, host.key) < accepts:
            self.seek(Search(name, company, need), host)

    def noise(self, name: int, candidate: Actor) -> float:
        """Noise of a logit choice."""
        return -math.log(-math.log(self.luck.uniform(CANDIDATE, name, candidate.key)))

    def search(self, search: Search, kind: int) -> list[tuple[Actor, int]]:
        """Candidates of a kind and how they were found, in SKIN's order."""
        lead, room = search.lead, int(self.p.candidates_per_need)
        found = {tie.partner: Way.PARTNER for tie in lead.ties if tie.partner.is_free and tie.partner.kind == kind}
        found = dict(list(found.items())[: room // 2])
        self.partners_of_partners(lead, kind, found, len(found) + room // 4)
        if kind != ActorKind.COMPANY:
            table = self.institution_table if kind == ActorKind.INSTITUTION else self.host_table
            self.by_chance(search, kind, table, ELSEWHERE + kind, found, room)
            return list(found.items())
        if len(found) < room:
            self.broker(search, found)
        self.by_chance(search, kind, self.region_table[lead.region], NEARBY, found, room)
        self.by_chance(search, kind, self.company_table, ANYWHERE, found, room)
        return list(found.items())

    def partners_of_partners(self, lead: Actor, kind: int, found: dict[Actor, Way], limit: int) -> None:
        """Partners of the closest partners."""
        for tie in lead.ties[:CLOSEST]:
            for second in tie.partner.ties[:CLOSEST]:
                if len(found) >= limit:
                    return
                other = second.partner
                if other is not lead and other.kind == kind and other.is_free and other not in found:
                    found[other] = Way.PARTNER_OF_PARTNER

    def by_chance(
        self, search: Search, kind: int, table: list[Actor | None], stream: int, found: dict[Actor, Way], room: int
    ) -> None:
        """A few candidates that chance brings."""
        wanted = min(room, len(found) + BY_CHANCE)
        for other in self.luck.some(table, search.name, stream):
            if len(found) >= wanted:
                return
            if other is not None and other.kind == kind and other.is_free and other not in found:
                found[other] = Way.FOUND

    def broker(self, search: Search, found: dict[Actor, Way]) -> None:
        """A broker with capacity to spare introduces the best of some whom the lead does not know."""
        if self.broker_tokens < 1.0:
            return
        sample: dict[Actor, Way] = {}
        for other in self.luck.some(self.company_table, search.name, BROKER):
            if len(sample) >= SAMPLED:
                break
            if other is not None and other.is_free:
                sample[other] = Way.BROKERED
        strangers = [other for other in sample if other not in search.lead.known and other not in found]
        best = max(strangers, key=lambda other: other.covers(search.need), default=None)
        if best is not None and best.covers(search.need) > 0.0:
            self.broker_tokens -= 1.0
            found[best] = Way.BROKERED

    def seek(self, search: Search, host: Actor | None) -> None:
        """Gather a consortium and open it if a company joins."""
        p, lead, lever = self.p, search.lead, self.lever
        seek, strategic = self.luck.pair(CONTRACT, search.name, 3)
        search.members = [lead] if host is None or host is lead else [lead, host]
        if lead.kind != ActorKind.COMPANY:
            self.invite(search, ActorKind.COMPANY, len(search.members) + 1)
            if search.members[-1].kind != ActorKind.COMPANY:
                return
        sought = p.knowledge_partner_sought
        sought += (1.0 - p.knowledge_partner_sought) * lever.bridge * p.bridge_effect
        if seek < sought and lead.kind != ActorKind.INSTITUTION:
            self.invite(search, ActorKind.INSTITUTION, len(search.members) + 1)
        several = host is not None and strategic < lever.strategic_share
        mean = p.strategic_size if several else p.consortium_size
        wanted = min(2 + self.luck.count(SIZE, search.name, 0, max(mean - 2.0, 0.0)), MAX_MEMBERS)
        if host is not None and several:
            self.invite_hosts(search, host.kind)
        for kind in (ActorKind.COMPANY, ActorKind.MUNICIPALITY, ActorKind.HOSPITAL):
            if kind == ActorKind.COMPANY or several or (host is not None and kind == host.kind):
                size = len(search.members)
                self.invite(search, kind, min(wanted, size + max((wanted - size + 1) // 2, 0)))
        kind = Kind.STRATEGIC if several else Kind.PROJECT
        self.open(search, Kind.CONSORTIUM if host is None else kind, host)

    def invite_hosts(self, search: Search, kind: int) -> None:
        """Further hosts of a kind, for whom a strategic partnership works as well."""
        missing = int(self.p.strategic_hosts + 0.5) - sum(member.kind == kind for member in search.members)
        self.invite(search, kind, min(len(search.members) + max(missing, 0), MAX_MEMBERS))

    def invite(self, search: Search, kind: int, limit: int) -> None:
        """Invite candidates, best first, until there are enough or too many have said no."""
        size = len(search.members)
        if size >= limit:
            return
        found = self.search(search, kind)
        self.scored += len(found)
        odds = {other: search.lead.utility(other, way, size) for other, way in found}
        score = {other: value + self.noise(search.name, other) for other, value in odds.items()}
        ways = dict(found)
        for other in sorted(score, key=score.__getitem__, reverse=True):
            if len(search.members) >= limit or search.rejections >= self.p.rejections_tolerated:
                return
            if other in search.members:
                continue
            accepts = 1.0 / (1.0 + math.exp(-(self.p.invitation_acceptance + odds[other])))
            if self.luck.uniform(INVITE, search.name, other.key) < accepts:
                search.members.append(other)
                search.brokered |= ways[other] == Way.BROKERED
            else:
                search.rejections += 1

    def open(self, search: Search, kind: int, host: Actor | None) -> None:
        """Sign the contract: capacity is taken and ties are made live."""
        p, lever, name, members = self.p, self.lever, search.name, search.members
        length, created = self.luck.pair(CONTRACT, name, 0)
        option, guided = self.luck.pair(CONTRACT, name, 1)
        learning, _ = self.luck.pair(CONTRACT, name, 2)
        months = p.project_shortest_months + length * (p.project_longest_months - p.project_shortest_months)
        months = {Kind.STRATEGIC: lever.strategic_months, Kind.CONSORTIUM: p.project_longest_months}.get(kind, months)
        for member in members:
            member.refresh()
        for member in members:
            member.load += 1
            member.last_live = self.month
            for other in members:
                if other is not member:
                    member.work_with(other)
        pairs = [member.trust_in(other) for member in members for other in members if other is not member]
        best = np.max([member.level[self.wanted[search.need]] for member in members], axis=0)
        self.opened.append(
            Partnership(
                int(kind),
                search.need,
                search.lead.row,
                host.row if host is not None else -1,
                tuple(member.row for member in members),
                self.month + int(months + 0.5),
                created < lever.cocreation_share,
                option < lever.purchase_option and kind <= Kind.STRATEGIC,
                guided < lever.guidance,
                learning < lever.action_learning,
                -math.log(self.luck.uniform(END, name, 0)),
                float(np.mean(pairs)) if pairs else p.trust_baseline,
                float(best.mean()),
            )
        )
