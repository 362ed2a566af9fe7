"""Entropy maximisation for unknown tags, and pseudo-labels for those that surely don't hold."""

from dataclasses import dataclass

import numpy as np

from assay.evidence import Evidence
from assay.learn.fit import Carrier, fit
from assay.learn.said import tags_of
from assay.learn.step import Epoch, Step
from assay.learn.tags.entries import Entries
from assay.method import Learner
from assay.model import Model
from assay.types import Array, Features, Floats, Fraction, NonNegative, Tensor


class Acknowledging(Entries):
    """Learn from what was said; hold the rest open, but for what looks least likely to hold."""

    def __init__(
        self, tags: Array, entropy: float, trust: float, warm: float, share: float
    ) -> None:
        super().__init__(tags, unspoken=0.0)
        self.entropy, self.trust, self.warm, self.share = entropy, trust, warm, share
        self.target: Floats = self.first.copy()
        # Items that are never shown are left as they are.
        self.open = self.unknown & (self.weight > 0)[:, None]
        self.many = self.open.sum(axis=0)

    def targets(self, step: Step) -> Floats:
        """Return what was said, and what was predicted of a tag when it was chosen."""
        return self.target[step.ids]

    def penalty(self, step: Step) -> Tensor:
        """Return minus the entropy of tags that are open still, so that none is decided."""
        z = step.logits
        # H = -log p + (1 - p) z, with log p = min(z, 0) - log(1 + exp(-|z|)).
        log = z.clamp_max(0) - (-z.abs()).exp().log1p()
        entropy = (-z).sigmoid() * z - log
        return -self.entropy * (entropy * step.tensor(self.open[step.ids])).mean()

    def after(self, epoch: Epoch) -> None:
        """Of every tag, take the items least likely to hold it for such that don't."""
        begin = round(self.warm * epoch.epochs)
        if epoch.epoch < begin or self.share == 0:
            return
        take = (self.share * self.many / (epoch.epochs - begin)).astype(int)
        proba = epoch.proba()
        for tag in np.flatnonzero(take):
            free = np.flatnonzero(self.open[:, tag])
            least = free[np.argsort(proba[free, tag], kind="stable")[: take[tag]]]
            self.target[least, tag] = proba[least, tag]
            self.open[least, tag] = False
            if self.entries is not None:
                self.entries[least, tag] = self.trust

    def believed(self) -> Floats:
        """Return what is aimed at in the end."""
        return self.target


@dataclass(frozen=True)
class AsymmetricPseudoLabels(Learner, reads={"tags"}, truth={"any_of"}, paper="zhou2022"):
    """Hold unknown tags undecided, then step by step take the least probable not to hold.

    For unknown tags the entropy of the prediction is paid for, so that neither answer is learnt;
    after a while, of every tag the items that look least likely to have it join the training
    with what is predicted of them, a share of them each epoch. Nothing is ever taken to hold.

    Experimental: on drawn tags it stays behind plain training with unknown tags taken not to
    hold; of stored sets it is above on some and below on others. Probabilities come out high:
    the authors decide at .75.

    Assumes: what looks least likely to hold doesn't hold.

    Cost: one training and a pass over all items each epoch.

    Equation
    --------
    paid = mean over items and tags of
           what was said:      -log(p) or -log(1 - p)
           chosen at q:        -trust * (q * log(p) + (1 - q) * log(1 - p))
           nobody spoke of it: entropy * (p * log(p) + (1 - p) * log(1 - p))
    chosen: after an epoch from `warm` on, of every tag the next few of the lowest p; q is that p

    Parameters
    ----------
    entropy
        What undecidedness of unknown tags is worth.
    trust
        Weight of what was chosen.
    warm
        Share of the training before anything is chosen.
    share
        Share of the unknown tags that are chosen in the end; 0 for entropy alone.

    References
    ----------
    zhou2022
    """

    entropy: NonNegative = 0.1
    trust: NonNegative = 0.5
    warm: Fraction = 0.2
    share: Fraction = 0.9

    def learn(self, features: Features, evidence: Evidence, carrier: Carrier = None) -> Model:
        """Return the model."""
        recipe = Acknowledging(tags_of(evidence), self.entropy, self.trust, self.warm, self.share)
        return fit(self, features, evidence.truth, recipe, carrier)
