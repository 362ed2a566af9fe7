"""How common classes are elsewhere, by a classifier that is taken as it is."""

from dataclasses import dataclass

from assay.kernels.estimate.elsewhere import shares_elsewhere
from assay.kernels.learn.label_shift import mixed_shares
from assay.method import Estimator
from assay.results import Estimate
from assay.types import Floats, Ints


@dataclass(frozen=True)
class BlackBoxShift(Estimator, reads={"labels"}, truth={"one_of", "ordered"}, paper="lipton2018"):
    """Estimate how common classes are where nothing is labelled, from what a model says on average.

    What a classifier says on average of items elsewhere is the mixture of what it says on average
    of each class among the labelled items; the shares are what mixes them. It need not be right,
    nor right about how sure it is, as long as it tells the classes apart.
    `about` holds `ratio` (K,), how much more common classes are there, `error` (K,), the standard
    errors, and `strain`, by how many of its standard errors the least share fell below zero before
    it was cut there: above 3, classes don't look as they did.

    Equation
    --------
    mean of p(x) elsewhere = sum over k of share[k] * mean of p(x) over items labelled k
    covariance = inverse(M) * (cov(p elsewhere) / m + sum over k of share[k]^2 * cov(p of k) / n[k])
                 * inverse(M) transposed;   interval = share -+ 1.96 standard errors
    M has the means of the classes as its columns; m items are elsewhere, n[k] are labelled k.

    Assumes
    -------
    Only the shares of the classes change. The predictions of labelled items are out of sample, and
    those elsewhere are of models as good. Labels are right: wrong ones blur the means.

    Cost
    ----
    A pass over the predictions, and tables of (K, K).

    References
    ----------
    lipton2018

    Examples
    --------
    >>> import numpy as np
    >>> random = np.random.default_rng(0)
    >>> truth = np.repeat([0, 1, 0, 1], [200, 200, 40, 360])
    >>> right = random.beta(4, 2, 800)
    >>> guess = np.where(truth == 1, right, 1 - right)
    >>> labels = np.where(np.arange(800) < 400, truth, -1)
    >>> BlackBoxShift().estimate(labels, np.c_[1 - guess, guess]).value.round(1).tolist()
    [0.1, 0.9]
    """

    def estimate(
        self, labels: Ints, predictions: Floats, target_predictions: Floats | None = None
    ) -> Estimate:
        """Return (K,) shares of the classes among the items without a label, or elsewhere.

        Parameters
        ----------
        target_predictions
            (m, K) of items elsewhere, by a model that learnt from the labelled ones; by default
            what is predicted of the items without a label.
        """
        return shares_elsewhere(labels, predictions, target_predictions, mixed_shares, ASSUMES)


ASSUMES = ("The predictions are out of sample, and tell the classes apart.",)
