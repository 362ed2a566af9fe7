"""How common classes are elsewhere, by the function of the predictions that tells most."""

from dataclasses import dataclass

from assay.kernels.estimate.elsewhere import shares_elsewhere
from assay.kernels.learn.label_shift import efficient, mixed_shares, telling
from assay.method import Estimator
from assay.results import Estimate
from assay.types import Count, Floats, Ints


@dataclass(frozen=True)
class EfficientShift(Estimator, reads={"labels"}, truth={"one_of", "ordered"}, paper="tian2023"):
    """Estimate how common classes are where nothing is labelled, with the least variance.

    As `BlackBoxShift`, with another function of the features in the place of the predictions: of
    all of them, the one by which shares are found with the least variance (ELSA). It hangs on the
    shares, so that a few rounds are taken from equal ones, where it is the black-box estimate.
    `about` holds `ratio` (K,), how much more common classes are there, `error` (K,), the standard
    errors, and `strain`, by how many of its standard errors the least share fell below zero before
    it was cut there: above 3, classes don't look as they did.

    Equation
    --------
    h(x) = p(x) / sum over k of p[k](x) * (w[k]^2 * (n + m) / n + w[k] * (n + m) / m)
    mean of h(x) elsewhere = sum over k of share[k] * mean of h(x) over items labelled k
    w <- share / (share among the labelled items), at least 0.001;   `rounds` times, from w = 1
    interval as of `BlackBoxShift`, with h; n items are labelled, m are elsewhere.

    Assumes
    -------
    Only the shares of the classes change. The predictions of labelled items are out of sample, and
    those elsewhere are of models as good. Labels are right. Where predictions are far too sure of
    themselves, it goes astray and the black-box estimate doesn't.

    Cost
    ----
    A few passes over the predictions, and tables of (K, K).

    Parameters
    ----------
    rounds
        At 1 it is `BlackBoxShift`.

    References
    ----------
    tian2023

    Examples
    --------
    >>> import numpy as np
    >>> random = np.random.default_rng(0)
    >>> truth = np.repeat([0, 1, 0, 1], [200, 200, 40, 360])
    >>> right = random.beta(4, 2, 800)
    >>> guess = np.where(truth == 1, right, 1 - right)
    >>> labels = np.where(np.arange(800) < 400, truth, -1)
    >>> EfficientShift().estimate(labels, np.c_[1 - guess, guess]).value.round(1).tolist()
    [0.1, 0.9]
    """

    rounds: Count = 3

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
        return shares_elsewhere(labels, predictions, target_predictions, self._shares, ASSUMES)

    def _shares(self, proba: Floats, labels: Ints, there: Floats) -> tuple[Floats, Floats]:
        """Return the shares by the function that the last round but one made the best."""
        ratio = efficient(proba, labels, there, self.rounds - 1)[0]
        return mixed_shares(*telling(proba, labels, there, ratio))


ASSUMES = ("The predictions are out of sample, tell the classes apart and are not far too sure.",)
