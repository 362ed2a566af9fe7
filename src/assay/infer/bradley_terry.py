"""Which of two is better, from many sources and the comparisons of all things."""

from dataclasses import dataclass

import numpy as np

from assay.errors import DataError
from assay.evidence import Evidence, heaviest
from assay.kernels.infer.compared import Compared, Curve, strengths
from assay.kernels.infer.drawn_together import HOLDS, drawn_together
from assay.kernels.kinds.pairs import sigmoid
from assay.method import Inference
from assay.posterior import Posterior
from assay.types import Array, Bools, Count, Floats, Ints, Positive

#: How often sources are taken to follow the scale before anything is known, and the claims of a
#: source that this counts for.
FIRST_GUESS, CLAIMS = 0.9, 10.0
#: Claims that the average source may count for: expected counts are alike before sources are.
MOST = 20.0
#: Longest step of a strength in a round, least chance of a claim, and how far a source that is
#: trusted follows.
STEP, TINY, GOLD = 3.0, 1e-9, 1 - 1e-9
#: Rounds after which the variance of strengths is taken anew: that asks for all of the covariance.
EVERY = 5
#: Variance of strengths before anything is known, and things' worth that this counts for.
SPREAD, THINGS = 2.0, 1.0


@dataclass(frozen=True)
class BradleyTerry(Inference, reads={"pairs", "gold"}, truth={"one_of"}, paper="chen2013"):
    """Put things that were compared in pairs on one scale, and weigh sources by how they follow it.

    An item is a pair of things, `sides` says which; its class says which of the two is better. A
    thing is preferred with odds of e to the difference of the strengths; a source follows that with
    a chance of its own and says the opposite else, so that one who clicks at random counts for
    nothing and one who has it upside down is read the other way round. Strengths and sources are
    learnt in turns; strengths are drawn towards their mean, sources towards the average source, as
    far as all of them ask. The posterior of a pair is the chance that its first thing is the
    stronger one, by all comparisons and not by those of the pair alone. A pair that a trusted
    source speaks of gets that source's answer.

    Equation
    --------
    up = 1 / (1 + exp(-(strength[first] - strength[second])))
    P(s prefers the first) = follows[s] * up + (1 - follows[s]) * (1 - up)
    strength: of the most log P(claims) - sum of strength ** 2 / (2 * spread)
    P(first is better | claims) = F((strength[first] - strength[second]) / deviation)

    F is the normal distribution; deviation by the curvature of log P; follows as far as claims say.

    Parameters
    ----------
    tolerance
        Stop when neither a strength nor how often a source follows moves by more in a round.
    rounds
        Most rounds.

    Assumes
    -------
    There is one scale; most sources follow it better than chance. Preferences that go in a circle
    are taken for chance. Things that no chain of comparisons links are placed by guess.

    Cost
    ----
    Time O(rounds (claims + T^3)) for T things up to 2,000, O(rounds claims) for more, where
    variances leave out how strengths hang together.

    References
    ----------
    chen2013 for sources that follow a scale; bradley1952 for the scale.

    Figures: a figure of the paper isn't reproduced: its data aren't here. The tests find the order
    nearer to the true one than crowd-kit's where half of the sources click at random.

    Examples
    --------
    >>> from assay.evidence import Evidence
    >>> sides = np.array([["tea", "mud"], ["tea", "soap"], ["soap", "mud"]])
    >>> item, source = np.repeat([0, 1, 2], 3), np.tile([0, 1, 2], 3)
    >>> votes = Evidence.votes(item, source, [0, 0, 0, 0, 0, 1, 0, 1, 0], ["first", "second"])
    >>> found = BradleyTerry().infer(votes, sides)
    >>> [found.strengths.names[i] for i in found.strengths.order]
    ['tea', 'soap', 'mud']
    """

    tolerance: Positive = 1e-3
    rounds: Count = 100

    def infer(self, evidence: Evidence, sides: Array) -> Posterior:
        """Return which of each pair is better, how often sources follow, and the strengths."""
        said = Preferred.of(evidence, type(self).__name__)
        compared = Compared.of(sides)
        difference = compared.difference
        strength, spread = np.zeros(len(compared.names)), SPREAD
        follows = np.where(said.trusted, GOLD, FIRST_GUESS)
        for turn in range(self.rounds):
            ahead = sigmoid(difference @ strength)
            slope, weight = said.pull(ahead, follows)
            curve = Curve.of(difference, weight, 1 / spread)
            step = curve.solve(difference.T @ slope - strength / spread)
            before = follows
            step = step / max(1.0, float(np.abs(step).max(initial=0)) / STEP)
            strength = strength + step
            follows = said.follow(sigmoid(difference @ strength), follows)
            change = max(np.abs(step).max(initial=0), np.abs(follows - before).max(initial=0))
            if change < self.tolerance:
                break
            if len(strength) and turn % EVERY == 0:
                known = strength @ strength + curve.of_things().sum()
                spread = float((known + SPREAD * THINGS) / (len(strength) + THINGS))
        return said.posterior(evidence.classes, compared, strength, curve, follows)


