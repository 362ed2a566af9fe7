"""Probability that a label is wrong by what every source says and what the item itself shows."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, cast

import numpy as np

from assay.kernels.label_posterior import LEAST, fit, rankable
from assay.kernels.picked import Picked
from assay.kernels.planted import by_group
from assay.kernels.slices import Slices
from assay.kernels.suspicion import best_others
from assay.kernels.truth_posterior import truth, truth_given
from assay.method import Detector
from assay.posterior import Posterior
from assay.results import Flags
from assay.types import Array, Floats, Fraction, Ints

REASON = (
    "the sources give {given} {said_probability:.0%}; together with what the item shows it gets "
    "{given_probability:.1%}, and {suggested} {suggested_probability:.0%}"
)


@dataclass(frozen=True)
class SourcePosterior(Detector, reads={"labels", "votes"}, truth={"one_of"}, paper="goh2022"):
    """Join what all sources say of an item with what a model sees in it.

    The sources' claims are weighed by a method that fits how they speak (`assay truth`), which
    gives P(truth | claims). The predictions, made without the labels that are likelier wrong than
    right and brought to the power that fits, give P(truth | x). Divided by how common each class
    is, so that this counts once, their product is P(truth | claims, x); the label is wrong with
    what it leaves of it. Where there is one source only, its noise matrix takes the place of the
    claims, as in `LabelPosterior`. An audit of votes looks at the label that they infer, and
    shows this probability.

    Assumes: given the truth, sources do not err where the model does. Items that are hard for
    both are then thought surer than they are.

    Figures: where a label was given and other sources stand beside it, `Calibrated` with these as
    columns finds more: language models that err alike are taken for one witness there.

    Cost: predictions are made three times, as for `Calibrated` without planting; one more (n, K).

    Equation
    --------
    P(truth = k | claims, x) ~ P(truth = k | claims) * P(truth = k | x) / prior[k]
    P(truth = k | x)         ~ P(k)^power,   prior = mean over items of P(truth | claims)
    P(wrong) = 1 - P(truth = label | claims, x)
    score    = 1 / (1 + exp(-(log odds(wrong) - .2 * log(1 - P(wrong))) / 4))
    flagged where P(wrong) > threshold

    Here ~ means "in proportion to".

    Parameters
    ----------
    threshold
        Flag where P(wrong) is above it.

    References
    ----------
    goh2022 for the ensemble of annotators and classifier that this does by Bayes' rule.

    Examples
    --------
    >>> import numpy as np
    >>> from assay.posterior import Posterior
    >>> p = np.tile([[0.9, 0.1], [0.1, 0.9]], (50, 1))
    >>> said = p.copy()
    >>> said[0] = [0.4, 0.6]
    >>> voted = Posterior(("cat", "dog"), said)
    >>> flags = SourcePosterior().flag(labels=voted.labels, predictions=p, truth_posterior=voted)
    >>> np.flatnonzero(flags.flagged), flags.suggested[0]
    (array([0]), np.int64(0))
    """

    threshold: Fraction = 0.5

    def flag(
        self,
        labels: Ints,
        predictions: Floats,
        truth_posterior: Posterior | None = None,
        again: Callable[[Ints], Any] | None = None,
        slices: Slices | None = None,
        classes: Sequence[str] | None = None,
    ) -> Flags:
        """Flag where P(label is wrong) is above the threshold.

        Parameters
        ----------
        truth_posterior
            P(truth | what the sources say); None where there is one source only.
        again
            Returns the parts of the same items; of predictions that were made here, those that
            didn't learn from suspects are taken.
        slices, classes
            Groups, and names of the K classes, that what the flags are worth is told for.
        """
        seen, learnt = predictions, False
        if again is not None and (parts := again(labels))["learnt"] and parts.can("cleaned"):
            seen, learnt = parts["cleaned"], True
        fitted = fit(labels, seen, learnt=learnt)
        heard = seen if truth_posterior is None else truth_posterior.proba
        rows = truth_given(labels, seen, fitted)
        if truth_posterior is not None:
            rows = joined(truth_posterior.proba, labels, truth(seen, fitted))
        both = np.empty((len(labels), seen.shape[1]), np.float32)
        for piece, share in rows:
            both[piece] = share
        said = labels >= 0
        own = np.where(said, np.asarray(Picked(both, labels), np.float64), 1.0)
        wrong = (1 - own).astype(np.float32)
        flagged = wrong > self.threshold
        best = both.argmax(axis=1)
        suggested = np.where(flagged & (best == labels), best_others(labels, both), best)
        columns = {
            "suggested_probability": cast("Array", Picked(both, suggested)),
            "given_probability": cast("Array", Picked(both, labels)),
            "said_probability": cast("Array", Picked(heard, labels)),
        }
        names = tuple(classes or map(str, range(seen.shape[1])))
        told = by_group(flagged, wrong, labels, names, slices, [])
        score = np.where(said, rankable(np.log(wrong + LEAST) - np.log(own + LEAST), own), 0)
        return Flags(score, suggested, flagged, REASON, columns, wrong, told)


def joined(
    heard: Floats, labels: Ints, seen: Iterator[tuple[slice, Floats]]
) -> Iterator[tuple[slice, Floats]]:
    """Yield (m, K) P(truth | claims, x) of P(truth | claims) and P(truth | x), piece by piece.

    How common a class is enters both; it is taken out of the claims'.
    """
    spoken = heard[labels >= 0]
    prior = np.maximum(spoken.mean(axis=0) if len(spoken) else 1.0, LEAST)
    for piece, z in seen:
        z *= heard[piece] / prior
        total = z.sum(axis=1, keepdims=True)
        flat = np.full_like(z, 1 / z.shape[1])
        yield piece, np.divide(z, total, out=flat, where=total > 0)
