"""Pseudo-labels to begin with, labels to end with."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from assay.evidence import Evidence
from assay.learn.fit import Carrier, fit
from assay.learn.recipe import Recipe
from assay.learn.said import said
from assay.learn.step import Epoch
from assay.learn.unlabelled.halves import Halves
from assay.learn.unlabelled.rounds import best, needed
from assay.method import Learner
from assay.model import Model
from assay.types import Features, Floats, Fraction, Ints


class Staged(Halves):
    """Unlabelled items at what a teacher made of them, then labelled ones, step for step."""

    def __init__(self, said: Floats, made: Floats, share: float) -> None:
        super().__init__(said)
        self.first = np.where(self.known[:, None], self.first, made).astype(np.float32)
        self.share, self.past = share, 0.0

    def batches(self, items: Ints, size: int, random: np.random.Generator) -> Iterator[Ints]:
        """Yield unlabelled items while the first stage lasts, then labelled ones."""
        mine, free = items[self.known[items]], items[~self.known[items]]
        if self.past < self.share or not len(mine):
            yield from super(Halves, self).batches(free if len(free) else items, size, random)
            return
        turns = -(-max(len(free), 1) // len(mine))
        for _ in range(turns):
            yield from super(Halves, self).batches(mine, size, random)

    def after(self, epoch: Epoch) -> None:
        """See how far training is."""
        self.past = (epoch.epoch + 1) / epoch.epochs

    def believed(self) -> Floats:
        """Return what was aimed at."""
        return self.first


@dataclass(frozen=True)
class PseudoPretraining(Learner, reads={"labels", "soft"}, truth={"one_of"}, paper="guo2020"):
    """Train on a teacher's labels of unlabelled items first, and then on the labels.

    A teacher that learnt from the labels labels the other items; a new network begins with those
    and is then refined on the labelled items alone, so that what people said has the last word.

    Experimental: on handwritten digits it gains little over the labels alone.

    Assumes: the teacher is right more often than not; labels are right.

    Cost: two trainings.

    Equation
    --------
    up to `share` of the training:  paid = mean over unlabelled items of -log(p[argmax of teacher])
    from then on:                   paid = mean over labelled items of -log(p[label])

    Parameters
    ----------
    share
        Share of the training with the teacher's labels.

    References
    ----------
    guo2020
    """

    share: Fraction = 0.7

    def learn(self, features: Features, evidence: Evidence, carrier: Carrier = None) -> Model:
        """Return the model."""
        first = said(evidence)
        known = ~np.isnan(first).any(axis=1)
        model = fit(self, features, evidence.truth, Recipe(first), carrier)
        if known.all() or not known.any():
            return model
        needed(features, "PseudoPretraining")
        made = best(model.probabilities(features))
        return fit(self, features, evidence.truth, Staged(first, made, self.share), carrier)
