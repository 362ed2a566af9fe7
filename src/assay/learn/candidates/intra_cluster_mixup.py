"""Mixtures of items that are alike, for complementary labels."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np

from assay.errors import DataError
from assay.evidence import Evidence
from assay.kernels.homes import homes
from assay.kernels.learn.views import mixed, partners
from assay.learn.candidates.complementary_surrogate import COSTS
from assay.learn.candidates.ruled_out import Cost, RuledOut
from assay.learn.fit import Carrier, fit
from assay.learn.said import excluded_of
from assay.learn.step import Step
from assay.method import Learner
from assay.model import Model
from assay.types import Array, Features, Ints, Positive, Tensor, Whole

#: So many items of a cluster are dealt to a batch together, and clusters there are a class.
TOGETHER, A_CLASS = 8, 5


class MixedWithin(RuledOut):
    """Show mixtures of two items of one cluster, and pay by what was ruled out of both."""

    def __init__(self, out: Array, cost: Cost, cluster: Ints, alpha: float) -> None:
        super().__init__(out, cost)
        self.cluster, self.alpha = cluster, alpha

    def objective(self, step: Step) -> Tensor:
        """Return the mean cost of the mixtures, each for both of its items by their shares."""
        ids = step.ids
        other, share = partners(len(ids), step.random, self.alpha, self.cluster[ids])
        logits = step.network.module(mixed(step.rows, other, share))
        own = step.tensor(share.astype(np.float32))
        out = step.tensor(self.out[ids])
        each = own * self.cost(logits, out) + (1 - own) * self.cost(logits, out[other])
        return self.mean(step, each)

    def batches(self, items: Ints, size: int, random: np.random.Generator) -> Iterator[Ints]:
        """Yield batches that hold several items of a cluster, so that each finds a partner."""
        turn = items[random.permutation(len(items))]
        turn = turn[np.argsort(self.cluster[turn], kind="stable")]
        pieces = np.array_split(turn, max(1, -(-len(turn) // TOGETHER)))
        dealt = np.concatenate([pieces[i] for i in random.permutation(len(pieces))])
        for start in range(0, len(dealt), size):
            yield dealt[start : start + size]


@dataclass(frozen=True)
class IntraClusterMixup(
    Learner, reads={"complementary"}, truth={"one_of"}, paper="mai2025",
):  # fmt: skip
    """Learn from mixtures of two items of one cluster, each with what was ruled out of both.

    Items that lie together are likely of one class, so that what was ruled out of one holds for
    the other: each item is taught by the exclusions of those around it. Partners from anywhere
    would rule out the truth of the other in one of K - 1 pairs.

    Assumes: any class but the truth is ruled out alike; clusters of the features are mostly of
    one class.

    Cost: one training, and one k-means of the features.

    Equation
    --------
    row  = share * row[i] + (1 - share) * row[m], i and m of one cluster
    paid = mean of share * cost(p(row), out[i]) + (1 - share) * cost(p(row), out[m])
    share = max(b, 1 - b), b drawn from Beta(alpha, alpha)

    out[i] is what was ruled out of i; cost as `complementary-surrogate` has it.

    Parameters
    ----------
    clusters
        How many; 0: five a class.
    alpha
        Shares of a mixture are drawn from Beta(alpha, alpha).
    cost
        See `complementary-surrogate`.

    References
    ----------
    mai2025
    """

    clusters: Whole = 0
    alpha: Positive = 1.0
    cost: Literal["logarithm", "exponential"] = "logarithm"

    def learn(self, features: Features, evidence: Evidence, carrier: Carrier = None) -> Model:
        """Return the model."""
        if features is None:
            raise DataError("IntraClusterMixup", "needs features to cluster items by", got="none")
        out = excluded_of(evidence)
        cluster = self._clusters(features, len(evidence.classes))
        recipe = MixedWithin(out, COSTS[self.cost], cluster, self.alpha)
        return fit(self, features, evidence.truth, recipe, carrier)

    def _clusters(self, features: Features, k: int) -> Ints:
        n = features.shape[0]
        many = min(self.clusters or A_CLASS * k, n)
        return homes(features, np.arange(n), many)[1] if n else np.zeros(0, np.int64)
