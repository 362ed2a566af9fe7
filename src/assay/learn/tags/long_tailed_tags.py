"""Tags of which some are rare and many unspoken, corrected and weighed as training goes."""

from dataclasses import dataclass

import numpy as np

from assay.evidence import Evidence
from assay.learn.fit import Carrier, fit
from assay.learn.said import tags_of
from assay.learn.step import Epoch, Step
from assay.learn.tags.entries import Entries
from assay.method import Learner
from assay.model import Model
from assay.types import Array, Bools, Features, Floats, Fraction, NonNegative, Tensor


class Correcting(Entries):
    """Find tags that hold though nobody said so, and pay less for what surely doesn't hold."""

    def __init__(self, tags: Array, sure: float, margin: float, focus: float, drop: float) -> None:
        super().__init__(tags)
        self.sure, self.margin, self.focus, self.drop = sure, margin, focus, drop
        self.found_again = np.zeros(self.said.shape, bool)
        self.usual: Floats = np.ones(self.said.shape[1])
        self.tail = self.rarity()

    def rarity(self) -> Floats:
        """Return (K,) how rare tags are: 1 for the most common one, more for others."""
        many = np.maximum(self.held(slice(None)).sum(axis=0), 1)
        return np.asarray((1 - np.log(many / many.max())) ** (1 / 6))

    def held(self, ids: Array | slice) -> Bools:
        """Return (m, K) tags that are taken to hold."""
        return np.asarray((self.said[ids] == 1) | self.found_again[ids])

    def objective(self, step: Step) -> Tensor:
        """Return what tags cost, the rare ones more, over the tags that hold."""
        if step.epoch:
            new = (step.proba > self.sure) & (step.proba > self.usual)
            self.found_again[step.ids] |= new & self.unknown[step.ids]
        held = self.held(step.ids)
        holds = step.tensor(held.astype(np.float32))
        z = step.logits - self.margin * holds
        # What is above `drop` of a probability; a tag that surely doesn't hold costs nothing.
        above = (z.sigmoid() - self.drop).clamp_min(0)
        tail = step.tensor(self.tail)
        # As the authors' code has it, the factor is no part of the slope.
        factor = above.detach().clamp_min(1e-12) ** (self.focus + tail)
        fails = factor * -(1 - above).clamp_min(1e-8).log()
        log = z.clamp_max(0) - (-z.abs()).exp().log1p()
        weight = step.tensor(np.asarray(self.weighed(step), np.float32))
        paid = (holds * -log + (1 - holds) * fails) * tail * weight
        return paid.sum() / max(int(held.sum()), 1)

    def after(self, epoch: Epoch) -> None:
        """Take how probable tags are on the whole, and count them again with those found."""
        self.usual = epoch.proba().mean(axis=0)
        self.tail = self.rarity()

    def believed(self) -> Floats:
        """Return what was said, and what was found to hold."""
        return self.held(slice(None)).astype(np.float32)


@dataclass(frozen=True)
class LongTailedTags(Learner, reads={"tags"}, truth={"any_of"}, paper="zhang2023a"):
    """Correct unspoken tags that the network is sure of, and weigh rare tags more.

    A tag that nobody spoke of is taken to hold from when its probability is above `sure` and
    above what is usual of the tag. What holds must hold by a margin. What doesn't hold is paid
    for with a focus on the improbable mistakes, sharper the rarer the tag, and tags count more
    the rarer they are, counted again each epoch with what was found.

    The authors' third part, two more networks for common and for rare tags that teach a balanced
    one, isn't built. What is usual of a tag is its mean over all items, not over a batch.

    Experimental: on drawn tags it stays behind plain training with unknown tags evenly weighed;
    of stored sets it is above on some and below on others.

    Assumes: a tag that is predicted above `sure` holds; some tags are far rarer than others.

    Cost: one training and a pass over all items each epoch.

    Parameters
    ----------
    sure
        Probability above which an unspoken tag is taken to hold.
    margin
        What a logit must be above what it would have to be.
    focus
        How much less improbable tags count that don't hold, beside what the rarity of a tag
        adds. The authors have 3 to 4; with few tags spoken of, all tags become probable then and
        are taken to hold.
    drop
        Probability below which nothing is paid for a tag that doesn't hold.

    References
    ----------
    zhang2023a
    """

    sure: Fraction = 0.7
    margin: NonNegative = 1.0
    focus: NonNegative = 0.0
    drop: Fraction = 0.05

    def learn(self, features: Features, evidence: Evidence, carrier: Carrier = None) -> Model:
        """Return the model."""
        recipe = Correcting(tags_of(evidence), self.sure, self.margin, self.focus, self.drop)
        return fit(self, features, evidence.truth, recipe, carrier)
