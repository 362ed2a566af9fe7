"""A teacher that learns from how its student does."""

from dataclasses import dataclass

import numpy as np

from assay.evidence import Evidence
from assay.kernels.learn.views import jittered
from assay.learn.fit import Carrier, fit
from assay.learn.recipe import Recipe
from assay.learn.said import said
from assay.learn.step import Step
from assay.learn.unlabelled.halves import Halves, one_member
from assay.learn.unlabelled.rounds import best
from assay.method import Learner
from assay.model import Model
from assay.types import Features, Floats, Fraction, Ints, NonNegative, Tensor

#: What a step keeps of the feedback that is usual, which each is measured against.
KEPT = 0.99


class Teaching(Halves):
    """Member 0 labels for member 1, and hears what its labels did to that one's loss."""

    members = 2

    def __init__(self, said: Floats, consistency: float, jitter: float, refine: float) -> None:
        super().__init__(said)
        self.consistency, self.jitter, self.refine = consistency, jitter, refine
        self.usual = 0.0

    def objective(self, step: Step) -> Tensor:
        """Return what the teacher, or the student, pays."""
        free = self.free(step)
        if not len(free) or (step.member == 1 and step.progress > 1 - self.refine):
            return self.on_labels(step)
        if step.member == 1:
            return self._obeyed(step, free)
        student = step.peers[0]
        heard = self._feedback(student, free)
        self.usual = KEPT * self.usual + (1 - KEPT) * heard
        taught = self.pay(step, best(step.proba[free]), None, step.logits[free])
        paid = self.on_labels(step) + (heard - self.usual) * taught
        return paid + self.consistency * self._consistent(step, free)

    def _obeyed(self, student: Step, free: Ints) -> Tensor:
        """Return the student's loss on the teacher's labels."""
        hard = best(student.peers[0].proba[free])
        return self.pay(student, hard, None, student.logits[free])

    def _feedback(self, student: Step, free: Ints) -> float:
        """Return the cosine of the student's slopes on the teacher's labels and on true ones."""
        return agreement(
            self._obeyed(student, free), self.on_labels(student),
            list(student.network.module.parameters()),
        )  # fmt: skip

    def _consistent(self, step: Step, free: Ints) -> Tensor:
        """Return what the teacher pays for seeing something else in items that are jittered."""
        if not self.consistency:
            return step.logits.sum() * 0
        moved = step.network.module(jittered(step.rows[free], step.random, self.jitter))
        return self.pay(step, step.proba[free], None, moved)


def agreement(first: Tensor, second: Tensor, weights: list[Tensor]) -> float:
    """Return the cosine of two losses' slopes: above 0 a step down the first lowers the second."""
    import torch

    slopes = [
        torch.cat([g.flatten() for g in torch.autograd.grad(
            loss, weights, retain_graph=True, allow_unused=True, materialize_grads=True)])
        for loss in (first, second)
    ]  # fmt: skip
    norm = float(slopes[0].norm() * slopes[1].norm())
    return float(slopes[0] @ slopes[1]) / norm if norm > 0 else 0.0


@dataclass(frozen=True)
class MetaPseudoLabels(Learner, reads={"labels", "soft"}, truth={"one_of"}, paper="pham2021"):
    """Let a teacher label for a student, and change its labels by what they did to the student.

    The student learns from the teacher's labels of unlabelled items alone. Where a step on them
    lowers the student's loss on labelled items more than is usual, the teacher is drawn to the
    labels it gave, else driven from them; how much the step lowers it is the product of two
    slopes, here their cosine. The teacher learns from the labels too, and to say the same of items
    that are jittered. In the end the student is refined on the labelled items, and predicts.

    Assumes: labelled items are like the others; without `consistency` the teacher fails.

    Cost: two trainings, with two more slopes a step; a batch holds as many labelled items as
    others.

    Equation
    --------
    student: paid = mean over unlabelled items of -log(p[hard]), hard = argmax of the teacher
    teacher: paid = mean over labelled items of -log(t[label]) + (h - usual) * mean of -log(t[hard])
                    + consistency * mean of -sum over k of t[k] * log(t[k] at jittered features)
    h     = cosine(slope of the student's loss on hard, slope of its loss on labelled items)
    usual <- 0.99 * usual + 0.01 * h; in the last `refine` the student pays for labels alone

    Parameters
    ----------
    consistency
        What the teacher pays for seeing something else in jittered items.
    jitter
        Spread of the noise that is added to features, as the network sees them.
    refine
        Last share of the training in which the student learns from labelled items alone.

    References
    ----------
    pham2021
    """

    consistency: NonNegative = 1.0
    jitter: NonNegative = 0.1
    refine: Fraction = 0.1

    def learn(self, features: Features, evidence: Evidence, carrier: Carrier = None) -> Model:
        """Return the model of the student."""
        first = said(evidence)
        if not np.isnan(first).any():
            return fit(self, features, evidence.truth, Recipe(first), carrier)
        recipe = Teaching(first, self.consistency, self.jitter, self.refine)
        return one_member(fit(self, features, evidence.truth, recipe, carrier), 1)
