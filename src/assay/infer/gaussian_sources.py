"""Numbers from sources that lean one way and scatter, each in its own measure."""

from dataclasses import dataclass
from typing import Annotated

import numpy as np
from annotated_types import Interval

from assay.evidence import Evidence
from assay.kernels.infer.number_sources import again, deviations, start
from assay.kernels.infer.numbers import told
from assay.method import Inference
from assay.posterior import NumberPosterior
from assay.types import Count, Positive


@dataclass(frozen=True)
class GaussianSources(Inference, reads={"numbers", "gold"}, truth={"number"}, paper="smyth2004"):
    """Weigh every source of numbers by its bias and its scatter, every item by its difficulty.

    A claim is the truth plus the source's bias plus an error, whose variance is the source's times
    the item's. The truth is the weighted mean of what is left when biases are taken off; biases
    and variances are learnt from what the others say, in turns. A bias is the shift that half the
    source's claims exceed, so that a few wild or many exact claims don't make one; it is drawn
    towards none, and variances towards the average of all sources (or items), as far as sources
    are found to be alike: with few claims a source this is nearly the plain mean. An item that a
    trusted source speaks of gets that source's number. An item without claims gets the mean of the
    others, with their spread.

    Equation
    --------
    value[i] = sum over claims of w * (claim - bias[s]) / sum of w, w = slip / scatter[s]
    bias[s]  = trust * weighted median of (claim - value), trust = spread / (spread + noise[s])
    scatter[s]: its mean of slip * (claim - bias - value) ** 2, drawn to the average (Smyth)
    slip     = (1 + tails) / (1 + tails * ((claim - bias - value) ** 2 + variance[i]) / scatter[s])
    deviation[i] ** 2 = hard[i] / sum of w, more where scatter is learnt from little

    Parameters
    ----------
    tails
        How far out claims may lie: 0 for normal errors, else one over the degrees of freedom of
        Student's t (1/4 where one in some dozens of claims is a slip). More makes the middle of the
        claims count more and their mean less.
    tolerance
        Stop when no number moves by more than this share of the spread of all numbers.
    rounds
        Most rounds.

    Assumes
    -------
    Sources err independently, and not all to the same side: what all of them share nobody can see,
    and the deviation leaves it out. An error's size hangs on source and item, not on the number
    itself; sources that squeeze the scale are seen as scattered.

    Cost
    ----
    Time O(rounds claims log claims), memory a dozen numbers a claim.

    References
    ----------
    smyth2004 for how variances are drawn together.

    Figures: the tests find that 1.96 deviations hold as many true numbers as they should where
    sources are drawn, and fewer against trained judges: what a crowd shares it can't see. A slope a
    source, and items' difficulty in the weights, made the error on real ratings worse and were left
    out.

    Examples
    --------
    >>> from assay.evidence import Evidence
    >>> truth = np.arange(30.0)
    >>> said = np.stack([truth, truth, truth + 5], axis=1).ravel()
    >>> item, source = np.repeat(np.arange(30), 3), np.tile(np.arange(3), 30)
    >>> found = GaussianSources().infer(Evidence.numbers(said, item=item, source=source))
    >>> round(float(found.bias[2] - found.bias[0]), 1)
    4.7
    """

    tails: Annotated[float, Interval(ge=0, le=0.5)] = 0.0
    tolerance: Positive = 5e-4
    rounds: Count = 50

    def infer(self, evidence: Evidence) -> NumberPosterior:
        """Return every item's number with its deviation, and bias and spread of the sources."""
        votes = told(evidence)
        if not len(votes.value):
            nothing, no_bias = np.empty(0), np.zeros(votes.n_sources)
            return votes.posterior(nothing, nothing, no_bias, np.zeros(votes.n_sources))
        fit = start(votes)
        for _ in range(self.rounds):
            before, fit = fit, again(votes, fit, self.tails)
            moved = np.sqrt(np.mean((fit.value - before.value) ** 2))
            if float(moved) <= self.tolerance * votes.size:
                break
        return votes.posterior(fit.value, deviations(votes, fit), fit.bias, np.sqrt(fit.scatter))
