"""The noise matrix, by expectation and maximisation."""

from dataclasses import dataclass

import numpy as np

from assay.kernels.estimate import noise_given_predictions as kernel
from assay.kernels.estimate.cell_interval import by_variance
from assay.kernels.label_posterior import fit_given
from assay.kernels.noise import confident_joint, noise_matrix
from assay.kernels.sharpness import FLOOR, powered
from assay.method import Estimator
from assay.results import Estimate, Verdict
from assay.types import Count, Floats, Ints, NonNegative, Positive

#: Predictions must follow the truth by this share, against the given labels, to tell of noise.
FOLLOW = 0.75


@dataclass(frozen=True)
class EmNoiseMatrix(Estimator, reads={"labels"}, truth={"one_of"}, paper="goldberger2017"):
    """Estimate the noise matrix under which the given labels are likeliest.

    The predictions, raised to a power that is fitted too, are taken as P(truth | x). Given those
    and a noise matrix the truth of every item has a posterior; given the posteriors, counting
    gives the noise matrix; and so in turns, from the confident joint on. For a fixed power the
    likelihood has one top. Rows are drawn a little towards the confident joint's. Cells have
    Wilson's limits with the variance of the information the labels hold.

    Predictions that follow the given labels, noise and all, need no noise to explain these: the
    likelihood then has its top near no noise at all. Where they are known to be learnt from the
    given labels, or the labels fit such predictions better, the verdict is that it can't be told,
    and only what the data rule out either way is left: nothing.

    Equation
    --------
    P(truth = k | x, label) ~ u[k] * T[k, label],   u[k] ~ P(k)^power
    T[k, j] ~ shrinkage * C[k, j] + sum over items given j of P(truth = k | x, j), in turns
    power   = the one of largest sum over items of log(sum over k of u[k] * T[k, label])

    Here ~ means "in proportion to"; C: the confident joint's matrix.

    Assumes
    -------
    The predictions are out of sample and follow the truth; which label an item is given depends
    on its true class alone. Overlap of classes that the predictions know of is no noise.

    Cost
    ----
    Time O(rounds n K) and one inverse of (K, K) a class, on at most 100,000 items and 8 M
    probabilities, evenly thinned.

    Parameters
    ----------
    shrinkage
        How many items' worth each row is drawn towards the confident joint's.
    tolerance
        Stop when no cell moves by more than this in a round.
    rounds
        Most rounds.

    References
    ----------
    goldberger2017

    Examples
    --------
    >>> import numpy as np
    >>> p = np.tile([[0.99, 0.01], [0.01, 0.99]], (50, 1))
    >>> y = np.tile([0, 1], 50)
    >>> y[[0, 2, 4, 6, 8]] = 1
    >>> EmNoiseMatrix().estimate(labels=y, predictions=p).value.round(2).tolist()
    [[0.9, 0.1], [0.0, 1.0]]
    """

    shrinkage: NonNegative = 2.0
    tolerance: Positive = 1e-5
    rounds: Count = 200

    def estimate(self, labels: Ints, predictions: Floats, *, learnt: bool = False) -> Estimate:
        """Return P(given j | truth k) at [k, j].

        `about` holds `joint` (K, K), `prior` (K,) and `power`, what predictions are raised to.

        Parameters
        ----------
        learnt
            The predictions are known to be learnt from the given labels.
        """
        joint, _, _, _ = confident_joint(labels, predictions)
        start = noise_matrix(joint, self.shrinkage)
        items = kernel.sample(labels, len(start))
        given, proba = labels[items], predictions[items]
        value, power, counts, _ = kernel.fit(
            given, proba, self.shrinkage * start, start,
            rounds=self.rounds, tolerance=self.tolerance,
        )  # fmt: skip
        u = powered(np.log(np.maximum(proba, FLOOR)).astype(np.float32), power)
        spread = kernel.variance(u, given, value, counts)
        scale = (labels >= 0).sum() / max(len(items), 1)
        trials = scale * counts.sum(axis=1, keepdims=True)
        low, high = by_variance(value, spread / max(scale, 1), trials)
        follows = not learnt and fit_given(labels, predictions, start)[1] >= FOLLOW
        told: Verdict = "bounded" if follows and len(items) else "cannot-be-told"
        if told == "cannot-be-told":
            low, high = np.zeros_like(value), np.ones_like(value)
        prior = (trials / max(trials.sum(), 1e-12))[:, 0]
        return Estimate(
            value, low, high, verdict=told, assumes=ASSUMES, settle=SETTLE if follows else LEARNT,
            about={"joint": prior[:, None] * value, "prior": prior, "power": np.asarray(power)},
        )  # fmt: skip


ASSUMES = (
    "The predictions are out of sample and follow the truth.",
    "Which label an item is given depends on its true class alone.",
)
SETTLE = "Labels checked by a person, on items drawn at random from each class."
LEARNT = (
    "Predictions of a model that has not learnt from these labels, three labels an item, or "
    "labels checked by a person: a model of the given labels explains them without any noise."
)
