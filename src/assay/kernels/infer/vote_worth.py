"""What claims are worth: tables of sources that lend each other strength, and of rules.

A table has rows (source, said) and columns truth, (S*K, K); a product of claims and its logarithm
gives what the claims say of each item.
"""

from collections.abc import Callable

import numpy as np

from assay.kernels import confusion
from assay.kernels.votes import Piece
from assay.types import Bools, Floats

#: Claims that what is expected of a source may count as; the likeliest is taken.
STRENGTHS = (1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0, 256.0, 1024.0)
#: Largest and least chance of being right that is believed.
SURE = 1e-4
#: Claims that are made up of the crowd for every class, half of them right.
MADE_UP = 1.0


def says(pieces: list[Piece], table: Floats, trusted: Bools, n_items: int) -> Floats:
    """Return (n, K) log of what the claims about every item are worth under each truth."""
    log_table = confusion.logarithm(table)
    found = np.empty((n_items, table.shape[1]))
    for piece in pieces:
        here = np.asarray(piece.hard @ log_table)
        chance = confusion.chances(piece, table)
        if piece.loose is not None and chance is not None:
            log_chance = np.log(chance)
            gold = (piece.loose.by.T @ trusted[:, None].astype(np.float64)) > 0
            log_chance[gold & (chance <= confusion.TINY)] = confusion.FORBIDDEN
            here += piece.loose.group @ log_chance
        found[piece.start : piece.stop] = here
    return found


def count(pieces: list[Piece], proba: Floats, table: Floats) -> Floats:
    """Return (S, K, K) how often each source said j where the truth is k, at [s, j, k]."""
    k = table.shape[1]
    counts = confusion.Counts.empty(len(table) // k, k)
    for piece in pieces:
        counts.add(piece, proba[piece.start : piece.stop], confusion.chances(piece, table))
    return counts.total(table).reshape(-1, k, k)


def worth(counts: Floats, prior: Floats, by_precision: Bools, trusted: Bools) -> Floats:
    """Return the table of these counts [s, j, k].

    Parameters
    ----------
    counts
        (S, K, K) as `count` has them.
    prior
        (K,) shares of the classes.
    by_precision
        (S,) rules, whose table is P(truth | it says j) over the classes' shares: one that only
        ever names one class can't be judged by what else it says.
    trusted
        (S,) who is always right.
    """
    s, k = len(counts), counts.shape[1]
    table = np.empty((s, k, k))
    people, rules = ~by_precision & ~trusted, by_precision & ~trusted
    if people.any():
        table[people] = confusions(counts[people])
    if rules.any():
        table[rules] = precisions(counts[rules]) / np.maximum(prior, SURE / k)
    table[trusted] = np.eye(k)
    return table.reshape(s * k, k)


def confusions(counts: Floats) -> Floats:
    """Return (S, K, K) P(says j | truth is k) at [s, j, k], drawn towards what is expected.

    What is expected of a source is the crowd's table, tilted so that the source is right as often
    as it is over all classes; how often that is, is drawn towards the crowd's skill. How strongly
    is what makes the counts likeliest.
    """
    k = counts.shape[1]
    if k == 1:
        return np.ones_like(counts)
    crowd = counts.sum(axis=0) + MADE_UP * (0.5 / k + 0.5 * np.eye(k))
    crowd /= crowd.sum(axis=0)
    hits, claims = np.einsum("sjj->s", counts), counts.sum(axis=(1, 2))
    skill = float((hits.sum() + MADE_UP) / (claims.sum() + 2 * MADE_UP))
    skill = min(max(skill, 1 / k + 1e-3), 1 - SURE)
    pair = np.stack([hits, np.maximum(claims - hits, 0)], axis=1)[:, :, None]
    usual = np.array([skill, 1 - skill])[None, :, None]
    own = drawn(pair, np.broadcast_to(usual, pair.shape))[:, 0, 0]
    usual_right = np.clip(np.diag(crowd), SURE, 1 - SURE)
    tilt = _log_odds(own) - _log_odds(np.array(skill))
    right = 1 / (1 + np.exp(-(_log_odds(usual_right) + tilt[:, None])))
    wrong = np.where(np.eye(k) > 0, 0.0, crowd)
    wrong /= np.maximum(wrong.sum(axis=0), SURE)
    mean = wrong * (1 - right)[:, None, :] + np.eye(k) * right[:, None, :]
    return drawn(counts, mean / mean.sum(axis=1, keepdims=True))


def precisions(counts: Floats) -> Floats:
    """Return (S, K, K) P(truth is k | says j) at [s, j, k], drawn towards the crowd's."""
    k = counts.shape[1]
    crowd = counts.sum(axis=0) + MADE_UP * (0.5 / k + 0.5 * np.eye(k))
    crowd /= crowd.sum(axis=1, keepdims=True)
    mean = np.broadcast_to(crowd.T, (len(counts), k, k))
    return drawn(counts.transpose(0, 2, 1), mean).transpose(0, 2, 1)


def drawn(counts: Floats, mean: Floats) -> Floats:
    """Return distributions over axis 1 drawn towards their `mean` as strongly as is likeliest.

    The strength is one for all; of `STRENGTHS`, it is that under which the counts are likeliest
    if every distribution is drawn from a Dirichlet law of that mean.
    """
    from scipy.special import gammaln

    total = counts.sum(axis=1, keepdims=True)
    seen = np.broadcast_to(total > 0, counts.shape)
    few, at, whole = counts[seen], np.maximum(mean[seen], SURE**2), total[total > 0]

    def fits(place: int) -> float:
        a = STRENGTHS[place]
        each = gammaln(few + a * at) - gammaln(a * at)
        return float(each.sum() - (gammaln(whole + a) - gammaln(a)).sum())

    strength = STRENGTHS[_highest(fits, len(STRENGTHS))]
    return np.asarray((counts + strength * mean) / (total + strength))


def _highest(value: Callable[[int], float], places: int) -> int:
    """Return the place of the highest of values that rise to it and fall after it."""
    known = {at: value(at) for at in (places // 2, places // 2 + 1)}
    step = 1 if known[places // 2 + 1] > known[places // 2] else -1
    at = places // 2 + (step > 0)
    while 0 <= at + step < places:
        known[at + step] = value(at + step)
        if known[at + step] <= known[at]:
            break
        at += step
    return at


def _log_odds(chance: Floats) -> Floats:
    chance = np.clip(chance, SURE, 1 - SURE)
    return np.asarray(np.log(chance / (1 - chance)))
