"""How claims went into a posterior, so that some can be taken out of it."""

from dataclasses import replace

import numpy as np

from assay.evidence import Evidence
from assay.kernels.sources.left_out import LEAST, Fitted, normalised, own_chances
from assay.kernels.sources.said import Said, runs, wrong_answers
from assay.kernels.votes import cut, majority
from assay.posterior import Posterior
from assay.types import Bools, Floats, Ints

#: Rounds in which vote shares are turned into probabilities.
ROUNDS = 4
#: Items that tell how claims went into the posterior.
LOOKED_AT = 20_000
#: Mean mass by which the product of the claims' chances may be off the posterior.
NEAR = 0.1


def fit(evidence: Evidence, posterior: Posterior, said: Said) -> Fitted:
    """Return how the claims went into the posterior, as far as that can be told.

    Shares of votes are no probabilities: they are turned into some first.
    """
    proba, settled = posterior.proba, gold(evidence)
    wrong = wrong_answers(evidence, said, proba)
    if posterior.accuracy is None:
        accuracy = rightness(evidence, said, proba)
    else:
        accuracy = np.asarray(posterior.accuracy, np.float64)
    made = Fitted(proba, accuracy, wrong, posterior.confusion)
    if posterior.confusion is None and posterior.accuracy is None:
        shares = majority(evidence, cut(evidence))
        if np.allclose(shares, proba, atol=1e-6):
            return replace(_weighed(evidence, said, made, settled), shares=True)
    return _explained(evidence, said, made, settled)


def gold(evidence: Evidence) -> Bools:
    """Return (n,) which items a trusted source speaks of."""
    trusted = np.array([source.trusted for source in evidence.sources], bool)
    settled = np.zeros(evidence.n_items, bool)
    settled[evidence.item[trusted[evidence.source]]] = True
    return settled


def rightness(evidence: Evidence, said: Said, proba: Floats) -> Floats:
    """Return (S,) mean probability of what each source says, drawn to the mean of all by one."""
    right = np.empty(len(evidence.item))
    for rows, _ in runs(evidence):
        right[rows] = said.right(rows, proba[evidence.item[rows]])
    many = np.bincount(evidence.source, minlength=evidence.n_sources)
    mean = right.mean() if len(right) else 1.0
    return np.asarray((np.bincount(evidence.source, right, evidence.n_sources) + mean) / (many + 1))


def _weighed(evidence: Evidence, said: Said, fitted: Fitted, settled: Bools) -> Fitted:
    """Return the posterior in which sources have an accuracy each, from the shares of votes."""
    for _ in range(ROUNDS if len(evidence.item) else 0):
        proba = _by_claims(evidence, said, fitted, settled)
        accuracy = rightness(evidence, said, proba)
        fitted = Fitted(proba, accuracy, wrong_answers(evidence, said, proba))
    return fitted


def _explained(evidence: Evidence, said: Said, fitted: Fitted, settled: Bools) -> Fitted:
    """Return the power of the claims' chances that explains the posterior, and what it gives.

    Methods that know of copied sources, or doubt the model, count each claim for less than one,
    and may mix in vote shares, which have no part in the product of chances. Where the product
    alone is near the posterior it stands in its place; where it isn't, the method knows more
    than the claims (features, say), and that is kept.
    """
    free = ~settled & (np.bincount(evidence.item, minlength=evidence.n_items) > 0)
    if not free.any():
        return fitted
    some = np.flatnonzero(free)[:: max(1, int(free.sum()) // LOOKED_AT)]
    rows = np.flatnonzero(np.isin(evidence.item, some)) if len(some) < free.sum() else None
    sums = _sums(evidence, said, fitted, some, rows)
    target, prior = fitted.proba[some], _log_prior(fitted.proba, free)
    powers = np.linspace(0, 1, 21)
    found = [normalised(prior + power * sums) for power in powers]
    off = [_off_by(one, target) for one in found]
    best = int(np.argmin(off))
    made = replace(fitted, power=float(powers[best]))
    if off[best] > NEAR:
        return made
    made = replace(made, power=_foretold(evidence, said, made, sums, prior, some, rows))
    return replace(made, proba=_by_claims(evidence, said, made, settled))


def _foretold(
    evidence: Evidence, said: Said, fitted: Fitted, sums: Floats, prior: Floats, items: Ints,
    claims: Ints | None,
) -> float:  # fmt: skip
    """Return the power with which the other claims about an item foretell each claim best.

    A posterior may be held back for reasons of its own; a truth that is less sure than what others
    say warrants makes every source look better than it is.
    """
    place = np.full(evidence.n_items, -1)
    place[items] = np.arange(len(items))
    powers = np.linspace(0.1, 1, 10)
    likely = np.zeros(len(powers))
    for rows, _ in runs(evidence, only=claims):
        here = place[evidence.item[rows]]
        rows, here = rows[here >= 0], here[here >= 0]
        own = own_chances(evidence, said, rows, fitted)
        others, chance = sums[here] - own, np.exp(own)
        for at, power in enumerate(powers):
            truth = normalised(prior + power * others)
            likely[at] += float(np.log(np.einsum("ek,ek->e", truth, chance)).sum())
    # Where all are as good, as where nobody else speaks, the claims are believed.
    return float(powers[::-1][int(np.argmax(likely[::-1]))])


def _sums(
    evidence: Evidence, said: Said, fitted: Fitted, items: Ints, claims: Ints | None
) -> Floats:
    """Return (m, K) log chance of all claims about each of these items."""
    k = len(fitted.wrong)
    place = np.full(evidence.n_items, -1)
    place[items] = np.arange(len(items))
    sums = np.zeros((len(items), k))
    for rows, starts in runs(evidence, only=claims):
        here = place[evidence.item[rows[starts]]]
        each = np.add.reduceat(own_chances(evidence, said, rows, fitted), starts)
        sums[here[here >= 0]] = each[here >= 0]
    return sums


def _by_claims(evidence: Evidence, said: Said, fitted: Fitted, settled: Bools) -> Floats:
    """Return (n, K) P(truth | claims) by the product of their chances, and the prior."""
    spoken = np.bincount(evidence.item, minlength=evidence.n_items) > 0
    prior = _log_prior(fitted.proba, spoken)
    proba = np.tile(np.exp(prior), (evidence.n_items, 1))
    for rows, starts in runs(evidence):
        logs = np.add.reduceat(own_chances(evidence, said, rows, fitted), starts)
        logs *= fitted.power
        proba[evidence.item[rows[starts]]] = normalised(logs + prior)
    proba[settled] = fitted.proba[settled]
    return proba


def _log_prior(proba: Floats, spoken: Bools) -> Floats:
    """Return (K,) log of the mean of what was found for items that somebody speaks of."""
    prior = np.maximum((spoken @ proba) / max(spoken.sum(), 1), LEAST)
    return np.asarray(np.log(prior / prior.sum()))


def _off_by(found: Floats, target: Floats) -> float:
    """Return by how much distributions differ, as the mean mass that must be moved."""
    return float(np.abs(found - target).sum(axis=1).mean() / 2)
