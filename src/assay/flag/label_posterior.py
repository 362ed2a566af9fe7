"""Probability that a label is wrong, whether or not the predictions learnt the noise too."""

from dataclasses import dataclass

from assay.flag.self_confidence import REASON, probabilities
from assay.kernels.label_posterior import fit, log_odds_wrong, probability, rankable
from assay.method import Detector
from assay.results import Flags
from assay.types import Floats, Ints, NonNegative


@dataclass(frozen=True)
class LabelPosterior(Detector, reads={"labels"}, truth={"one_of"}, paper="northcutt2021"):
    """Weigh what the predictions say of an item against how often its label is a mistake.

    Two hypotheses are fitted. The predictions follow the truth: a power of them is P(truth | x),
    and noise matrix and power are those under which the given labels are likeliest (expectation
    and maximisation; one error rate where there are few labels a class). Or they have learnt the
    mistakes with the labels: then they are P(given | x), the noise is read from confident counts
    held to what is seen among the surest predictions, and is taken out of them again. The first is
    believed where a single error rate makes the labels likelier by more than 5 nats, and of
    predictions made here. From either follows P(truth | x), and with the given label as one more
    witness P(truth | x, given). Flagged where the label is more likely wrong than right; the score
    orders by the log-odds of being wrong, with some weight on how improbable the label is to the
    predictions.

    Assumes: the predictions are out of sample; which label an item is given depends on its true
    class alone, and at most half of the items of a class are given another one. Where predictions
    have learnt the labels and disagreement fades among the surest items it may be overlap of the
    classes, and how much of it is noise can't be told: 8 % of the labels are then taken to be
    wrong, or fewer if fewer disagree. Mistakes that look alike (all items from one machine) are
    learnt by the predictions and can't be seen.

    Figures: where predictions follow the truth it comes near an oracle that knows noise and
    posterior, save in worlds of many classes and little noise; where they follow the label, near
    cleanlab's default or above it.

    Cost: two passes over the predictions, a fit on at most 20,000 items and a product with a
    (K, K) matrix; 20 bytes an item.

    Equation
    --------
    u[k]    ~ P(k)^power
    z       = u where predictions follow the truth, u inverse(T) where they learnt the labels
    P(truth = k | x, label) ~ z[k] * T[k, label],   T[k, j] = P(given j | truth k)
    score   = 1 / (1 + exp(-(log odds(wrong) - .2 * log P(label)) / 4)), log odds held within 10
    flagged where P(wrong) > 1/2

    Here ~ means "in proportion to".

    Parameters
    ----------
    shrinkage
        How many items' worth each class is drawn towards the pooled error rate.

    References
    ----------
    northcutt2021 for the confident counts.

    Examples
    --------
    >>> import numpy as np
    >>> p = np.tile([[0.95, 0.05], [0.05, 0.95]], (50, 1))
    >>> y = np.tile([0, 1], 50)
    >>> y[0] = 1
    >>> flags = LabelPosterior().flag(labels=y, predictions=p)
    >>> np.flatnonzero(flags.flagged), flags.explain(0, "cat", "dog")
    (array([0]), 'the predictions give dog 95% and the given cat 5.0%')
    """

    shrinkage: NonNegative = 10.0

    def flag(self, labels: Ints, predictions: Floats, *, learnt: bool = False) -> Flags:
        """Flag where P(label is wrong) is above one half.

        Parameters
        ----------
        learnt
            The predictions are known to be calibrated for the given labels, not for the truth.
        """
        fitted = fit(labels, predictions, self.shrinkage, learnt=learnt)
        odds, truth = log_odds_wrong(labels, predictions, fitted)
        wrong = probability(odds)
        score = rankable(odds, fitted.own)
        score[labels < 0] = 0
        columns = probabilities(labels, predictions, truth)
        return Flags(score, truth, wrong > 0.5, REASON, columns, wrong)
