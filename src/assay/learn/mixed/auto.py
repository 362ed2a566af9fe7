"""Choose how to learn by what the labels are."""

from dataclasses import dataclass, replace

import numpy as np

from assay.evidence import Evidence
from assay.learn.candidates.candidate_likelihood import CandidateLikelihood
from assay.learn.candidates.complementary_forward import ComplementaryForward
from assay.learn.fit import Carrier, carrier_of
from assay.learn.head import Head
from assay.learn.noise import noise_of
from assay.learn.noisy.forward_correction import ForwardCorrection
from assay.learn.noisy.plain_training import PlainTraining
from assay.learn.noisy.posterior_targets import PosteriorTargets
from assay.learn.noisy.robust_training import RobustTraining
from assay.learn.positives.prior_matched import PriorMatched
from assay.learn.said import labels_of
from assay.method import Learner
from assay.model import Model
from assay.types import Features, Floats

#: Fewer labels, or fewer of a class, say too little of how labels are mistaken.
ENOUGH, ENOUGH_OF_CLASS = 200, 10
#: Share of wrong labels below which they are trained on as they are, and from which on a class
#: that is taken for one other at least this often is a structure of its own.
FEW, OFTEN = 0.05, 0.15


@dataclass(frozen=True)
class Auto(
    Learner, reads={"labels", "votes", "soft", "candidates", "complementary", "positives", "tags",
                    "numbers"},
    truth={"one_of", "ordered", "any_of", "number"}, carriers={"head", "classifier"},
):  # fmt: skip
    """Look at what was said and how it is mistaken, choose a method by it, and say why.

    Several sources: the posterior of the truth. Classes that were ruled out: forward correction of
    exclusions. Sets of candidates: their likelihood. One class of two named, others silent:
    prior-matched EM. One label an item: how labels are mistaken is estimated; where a class is
    taken for one other often, forward correction; where labels are wrong otherwise, a robust loss
    (with a classifier of scikit-learn's, forward correction); else plain training. What was chosen
    and why is `Model.about["said"]`.

    Assumes: what the method that it chooses assumes. Overlap of classes looks like noise.

    Cost: five fits of logistic regression where there is one label an item, and the chosen method.

    Examples
    --------
    >>> import numpy as np
    >>> from assay.learn import Classifier
    >>> features = np.array([[0.0], [1.0], [9.0], [10.0]])
    >>> sets = Evidence.soft(np.array([[1, 1], [1, 0], [0, 1], [1, 1]]), ("a", "b"))
    >>> model = Auto().learn(features, sets, carrier=Classifier())
    >>> model.about["said"]
    'candidate-likelihood: items come with sets of candidates'
    """

    def learn(
        self, features: Features, evidence: Evidence, predictions: Floats | None = None,
        carrier: Carrier = None,
    ) -> Model:  # fmt: skip
        """Return the model of the method that was chosen."""
        carried = carrier_of(carrier, self)
        learner, why, noise = self._chosen(features, evidence, predictions, carried)
        more = {"noise": noise} if isinstance(learner, ForwardCorrection) else {}
        model: Model = learner.learn(features, evidence, carrier=carried, **more)
        chose = f"{self!r} chose {model.learnt}"
        return replace(model, about={**model.about, "said": why}, learnt=chose)

    def _chosen(
        self, features: Features, evidence: Evidence, predictions: Floats | None,
        carrier: Carrier,
    ) -> tuple[Learner, str, Floats | None]:  # fmt: skip
        """Return the method, what it was chosen for in words, and the noise matrix."""
        found = by_kind(evidence)
        if found is not None:
            return *found, None
        labels, k = labels_of(evidence), len(evidence.classes)
        counts = np.bincount(labels[labels >= 0], minlength=k)
        if k < 2 or counts.sum() < ENOUGH or counts.min() < ENOUGH_OF_CLASS:
            return PlainTraining(), "plain-training: too few labels to tell mistakes by", None
        noise = noise_of(
            "confident-joint", labels, evidence.classes, features, predictions, who="Auto"
        )
        wrong = float((counts / counts.sum()) @ (1 - noise.diagonal()))
        off = noise - np.diag(noise.diagonal())
        told = f"about {wrong:.0%} of labels don't go with the features"
        if wrong < FEW:
            return PlainTraining(), f"plain-training: {told}", None
        from_, to = np.unravel_index(off.argmax(), off.shape)
        # Halfway between mistakes that are alike for all other classes and all for one.
        if off.max() >= OFTEN and off.max() > (1 + 1 / (k - 1)) / 2 * off[from_].sum():
            names = evidence.classes
            often = f"{names[from_]} is given {names[to]} {off.max():.0%} of the time"
            return ForwardCorrection(), f"forward-correction: {told}; {often}", noise
        if isinstance(carrier, Head):
            return RobustTraining(), f"robust-training: {told}, without much structure", None
        return ForwardCorrection(), f"forward-correction: {told}", noise


def by_kind(evidence: Evidence) -> tuple[Learner, str] | None:
    """Return the method for a kind of label that tells by itself, and why; None for one label."""
    if evidence.truth.kind in ("any_of", "number"):
        what = "tags" if evidence.truth.kind == "any_of" else "numbers"
        return PlainTraining(), f"plain-training: items have {what}"
    if not len(evidence.item):
        return PlainTraining(), "plain-training: nothing was said"
    negated = np.asarray(evidence.negated)
    if negated.all():
        return ComplementaryForward(), "complementary-forward: items come with what they are not"
    often = np.bincount(np.asarray(evidence.item), minlength=evidence.n_items)
    if evidence.n_sources > 1 and often.max() > 1:
        return PosteriorTargets(), f"posterior-targets: {evidence.n_sources} sources speak"
    sizes = np.diff(evidence.claim.indptr)
    data = np.asarray(evidence.claim.data)
    if sizes.max() > 1 and np.ptp(data) == 0:
        return CandidateLikelihood(), "candidate-likelihood: items come with sets of candidates"
    named = np.unique(np.asarray(evidence.claim.indices))
    silent = (often == 0).any()
    if len(evidence.classes) == 2 and len(named) == 1 and silent and sizes.max() == 1:
        return PriorMatched(), "prior-matched: one class of two was picked out, the rest is silent"
    if sizes.max() > 1:
        return PlainTraining(), "plain-training: labels are soft"
    return None
