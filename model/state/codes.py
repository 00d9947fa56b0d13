"""Codes of what tables hold: kinds, stages, origins, regimes. Their labels in results follow from their names."""

from enum import IntEnum
from typing import Any

from ..levers import needs


class ActorKind(IntEnum):
    """Kinds of actors, in the order of the table of actors."""

    REGION = 0
    MUNICIPALITY = 1
    HOSPITAL = 2
    INSTITUTION = 3
    COMPANY = 4


class HostKind(IntEnum):
    """Kinds of hosts: the position in every dim `kind`."""

    MUNICIPAL = 0
    HOSPITAL = 1


class Kind(IntEnum):
    """Kinds of partnerships."""

    PROJECT = 0
    STRATEGIC = 1
    CONSORTIUM = 2
    IN_HOUSE = 3


class Stage(IntEnum):
    """Stages of a partnership's work."""

    AGREEING = 0
    CO_DESIGN = 1
    PILOT = 2
    AWAITING = 3
    LOCAL = 4
    SEEKING = 5
    DONE = 6


class Way(IntEnum):
    """How a candidate for a partnership was found."""

    PARTNER = 0
    PARTNER_OF_PARTNER = 1
    BROKERED = 2
    FOUND = 3


class End(IntEnum):
    """How a partnership ended. A planned end is no failure."""

    RUNNING = 0
    PLANNED = 1
    EARLY = 2
    RENEWED = 3


# The position of each need area in every dim `need`: `Need.NIGHT`.
Need: Any = IntEnum("Need", [name.upper() for name in needs()], start=0)


class Origin(IntEnum):
    """Where a solution comes from."""

    CATALOGUE = 0
    ABROAD = 1
    IN_HOUSE = 2
    PARTNERSHIP = 3


class OriginClass(IntEnum):
    """Whether a solution existed at the start."""

    CATALOGUE = 0
    NEW = 1


class Regime(IntEnum):
    """How a solution came into use."""

    START = 0
    VOLUNTARY = 1
    JOINT_PROCUREMENT = 2
    NATIONAL_PROGRAMME = 3
    MANDATE = 4


class Measure(IntEnum):
    """What is measured of the hours freed."""

    GROSS = 0
    NET = 1
    REALISED = 2
    SUSTAINED = 3


class Counts(IntEnum):
    """Which solutions a target counts."""

    ALL = 0
    LIFE_SCIENCE = 1
    PARTNERSHIPS = 2


class Part(IntEnum):
    """Parts of the money."""

    PROGRAMME = 0
    PURCHASE = 1
    IMPLEMENTATION = 2
    RUNNING = 3


class Payer(IntEnum):
    """Who pays. What "the host" pays falls on its municipality or region."""

    STATE = 0
    EU = 1
    REGION = 2
    MUNICIPALITY = 3
    COMPANY = 4
    HOST = 5


class Sector(IntEnum):
    """Sectors of a partnership's members; regions themselves are members of none."""

    MUNICIPALITY = 0
    HOSPITAL = 1
    KNOWLEDGE_INSTITUTION = 2
    COMPANY = 3


class Kpi(IntEnum):
    """KPIs of collaboration and change, each by the name of the variable that gives it for the country."""

    KPI_KNOWLEDGE_TRANSFER = 0
    KPI_COCREATION = 1
    KPI_NETWORKS = 2
    KPI_RELATIONS = 3
    TRUST_MEAN = 4
    KPI_LEARNING = 5
    KPI_IDEAS = 6
    KPI_IMPLEMENTATION = 7


class Flow(IntEnum):
    """What KPIs count as it happens."""

    MOVED = 0
    NEW_TIES = 1
    MADE = 2
    PASSED = 3


class Level(IntEnum):
    """What KPIs take means of, as sums over live partnerships."""

    NUMBER = 0
    CREATED = 1
    REPEATED = 2
    LEARNED = 3
    TRUSTED = 4


class Count(IntEnum):
    """Whole numbers counted since January 2022, or of the month."""

    FORMED = 0
    CONSORTIA = 1
    INHOUSE = 2
    RENEWED = 3
    ENDED = 4
    FAILED = 5
    PILOTS_PASSED = 6
    PILOTS_FAILED = 7
    ENGAGED_EVER = 8
    NEW_TIES = 9
    IDEAS = 10
    ABROAD_MADE = 11
    PARTNERSHIP_ROWS = 12
    PARTNERSHIPS_LIVE = 13
    SOLUTION_ROWS = 14
    SOLUTIONS_TOLD = 15
    ADOPTION_ROWS = 16
    ADOPTIONS_LIVE = 17
    PROGRAMME_ROWS = 18
    OVERFLOW = 19
    SLOTS_BINDING = 20
    EVENTS_SCORED = 21
    EVENTS_PARTNERSHIP_MONTHS = 22
    EVENTS_CONSIDERED = 23
    TRANSFERRED = 24
    MERGED = 25
    TAKEN = 26
    ADAPTED = 27


class Value(IntEnum):
    """Running numbers."""

    COMMONS = 0
    BROKER_TOKENS = 1
    ATTENTION_SCALE = 2
    TRANSFERRED_KNOWLEDGE = 3
    REVENUE = 4
    REFORM = 5
    CATALOGUE_MEAN = 6
    CATALOGUE_SPREAD = 7


class Item(IntEnum):
    """What costs money, each with its own payers."""

    OUTREACH = 0
    PARTNERSHIP_SUPPORT = 1
    OPI_GRANT = 2
    NATIONAL_PROGRAMME = 3
    BROKER = 4
    BRIDGE = 5
    NETWORK = 6
    DISTRICT = 7
    DATA_REFORM = 8
    JOINT_PROCUREMENT = 9
    FIRST_BUYER_COMPENSATION = 10
    IMPLEMENTATION_SUPPORT = 11
    IMPLEMENTATION_SLOTS = 12
    BENEFIT_REALISATION = 13
    INTENSIFIED_USE = 14
    EVALUATION = 15
    DECISION_SUPPORT = 16
    GUIDANCE = 17
    COCREATION = 18
    TRAINING = 19
    ACTION_LEARNING = 20
    COMMUNITY_OF_PRACTICE = 21
    OPENING = 22
    SOLUTION_PURCHASE = 23
    SOLUTION_RUNNING = 24
    HOST_IMPLEMENTATION = 25
    INNOVATION_UNIT = 26
    PROGRAMME_PURCHASE = 27


def label(code: IntEnum) -> str:
    """What a code is called in results."""
    return code.name.lower()
