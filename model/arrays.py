"""The state of the world as plain arrays: what each table holds, and how much room it gets.

Every table is a struct of arrays with a stable integer id a row. `World` is what never changes during a run; the
others are written by the rules. Actors stand in the order regions, municipalities, hospitals, knowledge institutions,
companies, so that one more company moves nobody's id. Hosts (municipalities, then hospitals) have host numbers
0..H-1, actor number less `first_host`. Time is the month since January 2022.
"""

from typing import NamedTuple

import numpy as np

MONTHS = 168
YEARS = MONTHS // 12
SEGMENTS = 6
MAX_MEMBERS = 10
CANDIDATES = 48
REGION, MUNICIPALITY, HOSPITAL, INSTITUTION, COMPANY = 0, 1, 2, 3, 4
PROJECT, STRATEGIC, CONSORTIUM, IN_HOUSE = 0, 1, 2, 3
AGREEING, CO_DESIGN, PILOT, AWAITING, LOCAL, SEEKING, DONE = 0, 1, 2, 3, 4, 5, 6
CATALOGUE, ABROAD, MADE_IN_HOUSE, MADE_BY_PARTNERSHIP = 0, 1, 2, 3
START, VOLUNTARY, JOINT, NATIONAL, MANDATE = 0, 1, 2, 3, 4
NEVER = 9999


class World(NamedTuple):
    """What a run reads and never writes (A actors, H hosts, C cells, N needs, R regions, S0 catalogue rows)."""

    first_host: int
    municipalities: int
    hosts: int
    first_institution: int
    first_company: int
    kind: np.ndarray  # (A,) REGION ... COMPANY
    lineage: np.ndarray  # (A,) what an actor is called in its draws; companies may stand in any order of it
    in_order: np.ndarray  # (A,) rows in the order of their lineage, kind by kind
    region: np.ndarray  # (A,) original region by place
    x: np.ndarray  # (A,) km east
    y: np.ndarray  # (A,) km north
    size: np.ndarray  # (A,) companies: 0 micro ... 3 large
    age: np.ndarray  # (A,) companies: months old in January 2022
    strength: np.ndarray  # (A,) institutions: research strength 0 to 1
    pressure: np.ndarray  # (A,) hosts: staff-shortage pressure, mean 0
    population: np.ndarray  # (A,)
    base: np.ndarray  # (A, K) capability levels at the start
    company_table: np.ndarray  # (2**k,) company ids, -1 beyond the last
    region_table: np.ndarray  # (R, 2**k) company ids by region
    host_table: np.ndarray  # (2**k,) host actor ids
    institution_table: np.ndarray  # (2**k,)
    hosts_of_kind: np.ndarray  # (2,)
    hosts_of_region: np.ndarray  # (R, 2)
    neighbours: np.ndarray  # (H, 8) nearest hosts of the same kind
    neighbour_of: np.ndarray  # (H, n) hosts that have this one among their nearest, -1 beyond the last
    host_fte: np.ndarray  # (H, 2) staff FTE under the two allocations, each summing to the reference total
    theme_size: int  # capabilities in a theme
    municipal_hours_share: float
    need_capabilities: np.ndarray  # (N, 8) capability numbers, -1 beyond the last
    data_heavy: np.ndarray  # (N,)
    need_pool: np.ndarray  # (N, 2) pool of new solutions by need and host kind, -1 none
    pool_kind: np.ndarray  # (P,) host kind that a pool caps: 0 municipal, 1 hospital
    cell_host: np.ndarray  # (C,) host number
    cell_need: np.ndarray  # (C,)
    cell_kind: np.ndarray  # (C,) 0 municipal, 1 hospital, as on 1 January 2022
    cell_region: np.ndarray  # (C,) original region
    cell_transfer: np.ndarray  # (C,) which task transfer the cell belongs to, -1 none
    cell_sibling: np.ndarray  # (C,) the moving cell beside a main cell, -1 none
    moving_needs: np.ndarray  # (4,) need of each task transfer
    nearest_hospital: np.ndarray  # (H,) host number of the nearest hospital in the same region
    solution_key: np.ndarray  # (S0,) stable name key
    solution_need: np.ndarray  # (S0,)
    solution_segment: np.ndarray  # (S0,)
    solution_hosts: np.ndarray  # (S0,) 1 municipalities, 2 hospitals, 3 both
    solution_reference: np.ndarray  # (S0,) FTE that a share of 1 stands for
    solution_counts: np.ndarray  # (S0,) 1.0 if the potentials level admits the row
    solution_class: np.ndarray  # (S0,) 0 minutes, 1 visits
    solution_complexity: np.ndarray  # (S0,)
    solution_evidence: np.ndarray  # (S0,)
    solution_attractiveness: np.ndarray  # (S0,)
    solution_pool: np.ndarray  # (S0,) pool number, -1 none
    solution_owned: np.ndarray  # (S0,) 1 if a company owns it
    start_share: np.ndarray  # (S0,) share of hosts using it at `start_month`
    start_depth: np.ndarray  # (S0,)
    start_month: np.ndarray  # (S0,)
    programme_kind: np.ndarray  # (G,) JOINT, NATIONAL or MANDATE
    programme_solution: np.ndarray  # (G,) catalogue row, -1 best proven
    programme_start: np.ndarray  # (G,)
    programme_deadline: np.ndarray  # (G,) months from start
    programme_hosts: np.ndarray  # (G,) 1 municipalities, 2 hospitals, 3 both
    programme_key: np.ndarray  # (G,)
    cost_part: np.ndarray  # (items,) part of money: programme, purchase, implementation, running
    cost_payers: np.ndarray  # (items, 6) shares: state, EU, region, municipality, company, the host itself
    district_x: float
    district_y: float
    merge_month: int
    merged_regions: np.ndarray  # (2,)
    transfer_month: int
    friction: np.ndarray  # (2,) first and last month in which reform takes implementation slots


