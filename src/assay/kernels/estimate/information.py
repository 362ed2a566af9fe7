"""How sure noise is that triples of labels tell of: the information they hold."""

import numpy as np

from assay.kernels.estimate.consensus import CELLS, Consensus, Triples, posterior
from assay.types import Bools, Floats, Ints

#: More classes than this are not worth an information matrix of (K^2, K^2).
DENSE = 24
#: A cell with fewer labels than this is taken for nought.
ALIVE = 0.5


def variance(triples: Triples, found: Consensus, design: float = 1.0) -> Floats:
    """Return (V, K, K) sampling variance of every cell of the noise.

    From the information that the triples hold, rows held to sum to one. For many classes the
    truth of each triple is taken as known as far as its posterior is sure.

    Parameters
    ----------
    triples
        What was seen.
    found
        What was learnt from it.
    design
        Triples that share labels count for so many times fewer.
    """
    label, count = triples.label, triples.count
    views, k, _ = found.noise.shape
    if k > DENSE or views * k > 2 * DENSE:
        share, _ = posterior(label, found.noise, found.prior, count)
        sure = np.maximum(3 / views * (count @ share**2), 1.0)[None, :, None]
        return np.asarray(design * found.noise * (1 - found.noise) / sure)
    parameters = views * k * k + k
    information = np.zeros((parameters, parameters))
    step = max(1, CELLS // parameters)
    for start in range(0, len(label), step):
        piece = slice(start, start + step)
        slope = _scores(label[piece], found)
        information += (slope * count[piece, None]).T @ slope
    worth = np.maximum(3 / views * count.sum() * found.prior, 1.0)[:, None]
    # A cell at nought is held there by slope, not by curvature: it varies as a count does.
    plain = np.maximum(found.noise * (1 - found.noise), 1 / worth) / worth
    alive = found.noise * worth > ALIVE
    curved = _constrained(information, alive, k)
    return np.asarray(design * np.where(alive, np.maximum(curved, plain), plain))


def _scores(label: Ints, found: Consensus) -> Floats:
    """Return (m, V K K + K) slope of each triple's log-likelihood in noise and prior.

    Chances of the other labels stand for the share over the cell, which may be nought.
    """
    views, k, _ = found.noise.shape
    chance = [found.noise[place % views].T[label[:, place]] for place in range(3)]
    total = np.einsum("k,mk,mk,mk->m", found.prior, *chance)
    weight = found.prior / np.maximum(total, 1e-300)[:, None]
    slope = np.zeros((len(label), views, k, k))
    rows = np.arange(len(label))
    for place in range(3):
        others = chance[place - 1] * chance[place - 2]
        # A sum over places, since one matrix may make two equal labels.
        slope[rows, place % views, :, label[:, place]] += weight * others
    flat = slope.reshape(len(label), -1)
    return np.concatenate([flat, np.prod(chance, axis=0) / total[:, None]], axis=1)


def _constrained(information: Floats, alive: Bools, k: int) -> Floats:
    """Return (V, K, K) variance of the cells `alive`, every row and the prior held to its sum."""
    cells = alive.size
    kept = np.flatnonzero(np.concatenate([alive.ravel(), np.ones(k, bool)]))
    owner = np.concatenate([np.arange(cells) // k, np.full(k, cells // k)])[kept]
    rows = (owner == np.arange(cells // k + 1)[:, None]).astype(float)
    rank = np.linalg.matrix_rank(rows)
    free = np.linalg.svd(rows, full_matrices=True)[2][rank:].T
    inner = free.T @ information[np.ix_(kept, kept)] @ free
    # A class without triples has no information: a little keeps the inverse finite.
    spread = free @ np.linalg.solve(inner + np.eye(len(inner)), free.T)
    found = np.zeros(cells + k)
    found[kept] = np.diagonal(spread)
    return found[:cells].reshape(alive.shape)
