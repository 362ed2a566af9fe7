"""What all other sources say of the item of a claim.

A source that is judged by a truth it helped to find confirms itself. Here its own claims about
an item are taken out of the item's posterior before its claim is compared with it.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from assay.evidence import Evidence
from assay.kernels.confusion import highest
from assay.kernels.sources.said import TINY, Said, runs, wrong_answers
from assay.kernels.votes import cut, majority
from assay.posterior import Posterior
from assay.types import Bools, Floats, Ints

#: Least chance of a claim before logarithms.
LEAST = 1e-10
#: Rounds in which vote shares are turned into probabilities.
ROUNDS = 4
#: Log chances further below the best than this can't be told apart in a posterior.
DEEP = 30.0


@dataclass(frozen=True, eq=False)
class Fitted:
    """What is needed to take a source out of the posterior of the items it speaks of.

    Parameters
    ----------
    proba
        (n, K) posterior with all sources.
    accuracy
        (S,) how often each is right.
    wrong
        (K, K) how wrong answers are spread, see `wrong_answers`.
    confusion
        (S, K, K), where the method learnt it.
    power
        Power to which the chance of a claim went into the posterior.
    """

    proba: Floats
    accuracy: Floats
    wrong: Floats
    confusion: Floats | None = None
    power: float = 1.0

    @cached_property
    def log_wrong(self) -> Floats:
        """(K, K) logarithm of `wrong`."""
        return np.log(np.maximum(self.wrong, LEAST))

    @cached_property
    def table(self) -> Floats:
        """(S*K, K) log P(source says j | truth is k) at [source and j, k], of the confusion."""
        if self.confusion is None:
            return np.empty((0, len(self.wrong)))
        turned = np.array(self.confusion.transpose(0, 2, 1), np.float64, order="C")
        np.log(np.maximum(turned, LEAST, out=turned), out=turned)
        return turned.reshape(-1, turned.shape[2])


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
            return _weighed(evidence, said, made, settled)
    return replace(made, power=_power(evidence, said, made, settled))


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


def own_chances(evidence: Evidence, said: Said, rows: Ints, fitted: Fitted) -> Floats:
    """Return (m, K) log chance of each of these claims under every truth."""
    source, hard, k = evidence.source[rows], said.hard[rows], len(fitted.wrong)
    if fitted.confusion is None:
        right = np.clip(fitted.accuracy[source], 1e-3, 1 - 1e-3)
        logs = fitted.log_wrong[hard]
        logs += np.log1p(-right)[:, None]
        logs[np.arange(len(rows)), hard] = np.log(right)
    else:
        logs = fitted.table[source * np.int64(k) + hard]
    loose = np.flatnonzero(hard < 0)
    if len(loose):
        allowed = said.allowed(rows[loose])
        if fitted.confusion is None:
            other = allowed @ np.where(np.eye(k), 0.0, fitted.wrong)
            share = right[loose][:, None]
            chance = share * allowed + (1 - share) * other
        else:
            chance = np.einsum("ej,ekj->ek", allowed, fitted.confusion[source[loose]])
        logs[loose] = np.log(np.maximum(chance, LEAST))
    return np.asarray(logs)


def without_own(evidence: Evidence, said: Said, fitted: Fitted) -> Iterator[tuple[Ints, Floats]]:
    """Yield claims, and (m, K) P(truth | what all other sources say of the item)."""
    for rows, starts in runs(evidence, pairs=True):
        own = own_chances(evidence, said, rows, fitted)
        if len(starts) < len(rows):  # a source that speaks twice of an item is left out wholly
            times = np.diff(starts, append=len(rows))
            own = np.repeat(np.add.reduceat(own, starts), times, axis=0)
        logs = np.log(np.maximum(fitted.proba[evidence.item[rows]], TINY))
        own *= fitted.power
        logs -= own
        yield rows, _normalised(logs)


def claim_odds(evidence: Evidence, said: Said, fitted: Fitted) -> Floats:
    """Return (E,) what all other sources say of whether each claim is right, against wrong.

    The chance of the claim if it is right, as a share of that and of its chance if it is wrong.
    """
    odds = np.empty(len(evidence.item))
    k = len(fitted.wrong)
    for rows, truth in without_own(evidence, said, fitted):
        right, hard = said.right(rows, truth), said.hard[rows]
        wrong = np.einsum("ek,ek->e", truth, fitted.wrong[hard]) - right
        loose = np.flatnonzero(hard < 0)
        if len(loose):
            named = said.allowed(rows[loose]).sum(axis=1)
            wrong[loose] = (1 - right[loose]) * named / np.maximum(k - named, 1e-9)
        wrong = np.maximum(wrong, 0)
        total = right + wrong
        odds[rows] = np.divide(right, total, out=np.full(len(rows), 0.5), where=total > 0)
    return odds


def _weighed(evidence: Evidence, said: Said, fitted: Fitted, settled: Bools) -> Fitted:
    """Return the posterior in which sources have an accuracy each, from the shares of votes."""
    spoken = np.bincount(evidence.item, minlength=evidence.n_items) > 0
    for _ in range(ROUNDS if spoken.any() else 0):
        prior = np.maximum((spoken @ fitted.proba) / spoken.sum(), LEAST)
        proba = np.tile(prior / prior.sum(), (len(spoken), 1))
        for rows, starts in runs(evidence):
            logs = np.add.reduceat(own_chances(evidence, said, rows, fitted), starts)
            proba[evidence.item[rows[starts]]] = _normalised(logs + np.log(prior))
        proba[settled] = fitted.proba[settled]
        accuracy = rightness(evidence, said, proba)
        fitted = Fitted(proba, accuracy, wrong_answers(evidence, said, proba))
    return fitted


def _power(evidence: Evidence, said: Said, fitted: Fitted, settled: Bools) -> float:
    """Return the power of the claims' chances that explains the posterior best, in [0, 1].

    Methods that know of copied or correlated sources count each for less than one.
    """
    both = square = 0.0
    for rows, starts in runs(evidence):
        here = evidence.item[rows[starts]]
        sums = np.add.reduceat(own_chances(evidence, said, rows, fitted), starts)
        pair = [sums, np.log(np.maximum(fitted.proba[here], TINY))]
        for at, logs in enumerate(pair):
            deep = np.maximum(logs - highest(logs)[:, None], -DEEP)
            pair[at] = deep - np.einsum("ij->i", deep)[:, None] / deep.shape[1]
        pair[0][settled[here]] = 0
        both += float(np.einsum("ij,ij", *pair))
        square += float(np.einsum("ij,ij", pair[0], pair[0]))
    return float(np.clip(both / square, 0, 1)) if square > 0 else 1.0


def _normalised(logs: Floats) -> Floats:
    """Return the distributions whose logarithms these are, up to a constant a row."""
    found = np.subtract(logs, highest(logs)[:, None])
    np.exp(found, out=found)
    found /= np.einsum("ij->i", found)[:, None]
    return np.asarray(found)
