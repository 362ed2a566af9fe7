"""Imprecise labels of every kind as one marginal likelihood."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from assay.evidence import Evidence, heaviest
from assay.kernels.learn.likelihood import NEVER
from assay.kernels.learn.posterior import posterior
from assay.kernels.learn.priors import aligned
from assay.kernels.learn.schedules import ramp
from assay.kernels.truth_model import drawn
from assay.learn.fit import Carrier, fit
from assay.learn.recipe import AtPosterior
from assay.learn.said import rows_of
from assay.learn.step import Epoch, Step
from assay.method import Learner
from assay.model import Model
from assay.types import Bools, Count, Features, Floats, Fraction, Ints, NonNegative, Tensor

#: Chance that a label is right before anything is known, and how many items' worth each class is
#: drawn to the pooled rate of mistakes.
RIGHT, SHRINKAGE = 0.9, 10.0
#: Keeps the logarithm of nothing finite.
EDGE = 1e-6


class Imprecise(AtPosterior):
    """Aim at the posterior of all that is said; learn how labels are mistaken on the way.

    Parameters
    ----------
    sure
        (n, K) rows of the claims that are right.
    given
        (n, K) how often each class is given by claims that err.
    noise
        (K, K) P(given j | truth k) where it is known, else None.
    negative, unlabelled
        What classes that are ruled out weigh, and items that nobody spoke of.
    top
        Classes that an unlabelled item is held to.
    """

    average = 0.999

    def __init__(
        self, sure: Floats, given: Floats, noise: Floats | None, negative: float,
        unlabelled: float, top: int,
    ) -> None:  # fmt: skip
        k = sure.shape[1]
        even = (1 - np.eye(k)) / max(k - 1, 1)
        self.learns = int(noise is None and bool(given.any()))
        self.noise = RIGHT * np.eye(k) + (1 - RIGHT) * even if noise is None else noise
        self.sure, self.given, self.even = sure, given, even
        super().__init__(self.explained())
        self.spoken: Bools = self.weight > 0
        self.beyond: Bools = sure <= NEVER / 2
        self.negative, self.unlabelled, self.top = negative, unlabelled, top

    def shown(self) -> Ints:
        """Return the items that somebody spoke of, and the others where they weigh anything."""
        return np.arange(len(self.spoken)) if self.unlabelled > 0 else super().shown()

    def explained(self) -> Floats:
        """Return (n, K) log of what all claims are worth under each truth."""
        told = np.log(np.maximum(self.noise, EDGE))
        return np.asarray(self.sure + self.given @ told.T)

    def targets(self, step: Step) -> Floats:
        """Return the posterior; of items nobody spoke of, the mean network's likeliest classes."""
        target = super().targets(step)
        silent = ~self.spoken[step.ids]
        if silent.any() and step.networks:
            held = aligned(np.exp(step.averaged[silent]), self.prior)
            cut = np.sort(held, axis=1)[:, -min(self.top, held.shape[1])]
            held = np.where(held >= cut[:, None], held, 0)
            target[silent] = held / held.sum(axis=1, keepdims=True)
        return target

    def weights(self, step: Step) -> Floats:
        """Return 1, and for items nobody spoke of what rises from 0 in the first half."""
        grown = self.unlabelled * ramp(step.progress, 0.5) if step.networks else 0.0
        return np.where(self.spoken[step.ids], 1.0, grown).astype(np.float32)

    def penalty(self, step: Step) -> Tensor | None:
        """Return minus the log of not being of each class that is ruled out, summed."""
        out = self.beyond[step.ids]
        if not self.negative or not out.any():
            return None
        each = -((1 - step.logits.softmax(dim=1) + EDGE).log() * step.tensor(out)).sum(dim=1)
        return self.negative * each.mean()

    def after(self, epoch: Epoch) -> None:
        """Count how labels are mistaken by what is believed of the items now."""
        if not self.learns:
            return
        believed = posterior(epoch.log_proba(), self.rows)
        joint = believed.T.astype(np.float64) @ self.given
        self.noise = drawn(joint, self.even, SHRINKAGE)[0]
        self.rows = self.explained().astype(np.float32)

    def found(self) -> dict[str, Any]:
        """Return how labels are mistaken."""
        return {"noise": self.noise} if self.given.any() else {}


