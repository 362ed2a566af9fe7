"""Numbers some of which were read too low, or too high."""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from assay.evidence import Evidence
from assay.learn.fit import Carrier, fit
from assay.learn.recipe import Recipe
from assay.learn.said import said
from assay.learn.step import Epoch, Step
from assay.method import Learner
from assay.model import Model
from assay.types import Features, Floats, Ints

#: Share of the training before anything is taken to be off, and where the share then starts.
WARM, SHARE = 0.1, 0.3
#: No spread is below this share of the numbers' own.
LEAST = 1e-3


class Lowered(Recipe):
    """Aim at the number plus how much is expected to be missing of it.

    A number is f + normal noise, less an exponential amount with some chance. The slope of the
    squared error at these targets, held fixed, is that of minus the log likelihood.
    """

    rounds = 30

    def __init__(self, first: Floats, sign: float) -> None:
        super().__init__(first)
        known = self.first[self.weight > 0]
        wide = float(known.std()) if len(known) else 1.0
        self.sign, self.wide = sign, wide or 1.0
        self.spread, self.missing, self.share = self.wide, self.wide, SHARE

    def expected(self, ids: Ints, predicted: Floats) -> tuple[Floats, Floats, Floats, Floats]:
        """Return (m,) chances that something is missing, how much and its square, and log odds."""
        from scipy.special import expit, log_ndtr

        below = self.sign * (predicted[:, 0] - self.first[ids, 0]).astype(np.float64)
        rate, s = 1 / self.missing, self.spread
        middle = below - rate * s**2
        # The mean of a normal that is cut at zero, and of its square.
        log_density = -0.5 * (middle / s) ** 2 - 0.5 * np.log(2 * np.pi)
        ratio = np.exp(log_density - log_ndtr(middle / s))
        much = np.maximum(middle + s * ratio, 0)
        square = np.maximum(middle**2 + s**2 + middle * s * ratio, 0)
        whole = -0.5 * (below / s) ** 2 - np.log(s) - 0.5 * np.log(2 * np.pi)
        lacks = np.log(rate) - rate * below + 0.5 * (rate * s) ** 2 + log_ndtr(middle / s)
        odds = np.log(self.share) - np.log1p(-self.share) + lacks - whole
        log = np.logaddexp(np.log1p(-self.share) + whole, np.log(self.share) + lacks)
        return expit(odds), much, square, log

    def targets(self, step: Step) -> Floats:
        """Return the numbers, with what is missing."""
        first = self.first[step.ids]
        # Rounds of an estimator end where targets don't change.
        if step.guess is None and step.progress < WARM:
            return first
        chance, much, _, _ = self.expected(step.ids, step.log_proba)
        return np.asarray(first + self.sign * (chance * much)[:, None], np.float32)

    def after(self, epoch: Epoch) -> None:
        """Find how many are off, how far, and how wide the rest lies: the M-step."""
        ids = np.flatnonzero(self.weight > 0)
        predicted = epoch.log_proba()[ids]
        if epoch.progress < WARM:
            off = np.abs(predicted[:, 0] - self.first[ids, 0])
            self.spread = float(max(1.4826 * np.median(off), LEAST * self.wide))
            return
        chance, much, square, _ = self.expected(ids, predicted)
        below = self.sign * (predicted[:, 0] - self.first[ids, 0]).astype(np.float64)
        left = (1 - chance) * below**2 + chance * (below**2 - 2 * below * much + square)
        self.share = float(np.clip(chance.mean(), 1e-3, 1 - 1e-3))
        missing = (chance * much).sum() / max(chance.sum(), 1e-9)
        self.missing = float(np.clip(missing, LEAST * self.wide, 1e3 * self.wide))
        self.spread = float(max(np.sqrt(max(left.mean(), 0)), LEAST * self.wide))

    def judge(self, ids: Ints, log_proba: Floats) -> float:
        """Return minus the mean log likelihood of the numbers."""
        return float(-self.expected(ids, log_proba)[3].mean())

    def found(self) -> dict[str, float]:
        """Return the share that is off, how far on average, and the spread of the rest."""
        return {"share": self.share, "missing": self.missing, "spread": self.spread}


@dataclass(frozen=True)
class OneSidedNoise(
    Learner, reads={"numbers"}, truth={"number"}, carriers={"head", "classifier"},
    paper="katsuki2023",
):  # fmt: skip
    """Learn numbers an unknown share of which were read too low by an unknown amount.

    A sensor that is covered, a count that stopped early: what is read is the number plus normal
    noise, less an exponential amount with some chance. Targets are the numbers plus what is
    expected to be missing; how many are off and how far is found on the way, by EM. Both are in
    `Model.about`.

    Assumes: what is missing doesn't hang on the features, and is roughly exponential: how many are
    off can't be told without some such shape.

    Cost: one training and a pass an epoch; with an estimator of scikit-learn's, 30 fits.

    Equation
    --------
    number = f(x) + spread * normal - B * E, P(B = 1) = share, E exponential of mean `missing`
    paid   = mean over items of (f(x) - target)^2 / 2
    target = number + P(B = 1 | number) * mean of E given B = 1 and number, held fixed
    share, missing, spread <- the likeliest under these chances, after every epoch
    With side = "high" signs are turned.

    Parameters
    ----------
    side
        Whether numbers that are off are too low or too high.

    References
    ----------
    katsuki2023

    Examples
    --------
    >>> import numpy as np
    >>> from assay.learn import Classifier
    >>> features = np.linspace(0, 1, 40)[:, None]
    >>> read = 3 * features[:, 0] - np.where(np.arange(40) % 4 == 0, 2.0, 0.0)
    >>> model = OneSidedNoise().learn(features, Evidence.numbers(read), Classifier())
    >>> bool(abs(model.predict(np.array([[1.0]]))[0] - 3) < 0.3)
    True
    """

    side: Literal["low", "high"] = "low"

    def learn(self, features: Features, evidence: Evidence, carrier: Carrier = None) -> Model:
        """Return the model."""
        recipe = Lowered(said(evidence), 1.0 if self.side == "low" else -1.0)
        return fit(self, features, evidence.truth, recipe, carrier)
