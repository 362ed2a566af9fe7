"""What methods for complementary labels share: a cost of the classes that an item is not."""

from collections.abc import Callable

import numpy as np

from assay.evidence import Evidence
from assay.learn.fit import Carrier, fit
from assay.learn.recipe import Recipe
from assay.learn.said import excluded_of
from assay.learn.step import Step
from assay.method import Learner
from assay.model import Model
from assay.types import Array, Features, Floats, Tensor

#: Logits (m, K) and the share of each class among those ruled out (m, K) in, costs (m,) out.
Cost = Callable[[Tensor, Tensor], Tensor]
#: Keeps the logarithm of nothing finite.
EDGE = 1e-6


class RuledOut(Recipe):
    """Pay for each item by what was ruled out; of several classes the mean counts.

    Parameters
    ----------
    out
        (n, K) which classes were ruled out; items of which nobody said anything aren't shown.
    cost
        What an item costs.
    """

    def __init__(self, out: Array, cost: Cost) -> None:
        known = np.asarray(out.any(axis=1))
        rest = ~out / np.maximum((~out).sum(axis=1), 1)[:, None]
        super().__init__(np.where(known[:, None], rest, np.nan))
        size = np.maximum(out.sum(axis=1, keepdims=True), 1)
        self.out: Floats = (out / size).astype(np.float32)
        self.cost = cost

    def objective(self, step: Step) -> Tensor:
        """Return the mean cost."""
        return self.mean(step, self.cost(step.logits, step.tensor(self.out[step.ids])))

    def mean(self, step: Step, each: Tensor) -> Tensor:
        """Return the mean of what each item costs, by weight."""
        weight = self.weighed(step)
        return each.mean() if weight is None else (each * step.tensor(weight)).mean()

    def judge(self, ids: Array, log_proba: Floats) -> float:
        """Return minus the mean log of not being of a class that was ruled out."""
        rest = np.log(np.maximum(-np.expm1(log_proba), 1e-12))
        return float(-(self.out[ids] * rest).sum(axis=1).mean())


def by_cost(
    method: Learner, features: Features, evidence: Evidence, cost: Cost, carrier: Carrier
) -> Model:
    """Return the model of a method that is a cost and nothing else."""
    return fit(method, features, evidence.truth, RuledOut(excluded_of(evidence), cost), carrier)
