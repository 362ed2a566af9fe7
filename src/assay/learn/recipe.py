"""What makes a method: what to aim at, how much to trust each item, what else to obey."""

import inspect
from collections.abc import Iterator, Mapping
from functools import cache, cached_property
from typing import Any, ClassVar

import numpy as np

from assay.kernels.learn.posterior import flat_start, log_evidence, posterior
from assay.learn.step import Epoch, Step
from assay.losses import BinaryCrossEntropy, CrossEntropy, SquaredError
from assay.method import Loss
from assay.model import Link
from assay.types import Floats, Ints, Tensor

#: What is paid where a method says nothing of it.
USUAL: dict[Link, Loss] = {
    "softmax": CrossEntropy(), "sigmoid": BinaryCrossEntropy(), "identity": SquaredError(),
}  # fmt: skip


@cache
def _asked(loss: type[Loss]) -> frozenset[str]:
    """Return what a loss wants to know beside logits and target."""
    return frozenset(inspect.signature(loss.losses).parameters)


class Recipe:
    """The three questions that a method answers, with the usual answers.

    A method subclasses it and keeps what it learns on the way in attributes; arrays, numbers and
    strings among them are saved with a checkpoint and come back with it. `targets` and `weights`
    are in numpy and run with both carriers; `penalty` and `objective` are in torch.

    Parameters
    ----------
    first
        (n, K) what is aimed at before anything is predicted, in the user's order of items; a row
        of NaN is an item that `weights` must leave out.
    weight
        (n,) how much each item counts; by default 1, and 0 where `first` is NaN. Items of weight
        0 in it are never shown.
    loss
        What is paid; by default cross-entropy, or squared error of numbers.
    """

    #: What the outputs are of; the carrier says so before it begins.
    link: Link = "softmax"
    #: (n,) how much each item counts beside what the method makes of it; the carrier says so.
    beside: Floats | None = None
    #: (n, K) how much each tag of each item counts, for methods that trust tags one by one.
    entries: Floats | None = None
    #: How many networks are trained side by side, on the same batches.
    members: ClassVar[int] = 1
    #: How often a classifier of scikit-learn's is fitted: once where targets don't depend on it.
    rounds: ClassVar[int] = 1
    #: What a step keeps of the mean of the weights, 0 where no mean is kept; the mean predicts.
    average: ClassVar[float] = 0.0
    #: Whether the mean of the weights is what predicts in the end.
    predict_by_average: ClassVar[bool] = False

    def __init__(
        self, first: Floats, weight: Floats | None = None, loss: Loss | None = None
    ) -> None:
        self.first: Floats = np.asarray(first, np.float32)
        known = ~np.isnan(self.first).any(axis=1)
        self.weight: Floats = np.asarray(known if weight is None else weight, np.float32)
        self.loss = loss

    def targets(self, step: Step) -> Floats:
        """Return (m, K) what to aim at."""
        return self.first[step.ids]

    def weights(self, step: Step) -> Floats | None:
        """Return (m,) how much to trust each item, of tags also (m, K); None for all alike."""
        if self.entries is not None:
            return self.entries[step.ids]
        weight = self.weight[step.ids]
        return None if bool(np.all(weight == 1)) else weight

    def penalty(self, step: Step) -> Tensor | None:
        """Return what else is paid, a number of torch; None for nothing."""
        del step
        return None

    def objective(self, step: Step) -> Tensor:
        """Return what a batch costs: for a method that is no sum over items."""
        paid = self.pay(step, self.targets(step), self.weighed(step))
        more = self.penalty(step)
        return paid if more is None else paid + more

    def weighed(self, step: Step) -> Floats | None:
        """Return the method's weights times those that the user gave; None for all alike."""
        weight = self.weights(step)
        if self.beside is None:
            return weight
        given = self.beside[step.ids]
        if weight is not None and weight.ndim > 1:
            given = given[:, None]
        return given if weight is None else given * weight

    def pay(
        self, step: Step, target: Floats, weight: Floats | None = None, logits: Tensor = None
    ) -> Tensor:
        """Return the loss of targets (m, K) and weights (m,), of the batch's logits or others."""
        loss = self.loss or USUAL[step.link]
        wanted = _asked(type(loss))
        passed: dict[str, Any] = {}
        if "prior" in wanted:
            passed["prior"] = step.tensor(self.prior)
        if "progress" in wanted:
            passed["progress"] = step.progress
        return loss(
            step.logits if logits is None else logits, step.tensor(target),
            None if weight is None else step.tensor(weight), **passed,
        )  # fmt: skip

    @cached_property
    def prior(self) -> Floats:
        """(K,) how common the classes are in what is aimed at first."""
        shown = self.first[self.weight > 0]
        return np.asarray(shown.mean(axis=0) if len(shown) else np.ones(self.first.shape[1]))

    def shown(self) -> Ints:
        """Return the items that are ever shown."""
        return np.flatnonzero(self.weight != 0)

    def batches(self, items: Ints, size: int, random: np.random.Generator) -> Iterator[Ints]:
        """Yield the batches of an epoch; by default every item once, in an order that is drawn."""
        turn = items[random.permutation(len(items))]
        for start in range(0, len(turn), size):
            yield turn[start : start + size]

    def after(self, epoch: Epoch) -> None:
        """Look at all items after an epoch, or a round of a classifier."""

    def judge(self, ids: Ints, log_proba: Floats) -> float:
        """Return how badly predictions of held-out items go with their evidence, low is good."""
        first = self.first[ids]
        if self.link == "identity":
            return float(((first - log_proba) ** 2).mean())
        paid = first * np.maximum(log_proba, -30)
        if self.link == "sigmoid":
            paid = paid + (1 - first) * np.log(np.maximum(-np.expm1(log_proba), 1e-12))
        return float(-paid.sum(axis=1).mean())

    def believed(self) -> Floats | None:
        """Return (n, K) what was made of the items in the end, where that is more than `first`."""
        return None

    def found(self) -> Mapping[str, Any]:
        """Return what else was found, by name, for `Model.about`."""
        return {}

    def state(self) -> dict[str, Any]:
        """Return what a checkpoint keeps: arrays, numbers and words among the attributes."""
        kinds = (np.ndarray, int, float, str)
        return {name: v for name, v in vars(self).items() if isinstance(v, kinds)}


