"""Choose how to learn by what the labels are."""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from assay.evidence import Evidence
from assay.kernels.infer.usual import usual_method
from assay.kernels.regions import canonical
from assay.learn.candidates.complementary_forward import ComplementaryForward
from assay.learn.fit import Carrier, carrier_of
from assay.learn.head import Head
from assay.learn.mixed.imprecise_labels import ImpreciseLabels
from assay.learn.mixed.left_out_targets import LeftOutTargets
from assay.learn.mixed.reading import Reading, reading
from assay.learn.noisy.plain_training import PlainTraining
from assay.learn.noisy.posterior_targets import PosteriorTargets
from assay.learn.positives.prior_matched import PriorMatched
from assay.learn.said import labels_of
from assay.method import Learner
from assay.model import Model
from assay.registry import name_of
from assay.types import Features, Ints

#: Fewer items that something is said of tell too little of how they are mistaken.
ENOUGH = 200
#: What kinds of label are called.
SOFT, LABELS = "labels are soft", "items have one label each"


@dataclass(frozen=True)
class Auto(
    Learner, reads={"labels", "votes", "soft", "candidates", "complementary", "gold", "positives",
                    "tags", "numbers"},
    truth={"one_of", "ordered", "any_of", "number"}, carriers={"head", "classifier"},
):  # fmt: skip
    """Look at what was said and how it is mistaken, choose a method by it, and say why.

    One label an item: where a model that aims at what features and labels say together
    (`LeftOutTargets`) foretells labels that were held out better than plain training does, it is
    chosen; else plain training. Sources that err, sets of candidates, and mixtures of kinds: the
    same, where the features tell anything; else the posterior of the votes (`PosteriorTargets`), or
    `ImpreciseLabels`. Only classes that were ruled out: forward correction of exclusions. One class
    of two named, others silent: prior-matched EM. Tags, numbers, soft labels: plain training. What
    was chosen and why is `Model.about["said"]`.

    Assumes: what the method that it chooses assumes; of one label an item that each class is given
    its own label more often than any other, which labels and features alone can't tell.

    Cost: that of the method, and for one label an item of training by both on four fifths.

    Equation
    --------
    one label an item:   left-out-targets where ahead > 1 standard error, else plain training
    ahead = (a - b) / sqrt(a + b) for a held-out labels that only left-out-targets foretell, and b
            that only plain training does, both trained on the others
    sources, sets, both: left-out-targets where gain > 3 standard errors, else posterior or sets
    gain = mean over items of log P(claims | features) - log P(claims)

    Examples
    --------
    >>> import numpy as np
    >>> from assay.learn import Classifier
    >>> features = np.array([[0.0], [1.0], [9.0], [10.0]])
    >>> sets = Evidence.soft(np.array([[1, 1], [1, 0], [0, 1], [1, 1]]), ("a", "b"))
    >>> model = Auto().learn(features, sets, carrier=Classifier())
    >>> model.about["said"]
    'imprecise-labels: items come with sets of candidates'
    """

    def learn(self, features: Features, evidence: Evidence, carrier: Carrier = None) -> Model:
        """Return the model of the method that was chosen."""
        carried = carrier_of(carrier, self)
        learner, why, read = chosen(features, evidence, carried)
        if isinstance(learner, LeftOutTargets):
            model = learner.aimed(features, evidence, read, carried)
        else:
            model = learner.learn(features, evidence, carrier=carried)
        chose = f"{self!r} chose {model.learnt}"
        name = name_of(type(learner))
        return replace(model, about={**model.about, "said": f"{name}: {why}"}, learnt=chose)


def chosen(
    features: Features | None, evidence: Evidence, carrier: Carrier
) -> tuple[Any, str, Reading | None]:
    """Return the method, what it was chosen for in words, and what was read already."""
    learner, what = by_kind(evidence)
    spoken = len(np.unique(np.asarray(evidence.item)))
    if not isinstance(learner, PlainTraining | PosteriorTargets | ImpreciseLabels):
        return learner, what, None
    if evidence.truth.kind not in ("one_of", "ordered") or features is None:
        return learner, what, None
    if spoken < ENOUGH or evidence.truth.width < 2 or what == SOFT:
        few = f"{what}, too few to tell mistakes by" if 0 < spoken < ENOUGH else what
        return learner, few if isinstance(learner, PlainTraining) and what != SOFT else what, None
    if what == LABELS and ahead(features, evidence, carrier) <= 1:
        why = "trained on a part of them, it foretells the others as well as anything"
        return learner, f"{what}; {why}", None
    read = reading(features, evidence)
    if read is None:
        return learner, what, None
    if what != LABELS and not read.better:
        return learner, f"{what}; the features tell no more of them than chance", None
    return LeftOutTargets(), f"{what}; {told(read, evidence)}", read


