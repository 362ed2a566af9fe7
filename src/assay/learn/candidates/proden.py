"""Progressive identification of the true candidate."""

from dataclasses import dataclass

import numpy as np

from assay.evidence import Evidence
from assay.learn.fit import Carrier, fit
from assay.learn.recipe import Recipe
from assay.learn.said import candidates_of
from assay.learn.step import Step
from assay.method import Learner
from assay.model import Model
from assay.types import Array, Features, Floats


class Progressive(Recipe):
    """Aim at what was predicted of an item when it was last seen, cut to its set."""

    rounds = 10

    def __init__(self, member: Array) -> None:
        self.member = np.asarray(member, np.float32)
        size = self.member.sum(axis=1, keepdims=True)
        # Of items nobody spoke of there is nothing to learn.
        super().__init__(self.member / size, (size[:, 0] < member.shape[1]).astype(np.float32))
        self.kept = self.first.copy()

    def targets(self, step: Step) -> Floats:
        """Return what is kept of the items, and keep what is made of them now.

        A network aims at what it predicted an epoch ago; a classifier, which is fitted to its end
        every round, at what it predicts now.
        """
        before = self.kept[step.ids]
        self.kept[step.ids] = self.made(step, before)
        return before if step.networks else self.kept[step.ids]

    def made(self, step: Step, before: Floats) -> Floats:  # noqa: ARG002
        """Return (m, K) what is predicted, cut to the set."""
        fresh = step.proba * self.member[step.ids]
        return np.asarray(fresh / np.maximum(fresh.sum(axis=1, keepdims=True), 1e-9))

    def believed(self) -> Floats:
        """Return what is made of the items."""
        return self.kept


@dataclass(frozen=True)
class Proden(
    Learner, reads={"candidates", "labels"}, truth={"one_of"}, carriers={"head", "classifier"},
    paper="lv2020",
):  # fmt: skip
    """Aim at all candidates alike, then ever more at the one that the network finds probable.

    The share of each candidate is what was predicted of the item in the epoch before, cut to the
    set. What it comes to is `Model.believed`.

    Assumes: the truth is in the set; which others are depends on chance alone.

    Cost: one training and n x K numbers; with a classifier of scikit-learn's, ten trainings.

    Equation
    --------
    target[k] ~ p[k] in the set, 0 outside: p of an epoch ago, all alike at first
    paid      = mean of -sum over k of target[k] * log(p[k])

    p[k] is what is predicted of class k; ~ means "in proportion to".

    References
    ----------
    lv2020
    """

    def learn(self, features: Features, evidence: Evidence, carrier: Carrier = None) -> Model:
        """Return the model."""
        return fit(self, features, evidence.truth, Progressive(candidates_of(evidence)), carrier)
