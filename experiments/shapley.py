"""Shapley values and interactions of a game, exactly from all coalitions or from orders of its players.

A coalition is a number whose bit i says whether player i is in. The Shapley value (Shapley 1953) of a player is the
mean over all orders of what it adds to those before it; the interaction index of a pair (Grabisch and Roubens 1999) the
mean of what the two give together beyond what each gives alone beside those before them. Worth may have further dims.
"""

from math import factorial

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Orders = NDArray[np.int64]


def shares(worth: Array) -> Array:
    """What each player adds, (player, ...), from the worth of every coalition, (2 ** players, ...).

    They add up to the worth of all less that of none.
    """
    players, masks = _players(worth), np.arange(len(worth))
    sizes = _sizes(players)
    weights = np.array([factorial(s) * factorial(players - s - 1) / factorial(players) for s in range(players)])
    found = np.empty((players, *worth.shape[1:]))
    for player in range(players):
        before = masks[masks & 1 << player == 0]
        found[player] = np.tensordot(weights[sizes[before]], worth[before | 1 << player] - worth[before], 1)
    return found


def interactions(worth: Array) -> Array:
    """What each pair gives beyond what its players give apart, (player, player, ...); 0 of a player with itself."""
    players, masks = _players(worth), np.arange(len(worth))
    found = np.zeros((players, players, *worth.shape[1:]))
    if players < 2:
        return found
    sizes = _sizes(players)
    weights = [factorial(s) * factorial(players - s - 2) / factorial(players - 1) for s in range(players - 1)]
    for one in range(players):
        for other in range(one):
            pair = 1 << one | 1 << other
            before = masks[masks & pair == 0]
            each = np.tensordot(np.array(weights)[sizes[before]], _beyond(worth, before, one, other), 1)
            found[one, other] = found[other, one] = each
    return found


def _beyond(worth: Array, before: NDArray[np.int64], one: int, other: int) -> Array:
    pair = 1 << one | 1 << other
    return worth[before | pair] - worth[before | 1 << one] - worth[before | 1 << other] + worth[before]


def orders_of(players: int, pairs: int, draw: int, seed: int) -> Orders:
    """Orders of the players for one draw, (2 * pairs, player): each beside its reverse, which evens out early and late.

    They hang on the seed and the draw's label alone, so that more draws leave those there are as they were.
    """
    rng = np.random.default_rng([seed, draw])
    forward = [rng.permutation(players) for _ in range(pairs)]
    return np.array([order for each in forward for order in (each, each[::-1])], dtype=np.int64)


def chains(orders: Orders) -> list[list[int]]:
    """For each order the coalitions that it builds, from none to all."""
    found = []
    for order in orders:
        chain = [0]
        for player in order:
            chain.append(chain[-1] | 1 << int(player))
        found.append(chain)
    return found


def sampled_shares(orders: Orders, worth: dict[int, Array]) -> Array:
    """What each player adds on average in these orders, (player, ...); they add up as exact shares do."""
    found = np.zeros((orders.shape[1], *next(iter(worth.values())).shape))
    for order, chain in zip(orders, chains(orders), strict=True):
        for place, player in enumerate(order):
            found[player] += (worth[chain[place + 1]] - worth[chain[place]]) / len(orders)
    return found


def _players(worth: Array) -> int:
    players = len(worth).bit_length() - 1
    if len(worth) != 1 << players:
        raise ValueError(f"{len(worth)} coalitions are not all of any number of players")
    return players


def _sizes(players: int) -> NDArray[np.int64]:
    return np.array([mask.bit_count() for mask in range(1 << players)])
