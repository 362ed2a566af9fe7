"""The noise matrix as a product of two that are easier to estimate."""

from dataclasses import dataclass, replace
from typing import Annotated

import numpy as np
from annotated_types import Interval

from assay.kernels.estimate.cell_interval import by_variance
from assay.kernels.label_posterior import LabelFit
from assay.kernels.noise import noise_matrix
from assay.kernels.truth_posterior import plain_fit, truth
from assay.method import Estimator
from assay.results import Estimate
from assay.types import Floats, Ints, NonNegative


@dataclass(frozen=True)
class DualT(Estimator, reads={"labels"}, truth={"one_of"}, paper="yao2020"):
    """Estimate the noise matrix in two steps, by way of the class that the predictions name.

    Step one is read off the predictions: which class do they name where the truth is sure? Anchors
    of a class are the surest of the items that are predicted to be of it. Step two is counted:
    which label are items given that are predicted to be of a class? The product of the two says
    which label each true class is given.

    The class that predictions name must be the same thing in both steps. The paper takes the
    network's P(given | x) for both; for calibrated predictions that counts the noise twice, since
    anchors have a noisy posterior and labels are noisy once more. Here predictions that have
    learnt the noise are first freed of it.

    Equation
    --------
    T[k, j]     = sum over l of named[k, l] * given[l, j]
    named[k, l] = mean over the anchors of k of P(l): the surest `anchors` of the items predicted k
    given[l, j] = share given j of the items predicted l, drawn towards the pooled rate by shrinkage
    P(l)        ~ P(l | x)^power, or that inverse(confident joint's T) where it learnt the labels

    Assumes
    -------
    The predictions are out of sample; which label an item is given depends on its true class
    alone; each class has items that are surely of it. Overlap of classes counts as noise.

    Cost
    ----
    Three passes over the predictions, a sort of the items and a (K, K) product.

    Parameters
    ----------
    anchors
        Share of the items predicted to be of a class that are its anchors, at least one.
    shrinkage
        How many items' worth the counts of each predicted class are drawn towards the pooled
        rate of disagreement.

    Notes
    -----
    Figures: a test holds it on digits near the matrix; the paper's own reading, by predictions that
    learnt the noise, is held to be far off.

    References
    ----------
    yao2020

    Examples
    --------
    >>> p = np.tile([[0.99, 0.01], [0.01, 0.99]], (50, 1))
    >>> y = np.tile([0, 1], 50)
    >>> y[[0, 2, 4, 6, 8]] = 1
    >>> DualT(shrinkage=0.0).estimate(labels=y, predictions=p).value.round(2).tolist()
    [[0.9, 0.1], [0.0, 1.0]]
    """

    anchors: Annotated[float, Interval(gt=0, le=1)] = 0.03
    shrinkage: NonNegative = 2.0

    def estimate(self, labels: Ints, predictions: Floats) -> Estimate:
        """Return P(given j | truth k) at [k, j].

        `about` holds `joint` (K, K), `prior` (K,) and the two steps `named` and `given` (K, K).
        """
        fitted = _fitted(labels, predictions)
        best, top = _best(predictions, fitted)
        named, spread = _anchor_rows(predictions, fitted, best, top, self.anchors)
        given, counts = _given(labels, best, len(named), self.shrinkage)
        value = named @ given
        # A product of two independent estimates: each spread through the other.
        worth = np.maximum(counts.sum(axis=1, keepdims=True), 1)
        inner = np.maximum(given * (1 - given), 1 / worth) / worth
        low, high = by_variance(value, named**2 @ inner + spread @ given**2, worth)
        seen = int((labels >= 0).sum())
        share = np.bincount(best[labels >= 0], minlength=len(value)) / max(seen, 1)
        prior = _prior(named, share)
        return Estimate(
            value, low, high, verdict="bounded" if seen else "cannot-be-told",
            assumes=ASSUMES, settle=SETTLE,
            about={
                "joint": prior[:, None] * value, "prior": prior, "named": named, "given": given
            },
        )  # fmt: skip


ASSUMES = (
    "The predictions are out of sample.",
    "Which label an item is given depends on its true class alone.",
    "Each class has items that are surely of it, and overlap counts as noise.",
)
SETTLE = "Labels checked by a person, on items drawn at random from each class."


def _fitted(labels: Ints, predictions: Floats) -> LabelFit:
    """Return power, and whether predictions follow the truth or, as likely as not, the labels."""
    fitted = plain_fit(labels, predictions)
    # A mixture of both would free predictions of noise that only some of them have learnt.
    return replace(fitted, follows_truth=float(fitted.follows_truth >= 0.5))


def _best(predictions: Floats, fitted: LabelFit) -> tuple[Ints, Floats]:
    """Return (n,) the class each item is predicted to be of, and how surely."""
    best, top = np.empty(len(predictions), np.int64), np.empty(len(predictions), np.float32)
    for piece, z in truth(predictions, fitted):
        best[piece] = z.argmax(axis=1)
        top[piece] = z[np.arange(len(z)), best[piece]]
    return best, top


def _anchor_rows(
    predictions: Floats, fitted: LabelFit, best: Ints, top: Floats, share: float
) -> tuple[Floats, Floats]:
    """Return (K, K) mean P(named l | anchors of i) and its sampling variance."""
    k = predictions.shape[1]
    order = np.lexsort((-top, best))
    size = np.bincount(best, minlength=k)
    place = np.empty(len(best), np.int64)
    place[order] = np.arange(len(best)) - (np.cumsum(size) - size)[best[order]]
    anchor = place < np.maximum(1, np.ceil(share * size))[best]
    total, square = np.zeros((k, k)), np.zeros((k, k))
    for piece, z in truth(predictions, fitted):
        mine = np.flatnonzero(anchor[piece])
        np.add.at(total, best[piece][mine], z[mine])
        np.add.at(square, best[piece][mine], z[mine] ** 2)
    count = np.bincount(best[anchor], minlength=k)[:, None]
    mean = np.where(count > 0, total / np.maximum(count, 1), np.eye(k))
    spread = np.maximum(square / np.maximum(count, 1) - mean**2, 0) / np.maximum(count, 1)
    return mean / mean.sum(axis=1, keepdims=True), spread


def _given(labels: Ints, best: Ints, k: int, shrinkage: float) -> tuple[Floats, Ints]:
    """Return (K, K) P(given j | predicted l) and the counts it rests on."""
    said = labels >= 0
    pair = best[said] * k + labels[said]
    counts = np.bincount(pair, minlength=k * k).reshape(k, k)
    return noise_matrix(counts, shrinkage), counts


def _prior(named: Floats, share: Floats) -> Floats:
    """Return (K,) class shares that, named so, give the shares of predicted classes."""
    prior = np.maximum(np.linalg.lstsq(named.T, share, rcond=None)[0], 0)
    return np.asarray(prior / max(prior.sum(), 1e-12))
