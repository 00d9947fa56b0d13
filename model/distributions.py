"""Draws from distributions: exponential, normal, gamma, beta, choices and counts, each keyed by its event."""

import math

from .compiled import callable_too
from .draws import to_unit, uniform, words


@callable_too
def exponential(key, purpose, a, b):
    """Unit exponential: the threshold that a cumulated hazard is compared with."""
    return -math.log(uniform(key, purpose, a, b))


@callable_too
def normal_pair(key, purpose, a, b, attempt):
    """Two independent standard normals (Box and Muller 1958)."""
    w0, w1 = words(key, purpose, a, b, attempt)
    radius = math.sqrt(-2.0 * math.log(to_unit(w0)))
    angle = 2.0 * math.pi * to_unit(w1)
    return radius * math.cos(angle), radius * math.sin(angle)


@callable_too
def normal(key, purpose, a, b):
    """Standard normal."""
    return normal_pair(key, purpose, a, b, 0)[0]


@callable_too
def gamma(key, purpose, a, b, shape, start):
    """Gamma with the given shape and scale 1 (Marsaglia and Tsang 2000).

    `start` is the first attempt number, so that one event can hold two gammas (0 and 128).
    """
    boosted = shape if shape >= 1.0 else shape + 1.0
    d = boosted - 1.0 / 3.0
    c = 1.0 / math.sqrt(9.0 * d)
    value = d
    for attempt in range(62):
        x, _ = normal_pair(key, purpose, a, b, start + 2 * attempt)
        v = 1.0 + c * x
        if v <= 0.0:
            continue
        v = v * v * v
        u = to_unit(words(key, purpose, a, b, start + 2 * attempt + 1)[0])
        if math.log(u) < 0.5 * x * x + d - d * v + d * math.log(v):
            value = d * v
            break
    if shape < 1.0:
        u = to_unit(words(key, purpose, a, b, start + 126)[0])
        value = value * math.pow(u, 1.0 / shape)
    return value


@callable_too
def beta(key, purpose, a, b, mean, concentration):
    """Beta with the given mean (0 to 1) and concentration (the sum of its two shapes)."""
    if mean <= 0.0:
        return 0.0
    if mean >= 1.0:
        return 1.0
    x = gamma(key, purpose, a, b, mean * concentration, 0)
    y = gamma(key, purpose, a, b, (1.0 - mean) * concentration, 128)
    return x / (x + y)


@callable_too
def choice(key, purpose, a, b, weights):
    """An index drawn in proportion to `weights` (n,); -1 if they sum to nothing."""
    total = 0.0
    for i in range(weights.size):
        total += weights[i]
    if total <= 0.0:
        return -1
    remaining = uniform(key, purpose, a, b) * total
    last = -1
    for i in range(weights.size):
        if weights[i] <= 0.0:
            continue
        last = i
        remaining -= weights[i]
        if remaining < 0.0:
            return i
    return last


@callable_too
def poisson_count(key, purpose, a, b, mean):
    """A Poisson count by inversion (mean up to about 20)."""
    u = uniform(key, purpose, a, b)
    probability = math.exp(-mean)
    cumulated = probability
    count = 0
    while u > cumulated and count < 100:
        count += 1
        probability *= mean / count
        cumulated += probability
    return count
