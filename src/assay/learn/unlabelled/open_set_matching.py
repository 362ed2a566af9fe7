"""Few labels, and unlabelled items of unknown classes among the others."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from assay.evidence import Evidence
from assay.kernels.learn.views import jittered
from assay.learn.fit import Carrier, fit
from assay.learn.recipe import Recipe
from assay.learn.said import said
from assay.learn.step import Epoch, Step
from assay.learn.unlabelled.halves import Halves, one_member
from assay.learn.unlabelled.rounds import best
from assay.method import Learner
from assay.model import Model
from assay.types import Features, Floats, Fraction, Ints, NonNegative, Tensor

#: What a step keeps of the mean prediction that others are divided by.
KEPT = 0.95
#: Members: which known class, whether it is of each known class, and both in one.
CLOSED, EACH, OPEN = 0, 1, 2


class Matched(Halves):
    """Three networks: of known classes, of each against the rest, and of those and the unknown.

    Parameters
    ----------
    outside
        Column of the unknown class, -1 where the classes don't name it.
    """

    members = 3

    def __init__(
        self, said: Floats, outside: int, sure: float, matched: float, jitter: float
    ) -> None:
        super().__init__(said)
        self.outside, self.sure, self.matched, self.jitter = outside, sure, matched, jitter
        self.inside: Ints = np.array([k for k in range(said.shape[1]) if k != outside])
        self.usual = np.full(len(self.inside), 1 / max(len(self.inside), 1))
        self.unknown = np.full(len(said), np.nan, np.float32)

    def objective(self, step: Step) -> Tensor:
        """Return what one of the networks pays."""
        own, free = np.flatnonzero(self.known[step.ids]), self.free(step)
        target = self.first[step.ids[own]]
        if step.member == EACH:
            return hardest(step.logits[own][:, self.inside], step.tensor(target[:, self.inside]))
        if step.member == CLOSED:
            paid = self._cost(step.logits[own][:, self.inside], step, target[:, self.inside])
        else:
            both = np.concatenate([target[:, self.inside], self._said_unknown(target)], axis=1)
            paid = self._cost(self.opened(step.logits[own]), step, both)
        if not len(free) or (step.member == OPEN and step.epoch == 0):
            return paid
        return paid + self._matching(step, free)

    def _matching(self, step: Step, free: Ints) -> Tensor:
        """Return what is paid for jittered unlabelled items at what they are taken for."""
        proba, joint = self.guess(step, free)
        moved = step.network.module(jittered(step.rows[free], step.random, self.jitter))
        if step.member == CLOSED:
            chosen = (proba.max(axis=1) > self.sure) & (joint[:, -1] < 0.5)
            return self._cost(moved[:, self.inside], step, best(proba), chosen)
        chosen = joint.max(axis=1) > self.matched
        return self._cost(self.opened(moved), step, joint, chosen)

    def guess(self, step: Step, free: Ints) -> tuple[Floats, Floats]:
        """Return (u, k) of known classes, and (u, k + 1) with how probable none of them is."""
        closed = soft(step.steps[CLOSED].outputs[free][:, self.inside])
        if step.member == CLOSED:
            self.usual = KEPT * self.usual + (1 - KEPT) * closed.mean(axis=0)
        even = closed / np.maximum(self.usual, 1e-9)
        proba = even / np.maximum(even.sum(axis=1, keepdims=True), 1e-12)
        each = 1 / (1 + np.exp(-step.steps[EACH].outputs[free][:, self.inside]))
        return proba, with_outside(proba, each)

    def opened(self, logits: Tensor) -> Tensor:
        """Return (m, k + 1) logits of known classes and of none of them, of torch."""
        import torch

        if self.outside >= 0:
            return logits[:, [*self.inside.tolist(), self.outside]]
        # What is measured against the known classes may be held at zero: nothing is lost.
        return torch.cat([logits, logits.new_zeros((len(logits), 1))], dim=1)

    def _said_unknown(self, target: Floats) -> Floats:
        if self.outside >= 0:
            return target[:, [self.outside]]
        return np.zeros((len(target), 1))

    def _cost(self, logits: Tensor, step: Step, target: Floats, chosen: Any = None) -> Tensor:
        """Return cross-entropy, over all items of those that are chosen."""
        each = -(step.tensor(np.asarray(target, np.float32)) * logits.log_softmax(dim=1)).sum(dim=1)
        if chosen is not None:
            each = each * step.tensor(np.asarray(chosen, np.float32))
        return each.sum() / max(len(each), 1)

    def after(self, epoch: Epoch) -> None:
        """Keep how probable it is of every item that it is of no known class."""
        if self.outside < 0 and epoch.epoch == epoch.epochs - 1:
            logits = epoch.outputs(OPEN)
            zero = np.zeros((len(logits), 1))
            self.unknown = soft(np.concatenate([logits, zero], axis=1))[:, -1]

    def found(self) -> dict[str, Floats]:
        """Return (n,) how probable it is that an item is of no known class."""
        return {} if np.isnan(self.unknown).any() else {"unknown": self.unknown}


def soft(logits: Floats) -> Floats:
    """Return (m, K) probabilities of logits."""
    made = np.exp(logits - logits.max(axis=1, keepdims=True, initial=-np.inf))
    return np.asarray(made / made.sum(axis=1, keepdims=True))


def with_outside(proba: Floats, each: Floats) -> Floats:
    """Return (m, k + 1) P(class and known), and that none is, from both kinds of prediction.

    >>> with_outside(np.array([[0.5, 0.5]]), np.array([[0.8, 0.2]])).tolist()
    [[0.4, 0.1, 0.5]]
    """
    inside = proba * each
    return np.concatenate([inside, (proba * (1 - each)).sum(axis=1, keepdims=True)], axis=1)


def hardest(logits: Tensor, target: Tensor) -> Tensor:
    """Return what is paid for the own class's and the hardest other class's yes or no."""
    import torch.nn.functional as f

    if not len(logits):
        return logits.sum()
    own = (target * f.softplus(-logits)).sum(dim=1)
    other = (f.softplus(logits) * (target < 0.5)).amax(dim=1)
    return (own + other).mean()


@dataclass(frozen=True)
class OpenSetMatching(Learner, reads={"labels", "soft"}, truth={"one_of"}, paper="li2023a"):
    """Learn known classes and what is of none of them, from both kinds of unlabelled items.

    One network tells the known classes apart, one says of each whether an item is of it; their
    product is a guess over the known classes and one more, which a third network learns at
    jittered features where the guess is clear. What is surely of a known class teaches the first.
    Unlabelled items of unknown classes are made use of and not thrown away.

    Where the evidence's classes hold one named `unknown`, which labels need never name, the model
    predicts it; else it predicts the known classes, and `about["unknown"]` says of the items that
    were learnt from how probable it is that they are of none.

    Assumes: unknown classes lie apart from the known ones in these features.

    Cost: three trainings; a batch holds as many labelled items as others.

    Equation
    --------
    q[k]   ~ p[k] / (running mean of p[k]), joint[k] = q[k] * r[k], joint[K + 1] = 1 - sum of joint
    closed:  cross(label, p) + [max of q > sure and joint[K + 1] < 1/2] * cross(argmax of q, p')
    each:    -log(r[label]) - log(1 - the largest other r)
    open:    cross(label, o) + [max of joint > matched] * cross(joint, o'), from the second epoch on

    p of known classes, r of each by itself, o with one for unknown; ' at jittered features.
    ~ means "in proportion to".

    Parameters
    ----------
    unknown
        Name of the class of everything else.
    sure
        Probability above which a known class is learnt from.
    matched
        Probability above which the guess over known and unknown is.
    jitter
        Spread of the noise that is added to features, as the network sees them.

    References
    ----------
    li2023a
    """

    unknown: str = "unknown"
    sure: Fraction = 0.95
    matched: Fraction = 0.5
    jitter: NonNegative = 0.1

    def learn(self, features: Features, evidence: Evidence, carrier: Carrier = None) -> Model:
        """Return the model."""
        first, names = said(evidence), evidence.classes
        outside = names.index(self.unknown) if self.unknown in names else -1
        if len(names) < 2 or (outside < 0 and not np.isnan(first).any()):
            return fit(self, features, evidence.truth, Recipe(first), carrier)
        recipe = Matched(first, outside, self.sure, self.matched, self.jitter)
        model = fit(self, features, evidence.truth, recipe, carrier)
        return one_member(model, OPEN if outside >= 0 else CLOSED)
