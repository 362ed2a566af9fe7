"""A label model of rules some of which copy each other."""

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array

from assay.evidence import Evidence
from assay.infer.label_model import TOLERANCE, posterior, quiet
from assay.kernels.infer.dependence import dependence, news
from assay.kernels.infer.hard_votes import hard_votes
from assay.kernels.infer.rules import Patterns, fit, patterns
from assay.method import Inference
from assay.posterior import Posterior
from assay.types import Bools, Count, Floats, Fraction, Positive

#: Looks are over when no share copied moves by more than this.
SAME = 0.05


@dataclass(frozen=True)
class CorrelatedLabelModel(
    Inference, reads={"labels", "votes", "gold"}, truth={"one_of", "ordered"}, paper="bach2017"
):
    """Weigh labelling rules, and count what rules repeat of each other once.

    Takes turns with the label model of independent rules. Given its truth, rules that err
    independently agree as often as their accuracies make them; pairs that agree more, beyond
    what typical pairs do and beyond chance, copy each other or a third. Of their equal votes on an
    item each then counts as one over one plus the shares copied, so that rules which copy all
    count as one. A copier that says something else counts in full. Starting from the majority vote
    matters: a model that has believed the copies explains their agreement by their skill.

    Of rules, which choose what they speak of, speaking of the same items counts as agreement; of
    other sources only what they say.

    Equation
    --------
    P(truth = k | votes) ~ prior[k] * product over votes (r, j) of T[r][j, k] ** w
                           * product over silent r of (1 - sum over j of T[r][j, k]) ** silence
    w            = 1 / (1 + sum over other rules q that say the same of copied[r, q])
    copied[r, q] = (agreed - expected) / (most - expected) where beyond chance, else 0
    expected     = what accuracies make of it, times a factor of r and one of q (typical pairs')

    T as `label-model` has it; agreed, expected and most count items on which r and q say the same.
    ~ means "in proportion to".

    Parameters
    ----------
    silence
        What a rule's silence counts as, as a share of an independent observation.
    strength
        Claims of each rule that are made up before it is judged.
    right
        Share of those that are right.
    rounds
        Most rounds of weighing between two looks at who copies.
    looks
        Most looks at who copies.
    level
        Chance that a look finds copies where there are none.

    Assumes
    -------
    Fewer than half of the pairs a source is in are copies; else what is typical can't be told. With
    three sources or fewer nothing can. Most claims are right.

    Cost
    ----
    As `LabelModel`, and for each look O(n S K min(S K, votes an item)).

    References
    ----------
    bach2017, varma2019

    Examples
    --------
    >>> import numpy as np
    >>> from assay.evidence import Evidence
    >>> random = np.random.default_rng(0)
    >>> truth = random.integers(0, 2, 2000)
    >>> said = np.where(random.random((2000, 9)) < 0.7, truth[:, None], 1 - truth[:, None])
    >>> said[:, 6:] = said[:, [0]]  # three copies of the first
    >>> item, source = np.divmod(np.arange(said.size), 9)
    >>> votes = Evidence.votes(item, source, said.ravel(), ("a", "b"))
    >>> found = CorrelatedLabelModel().infer(votes)
    >>> bool((found.labels == truth).mean() > (said.mean(axis=1).round() == truth).mean() + 0.03)
    True
    """

    silence: Fraction = 0.25
    strength: Positive = 10.0
    right: Fraction = 0.7
    rounds: Count = 2
    looks: Count = 3
    level: Fraction = 0.01

    def infer(self, evidence: Evidence) -> Posterior:
        """Return the posterior and what the rules are worth."""
        rows = patterns(hard_votes(evidence, type(self).__name__))
        silence = quiet(evidence, self.silence)
        trusted = np.array([source.trusted for source in evidence.sources], bool)
        rules = all(one.kind == "rule" for one in evidence.sources if not one.trusted)
        copied = self._look(rows, rows.majority(rows.votes), trusted, free=rules)
        for _ in range(self.looks):
            found = fit(
                rows,
                news(rows.votes, copied, rows.k),
                silence,
                strength=self.strength,
                right=self.right,
                rounds=self.rounds,
                tolerance=TOLERANCE,
            )
            before, copied = copied, self._look(rows, found.proba, trusted, free=rules)
            if settled(before, copied):
                break
        return posterior(evidence, rows, found)

    def _look(self, rows: Patterns, proba: Floats, trusted: Bools, *, free: bool) -> csr_array:
        """Return (S, S) share of claims copied."""
        weight = rows.times * rows.spoken
        pieces = rows.pieces
        level = max(self.level, 1e-300)
        found = dependence(pieces, proba, free=free, apart=trusted, times=weight, level=level)
        return found.matrix


def settled(before: csr_array, after: csr_array) -> bool:
    """Tell whether two looks found much the same."""
    return bool(abs(before - after).max() < SAME) if (before.nnz or after.nnz) else True
