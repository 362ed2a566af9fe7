"""Tags of which some are rare and many unspoken, corrected and weighed as training goes."""

from dataclasses import dataclass, replace

import numpy as np

from assay.evidence import Evidence
from assay.learn.fit import Carrier, fit
from assay.learn.nets import OwnModule
from assay.learn.said import tags_of
from assay.learn.step import Epoch, Step
from assay.learn.tags.entries import Entries
from assay.method import Learner
from assay.model import Layers, Model
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
        if step.epoch and step.member == self.members - 1:
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
        self.usual = epoch.proba(self.members - 1).mean(axis=0)
        self.tail = self.rarity()

    def believed(self) -> Floats:
        """Return what was said, and what was found to hold."""
        return self.held(slice(None)).astype(np.float32)


class Balancing(Correcting):
    """A network of the common tags and one of the rare ones, and a third that hears both."""

    members = 3
    balance = 1.0

    def objective(self, step: Step) -> Tensor:
        """Return what tags cost the third network, and what it is off from the other two."""
        if step.member < 2:
            return self.leaning(step, step.member)
        own = super().objective(step)
        paid = [self.leaning(peer, peer.member).detach() ** 2 for peer in step.peers]
        shares = [one / (paid[0] + paid[1]).clamp_min(1e-12) for one in paid]
        heard = [peer.logits.detach().sigmoid() for peer in step.peers]
        return own + self.balance * self.off(step, shares[0] * heard[0] + shares[1] * heard[1])

    def leaning(self, step: Step, rare: int) -> Tensor:
        """Return the cross-entropy of tags, all alike, or each by how rare it is."""
        held = self.held(step.ids)
        many = np.maximum(self.held(slice(None)).sum(axis=0), 1)
        much = many.max() / many if rare else np.ones(len(many))
        return self.off(step, step.tensor(held.astype(np.float32)), much / much.mean())

    def off(self, step: Step, aim: Tensor, much: Floats | float = 1.0) -> Tensor:
        """Return the cross-entropy of tags and what is aimed at, over the tags that hold."""
        z = step.logits
        paid = z.clamp_min(0) - z * aim + (-z.abs()).exp().log1p()
        weight = step.tensor(np.asarray(self.weighed(step), np.float32) * np.float32(much))
        return (paid * weight).sum() / max(int(self.held(step.ids).sum()), 1)


@dataclass(frozen=True)
class LongTailedTags(Learner, reads={"tags"}, truth={"any_of"}, paper="zhang2023a"):
    """Correct unspoken tags that the network is sure of, and weigh rare tags more.

    A tag that nobody spoke of is taken to hold from when its probability is above `sure` and
    above what is usual of the tag. What holds must hold by a margin. What doesn't hold is paid
    for with a focus on the improbable mistakes, sharper the rarer the tag, and tags count more
    the rarer they are, counted again each epoch with what was found. What is usual of a tag is its
    mean over all items; the authors take it over a batch.

    With `balance`, two more networks learn beside it: one pays for all tags alike, so that the
    common ones lead it, the other for each by how rare it is. The first hears both, the one more
    whose loss is larger, as the authors have it, and alone predicts.

    Experimental: on drawn tags it stays behind plain training with unknown tags evenly weighed;
    of stored sets it is above on some and below on others.

    Equation
    --------
    paid = sum of tail[k] * (-log(q) where k holds, else above^(focus + tail[k]) * -log(1 - above))
           / number of tags that hold + balance * cross entropy(mix, p)
    q = sigmoid(z - margin), above = max(p - drop, 0), the power of it without a slope
    tail[k] = (1 - log(n[k] / max(n)))^(1/6), n[k] how many items tag k holds of, found ones too
    k is found where nobody spoke of it, p > sure and p > mean of p over all items
    mix = (L1^2 * p1 + L2^2 * p2) / (L1^2 + L2^2) of the other two networks, L their losses

    Assumes
    -------
    A tag that is predicted above `sure` holds; some tags are far rarer than others.

    Cost
    ----
    One training, with `balance` three, and a pass over all items each epoch.

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
    balance
        What it weighs to be off from what networks of common and of rare tags say; 0: there are
        none.

    References
    ----------
    zhang2023a
    """

    sure: Fraction = 0.7
    margin: NonNegative = 1.0
    focus: NonNegative = 0.0
    drop: Fraction = 0.05
    balance: NonNegative = 0.0

    def learn(self, features: Features, evidence: Evidence, carrier: Carrier = None) -> Model:
        """Return the model."""
        settings = (self.sure, self.margin, self.focus, self.drop)
        if self.balance <= 0:
            recipe = Correcting(tags_of(evidence), *settings)
            return fit(self, features, evidence.truth, recipe, carrier)
        both = Balancing(tags_of(evidence), *settings)
        both.balance = self.balance
        return third(fit(self, features, evidence.truth, both, carrier))


def third(model: Model) -> Model:
    """Return the model of the last of three networks alone."""
    body = model.body
    if isinstance(body, Layers) and len(body.members) == Balancing.members:
        return replace(model, body=replace(body, members=body.members[2:]))
    if isinstance(body, OwnModule):
        return replace(model, body=OwnModule(body.modules[2:], body.link))
    return model
