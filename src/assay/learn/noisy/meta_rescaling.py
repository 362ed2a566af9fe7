"""Weights of items by whether a step on them helps with the others."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from assay.evidence import Evidence
from assay.kernels.learn.scores import cross_entropy, entropy
from assay.learn.fit import Carrier, fit
from assay.learn.noisy.lookahead import slopes
from assay.learn.noisy.tower import Towered
from assay.learn.said import said
from assay.learn.step import Step
from assay.method import Learner
from assay.model import Model
from assay.types import Features, Floats, Fraction, Ints, Tensor

#: Weights of a batch are at most so many times the mean of their class.
MOST = 4.0


class Rescaling(Towered):
    """A small network that says of each item how much to learn from it."""

    def __init__(self, first: Floats, warm: float) -> None:
        super().__init__(first, 16)
        self.warm = warm
        self.trust = np.where(self.weight > 0, 0.5, 0.0).astype(np.float32)

    def batches(self, items: Ints, size: int, random: np.random.Generator) -> Iterator[Ints]:
        """Yield a batch to learn from, then as many items drawn by how much they are trusted."""
        for ids in super().batches(items, size, random):
            total = np.cumsum(self._chances(items))
            drawn = items[np.searchsorted(total, random.random(len(ids)) * total[-1])]
            yield np.concatenate([ids, drawn])

    def _chances(self, items: Ints) -> Floats:
        """Return how often items are drawn beside a batch: every class as often as it is there."""
        share = np.nan_to_num(self.first[items]).astype(np.float64)
        trust = self.trust[items].astype(np.float64)
        level = (share.T @ trust) / np.maximum(share.sum(axis=0), 1e-9)
        return np.asarray(trust / np.maximum(share @ level, 1e-9))

    def objective(self, step: Step) -> Tensor:
        """Return the weighted loss of the first half, and what its weights do to the second."""
        half, target = len(step.ids) // 2, self.first[step.ids]
        mine = slice(0, half) if half else slice(0, len(step.ids))
        if step.progress < self.warm or not half:
            given = None if self.beside is None else self.beside[step.ids[mine]]
            return self.pay(step, target[mine], given, step.logits[mine])
        odds = self.tower(step, step.tensor(self._cues(step, target)), 1)[:, 0]
        trust = odds.sigmoid()
        shares = trust.detach().cpu().numpy()
        self.trust[step.ids] = np.maximum(shares, 1e-3)
        # By absolute error: what is badly predicted there would else decide, right or wrong.
        agreed = (step.tensor(target[half:]) * step.logits[half:].softmax(dim=1)).sum(dim=1)
        judged = -(step.tensor(shares[half:]) * agreed).mean()
        ahead = slopes(step.network.module, step.rows[:half], judged)
        helps = -(step.tensor(target[:half]) * ahead).sum(dim=1)
        helps = helps / helps.abs().mean().clamp_min(1e-12)
        level = self._level(step, target[:half], trust[:half])
        even = trust[:half] / level
        weight = np.minimum(even.detach().cpu().numpy(), MOST)
        weight = weight if self.beside is None else weight * self.beside[step.ids[:half]]
        return self.pay(step, target[:half], weight, step.logits[:half]) - (even * helps).mean()

    def _level(self, step: Step, target: Floats, trust: Tensor) -> Tensor:
        """Return (m,) the mean trust in an item's class, so that no class is given up."""
        share = step.tensor(target)
        return share @ ((share.T @ trust) / share.sum(dim=0).clamp_min(1e-6)).clamp_min(1e-6)

    def _cues(self, step: Step, target: Floats) -> Floats:
        """Return (m, 4) how the network sees the items: by it alone they are told apart."""
        proba = np.asarray(step.proba, np.float64)
        paid = np.minimum(cross_entropy(target, np.maximum(proba, 1e-9)), 10.0)
        mine = (target * proba).sum(axis=1)
        best = (proba - 2 * target).max(axis=1)
        return np.stack([paid / 3, mine - np.maximum(best, 0), entropy(proba), mine], axis=1)

    def found(self) -> dict[str, Floats]:
        """Return how much each item was trusted when it was last seen."""
        return {"weights": self.trust}


@dataclass(frozen=True)
class MetaRescaling(Learner, reads={"labels", "soft"}, truth={"one_of"}, paper="heck2025"):
    """Weigh items by a small network that is judged by what their steps do to trusted items.

    It sees each item's loss, margin and doubt. Before every step, the gain of the step on other
    items, drawn by how far they are trusted, is found to first order, and the weights are moved to
    where the gain is larger; gain is in absolute error, for in cross-entropy the worst predicted,
    which are the wrong ones, have the last word. Every class keeps its weight, or one would be
    given up for the others. Nothing is held out and nobody needs be trusted beforehand.

    Assumes: most labels of every class are right, so that what most items agree on is.

    Cost: about three trainings.

    Equation
    --------
    paid = mean over items of min(w, 4) * cross entropy(said, p) - mean of w * helps
    w = r / mean r of the class, r = sigmoid(net(loss, margin, entropy, p[said])) of each item
    helps = fall of - mean over drawn items of r * p[said] by a step on the item, of mean size 1
    The first part moves the model and the second the net; items are drawn in proportion to r.

    Parameters
    ----------
    warm
        Share of the training before items are weighed.

    References
    ----------
    heck2025
    """

    warm: Fraction = 0.1

    def learn(self, features: Features, evidence: Evidence, carrier: Carrier = None) -> Model:
        """Return the model."""
        return fit(self, features, evidence.truth, Rescaling(said(evidence), self.warm), carrier)