class Target(NamedTuple):
    """What counts: measure (0 gross ... 3 sustained), scope (0 all, 1 hospitals), counts (0 all, 1 life science,
    2 partnerships), the baseline month, and hours in one FTE."""

    measure: int
    scope: int
    counts: int
    baseline: int
    hours_per_fte: float


class Actors(NamedTuple):
    """State of actors (A rows)."""

    generation: np.ndarray
    vacant: np.ndarray
    engaged: np.ndarray
    ever_engaged: np.ndarray
    spell: np.ndarray
    focus: np.ndarray  # need area that engaged it
    hazard: np.ndarray  # cumulated hazard of the running spell (to engage, or to leave)
    threshold: np.ndarray
    exit_hazard: np.ndarray
    exit_threshold: np.ndarray
    reachable: np.ndarray
    age: np.ndarray
    load: np.ndarray
    capacity: np.ndarray
    last_live: np.ndarray  # last month with a live partnership
    absorption: np.ndarray
    runway: np.ndarray
    revenue: np.ndarray
    damage: np.ndarray  # reputation damage when last written
    damage_month: np.ndarray
    reference: np.ndarray  # delivered pilots that other hosts can see
    level: np.ndarray  # (A, K) capability levels when last touched
    touched: np.ndarray


class Ties(NamedTuple):
    """Directed trust, remembered sparsely (A, memory)."""

    partner: np.ndarray
    trust: np.ndarray
    month: np.ndarray  # when trust was last written: idle ties drift from here
    live: np.ndarray  # shared live partnerships


class Partnerships(NamedTuple):
    """Every partnership ever opened, in order of opening (P rows); `live` lists the rows in work."""

    key: np.ndarray  # lineage id
    kind: np.ndarray
    need: np.ndarray
    lead: np.ndarray
    host: np.ndarray  # actor id of the host that will use the solution, -1 none yet
    company: np.ndarray  # actor id of the owner to be, -1 none
    opened: np.ndarray
    ends: np.ndarray
    closed: np.ndarray  # month, -1 while running
    outcome: np.ndarray  # 0 running, 1 planned end, 2 early end, 3 renewed
    stage: np.ndarray
    progress: np.ndarray
    wait_until: np.ndarray
    cycle: np.ndarray
    attempt: np.ndarray
    failures: np.ndarray
    delivered: np.ndarray
    co_created: np.ndarray
    brokered: np.ndarray
    subsidised: np.ndarray
    option: np.ndarray
    guided: np.ndarray
    learning: np.ndarray
    evaluated: np.ndarray
    repeated: np.ndarray  # share of members with an earlier tie to the lead
    trust: np.ndarray  # mean trust of its pairs
    coverage: np.ndarray
    coverage_start: np.ndarray
    hazard: np.ndarray  # early end
    threshold: np.ndarray
    members: np.ndarray  # (P, 10)
    size: np.ndarray
    releases: np.ndarray  # 1 while members' capacity is in use
    live: np.ndarray


