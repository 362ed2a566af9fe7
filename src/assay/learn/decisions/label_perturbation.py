"""Labels that are blurred, item by item, until confidence is what accuracy is."""

from dataclasses import dataclass

import numpy as np

from assay.evidence import Evidence
from assay.learn.decisions.turned import split_off
from assay.learn.fit import Carrier, carrier_of, fit
from assay.learn.recipe import Recipe
from assay.learn.said import said
from assay.learn.step import Epoch, Step
from assay.method import Learner
from assay.model import Model
from assay.types import Bools, Features, Floats, Fraction, Positive


class Blurred(Recipe):
    """Aim at labels mixed with all classes alike, by an amount of each item's own."""

    def __init__(self, first: Floats, held: Bools, rate: float, start: float) -> None:
        known = ~np.isnan(first).any(axis=1)
        super().__init__(first, (known & ~held).astype(np.float32))
        self.apart = np.flatnonzero(held & known)
        self.rate, self.start = rate, start
        self.amount: Floats = np.zeros(len(first), np.float32)
        self.accuracy, self.gap = np.nan, np.nan

    def targets(self, step: Step) -> Floats:
        """Return blurred labels."""
        amount = self.amount[step.ids][:, None]
        return np.asarray((1 - amount) * self.first[step.ids] + amount / self.first.shape[1])

    def after(self, epoch: Epoch) -> None:
        """Blur more where the model is surer than its label asks, while it is too sure at all."""
        if epoch.progress < self.start or not len(self.apart):
            return
        logs = epoch.log_proba()
        held = logs[self.apart]
        right = held.argmax(axis=1) == self.first[self.apart].argmax(axis=1)
        self.accuracy = float(right.mean())
        self.gap = float(np.exp(held.max(axis=1)).mean()) - self.accuracy
        known = np.flatnonzero(self.weight > 0)
        self.amount[known] = self.moved(self.amount[known], self.first[known], logs[known])

    def moved(self, amount: Floats, label: Floats, logs: Floats) -> Floats:
        """Return the amounts after an epoch: entropy less twice the loss raises them.

        Where the model is less sure of held-out items than it is right, all of them fall.
        """
        if self.gap <= 0:
            return np.asarray(amount * (1 - min(self.rate, 1.0)))
        k = label.shape[1]
        far = 1 - 1 / k
        proba = np.exp(logs)
        paid = -(label * np.maximum(logs, -30)).sum(axis=1)
        spread = -(proba * np.maximum(logs, -30)).sum(axis=1)
        most = min(1 - self.accuracy, far) / far
        return np.asarray(np.clip(amount + self.rate * (spread - 2 * paid) / far, 0, most))

    def found(self) -> dict[str, Floats | float]:
        """Return how far each label was blurred, and the accuracy that bounds it."""
        return {"amount": self.amount, "accuracy": self.accuracy}

    def believed(self) -> Floats:
        """Return what was aimed at in the end."""
        amount = self.amount[:, None]
        return np.asarray((1 - amount) * self.first + amount / self.first.shape[1])


@dataclass(frozen=True)
class LabelPerturbation(Learner, reads={"labels", "soft"}, truth={"one_of"}, paper="liu2023c"):
    """Blur each label as far as the model grows surer of it than held-out items bear out.

    Every epoch an item's label is mixed a little more with all classes alike where the entropy of
    its prediction outweighs twice its loss, which is where it is learnt by heart, and less where
    it doesn't; never so far that the label's own share falls below the accuracy on held-out
    items, and less for all once the model is no surer of those than it is right. Confidence comes
    down to what it is worth, and which class is best stays.

    Assumes: held-out items are like those to come. Held-out items are not learnt from. In the
    spirit of the paper, which blurs whole masks of pixels.

    Cost: one training and a prediction of all items an epoch.

    Equation
    --------
    paid = mean over items of cross entropy((1 - a) * said + a / K, p)
    a <- clip(a + rate * (entropy of p - 2 * loss) / (1 - 1/K), 0, (1 - accuracy) / (1 - 1/K))
         after an epoch, where held-out confidence is above held-out accuracy, else
    a <- (1 - min(rate, 1)) * a
    The upper bound is 1 at most; loss = cross entropy(said, p).

    Parameters
    ----------
    rate
        What an epoch adds to the blurred share of a label for a nat by which entropy outweighs
        twice the loss; where the model isn't too sure, the share of the blur that is taken away.
    start
        Share of the training before which none is.
    held_out
        Share of the items that accuracy is measured on.

    References
    ----------
    liu2023c
    """

    rate: Positive = 0.2
    start: Fraction = 0.1
    held_out: Fraction = 0.15

    def learn(self, features: Features, evidence: Evidence, carrier: Carrier = None) -> Model:
        """Return the model; `about` holds the `amount` of each item and the `accuracy`."""
        first = said(evidence)
        _, held = split_off(len(first), self.held_out, carrier_of(carrier, self).seed)
        known = ~np.isnan(first).any(axis=1)
        if not (known & ~held).any():
            held = np.zeros(len(first), bool)
        recipe = Blurred(first, held, self.rate, self.start)
        return fit(self, features, evidence.truth, recipe, carrier)
