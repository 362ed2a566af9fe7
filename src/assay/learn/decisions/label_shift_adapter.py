"""A model that follows how common the classes become where it is used."""

from dataclasses import dataclass, replace

import numpy as np

from assay.evidence import Evidence
from assay.kernels.learn.shift import adapter, followed
from assay.learn.decisions.turned import Apart, apart, turned
from assay.learn.fit import Carrier
from assay.method import Learner
from assay.model import Model
from assay.types import Count, Features, Floats, Fraction, Positive

#: Shares that the adapter is made ready for, and items that it is fitted to, at most.
DRAWS, MOST = 20, 5000
#: A share of the items is held out for it.
HELD = 0.2


@dataclass(frozen=True)
class LabelShiftAdapter(
    Learner, reads={"labels", "soft"}, truth={"one_of"}, carriers={"head", "classifier"},
    paper="park2023",
):  # fmt: skip
    """Move predictions with the shares of the classes, as a running mean of them tells.

    On held-out items an adapter is fitted to many mixes of the classes: how much log probabilities
    are to be scaled, and moved with the log of a class's share, so that they are right under any of
    them. Where the model is used, shares are followed batch by batch from what it predicts, and the
    model is moved to those at the end of the stream. In the spirit of the paper, whose adapter is
    a network that moves a layer's features as well.

    Equation
    --------
    adapted: log p[k](x) <- scale * log p[k](x) + shift[k] + strength * log(share[k] / prior[k])
    scale, strength, shift = argmin of the cross entropy of held-out labels, over drawn shares
    share <- keep * share + (1 - keep) * mean of adapted p over the batch, at least floor / K

    Assumes
    -------
    Classes look as they did, and only their shares change, slowly beside a batch.

    Cost
    ----
    Two trainings; O(K) an item of the stream.

    Equation
    --------
    p'[k] ~ e^(scale * log p[k] + strength * log(now[k] / prior[k]) + shift[k])
    now  <- keep * now + (1 - keep) * mean of p' over a batch, at least floor / K each
    scale, strength, shift: least cross-entropy of p' on held-out items, weighted to class shares
    drawn from a Dirichlet distribution, with now = those shares

    Parameters
    ----------
    keep
        What a batch keeps of the shares before it.
    batch
        Items of the stream that come at once.
    floor
        The least share of a class, of an even one: a class once given up would never come back.
    spread
        Of the Dirichlet distribution that mixes are drawn from; small ones are far from even.

    References
    ----------
    park2023

    Examples
    --------
    >>> from assay.learn import Classifier
    >>> random = np.random.default_rng(0)
    >>> x = np.r_[random.normal(-1, 1, (100, 1)), random.normal(1, 1, (100, 1))]
    >>> evidence = Evidence.labels(np.repeat([0, 1], 100))
    >>> there = random.normal(1, 1, (400, 1))
    >>> model = LabelShiftAdapter(batch=20).learn(x, evidence, there, Classifier())
    >>> bool(model.about["prior"][1] > 0.8)
    True
    """

    keep: Fraction = 0.9
    batch: Count = 64
    floor: Fraction = 0.01
    spread: Positive = 0.5

    def learn(
        self, features: Features, evidence: Evidence, target_features: Features | None = None,
        carrier: Carrier = None,
    ) -> Model:  # fmt: skip
        """Return the model; `target_features` (m, d) are of where it is used, as they come in."""
        found = apart(self, features, evidence, carrier, 0.0 if target_features is None else HELD)
        if target_features is None or not len(found.labels):
            return found.model
        prior = found.prior
        scale, strength, shift = self._adapter(found)
        model = turned(found.model, scale, shift)
        proba = model.probabilities(target_features)
        _, path = followed(proba, prior, self.batch, self.keep, self.floor, strength)
        now = path[-1] if len(path) else prior
        model = turned(model, 1.0, strength * np.log(now / prior))
        about = {"prior": now, "path": path, "scale": scale, "strength": strength, "shift": shift}
        return replace(model, about={**model.about, **about})

    def _adapter(self, found: Apart) -> tuple[float, float, Floats]:
        """Return scale, strength and shift, of a model that learnt from the other items."""
        proba = found.teller.probabilities(found.features[:MOST])
        prior, random = found.prior, np.random.default_rng(0)
        mixes = random.dirichlet(np.full(len(prior), self.spread), DRAWS)
        mixes = np.maximum(mixes, self.floor / len(prior))
        logs = np.log(np.maximum(proba, 1e-12))
        return adapter(logs, found.labels[:MOST], prior, mixes / mixes.sum(axis=1, keepdims=True))