class Solutions(NamedTuple):
    """Every solution (S rows), catalogue rows first."""

    key: np.ndarray
    need: np.ndarray
    segment: np.ndarray
    hosts: np.ndarray
    potential: np.ndarray  # (S, 2) share of the area's hours, municipal and hospital
    expected: np.ndarray  # what adopters believe
    effect_class: np.ndarray
    complexity: np.ndarray
    evidence: np.ndarray
    attractiveness: np.ndarray
    pool: np.ndarray  # (S, 2) pool that caps it by host kind, -1 none
    owner: np.ndarray
    owner_generation: np.ndarray
    origin: np.ndarray
    partnership: np.ndarray  # row of the partnership that made it, -1
    co_created: np.ndarray
    evaluated: np.ndarray
    available: np.ndarray  # month
    of_region: np.ndarray  # (S, R, 2) adopters by original region and host kind
    nation: np.ndarray  # (S, 2) adopters by host kind
    base: np.ndarray  # (S, 2) this month's hazard multiplier by host kind
    reach: np.ndarray  # (S, R, 2) this month's exposure by region and host kind, nearest hosts left out


class Considered(NamedTuple):
    """What each unit thinks of taking into use (U units, L places). Unit = host, or the moving part of one."""

    solution: np.ndarray
    hazard: np.ndarray
    threshold: np.ndarray
    weight: np.ndarray
    pair: np.ndarray  # trust in the supplier and fit
    near: np.ndarray  # adopters among the nearest hosts
    spell: np.ndarray
    busy: np.ndarray  # (U,) running installations
    start_weight: np.ndarray  # (U,) sum of weights of the start catalogue
    unit_active: np.ndarray  # (U,)
    operator: np.ndarray  # (U,) host number that takes into use
    has: np.ndarray  # (U, S) spell + 1 while in use, less than 0 when given up: minus the spells there were
    budget: np.ndarray  # (authorities,) million DKK left for buying
    wages: np.ndarray  # (authorities,) million DKK a year of wages


class Adoptions(NamedTuple):
    """Every adoption ever (D rows), one a cell, solution and spell."""

    cell: np.ndarray
    unit: np.ndarray
    solution: np.ndarray
    spell: np.ndarray
    regime: np.ndarray
    month: np.ndarray
    live_from: np.ndarray
    abandoned: np.ndarray  # month, known when the adoption begins
    depth: np.ndarray
    ceiling: np.ndarray
    used: np.ndarray  # cashed depth
    realised: np.ndarray
    seeded_until: np.ndarray
    seeded_depth: np.ndarray
    held: np.ndarray  # 1 while use is thin and goes no deeper until somebody decides to intensify it
    intensify_at: np.ndarray  # threshold on the cumulated hazard to intensify
    intensify_hazard: np.ndarray
    occupies: np.ndarray  # host number whose slot the installation takes, -1 none
    share_net: np.ndarray  # part of the cell's hours this month, net; split among adoptions only where a pool needs it
    share: np.ndarray  # the same, realised
    share_sustained: np.ndarray
    share_baseline: np.ndarray
    time: np.ndarray  # t
    effect: np.ndarray  # e
    live: np.ndarray
    of_cell: np.ndarray  # (C, 64) live adoptions of a cell
    count: np.ndarray  # (C,)


class Programmes(NamedTuple):
    """Running joint procurements, national programmes and mandates (G rows)."""

    kind: np.ndarray
    solution: np.ndarray
    start: np.ndarray
    date: np.ndarray  # (G, H) month in which each host takes it into use
    done: np.ndarray


class Tally(NamedTuple):
    """Counters: `count` whole numbers, `value` running numbers, `spent` money this year by part and payer."""

    count: np.ndarray
    value: np.ndarray
    spent: np.ndarray
    focus: np.ndarray  # (N,) companies ever engaged by focus
    flow_area: np.ndarray  # (FLOWS, N, R) what partnerships did, by need area and region of the lead
    flow_pair: np.ndarray  # (FLOWS, PAIRS) the same by sector pair
    running: np.ndarray  # (2,) this month's running cost by host kind
    hours_of_need: np.ndarray  # (2, N) yearly hours by host kind and need


