"""Actors, and what they remember of each other."""

from typing import NamedTuple

import numpy as np

from .column import REAL, WHOLE, column


class Actors(NamedTuple):
    """State of every actor."""

    generation: np.ndarray = column(WHOLE, "actor", "", "how many companies had the slot before")
    vacant: np.ndarray = column(WHOLE, "actor", "", "1 while a company slot is empty")
    engaged: np.ndarray = column(WHOLE, "actor", "", "1 while in the ecosystem")
    ever_engaged: np.ndarray = column(WHOLE, "actor", "", "1 once it has been")
    spell: np.ndarray = column(WHOLE, "actor", "", "how often it has joined or left")
    focus: np.ndarray = column(WHOLE, "actor", "", "need area that engaged it")
    hazard: np.ndarray = column(REAL, "actor", "", "cumulated, to join or to leave")
    threshold: np.ndarray = column(REAL, "actor", "", "at which the hazard makes it do so")
    exit_hazard: np.ndarray = column(REAL, "actor", "", "cumulated, to close")
    exit_threshold: np.ndarray = column(REAL, "actor", "", "at which it closes")
    reachable: np.ndarray = column(WHOLE, "actor", "", "1 if outreach can reach it")
    age: np.ndarray = column(REAL, "actor", "months", "of a company")
    load: np.ndarray = column(WHOLE, "actor", "activities", "that it takes part in")
    capacity: np.ndarray = column(WHOLE, "actor", "activities", "that it can take part in at once")
    last_live: np.ndarray = column(WHOLE, "actor", "month", "last with a live partnership")
    absorption: np.ndarray = column(REAL, "actor", "0 to 1", "absorptive capacity")
    runway: np.ndarray = column(REAL, "actor", "", "capital that failures drain and sales refill")
    revenue: np.ndarray = column(REAL, "actor", "million DKK a year", "from solutions in use")
    damage: np.ndarray = column(REAL, "actor", "0 to 1", "to reputation, when last written")
    damage_month: np.ndarray = column(WHOLE, "actor", "month", "in which damage was last written")
    reference: np.ndarray = column(REAL, "actor", "", "delivered pilots that other hosts can see")
    level: np.ndarray = column(REAL, "actor capability", "0 to 1", "capabilities when last touched")
    touched: np.ndarray = column(WHOLE, "actor", "month", "in which capabilities were last worked out")


class Ties(NamedTuple):
    """Directed trust, remembered sparsely: places of an actor's memory, without gaps."""

    partner: np.ndarray = column(WHOLE, "actor tie", "", "actor id, -1 beyond the last")
    trust: np.ndarray = column(REAL, "actor tie", "0 to 1", "when last written")
    month: np.ndarray = column(WHOLE, "actor tie", "month", "in which it was: idle ties drift from here")
    live: np.ndarray = column(WHOLE, "actor tie", "partnerships", "that the two share and that live")
