"""The exact likelihood of counts of bags."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from assay.kernels.learn.counts import bag_posterior
from assay.kernels.learn.many_counts import counts_posterior
from assay.learn.bags.whole import Whole, of_bags
from assay.learn.fit import Carrier
from assay.learn.step import Step
from assay.method import Learner
from assay.model import Model
from assay.types import Array, Features, Floats


class Counted(Whole):
    """Aim at P(class | features, count of the bag), exactly."""

    def targets(self, step: Step) -> Floats:
        """Return the posterior at what is predicted now."""
        bags = self.bags[step.ids]
        names, place = np.unique(bags, return_inverse=True)
        if self.counts.shape[1] > 2:
            found = counts_posterior(step.proba, place.ravel(), self.counts[names])
            return found.astype(np.float32)
        proba = np.asarray(step.proba[:, 1], np.float64)
        found, _ = bag_posterior(proba, place.ravel(), self.counts[names, 1])
        return np.stack([1 - found, found], axis=1).astype(np.float32)


@dataclass(frozen=True)
class CountLikelihood(
    Learner, reads={"bags"}, truth={"one_of"}, carriers={"head", "classifier"},
    paper="zhang2020a",
):  # fmt: skip
    """Learn such that every bag has as many items of each class as it is said to have.

    Minus the log likelihood of the counts, exactly: its slope is that of cross-entropy at every
    item's posterior given the count, which a pass up and a pass down through the bag give. Of
    more than two classes it is exact where the counts of a bag, each plus one, multiply to at
    most 1,024; else the posterior is what large bags come to: predictions tilted class by class
    until their sums are the counts.

    Assumes: items of a bag are independent given their features; the counts are right. Where all
    bags have one proportion, nothing can be told.

    Cost: one training, with O(m) numbers an item in bags of m.

    Equation
    --------
    paid   = -log P(counts of the bag | p of its items), items being independent
    by     target[i, k] = P(class of i = k | counts of its bag), held fixed in a step
    two classes: target[i] = p[i] * P(others hold count - 1) / P(all hold count)
    too many:    target[i, k] ~ p[i, k] * tilt[k], whose sums over the bag are the counts

    ~ means "in proportion to".

    References
    ----------
    zhang2020a
    """

    def learn(
        self, features: Features, bags: Array, bag_counts: Array,
        classes: Sequence[str] | None = None, carrier: Carrier = None,
    ) -> Model:  # fmt: skip
        """Return the model.

        `bags` (n,) says which bag each item is in, and `bag_counts` (B, K) how many items of each
        are of each class.
        """
        return of_bags(self, Counted, features, bags, bag_counts, classes, carrier)
