"""The share of wrong labels among the items given each class."""

from dataclasses import dataclass

import numpy as np

from assay.estimate.error_rate import BOUNDED
from assay.kernels.core import flatness, surest_first
from assay.kernels.interval import wilson
from assay.kernels.label_posterior import fit, log_odds_wrong, probability, sureness
from assay.method import Estimator
from assay.results import Estimate
from assay.types import Floats, Ints, NonNegative


@dataclass(frozen=True)
class ClassErrorRate(Estimator, reads={"labels"}, truth={"one_of"}, paper="northcutt2021"):
    """Estimate the share of wrong labels among the items given each class.

    The mean probability of being wrong, drawn towards the rate of the whole data set by as much
    as `shrinkage` items weigh, so that a class of three items is not said to be all wrong. The
    interval is between disagreement among the surest half of the predictions, as far as overlap
    has ended there, and all of it, with Wilson's limits; its upper end is drawn in the same way.

    Assumes: what `ErrorRate` assumes, within each class.

    Cost: as `ErrorRate`.

    Equation
    --------
    value[j] = (sum over items given j of P(wrong) + shrinkage * rate) / (count[j] + shrinkage)
    low[j]   = flatness * Wilson's low end of the share of the surest half given j that disagree
    high[j]  = Wilson's high end of the share given j that disagree, drawn towards that of all

    rate: mean of P(wrong); an item disagrees where its most probable class is not its label;
    flatness as in `ErrorRate`.

    Parameters
    ----------
    shrinkage
        How many items' worth each class is drawn towards the pooled rate.
    """

    shrinkage: NonNegative = 10.0

    def estimate(
        self,
        labels: Ints,
        predictions: Floats,
        *,
        p_wrong: Floats | None = None,
        learnt: bool = False,
    ) -> Estimate:
        """Return (K,) P(truth differs from the label | given j); `about` holds `count` (K,).

        Parameters
        ----------
        p_wrong
            (n,) probability that each label is wrong, where a detector told it.
        learnt
            The predictions are known to be calibrated for the given labels, not for the truth.
        """
        classes = predictions.shape[1]
        fitted = fit(labels, predictions, learnt=learnt)
        if p_wrong is None:
            p_wrong = probability(log_odds_wrong(labels, predictions, fitted)[0])
        said = np.flatnonzero(labels >= 0)
        wrong, given, best = np.asarray(p_wrong)[said], labels[said], fitted.best[said]
        unlike = best != given
        sure = sureness(predictions, fitted)[said]
        share = surest_first(best, sure, classes)
        core = share <= 0.5
        value = self._drawn(given, wrong, classes)[0]
        counts = np.bincount(given, minlength=classes)
        core_hits = np.bincount(given[core], weights=unlike[core], minlength=classes)
        hits, size = self._drawn(given, unlike, classes)
        low = (
            flatness(unlike, share, -1.0)
            * wilson(core_hits, np.bincount(given[core], minlength=classes))[0]
        )
        high = wilson(hits * size, size)[1]
        value = np.clip(value, 0, 1)
        return Estimate(
            value, np.minimum(low, value), np.maximum(high, value),
            verdict="bounded" if len(said) else "cannot-be-told", assumes=BOUNDED,
            settle="Labels checked by a person, drawn at random within each class.",
            about={"count": counts},
        )  # fmt: skip

    def _drawn(self, given: Ints, value: Floats, classes: int) -> tuple[Floats, Floats]:
        """Return (K,) means drawn towards the pooled mean, and how many items each rests on."""
        total = np.bincount(given, weights=value, minlength=classes)
        size = np.bincount(given, minlength=classes) + self.shrinkage
        pooled = total.sum() / max(len(given), 1)
        share = (total + self.shrinkage * pooled) / np.maximum(size, 1e-12)
        return np.where(size > 0, share, pooled), size
