"""What a run reads and never writes."""

from typing import NamedTuple

import numpy as np

from .column import REAL, WHOLE, column


class World(NamedTuple):
    """Actors stand in the order regions, municipalities, hospitals, knowledge institutions, companies, so that one more
    company moves nobody's id. Hosts (municipalities, then hospitals) have numbers of their own: actor number less
    `first_host`. Months count from January 2022. Empty places of tables hold -1."""

    first_host: int
    municipalities: int
    hosts: int
    first_institution: int
    first_company: int
    theme_size: int  # capabilities in a theme
    municipal_hours_share: float
    district_x: float  # km east
    district_y: float  # km north
    merge_month: int
    transfer_month: int
    kind: np.ndarray = column(WHOLE, "actor", "", "ActorKind")
    lineage: np.ndarray = column(WHOLE, "actor", "", "what it is called in its draws")
    in_order: np.ndarray = column(WHOLE, "actor", "", "rows in the order of their lineage, kind by kind")
    region: np.ndarray = column(WHOLE, "actor", "", "original region by place")
    x: np.ndarray = column(REAL, "actor", "km", "east")
    y: np.ndarray = column(REAL, "actor", "km", "north")
    size: np.ndarray = column(WHOLE, "actor", "", "companies: 0 micro to 3 large")
    age: np.ndarray = column(REAL, "actor", "months", "companies: in January 2022")
    strength: np.ndarray = column(REAL, "actor", "0 to 1", "institutions: research strength")
    pressure: np.ndarray = column(REAL, "actor", "", "hosts: staff shortage, mean 0")
    population: np.ndarray = column(REAL, "actor", "inhabitants", "")
    base: np.ndarray = column(REAL, "actor capability", "0 to 1", "capability levels at the start")
    company_table: np.ndarray = column(WHOLE, "table", "", "company ids, as long as a power of two")
    region_table: np.ndarray = column(WHOLE, "region table", "", "company ids by region")
    host_table: np.ndarray = column(WHOLE, "table", "", "host actor ids")
    institution_table: np.ndarray = column(WHOLE, "table", "", "institution ids")
    hosts_of_kind: np.ndarray = column(WHOLE, "kind", "hosts", "")
    hosts_of_region: np.ndarray = column(WHOLE, "region kind", "hosts", "")
    neighbours: np.ndarray = column(WHOLE, "host neighbour", "", "nearest hosts of the same kind")
    neighbour_of: np.ndarray = column(WHOLE, "host table", "", "hosts that have this one among their nearest")
    host_fte: np.ndarray = column(REAL, "host allocation", "FTE", "staff under two allocations of the same total")
    need_capabilities: np.ndarray = column(WHOLE, "need wanted", "", "capabilities that a need asks for")
    data_heavy: np.ndarray = column(WHOLE, "need", "", "1 where law and data access are a gate")
    need_pool: np.ndarray = column(WHOLE, "need kind", "", "pool of new solutions")
    pool_kind: np.ndarray = column(WHOLE, "pool", "", "HostKind that a pool caps")
    cell_host: np.ndarray = column(WHOLE, "cell", "", "host number")
    cell_need: np.ndarray = column(WHOLE, "cell", "", "need area")
    cell_kind: np.ndarray = column(WHOLE, "cell", "", "HostKind on 1 January 2022")
    cell_region: np.ndarray = column(WHOLE, "cell", "", "original region")
    cell_transfer: np.ndarray = column(WHOLE, "cell", "", "which task transfer it belongs to")
    cell_sibling: np.ndarray = column(WHOLE, "cell", "", "the moving cell beside a main cell")
    moving_needs: np.ndarray = column(WHOLE, "transfer", "", "need area of each task transfer")
    nearest_hospital: np.ndarray = column(WHOLE, "host", "", "host number of the nearest hospital of the region")
    solution_key: np.ndarray = column(WHOLE, "catalogue", "", "stable key of the name")
    solution_need: np.ndarray = column(WHOLE, "catalogue", "", "need area")
    solution_segment: np.ndarray = column(WHOLE, "catalogue", "", "segment of the need area")
    solution_hosts: np.ndarray = column(WHOLE, "catalogue", "", "1 municipalities, 2 hospitals, 3 both")
    solution_reference: np.ndarray = column(REAL, "catalogue", "FTE", "that a share of 1 stands for")
    solution_counts: np.ndarray = column(REAL, "catalogue", "", "1 where the potentials level admits the row")
    solution_class: np.ndarray = column(WHOLE, "catalogue", "", "0 minutes, 1 visits")
    solution_complexity: np.ndarray = column(REAL, "catalogue", "0 to 1", "")
    solution_evidence: np.ndarray = column(REAL, "catalogue", "0 to 1", "")
    solution_attractiveness: np.ndarray = column(REAL, "catalogue", "", "mean about 1")
    solution_pool: np.ndarray = column(WHOLE, "catalogue", "", "pool that caps it")
    solution_owned: np.ndarray = column(WHOLE, "catalogue", "", "1 where a company owns it")
    solution_unit: np.ndarray = column(WHOLE, "catalogue", "", "which price for each user it has, -1 none")
    solution_users: np.ndarray = column(REAL, "catalogue", "users per FTE", "of the area at its hosts, at full use")
    start_share: np.ndarray = column(REAL, "catalogue", "share", "hosts that use it at `start_month`")
    start_depth: np.ndarray = column(REAL, "catalogue", "share", "depth of that use")
    start_month: np.ndarray = column(WHOLE, "catalogue", "month", "at which use was observed")
    programme_kind: np.ndarray = column(WHOLE, "dated", "", "Regime")
    programme_solution: np.ndarray = column(WHOLE, "dated", "", "catalogue row, -1 the best proven")
    programme_start: np.ndarray = column(WHOLE, "dated", "month", "")
    programme_deadline: np.ndarray = column(WHOLE, "dated", "months", "from the start, 0 the usual")
    programme_hosts: np.ndarray = column(WHOLE, "dated", "", "1 municipalities, 2 hospitals, 3 both")
    programme_key: np.ndarray = column(WHOLE, "dated", "", "what it is called in its draws")
    cost_part: np.ndarray = column(WHOLE, "item", "", "Part of the money")
    cost_once: np.ndarray = column(WHOLE, "item", "", "1 where it is paid once for what lasts")
    cost_payers: np.ndarray = column(REAL, "item payer_or_host", "share", "what each Payer pays")
    merged_regions: np.ndarray = column(WHOLE, "two", "", "the one that stays and the one that goes")
    friction: np.ndarray = column(WHOLE, "two", "month", "first and last in which reform takes slots")