@dataclass(frozen=True, eq=False)
class Preferred:
    """Claims of which of two is better.

    Parameters
    ----------
    n_items, trusted
        How many pairs there are; (S,) which sources say the truth.
    item, source, first
        (E,) which pair a claim is about, who made it, whether it prefers the first.
    """

    n_items: int
    trusted: Bools
    item: Ints
    source: Ints
    first: Bools

    @classmethod
    def of(cls, evidence: Evidence, who: str) -> "Preferred":
        """Read evidence of pairs; every claim must name one of the two."""
        if len(evidence.classes) != 2:
            rule = "a pair must have two classes, the first and the second being better"
            raise DataError(who, rule, got=f"{len(evidence.classes)}")
        if (np.diff(evidence.claim.indptr) != 1).any() or np.asarray(evidence.negated).any():
            raise DataError(who, "each claim must name one of the two", got="both, or neither")
        trusted = np.array([source.trusted for source in evidence.sources], bool)
        first = heaviest(evidence.claim) == 0
        return cls(evidence.n_items, trusted, evidence.item, evidence.source, first)

    def pull(self, ahead: Floats, follows: Floats) -> tuple[Floats, Floats]:
        """Return (n,) how claims pull at the difference of each pair, and how firmly.

        Of the chance q that a claim prefers the first, by Fisher's scoring: sums of
        (said - q) q' / (q (1 - q)) and of q'^2 / (q (1 - q)).
        """
        follow, up = follows[self.source], ahead[self.item]
        chance = np.clip(follow * up + (1 - follow) * (1 - up), TINY, 1 - TINY)
        rise = (2 * follow - 1) * up * (1 - up)
        share = rise / (chance * (1 - chance))
        slope = np.bincount(self.item, (self.first - chance) * share, self.n_items)
        weight = np.bincount(self.item, rise * share, self.n_items)
        return np.asarray(slope, np.float64), np.asarray(weight, np.float64)

    def follow(self, ahead: Floats, follows: Floats) -> Floats:
        """Return (S,) how often each source follows the scale; trusted ones always do."""
        up = np.where(self.first, ahead[self.item], 1 - ahead[self.item])
        follow = follows[self.source]
        followed = follow * up / np.maximum(follow * up + (1 - follow) * (1 - up), TINY)
        size = len(follows)
        counts = np.stack(
            [
                np.bincount(self.source, followed, size),
                np.bincount(self.source, 1 - followed, size),
            ],
            axis=1,
        ).astype(np.float64)
        heard = counts[~self.trusted]
        guess = CLAIMS * np.array([FIRST_GUESS, 1 - FIRST_GUESS])
        mean = heard.sum(axis=0) + guess
        found = np.where(self.trusted, GOLD, follows)
        if len(heard):
            holds = HOLDS[HOLDS <= MOST]
            found[~self.trusted] = drawn_together(heard, mean[None] / mean.sum(), holds)[0][:, 0]
        return np.clip(found, TINY, GOLD)

    def posterior(
        self,
        classes: tuple[str, ...],
        compared: Compared,
        strength: Floats,
        curve: Curve,
        follows: Floats,
    ) -> Posterior:
        """Return the posterior that strengths and their variances give."""
        from scipy.special import ndtr

        one, other = compared.sides.T
        apart = strength[one] - strength[other]
        deviation = np.sqrt(np.maximum(curve.of_pairs(compared.sides), TINY))
        first = ndtr(apart / deviation)
        gold = self.trusted[self.source]
        heard = np.bincount(self.item[gold], minlength=self.n_items)
        said = np.bincount(self.item[gold], self.first[gold], self.n_items)
        first = np.where(heard > 0, said / np.maximum(heard, 1), first)
        confusion = np.array([[follows, 1 - follows], [1 - follows, follows]]).transpose(2, 0, 1)
        return Posterior(
            classes, np.stack([first, 1 - first], axis=1), confusion, follows,
            strengths=strengths(compared, strength, curve.of_things()),
        )  # fmt: skip