@dataclass(frozen=True)
class ImpreciseLabels(
    Learner, reads={"labels", "soft", "candidates", "complementary", "gold"}, truth={"one_of"},
    carriers={"head", "classifier"}, paper="chen2024",
):  # fmt: skip
    """Maximise the likelihood of all that was said, of whatever kinds, in one data set.

    Every claim says how likely it is under each truth: a label by a noise matrix that is learnt on
    the way, a set of candidates or a class that is ruled out by what it leaves, a trusted source
    by its word. What is aimed at is the posterior of the truth by these and the prediction: EM
    with a step a batch. Classes that are ruled out are held down besides, and items nobody spoke
    of are held to what the mean of the network over its steps finds likeliest, as if classes were
    as common there as elsewhere. With a classifier of scikit-learn's these last two fall away.

    Assumes: a label depends on the true class alone, which other classes are in a set on chance
    alone, and the truth is in it.

    Cost: one training, a pass an epoch where labels are learnt to be mistaken, and a second
    network that is not trained; with a classifier of scikit-learn's, ten trainings.

    Equation
    --------
    paid = mean over items of - sum over k of q[k] * log p[k] - negative * sum(log(1 - p)) over out
    q[k] ~ p[k] * product over labels j of noise[k, j], 0 for the classes that are ruled out (out)
    noise[k, j] = q's count of given j, over that of all, drawn to even mistakes, after every epoch
    silent items: q = the `top` largest of the mean network's p, scaled to the class shares, of a
    weight that rises to `unlabelled`; ~ means "in proportion to"

    Parameters
    ----------
    negative
        What classes that are ruled out weigh.
    unlabelled
        What items nobody spoke of weigh in the end.
    top
        Classes that such an item is held to.

    References
    ----------
    chen2024

    Examples
    --------
    >>> import numpy as np
    >>> from assay.learn import Classifier
    >>> features = np.array([[0.0], [1.0], [9.0], [10.0]])
    >>> sets = Evidence.soft(np.array([[1, 1], [1, 0], [0, 1], [1, 1]]), ("a", "b"))
    >>> ImpreciseLabels().learn(features, sets, carrier=Classifier()).predict(features).tolist()
    [0, 0, 1, 1]
    """

    negative: NonNegative = 1.0
    unlabelled: Fraction = 0.5
    top: Count = 3

    def learn(
        self, features: Features, evidence: Evidence, noise: Floats | None = None,
        carrier: Carrier = None,
    ) -> Model:  # fmt: skip
        """Return the model; `noise` (K, K) is P(given j | truth k), learnt if it isn't given."""
        sure, given = parted(evidence)
        silent = ~(np.ptp(sure, axis=1) > 0) & ~given.any(axis=1)
        weighs = self.unlabelled if silent.any() and not silent.all() else 0.0
        recipe = Imprecise(sure, given, noise, self.negative, weighs, self.top)
        return fit(self, features, evidence.truth, recipe, carrier)


def parted(evidence: Evidence) -> tuple[Floats, Floats]:
    """Return (n, K) rows of claims that are right, and how often each class is given by others.

    A label of one class errs; sets, claims of what an item is not, and trusted sources don't.
    """
    trusted = np.array([source.trusted for source in evidence.sources], bool)
    errs = np.diff(evidence.claim.indptr) == 1
    errs &= ~np.asarray(evidence.negated)
    if len(trusted):
        errs &= ~trusted[np.asarray(evidence.source)]
    given = np.zeros((evidence.n_items, evidence.truth.width))
    some = np.flatnonzero(errs)
    np.add.at(given, (np.asarray(evidence.item)[some], heaviest(evidence.claim[some])), 1)
    return rows_of(evidence.take(~errs)), given
