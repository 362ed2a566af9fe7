"""Class-dependent noise."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

import numpy as np
from annotated_types import Interval

from assay.errors import DataError
from assay.evidence import Evidence
from assay.kernels.flips import flip_by, with_mean
from assay.method import Simulator
from assay.types import Floats, Fraction, Ints, Seed


@dataclass(frozen=True)
class ClassDependentNoise(
    Simulator, reads={"labels"}, truth={"one_of", "ordered"}, paper="patrini2017"
):
    """Change labels by a matrix that says which class is taken for which.

    The matrix is given as `transition`, or drawn: every row from a Dirichlet distribution, then
    moved so that the off-diagonal mass, averaged over classes, is exactly `rate`. Labels are
    then drawn from it, each on its own: the share that changes is an expectation, and, since
    classes differ in size and in their own rate, need not be `rate`. Unlabelled items stay so.

    Equation
    --------
    P(label = j | truth = k) = transition[k, j]
    drawn: row k from Dirichlet(concentration * symmetric row), its chance w of j other than k then
           w * rate / mean(w) where mean(w) > rate, else 1 - (1 - w) * (1 - rate) / (1 - mean(w))

    Parameters
    ----------
    rate
        Mean over classes of the chance that a label is changed. Not used with a `transition`.
    seed
        Seed of the random numbers, of the matrix as of the labels.
    concentration
        How even the rows are: large comes near symmetric noise, small leaves each class a few
        others it is taken for.

    Assumes
    -------
    Given its class, the item doesn't matter.

    Cost
    ----
    Time O(n K + n log K), memory O(n + K^2).

    References
    ----------
    patrini2017

    Examples
    --------
    >>> import numpy as np
    >>> swap = np.array([[0.0, 1.0], [1.0, 0.0]])
    >>> truth = np.array([0, 1, 1])
    >>> ClassDependentNoise().simulate(truth, ["a", "b"], transition=swap).given.tolist()
    [1, 0, 0]
    """

    rate: Fraction = 0.2
    seed: Seed = 0
    concentration: Annotated[float, Interval(gt=0, le=1e6)] = 10.0

    def simulate(
        self, truth: Ints, classes: Sequence[object], transition: Floats | None = None
    ) -> Evidence:
        """Return one label an item.

        Parameters
        ----------
        truth
            (n,) index of the true class, -1 for unlabelled.
        classes
            Names of the K classes.
        transition
            (K, K) P(label j | truth k) at [k, j]; drawn where it is not given.
        """
        matrix_seed, label_seed = np.random.SeedSequence(self.seed).spawn(2)
        k = len(classes)
        if transition is None:
            random = np.random.default_rng(matrix_seed)
            transition = draw_transition(k, self.rate, self.concentration, random)
        matrix = np.asarray(transition, np.float64)
        if matrix.shape != (k, k):
            rule = f"transition must have shape (classes, classes) = {(k, k)}"
            raise DataError(type(self).__name__, rule, got=f"shape {matrix.shape}")
        if not (matrix.min() >= 0 and np.abs(matrix.sum(axis=1) - 1).max() <= 1e-6):
            rule = "every row of transition must be a distribution"
            row = int(np.argmax(np.abs(matrix.sum(axis=1) - 1)))
            raise DataError(type(self).__name__, rule, got=str(matrix[row]), where=f"row {row}")
        chance = np.random.default_rng(label_seed).random(len(truth))
        return Evidence.labels(flip_by(truth, matrix, chance), tuple(map(str, classes)))


def draw_transition(
    k: int, rate: float, concentration: float, random: np.random.Generator
) -> Floats:
    """Return a (K, K) matrix of Dirichlet rows whose mean off-diagonal mass is `rate`."""
    even = np.full((k, k), rate / max(k - 1, 1))
    np.fill_diagonal(even, 1 - rate)
    rows = random.standard_gamma(concentration * even)
    total = rows.sum(axis=1, keepdims=True)
    rows = np.divide(rows, total, out=even.copy(), where=total > 0)
    right = np.diagonal(rows).copy()
    off = rows - np.diag(right)
    mass = off.sum(axis=1, keepdims=True)
    # A row that drew nothing but its own class still needs somewhere to go.
    other = (1 - np.eye(k)) / max(k - 1, 1)
    off = np.divide(off, mass, out=other, where=mass > 0)
    wrong = with_mean(1 - right, rate)
    return np.asarray(off * wrong[:, None] + np.diag(1 - wrong))
