"""The two most plausible answers of every item, and how often they are confused."""

from dataclasses import dataclass
from typing import Annotated

import numpy as np
from annotated_types import Interval

from assay.evidence import Evidence, freeze
from assay.kernels.infer.hard_votes import TIED, HardVotes, hard_votes
from assay.method import Inference
from assay.posterior import Posterior
from assay.types import Bools, Count, Floats, Ints, Positive

#: Nobody is taken to guess always or never, and no second answer to be likelier than the first.
RELIABILITY, FIRST_SHARE = (0.001, 0.999), (0.501, 0.999)


@dataclass(frozen=True, eq=False)
class TwoAnswers:
    """What `TopTwo` finds of items and sources.

    Parameters
    ----------
    first, second
        (n,) the most plausible answer, and the one it is confused with; the first of equals, -1
        where there are no votes. With one class there is no second.
    share
        (n,) chance that who doesn't guess gives the first answer and not the second, above 1/2.
    reliability
        (S,) chance that the source doesn't guess.
    proba
        (n, K) the share on the first answer and the rest on the second, split among equals.
    """

    first: Ints
    second: Ints
    share: Floats
    reliability: Floats
    proba: Floats

    def __post_init__(self) -> None:
        for name in ("first", "second", "share", "reliability", "proba"):
            object.__setattr__(self, name, freeze(np.asarray(getattr(self, name))))


@dataclass(frozen=True)
class TopTwo(
    Inference,
    reads={"labels", "votes", "gold"},
    truth={"one_of", "ordered"},
    paper="jeong2023",
):
    """Find each item's two most plausible answers, and the chance of confusing them.

    A source either guesses among all classes, or gives the first answer with a chance that is
    the item's own, and the second else. That chance tells easy items from hard ones. Stage one
    weighs each source by the leading singular vector of the votes, less what guessing gives, and
    takes the two classes of most weight; reliability is how often a source names one of them.
    Stage two takes the pair that makes the votes most likely. The posterior has the chance on
    the first answer and the rest on the second: it says how people would split, so that the
    second is the class to ask about. `answers` gives both with the reliabilities. An item that a
    trusted source speaks of gets its answer.

    The votes of all classes make one matrix here, where the paper takes one for each cut of the
    classes in two: the answer doesn't depend on the order of the classes. The released code
    reads the item's chance off at the true class; here it is at the one found.

    Equation
    --------
    P(s says j) = r[s] * (q where j is the first answer, 1 - q where the second) + (1 - r[s]) / K
    first, second = the a, b of the largest sum over votes for a of log(1 + K * q * r / (1 - r))
                    + sum over votes for b of log(1 + K * (1 - q) * r / (1 - r))
    r[s] = (share of s's votes for one of the two - 2 / K) / (1 - 2 / K)
    q    = 1 / K + (sum of w[s] * ([s says the first] - 1 / K)) / (sum of w[s] * r[s]), over votes
    w: leading singular vector of votes - 1 / K;  P(truth) = q of the first, 1 - q of the second

    Parameters
    ----------
    stages
        1 or 2.
    tolerance
        The singular vector is found when no weight moves by more than this in a round.
    rounds
        Most rounds.

    Assumes
    -------
    Sources guess evenly, and confuse all items' answers in the same proportions otherwise; most
    are better than guessing. Sources with few votes, or few items with many classes, make stage
    two worse than a majority vote. With two classes it is a one-coin model with easy and hard
    items.

    Cost
    ----
    Time O(rounds claims + n K), memory a few (n, K) arrays.

    Notes
    -----
    Figures: the paper's sets web, adult2, flag and plot were not tried.

    References
    ----------
    jeong2023

    Examples
    --------
    >>> from assay.evidence import Evidence
    >>> item, source = np.repeat(np.arange(3), 4), [0, 1, 2, 3] * 3
    >>> said = ["a", "a", "b", "c", "b", "b", "b", "a", "c", "c", "a", "c"]
    >>> found = TopTwo().answers(Evidence.votes(item, source, said))
    >>> found.first.tolist(), found.second[:2].tolist()
    ([0, 1, 2], [1, 0])
    """

    stages: Annotated[int, Interval(ge=1, le=2)] = 2
    tolerance: Positive = 1e-10
    rounds: Count = 300

    def infer(self, evidence: Evidence) -> Posterior:
        """Return the chance of the first answer and of the second."""
        found = self.answers(evidence)
        k = len(evidence.classes)
        there = found.first >= 0
        mean = found.share[there].mean() if there.any() else 1.0
        right = found.reliability * mean + (1 - found.reliability) / max(k, 1)
        right[[source.trusted for source in evidence.sources]] = 1.0
        return Posterior(evidence.classes, found.proba, accuracy=right)

    def answers(self, evidence: Evidence) -> TwoAnswers:
        """Return both answers of every item, their chances, and the sources' reliabilities."""
        votes = hard_votes(evidence, type(self).__name__)
        weight = self._weights(votes)
        score = votes.tally(weight[votes.source])
        first, second = _pair(2 * score, score)
        reliability = _reliability(votes, first, second)
        share = _share(votes, first, weight, reliability)
        if self.stages == 2:
            odds = (reliability / (1 - reliability))[votes.source] * votes.k
            of_item = share[votes.item]
            as_first = votes.tally(np.log1p(odds * of_item))
            as_second = votes.tally(np.log1p(odds * (1 - of_item)))
            first, second = _pair(as_first, as_second)
        proba = share[:, None] * first + (1 - share)[:, None] * second
        if votes.k == 1:
            proba[:] = 1
        empty = votes.per_item == 0
        proba[empty] = 1 / votes.k
        votes.settle(proba)
        empty[votes.settled] = False
        reliability[votes.trusted] = 1.0
        return _named(proba, empty, share, reliability)

    def _weights(self, votes: HardVotes) -> Floats:
        """Return (S,) what is in proportion to reliability, at least 0.

        The leading left singular vector of the votes less their expectation, with every source's
        row at one length, or else the busiest would stand for all.
        """
        length = np.sqrt(np.maximum(votes.per_source, 1))
        vector = length / np.linalg.norm(length)
        for _ in range(self.rounds):
            mine = (vector / length)[votes.source]
            total = votes.tally(mine)
            total -= votes.by_item(mine)[:, None] / votes.k
            moved = votes.by_source(votes.support(total)) / length
            norm = np.linalg.norm(moved)
            if norm == 0:
                break
            moved /= norm
            change = np.abs(moved - vector).max(initial=0)
            vector = moved
            if change < self.tolerance:
                break
        return np.asarray(np.maximum(vector / length, 0))


