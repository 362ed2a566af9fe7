"""The variational loss of tags, held to what it says between items."""

from dataclasses import dataclass

import numpy as np

from assay.evidence import Evidence
from assay.kernels.learn.views import mixed, partners
from assay.learn.fit import Carrier, fit
from assay.learn.recipe import Recipe
from assay.learn.said import tags_of
from assay.learn.step import Step
from assay.losses import VariationalTags
from assay.method import Learner
from assay.model import Model
from assay.types import Array, Features, NonNegative, Positive, Tensor


class Between(Recipe):
    """Pay for how far the word on a mixture of two items is from the mixture of the words."""

    def __init__(self, tags: Array, loss: VariationalTags, mixing: float, alpha: float) -> None:
        super().__init__(np.asarray(tags == 1, np.float32), loss=loss)
        self.mixing, self.alpha = mixing, alpha

    def penalty(self, step: Step) -> Tensor | None:
        """Return the mean squared difference of logs."""
        from torch.nn.functional import logsigmoid

        if self.mixing <= 0:
            return None
        other, share = partners(len(step.ids), step.random, self.alpha)
        # What is said of the two is aimed at, and doesn't learn from this.
        aim = mixed(step.logits.detach().sigmoid(), other, share).clamp_min(1e-12).log()
        said = logsigmoid(step.network.module(mixed(step.rows, other, share)))
        return self.mixing * ((aim - said) ** 2).mean()


@dataclass(frozen=True)
class VariationalMixup(Learner, reads={"tags"}, truth={"any_of"}, paper="yuan2024"):
    """Learn tags of which only those that hold are known, and be even between any two items.

    Tags that were said to hold teach; all others, those said not to hold among them, count as
    unknown, and no item is ever taken not to have a tag (see `VariationalTags`). Between two
    items, what is said of a mixture of their features must be the mixture of what is said of each,
    in logs: that keeps a network from saying little of all but the items it knows.

    Experimental: on drawn tags it does no better than without the mixtures, and worse the more they
    weigh.

    Equation
    --------
    paid = mean over tags of mean(p)^balance * (log(mean(p)) - mean of log(p) where the tag holds)
           + mixing * mean of (log(a * p(x) + (1 - a) * p(y)) - log(p(a * x + (1 - a) * y)))^2
    means are over the batch; y is another item of it, a the larger of b and 1 - b, b of
    Beta(alpha, alpha), and p(x), p(y) in the last line are without a slope.

    Assumes
    -------
    Items whose tag is known are drawn at random from those that have it; mixtures of features lie
    among features. Probabilities are right up to a factor only: rank by them.

    Cost
    ----
    One training, with twice the steps forward.

    Parameters
    ----------
    mixing
        What the mixtures weigh.
    alpha
        Small: mixtures are near one of the two; large: half of each.
    spread, balance
        See `VariationalTags`.

    References
    ----------
    yuan2024
    """

    mixing: NonNegative = 0.03
    alpha: Positive = 0.3
    spread: NonNegative = 0.0
    balance: NonNegative = 0.0

    def learn(self, features: Features, evidence: Evidence, carrier: Carrier = None) -> Model:
        """Return the model."""
        loss = VariationalTags(self.spread, self.balance)
        recipe = Between(tags_of(evidence), loss, self.mixing, self.alpha)
        return fit(self, features, evidence.truth, recipe, carrier)
