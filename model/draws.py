"""Random numbers as pure functions of what they decide.

Every draw is named by a key (seed, luck, replicate), a purpose and the lineage ids of what it decides; nothing is
drawn in sequence. So policies share all luck that means the same, members can be replayed alone, and any number of
threads gives the same bits.

The generator is Threefry-2x64 with 20 rounds (Salmon, Moraes, Dror and Shaw 2011, "Parallel random numbers: as easy
as 1, 2, 3"), tested against the authors' published vectors. The 128-bit counter holds

    word 0: purpose (8 bits), a (56 bits)        word 1: attempt (8 bits), b (56 bits)

and the key is (seed, luck * 2**32 + replicate).
"""

import math

import numpy as np

from .compiled import callable_too, compiled, entry

# Purposes. A number is never used again for something else: it is part of what a draw means.
ENGAGE = 1
OPEN = 2
NEED = 3
CANDIDATE = 4
INVITE = 5
CONTRACT = 6
GATE = 7
FOLLOW_UP = 8
QUALITY = 9
POTENTIAL = 10
ADOPT = 11
DEPLOY = 12
ABANDON = 13
PROGRAMME = 14
ENTRY = 15
EXIT = 16
START = 17
MEETING = 18
TIES = 19
CAPABILITY = 20
PLACE = 21
PARAMETER = 22
END = 24
RENEW = 25
ABROAD = 26
TENDER = 27
INTENSIFY = 28
SUPPORT = 29
BENEFIT = 30
OPERATOR = 31
FOCUS = 33
REACH = 34
HOST_SEARCH = 36
SAMPLE = 37
THRESHOLD = 38
SIZE = 39
HEARD = 40
SLIP = 41
JOIN = 42
DECISION = 43
OWNER = 44
INSTALL = 45
REALISE = 46
GRANT = 47
MEASURE = 48
HEARD_AGAIN = 49
EVALUATION = 51

_C240 = np.uint64(0x1BD11BDAA9FC1A22)
_MASK56 = np.uint64((1 << 56) - 1)
_TO_UNIT = 2.0**-53
# More than a rounded probability can lie above its rate.
_ROUNDING = 1e-9


@callable_too
def _rotate(x, bits):
    return (x << np.uint64(bits)) | (x >> np.uint64(64 - bits))


@callable_too
def _four_rounds(x0, x1, r0, r1, r2, r3):
    x0 = x0 + x1
    x1 = _rotate(x1, r0) ^ x0
    x0 = x0 + x1
    x1 = _rotate(x1, r1) ^ x0
    x0 = x0 + x1
    x1 = _rotate(x1, r2) ^ x0
    x0 = x0 + x1
    x1 = _rotate(x1, r3) ^ x0
    return x0, x1


@callable_too
def threefry(key0, key1, counter0, counter1):
    """Threefry-2x64-20: two 64-bit words from a 128-bit key and a 128-bit counter."""
    k2 = _C240 ^ key0 ^ key1
    x0 = counter0 + key0
    x1 = counter1 + key1
    x0, x1 = _four_rounds(x0, x1, 16, 42, 12, 31)
    x0 = x0 + key1
    x1 = x1 + k2 + np.uint64(1)
    x0, x1 = _four_rounds(x0, x1, 16, 32, 24, 21)
    x0 = x0 + k2
    x1 = x1 + key0 + np.uint64(2)
    x0, x1 = _four_rounds(x0, x1, 16, 42, 12, 31)
    x0 = x0 + key0
    x1 = x1 + key1 + np.uint64(3)
    x0, x1 = _four_rounds(x0, x1, 16, 32, 24, 21)
    x0 = x0 + key1
    x1 = x1 + k2 + np.uint64(4)
    x0, x1 = _four_rounds(x0, x1, 16, 42, 12, 31)
    return x0 + k2, x1 + key0 + np.uint64(5)


@callable_too
def make_key(seed, luck, replicate):
    """The key of one run: (seed, luck and replicate in one word), both uint64."""
    word = (np.uint64(luck) << np.uint64(32)) | (np.uint64(replicate) & np.uint64(0xFFFFFFFF))
    return np.uint64(seed), word


def run_key(seed: int, luck: int = 0, replicate: int = 0) -> tuple[np.uint64, np.uint64]:
    """The key of `make_key` for Python callers.

    Numba gives uint64 back to Python as a plain int, and takes every plain int for the type of the first one it saw:
    only NumPy's own words keep their type through a compiled function.
    """
    return np.uint64(seed), np.uint64((luck << 32) | (replicate & 0xFFFFFFFF))


@callable_too
def without_replicate(key):
    """The same key for what replicates share: potentials and qualities of solutions."""
    return key[0], (np.uint64(key[1]) >> np.uint64(32)) << np.uint64(32)


@callable_too
def words(key, purpose, a, b, attempt):
    """Two independent 64-bit words for one event. `a` and `b` are lineage ids of up to 56 bits."""
    counter0 = (np.uint64(purpose) << np.uint64(56)) | (np.uint64(a) & _MASK56)
    counter1 = (np.uint64(attempt) << np.uint64(56)) | (np.uint64(b) & _MASK56)
    return threefry(np.uint64(key[0]), np.uint64(key[1]), counter0, counter1)


@callable_too
def to_unit(word):
    """A uniform number in the open interval (0, 1) from the upper 53 bits of a word."""
    return (np.float64(word >> np.uint64(11)) + 0.5) * _TO_UNIT


@callable_too
def uniform(key, purpose, a, b):
    """Uniform on (0, 1)."""
    return to_unit(words(key, purpose, a, b, 0)[0])


@callable_too
def uniform_pair(key, purpose, a, b):
    """Two independent uniforms on (0, 1) for one event."""
    w0, w1 = words(key, purpose, a, b, 0)
    return to_unit(w0), to_unit(w1)


@compiled
def uniforms_of(key, purpose, names, b, out):
    """A uniform for each of the names (n,) into `out` (n,): in a block, a draw costs a seventh of one alone."""
    for i in range(names.size):
        out[i] = uniform(key, purpose, names[i], b)


@compiled
def uniforms_for(key, purpose, a, names, out):
    """A uniform for `a` with each of the names (n,) into `out` (n,)."""
    for i in range(names.size):
        out[i] = uniform(key, purpose, a, names[i])


@compiled
def words_of(key, purpose, a, b, first, second):
    """The words of attempts 0, 1, ... at one event into `first` and `second` (n,)."""
    for attempt in range(first.size):
        first[attempt], second[attempt] = words(key, purpose, a, b, attempt)


@callable_too
def comes(luck, rate):
    """Whether an event of a rate comes within its unit of time, by a uniform.

    The probability, 1 - exp(-rate), is less than the rate: most need no exponential.
    """
    return luck < rate + _ROUNDING and luck < 1.0 - math.exp(-rate)


@entry
def uniforms(key, purpose, a, count):
    """`count` uniforms (count,) keyed by (purpose, a, 0..count-1)."""
    out = np.empty(count)
    for i in range(count):
        out[i] = uniform(key, purpose, a, i)
    return out


@entry
def uniforms_by_luck(seed, lucks, purpose, names):
    """A uniform for each luck (n,) and each name (m,), both uint64: (n, m)."""
    out = np.empty((lucks.size, names.size))
    for i in range(lucks.size):
        key = make_key(seed, lucks[i], np.uint64(0))
        for j in range(names.size):
            out[i, j] = uniform(key, purpose, names[j], 0)
    return out
