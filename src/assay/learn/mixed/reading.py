"""What features and claims say of each item together, whatever kind the claims are."""

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from assay.errors import DataError
from assay.evidence import Evidence, heaviest
from assay.kernels.infer.joined import follow
from assay.kernels.infer.left_out_ridge import LeftOutRidge, dense_rows
from assay.kernels.infer.views import gathered
from assay.kernels.learn.left_out import LeftOut, of_labels, of_rows
from assay.kernels.learn.likelihood import NEVER
from assay.kernels.learn.posterior import flat_start
from assay.kernels.learn.waves import Waves, directions
from assay.kernels.votes import majority
from assay.learn.said import rows_of
from assay.types import Bools, Features, Floats, Ints

#: Penalties of the classifier, in items, where sources are weighed.
PENALTIES = (1.0, 3.0, 10.0, 30.0)
#: Rounds of weighing, and the change of a probability that ends them.
ROUNDS, TOLERANCE = 10, 1e-3
#: Standard errors, and nats an item, from which on a reading explains claims better than chance.
ERRORS, LEAST = 3.0, 1e-3
#: What claims are: of sources that err, sets of candidates and others held to be right, or one
#: label an item.
Kind = Literal["votes", "sets", "labels"]


@dataclass(frozen=True, eq=False)
class Reading:
    """What was made of evidence.

    Parameters
    ----------
    found
        What features and claims say together.
    waves, ridge
        What the features were bent by, and the classifier.
    even
        Whether all features count alike; otherwise as much as they spread.
    better
        Whether this explains the claims better than the plain reading by more than chance:
        that labels are right, or that features tell nothing.
    """

    found: LeftOut
    waves: Waves
    ridge: LeftOutRidge
    even: bool
    better: bool


def kind_of(evidence: Evidence) -> Kind:
    """Return what claims are, by their form."""
    often = np.bincount(np.asarray(evidence.item), minlength=evidence.n_items)
    trusted = np.array([source.trusted for source in evidence.sources], bool)
    if (~trusted).sum() > 1:
        return "votes"
    hard = np.diff(evidence.claim.indptr).max(initial=1) == 1 and not evidence.negated.any()
    return "labels" if hard and often.max(initial=0) <= 1 and not trusted.any() else "sets"


def reading(features: Features | None, evidence: Evidence) -> Reading | None:
    """Return what features and claims say together; None where nothing was said to learn from."""
    if features is None:
        raise DataError("LeftOutTargets", "needs features", got="none")
    heard = np.zeros(evidence.n_items, bool)
    heard[np.asarray(evidence.item)] = True
    if heard.sum() < 2 or evidence.truth.width < 2:
        return None
    table = dense_rows(features)
    kind, best = kind_of(evidence), None
    for even in (False, True):
        waves = directions(table, even=even)
        ridge = LeftOutRidge(waves.of(table), heard)
        found, better = READ[kind](evidence, ridge)
        if best is None or found.gain > best.found.gain:
            best = Reading(found, waves, ridge, even, better)
    return best


def _of_labels(evidence: Evidence, ridge: LeftOutRidge) -> tuple[LeftOut, bool]:
    labels: Ints = np.full(evidence.n_items, -1)
    labels[np.asarray(evidence.item)] = heaviest(evidence.claim)
    found, more, error = of_labels(labels, evidence.truth.width, ridge)
    return found, more > max(ERRORS * error, LEAST)


def _of_sets(evidence: Evidence, ridge: LeftOutRidge) -> tuple[LeftOut, bool]:
    """Return the reading of claims that are right, or of sets that miss the truth at times."""
    rows = rows_of(evidence)
    found = of_rows(rows, flat_start(rows), ridge)
    member = rows > NEVER / 2
    missed = missing(found.prior, member)
    if missed > 0:
        outside = _outside(member, missed)
        found = of_rows(np.where(member, rows, outside), found.proba, ridge)
    return found, found.certain


def missing(prior: Floats, member: Bools) -> float:
    """Return how often sets miss the truth; 0 where that they never do is as likely.

    Given that it misses the truth, or holds it, each set of its size is as likely; the share is
    the likeliest.
    """
    size, k = member.sum(axis=1), member.shape[1]
    told = (size > 0) & (size < k)
    if told.sum() < 2:
        return 0.0
    inside = np.einsum("nk,nk->n", prior[told], member[told]) / size[told]
    other = (1 - np.einsum("nk,nk->n", prior[told], member[told])) / (k - size[told])
    share = 0.1
    for _ in range(50):
        own = share * other / np.maximum(share * other + (1 - share) * inside, 1e-12)
        share = float(own.mean())
    more = np.log(np.maximum(share * other + (1 - share) * inside, 1e-12))
    more -= np.log(np.maximum(inside, 1e-12))
    sure = more.mean() > max(ERRORS * more.std() / np.sqrt(len(more)), LEAST)
    return share if sure else 0.0


def _outside(member: Bools, missed: float) -> Any:
    """Return (n, 1) log of what a class outside a set is worth, those inside being worth one."""
    size = member.sum(axis=1, keepdims=True)
    odds = missed / (1 - missed) * size / np.maximum(member.shape[1] - size, 1)
    return np.where(size < member.shape[1], np.log(np.maximum(odds, 1e-12)), 0.0)


def _of_votes(evidence: Evidence, ridge: LeftOutRidge) -> tuple[LeftOut, bool]:
    """Return the reading of what sources say that err, each in its way."""
    votes = gathered(evidence)
    share = majority(evidence, votes.pieces)
    paths = [follow(votes, share, ridge.scores, PENALTIES, bold, ROUNDS, TOLERANCE)
             for bold in (1.0, 2.0)]  # fmt: skip
    found = max(paths, key=lambda one: float(one.gain.mean()))
    noise = found.table.reshape(votes.s, votes.k, votes.k).transpose(0, 2, 1)
    gain = float(found.gain.mean())
    return LeftOut(found.proba, found.prior, gain, found.certain, noise), found.certain


READ = {"votes": _of_votes, "sets": _of_sets, "labels": _of_labels}
