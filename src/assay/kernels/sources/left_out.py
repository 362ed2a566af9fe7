"""What all other sources say of the item of a claim.

A source that is judged by a truth it helped to find confirms itself. Here its own claims about
an item are taken out of the item's posterior before its claim is compared with it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from assay.evidence import Evidence
from assay.kernels.confusion import highest
from assay.kernels.sources.said import TINY, Said, runs
from assay.types import Floats, Ints

#: Least chance of a claim before logarithms.
LEAST = 1e-10


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
    shares
        The posterior given was shares of votes, which are no probabilities.
    """

    proba: Floats
    accuracy: Floats
    wrong: Floats
    confusion: Floats | None = None
    power: float = 1.0
    shares: bool = False

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
        yield rows, normalised(logs)


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


def normalised(logs: Floats) -> Floats:
    """Return the distributions whose logarithms these are, up to a constant a row."""
    found = np.subtract(logs, highest(logs)[:, None])
    np.exp(found, out=found)
    found /= np.einsum("ij->i", found)[:, None]
    return np.asarray(found)