class Ledger(NamedTuple):
    """This month's ledger (hours), its baseline, and room to work in."""

    freed: np.ndarray  # (4, 2, R, N) gross, net, realised, sustained
    base: np.ndarray  # (4, 2, R, N) at the baseline, at the hours of January 2022
    time_cost: np.ndarray  # (2, R, N)
    base_cost: np.ndarray
    growth: np.ndarray  # (2, R) hours now over hours in January 2022
    hours_at_start: np.ndarray  # (2, R)
    kind_hours: np.ndarray  # (2,)
    best: np.ndarray  # (segments,) largest share of a cell, and the adoption that holds it
    holder: np.ndarray
    pool_net: np.ndarray  # (P,) hours of a pool's members before it caps them
    pool_realised: np.ndarray
    factor_net: np.ndarray
    factor_realised: np.ndarray
    new: np.ndarray  # (R, N)
    new_cost: np.ndarray
    part: np.ndarray  # (R, N) sum of parts that are new
    part_origin: np.ndarray  # (R, N, 4)
    part_regime: np.ndarray  # (R, N, 5)
    part_owner: np.ndarray  # (R, N, 2) with an owner company, made by a partnership
    part_municipality: np.ndarray  # (M, N)
    cost: np.ndarray  # (R, N) hours that solutions cost, in the target's scope
    cost_origin: np.ndarray  # (R, N, 4)
    cost_owner: np.ndarray  # (R, N, 2)
    host_freed: np.ndarray  # (H,)
    host_hours: np.ndarray  # (H,)


class Outputs(NamedTuple):
    """What one run reports."""

    series: np.ndarray  # (V, months)
    region: np.ndarray  # (R, months)
    need: np.ndarray  # (N, months)
    origin: np.ndarray  # (4, months)
    regime: np.ndarray  # (5, months)
    municipality: np.ndarray  # (M, years)
    staircase: np.ndarray  # (6, 2, years)
    recoverable: np.ndarray  # (5, years)
    revenue_region: np.ndarray  # (R, years)
    jobs_size: np.ndarray  # (4, years)
    engaged_need: np.ndarray  # (N, years) ever
    active_need: np.ndarray  # (N, years) engaged now
    kpi_need: np.ndarray  # (KPIS, N, years)
    kpi_region: np.ndarray  # (KPIS, R, years)
    kpi_sectors: np.ndarray  # (KPIS, PAIRS, years)
    cost: np.ndarray  # (4, years)
    payer: np.ndarray  # (5, years)


class Scratch(NamedTuple):
    """Room to work in: rules may not allocate."""

    members: np.ndarray  # (10,) of a partnership that is being gathered
    gathered: np.ndarray  # (10,) of a renewal
    found: np.ndarray  # (48,) candidates
    how: np.ndarray
    score: np.ndarray
    odds: np.ndarray
    sample: np.ndarray  # (8,)
    sample_how: np.ndarray
    ways: np.ndarray  # (2,) brokered members, rejections
    weights: np.ndarray  # (N,)
    best_level: np.ndarray  # (R, K)
    engaged_share: np.ndarray  # (R,)
    engaged_number: np.ndarray
    municipal_share: np.ndarray  # (M,)
    best: np.ndarray  # (segments,)
    holder: np.ndarray
    pools: np.ndarray  # (P, 2, 2) hours by pool, standing or staying, catalogue or new
    whole: np.ndarray  # (P,)
    both: np.ndarray  # (2,) catalogue, new
    level: np.ndarray  # (2, 2) standing or staying, catalogue or new
    level_area: np.ndarray  # (LEVELS, N, R) sums over live partnerships
    level_pair: np.ndarray  # (LEVELS, PAIRS)
    yields: np.ndarray  # (S,)
    number: np.ndarray
    area_best: np.ndarray  # (2, N, segments)
    area_holder: np.ndarray


class State(NamedTuple):
    """All tables of one run."""

    actors: Actors
    ties: Ties
    partnerships: Partnerships
    solutions: Solutions
    considered: Considered
    adoptions: Adoptions
    programmes: Programmes
    cell_hours: np.ndarray  # (C,) hours a year at the start
    ledger: Ledger
    tally: Tally
    scratch: Scratch
