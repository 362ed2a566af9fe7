"""How people label an item: what they said, or what calibrated predictions expect them to say."""

from dataclasses import replace

import numpy as np

from assay.evidence import Evidence
from assay.kernels.truth_posterior import plain_fit, said
from assay.kernels.votes import cut, majority
from assay.types import Bools, Floats, Ints

#: Fewer opinions on an item than this are no distribution.
FEWEST = 2


def of_people(evidence: Evidence) -> tuple[Floats, Ints]:
    """Return (n, K) shares of opinions, and (n,) how many there are; 0 where too few to tell.

    Opinions are the claims of all sources but those that give the labels which are looked at,
    where there are others. A claim of a source that gives distributions is opinion enough; it
    counts for one.
    """
    given = np.array([source.kind == "given" for source in evidence.sources], bool)
    rows = np.arange(len(evidence.item))
    if given.any() and not given.all():
        rows = np.flatnonzero(~given[evidence.source])
    heard = replace(
        evidence, item=evidence.item[rows], source=evidence.source[rows],
        claim=evidence.claim[rows], negated=evidence.negated[rows],
    )  # fmt: skip
    share = majority(heard, cut(heard))
    count = np.bincount(heard.item, minlength=heard.n_items)
    soft = (np.diff(heard.claim.indptr) > 1) & ~np.asarray(heard.negated)
    # A source that gives distributions gives one too where it is sure of one class.
    gives = np.bincount(np.asarray(heard.source)[soft], minlength=heard.n_sources) > 0
    whole = np.bincount(heard.item, weights=gives[heard.source], minlength=heard.n_items) > 0
    return share, np.where((count >= FEWEST) | whole, count, 0)


def uncertainty(share: Floats, labels: Ints) -> Floats:
    """Return (n,) 1 - share of the label + largest share of another class, in [0, 2].

    Examples
    --------
    >>> uncertainty(np.array([[1.0, 0, 0], [0.5, 0.5, 0], [0, 0.9, 0.1]]), np.array([0, 0, 0]))
    array([0. , 1. , 1.9])
    """
    rows = np.arange(len(labels))
    others = np.array(share, np.float64)
    own = others[rows, labels]
    others[rows, labels] = -1
    return np.asarray(1 - own + np.maximum(others.max(axis=1, initial=0), 0))


def label_uncertainty(
    labels: Ints, evidence: Evidence | None, predictions: Floats | None
) -> tuple[Floats, Bools, Floats | None, Ints]:
    """Return the uncertainty of every label, NaN where nothing tells, and where it is from.

    Returns
    -------
    value
        (n,) in [0, 2]; NaN for items without label, or without opinions and predictions.
    voted
        (n,) whether it is from what people said.
    share, count
        (n, K) shares of opinions and (n,) how many, for those that are.
    """
    value = np.full(len(labels), np.nan)
    voted, share = np.zeros(len(labels), bool), None
    count: Ints = np.zeros(len(labels), np.int64)
    if evidence is not None:
        share, count = of_people(evidence)
        voted = (count > 0) & (labels >= 0)
        value[voted] = uncertainty(share[voted], labels[voted])
    rest = (labels >= 0) & ~voted
    if predictions is not None and rest.any():
        for piece, expected in said(predictions, plain_fit(labels, predictions)):
            mine = np.flatnonzero(rest[piece])
            value[piece.start + mine] = uncertainty(expected[mine], labels[piece][mine])
    return value, voted, share, count


def excess(share: Floats, labels: Ints, count: Ints, seed: int, most: int = 20_000) -> float:
    """Return how much the mean uncertainty of so few opinions is too high.

    Opinions are drawn again from their own shares: what a second draw adds, the first has added.
    Shares of one distribution, a single claim, are taken as exact.
    """
    rows = np.flatnonzero(count >= FEWEST)
    if not rows.size:
        return 0.0
    kept = rows[:: max(1, -(-len(rows) // most))]
    proba = share[kept] / share[kept].sum(axis=1, keepdims=True)
    draw = np.random.default_rng(seed).multinomial(count[kept], proba)
    again = uncertainty(draw / count[kept, None], labels[kept])
    more = float((again - uncertainty(share[kept], labels[kept])).mean())
    return more * len(rows) / max(int((count > 0).sum()), 1)
