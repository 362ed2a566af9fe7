"""Evidence for the joined views of votes and a classifier, and the posterior of what they find."""

from typing import Any

import numpy as np

from assay.evidence import Evidence
from assay.kernels.infer.joined import Joined, Votes, alone
from assay.kernels.infer.left_out_ridge import LeftOutRidge
from assay.kernels.infer.vote_worth import count
from assay.kernels.votes import cut, majority
from assay.posterior import Posterior
from assay.types import Floats

#: Most rounds of votes alone, and of rules alone: where rules speak once or twice of an item,
#: their own claims confirm them, and further rounds lead away from the truth.
ROUNDS, OF_RULES = 100, 2
TOLERANCE = 1e-4


def gathered(evidence: Evidence) -> Votes:
    """Return the claims, and how each source's are to be weighed."""
    pieces = cut(evidence)
    trusted = np.array([one.trusted for one in evidence.sources], bool)
    rule = np.array([one.kind == "rule" for one in evidence.sources], bool) & ~trusted
    heard = [np.zeros(0, bool)]
    for piece in pieces:
        heard.append(np.asarray(piece.heard.todense()).ravel() > 0)
        if piece.loose is not None:
            rule &= np.diff(piece.loose.by.indptr) == 0
    n, s, k = evidence.n_items, evidence.n_sources, len(evidence.classes)
    return Votes(pieces, n, s, k, trusted, rule, np.concatenate(heard))


def both_views(evidence: Evidence, features: Any) -> tuple[Votes, Floats, LeftOutRidge | None]:
    """Return the claims, the majority's (n, K), and a classifier where one can be taught."""
    votes = gathered(evidence)
    share = majority(evidence, votes.pieces)
    if features is None or not votes.heard.any() or votes.k < 2:
        return votes, share, None
    return votes, share, LeftOutRidge(features, votes.heard)


def votes_alone(votes: Votes, share: Floats) -> Joined:
    """Return what the claims say without any features."""
    rounds = OF_RULES if votes.by_precision.any() else ROUNDS
    return alone(votes, share, rounds, TOLERANCE)


def packed(evidence: Evidence, votes: Votes, found: Joined) -> Posterior:
    """Return the posterior with what was learnt of the sources."""
    s, k, rules = votes.s, votes.k, votes.by_precision
    confusion = found.table.reshape(s, k, k).transpose(0, 2, 1).copy()
    share = found.proba[votes.heard].sum(axis=0) + 1
    right = np.einsum("k,skk->s", share / share.sum(), confusion)
    if rules.any():
        counts = count(votes.pieces, found.proba, found.table)[rules]
        total = counts.sum(axis=(1, 2))
        flat = np.full(len(counts), 1 / k)
        hits = np.einsum("sjj->s", counts)
        right[rules] = np.divide(hits, total, out=flat, where=total > 0)
        seen = counts.transpose(0, 2, 1) + 1 / k
        confusion[rules] = seen / seen.sum(axis=2, keepdims=True)
    return Posterior(evidence.classes, found.proba, confusion, right, found.log_likelihood)
