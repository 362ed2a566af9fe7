"""On how many items nothing beats the majority vote."""

from dataclasses import dataclass
from typing import Annotated, Literal

import numpy as np
from annotated_types import Interval

from assay.errors import DataError
from assay.evidence import Evidence
from assay.infer.bcc import Bcc
from assay.infer.one_coin import OneCoin
from assay.kernels.estimate.majority_margin import Panels
from assay.kernels.infer.hard_votes import HardVotes, hard_votes
from assay.kernels.interval import clopper_pearson
from assay.method import Estimator
from assay.results import Estimate, Verdict
from assay.types import Floats


@dataclass(frozen=True)
class MajorityOptimality(
    Estimator, reads={"votes", "gold"}, truth={"one_of", "ordered"}, paper="purificato2025"
):
    """Certify on which items no rule can do better than the majority vote.

    Bayes' rule weighs a source of accuracy p by log((K-1) p / (1-p)). On an item the majority vote
    is optimal, whatever its sources say, if the lightest strict majority that they can form
    weighs at least as much as what can stand against it, and the log ratio of the class shares
    besides. For 2m+1 votes: if the m+1 lightest weigh no less than the m heaviest. With two coins
    (two classes) a vote weighs log(p1 / (1-p0)) for one class and log(p0 / (1-p1)) for the other.
    The worst majority is found by sorting, for each item's own set of sources, even numbers of
    votes too; where votes are tied, the majority vote says nothing and nothing is certified of it.

    Accuracies are counted on gold items where there are any, else by the posterior of `one-coin`
    (two coins: `bcc`). Their exact intervals, all sources' and shares' together at the level, give
    the share of items for certain (low) and the share that may be (high).

    Equation
    --------
    w[s]   = log((K - 1) * p[s] / (1 - p[s])),   p: accuracies
    margin = min over strict majorities A of the item's sources of sum(w in A) - sum(w not in A),
             less the largest log(share[k] / share[j])
    value  = share of items with margin >= 0; low and high with p at the ends of their intervals

    Parameters
    ----------
    coins
        1: sources are right equally often on all classes; 2: on each of two classes by itself.
    prior
        Shares of the classes: learnt, or all alike.
    level
        Chance that all intervals hold.

    Assumes
    -------
    Given the truth, sources err independently; with one coin, alike over classes, and without
    gold, that most claims are right. For three classes or more of unequal shares the certificate
    may be withheld where no vote pattern breaks it, and is never given where one does.

    Cost
    ----
    Time O(votes log votes), about twenty times over; memory the votes a few times.

    Notes
    -----
    Figures: tests draw as many random panels as the notes on the paper and find no mismatch with
    weighing every vote pattern. On two real sets of votes they hold few items to be certified, at
    most: weighing pays there.

    References
    ----------
    purificato2025

    Examples
    --------
    >>> import numpy as np
    >>> truth = np.arange(60) % 2
    >>> wrong = np.array([np.arange(60) % 5 == shift for shift in range(4)])
    >>> label = np.where(wrong, 1 - truth, truth).ravel()
    >>> votes = Evidence.votes(np.tile(np.arange(60), 4), np.repeat(np.arange(4), 60), label)
    >>> found = MajorityOptimality().estimate(votes)
    >>> float(found), found.verdict
    (1.0, 'bounded')
    """

    coins: Literal[1, 2] = 1
    prior: Literal["learnt", "flat"] = "learnt"
    level: Annotated[float, Interval(gt=0, lt=1)] = 0.95

    def estimate(self, evidence: Evidence) -> Estimate:
        """Return the share of items on which the majority vote is optimal.

        `about` holds, (n,) each: `margin`, by how many nats the lightest majority outweighs the
        rest; `certified`, 1 where that is so for all accuracies in their intervals; `tolerable`,
        by how much all accuracies may be off; (S,) each: `breaks`, the items on which this source
        is the one furthest from the middle where the vote is not optimal; and `accuracy`, `low`,
        `high` (S, coins).
        """
        votes = hard_votes(evidence, "MajorityOptimality")
        if self.coins == 2 and votes.k != 2:
            raise DataError("MajorityOptimality", "two coins need two classes", got=str(votes.k))
        gold = bool(votes.settled_votes.any())
        rates, shares = self._rates(evidence, votes, gold=gold)
        asked = (votes.per_item > 0) & ~votes.is_settled
        mine = asked[votes.item]
        panels = Panels(votes.item[mine], votes.source[mine], votes.n, votes.k)
        low, point, high = (
            panels.margin(rates[with_it][panels.source], rates[against][panels.source],
                          shares[with_it], shares[against])
            for with_it, against in ((0, 2), (1, 1), (2, 0))
        )  # fmt: skip
        ends = [
            float((one >= 0)[asked].mean()) if asked.any() else 0.0 for one in (low, point, high)
        ]
        verdict: Verdict = "identified" if gold else "bounded"
        if not asked.any() or (not gold and votes.per_item.max(initial=0) < 3):
            verdict, ends[0], ends[2] = "cannot-be-told", 0.0, 1.0
        about = {
            "margin": np.where(asked, point, 0.0),
            "certified": ((low >= 0) & asked).astype(np.float64),
            "tolerable": np.where(asked, panels.tolerable(rates[1], shares[1]), 0.0),
            "breaks": panels.breaks(rates[1], np.flatnonzero(asked & (point < 0)), votes.s),
            "accuracy": rates[1], "low": rates[0], "high": rates[2],
        }  # fmt: skip
        return Estimate(
            np.asarray(ends[1]), np.asarray(ends[0]), np.asarray(ends[2]), self.level, verdict,
            (INDEPENDENT, COINS[self.coins], KNOWN[gold]), SETTLE, about,
        )  # fmt: skip

    def _rates(
        self, evidence: Evidence, votes: HardVotes, *, gold: bool
    ) -> tuple[list[Floats], list[Floats]]:
        """Return low end, value and high end of the accuracies (S, coins) and class shares (K,)."""
        if gold:
            proba, told = votes.shares(), votes.settled_votes
        else:
            model = OneCoin() if self.coins == 1 else Bcc()
            proba, told = model.infer(evidence).proba, np.ones(len(votes.item))
        hits, trials = counted(votes, proba, told, self.coins)
        of_items = votes.is_settled if gold else np.bincount(votes.item, minlength=votes.n) > 0
        parts = int((trials > 0).sum()) + votes.k
        level = 1 - (1 - self.level) / parts
        usual = hits.sum() / max(trials.sum(), 1e-12) if trials.any() else 1 / votes.k
        rates = within(hits, trials, usual, level)
        if self.prior == "flat":
            return rates, [np.full(votes.k, 1 / votes.k)] * 3
        said = of_items.astype(np.float64) @ proba
        return rates, within(said, np.full(votes.k, said.sum()), 1 / votes.k, level)


