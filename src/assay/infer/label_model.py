"""A label model of rules that err independently."""

from dataclasses import dataclass

import numpy as np

from assay.evidence import Evidence
from assay.kernels.infer.hard_votes import hard_votes
from assay.kernels.infer.rules import Fit, Patterns, fit, patterns
from assay.method import Inference
from assay.posterior import Posterior
from assay.types import Count, Floats, Fraction, Positive

#: Rounds end when no probability moves by more than this.
TOLERANCE = 1e-6


@dataclass(frozen=True)
class LabelModel(
    Inference, reads={"labels", "votes", "gold"}, truth={"one_of", "ordered"}, paper="ratner2016"
):
    """Weigh labelling rules that abstain by accuracies learnt without labels.

    Every rule has, for each class it names, a chance to name it where it is the truth and one where
    it isn't. They are learnt in turn with the truth, starting from the majority vote. So a rule
    that only ever names one class, as most do, is judged by where it speaks. That a rule is
    silent says something too, but rules hardly fall silent independently of each other: it
    counts as the share `silence` of what it would. Sources that are no rules speak when they are
    asked, and their silence says nothing. Equal rows of votes are worked through once.

    An item without votes gets what all rules' silence leaves of the classes' shares.

    Equation
    --------
    P(truth = k | votes) ~ prior[k] * product over votes (r, j) of T[r][j, k]
                           * product over silent r of (1 - sum over j of T[r][j, k]) ** silence
    T[r][j, k] = hit[r][j] where j = k, else slip[r][j]
    hit[r][j]  = sum over items where r says j of P(truth = j) / sum over items of P(truth = j)
    slip[r][j] = sum over items where r says j of P(truth is not j) / sum over items of the same

    `strength` claims are made up for each rule, `right` of them right. ~ means "in proportion to".

    Parameters
    ----------
    silence
        What a rule's silence counts as, as a share of an independent observation.
    strength
        Claims of each rule that are made up before it is judged.
    right
        Share of those that are right.
    rounds
        Most rounds. Two come close to where many would where items have many votes. Where most
        have one or two, a rule's own claims confirm it, and further rounds lead away from the truth
        on real rules.

    Assumes
    -------
    Given the truth, rules err independently (`CorrelatedLabelModel` mends where some copy), their
    wrong claims spread over the other classes as these are common, and most claims are right.

    Cost
    ----
    Time O(n log n + rounds (claims K + rows K)), memory the claims and one (n, K) array.

    References
    ----------
    ratner2016

    Examples
    --------
    >>> from assay.evidence import Evidence
    >>> item, rule = [0, 0, 1, 1, 2, 2, 3], ["long", "link", "long", "link", "long", "song", "song"]
    >>> votes = Evidence.votes(item, rule, ["spam"] * 5 + ["ham"] * 2, kind="rule")
    >>> LabelModel().infer(votes).labels.tolist()
    [1, 1, 0, 0]
    """

    silence: Fraction = 0.25
    strength: Positive = 10.0
    right: Fraction = 0.7
    rounds: Count = 2

    def infer(self, evidence: Evidence) -> Posterior:
        """Return the posterior and what the rules are worth."""
        rows = patterns(hard_votes(evidence, type(self).__name__))
        found = fit(
            rows,
            rows.votes,
            quiet(evidence, self.silence),
            strength=self.strength,
            right=self.right,
            rounds=self.rounds,
            tolerance=TOLERANCE,
        )
        return posterior(evidence, rows, found)


def quiet(evidence: Evidence, silence: float) -> Floats:
    """Return (S,) what the silence of each source counts as: nothing but for rules."""
    rule = [one.kind == "rule" and not one.trusted for one in evidence.sources]
    return np.where(np.array(rule, bool), silence, 0.0)


def posterior(evidence: Evidence, rows: Patterns, found: Fit) -> Posterior:
    """Return the posterior of the items, and of the sources; trusted ones are always right."""
    trusted = np.array([source.trusted for source in evidence.sources], bool)
    confusion = found.rates.confusion
    confusion[trusted] = np.eye(rows.k)
    accuracy = np.where(trusted, 1.0, found.rates.right)
    return Posterior(evidence.classes, found.proba[rows.place], confusion, accuracy)
