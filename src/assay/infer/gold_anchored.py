"""Sources scored on gold alone, and the risk that is left."""

from dataclasses import dataclass

import numpy as np

from assay.evidence import Evidence, freeze
from assay.kernels import confusion as kernel
from assay.kernels.infer.forgetting import drawn_to_crowd
from assay.kernels.infer.risk import GroupRisk, group_risk
from assay.kernels.infer.turn import turn
from assay.kernels.votes import cut, majority
from assay.method import Inference
from assay.posterior import Posterior
from assay.types import Array, Bools, Count, Floats, Positive

#: Probability of the intervals of accuracies.
LEVEL = 0.95


@dataclass(frozen=True, eq=False)
class GoldScores:
    """What the gold items tell of the sources.

    Parameters
    ----------
    claims
        (S,) claims on gold items.
    confusion
        (S, K, K) P(source says j | truth is k) at [s, k, j].
    accuracy, low, high
        (S,) P(source is right) where classes are as common as in the gold, and the ends of the
        interval that holds it with probability 0.95.
    """

    claims: Floats
    confusion: Floats
    accuracy: Floats
    low: Floats
    high: Floats

    def __post_init__(self) -> None:
        for name in ("claims", "confusion", "accuracy", "low", "high"):
            object.__setattr__(self, name, freeze(np.asarray(getattr(self, name))))


@dataclass(frozen=True)
class GoldAnchored(
    Inference,
    reads={"labels", "votes", "soft", "candidates", "complementary", "gold"},
    truth={"one_of", "ordered"},
    paper="estes2024",
):
    """Score every source on the items whose truth is known, and say what risk is left.

    A trusted source's claims make an item gold. What the others say of gold items gives each a
    confusion matrix, the mean of a Dirichlet law whose prior is the average of all sources; a
    source that judged no gold has that average. The matrices then stay as they are: items
    without gold are weighed by them, and only how common the classes are is learnt from these
    items. So a crowd that agrees on something wrong can't pass for right, as it can where
    accuracies are learnt from agreement. The Bayesian risk of an item is the chance that its
    most probable class is not the truth; `risk` gives its mean by group, and `scores` what the
    gold tells of the sources.

    Equation
    --------
    P(truth = k | claims) ~ prior[k] * product over claims (s, j) of C[s][k, j]
    C[s][k, j] ~ pooling * crowd[k, j] + times s said j of gold items whose truth is k
    prior[k]   = mean over items of P(truth = k), learnt in turns; C stays
    risk       = 1 - max over k of P(truth = k | claims)

    ~ means "in proportion to".

    Parameters
    ----------
    pooling
        How many votes on each true class the average counts for.
    tolerance
        The prior is found when no probability moves by more than this in a round.
    rounds
        Most rounds.

    Assumes
    -------
    Gold items are like the others, and sources treat them alike: people who know that they are
    watched do better. Given the truth, sources err independently. Without any gold nothing is
    known of the sources, and all are taken to be right nine times of ten.

    Cost
    ----
    Time O(rounds (claims K + n K)), memory one (n, K) array and a few (S, K, K) tables.

    Notes
    -----
    Figures: the tests check with simulated labellers of known sensitivity that the mean risk is the
    error rate, over all items and in each of three ranges. The paper's four kinds of quality
    (extent, number, edge, category) are four kinds of evidence, each with scores of its own.

    References
    ----------
    estes2024

    Examples
    --------
    >>> from assay.evidence import Evidence, Source
    >>> from dataclasses import replace
    >>> votes = Evidence.votes([0, 0, 1, 1, 2, 2], [0, 1] * 3, list("abbaab"), n_items=3)
    >>> gold = Evidence.labels(["a", "b", None], ("a", "b"))
    >>> gold = replace(gold, sources=(Source("gold", trusted=True),))
    >>> method = GoldAnchored(pooling=1.0)
    >>> method.infer(votes.join(gold)).labels.tolist()
    [0, 1, 0]
    >>> method.scores(votes.join(gold)).claims.tolist()
    [2.0, 2.0, 0.0]
    """

    pooling: Positive = 2.0
    tolerance: Positive = 1e-6
    rounds: Count = 100

    def infer(self, evidence: Evidence, workers: int | None = None) -> Posterior:
        """Return the posterior, by confusion matrices that only gold has a say in."""
        trusted = _trusted(evidence)
        own = drawn_to_crowd(_gold_counts(evidence, trusted), self.pooling, trusted)
        k = len(evidence.classes)
        table = own.reshape(-1, k)
        pieces = cut(evidence)
        proba, prior = majority(evidence, pieces), np.full(k, 1 / k)
        for _ in range(self.rounds):
            found = turn(pieces, proba, table, prior, trusted, workers)
            if found.change < self.tolerance:
                break
            prior = found.prior
        confusion = own.transpose(0, 2, 1)
        right = np.einsum("k,skk->s", prior, confusion)
        return Posterior(evidence.classes, proba, confusion, right, found.log_likelihood)

    def scores(self, evidence: Evidence) -> GoldScores:
        """Return what the gold tells of every source."""
        from scipy.stats import beta

        trusted, k = _trusted(evidence), len(evidence.classes)
        counts = _gold_counts(evidence, trusted)
        table = counts.reshape(-1, k, k)
        own = drawn_to_crowd(counts, self.pooling, trusted)
        common = table.sum(axis=(0, 1)) + 1 / k
        share = common / common.sum()
        accuracy = np.einsum("k,skk->s", share, own)
        claims = table.sum(axis=(1, 2))
        # Each class's rate of right claims has a Beta law; their mixture is matched by one.
        size = table.sum(axis=1) + self.pooling
        rate = np.einsum("skk->sk", own)
        variance = (share**2 * rate * (1 - rate) / (size + 1)).sum(axis=1)
        there = (variance > 0) & ~trusted
        weight = np.divide(accuracy * (1 - accuracy), variance, out=np.ones(len(own)), where=there)
        weight = np.maximum(weight - 1, 1e-9)
        ends = [beta.ppf(q, accuracy * weight, (1 - accuracy) * weight) for q in _ends(LEVEL)]
        low, high = (np.where(there, end, accuracy) for end in ends)
        return GoldScores(claims, own.transpose(0, 2, 1), accuracy, low, high)

    def risk(self, evidence: Evidence, groups: Array) -> GroupRisk:
        """Return the mean Bayesian risk of each group (n,) of items."""
        return group_risk(self.infer(evidence).proba, groups)


def _gold_counts(evidence: Evidence, trusted: Bools) -> Floats:
    """Return (S*K, K) how often each source said what of gold items."""
    k, s = len(evidence.classes), evidence.n_sources
    by_gold = trusted[evidence.source]
    gold = evidence.take(by_gold)
    settled = np.bincount(gold.item, minlength=evidence.n_items) > 0
    truth = majority(gold, cut(gold))
    told = evidence.take(~by_gold & settled[evidence.item])
    table = kernel.first_guess(s, k, trusted)
    counts = kernel.Counts.empty(s, k)
    for piece in cut(told):
        counts.add(piece, truth[piece.start : piece.stop], kernel.chances(piece, table))
    return counts.total(table)


def _trusted(evidence: Evidence) -> Bools:
    return np.array([source.trusted for source in evidence.sources], bool)


def _ends(level: float) -> tuple[float, float]:
    return (1 - level) / 2, (1 + level) / 2
