"""Fewer features to learn wrong labels with: dropout, nested or plain."""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from assay.evidence import Evidence
from assay.kernels.learn.schedules import ramp
from assay.kernels.learn.selection import smallest
from assay.learn.fit import Carrier, fit
from assay.learn.noisy.cross_split import halves
from assay.learn.recipe import Recipe
from assay.learn.said import said
from assay.learn.step import Step
from assay.method import Learner
from assay.model import Model
from assay.types import Features, Floats, Fraction, Positive, Tensor

#: Share of the second stage over which as many items are left out as in the end.
RAMP = 0.2


class Compressed(Recipe):
    """Hide features of the last layer but one: all beyond a place that is drawn, or here and there.

    Parameters
    ----------
    share
        Of nested dropout, the width of the law that places are drawn from, as a share of the
        features; of plain dropout, the share that is hidden.
    """

    def __init__(self, first: Floats, kind: str, share: float) -> None:
        super().__init__(first)
        self.kind, self.share = kind, share
        self.mask = np.ones(0, np.float32)

    def objective(self, step: Step) -> Tensor:
        """Return the loss of what the features that are left say."""
        if step.member == 0:
            self.mask = drawn_mask(step.hidden.shape[1], self.kind, self.share, step.random)
        logits = step.network.module[-1](step.hidden * step.tensor(self.mask))
        return self.pay(step, self.targets(step), self.weighed(step), logits)


class CompressedPair(Compressed):
    """Two such networks: first each by itself on its half, then each on what the other finds easy.

    Parameters
    ----------
    forget
        Share of a batch that is left out in the end.
    start
        Share of the training after which they choose for each other.
    """

    members = 2

    def __init__(self, first: Floats, kind: str, share: float, forget: float, start: float) -> None:
        super().__init__(first, kind, share)
        self.forget, self.start, self.half = forget, start, halves(self.first)

    def weights(self, step: Step) -> Floats:
        """Return 1 for the network's own half; later for the items that are easy to the peer."""
        if step.progress < self.start:
            chosen = self.half[step.ids] == step.member
        else:
            rest = (step.progress - self.start) / max(1 - self.start, 1e-9)
            paid = -(self.first[step.ids] * step.peers[0].log_proba).sum(axis=1)
            chosen = smallest(paid, 1 - ramp(rest, RAMP, high=self.forget))
        weight = self.weight[step.ids] * chosen
        return np.asarray(weight / max(chosen.mean(), 1e-9), np.float32)


@dataclass(frozen=True)
class CompressedFeatures(Learner, reads={"labels", "soft"}, truth={"one_of"}, paper="chen2021"):
    """Hide features of the last layer but one at random, so that little is learnt by heart.

    Nested dropout keeps the first k features and hides the rest, k drawn anew every batch and small
    ones drawn oftener: the first features must say the most, and come out ranked. Plain dropout
    hides each with the same chance. Two such networks are trained, each on one half of the items
    first, then each on the items of a batch that the other finds easiest; the mean of both
    predicts. Both stages are needed: choosing from the beginning they run away. All features are
    used to predict. With `forget` at zero there is one network, which learns from all items.

    Assumes: what most labels say can be said with few features.
    Nested dropout in one network gains little.

    Cost: two trainings; with `forget` at zero one.

    Equation
    --------
    paid = mean over items of - sum over k of said[k] * log softmax(last layer of (mask * h))[k]
    nested: mask is 1 for the first k of D features, P(k) ~ e^(-(k / (share * D))^2)
    plain:  mask is 1 / (1 - share) with chance 1 - share, else 0
    items:  at first the network's half; then the round((1 - f) * m) of the batch's m items whose
    loss by the other network is least, f rising to `forget`

    Parameters
    ----------
    dropout
        nested, or plain.
    share
        Nested: width of the law that k is drawn from, exp(-(k / (share D))^2) for D features;
        plain: share of features that are hidden.
    forget
        Share of a batch that is left out in the end; at 0 there is one network and no choice.
    start
        Share of the training after which two networks choose for each other.

    References
    ----------
    chen2021
    chen2022 for plain dropout.
    """

    dropout: Literal["nested", "plain"] = "nested"
    share: Positive = 0.25
    forget: Fraction = 0.2
    start: Fraction = 0.5

    def learn(self, features: Features, evidence: Evidence, carrier: Carrier = None) -> Model:
        """Return the model."""
        first = said(evidence)
        recipe = Compressed(first, self.dropout, self.share)
        if self.forget:
            recipe = CompressedPair(first, self.dropout, self.share, self.forget, self.start)
        return fit(self, features, evidence.truth, recipe, carrier)


def drawn_mask(width: int, kind: str, share: float, random: np.random.Generator) -> Floats:
    """Return (D,) what features are multiplied by.

    >>> drawn_mask(4, "nested", 1e-9, np.random.default_rng(0)).tolist()
    [1.0, 0.0, 0.0, 0.0]
    """
    if kind == "plain":
        # What is left makes up for what is hidden, so that all features can be used to predict.
        kept = random.random(width) >= min(share, 1 - 1 / width)
        return np.asarray(kept / max(1 - min(share, 1 - 1 / width), 1e-9), np.float32)
    place = np.arange(1, width + 1) / max(share * width, 1e-6)
    chance = np.exp(place[0] ** 2 - place**2)
    last = random.choice(width, p=chance / chance.sum())
    return np.asarray(np.arange(width) <= last, np.float32)
