"""Suspicion by networks that were stopped before they could learn the exceptions."""

from dataclasses import dataclass

import numpy as np

from assay.flag.self_confidence import probabilities
from assay.kernels.by_class import by_class
from assay.kernels.dynamics.early import early_probabilities
from assay.kernels.dynamics.head import numbered, tabled
from assay.kernels.noise import confident_joint
from assay.method import Detector
from assay.results import Flags
from assay.types import Array, Bools, Count, Floats, Ints, Seed

REASON = (
    "networks that were stopped early and never saw it give {suggested} "
    "{suggested_probability:.0%} and the given {given} {given_probability:.1%}"
)


@dataclass(frozen=True)
class EarlyConfidence(Detector, reads={"labels"}, truth={"one_of"}, paper="srikanth2023"):
    """Suspect labels that networks give little probability to in their first epochs.

    Cross-validation is repeated; in each, a small network is trained on four fifths of the items
    for a third of the usual epochs, and what it makes of the others after each epoch is averaged.
    The score is one less the mean probability of the given label. Of every class as many items
    are flagged as confident counts expect to be wrong there, the least probable first, and none
    whose label is the most probable class: one cut for all would empty the hard classes.

    Assumes: rules are learnt before exceptions. Overlapping classes look like errors.

    Cost: five short trainings a repeat, about four times the dynamics in all; (n, K) float32.

    Figures: stands in for the detector that srikanth2023 build from an ensemble's early
    confidence, whose exact form isn't published. A test removes what is flagged of few digits
    with pair flips, and a model of the others gets better.

    Equation
    --------
    P(k)    = mean over repeats and early epochs of softmax of networks that never saw the item
    score   = 1 - P(label)
    flagged of the Q[j] items given j of least P(j), those of which another class is more probable
    Q[j]    = sum over k != j of the confident counts of truth k and given j, scaled to count[j]

    Parameters
    ----------
    repeats
        Cross-validations.
    seed
        Of folds and weights.

    References
    ----------
    srikanth2023 for early confidence and quotas by class.
    northcutt2021 for the counts.

    Examples
    --------
    >>> x = np.repeat([[0.0, 1.0], [1.0, 0.0]], 30, axis=0) + np.linspace(0, 0.3, 60)[:, None]
    >>> y = np.repeat([0, 1], 30)
    >>> y[7] = 1
    >>> flags = EarlyConfidence().flag(labels=y, features=x)
    >>> np.flatnonzero(flags.flagged), flags.suggested[7]
    (array([7]), np.int64(0))
    """

    repeats: Count = 3
    seed: Seed = 0

    def flag(self, labels: Ints, features: Floats, workers: int | None = None) -> Flags:
        """Flag the least probable labels of every class, as many as are expected to be wrong."""
        n = len(labels)
        score, flagged, suggested = np.zeros(n), np.zeros(n, bool), labels.copy()
        values: dict[str, Array] = {
            name: np.zeros(n) for name in probabilities(labels, score, labels)
        }
        said = labels >= 0
        if len(np.unique(labels[said])) > 1:
            table = tabled(features, labels)
            items = table.order[labels[table.order] >= 0]
            codes, names = numbered(labels[items])
            table = table._replace(order=items)
            proba = early_probabilities(table, codes, len(names), self.repeats, self.seed, workers)
            joint, _, own, best = confident_joint(codes, proba)
            score[items] = 1 - own
            flagged[items] = fewest(codes, own, best, joint)
            suggested[items] = names[best]
            for name, column in probabilities(codes, proba, best).items():
                values[name][items] = column
        return Flags(score, suggested, flagged, REASON, values)


def fewest(codes: Ints, own: Floats, best: Ints, joint: Ints) -> Bools:
    """Return (n,) which are among the least probable of their class, as many as are wrong there.

    Parameters
    ----------
    codes, own, best
        (n,) given classes, their probabilities, and most probable classes.
    joint
        (K, K) counts at [truth, given].
    """
    found = np.zeros(len(codes), bool)
    quota = joint.sum(axis=0) - joint.diagonal()
    counts = np.bincount(codes, minlength=len(quota))
    for which, members in by_class(codes, counts, 0, len(quota)):
        least = members[np.argsort(own[members], kind="stable")[: int(quota[which])]]
        found[least] = best[least] != which
    return found
