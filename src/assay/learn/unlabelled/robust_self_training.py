"""Unlabelled items from elsewhere, with a margin for how far that is."""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from assay.evidence import Evidence
from assay.learn.fit import Carrier, fit
from assay.learn.recipe import Recipe
from assay.learn.said import said
from assay.learn.step import Step
from assay.learn.unlabelled.halves import Halves
from assay.learn.unlabelled.rounds import best
from assay.method import Learner
from assay.model import Model
from assay.types import Features, Floats, Fraction, Ints, NonNegative, Tensor


class Moved(Halves):
    """Pay for items where they would cost most, or least, within a reach."""

    def __init__(
        self, said: Floats, reach: float, push: float, strength: float, warm: float
    ) -> None:
        super().__init__(said)
        self.reach, self.push, self.strength, self.warm = reach, push, strength, warm

    def objective(self, step: Step) -> Tensor:
        """Return the loss on moved labelled items, and on others at the classes they seem of."""
        own, free = np.flatnonzero(self.known[step.ids]), self.free(step)
        paid = step.logits.sum() * 0
        if len(own):
            beside = None if self.beside is None else self.beside[step.ids[own]]
            paid = self.moved(step, own, self.first[step.ids[own]], self.reach, beside)
        if len(free) and step.progress >= self.warm:
            guess = best(step.proba[free])
            paid = paid + self.strength * self.moved(step, free, guess, self.push)
        return paid

    def moved(
        self, step: Step, some: Ints, target: Floats, reach: float, weight: Floats | None = None
    ) -> Tensor:
        """Return the loss of some items moved by `reach` along its slope, against it if below 0."""
        import torch

        if not reach:
            return self.pay(step, target, weight, step.logits[some])
        rows = step.rows[some].detach().requires_grad_()
        module = step.network.module
        (slope,) = torch.autograd.grad(self.pay(step, target, None, module(rows)), rows)
        norm = slope.norm(dim=1, keepdim=True).clamp_min(1e-12)
        return self.pay(step, target, weight, module(rows.detach() + reach * slope / norm))


@dataclass(frozen=True)
class RobustSelfTraining(Learner, reads={"labels", "soft"}, truth={"one_of"}, paper="saberi2024"):
    """Train on labels at the worst nearby features, and on other items at their own guesses.

    Labelled items are moved by `reach` in the direction in which they cost most; unlabelled ones
    are taken for what the model makes of them and moved by `push` to where that costs most, which
    drives the boundary from where items lie dense, wherever they are from; or to where it costs
    least, as if each lay nearer to its class's middle than it does.
    With a linear model of two classes a move is the worst (or best) in a ball, exactly; of a deep
    network it is so to the first order.

    Assumes: classes lie in clusters, in the labelled items' domain and in the others' alike.

    Cost: one training with twice the slopes; a batch holds as many labelled items as others.

    Equation
    --------
    paid = mean over labelled items of -log(p[label] at x + reach * slope)
           + strength * mean over the others of -log(p[guess] at x + push * slope), after `warm`
    guess = argmax of p at x; slope: of the loss by x, of length one; best: -push in place of push

    Parameters
    ----------
    reach
        How far labelled items are moved, in spreads of the features.
    push
        How far unlabelled items are moved.
    toward
        Which way they are.
    strength
        What unlabelled items count beside labelled ones.
    warm
        Share of the training with labels alone.

    References
    ----------
    saberi2024
    """

    reach: NonNegative = 1.0
    push: NonNegative = 1.0
    toward: Literal["worst", "best"] = "worst"
    strength: NonNegative = 1.0
    warm: Fraction = 0.3

    def learn(self, features: Features, evidence: Evidence, carrier: Carrier = None) -> Model:
        """Return the model."""
        first = said(evidence)
        if not self.reach and not np.isnan(first).any():
            return fit(self, features, evidence.truth, Recipe(first), carrier)
        push = self.push if self.toward == "worst" else -self.push
        recipe = Moved(first, self.reach, push, self.strength, self.warm)
        return fit(self, features, evidence.truth, recipe, carrier)
