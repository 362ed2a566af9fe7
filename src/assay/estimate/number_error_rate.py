"""The share of numbers that are far off what is right."""

from dataclasses import dataclass

import numpy as np

from assay.kernels.interval import checks_for, clopper_pearson
from assay.kernels.kinds.residuals import KNOWN, chance_wrong, standardised, two_scatters
from assay.method import Estimator
from assay.results import Estimate, Verdict
from assay.types import Floats, Positive

#: Fewer numbers than this tell nothing.
FEWEST = 30
#: Predictions must take this share off the scatter of the numbers about their median.
LIFT = 0.05


@dataclass(frozen=True)
class NumberErrorRate(Estimator, reads={"numbers"}, truth={"number"}, paper="zhou2023"):
    """Estimate the share of numbers that are wrong, as far as being far off shows it.

    The estimate is the share of numbers with a scatter of their own, wider than the usual one, as
    `NumberResidual` fits it, where the residuals speak for one. High: every number further than
    `far` usual scatters from what is expected may be wrong. Low is 0: scatter with long tails
    explains them as well. Where no such numbers lie apart from the rest, or the predictions say
    nothing, it can't be told: numbers wrong by no more than the others scatter leave no trace.

    Assumes: a number is wrong only if it is further off than its place explains; numbers that are
    wrong by less than that can't be told from right ones, and don't count.

    Cost: as `NumberResidual`.

    Figures: tests count gross errors, and hold it to say that it can't be told where one scatter
    with long tails explains all.

    Equation
    --------
    value = mean of P(wrong) of `NumberResidual`
    high  = high exact limit of the share with |number - expected| > far * scatter of right ones
    low   = 0

    Parameters
    ----------
    far
        Usual scatters beyond which a number may be wrong.

    References
    ----------
    zhou2023 for residuals over both kinds of doubt.
    """

    far: Positive = 2.0

    def estimate(self, numbers: Floats, number_predictions: Floats) -> Estimate:
        """Return the share of wrong numbers among those given."""
        said = np.isfinite(numbers)
        expected, scale, z = standardised(numbers, number_predictions)
        z, scale, given = z[said], scale[said], numbers[said]
        n = len(z)
        fitted = two_scatters(z, scale)
        value = float(chance_wrong(z, scale, fitted).mean()) if n else 0.0
        beyond = int((np.abs(z) > self.far * fitted.right).sum())
        high = max(value, float(clopper_pearson(beyond, n)[1]))
        problem = _problem(given, expected[said], fitted.told)
        verdict: Verdict = "cannot-be-told" if problem else "bounded"
        checks = checks_for(0.5 if problem else value, max(n, 1))
        settle = f"{checks} numbers drawn at random and measured again give it to one point."
        return Estimate(
            np.asarray(value), np.asarray(0.0), np.asarray(1.0 if problem else high),
            verdict=verdict,
            assumes=(
                "The predictions are out of sample.",
                "Estimate: right numbers scatter normally about what is expected.",
                f"High: a number within {self.far:g} usual scatters of what is expected is right.",
            ),
            settle=f"{problem}; {settle}" if problem else settle,
            about={"gold_checks": np.asarray(checks)},
        )  # fmt: skip


def _problem(given: Floats, expected: Floats, told: float) -> str:
    """Return what would tell, where the predictions say nothing of the numbers, or ""."""
    if len(given) < FEWEST:
        return f"At least {FEWEST} numbers are needed"
    plain = float(np.median(np.abs(given - np.median(given))))
    left = float(np.median(np.abs(given - expected)))
    taken = 1 - left / plain if plain > 0 else 0.0
    if taken < LIFT:
        return (
            f"The predictions take {max(taken, 0):.0%} off the scatter of the numbers: better "
            "features would tell"
        )
    if told < KNOWN:
        return "No numbers lie apart from the rest, whose scatter explains them all"
    return ""
