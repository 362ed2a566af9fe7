"""Method of moments on triplets of sources.

For three signals that are independent given a truth of two values, the covariance of any two is
the product of what each owes to the truth. So three covariances give each one's share, without
taking turns and without a start.
"""

import numpy as np
from scipy.sparse import csr_array

from assay.kernels.infer.rules import Patterns, Rates
from assay.types import Floats

#: A covariance is told from nothing if it is so many standard errors off.
TOLD = 2.0
#: How many partners of a source are looked at, those with the clearest covariance.
PARTNERS = 48
#: What the majority's word on a source counts as, in triplets that barely tell.
FEW = 50.0
LEAST = 1e-9


def covariances(rows: Patterns, klass: int) -> tuple[Floats, Floats, Floats]:
    """Return (S, S) covariances of what sources say of a class, and with whether they name it.

    A source's signal is one where it names the class, minus one over K - 1 where it names another,
    and zero where it is silent. Also returns the standard errors of the first.
    """
    k = rows.k
    s = rows.votes.shape[1] // k
    weight = rows.times * rows.spoken
    n = max(float(weight.sum()), 1.0)
    worth = np.full(k, -1 / max(k - 1, 1))
    worth[klass] = 1.0
    signal = csr_array(np.kron(np.eye(s), worth[:, None]))
    names = csr_array(np.kron(np.eye(s), np.eye(k)[:, [klass]]))
    joint, named, mean, share = np.zeros((s, s)), np.zeros((s, s)), np.zeros(s), np.zeros(s)
    for piece in rows.pieces:
        here = weight[piece.start : piece.stop]
        one, two = (piece.hard @ signal).toarray(), (piece.hard @ names).toarray()
        often = one * here[:, None]
        joint += one.T @ often
        named += two.T @ often
        mean += often.sum(axis=0)
        share += here @ two
    mean, share = mean / n, share / n
    shared = joint / n - np.outer(mean, mean)
    spread = np.sqrt(np.maximum(np.diag(shared), 0))
    return shared, named / n - np.outer(share, mean), np.outer(spread, spread) / np.sqrt(n)


def shares(shared: Floats, error: Floats) -> tuple[Floats, Floats]:
    """Return (S,) what each signal owes to the truth, and how much tells of it.

    For source a it is the square root of the weighted median, over pairs b and c, of cov(a, b)
    cov(a, c) / cov(b, c). Pairs whose covariance can't be told from zero are left out, so
    that two sources who hardly meet blow nothing up; the median lets a few pairs copy. How much
    tells is one for a triplet that barely does, and grows with its items.
    """
    s = len(shared)
    told = (np.abs(shared) > TOLD * error) & ~np.eye(s, dtype=bool)
    clear = np.where(told, np.abs(shared) / np.maximum(error, 1e-300), -1.0)
    size = min(PARTNERS, max(s - 1, 0))
    partner = np.argsort(-clear, axis=1, kind="stable")[:, :size]
    owed, known = np.zeros(s), np.zeros(s)
    for a in range(s):
        with_a = partner[a][told[a, partner[a]]]
        b, c = (with_a[at] for at in np.triu_indices(len(with_a), 1))
        fine = told[b, c]
        b, c = b[fine], c[fine]
        if not len(b):
            continue
        ratio = np.abs(shared[a, b] * shared[a, c] / shared[b, c])
        # A ratio is as sure as the least sure of its covariances.
        weight = np.minimum(np.minimum(clear[a, b], clear[a, c]), clear[b, c])
        owed[a] = np.sqrt(_median(ratio, weight))
        known[a] = ((weight / TOLD) ** 2).sum()
    sign = np.sign(np.where(told, shared, 0) @ owed)
    return np.where(sign < 0, -owed, owed), known


def rates(rows: Patterns, prior: Floats, otherwise: Rates) -> Rates:
    """Return what the sources are worth, one class against the rest; `otherwise` where untold."""
    hit, slip = otherwise.hit.copy(), otherwise.slip.copy()
    weight = rows.times * rows.spoken
    said = np.asarray(rows.votes.T @ weight).reshape(-1, rows.k) / max(float(weight.sum()), 1.0)
    for klass in range(rows.k):
        shared, named, error = covariances(rows, klass)
        owed, known = shares(shared, error)
        sure = (known > 0) & (np.abs(owed) > LEAST)
        if not sure.any():
            continue
        scale = float(np.sqrt(prior[klass] * (1 - prior[klass])))
        # What naming the class owes to the truth, by what it has in common with each other source.
        pairs = np.where(np.eye(len(owed), dtype=bool) | ~sure, 0.0, np.abs(owed))
        ratio = named * np.sign(owed) / np.where(pairs > 0, pairs, 1.0)
        for a in np.flatnonzero((known > 0) & (said[:, klass] > 0)):
            others = np.flatnonzero(pairs[a])
            gain = _median(ratio[a, others], pairs[a, others]) / scale
            # Where little tells, what it says is drawn towards what was believed otherwise.
            trust = known[a] / (known[a] + FEW)
            gain = trust * gain + (1 - trust) * (hit[a, klass] - slip[a, klass])
            hit[a, klass] = said[a, klass] + (1 - prior[klass]) * gain
            slip[a, klass] = said[a, klass] - prior[klass] * gain
    top, low = said * 0.999 / np.maximum(prior, LEAST), said * 0.001
    hit = np.clip(hit, np.minimum(low, 1), np.clip(top, LEAST, 1 - LEAST))
    slip = np.clip(slip, low, 1 - LEAST)
    right = (hit * prior).sum(axis=1) / np.maximum(said.sum(axis=1), LEAST)
    right = np.where(said.sum(axis=1) > 0, np.clip(right, 0, 1), otherwise.right)
    return Rates(np.clip(hit, LEAST, 1 - LEAST), np.clip(slip, LEAST, 1 - LEAST), right, prior)


def _median(value: Floats, weight: Floats) -> float:
    """Return the weighted median; 0 of nothing."""
    if not len(value):
        return 0.0
    order = np.lexsort((weight, value))
    below = np.cumsum(weight[order])
    return float(value[order][min(np.searchsorted(below, below[-1] / 2), len(value) - 1)])
