"""Tags handed on to items that look like those that have them."""

from dataclasses import dataclass

import numpy as np

from assay.evidence import Evidence
from assay.learn.embeddings import embedded
from assay.learn.fit import Carrier, fit
from assay.learn.said import tags_of
from assay.learn.tags.entries import Entries, even
from assay.method import Learner
from assay.model import Model
from assay.types import Array, Bools, Count, Features, Floats, Fraction, Ints

#: Rows whose similarities are measured at a time, and the bins that they are counted in.
PIECE, BINS = 1 << 14, 2000


def alike(rows: Floats, tags: Array, anchors: int, near: float, agree: float) -> Bools:
    """Return (n, K) items that are near to enough of the items that have a tag.

    Parameters
    ----------
    rows
        (n, h) of length one.
    tags
        (n, K) 1 said to fit.
    anchors
        So many of the items that have a tag are looked at, the rest between them.
    near
        Share of all pairs of an item and an anchor that are not near.
    agree
        Share of the anchors that an item must be near to.
    """
    found = np.zeros(tags.shape, bool)
    pieces = [slice(start, start + PIECE) for start in range(0, len(rows), PIECE)]
    for tag in range(tags.shape[1]):
        mine = rows[spread(rows, np.flatnonzero(tags[:, tag] == 1), anchors)].T
        if not mine.size:
            continue
        counts = np.zeros(BINS, np.int64)
        for piece in pieces:
            counts += np.histogram(rows[piece] @ mine, BINS, (-1.001, 1.001))[0]
        edge = np.searchsorted(np.cumsum(counts), near * counts.sum())
        bound = -1.001 + 2.002 * (edge + 1) / BINS
        for piece in pieces:
            found[piece, tag] = (rows[piece] @ mine > bound).mean(axis=1) >= agree
    return found


def spread(rows: Floats, items: Ints, many: int) -> Ints:
    """Return so many of the items, evenly over their likeness to the mean of them."""
    if len(items) <= many:
        return items
    order = items[np.argsort(rows[items] @ rows[items].mean(axis=0), kind="stable")]
    return np.asarray(order[np.linspace(0, len(items) - 1, many).round().astype(int)])


@dataclass(frozen=True)
class SimilarityPropagation(Learner, reads={"tags"}, truth={"any_of"}, paper="zhong2023"):
    """Hand tags on to items that the network finds like those that have them, and train again.

    A first network, trained with unknown tags evenly weighed as not holding, says in its last
    hidden layer how alike items are. An item gets an unspoken tag where it is near to enough of
    the items that are said to have it. A fresh network then learns from what was said and what
    was handed on.

    In the spirit of the paper, which does so with the points of a picture: there is no
    contrastive loss here, the first network is not trained on before the second, and what is near
    goes by rank and not by a fixed angle.

    Experimental: it is seldom above the first network, and where tags are many and rare it is
    below.

    Assumes: items with a tag lie together, and not with others that lack it.

    Cost: two trainings, and the items times the anchors times the tags.

    Equation
    --------
    handed on: tag to item i where cosine(h[i], h[a]) > bound for at least `agree` of its anchors a
    bound      below which lies the share `near` of the cosines of all items and these anchors
    paid     = mean over items and tags of w * cross entropy(said or handed on, p)

    h is the last hidden layer of a first network; w as in `assumed-negatives`.

    Parameters
    ----------
    anchors
        Items that stand for a tag.
    near
        Share of all pairs of an item and an anchor of a tag that are not near, by the angle
        between them.
    agree
        Share of the anchors that an item must be near to.

    References
    ----------
    zhong2023
    """

    anchors: Count = 100
    near: Fraction = 0.9
    agree: Fraction = 0.5

    def learn(self, features: Features, evidence: Evidence, carrier: Carrier = None) -> Model:
        """Return the model."""
        tags = tags_of(evidence)
        first = fit(self, features, evidence.truth, Entries(tags, even(tags)), carrier)
        if not (tags < 0).any() or not first.history:
            return first
        rows = embedded(first, features, type(self).__name__)
        rows = rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-12)
        handed = alike(rows, tags, self.anchors, self.near, self.agree) & (tags < 0)
        more = np.where(handed, np.int8(1), tags)
        return fit(self, features, evidence.truth, Entries(more, even(tags)), carrier)