class AtPosterior(Recipe):
    """Aim at the posterior of what the network predicts and what was said: EM, a step a batch.

    With rows of a noise matrix it is forward correction, with rows of candidate sets what CC does,
    with rows of complementary labels what a loss for them does.

    Parameters
    ----------
    rows
        (n, K) of `kernels.learn.likelihood`; a flat row teaches nothing and is not shown.
    shift
        (K,) see `posterior`.
    about
        What the rows are made of, for `Model.about`.
    """

    rounds = 10

    def __init__(
        self, rows: Floats, loss: Loss | None = None, shift: Floats | None = None,
        about: Mapping[str, Any] | None = None,
    ) -> None:  # fmt: skip
        self.rows: Floats = np.asarray(rows, np.float32)
        told = np.ptp(self.rows, axis=1) > 0
        super().__init__(flat_start(self.rows), told.astype(np.float32), loss)
        self.shift, self.about = shift, dict(about or {})

    def targets(self, step: Step) -> Floats:
        """Return (m, K) the posterior at what is predicted now."""
        return posterior(step.log_proba, self.rows[step.ids], self.shift)

    def found(self) -> Mapping[str, Any]:
        """Return what the rows are made of."""
        return self.about

    def judge(self, ids: Ints, log_proba: Floats) -> float:
        """Return minus the mean log likelihood of the evidence."""
        return float(-log_evidence(log_proba, self.rows[ids]).mean())