def _pair(as_first: Floats, as_second: Floats) -> tuple[Floats, Floats]:
    """Return (n, K) and (n, K): the classes a and b, not the same, with the most a + b.

    Where several pairs have as much, each has the same share.
    """
    k = as_first.shape[1]
    if k == 1:
        return np.ones_like(as_first), np.zeros_like(as_first)
    high, next_high = np.partition(as_second, (k - 2, k - 1), axis=1)[:, [k - 1, k - 2]].T
    lead = _near(as_second, high)
    alone = (lead.sum(axis=1) == 1)[:, None]
    value = as_first + np.where(lead & alone, next_high[:, None], high[:, None])
    first = _near(value, value.max(axis=1)).astype(np.float64)
    first /= first.sum(axis=1, keepdims=True)
    inside = np.where(lead, first, 0)
    held = inside.sum(axis=1, keepdims=True)
    leaders = lead.sum(axis=1, keepdims=True)
    second = np.where(lead, (1 - held) / leaders, 0)
    several = (held - inside) / np.maximum(leaders - 1, 1)
    runners = ~lead & _near(as_second, next_high)
    one = held * runners / np.maximum(runners.sum(axis=1, keepdims=True), 1)
    second += np.where(alone, one, np.where(lead, several, 0))
    return first, second


def _near(value: Floats, top: Floats) -> Bools:
    """Return which values of each row are as high as its top; sums differ by rounding."""
    return np.asarray(value >= top[:, None] * (1 - TIED))


def _reliability(votes: HardVotes, first: Floats, second: Floats) -> Floats:
    """Return (S,) how much more often than a guesser a source names what is plausible."""
    choices = 2 if votes.k > 2 else 1
    plausible = votes.support(first + second if choices == 2 else first)
    known = max(float(plausible.mean()) if plausible.size else 1.0, choices / votes.k)
    named = votes.means(plausible, known)
    guess = choices / votes.k
    return np.asarray(np.clip((named - guess) / max(1 - guess, 1 / votes.k), *RELIABILITY))


def _share(votes: HardVotes, first: Floats, weight: Floats, reliability: Floats) -> Floats:
    """Return (n,) the chance of the first answer among those who don't guess."""
    mine = weight[votes.source]
    support = votes.by_item(mine * votes.support(first))
    excess = support - votes.by_item(mine) / votes.k
    scale = votes.by_item(mine * reliability[votes.source])
    share = np.divide(excess, scale, out=np.zeros(votes.n), where=scale > 0) + 1 / votes.k
    return np.asarray(np.clip(share, *FIRST_SHARE))


def _named(proba: Floats, empty: Bools, share: Floats, reliability: Floats) -> TwoAnswers:
    """Return the two answers by their numbers."""
    rows = np.arange(len(proba))
    first = proba.argmax(axis=1)
    rest = np.array(proba)
    rest[rows, first] = -1
    second = rest.argmax(axis=1) if proba.shape[1] > 1 else np.full(len(proba), -1)
    first[empty] = second[empty] = -1
    return TwoAnswers(first, second, share, reliability, proba)
