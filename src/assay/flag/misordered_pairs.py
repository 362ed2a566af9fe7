"""Pairs whose preferred side is the worse one, by what is known of each side alone."""

from dataclasses import dataclass
from typing import Annotated, Any

import numpy as np
from annotated_types import Interval

from assay.kernels.kinds.pairs import chance_flipped, error_rate, out_of_fold, sigmoid
from assay.method import Detector
from assay.parts.folds import folds as deal
from assay.results import Flags
from assay.types import Floats, Ints, Seed

REASON = (
    "{given} is preferred, and by itself it is right with {own:.0%} against {other:.0%}; "
    "other pairs make {suggested} the better one with {better:.0%}"
)


@dataclass(frozen=True)
class MisorderedPairs(Detector, reads={"pairs"}, truth={"one_of"}, paper="chaduvula2026"):
    """Suspect preferences that go against what is known of both sides by themselves.

    An item is a pair; its label says which side is preferred, 0 the first, 1 the second.
    `pointwise` says how right each side is by itself (a fact check: 1 right, 0 false). Where the
    two differ the better one is believed with odds of `trust`, and labels against it are turned;
    from the pairs so mended Bradley and Terry's model learns, out of fold, what differences of the
    sides' features (`views`) are worth. Both together give the odds that the preferred side is
    the worse one (facts are an offset in the model). The label is flagged where that is more
    likely than not. With `trust` near one that is the rule "never prefer the less factual".

    Assumes: pointwise judgements are right with probability `trust`, whatever the preference;
    where both sides are judged alike, nothing but the features can tell.

    Cost: five fits of a logistic regression, d^2 a pair.

    Figures: the paper trains a language model, which isn't run. A test turns labels to a fluent
    but false side: what is flagged, and the utility learnt before and after, are held to bounds.

    Equation
    --------
    facts    = (pointwise[first] - pointwise[second]) * log(trust / (1 - trust))
    odds     = facts + w . (x[first] - x[second]),   w by Bradley and Terry's model, out of fold
    r        = 1 / (1 + exp(-odds)) of the preferred side
    P(wrong) = 1 - r where facts differ, else e * (1 - r) / (e * (1 - r) + (1 - e) * r)
    score    = P(wrong),   flagged where P(wrong) > 1/2

    e: share of labels turned, under which those of pairs judged alike are likeliest.

    Parameters
    ----------
    trust
        How often the side that is better by itself is the better one, where they differ wholly.
    seed
        Decides the folds.

    References
    ----------
    chaduvula2026 for turning pairs by facts; training a language model isn't part of it.

    Examples
    --------
    >>> labels, facts = np.array([0, 1, 0, 1]), np.array([[1, 0], [0, 1], [0, 1], [1, 1.0]])
    >>> flags = MisorderedPairs().flag(labels, facts)
    >>> flags.flagged.tolist(), flags.suggested.tolist()
    ([False, False, True, False], [0, 1, 1, 1])
    """

    trust: Annotated[float, Interval(ge=0.5, lt=1)] = 0.95
    seed: Seed = 0

    def flag(
        self,
        labels: Ints,
        pointwise: Floats,
        views: tuple[Floats, Floats] | None = None,
        groups: Any = None,
    ) -> Flags:
        """Score every pair by the probability that its label is the wrong way round."""
        said = labels >= 0
        facts = self.offset(pointwise)
        odds = facts if views is None else self.odds(labels, facts, views, groups)
        given = np.where(labels == 1, -odds, odds)
        # Where facts differ they decide, and say by themselves how likely the label is a flip;
        # elsewhere a label is as often wrong as the pairs that are judged alike tell.
        alike = said & (facts == 0)
        wrong = np.where(said, sigmoid(-given), 0.0)
        wrong[alike] = chance_flipped(sigmoid(given[alike]), error_rate(given[alike]))
        flagged = wrong > 0.5
        suggested = np.where(flagged, 1 - labels, np.where(said, labels, (odds < 0)))
        known = np.nan_to_num(pointwise, nan=0.5)
        side = np.where(labels == 1, 1, 0)
        rows = np.arange(len(labels))
        values = {
            "own": known[rows, side],
            "other": known[rows, 1 - side],
            "better": sigmoid(np.abs(odds)),
        }
        return Flags(wrong, suggested.astype(np.int64), flagged, REASON, values, p_wrong=wrong)

    def offset(self, pointwise: Floats) -> Floats:
        """Return (n,) log-odds that the first is the better one, by the sides alone."""
        gap = np.nan_to_num(pointwise[:, 0] - pointwise[:, 1], nan=0.0)
        return np.asarray(gap * np.log(self.trust / (1 - self.trust)), np.float64)

    def odds(
        self, labels: Ints, facts: Floats, views: tuple[Floats, Floats], groups: Any = None
    ) -> Floats:
        """Return (n,) log-odds that the first is the better one, by facts and other pairs."""
        difference = views[0].astype(np.float64) - views[1]
        size = np.sqrt((difference**2).sum(axis=0) / max(len(difference), 1))
        difference /= np.where(size > 0, size, 1)
        first = np.where(labels == 0, 1.0, 0.0)
        target = np.where(facts > 0, 1.0, np.where(facts < 0, 0.0, first))
        target[(labels < 0) & (facts == 0)] = np.nan
        folds = deal(np.zeros(len(labels), np.int64), groups, self.seed)
        return out_of_fold(difference, facts, target, folds)
