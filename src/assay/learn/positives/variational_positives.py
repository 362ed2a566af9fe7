"""The density of positives beside that of all items, by a bound."""

from dataclasses import dataclass

import numpy as np

from assay.evidence import Evidence
from assay.learn.fit import Carrier, fit
from assay.learn.positives.drawn import Drawn, brought, share_of, softplus
from assay.learn.said import positives_of
from assay.learn.step import Step
from assay.method import Learner
from assay.model import Model
from assay.types import Bools, Features, NonNegative, Positive, Tensor


class Bound(Drawn):
    """Log of the mean over all items, less the mean of logs over positives."""

    def __init__(self, picked: Bools, positive: int, mixing: float, spread: float) -> None:
        super().__init__(picked, positive, 0.0)
        self.mixing, self.spread = mixing, spread

    def objective(self, step: Step) -> Tensor:
        """Return the bound, and how far mixed rows are from what their parts say."""
        beside, rest = self.parted(step)
        logs = -softplus(-self.odds(step))
        everything = logs[step.tensor(rest)]
        if not beside.any():
            return everything.exp().mean()
        bound = everything.logsumexp(dim=0) - np.log(int(rest.sum())) - logs[beside].mean()
        if not self.mixing:
            return bound
        return bound + self.mixing * self.strayed(step, logs, beside, rest)

    def strayed(self, step: Step, logs: Tensor, beside: Bools, rest: Bools) -> Tensor:
        """Return the mean square between logs of mixed rows and of mixed chances."""
        some = np.flatnonzero(beside)
        other = step.random.choice(np.flatnonzero(rest), len(some))
        share = step.tensor(step.random.beta(self.spread, self.spread, len(some)))
        rows = step.rows[some] * share[:, None] + step.rows[other] * (1 - share[:, None])
        logits = step.network.module(rows)
        found = -softplus(logits[:, 1 - self.positive] - logits[:, self.positive])
        aim = (share + (1 - share) * logs[other].exp()).clamp_min(1e-12).log()
        return ((found - aim) ** 2).mean()


@dataclass(frozen=True)
class VariationalPositives(Learner, reads={"positives"}, truth={"one_of"}, paper="chen2020"):
    """Learn what sets positives apart from all items, the share aside (VPU).

    A function phi in (0, 1) is sought that makes the log of its mean over all items, less the mean
    of its log over positives, least; it is then in proportion to P(positive | features). Rows that
    mix a positive and any item are held to the mix of one and of phi, which brings phi of sure
    positives near to one. Phi is known up to a factor: the share of positives, as it is given or
    as the factor makes it, decides where the log odds are cut.

    Assumes: positives were picked at random, and some items are positive without doubt.

    Cost: one training, on twice as many rows; then one look at all items.

    Equation
    --------
    paid = log(mean over all items of phi) - mean over positives of log(phi)
           + mixing * mean of (log(phi(row)) - log(a + (1 - a) * phi(item))) ** 2
    row  = a * positive + (1 - a) * item, a drawn from Beta(spread, spread)
    P(positive | features) = sigmoid(log odds of phi + shift), of which the mean is the prior

    Parameters
    ----------
    mixing
        How much mixed rows count; 0 leaves them out.
    spread
        Both parameters of the beta distribution that shares of a mix are drawn from.

    References
    ----------
    chen2020

    Examples
    --------
    >>> import numpy as np
    >>> from assay.evidence import Evidence
    >>> from assay.learn import Head
    >>> x = np.r_[np.full((40, 1), 1.0), np.full((60, 1), -1.0)]
    >>> picked = Evidence.labels(np.where(np.arange(100) < 20, 1, -1), ("no", "yes"))
    >>> model = VariationalPositives().learn(x, picked, 0.4, Head(hidden=0, epochs=50, rate=0.1))
    >>> model.predict(x[[0, 99]]).tolist()
    [1, 0]
    """

    mixing: NonNegative = 0.3
    spread: Positive = 0.3

    def learn(
        self, features: Features, evidence: Evidence, prior: float | None = None,
        carrier: Carrier = None,
    ) -> Model:  # fmt: skip
        """Return the model; `prior` is the share of positives among all items."""
        picked, positive = positives_of(evidence, "VariationalPositives")
        share = share_of(prior, picked, features, "VariationalPositives")
        recipe = Bound(picked, positive, self.mixing, self.spread)
        model = fit(self, features, evidence.truth, recipe, carrier)
        return brought(model, features, positive, share) if picked.any() else model