INDEPENDENT = "Given the truth, sources err independently of each other and of the item."
COINS = {
    1: "A source is right equally often on all classes, and its errors are spread evenly.",
    2: "A source is right equally often on all items of a class.",
}
KNOWN = {
    True: "Items with gold are like the others.",
    False: "Most claims are right, and the accuracies are those of the model's own posterior.",
}
SETTLE = "Gold on some items of every source: accuracies are then counted and not inferred."


def counted(votes: HardVotes, proba: Floats, told: Floats, coins: int) -> tuple[Floats, Floats]:
    """Return (S, coins) right votes and votes, on items whose truth is `told` (V,)."""
    if coins == 1:
        right, given = told * votes.support(proba), told
        return votes.by_source(right)[:, None], votes.by_source(given)[:, None]
    hits, trials = np.empty((votes.s, 2)), np.empty((votes.s, 2))
    for coin in (0, 1):
        of_class = told * proba[votes.item, coin]
        hits[:, coin] = votes.by_source(of_class * (votes.said == coin))
        trials[:, coin] = votes.by_source(of_class)
    return hits, trials


def within(hits: Floats, trials: Floats, usual: float, level: float) -> list[Floats]:
    """Return the low end, the value and the high end of shares; the value leans to the usual."""
    low, high = clopper_pearson(hits, trials, level)
    return [low, np.clip((hits + usual) / (trials + 1), low, high), high]
