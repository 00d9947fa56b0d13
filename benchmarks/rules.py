"""CPU time by rule: runs are stepped as the ensemble steps them, with a look at the clock between rules."""

from __future__ import annotations

import ctypes
import sys

import numba
import numpy as np

from samspil.model.calling import call
from samspil.model.draws import make_key
from samspil.model.epoch import MONTHS
from samspil.model.loop import Batch as Runs
from samspil.model.loop import Rules, first_day
from samspil.model.month import ORDER, ready
from samspil.model.now import Now
from samspil.model.reference import by_reference

from .measure import Batch

# CPU time of this process by the C library: compiled code can call it. The standard fixes its unit on POSIX.
_clock = ctypes.CDLL("msvcrt" if sys.platform == "win32" else None).clock
_clock.restype, _clock.argtypes = ctypes.c_long, []
TICKS_A_SECOND = 1e3 if sys.platform == "win32" else 1e6
NAMES = ("start", *(rule.__name__ for rule in ORDER), "report")
REPEATS = 4


def by_rule(batch: Batch) -> dict[str, float]:
    """Milliseconds of CPU time that a run spends in each rule: the least of several goes, each a mean over the runs."""
    prepared, scratch = batch.prepared, batch.scratch
    keys = batch.keys.astype(np.uint64)
    runs = Runs(prepared.levers, batch.records, prepared.switches, prepared.target, keys)
    rules = ready(scratch.world, scratch.state, first_day(runs), scratch.outputs)
    spent = np.zeros((REPEATS, len(NAMES)), dtype=np.int64)
    for go in range(REPEATS):
        _timed(rules, scratch.world, scratch.state, runs, MONTHS, (scratch.outputs, scratch.row), spent[go])
    return dict(zip(NAMES, spent.min(axis=0) / TICKS_A_SECOND * 1e3 / batch.records.size, strict=True))


@numba.njit(nogil=True, error_model="numpy")
def _timed(rules: Rules, world, state, batch, months, workspace, spent):  # noqa: ANN001, ANN202
    outputs, row = workspace
    fixed, tables, out = by_reference(world), by_reference(state), by_reference(outputs)
    p, switches, target = batch.parameters, batch.switches[0], batch.target
    for b in range(p.size):
        key = make_key(batch.keys[b, 0], batch.keys[b, 1], batch.keys[b, 2])
        row[:] = 0.0
        for month in range(months):
            now = by_reference(Now(month, batch.levers[month], p[b], switches, target, key))
            before = _clock()
            if month == 0:
                call(rules.start, (fixed, tables, now))
                before = _note(spent, 0, before)
            for i in range(rules.month.size):
                call(rules.month[i], (fixed, tables, now))
                before = _note(spent, i + 1, before)
            call(rules.report, (fixed, tables, now, out))
            _note(spent, rules.month.size + 1, before)


@numba.njit(nogil=True, error_model="numpy")
def ticks_of(rule, world, state, batch, month):  # noqa: ANN001, ANN201
    """Ticks of the clock that one rule takes in one month, for whoever steps a run by hand."""
    key = make_key(batch.keys[0, 0], batch.keys[0, 1], batch.keys[0, 2])
    p, switches, target = batch.parameters[0], batch.switches[0], batch.target
    now = by_reference(Now(month, batch.levers[month], p, switches, target, key))
    tables = (by_reference(world), by_reference(state), now)
    before = _clock()
    call(rule, tables)
    return _clock() - before


@numba.njit
def _note(spent, place, before):  # noqa: ANN001, ANN202
    now = _clock()
    spent[place] += now - before
    return now
