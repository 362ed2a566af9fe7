"""Instance-dependent noise."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

import numpy as np
from annotated_types import Interval
from scipy.sparse import csr_array, issparse
from scipy.special import ndtr, ndtri, softmax

from assay.evidence import Evidence
from assay.kernels.flips import by_class, with_mean
from assay.method import Simulator
from assay.types import Floats, Fraction, Ints, Seed


@dataclass(frozen=True)
class InstanceDependentNoise(
    Simulator, reads={"labels"}, truth={"one_of", "ordered"}, paper="xia2020"
):
    """Change labels by what the item looks like.

    Every item has its own rate, drawn from a normal distribution around `rate` cut to [0, 1]
    and moved so that the mean over labelled items is exactly `rate`. Which class it is then
    taken for depends on its features: every class has random projections of the features, one a
    class, and the softmax of their values shares the rate out, so that items that look alike
    are taken for the same class. Labels are drawn one by one: the share that changes is `rate`
    in expectation. Unlabelled items stay so.

    Equation
    --------
    P(label = j | x, truth = k) = 1 - r where j = k, else r * exp(z[j]) / (sum of exp(z) but for k)
    z = sharpness * W[k] @ (x - mean of x) / length, W[k] drawn from a normal law
    r drawn from a normal law (rate, spread) cut to [0, 1], then moved to a mean of rate as a whole

    Parameters
    ----------
    rate
        Mean chance that a label is changed; a changed label is always wrong.
    seed
        Seed of the random numbers.
    spread
        Standard deviation of the items' rates before the cut.
    sharpness
        Standard deviation of the projections: 0 shares alike over all classes, 10 nearly always
        picks one.

    Assumes
    -------
    Features are numbers of like scale; they are centred and their length doesn't matter.

    Cost
    ----
    Time O(n d K), memory O(K d) and for the largest class its features and an (n_k, K) array.

    References
    ----------
    xia2020

    Examples
    --------
    >>> import numpy as np
    >>> truth, features = np.array([0, 0, 1, -1]), np.eye(4)
    >>> noise = InstanceDependentNoise(rate=1.0)
    >>> noise.simulate(truth, ["a", "b"], features).given.tolist()
    [1, 1, 0, -1]
    """

    rate: Fraction = 0.2
    seed: Seed = 0
    spread: Fraction = 0.1
    sharpness: Annotated[float, Interval(ge=0, le=100)] = 3.0

    def simulate(self, truth: Ints, classes: Sequence[object], features: Floats) -> Evidence:
        """Return one label an item."""
        random = np.random.default_rng(self.seed)
        n, k = len(truth), len(classes)
        rates = np.zeros(n)
        labelled = np.flatnonzero(truth >= 0)
        drawn = cut_normal(random.random(n), self.rate, self.spread)
        rates[labelled] = with_mean(drawn[labelled], self.rate)
        flip, pick = random.random(n) < rates, random.random(n)
        rows = csr_array(features, dtype=float) if issparse(features) else features
        centre = (
            np.asarray(rows.mean(axis=0, dtype=np.float64)).ravel()
            if n
            else np.zeros(rows.shape[1])
        )
        labels = truth.copy()
        for here, mine in by_class(np.where(flip, truth, -1), k):
            weights = np.random.default_rng((self.seed, here)).standard_normal((rows.shape[1], k))
            logits = self.sharpness * project(rows[mine], centre, weights)
            logits[:, here] = -np.inf
            running = np.cumsum(softmax(logits, axis=1), axis=1)
            labels[mine] = (pick[mine, None] * running[:, -1:] >= running[:, :-1]).sum(axis=1)
        return Evidence.labels(labels, tuple(map(str, classes)))


def cut_normal(chance: Floats, mean: float, spread: float) -> Floats:
    """Return draws (n,) from a normal distribution cut to [0, 1], by its inverse."""
    if spread == 0:
        return np.full(len(chance), mean)
    low, high = ndtr((0 - mean) / spread), ndtr((1 - mean) / spread)
    return np.asarray(np.clip(mean + spread * ndtri(low + chance * (high - low)), 0, 1))


def project(rows: Floats | csr_array, centre: Floats, weights: Floats) -> Floats:
    """Return (m, K) projections of the rows' directions from the centre."""
    values = np.asarray(rows @ weights) - centre @ weights
    square = np.asarray((rows * rows).sum(axis=1))
    length = np.sqrt(np.maximum(square - 2 * (rows @ centre) + centre @ centre, 0))
    return np.asarray(values / np.where(length > 0, length, 1)[:, None])
