"""Classes whose shares change, where some items are of none of them."""

from dataclasses import dataclass

import numpy as np

from assay.errors import DataError
from assay.evidence import Evidence
from assay.kernels.learn.shift import open_shift, undone
from assay.learn.decisions.turned import split_off
from assay.learn.fit import Carrier, carrier_of, fit
from assay.learn.recipe import Recipe
from assay.learn.said import said
from assay.method import Learner
from assay.model import Model, unsaved
from assay.truth import Truth, one_of
from assay.types import Array, Features, Floats

#: What the class is called that is none of them.
OUTSIDE = "none of these"
#: A share of the items is held out to tell how well inside and outside are told apart.
HELD = 0.2


class Open:
    """Classes by one model, whether an item is of any by another, moved to other shares."""

    def __init__(self, classes: Model, inside: Model, ratio: Floats) -> None:
        self.classes, self.inside, self.ratio = classes, inside, ratio

    def both(self, features: Features) -> tuple[Floats, Floats]:
        """Return (n, K) of the classes and (n,) of being of any."""
        return self.classes.probabilities(features), self.inside.probabilities(features)[:, 1]

    def outputs(self, features: Features) -> Floats:
        """Return (n, K + 1)."""
        proba, inside = self.both(features)
        made = np.column_stack([proba * inside[:, None], 1 - inside]) * self.ratio
        return np.asarray(made / np.maximum(made.sum(axis=1, keepdims=True), 1e-300))

    def arrays(self) -> dict[str, Array]:
        """Refuse: there are two models in it."""
        raise unsaved("a model of two")


@dataclass(frozen=True)
class OpenSetShift(
    Learner, reads={"labels", "soft"}, truth={"one_of"}, carriers={"head", "classifier"},
    paper="ye2025a",
):  # fmt: skip
    """Say how common the classes are where items of no class are too, and predict there.

    Beside the classifier of the classes a second one tells items from a reference of what is none
    of them. Both make a classifier with a class more, whose shares where it is used EM finds; how
    many really are outside follows from how often the second one is wrong. The model then has the
    class "none of these".

    Assumes: classes look as they did; what is outside looks like the reference. Where it doesn't,
    the share of what is inside comes out too high, and the correction makes it worse.

    Cost: three trainings; 100 passes over the probabilities of the items it is used on.

    Equation
    --------
    g[k] ~ b[k] * shares[k] / began[k], b = (inside * p, 1 - inside)
    shares <- mean of g, 100 rounds
    began = (s * prior, 1 - s), s = wrong / (1 - right + wrong)
    corrected: share inside <- (share inside - wrong) / (right - wrong)
    inside = P(of any class); right and wrong = its mean over items that are, and that are not
    The model predicts g; ~ means "in proportion to".

    Parameters
    ----------
    corrected
        Whether the share of what is outside is corrected for the errors of the second classifier.

    References
    ----------
    ye2025a

    Examples
    --------
    >>> from assay.learn import Classifier
    >>> random = np.random.default_rng(0)
    >>> near, far = np.repeat([[0.0], [6.0]], 100, axis=0), np.full((200, 1), 20.0)
    >>> noise = lambda rows: rows + random.normal(size=rows.shape)
    >>> evidence = Evidence.labels(np.repeat([0, 1], 100), ("a", "b"))
    >>> met, strange = noise(np.r_[near[:50], far[:50]]), noise(far)
    >>> model = OpenSetShift().learn(noise(near), evidence, met, strange, Classifier())
    >>> model.about["prior"].round(1).tolist()
    [0.5, 0.0, 0.5]
    """

    corrected: bool = True

    def learn(
        self, features: Features, evidence: Evidence, target_features: Features | None = None,
        outside_features: Features | None = None, carrier: Carrier = None,
    ) -> Model:  # fmt: skip
        """Return the model.

        `target_features` (m, d) are of where it is used, `outside_features` (r, d) of things that
        are of no class; without both it is a model of the classes alone.
        """
        first = said(evidence)
        classes = fit(self, features, evidence.truth, Recipe(first), carrier)
        if target_features is None or outside_features is None or features is None:
            return classes
        known = ~np.isnan(first).any(axis=1)
        if not known.any() or not len(outside_features):
            rule = "needs items that were labelled, and some that are of no class"
            raise DataError("OpenSetShift", rule, got=f"{known.sum()}, {len(outside_features)}")
        inside, right, wrong = self._told(features[known], outside_features, carrier)
        prior = first[known].mean(axis=0)
        body = Open(classes, inside, np.ones(len(prior) + 1))
        shares, began = open_shift(*body.both(target_features), prior, right, wrong)
        shares = undone(shares, right, wrong) if self.corrected else shares
        body.ratio = np.where(began > 1e-12, shares / np.maximum(began, 1e-12), 0)
        truth: Truth = one_of((*evidence.classes, OUTSIDE))
        about = {"prior": shares, "right": right, "wrong": wrong}
        return Model(truth, body, classes.columns, classes.learnt, classes.history, None, about)

    def _told(
        self, features: Features, outside: Features, carrier: Carrier
    ) -> tuple[Model, float, float]:
        """Return who tells inside from outside, and its mean over either, held out."""
        rows = _stacked(outside, features)
        target = np.repeat(np.eye(2), [outside.shape[0], features.shape[0]], axis=0)
        learnt, held = split_off(len(target), HELD, carrier_of(carrier, self).seed)
        truth = one_of(("outside", "inside"))
        part = fit(self, rows, truth, Recipe(target, learnt.astype(float)), carrier)
        means = []
        for which in (1, 0):
            some = np.flatnonzero(held & (target[:, which] == 1))
            proba = part.probabilities(rows[some])[:, 1] if len(some) else np.array([float(which)])
            means.append(float(proba.mean()))
        whole = fit(self, rows, truth, Recipe(target), carrier)
        return whole, means[0], means[1]


def _stacked(one: Features, other: Features) -> Features:
    if hasattr(other, "tocsr"):
        from scipy.sparse import vstack

        return vstack([one, other]).tocsr()
    return np.concatenate([np.asarray(one), np.asarray(other)])
