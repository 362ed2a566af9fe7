"""Two networks that label for each other."""

from dataclasses import dataclass

import numpy as np

from assay.evidence import Evidence
from assay.kernels.learn.decisions import sharpened
from assay.kernels.learn.schedules import ramp
from assay.kernels.learn.selection import smallest
from assay.learn.fit import Carrier, fit
from assay.learn.recipe import Recipe
from assay.learn.said import said
from assay.learn.step import Step
from assay.learn.unlabelled.halves import Halves
from assay.method import Learner
from assay.model import Model
from assay.types import Features, Floats, Fraction, NonNegative, Positive


class Crossed(Halves):
    """Aim at what the peer has made of unlabelled items so far, the surest first."""

    members = 2

    def __init__(
        self, said: Floats, temperature: float, memory: float, strength: float, warm: float
    ) -> None:
        super().__init__(said)
        self.temperature, self.memory, self.warm = temperature, memory, warm
        self.strength = strength
        #: (2, n, K) what each network has made of the items; zero before it saw them.
        self.kept = np.zeros((2, *self.first.shape), np.float32)

    def targets(self, step: Step) -> Floats:
        """Return labels, and for the others what the peer remembers of them."""
        self._remember(step)
        remembered = self.kept[1 - step.member, step.ids]
        total = remembered.sum(axis=1, keepdims=True)
        mean = np.where(total > 0, remembered / np.maximum(total, 1e-9), self.first[step.ids])
        return np.where(self.known[step.ids][:, None], self.first[step.ids], mean)

    def _remember(self, step: Step) -> None:
        """Take the peer's view of the batch into its memory, sharpened."""
        fresh = sharpened(step.peers[0].proba, self.temperature)
        old = self.kept[1 - step.member, step.ids]
        seen = old.sum(axis=1, keepdims=True) > 0
        mixed = np.where(seen, self.memory * old + (1 - self.memory) * fresh, fresh)
        self.kept[1 - step.member, step.ids] = mixed

    def weights(self, step: Step) -> Floats:
        """Return 1 for labelled items, and for the others whether the peer is sure by now."""
        known = self.known[step.ids]
        weight = known.astype(np.float32)
        free = np.flatnonzero(~known)
        if step.progress >= self.warm and len(free):
            past = (step.progress - self.warm) / max(1 - self.warm, 1e-9)
            sure = self.kept[1 - step.member, step.ids[free]].max(axis=1)
            weight[free] = self.strength * smallest(-sure, ramp(past, 1.0, low=0.2))
        return weight

    def believed(self) -> Floats:
        """Return labels, and what both networks made of the other items."""
        both = self.kept.sum(axis=0)
        total = both.sum(axis=1, keepdims=True)
        made = np.where(total > 0, both / np.maximum(total, 1e-9), self.first)
        return np.where(self.known[:, None], self.first, made)


@dataclass(frozen=True)
class CrossPseudoLabels(Learner, reads={"labels", "soft"}, truth={"one_of"}, paper="guo2024"):
    """Train two networks on labels, and each on what the other makes of unlabelled items.

    What a network makes of an item is sharpened and kept as a running mean, so that its labels
    don't jump; the other aims at it. After a warm-up with labels alone a share of every batch's
    unlabelled items counts, the surest first, and the share grows from a fifth to all. The mean
    of both predicts; what they made of the items is `Model.believed`.

    Assumes: what both networks come to agree on is right; classes are about as easy as each other.

    Cost: two trainings and 2 n x K numbers; a batch holds as many labelled items as others.

    Equation
    --------
    kept[a] <- memory * kept[a] + (1 - memory) * sharp, sharp[k] ~ p[a][k] ** (1 / temperature)
    paid by a = mean over the batch of -log(p[a][label]) where labelled,
                else -strength * [sure] * sum over k of kept[b][k] * log(p[a][k]), b the other
    sure: of a batch's unlabelled items those of largest max of kept[b], 0.2 of them at `warm`, then
          more, all in the end

    ~ means "in proportion to".

    Parameters
    ----------
    temperature
        Below 1 labels are sharper than predictions.
    memory
        What an epoch keeps of the mean.
    strength
        What an unlabelled item counts beside a labelled one.
    warm
        Share of the training with labels alone.

    References
    ----------
    guo2024
    """

    temperature: Positive = 0.5
    memory: Fraction = 0.7
    strength: NonNegative = 1.0
    warm: Fraction = 0.2

    def learn(self, features: Features, evidence: Evidence, carrier: Carrier = None) -> Model:
        """Return the model."""
        first = said(evidence)
        if not np.isnan(first).any():
            return fit(self, features, evidence.truth, Recipe(first), carrier)
        recipe = Crossed(first, self.temperature, self.memory, self.strength, self.warm)
        return fit(self, features, evidence.truth, recipe, carrier)
