"""The mean prediction of a bag, held to its proportions."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from assay.learn.bags.whole import Whole, of_bags
from assay.learn.fit import Carrier
from assay.learn.step import Step
from assay.method import Learner
from assay.model import Model
from assay.types import Array, Features, Tensor


class Proportioned(Whole):
    """Pay for the cross-entropy of each bag's proportions and its mean prediction."""

    def objective(self, step: Step) -> Tensor:
        """Return the mean over the bags of the batch."""
        names, place = np.unique(self.bags[step.ids], return_inverse=True)
        share = self.counts[names] / np.maximum(self.counts[names].sum(axis=1, keepdims=True), 1)
        proba = step.logits.softmax(dim=1)
        total = proba.new_zeros(len(names), proba.shape[1])
        total = total.index_add(0, step.tensor(place.ravel()), proba)
        mean = total / total.sum(dim=1, keepdim=True)
        log = mean.clamp_min(1e-7).log()
        return -(step.tensor(share.astype(np.float32)) * log).sum(dim=1).mean()


@dataclass(frozen=True)
class BagProportions(Learner, reads={"bags"}, truth={"one_of"}, paper="ardehaly2017"):
    """Learn such that the mean prediction of every bag is its proportions.

    The plain baseline of bags: it does not ask which items of a bag bring its count about.

    Assumes: bags differ in their proportions.

    Cost: one training.

    Equation
    --------
    paid = mean over bags of -sum over k of proportion[k] * log(mean over its items of p[k])

    References
    ----------
    ardehaly2017
    """

    def learn(
        self, features: Features, bags: Array, bag_counts: Array,
        classes: Sequence[str] | None = None, carrier: Carrier = None,
    ) -> Model:  # fmt: skip
        """Return the model.

        `bags` (n,) says which bag each item is in, and `bag_counts` (B, K) how many items of each
        are of each class.
        """
        return of_bags(self, Proportioned, features, bags, bag_counts, classes, carrier)
