"""A label model in closed form."""

from dataclasses import dataclass

import numpy as np

from assay.evidence import Evidence
from assay.infer.label_model import posterior, quiet
from assay.kernels.infer.hard_votes import hard_votes
from assay.kernels.infer.rules import Fit, learn, patterns, weigh
from assay.kernels.infer.triplets import rates
from assay.method import Inference
from assay.posterior import Posterior
from assay.types import Fraction, Positive


@dataclass(frozen=True)
class TripletLabelModel(
    Inference, reads={"labels", "votes", "gold"}, truth={"one_of", "ordered"}, paper="fu2020"
):
    """Weigh labelling rules by accuracies solved for from triplets of rules.

    For each class, a rule's signal is that it names the class, names another, or is silent. Given
    whether the class is the truth, signals of different rules are independent, so that the
    covariances among any three say what each owes to the truth; the median over all triplets
    is taken. No start, no rounds: nothing that a model believed can confirm itself. Triplets with
    a pair that hardly meets, or never agrees, are left out; few triplets count against what the
    majority vote says of a rule. More than two classes are taken one against the rest.

    Equation
    --------
    owes[a] = sqrt(median over pairs b, c of abs(cov(a, b) * cov(a, c) / cov(b, c))), with its sign
    gap[a]  = median over b of cov(names[a], b) / owes[b] / sqrt(prior * (1 - prior))
    hit[a]  = P(a names it) + (1 - prior) * gap[a],  slip[a] = P(a names it) - prior * gap[a]
    P(truth = k | votes) as `label-model` has it, from these

    For each class: a rule's signal is 1 where it names it, -1 / (K - 1) where another, else 0.

    Parameters
    ----------
    silence
        What a rule's silence counts as, as a share of an independent observation; the paper's
        model says nothing of it.
    strength
        Claims of each rule that are made up before the majority vote judges it.
    right
        Share of those that are right.

    Assumes
    -------
    Given the truth, rules err and fall silent independently, but for a few pairs; classes are
    equally common; most claims are right. With more than two classes, which of the others is the
    truth doesn't matter to a rule. Noisy with few items: covariances are divided by each other.

    Cost
    ----
    Time O(K (n S^2 + S min(S, 48)^2)), memory the claims and one (n, K) array.

    References
    ----------
    fu2020

    Examples
    --------
    >>> import numpy as np
    >>> from assay.evidence import Evidence
    >>> random = np.random.default_rng(0)
    >>> truth = random.integers(0, 2, 20000)
    >>> right = random.random((20000, 4)) < [0.9, 0.8, 0.7, 0.6]
    >>> item, source = np.divmod(np.arange(80000), 4)
    >>> said = np.where(right, truth[:, None], 1 - truth[:, None]).ravel()
    >>> votes = Evidence.votes(item, source, said, ("a", "b"))
    >>> TripletLabelModel().infer(votes).accuracy.round(1).tolist()
    [0.9, 0.8, 0.7, 0.6]
    """

    silence: Fraction = 0.0
    strength: Positive = 10.0
    right: Fraction = 0.7

    def infer(self, evidence: Evidence) -> Posterior:
        """Return the posterior and what the rules are worth."""
        rows = patterns(hard_votes(evidence, type(self).__name__))
        prior = np.full(rows.k, 1 / rows.k)
        majority = rows.majority(rows.votes)
        found = learn(rows, majority, prior, self.strength, self.right)
        if rows.k > 1:
            found = rates(rows, prior, found)
        proba = weigh(rows, rows.votes, found, quiet(evidence, self.silence))
        return posterior(evidence, rows, Fit(proba, found))
