"""Contrast of views, with what is left over of the same class taken off."""

from dataclasses import dataclass

import numpy as np

from assay.evidence import Evidence
from assay.kernels.learn.views import jittered
from assay.learn.fit import Carrier, fit
from assay.learn.recipe import Recipe
from assay.learn.said import said
from assay.learn.step import Step
from assay.method import Learner
from assay.model import Model
from assay.types import Features, Floats, Ints, NonNegative, Positive, Tensor


class Views(Recipe):
    """Train on the labels, and keep two views of every item together and apart from others."""

    def __init__(
        self, first: Floats, strength: float, heat: float, jitter: float, same: float
    ) -> None:
        known = np.asarray(~np.isnan(first).any(axis=1))
        share = known.mean() if len(known) else 1.0
        # Labelled items weigh as if they were all that a batch held.
        weight = np.where(known, 1 / max(float(share), 1e-12), 0)
        super().__init__(np.where(known[:, None], first, 1 / first.shape[1]), weight)
        self.strength, self.heat, self.jitter, self.same = strength, heat, jitter, same

    def shown(self) -> Ints:
        """Return all items: unlabelled ones have views too."""
        return np.arange(len(self.first)) if self.strength else super().shown()

    def penalty(self, step: Step) -> Tensor | None:
        """Return the contrast of two views of the batch."""
        if not self.strength:
            return None
        one, other = (
            step.network.hidden(jittered(step.rows, step.random, self.jitter)) for _ in range(2)
        )
        return self.strength * contrasted(one, other, self.heat, self.same).mean()


@dataclass(frozen=True)
class DebiasedContrast(Learner, reads={"labels", "soft"}, truth={"one_of"}, paper="chuang2020"):
    """Let unlabelled items shape the hidden features: two views of one together, others apart.

    Others are drawn without looking at classes, and some are of the same class: what those add is
    estimated from the item's own two views and how often two items are of a class, and taken off.

    Experimental: it was made for networks that learn their features from images.

    Assumes: noise on the features changes no class; with a hidden layer of the carrier's, which is
    all that it teaches; labelled items are as common by class as others.

    Cost: one training with two more views an item, and O(m^2) pairs a batch.

    Equation
    --------
    paid  = mean over labelled items of -log(p[label]) + strength * mean over views of
            -log(pair / (pair + N * apart))
    pair  = exp(cosine(h, h of the other view) / temperature)
    apart = max((mean over others of exp(cosine / temperature) - same * pair) / (1 - same), least)

    same = sum over k of share[k] ** 2, 0 unless debiased; N others; least = exp(-1 / temperature).

    Parameters
    ----------
    strength
        What the contrast weighs beside the labels.
    temperature
        What cosines of hidden features are divided by.
    jitter
        Spread of the noise that makes a view, of features as the network is shown them.
    debiased
        Whether what is of the same class is taken off; without it, it is the plain contrast.

    References
    ----------
    chuang2020
    """

    strength: NonNegative = 0.1
    temperature: Positive = 0.5
    jitter: NonNegative = 0.1
    debiased: bool = True

    def learn(self, features: Features, evidence: Evidence, carrier: Carrier = None) -> Model:
        """Return the model."""
        first = said(evidence)
        known = first[~np.isnan(first).any(axis=1)]
        prior = known.mean(axis=0) if len(known) else np.zeros(first.shape[1])
        same = min(float((prior**2).sum()), 0.9) if self.debiased else 0.0
        heat = max(self.temperature, 1e-2)
        recipe = Views(first, self.strength, heat, self.jitter, same)
        return fit(self, features, evidence.truth, recipe, carrier)


def contrasted(one: Tensor, other: Tensor, heat: float, same: float) -> Tensor:
    """Return (2m,) minus the log share of an item's other view among that and views of others.

    Of others it is the mean over all, less `same` times that of the item's own views, over
    1 - same, and at least what the least cosine gives; so many times as there are others.
    """
    import torch

    m = len(one)
    if m < 2:
        return (one.sum(dim=1) * 0).repeat(2)
    unit = torch.nn.functional.normalize(torch.cat([one, other]), dim=1, eps=1e-6)
    near = (unit @ unit.T / heat).exp()
    own = torch.arange(m, device=one.device).repeat(2)
    others = own[:, None] != own
    pair = (unit * unit.roll(m, dims=0)).sum(dim=1).div(heat).exp()
    many = 2 * m - 2
    mean = (near * others).sum(dim=1) / many
    apart = ((mean - same * pair) / (1 - same)).clamp_min(float(np.exp(-1 / heat)))
    return -(pair / (pair + many * apart)).log()
