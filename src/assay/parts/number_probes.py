"""Small regressions that are quick to fit many times, and that gross errors don't carry away.

A probe is built from what never changes and fitted on some rows of the numbers. What it returns
is a plain function: rows in, (rows,) float64 numbers out, in the unit of the numbers.
"""

from collections.abc import Callable
from typing import Any, Protocol

import numpy as np

from assay.dataset import Neighbours
from assay.types import Floats, Ints

Guessed = Callable[[Ints], Floats]

#: Residuals beyond this many scales are drawn in before another fit.
FAR = 2.5
#: Penalties that are tried, as shares of the features' total spread.
PENALTIES = np.geomspace(1e-6, 10.0, 15)
#: Median absolute deviation of a standard normal.
MAD = 0.6744897501960817


class NumberProbe(Protocol):
    """Something that can be fitted on rows of numbers."""

    def fit(self, rows: Ints, numbers: Floats) -> Guessed:
        """Return the fitted function; `numbers` are those of `rows`."""
        ...


def spread(residual: Floats) -> float:
    """Return the standard deviation that the median absolute residual stands for, above 0."""
    wide = float(np.median(np.abs(residual))) / MAD if len(residual) else 0.0
    return wide if wide > 0 else float(np.std(residual)) if len(residual) else 0.0


def drawn_in(numbers: Floats, guess: Floats) -> Floats:
    """Return the numbers with those far from their guess drawn near it."""
    reach = FAR * spread(numbers - guess)
    return np.asarray(guess + np.clip(numbers - guess, -reach, reach))


class Linear:
    """Ridge regression whose penalty is chosen by generalised cross-validation."""

    def __init__(self, features: Floats) -> None:
        wide = features.std(axis=0, dtype=np.float64)
        middle = features.mean(axis=0, dtype=np.float64)
        scaled = (features - middle) / np.where(wide > 0, wide, 1)
        self.features = scaled.astype(np.float32)

    def fit(self, rows: Ints, numbers: Floats) -> Guessed:
        """Fit on rows, then twice more with far numbers drawn in."""
        data = self.features[rows].astype(np.float64)
        middle = data.mean(axis=0)
        data -= middle
        values, axes = np.linalg.eigh(data.T @ data)
        values = np.maximum(values, 0)
        said = numbers
        for _ in range(3):
            weight = axes @ _shrunk(values, axes.T @ (data.T @ (said - said.mean())), said)
            said = drawn_in(numbers, data @ weight + said.mean())
        start = float(said.mean() - middle @ weight)
        return lambda ask: self.features[ask].astype(np.float64) @ weight + start


def _shrunk(values: Floats, along: Floats, numbers: Floats) -> Floats:
    """Return the weights along the axes under the penalty of least cross-validation error."""
    n, total = len(numbers), float(((numbers - numbers.mean()) ** 2).sum())
    penalty = PENALTIES[:, None] * max(float(values.sum()), 1e-12)
    shrink = 1 / (values + penalty)
    left = total - (2 * along**2 * shrink - values * (along * shrink) ** 2).sum(axis=1)
    used = 1 + (values * shrink).sum(axis=1)
    error = np.where(used < 0.9 * n, left / np.maximum(n - used, 1e-9) ** 2, np.inf)
    return np.asarray(along * shrink[int(error.argmin())])


class Words:
    """Ridge regression on sparse counts."""

    def __init__(self, words: Any) -> None:
        self.words = words

    def fit(self, rows: Ints, numbers: Floats) -> Guessed:
        """Fit on rows, then once more with far numbers drawn in."""
        from sklearn.linear_model import Ridge

        data = self.words[rows].astype(np.float64)
        said = numbers
        for _ in range(2):
            model = Ridge(alpha=1.0, solver="sparse_cg", tol=1e-4, max_iter=200).fit(data, said)
            said = drawn_in(numbers, model.predict(data))
        return lambda ask: model.predict(self.words[ask].astype(np.float64))


class Trees:
    """Boosted trees on the codes of a table."""

    def __init__(self, codes: Floats, rounds: int = 60) -> None:
        self.codes, self.rounds = codes, rounds

    def fit(self, rows: Ints, numbers: Floats) -> Guessed:
        """Fit on rows, then once more with far numbers drawn in."""
        from sklearn.ensemble import HistGradientBoostingRegressor

        there = np.flatnonzero(~np.isnan(self.codes[rows]).all(axis=0))
        if not there.size:
            return lambda ask: np.full(len(ask), np.median(numbers))
        table = self.codes[:, there]
        said = numbers
        for _ in range(2):
            model = HistGradientBoostingRegressor(
                max_iter=self.rounds,
                learning_rate=0.15,
                max_leaf_nodes=15,
                min_samples_leaf=max(2, min(20, len(rows) // 50)),
                early_stopping=False,
                random_state=0,
            ).fit(table[rows], said)
            said = drawn_in(numbers, model.predict(table[rows]))
        return lambda ask: model.predict(table[ask])


class Votes:
    """Mean of the nearest neighbours that may be learnt from, with the median of all as one."""

    def __init__(self, neighbours: Neighbours, n_items: int) -> None:
        self.index, self.n_items = neighbours.index, n_items

    def fit(self, rows: Ints, numbers: Floats) -> Guessed:
        """Remember the numbers of the rows, far ones drawn in."""
        middle = float(np.median(numbers))
        value, known = np.zeros(self.n_items), np.zeros(self.n_items)
        value[rows] = drawn_in(numbers, np.full(len(rows), middle))
        known[rows] = 1

        def guess(ask: Ints) -> Floats:
            near = self.index[ask]
            total, count = value[near].sum(axis=1), known[near].sum(axis=1)
            return np.asarray((total + middle) / (count + 1))

        return guess
