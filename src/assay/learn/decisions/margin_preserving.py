"""New classes beside old ones, with fewer items that were right before and are wrong now."""

from dataclasses import dataclass

import numpy as np

from assay.evidence import Evidence
from assay.learn.decisions.older import old_proba, shared_classes
from assay.learn.fit import Carrier, fit
from assay.learn.recipe import Recipe
from assay.learn.said import said
from assay.learn.step import Step
from assay.method import Learner
from assay.model import Model
from assay.types import Features, Floats, Ints, NonNegative, Positive, Tensor


class Preserved(Recipe):
    """Labels under a handicap of old classes, and what older models said.

    Parameters
    ----------
    first
        (n, K) targets.
    known
        (O,) which classes the old model has.
    references
        (r, n, K) what others say, softened; zero for classes they don't have.
    margin, strength, focus, temperature
        See the method.
    """

    def __init__(
        self, first: Floats, known: Ints, references: Floats, margin: float, strength: float,
        focus: float, temperature: float,
    ) -> None:  # fmt: skip
        super().__init__(first)
        k = first.shape[1]
        self.lead = np.full(k, margin, np.float32)
        self.lead[known] = 0
        soft = np.where(references > 0, np.maximum(references, 1e-12) ** (1 / temperature), 0)
        self.references = (soft / soft.sum(axis=2, keepdims=True)).astype(np.float32)
        hit = references.argmax(axis=2) == np.nan_to_num(first).argmax(axis=1)
        self.count = (1 + focus * (hit & (self.weight > 0))).astype(np.float32)
        self.strength, self.temperature = strength, temperature

    def objective(self, step: Step) -> Tensor:
        """Return what labels cost with the handicap, and what differing from older models does."""
        led = step.logits + step.tensor(self.lead)
        paid = self.pay(step, self.targets(step), self.weighed(step), led)
        for reference, count in zip(self.references, self.count, strict=True):
            aim = reference[step.ids]
            slots = np.flatnonzero(aim.max(axis=0) > 0)
            cut = np.maximum(aim[:, slots], 1e-12)
            logs = (step.logits[:, slots] / self.temperature).log_softmax(dim=1)
            apart = (step.tensor(cut) * (step.tensor(np.log(cut)) - logs)).sum(dim=1)
            paid = paid + self.strength * (step.tensor(count[step.ids]) * apart).mean()
        return paid


@dataclass(frozen=True)
class MarginPreserving(Learner, reads={"labels", "soft"}, truth={"one_of"}, paper="ricci2025"):
    """Update a model to more classes such that few items that were right turn wrong.

    In training the logits of new classes have a lead, which old ones must make up for; without it
    an item of an old class keeps a margin. Beside the labels the model is held to what the old one
    said of old classes, and to what one says that was trained without all this, most where they
    were right.

    What it saves in items that turn wrong it pays for in accuracy: new classes are answered less.

    Assumes: the old model is worth keeping; classes keep their names.

    Cost: two trainings.

    Equation
    --------
    paid = mean over items of cross entropy(said, softmax(z + margin * new))
           + strength * sum over r of mean (1 + focus * right) * KL(r', softmax(z / temperature))
    r = the old model, and one of plain training; r' ~ r^(1 / temperature), over the classes it has
    new[k] = 1 for classes that the old model lacks, else 0; right = 1 where r's best is said

    Parameters
    ----------
    margin
        The lead of new classes, in logits; 0 for none.
    strength
        How much older models count beside the labels; 0 is plain training with the lead.
    focus
        How much more they count where they are right.
    temperature
        What their and its logits are divided by before they are compared.

    References
    ----------
    ricci2025

    Examples
    --------
    >>> from assay.learn import Head
    >>> x = np.r_[np.full((20, 1), -1.0), np.full((20, 1), 0.0), np.full((20, 1), 1.0)]
    >>> truth = np.repeat([0, 1, 2], 20)
    >>> head = Head(epochs=60, rate=0.01)
    >>> from assay.learn import PlainTraining
    >>> old = PlainTraining().learn(x[:40], Evidence.labels(truth[:40], ("a", "b")), carrier=head)
    >>> new = Evidence.labels(truth, ("a", "b", "c"))
    >>> MarginPreserving(margin=1).learn(x, new, old, head).predict(x[[0, 20, 40]]).tolist()
    [0, 1, 2]
    """

    margin: NonNegative = 4.0
    strength: NonNegative = 1.0
    focus: NonNegative = 5.0
    temperature: Positive = 5.0

    def learn(
        self, features: Features, evidence: Evidence, old: Model | None = None,
        carrier: Carrier = None,
    ) -> Model:  # fmt: skip
        """Return the model; `old` is the model that it is to follow."""
        first = said(evidence)
        plain = fit(self, features, evidence.truth, Recipe(first), carrier)
        if old is None or features is None or not len(first):
            return plain
        who = "MarginPreserving"
        references = np.stack(
            [old_proba(old, features, evidence.classes, who), plain.probabilities(features)]
        )
        known = shared_classes(old, evidence.classes, who)
        recipe = Preserved(
            first, known, references, self.margin, self.strength, self.focus, self.temperature
        )
        return fit(self, features, evidence.truth, recipe, carrier)
