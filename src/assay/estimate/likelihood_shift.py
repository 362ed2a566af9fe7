"""How common classes are elsewhere, by what makes the predictions likeliest."""

from dataclasses import dataclass

import numpy as np

from assay.kernels.estimate.elsewhere import shares_elsewhere
from assay.kernels.learn.label_shift import likely_shares, spread_of
from assay.method import Estimator
from assay.results import Estimate
from assay.types import Floats, Ints


@dataclass(frozen=True)
class LikelihoodShift(
    Estimator, reads={"labels"}, truth={"one_of", "ordered"}, paper="saerens2002"
):
    """Estimate how common classes are where nothing is labelled, by the likelihood of predictions.

    Predictions made where classes are as common as among the labelled items are moved to any other
    shares; those are taken under which the items elsewhere are likeliest (EM). With a well trained
    and calibrated classifier nothing comes closer; with one that is too sure it is the worst, and
    its interval doesn't know.
    `about` holds `ratio` (K,), how much more common classes are there, `error` (K,), the standard
    errors, and `strain`, by how many of its standard errors the least share fell below zero before
    it was cut there: above 3, classes don't look as they did.

    Equation
    --------
    share = argmax of mean over items elsewhere of log(sum over k of share[k] * p[k](x) / prior[k])
    share[k] <- mean of share[k] * p[k](x) / prior[k] / (sum over j of the same)      until it stays
    interval = share -+ 1.96 standard errors, from the bend of the likelihood at its top and the
    chance in prior, the mean of p(x) over the labelled items.

    Assumes
    -------
    Only the shares of the classes change. The predictions are right about how sure they are, where
    classes are as common as among the labelled items.

    Cost
    ----
    Up to 1,000 passes over the predictions elsewhere.

    References
    ----------
    saerens2002

    Examples
    --------
    >>> random = np.random.default_rng(0)
    >>> truth = np.repeat([0, 1, 0, 1], [200, 200, 40, 360])
    >>> sign = np.where(truth == 1, 1, -1) + random.normal(size=800)
    >>> guess = 1 / (1 + np.exp(-2 * sign))
    >>> labels = np.where(np.arange(800) < 400, truth, -1)
    >>> LikelihoodShift().estimate(labels, np.c_[1 - guess, guess]).value.round(1).tolist()
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
        return shares_elsewhere(labels, predictions, target_predictions, _shares, ASSUMES)


def _shares(proba: Floats, labels: Ints, there: Floats) -> tuple[Floats, Floats]:
    del labels
    prior = np.maximum(proba.mean(axis=0), 1e-9)
    return likely_shares(there, prior, spread_of(proba))


ASSUMES = ("The predictions are right about how sure they are.",)
