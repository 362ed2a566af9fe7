"""Votes and a classifier as two views of one truth, each learnt from what both say.

The classifier's scores of an item become a prior of that item's truth. How far they are believed
is what makes the item's votes likeliest, which the classifier never saw. What that wins is
the *gain*: the mean log of how much likelier the votes are with the classifier than without,
which is an estimate of the information that the features have of the votes. It has a scale of its
own, so that it can be compared over rounds, penalties and models; where the features say nothing,
it is nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from assay.kernels.confusion import first_guess
from assay.kernels.infer.hard_votes import soften
from assay.kernels.infer.vote_worth import count, says, worth
from assay.kernels.votes import Piece
from assay.types import Bools, Floats, Ints

#: Scores of every item, by a classifier that is taught these probabilities with this penalty.
Scorer = Callable[[Floats, float], Floats]

#: Items on which slope and offsets are fitted, at most.
FITTED_ON = 6_000
#: Standard deviation of the offsets of classes that is expected.
OFFSET = 1.0
#: What a claim may count as, of one, for what an item's claims have in common.
POWERS = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.8, 1.0)
#: A gain is more than chance from so many standard errors and so many nats a heard item on.
ERRORS, LEAST_GAIN = 3.0, 0.01
#: Largest slope, and largest offset.
STEEPEST, FURTHEST = 10.0, 8.0
TINY = 1e-300


@dataclass(frozen=True, eq=False)
class Votes:
    """The claims about n items, and whose they are.

    Parameters
    ----------
    pieces
        The claims.
    n, s, k
        How many items, sources and classes.
    trusted, by_precision
        (S,) who is always right, and rules (see `vote_worth.worth`).
    heard
        (n,) which items have claims.
    """

    pieces: list[Piece]
    n: int
    s: int
    k: int
    trusted: Bools
    by_precision: Bools
    heard: Bools


@dataclass(frozen=True, eq=False)
class Joined:
    """Where a path stood.

    Parameters
    ----------
    proba, prior
        (n, K) P(truth | features, claims) and P(truth | features).
    table
        (S*K, K) what claims are worth.
    gain
        (H,) of each heard item, log of how much likelier the features make its claims.
    slope
        How far the classifier is believed; 0 where it isn't.
    log_likelihood
        Sum of the logs of what the claims are worth.
    power
        What a claim counts as, of one.
    """

    proba: Floats
    prior: Floats
    table: Floats
    gain: Floats
    slope: float
    log_likelihood: float | None = None
    power: float = 1.0

    @property
    def certain(self) -> bool:
        """Whether the gain is more than chance."""
        n = len(self.gain)
        if n < 2:
            return False
        return bool(self.gain.mean() > max(ERRORS * self.gain.std() / np.sqrt(n), LEAST_GAIN))


def alone(votes: Votes, proba: Floats, rounds: int, tolerance: float) -> Joined:
    """Return what the votes say without any features, from a first posterior."""
    table = first_table(votes)
    for _ in range(rounds):
        prior = shares(votes, proba)
        table = worth(count(votes.pieces, proba, table), prior, votes.by_precision, votes.trusted)
        logits = says(votes.pieces, table, votes.trusted, votes.n) + np.log(prior)
        soften(logits)
        change = float(np.abs(logits - proba)[votes.heard].max(initial=0.0))
        proba = logits
        if change < tolerance:
            break
    rows = np.broadcast_to(shares(votes, proba), proba.shape)
    return replace(_nothing(votes, proba), prior=rows, table=table)


def follow(
    votes: Votes,
    proba: Floats,
    scorer: Scorer,
    penalties: tuple[float, ...],
    boldness: float,
    rounds: int,
    tolerance: float,
) -> Joined:
    """Take turns to teach the classifier and to weigh the votes; return where the gain was most.

    Parameters
    ----------
    proba
        (n, K) first posterior.
    penalties
        Of the classifier; the one that makes the votes likeliest is taken, anew every round.
    boldness
        While learning, the classifier is believed so many times as far as is likeliest.
    rounds, tolerance
        Most rounds; the end comes when no probability moves by more than the tolerance.
    """
    table, at, best = first_table(votes), _start(votes.k), _nothing(votes, proba)
    sample = _spread(votes.heard)
    for _ in range(rounds):
        prior = shares(votes, proba)
        table = worth(count(votes.pieces, proba, table), prior, votes.by_precision, votes.trusted)
        said = says(votes.pieces, table, votes.trusted, votes.n)
        scores, at = _likeliest(proba, said, scorer, penalties, at, sample)
        here = _joined(votes, scores, said, table, at)
        if here.gain.mean() > best.gain.mean():
            best = here
        new = scores * (boldness * at[0]) + at[1:]
        new += said
        soften(new)
        change = float(np.abs(new - proba)[votes.heard].max(initial=0.0))
        proba = new
        if change < tolerance:
            break
    return counted_down(votes, best) if best.certain else best


def counted_down(votes: Votes, found: Joined) -> Joined:
    """Return the same with claims counted down as far as wins most.

    Sources that err together make an item's claims look surer than they are; a classifier that
    hasn't seen them tells how sure they may be.
    """
    said = says(votes.pieces, found.table, votes.trusted, votes.n)
    scores = np.log(np.maximum(found.prior, TINY))
    sample = _spread(votes.heard)
    few, claims = scores[sample], said[sample]
    start = np.concatenate([[1.0], np.zeros(votes.k)])
    found_at = [believe(few, claims * power, start)[0] for power in POWERS]
    gains = [
        _views(prior, claims * power, prior.mean(axis=0))[1]
        for power, prior in zip(POWERS, (_prior(few, at) for at in found_at), strict=True)
    ]
    best = int(np.argmax([gain.mean() for gain in gains]))
    more = gains[best] - gains[-1]
    if more.mean() <= ERRORS * more.std() / np.sqrt(max(len(more), 1)):
        # In full, unless less wins more than chance.
        best = len(POWERS) - 1
    power, at = POWERS[best], found_at[best]
    now = _joined(votes, scores, said * power, found.table, at)
    return replace(now, slope=found.slope * now.slope, power=power)


def _likeliest(
    proba: Floats,
    said: Floats,
    scorer: Scorer,
    penalties: tuple[float, ...],
    at: Floats,
    sample: Ints,
) -> tuple[Floats, Floats]:
    """Return the (n, K) scores under the best penalty, and slope and offsets for them."""
    found = []
    for penalty in penalties:
        scores = scorer(proba, penalty)
        fitted, value = believe(scores[sample], said[sample], at)
        found.append((value, -penalty, scores, fitted))
    _, _, scores, fitted = max(found, key=lambda one: one[:2])
    return scores, fitted


def believe(scores: Floats, said: Floats, start: Floats) -> tuple[Floats, float]:
    """Return slope and offsets (1 + K,) that make what is said likeliest, and its log.

    The prior of an item is proportional to exp(slope scores + offsets). At the best slope and
    offsets, what the prior expects is what the posterior finds.

    Parameters
    ----------
    scores
        (m, K) of a classifier that hasn't seen what is said of the items.
    said
        (m, K) log of what the claims are worth under each truth.
    start
        (1 + K,) slope and offsets to begin with.
    """
    from scipy.optimize import minimize

    k = scores.shape[1]
    bounds = [(0.0, STEEPEST)] + [(-FURTHEST, FURTHEST)] * k

    def loss(at: Floats) -> tuple[float, Floats]:
        prior = scores * at[0] + at[1:]
        both = prior + said
        value = float(soften(both).sum() - soften(prior).sum())
        both -= prior
        slope = np.concatenate([[np.vdot(both, scores)], both.sum(axis=0)])
        slope[1:] -= at[1:] / OFFSET**2
        value -= float((at[1:] ** 2).sum()) / 2 / OFFSET**2
        return -value, -slope

    found = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=bounds)
    return np.asarray(found.x), -float(found.fun)


def _joined(votes: Votes, scores: Floats, said: Floats, table: Floats, at: Floats) -> Joined:
    prior, heard = _prior(scores, at), votes.heard
    proba, gain, logs = _views(prior, said, _mean(prior, heard))
    return Joined(proba, prior, table, gain[heard], float(at[0]), float(logs[heard].sum()))


def _prior(scores: Floats, at: Floats) -> Floats:
    """Return (m, K) P(truth | features) of scores that are believed so far."""
    prior = np.asarray(scores * at[0] + at[1:])
    soften(prior)
    return prior


def _views(prior: Floats, said: Floats, share: Floats) -> tuple[Floats, Floats, Floats]:
    """Return (m, K) what both say, (m,) the gain, and (m,) log of how likely the claims are."""
    without = soften(said + np.log(np.maximum(share, TINY)))
    proba = np.log(np.maximum(prior, TINY))
    proba += said
    logs = soften(proba)
    return proba, logs - without, logs


def _mean(rows: Floats, heard: Bools) -> Floats:
    """Return (K,) mean of the rows of heard items; flat where there are none."""
    k = rows.shape[1]
    return rows[heard].mean(axis=0) if heard.any() else np.full(k, 1 / max(k, 1))


def shares(votes: Votes, proba: Floats) -> Floats:
    """Return (K,) shares of the classes, one made-up item a class."""
    here = proba[votes.heard].sum(axis=0) + 1
    return np.asarray(here / here.sum())


def _nothing(votes: Votes, proba: Floats) -> Joined:
    """Return what is said without features, of no gain."""
    return Joined(proba, proba, first_table(votes), np.zeros(int(votes.heard.sum())), 0.0)


def first_table(votes: Votes) -> Floats:
    """Return the table that loose claims are split by before anything is known."""
    return first_guess(votes.s, votes.k, votes.trusted)


def _start(k: int) -> Floats:
    return np.concatenate([[0.3], np.zeros(k)])


def _spread(heard: Bools) -> Ints:
    """Return heard items, evenly picked where there are many."""
    rows = np.flatnonzero(heard)
    return rows[:: max(1, -(-len(rows) // FITTED_ON))]