def ahead(features: Features, evidence: Evidence, carrier: Carrier) -> float:
    """Return by how many standard errors left-out targets foretell more labels than plain training.

    Both learn from the same part of the labels, are carried alike, and are judged on the others; an
    error is that of labels that only one of them foretells, either as likely.
    """
    labels = labels_of(evidence)
    order: Ints = np.arange(len(labels))
    if not hasattr(features, "tocsr"):
        # Which are held out doesn't depend on how items are ordered.
        order = canonical(np.asarray(features))
    held, part = order[2::5], np.delete(order, np.s_[2::5])
    weight = None if carrier.weight is None else np.asarray(carrier.weight)[part]
    tried = replace(carrier, weight=weight)
    if isinstance(tried, Head):
        tried = replace(tried, checkpoint=None, watch=None)
        if tried.loader is not None:
            # It deals other items than these; a network of the usual kind stands for the user's.
            tried = replace(tried, module=None, loader=None)
    some = Evidence.labels(labels[part], evidence.classes)
    read = reading(features[part], some)
    if read is None:
        return 0.0
    plain = PlainTraining().learn(features[part], some, carrier=tried)
    other = LeftOutTargets().aimed(features[part], some, read, tried)
    chances = other.probabilities(features[held])
    if read.better and read.found.noise is not None:
        # Its word on the truth becomes its word on the label.
        chances = chances @ read.found.noise[0]
    spoken = labels[held] >= 0
    mine = plain.probabilities(features[held]).argmax(axis=1) == labels[held]
    gap = ((chances.argmax(axis=1) == labels[held]) - mine.astype(float))[spoken]
    return float(gap.sum() / np.sqrt(max((gap**2).sum(), 1)))


def told(read: Reading, evidence: Evidence) -> str:
    """Return in words what was read."""
    found = read.found
    if not read.better:
        return "they are as likely to be right, and are foretold best by items near by"
    if found.noise is None or len(found.noise) != 1:
        return f"the features make them likelier by {found.gain:.2f} nats an item"
    share, noise = found.prior.mean(axis=0), found.noise[0]
    wrong = float(share @ (1 - noise.diagonal()))
    off = noise - np.diag(noise.diagonal())
    from_, to = np.unravel_index(off.argmax(), off.shape)
    names = evidence.classes
    often = f"{names[from_]} is given {names[to]} {off.max():.0%} of the time"
    return f"about {wrong:.0%} of them seem wrong; {often}"


def by_kind(evidence: Evidence) -> tuple[Learner, str]:
    """Return the method that a kind of label asks for by itself, and what the kind is."""
    if evidence.truth.kind in ("any_of", "number"):
        what = "tags" if evidence.truth.kind == "any_of" else "numbers"
        return PlainTraining(), f"items have {what}"
    if not len(evidence.item):
        return PlainTraining(), "nothing was said"
    negated = np.asarray(evidence.negated)
    if negated.all():
        return ComplementaryForward(), "items come with what they are not"
    often = np.bincount(np.asarray(evidence.item), minlength=evidence.n_items)
    if evidence.n_sources > 1 and often.max() > 1:
        # Rules, which speak of one class each, are weighed by when they speak.
        return PosteriorTargets(usual_method(evidence)), f"{evidence.n_sources} sources speak"
    sizes = np.diff(evidence.claim.indptr)
    data = np.asarray(evidence.claim.data)
    if (sizes.max() > 1 and np.ptp(data) == 0) or negated.any():
        return ImpreciseLabels(), "items come with sets of candidates"
    named = np.unique(np.asarray(evidence.claim.indices))
    silent = (often == 0).any()
    if len(evidence.classes) == 2 and len(named) == 1 and silent and sizes.max() == 1:
        return PriorMatched(), "one class of two was picked out, the rest is silent"
    return PlainTraining(), SOFT if sizes.max() > 1 else LABELS
