"""Confusion matrices of sources that change: counts that fade, drawn towards averages.

Tables are those of `kernels.confusion`, with rows (source, said) and columns truth; here the
place of a source is taken by a pair of source and time.
"""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from assay.kernels.confusion import first_guess
from assay.types import Bools, Floats, Ints

#: Most steps of time.
STEPS = 1 << 30


@dataclass(frozen=True, eq=False)
class Pairs:
    """The P pairs of a source and a step of time in which it made claims.

    Parameters
    ----------
    of
        (E,) the pair of each claim.
    source
        (P,) whose, ascending.
    step
        (P,) when, in steps since the first; ascending for each source.
    """

    of: Ints
    source: Ints
    step: Ints

    @property
    def last(self) -> Ints:
        """The last pair of each source that made claims."""
        return np.flatnonzero(np.diff(self.source, append=-1))


def pairs(source: Ints, time: Floats, width: float) -> Pairs:
    """Return the pairs of claims (E,) by these sources at these times, in steps of that width."""
    if not len(time):
        none = np.empty(0, np.int64)
        return Pairs(none, none, none)
    when = steps_of(time, width)
    steps = int(when.max()) + 1
    key, of = np.unique(source.astype(np.int64) * steps + when, return_inverse=True)
    return Pairs(of, key // steps, key % steps)


def steps_of(time: Floats, width: float) -> Ints:
    """Return (E,) in which step of that width each time is, counted from the first.

    There are no more than `STEPS`: beyond them steps are wider.
    """
    since = time - time.min(initial=np.inf)
    least = max(float(since.max(initial=0)) / STEPS, np.finfo(float).tiny)
    return np.asarray(np.floor(since / max(width, least)).astype(np.int64))


def faded(counts: Floats, known: Pairs, keep: float) -> tuple[Floats, Floats]:
    """Return counts (P, ...) of each pair with what its source said before, and before and after.

    A step away, they have shrunk to the share `keep`.
    """
    before, after = counts.copy(), np.zeros_like(counts)
    same = np.diff(known.source, prepend=-1) == 0
    gap = np.diff(known.step, prepend=0)
    share = np.where(same, keep ** np.maximum(gap, 0), 0.0)
    starts = np.flatnonzero(~same)
    rank = np.arange(len(same)) - np.repeat(starts, np.diff(starts, append=len(same)))
    order = np.argsort(rank, kind="stable")
    ends = np.cumsum(np.bincount(rank)) if len(rank) else np.empty(0, np.int64)
    groups = [order[low:high] for low, high in pairwise(ends)]
    wide = (slice(None), *(None,) * (counts.ndim - 1))
    for here in groups:
        before[here] += share[here][wide] * before[here - 1]
    for here in reversed(groups):
        after[here - 1] = share[here][wide] * (after[here] + counts[here])
    return before, before + after


def shrunk(now: Floats, ever: Floats, whose: Ints, pooling: float, trusted: Bools) -> Floats:
    """Return the table (P*K, K) of pairs, drawn towards their sources' and these to the crowd's.

    Parameters
    ----------
    now
        (P*K, K) counts that hold for each pair.
    ever
        (S*K, K) counts of each source, of all times.
    whose
        (P,) the source of each pair.
    pooling
        What each average counts for, in votes on each true class.
    trusted
        (S,) which can't be wrong.
    """
    k = now.shape[1]
    own = drawn_to_crowd(ever, pooling, trusted)
    table = _drawn(now.reshape(-1, k, k), own[whose], pooling)
    table[trusted[whose]] = np.eye(k)
    return table.reshape(-1, k)


def drawn_to_crowd(counts: Floats, pooling: float, trusted: Bools) -> Floats:
    """Return (S, K, K) P(said | truth) at [source, said, truth], drawn towards all sources'.

    That is drawn to a guess in turn: most claims are right.

    Parameters
    ----------
    counts
        (S*K, K) of each source.
    pooling
        What the average counts for, in votes on each true class.
    trusted
        (S,) which can't be wrong.
    """
    k = counts.shape[1]
    table = counts.reshape(-1, k, k)
    guess = first_guess(1, k, np.zeros(1, bool))
    own = _drawn(table, _drawn(table[~trusted].sum(axis=0), guess, pooling), pooling)
    own[trusted] = np.eye(k)
    return own


def _drawn(counts: Floats, average: Floats, pooling: float) -> Floats:
    total = counts.sum(axis=-2, keepdims=True) + pooling
    table = counts + pooling * average
    # With one class nobody can be wrong, whatever was guessed.
    return np.asarray(table / total if counts.shape[-1] > 1 else np.ones_like(counts))


@dataclass(frozen=True, eq=False)
class Surprise:
    """How well the next claims were foreseen, one value a claim.

    Parameters
    ----------
    loss
        Minus log of the chance that was given to what was said, in nats.
    expected, variance
        Mean and variance of the loss, had the chances been true.
    """

    loss: Floats
    expected: Floats
    variance: Floats


#: Claims are foreseen in runs whose tables have about this many values.
RUN = 1 << 20


def predictive(said: Ints, source: Ints, proba: Floats, table: Floats) -> Surprise:
    """Return how well hard claims are foreseen by what the other claims say of the item.

    Parameters
    ----------
    said, source
        (V,) what each names, and who made it.
    proba
        (V, K) P(truth) of its item, the claim itself included.
    table
        (S*K, K) P(said | truth) by source.
    """
    k = table.shape[1]
    by_source = table.reshape(-1, k, k)
    told = np.empty((3, len(said)))
    run = max(1, RUN // (k * k))
    for start in range(0, len(said), run):
        part = slice(start, start + run)
        mine = by_source[source[part]]
        rows = np.arange(len(mine))
        own = np.maximum(mine[rows, said[part]], np.finfo(float).tiny)
        others = np.maximum(proba[part], 1e-100) / own
        others /= others.sum(axis=1, keepdims=True)
        chance = np.einsum("vjk,vk->vj", mine, others)
        chance /= chance.sum(axis=1, keepdims=True)
        nats = -np.log(np.maximum(chance, np.finfo(float).tiny))
        mean = (chance * nats).sum(axis=1)
        told[:, part] = nats[rows, said[part]], mean, (chance * nats**2).sum(axis=1) - mean**2
    return Surprise(told[0], told[1], np.maximum(told[2], 0))
