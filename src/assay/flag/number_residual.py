"""Suspicion of numbers by how far they are from what is expected."""

from dataclasses import dataclass

import numpy as np

from assay.kernels.kinds.residuals import KNOWN, chance_wrong, standardised, two_scatters
from assay.method import Detector
from assay.results import Flags
from assay.types import Floats, Fraction

REASON = (
    "{number:.4g} is given where {expected:.4g} is expected, {away:.1f} times the scatter usual "
    "there ({scatter:.2g})"
)


@dataclass(frozen=True)
class NumberResidual(Detector, reads={"numbers"}, truth={"number"}, paper="zhou2023"):
    """Suspect numbers that lie further from their predictions than is usual in their place.

    The usual scatter of a place is the median residual among items of near expected numbers, and
    what the item's several predictions differ by beyond the usual. Right numbers scatter so about
    what is expected; wrong ones have one wide scatter of their own, wherever they are. Both
    scatters and the share of wrong numbers are fitted to the residuals, which gives every number
    its probability of being wrong; it is flagged where that is above `cut`. Where one scatter with
    long tails explains the residuals as well (Student's t), nothing is flagged, no probability is
    given, and the score is a ranking only.

    Assumes: the predictions are out of sample. Errors that the features share (a sensor that
    drifts with the weather) are learnt as if they were right, and errors no larger than the usual
    scatter leave no trace.

    Cost: a sort of the items and one pass a round of fitting, over 50,000 of them.

    Figures: where the features share the errors hardly any can be found, by this or by plain
    residuals. Tests hold it to flag next to nothing of clean normal, Laplace or t numbers, and to
    find gross errors that cleanlab's default buries in false flags.

    Equation
    --------
    d        = number - mean of the predictions
    scale^2  = local^2 + max(spread of predictions^2 - usual spread^2, 0)
    P(wrong) = told * s * N(d; wrong) / (s * N(d; wrong) + (1 - s) * N(d; right * scale))
    flagged where P(wrong) > cut and told >= 1/2;   score: P(wrong) with s of .05 at least

    N(d; w): normal density of deviation w; s, right and wrong by EM; told: how surely two scatters
    explain the residuals better than one with long tails does.

    Parameters
    ----------
    cut
        Flag where the probability of being wrong is above this.

    References
    ----------
    zhou2023 for residuals over both kinds of doubt.

    Examples
    --------
    >>> x = np.linspace(0, 9, 40)
    >>> given = x + np.where(np.arange(40) % 2, 0.1, -0.1)
    >>> given[7] += 5
    >>> flags = NumberResidual().flag(given, x[:, None])
    >>> np.flatnonzero(flags.flagged).tolist(), flags.explain(7, "", "")[:36]
    ([7], '6.715 is given where 1.615 is expect')
    """

    cut: Fraction = 0.5

    def flag(self, numbers: Floats, number_predictions: Floats) -> Flags:
        """Score every number by its residual."""
        said = np.isfinite(numbers)
        expected, scale, z = standardised(numbers, number_predictions)
        fitted = two_scatters(z[said], scale[said])
        wrong = np.where(said, chance_wrong(z, scale, fitted), 0.0)
        # Where hardly any number is wrong the ranking must still be told, and finely.
        rank = np.where(said, np.abs(z) * scale / (np.abs(z) * scale + fitted.wrong), 0.0)
        near = chance_wrong(z, scale, fitted.ranking())
        score = np.where(said, (near + 1e-3 * rank) / (1 + 1e-3), 0.0)
        values = {
            "number": np.asarray(numbers, np.float64),
            "expected": expected,
            "away": np.abs(z),
            "scatter": scale,
        }
        suggested = np.zeros(len(numbers), np.int64)
        known = wrong if fitted.told >= KNOWN else None
        flagged = (wrong > self.cut) & (fitted.told >= KNOWN)
        return Flags(score, suggested, flagged, REASON, values, p_wrong=known)
