"""A linear classifier of soft labels whose score of an item never saw the item's own label.

Ridge regression of (n, K) probabilities on features. What it would say of an item had the item
been left out follows from what it says with it and the item's leverage, without fitting again.
"""

from typing import Any

import numpy as np

from assay.types import Bools, Floats

#: Columns that a sparse matrix is brought down to.
COLUMNS = 256
PIECE = 1 << 16
#: Scores of regression lie between 0 and 1; so many times that are log-odds to begin with.
SPREAD = 10.0
#: Leverage at which an item is all that tells of itself.
MOST = 1 - 1e-6


class LeftOutRidge:
    """Features turned so that fitting any soft labels with any penalty costs two products."""

    def __init__(self, features: Any, taught: Bools) -> None:
        """Turn the features.

        Parameters
        ----------
        features
            (n, d) dense or sparse.
        taught
            (n,) items whose labels are learnt from.
        """
        dense = dense_rows(features)
        rows = dense[taught]
        if not len(rows):
            rows = dense
        middle = rows.mean(axis=0, dtype=np.float64).astype(dense.dtype)
        length = float(((rows - middle) ** 2).sum(axis=1, dtype=np.float64).mean())
        self.middle, self.length = middle, np.sqrt(max(length, 1e-12))
        dense = (dense - middle) / dense.dtype.type(self.length)
        self.taught, self.n = taught, int(taught.sum())
        self.size, self.turn = axes(dense, taught)
        self.place = dense @ self.turn.astype(dense.dtype)

    def linear(self, proba: Floats, penalty: float) -> tuple[Floats, Floats]:
        """Return (d, K) weights and (K,) start of the scores of other items."""
        labels = proba[self.taught]
        share = labels.mean(axis=0)
        aim = _product(self.place[self.taught], labels - share)
        weights = self.turn @ (aim / (self.size + penalty)[:, None]) / self.length * SPREAD
        return weights, share * SPREAD - self.middle.astype(np.float64) @ weights

    def scores(self, proba: Floats, penalty: float) -> Floats:
        """Return (n, K) scores, those of taught items as if they had been left out."""
        taught = self.taught
        labels = proba[taught]
        if not self.n:
            return np.zeros_like(proba)
        share = labels.mean(axis=0)
        inverse = 1 / (self.size + penalty)
        weight = (inverse[:, None] * _product(self.place[taught], labels - share)).astype(
            self.place.dtype
        )
        found = (self.place @ weight).astype(np.float64) + share
        leverage = np.einsum("id,id,d->i", self.place, self.place, inverse.astype(self.place.dtype))
        own = np.minimum(leverage[taught].astype(np.float64) + 1 / self.n, MOST)[:, None]
        found[taught] = (found[taught] - own * labels) / (1 - own)
        return np.asarray(found * SPREAD)


def axes(dense: Floats, taught: Bools) -> tuple[Floats, Floats]:
    """Return (r,) squared lengths of the taught items along r axes, and (d, r) the axes."""
    width = dense.shape[1]
    if width > taught.sum():
        rows = dense[taught].astype(np.float64)
        size, turn = np.linalg.eigh(rows @ rows.T)
        kept = size > max(size.max(initial=0.0) * 1e-6, 1e-12)
        return size[kept], rows.T @ (turn[:, kept] / np.sqrt(size[kept]))
    gram = np.zeros((width, width))
    for start in range(0, len(dense), PIECE):
        part = dense[start : start + PIECE][taught[start : start + PIECE]]
        gram += part.T.astype(np.float64) @ part
    size, turn = np.linalg.eigh(gram)
    kept = size > max(size.max(initial=0.0) * 1e-6, 1e-12)
    return size[kept], turn[:, kept]


def _product(place: Floats, labels: Floats) -> Floats:
    """Return (d, K) sums over items in double precision, piece by piece."""
    found = np.zeros((place.shape[1], labels.shape[1]))
    for start in range(0, len(place), PIECE):
        part = slice(start, start + PIECE)
        found += place[part].T.astype(np.float64) @ labels[part]
    return found


def dense_rows(features: Any) -> Floats:
    """Return features (n, d) as numbers in rows; many sparse columns as a few dense ones."""
    if not hasattr(features, "tocsr"):
        array = np.asarray(features)
        return array if array.dtype in (np.float32, np.float64) else array.astype(np.float32)
    if features.shape[1] <= COLUMNS:
        return np.asarray(features.toarray(), np.float32)
    from sklearn.decomposition import TruncatedSVD

    made = TruncatedSVD(min(COLUMNS, min(features.shape) - 1), random_state=0)
    return np.asarray(made.fit_transform(features), np.float32)
