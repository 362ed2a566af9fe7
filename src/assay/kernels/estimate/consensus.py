"""What three labels of one truth tell of the noise: agreement of first, second and third order.

Three labels of one item, each drawn from the same row T[k] of its truth k, independently. The
table of triples holds all that they say: its margins are the agreement of first and second order.
"""

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array

from assay.types import Floats, Ints

#: Cells of the (triples, K) table that is worked with at most; more triples are thinned evenly.
CELLS = 8_000_000
LEAST = 1e-12


@dataclass(frozen=True, eq=False)
class Triples:
    """Distinct triples of labels, with how often each is seen.

    Parameters
    ----------
    label
        (m, 3) class indices; in each row as drawn, or sorted where the places don't matter.
    count
        (m,) how often.
    """

    label: Ints
    count: Floats


@dataclass(frozen=True, eq=False)
class Consensus:
    """What was learnt from triples.

    Parameters
    ----------
    noise
        (V, K, K) P(label j | truth k) at [v, k, j], of one matrix, or of one for every place.
    prior
        (K,) P(truth k).
    log_likelihood
        Mean over triples, in nats.
    rounds
        Rounds it took.
    """

    noise: Floats
    prior: Floats
    log_likelihood: float
    rounds: int


def tabulate(label: Ints, k: int, *, alike: bool = True) -> Triples:
    """Return the distinct rows of (n, 3) labels; where places are `alike`, in any order."""
    rows = np.sort(label, axis=1) if alike else np.asarray(label)
    most = max(CELLS // k, 1000)
    rows = rows[:: max(1, -(-len(rows) // most))]
    code = (rows[:, 0].astype(np.int64) * k + rows[:, 1]) * k + rows[:, 2]
    found, count = np.unique(code, return_counts=True)
    triples = np.stack([found // (k * k), found // k % k, found % k], axis=1)
    return Triples(triples, count * (len(label) / max(len(rows), 1)))


def fit(
    triples: Triples, k: int, *, views: int = 1, towards: Floats | None = None,
    weight: float = 1.0, rounds: int = 500, tolerance: float = 1e-7,
) -> Consensus:  # fmt: skip
    """Return the most likely noise and prior, by expectation and maximisation.

    Starts where the truth is what most of the three say, so that of all the orders that classes
    can be named in, the one in which labels are mostly right is found.

    Parameters
    ----------
    triples
        What was seen.
    k
        Number of classes.
    views
        1 where one matrix makes all labels, 3 where every place has its own.
    towards
        (K, K) noise that rows are drawn to; by default one with the share of disagreement.
    weight
        Labels' worth that each row is drawn by.
    rounds
        Most rounds.
    tolerance
        Stop when no cell moves by more.
    """
    label, count = triples.label, triples.count
    drawn = weight * (pooled(triples, k) if towards is None else towards)
    groups = _groups(label, k)
    share: Floats = np.zeros((len(label), k))
    for place in range(3):
        share[np.arange(len(label)), label[:, place]] += 1 / 3
    share += (share >= 0.6) * 1.0
    share /= share.sum(axis=1, keepdims=True)
    noise: Floats = np.zeros((views, k, k))
    prior, before, step = noise[0, 0], 0.0, 0
    for step in range(rounds):  # noqa: B007 - said at the end
        old = noise
        noise, prior = _counted(groups, count[:, None] * share, k, views, drawn)
        share, before = posterior(label, noise, prior, count)
        if np.abs(noise - old).max() < tolerance:
            break
    return Consensus(noise, prior, before, step + 1)


def pooled(triples: Triples, k: int) -> Floats:
    """Return (K, K) noise alike for all classes that explains how often two labels differ."""
    label, total = triples.label, max(float(triples.count.sum()), 1.0)
    pairs = ((0, 1), (0, 2), (1, 2))
    unlike = sum(float(triples.count[label[:, a] != label[:, b]].sum()) for a, b in pairs)
    differ = min((unlike + 0.5) / (3 * total + 1), 1 - 1 / k)
    # Two draws differ with chance 1 - (1 - e)^2 - e^2 / (k - 1), solved for e.
    inner = max(0.0, 1 - differ * k / (k - 1))
    wrong = (k - 1) / k * (1 - np.sqrt(inner))
    noise = np.full((k, k), wrong / (k - 1))
    np.fill_diagonal(noise, 1 - wrong)
    return noise


def _groups(label: Ints, k: int) -> list[csr_array]:
    """Return, of each place, (K, m) ones where a triple has the label there."""
    ones, rows = np.ones(len(label)), np.arange(len(label))
    return [csr_array((ones, (label[:, p], rows)), shape=(k, len(label))) for p in range(3)]


def _counted(
    groups: list[csr_array], mass: Floats, k: int, views: int, drawn: Floats
) -> tuple[Floats, Floats]:
    """Return noise and prior from (m, K) expected counts of each triple under each truth."""
    noise = np.empty((views, k, k))
    tables = [np.asarray(group @ mass).T for group in groups]
    for view in range(views):
        rows = (sum(tables) if views == 1 else tables[view]) + drawn + LEAST
        noise[view] = rows / rows.sum(axis=1, keepdims=True)
    prior = mass.sum(axis=0) + LEAST
    return noise, np.asarray(prior / prior.sum())


def posterior(label: Ints, noise: Floats, prior: Floats, count: Floats) -> tuple[Floats, float]:
    """Return (m, K) P(truth | triple) and the mean log-likelihood in nats."""
    chance = np.tile(prior, (len(label), 1))
    for place in range(3):
        chance *= noise[place % len(noise)].T[label[:, place]]
    total = np.maximum(chance.sum(axis=1, keepdims=True), 1e-300)
    chance /= total
    return chance, float(count @ np.log(total[:, 0]) / max(count.sum(), 1))


def of_neighbours(labels: Ints, index: Ints) -> tuple[Ints, Ints]:
    """Return (m,) items and (m, 3) labels of each and of its two nearest labelled neighbours.

    Parameters
    ----------
    labels
        (n,) class indices, -1 unlabelled.
    index
        (n, k) neighbours, nearest first.
    """
    items, found, step = [], [], max(1, (1 << 20) // max(index.shape[1], 1))
    for start in range(0, len(labels), step):
        near = labels[index[start : start + step]]
        own = labels[start : start + step]
        there = near >= 0
        order = np.argsort(~there, axis=1, kind="stable")[:, :2]
        two = np.take_along_axis(near, order, axis=1)
        whole = (own >= 0) & (there.sum(axis=1) >= 2)
        items.append(np.flatnonzero(whole) + start)
        found.append(np.column_stack([own[whole], two[whole]]))
    if not items or index.shape[1] < 2:
        return np.empty(0, np.int64), np.empty((0, 3), np.int64)
    return np.concatenate(items), np.concatenate(found)
