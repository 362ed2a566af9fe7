"""How suspicious the predictions make every given label: margin and entropy, a piece at a time."""

import numpy as np
from scipy.sparse import csr_array

from assay.kernels.confident import pieces
from assay.types import Floats, Ints


def normalised_margin(labels: Ints, predictions: Floats, own: Floats) -> Floats:
    """Return (n,) half of one plus the greatest other probability less that of the given label.

    In [0, 1], one half where both are alike; 0 for unlabelled items.

    Examples
    --------
    >>> p = np.array([[0.9, 0.1], [0.8, 0.2]])
    >>> normalised_margin(np.array([0, 1]), p, np.array([0.9, 0.2])).round(3).tolist()
    [0.1, 0.8]
    """
    score = np.zeros_like(own)
    for piece in pieces(predictions):
        rows, given = predictions[piece].copy(), labels[piece]
        rows[np.arange(len(rows)), given] = -1
        rival = rows.max(axis=1)
        score[piece] = np.where(given >= 0, (1 + rival - own[piece]) / 2, 0)
    return score


def weighted_entropy(labels: Ints, predictions: Floats, own: Floats) -> Floats:
    """Return (n,) H / (H + P(given)), with H the entropy over that of equal probabilities.

    In [0, 1]; orders as H / P(given) does. 1 where the given label has no probability, also
    where another has all of it, to which the quotient tends; 0 for unlabelled items.

    Examples
    --------
    >>> p = np.array([[0.5, 0.5], [1.0, 0.0], [1.0, 0.0]])
    >>> weighted_entropy(np.array([0, 0, 1]), p, np.array([0.5, 1, 0])).round(3).tolist()
    [0.667, 0.0, 1.0]
    """
    score, most = np.zeros_like(own), np.log(predictions.shape[1])
    least = np.finfo(predictions.dtype).tiny
    for piece in pieces(predictions):
        rows = predictions[piece]
        entropy = np.einsum("ik,ik->i", rows, np.log(np.maximum(rows, least))) / -most
        entropy = np.maximum(entropy, 0)
        mine = own[piece]
        total = entropy + mine
        found = np.divide(entropy, total, out=np.ones_like(total), where=total > 0)
        score[piece] = np.where(labels[piece] >= 0, np.where(mine > 0, found, 1), 0)
    return score


def log_margin(labels: Ints, predictions: Floats, own: Floats) -> Floats:
    """Return (n,) log of the greatest other probability over that of the given label.

    Above 0 where another class is more probable; 0 for unlabelled items.
    """
    lead = np.zeros(len(own), np.float32)
    for piece in pieces(predictions):
        rows, given = predictions[piece].copy(), labels[piece]
        rows[np.arange(len(rows)), given] = 0
        rival = np.log(np.maximum(rows.max(axis=1), 1e-9))
        lead[piece] = np.where(given >= 0, rival - np.log(np.maximum(own[piece], 1e-9)), 0)
    return lead


def neighbourhood(labels: Ints, predictions: Floats, index: Ints) -> Floats:
    """Return (n,) minus the log of the mean probability that neighbours have of an item's label.

    Parameters
    ----------
    index
        (n, k) neighbours.
    """
    found = np.zeros(len(labels), np.float32)
    step = max(1, (1 << 20) // max(1, index.shape[1]))
    for start in range(0, len(labels), step):
        piece = slice(start, start + step)
        given = labels[piece]
        share = predictions[index[piece], given[:, None]].mean(axis=1)
        found[piece] = np.where(given >= 0, -np.log(np.maximum(share, 1e-6)), 0)
    return found


def dissent(labels: Ints, claims: csr_array, classes: int) -> Floats:
    """Return (n,) minus the log share of other sources that say what the label says.

    Half a voice for and half a voice against are added; 0 for unlabelled items.

    Parameters
    ----------
    claims
        (n, S K) weight each source gives each class; the columns of an abstaining one are empty.
    classes
        K.
    """
    table = claims.tocoo()
    given = labels[table.row]
    voices = np.maximum(table.data, 0)
    hits = (table.col % classes == given) * voices
    support = np.bincount(table.row, hits, minlength=len(labels))
    total = np.bincount(table.row, voices, minlength=len(labels))
    found = -np.log((support + 0.5) / (total + 1))
    return np.asarray(np.where(labels >= 0, found, 0), np.float32)


def best_others(labels: Ints, predictions: Floats) -> Ints:
    """Return (n,) the most probable class other than the given one."""
    found = np.empty(len(labels), np.int64)
    for piece in pieces(predictions):
        rows, given = predictions[piece].copy(), labels[piece]
        labelled = np.flatnonzero(given >= 0)
        rows[labelled, given[labelled]] = -1
        found[piece] = rows.argmax(axis=1)
    return found
