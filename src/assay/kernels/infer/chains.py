"""Classes that follow each other in chains: how probable each is, given all of its chain."""

from dataclasses import dataclass

import numpy as np

from assay.types import Bools, Floats, Ints

#: Least chance, so that no chain is impossible.
TINY = 1e-300


@dataclass(frozen=True, eq=False)
class Chains:
    """Chains of items, laid out so that all can be walked at once.

    Parameters
    ----------
    rows
        For every place in a chain, the items that stand there, those of longer chains first.
    """

    rows: tuple[Ints, ...]

    @classmethod
    def of(cls, first: Bools) -> "Chains":
        """Return the chains of items (n,) of which some begin one.

        >>> [place.tolist() for place in Chains.of(np.array([True, True, False])).rows]
        [[1, 0], [2]]
        """
        begin = np.flatnonzero(first)
        size = np.diff(np.append(begin, len(first)))
        order = np.argsort(-size, kind="stable")
        begin, size = begin[order], size[order]
        longest = int(size[0]) if len(size) else 0
        ends = np.searchsorted(-size, -np.arange(longest))
        return cls(tuple(begin[:end] + place for place, end in enumerate(ends)))


def walked(
    log_chance: Floats, chains: Chains, start: Floats, follow: Floats
) -> tuple[Floats, Floats, float]:
    """Return P(class | whole chain) (n, K), expected steps (K, K), and log P of all chains.

    Forwards and backwards through all chains at once, place by place.

    Parameters
    ----------
    log_chance
        (n, K) log chance of what was said of each item under each class.
    start
        (K,) chance of a chain to begin with each class.
    follow
        (K, K) chance that class j comes after class i at [i, j].
    """
    top = log_chance.max(axis=1, keepdims=True) if len(log_chance) else np.zeros((0, 1))
    chance = np.exp(log_chance - top)
    ahead, scale = np.empty_like(chance), np.ones(len(chance))
    for place, rows in enumerate(chains.rows):
        came = start
        if place:
            came = ahead[chains.rows[place - 1][: len(rows)]] @ follow
        here = np.maximum(came * chance[rows], TINY)
        scale[rows] = here.sum(axis=1)
        ahead[rows] = here / scale[rows][:, None]
    behind = np.ones_like(chance)
    steps = np.zeros_like(follow)
    for place in range(len(chains.rows) - 1, 0, -1):
        rows = chains.rows[place]
        before = chains.rows[place - 1][: len(rows)]
        onward = chance[rows] * behind[rows] / scale[rows][:, None]
        steps += follow * (ahead[before].T @ onward)
        behind[before] = onward @ follow.T
    proba = ahead * behind
    proba /= np.maximum(proba.sum(axis=1, keepdims=True), TINY)
    return proba, steps, float(np.log(scale).sum() + top.sum())


def likeliest(log_chance: Floats, chains: Chains, start: Floats, follow: Floats) -> Ints:
    """Return (n,) the classes that are likeliest together in each chain (Viterbi)."""
    with np.errstate(divide="ignore"):
        log_start, log_follow = np.log(start), np.log(follow)
    n, k = log_chance.shape
    best, back = np.array(log_chance, np.float64), np.zeros((n, k), np.int64)
    found = np.zeros(n, np.int64)
    for place, rows in enumerate(chains.rows):
        if place == 0:
            best[rows] += log_start
            continue
        through = best[chains.rows[place - 1][: len(rows)]][:, :, None] + log_follow
        back[rows] = through.argmax(axis=1)
        best[rows] += through.max(axis=1)
    after: Ints = np.empty(0, np.int64)
    for place in range(len(chains.rows) - 1, -1, -1):
        rows = chains.rows[place]
        found[rows] = best[rows].argmax(axis=1)
        found[rows[: len(after)]] = back[after, found[after]]
        after = rows
    return found
