"""Small classifiers that are quick to fit many times; each gives log-probabilities.

A probe is built from what never changes (the features of all items) and fitted on some rows.
What it returns is a plain function: rows in, (rows, K) float32 log-probabilities out.
"""

from collections.abc import Callable
from copy import copy
from typing import Any, Protocol

import numpy as np

from assay.dataset import Neighbours
from assay.types import Bools, Floats, Ints

Fitted = Callable[[Ints], Floats]

#: Above this many multiply-adds a step (items x columns x classes) the linear probe is solved in
#: closed form instead of step by step.
DESCENT = 2e9
#: Inverse strength of the penalty, for features whose rows have a mean squared length of one; and
#: those that are tried where there are few items a column, and neither too many nor so few that
#: they can't tell; the strongest first.
STRENGTH = 10.0
STRENGTHS = (0.2, 1.0, STRENGTH)
FEW, LEAST, MOST = 50, 200, 20_000


class Probe(Protocol):
    """Something that can be fitted on rows."""

    def fit(self, rows: Ints, labels: Ints, n_classes: int) -> Fitted:
        """Return the fitted function; `labels` are those of `rows`."""
        ...


def floored(proba: Floats, columns: Ints, n_classes: int, n_rows: int) -> Floats:
    """Return log-probabilities over all classes: those not learnt get half a count's chance."""
    floor = 0.5 / (n_rows + n_classes)
    full = np.full((len(proba), n_classes), floor, np.float32)
    full[:, columns] = np.maximum(proba, floor)
    full /= full.sum(axis=1, keepdims=True)
    return np.asarray(np.log(full, out=full))


def shares(columns: Ints, codes: Ints, n_classes: int) -> Fitted:
    """Return a function that gives every row the share of each class among the learnt labels."""
    share = np.bincount(codes) / len(codes)
    return lambda ask: floored(np.tile(share, (len(ask), 1)), columns, n_classes, len(codes))


class Linear:
    """Multinomial logistic regression on dense or sparse features, in closed form when large."""

    def __init__(self, features: Any, strength: float = STRENGTH) -> None:
        self.strength = strength
        if hasattr(features, "tocsr"):
            self.features = features
            return
        centred = features - features.mean(axis=0, dtype=np.float64).astype(features.dtype)
        length = float(np.sqrt(max((centred**2).sum(axis=1, dtype=np.float64).mean(), 1e-12)))
        self.features = centred / np.float32(length)

    def alternatives(self) -> tuple["Linear", ...]:
        """Return it, pulled to zero by each of the strengths; of many items a column it alone.

        So it is of fewer than 200 items: the strongest would be chosen, as no worse to an error.
        """
        n, d = self.features.shape
        if not LEAST <= n <= min(FEW * d, MOST):
            return (self,)
        found = tuple(copy(self) for _ in STRENGTHS)
        for one, strength in zip(found, STRENGTHS, strict=True):
            one.strength = strength
        return found

    def fit(self, rows: Ints, labels: Ints, n_classes: int) -> Fitted:
        """Fit on rows."""
        from sklearn.linear_model import LogisticRegression

        seen, codes = np.unique(labels, return_inverse=True)
        data = self.features[rows]
        if len(seen) == 1 or not data.shape[1]:
            return shares(seen, codes, n_classes)
        if not hasattr(data, "tocsr") and float(data.size) * len(seen) > DESCENT:
            return self._ridge(data, codes, seen, n_classes)
        model = LogisticRegression(C=self.strength, max_iter=60, tol=1e-3)
        import warnings

        with warnings.catch_warnings():
            # Stopping early is a choice: the probe is calibrated afterwards.
            warnings.simplefilter("ignore")
            model.fit(data, codes)
        return lambda ask: floored(
            model.predict_proba(self.features[ask]), seen, n_classes, len(rows)
        )

    def _ridge(self, data: Floats, codes: Ints, seen: Ints, n_classes: int) -> Fitted:
        """Regress one-hot labels on features; scores are centred and scaled to unit spread."""
        sums = np.zeros((len(seen), data.shape[1]))
        for start in range(0, len(data), 65536):
            piece = slice(start, start + 65536)
            np.add.at(sums, codes[piece], data[piece])
        share = np.bincount(codes) / len(codes)
        middle = data.mean(axis=0, dtype=np.float64)
        gram = (data.T @ data).astype(np.float64) - len(data) * np.outer(middle, middle)
        gram[np.diag_indices_from(gram)] += len(data) / self.strength / data.shape[1]
        weight = np.linalg.solve(gram, (sums - len(data) * np.outer(share, middle)).T)
        weight, offset = weight.astype(np.float32), (share - middle @ weight).astype(np.float32)

        def scores(ask: Ints) -> Floats:
            raw = (self.features[ask] @ weight + offset) * np.float32(10)
            raw -= raw.max(axis=1, keepdims=True)
            proba = np.exp(raw)
            return floored(proba / proba.sum(axis=1, keepdims=True), seen, n_classes, len(data))

        return scores


class Trees:
    """Boosted trees on the codes of a table; a column of few whole values is one of categories."""

    def __init__(self, codes: Floats, rounds: int = 40) -> None:
        self.codes, self.rounds = codes, rounds

    def fit(self, rows: Ints, labels: Ints, n_classes: int) -> Fitted:
        """Fit on rows."""
        from sklearn.ensemble import HistGradientBoostingClassifier

        seen, codes = np.unique(labels, return_inverse=True)
        # Trees can't be grown on columns without any value in these rows.
        there = np.flatnonzero(~np.isnan(self.codes[rows]).all(axis=0))
        if len(seen) == 1 or not there.size:
            return shares(seen, codes, n_classes)
        table = self.codes if there.size == self.codes.shape[1] else self.codes[:, there]
        model = HistGradientBoostingClassifier(
            max_iter=self.rounds,
            learning_rate=0.2,
            max_leaf_nodes=15,
            min_samples_leaf=max(2, min(20, len(rows) // 50)),
            early_stopping=False,
            random_state=0,
        ).fit(table[rows], codes)
        return lambda ask: floored(model.predict_proba(table[ask]), seen, n_classes, len(rows))


class Votes:
    """Nearest neighbours that may be learnt from, one vote each, plus the class shares as one."""

    def __init__(self, neighbours: Neighbours, n_items: int) -> None:
        self.index, self.n_items = neighbours.index, n_items

    def fit(self, rows: Ints, labels: Ints, n_classes: int) -> Fitted:
        """Remember the labels of the rows."""
        known = np.full(self.n_items, n_classes, np.int64)
        known[rows] = labels
        prior = (np.bincount(labels, minlength=n_classes) + 0.5) / (len(labels) + 0.5 * n_classes)

        def share(ask: Ints) -> Floats:
            said = known[self.index[ask]]
            cell = np.arange(len(ask))[:, None] * (n_classes + 1) + said
            counts = np.bincount(cell.ravel(), minlength=len(ask) * (n_classes + 1))
            votes = counts.reshape(len(ask), n_classes + 1)[:, :n_classes] + prior
            log = np.log(votes / votes.sum(axis=1, keepdims=True))
            return np.asarray(log, np.float32)

        return share


def learnable(labels: Ints, fold: Ints, held: tuple[int, ...]) -> Bools:
    """Return the (n,) items that have a label and stand in none of the held-out folds."""
    return np.asarray((labels >= 0) & ~np.isin(fold, held))
