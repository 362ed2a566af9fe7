"""Classes that shift between domains: shares of classes by domain, and classes of items."""

import numpy as np

from assay.types import Floats, Ints

#: Rounds and restarts of the factorisation, and rounds of the shares of an item.
ROUNDS, STARTS, OF_ITEMS = 1000, 10, 200
#: What a random start must fit better by, in nats, to be taken.
MARGIN = 10.0
#: Items that are worked through together.
PIECE = 1 << 14
TINY = 1e-12


def factorise(counts: Floats, k: int, seed: int) -> tuple[Floats, Floats]:
    """Return (m, K) P(cell | class) and (K, D) P(class | domain) behind counts (m, D).

    Every domain is a mixture of the same K classes, as documents are of topics; the mixture is
    the likeliest one (expectation maximisation). Many fit alike; that which starts from cells of
    one class each is kept, unless a random start fits better by more than `MARGIN`.
    """
    random = np.random.default_rng(seed)
    cells, share, fits = _climb(counts, *_anchored(counts, k))
    for _ in range(STARTS):
        first = random.dirichlet(np.ones(len(counts)), k).T
        other = _climb(counts, first, random.dirichlet(np.ones(k), counts.shape[1]).T)
        if other[2] > fits + MARGIN:
            cells, share, fits = other
    return cells, share


def _climb(counts: Floats, cells: Floats, share: Floats) -> tuple[Floats, Floats, float]:
    """Return the factors that expectation maximisation climbs to, and their log-likelihood."""
    for _ in range(ROUNDS):
        ratio = counts / np.maximum(cells @ share, TINY)
        cells, share = cells * (ratio @ share.T), share * (cells.T @ ratio)
        cells /= np.maximum(cells.sum(axis=0), TINY)
        share /= np.maximum(share.sum(axis=0), TINY)
    return cells, share, float((counts * np.log(np.maximum(cells @ share, TINY))).sum())


def _anchored(counts: Floats, k: int) -> tuple[Floats, Floats]:
    """Return first factors, from K cells whose domains are least like mixtures of the others'.

    A cell of one class has the domains that the class has, and other cells have mixtures: the
    first is the cell furthest from the middle, each next the one furthest from the span of those
    before. Cells of few items are left out.
    """
    size = counts.sum(axis=1)
    by_domain = counts / np.maximum(counts.sum(axis=0), TINY)
    rows = by_domain / np.maximum(by_domain.sum(axis=1, keepdims=True), TINY)
    able = size >= np.median(size) / 2 if (size >= np.median(size) / 2).sum() >= k else size >= 0
    left = np.where(able[:, None], rows - rows[able].mean(axis=0), 0.0)
    chosen: list[int] = []
    for turn in range(k):
        length = np.sqrt((left**2).sum(axis=1))
        length[chosen] = -1
        best = int(length.argmax())
        chosen.append(best)
        if turn == 0:
            left = np.where(able[:, None], rows - rows[best], 0.0)
        elif length[best] > TINY:
            axis = left[best] / length[best]
            left = left - np.outer(left @ axis, axis)
    mixed = shares_of_items(rows, rows[chosen])
    cells = mixed * size[:, None] + TINY
    cells /= cells.sum(axis=0)
    share = rows[chosen] + TINY
    return cells, share / share.sum(axis=0)


def shares_of_items(domain: Floats, share: Floats) -> Floats:
    """Return (n, K) P(class | item) from (n, D) P(domain | item), were all domains as large.

    An item's chances of domains are a mixture of the classes'; the mixture is the likeliest one.

    Parameters
    ----------
    domain
        (n, D) P(domain | item), domains being as large as each other.
    share
        (K, D) P(class | domain).
    """
    told = share / np.maximum(share.sum(axis=1, keepdims=True), TINY)
    found = np.full((len(domain), len(share)), 1 / max(len(share), 1))
    for start in range(0, len(domain), PIECE):
        here, wanted = found[start : start + PIECE], domain[start : start + PIECE]
        for _ in range(OF_ITEMS):
            here *= (wanted / np.maximum(here @ told, TINY)) @ told.T
        here /= np.maximum(here.sum(axis=1, keepdims=True), TINY)
    return found


def in_domain(proba: Floats, share: Floats, domain: Ints) -> Floats:
    """Return (n, K) P(class | item, its domain) from P(class | item) of domains as large."""
    usual = share.mean(axis=1)
    found = proba * (share / np.maximum(usual, TINY)[:, None]).T[domain]
    total = found.sum(axis=1, keepdims=True)
    return np.asarray(np.divide(found, total, out=proba.copy(), where=total > 0))
