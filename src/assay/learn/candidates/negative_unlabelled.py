"""Complementary labels as negatives among unlabelled items, class by class."""

from dataclasses import dataclass

import numpy as np

from assay.errors import DataError
from assay.evidence import Evidence
from assay.learn.candidates.ruled_out import RuledOut
from assay.learn.fit import Carrier, fit
from assay.learn.said import excluded_of
from assay.learn.step import Step
from assay.losses.shape import full
from assay.method import Learner
from assay.model import Model
from assay.types import Array, Features, Floats, Tensor


def against_all(logits: Tensor, out: Tensor, prior: Tensor, weight: Tensor) -> Tensor:
    """Return the risk of telling each class from the rest, of a batch.

    Items of which a class was ruled out stand for all that aren't of it. All items, less that
    share of them, stand for those that are; what falls below zero by chance is turned round.

    Parameters
    ----------
    logits, out
        (m, K) logits, and 1 where a class was ruled out.
    prior
        (K,) how common the classes are.
    weight
        (m, 1) how much each item counts.
    """
    from torch.nn.functional import logsigmoid

    made = full(logits)
    yes, no = -logsigmoid(made), -logsigmoid(-made)
    named = out * weight
    share = named / named.sum(dim=0).clamp_min(1e-9)
    rest = 1 - prior
    negative = rest * (share * no).sum(dim=0)
    every = (yes * weight).sum(dim=0) / weight.sum().clamp_min(1e-9)
    positive = every - rest * (share * yes).sum(dim=0)
    return (negative + positive.abs()).sum()


class Against(RuledOut):
    """Tell each class from the rest, by items that it was ruled out of and by all."""

    def __init__(self, out: Array, prior: Floats) -> None:
        # What an item costs hangs on its batch: there is no cost an item.
        super().__init__(out, lambda logits, ruled: (logits * ruled).sum(dim=1))
        self.shares = np.asarray(prior, np.float32)

    def objective(self, step: Step) -> Tensor:
        """Return the risk of the batch."""
        weight = self.weighed(step)
        counts = np.ones(len(step.ids), np.float32) if weight is None else weight
        out = step.tensor((self.out[step.ids] > 0).astype(np.float32))
        share = step.tensor(np.asarray(counts, np.float32)[:, None])
        return against_all(step.logits, out, step.tensor(self.shares), share)


@dataclass(frozen=True)
class NegativeUnlabelled(
    Learner, reads={"complementary"}, truth={"one_of"}, paper="wang2024b",
):  # fmt: skip
    """Tell each class from the rest: what it was ruled out of is negative, all else unlabelled.

    Each class is a problem of its own: what positives cost is what all items cost less the share
    of those that aren't of it, and where that is below zero by chance its size is taken. Which
    class is ruled out how often need not be known, and the classes need not be ruled out alike.
    Probabilities are a ranking: they are a softmax of K separate answers.

    Equation
    --------
    paid = sum over classes k of (1 - prior[k]) * no[k] + abs(every[k] - (1 - prior[k]) * yes[k])
    no[k] = mean of -log(1 - s[k]) over the items of the batch that k was ruled out of
    yes[k] = mean of -log(s[k]) over the same, every[k] over all of the batch; s = sigmoid(logits)

    Assumes
    -------
    Of the items that are not of a class, those it is ruled out of are drawn by chance alone; how
    common classes are is known, or all alike.

    Cost
    ----
    One training.

    References
    ----------
    wang2024b
    """

    def learn(
        self, features: Features, evidence: Evidence, prior: Floats | None = None,
        carrier: Carrier = None,
    ) -> Model:  # fmt: skip
        """Return the model; `prior` (K,) is how common the classes are, by default all alike."""
        k = len(evidence.classes)
        shares = np.full(k, 1 / max(k, 1)) if prior is None else np.asarray(prior)
        if shares.shape != (k,):
            rule = f"prior must have one share a class, shape ({k},)"
            raise DataError("NegativeUnlabelled", rule, got=f"shape {shares.shape}")
        recipe = Against(excluded_of(evidence), shares)
        return fit(self, features, evidence.truth, recipe, carrier)
