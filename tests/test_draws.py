"""Draws: the published generator, moments, and keys that never collide."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from samspil.model import distributions, draws

# Random123's known-answer tests of threefry2x64 with 20 rounds: (counter, key, output).
KNOWN = [
    ((0, 0), (0, 0), (0xC2B6E3A8C2C69865, 0x6F81ED42F350084D)),
    ((2**64 - 1, 2**64 - 1), (2**64 - 1, 2**64 - 1), (0xE02CB7C4D95D277A, 0xD06633D0893B8B68)),
    (
        (0x243F6A8885A308D3, 0x13198A2E03707344),
        (0xA4093822299F31D0, 0x082EFA98EC4E6C89),
        (0x263C7D30BB0F0AF1, 0x56BE8361D3311526),
    ),
]
SEVERAL = 20_000


def key(seed: int = 7, luck: int = 3, replicate: int = 1) -> tuple:
    return draws.run_key(seed, luck, replicate)


@pytest.mark.parametrize(("counter", "key_words", "output"), KNOWN)
def test_published_vectors(counter: tuple, key_words: tuple, output: tuple) -> None:
    words = [np.uint64(word) for word in (*key_words, *counter)]
    assert tuple(int(word) for word in draws.threefry(*words)) == output


def test_keys_of_any_size_share_one_compiled_function() -> None:
    """Numba types a tuple of plain ints by the first one it meets: a small key, then a big one, must both work."""
    for luck in (0, 1, 2**31, 2**32 - 1):
        words = tuple(int(word) for word in key(luck=luck))
        assert words == tuple(int(word) for word in draws.make_key(np.uint64(7), np.uint64(luck), np.uint64(1)))
        assert draws.uniforms(key(luck=luck), draws.ADOPT, 5, 3)[2] == draws.uniform(key(luck=luck), draws.ADOPT, 5, 2)
    for function in (draws.uniform, draws.uniforms):
        assert {signature[0] for signature in function.signatures} == {function.signatures[0][0]}


def test_uniforms_have_the_moments_of_a_uniform() -> None:
    u = draws.uniforms(key(), draws.ADOPT, 5, SEVERAL)
    assert u.min() > 0
    assert u.max() < 1
    assert abs(u.mean() - 0.5) < 4 / np.sqrt(12 * SEVERAL)
    counts = np.histogram(u, 64, (0, 1))[0]
    assert ((counts - SEVERAL / 64) ** 2 / (SEVERAL / 64)).sum() < 63 + 4 * np.sqrt(126)
    lagged = np.corrcoef(u[:-1], u[1:])[0, 1]
    assert abs(lagged) < 4 / np.sqrt(SEVERAL)


def test_a_biased_stream_is_noticed() -> None:
    u = draws.uniforms(key(), draws.ADOPT, 5, SEVERAL) ** 1.1
    assert abs(u.mean() - 0.5) > 4 / np.sqrt(12 * SEVERAL)


@pytest.mark.parametrize("shape", [0.4, 1.0, 2.5, 9.0])
def test_gamma_moments(shape: float) -> None:
    x = np.array([distributions.gamma(key(), draws.DEPLOY, 1, i, shape, 0) for i in range(4000)])
    assert abs(x.mean() - shape) < 4 * np.sqrt(shape / x.size)
    assert abs(x.var() - shape) < 8 * shape * np.sqrt((2 + 6 / shape) / x.size)


@pytest.mark.parametrize("mean", [0.1, 0.4, 0.8])
def test_beta_moments(mean: float) -> None:
    x = np.array([distributions.beta(key(), draws.DEPLOY, 1, i, mean, 6.0) for i in range(4000)])
    spread = np.sqrt(mean * (1 - mean) / 7)
    assert abs(x.mean() - mean) < 4 * spread / np.sqrt(x.size)
    assert abs(x.std() - spread) < 0.1 * spread


def test_poisson_and_choice() -> None:
    counts = np.array([distributions.poisson_count(key(), draws.OPEN, 1, i, 2.5) for i in range(4000)])
    assert abs(counts.mean() - 2.5) < 4 * np.sqrt(2.5 / counts.size)
    weights = np.array([1.0, 0.0, 3.0])
    chosen = np.array([distributions.choice(key(), draws.NEED, 1, i, weights) for i in range(4000)])
    assert set(chosen) == {0, 2}
    assert abs((chosen == 2).mean() - 0.75) < 4 * np.sqrt(0.75 * 0.25 / chosen.size)
    assert distributions.choice(key(), draws.NEED, 1, 1, np.zeros(3)) == -1


@given(st.lists(st.tuples(st.integers(1, 60), st.integers(0, 2**55), st.integers(0, 2**55)), min_size=2, max_size=2))
def test_two_events_share_no_draw(events: list) -> None:
    first, second = (draws.uniform(key(), *event) for event in events)
    assert (first == second) == (events[0] == events[1])


def test_replicates_share_what_is_drawn_without_them() -> None:
    one, other = key(replicate=1), key(replicate=2)
    assert draws.uniform(one, draws.POTENTIAL, 1, 1) != draws.uniform(other, draws.POTENTIAL, 1, 1)
    shared = [draws.uniform(draws.without_replicate(k), draws.POTENTIAL, 1, 1) for k in (one, other)]
    assert shared[0] == shared[1]


def test_purposes_are_told_apart() -> None:
    purposes = [value for name, value in vars(draws).items() if name.isupper() and isinstance(value, int)]
    assert len(purposes) == len(set(purposes))
    assert max(purposes) < 256
