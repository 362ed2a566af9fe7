"""Progressive purification of sets of candidates."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from assay.evidence import Evidence
from assay.learn.candidates.proden import Progressive
from assay.learn.fit import Carrier, fit
from assay.learn.said import candidates_of
from assay.learn.step import Epoch
from assay.method import Learner
from assay.model import Model
from assay.types import Array, Count, Features, Floats, Fraction, Positive

#: The bar is raised where fewer than this share of all candidates fell, up to the highest.
FEW, HIGHEST = 1e-4, 0.4


class Purifying(Progressive):
    """Aim as PRODEN does, and strike candidates out whose share stays far below the largest."""

    def __init__(self, member: Array, start: float, every: int, cut: float, growth: float) -> None:
        super().__init__(member)
        self.start, self.every, self.cut, self.growth = start, every, cut, growth
        self.whole: Floats = self.member.copy()
        self.total = np.zeros_like(self.first)
        self.seen = 0

    def after(self, epoch: Epoch) -> None:
        """Strike out what the mean of the last epochs' targets makes improbable."""
        self.total += self.kept
        self.seen += 1
        if self.seen < self.every:
            return
        if epoch.progress >= self.start:
            self.strike(self.total / self.seen)
        self.total, self.seen = np.zeros_like(self.total), 0

    def strike(self, mean: Floats) -> None:
        """Take candidates out whose share is below the bar times the largest of the item."""
        gone = (mean < self.cut * mean.max(axis=1, keepdims=True)) & (self.member > 0)
        self.member = np.where(gone, 0, self.member).astype(np.float32)
        left = mean * self.member
        self.kept = (left / np.maximum(left.sum(axis=1, keepdims=True), 1e-9)).astype(np.float32)
        if gone.sum() < FEW * gone.size and self.cut < HIGHEST:
            self.cut *= self.growth

    def found(self) -> dict[str, Any]:
        """Return which candidates are left, and what share of them was struck out."""
        before = float(self.whole.sum())
        gone = 1 - float(self.member.sum()) / max(before, 1.0)
        return {"candidates": self.member > 0, "struck_out": gone}


@dataclass(frozen=True)
class ProgressivePurification(
    Learner, reads={"candidates", "labels"}, truth={"one_of"}, carriers={"head", "classifier"},
    paper="xu2023",
):  # fmt: skip
    """Strike candidates out for good once their share has stayed far below the largest.

    Targets are those of PRODEN. Every few epochs the mean of the last ones is looked at: what is
    below the bar leaves the set, and where little leaves any more the bar is raised. The sets that
    are left are `Model.about["candidates"]`, the targets `Model.believed`.

    Assumes: the truth is in the set; which others are may depend on the item, as long as items
    whose truth is easy to see come first.

    Cost: one training and 2 n x K numbers; with a classifier of scikit-learn's, ten trainings.

    Equation
    --------
    target[k] ~ p[k] in the set, 0 outside: p of an epoch ago, all alike at first
    paid      = mean of -sum over k of target[k] * log(p[k])
    mean[k]   = mean of target[k] over the last `every` epochs
    k leaves the set where mean[k] < bar * (max over k of mean[k]), once `start` is over
    bar <- growth * bar where less than 1 in 10,000 of all n x K left, while bar < 0.4; cut at first

    ~ means "in proportion to".

    Parameters
    ----------
    start
        Share of the training before anything is struck out.
    every
        Epochs between two looks.
    cut
        The bar at first, as a share of the item's largest target.
    growth
        What the bar is multiplied by where little was struck out, until it is above 0.4. The
        authors' 1.001 hardly moves it.

    References
    ----------
    xu2023

    Examples
    --------
    >>> import numpy as np
    >>> from assay.learn import Classifier
    >>> features = np.array([[0.0], [1.0], [9.0], [10.0]])
    >>> sets = Evidence.soft(np.array([[1, 1], [1, 0], [0, 1], [1, 1]]), ("a", "b"))
    >>> learner = ProgressivePurification(every=1, cut=0.5)
    >>> model = learner.learn(features, sets, carrier=Classifier())
    >>> model.about["candidates"].astype(int).tolist()
    [[1, 0], [1, 0], [0, 1], [0, 1]]
    """

    start: Fraction = 0.1
    every: Count = 5
    cut: Fraction = 1e-3
    growth: Positive = 1.5

    def learn(self, features: Features, evidence: Evidence, carrier: Carrier = None) -> Model:
        """Return the model."""
        member = candidates_of(evidence)
        recipe = Purifying(member, self.start, self.every, self.cut, self.growth)
        return fit(self, features, evidence.truth, recipe, carrier)
