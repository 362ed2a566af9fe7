"""Where sources disagree for a reason: classes they confuse, and items with two answers."""

from typing import Any

import numpy as np

from assay.evidence import heaviest
from assay.posterior import Posterior
from assay.report.plain import number, word
from assay.report.truth.run import TruthRun
from assay.report.truth.uncertain import two_answers
from assay.types import Floats

#: Classes in the matrix, pairs of classes.
CLASSES, PAIRS = 60, 20


def crowd(run: TruthRun) -> Floats | None:
    """Return (K, K) how many votes said j of items that are truly k, at [k, j], as expected."""
    posterior, evidence = run.posterior, run.evidence
    if not isinstance(posterior, Posterior):
        return None
    trusted = np.array([source.trusted for source in evidence.sources], bool)
    hard = ~np.asarray(evidence.negated) & (np.diff(evidence.claim.indptr) == 1)
    rows = np.flatnonzero(hard & ~trusted[evidence.source])
    said, k = heaviest(evidence.claim)[rows], len(evidence.classes)
    counts = np.zeros((k, k))
    order = np.argsort(said, kind="stable")
    ends = np.searchsorted(said[order], np.arange(k + 1))
    for j in range(k):
        about = evidence.item[rows[order[ends[j] : ends[j + 1]]]]
        counts[:, j] = posterior.proba[about].sum(axis=0)
    return counts


def matrix(run: TruthRun, counts: Floats | None) -> dict[str, Any] | None:
    """Return P(a vote says j | the truth is k), of the classes with most votes."""
    if counts is None or not counts.sum():
        return None
    kept = np.sort(np.argsort(-(counts.sum(axis=0) + counts.sum(axis=1)), kind="stable")[:CLASSES])
    total = counts.sum(axis=1, keepdims=True)
    share = np.divide(counts, total, out=np.zeros_like(counts), where=total > 0)
    return {
        "classes": [word(run.evidence.classes[k]) for k in kept.tolist()],
        "matrix": [[number(share[k, j]) for j in kept] for k in kept],
    }


def pairs(run: TruthRun, counts: Floats | None) -> list[dict[str, Any]]:
    """Return the pairs of classes that are taken for one another, most votes first.

    Each has the votes expected to be wrong both ways, the share of votes on either class that
    are, and on how many items both are plausible.
    """
    if counts is None:
        return []
    both = np.triu(counts + counts.T, 1)
    first, second = np.nonzero(both >= 1)
    order = np.argsort(-both[first, second], kind="stable")[:PAIRS]
    plausible = _both_plausible(run)
    made = []
    for one, other in zip(first[order].tolist(), second[order].tolist(), strict=True):
        of = counts[one].sum() + counts[other].sum()
        made.append(
            {
                "one": word(run.evidence.classes[one]),
                "other": word(run.evidence.classes[other]),
                "one_as_other": number(counts[one, other]),
                "other_as_one": number(counts[other, one]),
                "share": number(both[one, other] / of) if of else None,
                "items": plausible.get((one, other), 0),
            }
        )
    return made


def _both_plausible(run: TruthRun) -> dict[tuple[int, int], int]:
    """Return on how many items the two classes of a pair are plausible."""
    rows = np.flatnonzero(two_answers(run))
    if not rows.size or not isinstance(run.posterior, Posterior):
        return {}
    top = np.argpartition(-run.posterior.proba[rows], 1, axis=1)[:, :2]
    pair, n = np.unique(np.sort(top, axis=1), axis=0, return_counts=True)
    return {(int(a), int(b)): int(c) for (a, b), c in zip(pair, n, strict=True)}
