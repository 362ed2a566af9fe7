"""Regression that keeps apart what looks alike and is not."""

from dataclasses import dataclass

import numpy as np

from assay.evidence import Evidence
from assay.learn.fit import Carrier, fit
from assay.learn.recipe import Recipe
from assay.learn.said import said
from assay.learn.step import Step
from assay.method import Learner
from assay.model import Model
from assay.types import Features, Floats, Fraction, NonNegative, Positive, Tensor

#: How many bins the labels are counted in, and how far each count spreads over others.
BINS, SMOOTH = 50, 2.0


class Contrasting(Recipe):
    """Pay, beside the loss, for hidden features that mix numbers up."""

    def __init__(self, first: Floats, strength: float, window: float, heat: float, push: float):
        super().__init__(first)
        self.strength, self.heat, self.push = strength, heat, push
        known = self.first[self.weight > 0, 0].astype(np.float64)
        wide = float(known.std()) if len(known) else 0.0
        # Distances are in spreads of the labels.
        self.unit = wide or 1.0
        self.window = window
        self.rare = np.ones(len(self.first), np.float32)
        self.rare[self.weight > 0] = rarity(known)

    def penalty(self, step: Step) -> Tensor:
        """Return what the batch's hidden features cost."""
        label = step.tensor(self.first[step.ids, 0] / self.unit)
        guess = step.logits[:, 0].detach() / self.unit
        each = contrast(
            step.hidden, label, guess, step.tensor(self.rare[step.ids]),
            self.window, self.heat, self.push,
        )  # fmt: skip
        # In the square of the labels' unit, as the loss is: whatever they are measured in.
        return self.strength * self.unit**2 * each.mean()


@dataclass(frozen=True)
class ContrastiveRegression(Learner, reads={"numbers"}, truth={"number"}, paper="keramati2024"):
    """Pull hidden features of like numbers together, and push apart those mistaken for them.

    Items are alike whose labels are within `window`. An item's opponents are those that are not
    and yet are predicted within it: they are pushed away, the more the further their labels are
    off and the rarer the item's is. An item without opponents costs nothing, nor does one that
    nobody in the batch is like.

    Experimental: it was made for networks that learn their features, with few items of some
    numbers. On features as they are, without a hidden layer, it changes nothing.

    Assumes: labels are right; batches are large enough to hold like items.

    Cost: one training, with O(m^2) pairs a batch.

    Equation
    --------
    paid = mean over items i of (f(x[i]) - y[i])^2 / 2 + strength * u^2 * c[i]
    c[i] = mean over like j of - log(e^s[i, j] / (sum over like l of e^s[i, l] + opposed[i]))
    opposed[i] = sum over opponents l of rare[i] * e^(push * |y[i] - y[l]| / u) * e^s[i, l]
    s = cosine of hidden features / temperature; u = standard deviation of the labels
    rare = 1 / root of how many labels are near, 1 on average

    Parameters
    ----------
    strength
        What it weighs beside squared error in spreads of the labels.
    window
        How far alike labels are apart, in spreads of the labels.
    temperature
        What cosines of features are divided by.
    push
        How fast the weight of opponents grows with how far their labels are off.

    References
    ----------
    keramati2024
    """

    strength: NonNegative = 0.1
    window: Fraction = 0.1
    temperature: Positive = 0.2
    push: NonNegative = 0.01

    def learn(self, features: Features, evidence: Evidence, carrier: Carrier = None) -> Model:
        """Return the model."""
        heat = max(self.temperature, 1e-3)
        recipe = Contrasting(said(evidence), self.strength, self.window, heat, self.push)
        return fit(self, features, evidence.truth, recipe, carrier)


def contrast(
    hidden: Tensor, label: Tensor, guess: Tensor, rare: Tensor,
    window: float, heat: float, push: float,
) -> Tensor:  # fmt: skip
    """Return (m,) minus the mean log share of like items among like ones and opponents."""
    import torch

    unit = torch.nn.functional.normalize(hidden, dim=1, eps=1e-6)
    near = unit @ unit.T / heat
    apart = (label[:, None] - label).abs()
    same = ~torch.eye(len(label), dtype=torch.bool, device=label.device)
    like = (apart <= window) & same
    against = (apart > window) & ((guess[:, None] - guess).abs() <= window)
    weight = (rare[:, None].log() + push * apart).clamp_max(50.0)
    # -1e30 and not minus infinity: a row of nothing has no slope then.
    good = near.masked_fill(~like, -1e30)
    bad = (near + weight).masked_fill(~against, -1e30)
    total = torch.cat([good, bad], dim=1).logsumexp(dim=1, keepdim=True)
    many = like.sum(dim=1)
    each = ((total - near) * like).sum(dim=1) / many.clamp_min(1)
    return torch.where((many > 0) & against.any(dim=1), each, torch.zeros_like(each))


def rarity(values: Floats) -> Floats:
    """Return (n,) one over the root of how many values are near, 1 on average."""
    from scipy.ndimage import gaussian_filter1d

    if not len(values) or np.ptp(values) == 0:
        return np.ones(len(values))
    edges = np.linspace(values.min(), values.max(), BINS + 1)
    place = np.clip(np.searchsorted(edges, values, side="right") - 1, 0, BINS - 1)
    count = gaussian_filter1d(np.bincount(place, minlength=BINS).astype(float), SMOOTH)
    weight = 1 / np.sqrt(count[place])
    return np.asarray(weight / weight.mean())
