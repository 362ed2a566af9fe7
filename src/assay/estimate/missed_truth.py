"""How many sets of candidates don't hold the truth."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from assay.evidence import Evidence
from assay.kernels.infer.hard_votes import soften
from assay.kernels.infer.left_out_ridge import LeftOutRidge
from assay.kernels.learn.candidate_sets import candidates_of, missed_share, set_rows, set_worth
from assay.kernels.learn.left_out import scored, slope
from assay.method import Estimator
from assay.results import Estimate
from assay.types import Bools, Count, Features, Floats, Positive

#: Standard errors on either side.
WIDE = 1.959964
#: Of all sets, or of none, is never said: what has no chance is never learnt again.
LEAST = 1e-6


@dataclass(frozen=True)
class MissedTruth(
    Estimator, reads={"candidates", "labels"}, truth={"one_of", "ordered"}, paper="xu2023b"
):
    """Estimate in how many sets of candidates the truth is not.

    A classifier that is linear in the features, and left every item out of its own prediction, and
    the sets are read together: the share is the one under which the sets are likeliest, given what
    is predicted of their items. In turns the classifier is taught what both make of the items, how
    far it is believed is set such that the sets are likeliest, and the share is found again. Where
    features tell nothing of the classes, any share is as likely as any other, and that is said. Of
    labels, which are sets of one, it is the share of wrong ones.

    The paper that needs the number takes it as known. What can't be known from the sets alone: a
    class that is missed always where it looks like another one, or left in a set always beside it,
    can't be told from that other one.

    Equation
    --------
    likelihood of a set S, given its size s = (1 - missed) * p(S) * K / s
                                              + missed * (1 - p(S)) * K / (K - s)
    missed = argmax of the sum of its logs;  p(S) = sum over k in S of p[k], the item left out
    taught[k] = p[k] * ((1 - missed) * K / s in the set, missed * K / (K - s) outside), to sum one
    interval = missed -+ 1.96 standard errors, by the bend at the top, with how far p is believed

    Assumes
    -------
    Members of a set other than the truth are drawn evenly from all other classes, whether the truth
    is in it or not, and whatever the item looks like. A linear classifier of the features tells the
    classes apart as well as features do: that it errs more is in the likelihood, that it errs alike
    for items alike is not, and makes the share too high. The interval holds the chance in the sets,
    and not that the classifier was learnt.

    Cost
    ----
    Some ten ridge regressions of n x K numbers.

    Parameters
    ----------
    rounds
        Most turns.
    tolerance
        The end comes when the share moves by less than this.

    References
    ----------
    xu2023b

    Examples
    --------
    >>> random, truth = np.random.default_rng(0), np.arange(400) % 4
    >>> features = np.eye(4)[truth] * 4 + random.normal(size=(400, 4))
    >>> sets = (random.random((400, 4)) < 0.3) | (np.eye(4)[truth] > 0)
    >>> missed, other = np.arange(0, 400, 5), random.integers(1, 4, 80)
    >>> sets[missed, truth[missed]] = False
    >>> sets[missed, (truth[missed] + other) % 4] = True
    >>> found = MissedTruth().estimate(Evidence.soft(sets.astype(float), "abcd"), features)
    >>> bool(found.low <= 0.2 <= found.high), found.verdict
    (True, 'bounded')
    """

    rounds: Count = 30
    tolerance: Positive = 1e-4

    def estimate(self, evidence: Evidence, features: Features) -> Estimate:
        """Return the share of the items that were spoken of whose set misses the truth."""
        member = candidates_of(evidence)
        size = member.sum(axis=1)
        told = (size > 0) & (size < member.shape[1])
        if told.sum() < 2:
            return _told(0.0, np.inf)
        prior, share = self._both(member, told, features)
        return _told(share, _error(prior[told], member[told], share))

    def _both(self, member: Bools, told: Bools, features: Any) -> tuple[Floats, float]:
        """Return (n, K) what the features say with the item left out, and the share."""
        ridge = LeftOutRidge(features, told)
        holds, misses = (one[told, 0] for one in set_worth(member))
        size = np.maximum(member.sum(axis=1, keepdims=True), 1)
        proba: Floats = np.asarray(member / size, np.float64)
        share, prior = 0.1, proba
        for _ in range(self.rounds):
            rows = set_rows(member, share)
            scores = scored(ridge, proba)
            prior = scores * slope(scores[told], rows[told])
            soften(prior)
            inside = (prior * member).sum(axis=1)[told]
            before, share = share, missed_share(inside * holds, (1 - inside) * misses)
            share = float(np.clip(share, LEAST, 1 - LEAST))
            proba = np.log(np.maximum(prior, 1e-300)) + set_rows(member, share)
            soften(proba)
            if abs(share - before) < self.tolerance:
                break
        return prior, share


def _error(prior: Floats, member: Bools, share: float) -> float:
    """Return the standard error of the share, how far predictions are believed being free too."""
    holds, misses = (one[:, 0] for one in set_worth(member))
    inside = (prior * member).sum(axis=1)
    logs = np.log(np.maximum(prior, 1e-300))
    # How P(truth in the set) moves with the slope of the scores.
    moves = (prior * member * logs).sum(axis=1) - inside * (prior * logs).sum(axis=1)
    likely = (1 - share) * inside * holds + share * (1 - inside) * misses
    each = np.stack([(1 - inside) * misses - inside * holds,
                     moves * ((1 - share) * holds - share * misses)], axis=1)  # fmt: skip
    each = each / np.maximum(likely, 1e-300)[:, None]
    bend = each.T @ each
    if bend[0, 0] < 1e-6:
        return np.inf
    bend[1, 1] += 1.0
    return float(np.sqrt(np.linalg.inv(bend)[0, 0]))


def _told(share: float, error: float) -> Estimate:
    """Return the estimate; all of [0, 1] where there is nothing to tell by."""
    sure = bool(np.isfinite(error)) and error < 0.5
    value = np.asarray(share)
    low = np.asarray(max(share - WIDE * error, 0.0) if sure else 0.0)
    high = np.asarray(min(share + WIDE * error, 1.0) if sure else 1.0)
    return Estimate(
        value, low, high, verdict="bounded" if sure else "cannot-be-told",
        assumes=(
            "Members of a set other than the truth are drawn evenly from the other classes.",
            "A linear classifier of the features errs no more than the features themselves.",
        ),
        settle="The truth of some items drawn at random.",
        about={"error": np.asarray(error)},
    )  # fmt: skip
