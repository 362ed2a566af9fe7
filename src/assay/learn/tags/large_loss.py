"""Unknown tags whose loss is large, doubted."""

from dataclasses import dataclass, replace
from typing import Annotated, Literal

import numpy as np
from annotated_types import Ge

from assay.errors import SettingError
from assay.evidence import Evidence
from assay.learn.fit import Carrier, carrier_of, fit
from assay.learn.head import Head
from assay.learn.said import tags_of
from assay.learn.step import Step, arrayed
from assay.learn.tags.entries import Entries
from assay.method import Learner
from assay.model import Layers, Model
from assay.types import Array, Bools, Features, Floats, Fraction

Boost = Annotated[float, Ge(1)]


class Doubting(Entries):
    """Take unknown tags not to hold, but for those that the network finds most likely to."""

    def __init__(self, tags: Array, act: str, share: float, boost: float) -> None:
        super().__init__(tags)
        self.act, self.share, self.boost = act, share, boost
        self.flipped = np.zeros(self.said.shape, bool)

    def targets(self, step: Step) -> Floats:
        """Return what was said, and ones where a tag is taken to hold."""
        target, doubted = self.first[step.ids], self.doubted(step)
        if self.act == "keep":
            self.flipped[step.ids] |= doubted
            return np.where(self.flipped[step.ids], np.float32(1), target)
        return np.where(doubted, np.float32(1), target) if self.act == "flip" else target

    def weights(self, step: Step) -> Floats:
        """Return one for tags that are trusted."""
        entries = np.asarray(self.entries)[step.ids]
        if self.act != "reject":
            return entries
        return np.where(self.doubted(step), np.float32(0), entries)

    def doubted(self, step: Step) -> Bools:
        """Return (m, K) the unknown tags of largest loss in the batch; of equal ones the first."""
        unknown = self.unknown[step.ids] & ~self.flipped[step.ids]
        share = self.share / step.epochs if self.act == "keep" else self.share
        many = int(share * unknown.sum() * (1 if self.act == "keep" else step.progress))
        doubted = np.zeros(unknown.shape, bool)
        if many and step.epoch:
            score = np.where(unknown, self.scores(step), -np.inf)
            doubted.flat[np.argsort(-score, axis=None, kind="stable")[:many]] = True
        return doubted

    def scores(self, step: Step) -> Floats:
        """Return (m, K) logits, what speaks for a tag multiplied: their order is the losses'."""
        if self.boost == 1:
            return step.log_proba
        last, hidden = step.network.module[-1], arrayed(step.hidden)
        return hidden @ boosted(arrayed(last.weight).T, self.boost) + arrayed(last.bias)

    def believed(self) -> Floats:
        """Return what was said, and the tags that were taken to hold for good."""
        return np.where(self.flipped, 1, self.first)


def boosted(weights: Floats, boost: float) -> Floats:
    """Return weights (h, K), those above zero multiplied."""
    return np.where(weights > 0, weights * np.float32(boost), weights)


@dataclass(frozen=True)
class LargeLoss(
    Learner, reads={"tags"}, truth={"any_of"}, carriers={"head", "classifier"}, paper="kim2022a",
):  # fmt: skip
    """Take unknown tags not to hold, and doubt those that the network finds hardest to believe.

    What holds is learnt before what was wrongly taken not to hold is learnt by heart. So unknown
    tags whose loss is largest in a batch are left out, or taken to hold; the share of them grows
    over the training.

    With `boost`, what speaks for a tag counts more than what speaks against it, as in networks
    that know all tags: the parts of a logit, of one hidden unit each, are multiplied where they
    are above zero, both to choose tags and to predict.

    Assumes: about `share` of the unknown tags may hold.

    Cost: one training; with a classifier of scikit-learn's, ten fits.

    Equation
    --------
    paid = mean over items and tags of -w * (target * log(p) + (1 - target) * log(1 - p))
    doubted: of a batch's unknown tags, the share * progress of largest -log(1 - p)
    reject:  w = 0 where doubted; flip: target = 1 there; else target = 0 where nobody spoke
    keep:    target = 1 from then on, share / epochs of the batch's unknown tags at a time
    boost:   logit = start + sum over hidden units of unit * (boost * v where v > 0, else v)

    Parameters
    ----------
    act
        reject: doubted tags are left out of a step; flip: they are taken to hold in it; keep:
        they are taken to hold from then on, the share of an epoch at a time.
    share
        Share of the unknown tags that is doubted in the end.
    boost
        What the parts that speak for a tag are multiplied by; needs a hidden layer.

    References
    ----------
    kim2022a
    kim2023a
    """

    act: Literal["reject", "flip", "keep"] = "reject"
    share: Fraction = 0.1
    boost: Boost = 1.0

    def learn(self, features: Features, evidence: Evidence, carrier: Carrier = None) -> Model:
        """Return the model."""
        carried = carrier_of(carrier, self)
        layered = isinstance(carried, Head) and carried.module is None and carried.hidden > 0
        if self.boost != 1 and not layered:
            rule = "boost must be 1 without a hidden layer of ours"
            raise SettingError("LargeLoss", rule, got=str(self.boost), fix="Give Head().")
        recipe = Doubting(tags_of(evidence), self.act, self.share, self.boost)
        model = fit(self, features, evidence.truth, recipe, carried)
        body = model.body
        if self.boost == 1 or not isinstance(body, Layers):
            return model
        members = tuple(
            (*layers[:-1], (boosted(layers[-1][0], self.boost), layers[-1][1]))
            for layers in body.members
        )
        return replace(model, body=replace(body, members=members))
