"""Sets of candidates: what claims leave, and how often the truth isn't among it."""

import numpy as np

from assay.evidence import Evidence
from assay.types import Bools, Floats


def candidates_of(evidence: Evidence) -> Bools:
    """Return (n, K) which classes no claim rules out; of items nobody spoke of, all of them."""
    member = np.ones((evidence.n_items, evidence.truth.width), bool)
    named = np.asarray((evidence.claim > 0).toarray())
    named[np.asarray(evidence.negated)] = ~named[np.asarray(evidence.negated)]
    np.logical_and.at(member, np.asarray(evidence.item), named)
    return member


def set_worth(member: Bools) -> tuple[Floats, Floats]:
    """Return (n, 1) how much likelier a set is that holds the truth, or that misses it.

    Than one of its size drawn from all of those; other members are drawn alike either way. NaN
    where all classes are in the set, or none.
    """
    k, size = member.shape[1], member.sum(axis=1, keepdims=True).astype(float)
    told = (size > 0) & (size < k)
    size = np.where(told, size, np.nan)
    return k / size, k / (k - size)


def set_rows(member: Bools, missed: float) -> Floats:
    """Return (n, K) log-likelihood rows of sets of which a share misses the truth; flat if all."""
    holds, misses = set_worth(member)
    inside = np.log(max(1 - missed, 1e-300)) + np.log(holds)
    beyond = np.log(max(missed, 1e-300)) + np.log(misses)
    return np.asarray(np.nan_to_num(np.where(member, inside, beyond), nan=0.0))


def missed_share(holds: Floats, misses: Floats, rounds: int = 200) -> float:
    """Return the share of misses under which sets are likeliest (EM).

    Parameters
    ----------
    holds, misses
        (n,) how likely each set is if it holds the truth, and if it misses it.
    """
    share = 0.1
    for _ in range(rounds if len(holds) else 0):
        part = share * misses
        fresh = float((part / np.maximum(part + (1 - share) * holds, 1e-300)).mean())
        if abs(fresh - share) < 1e-9:
            break
        share = fresh
    return share
