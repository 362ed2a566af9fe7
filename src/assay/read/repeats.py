"""Votes that repeat: one source has one say on an item."""

import numpy as np

from assay.evidence import Evidence
from assay.read.notes import repeated_votes
from assay.results import Finding


def once(evidence: Evidence) -> tuple[Evidence, tuple[Finding, ...]]:
    """Return the last vote of each source on each item, and a note where others were left out.

    The last by time, where time is known, else by row. Votes that differ in what else is known
    of them, say in the position of the answer, are no repeats.
    """
    claims = len(evidence.item)
    time = evidence.context.get("time")
    order = np.arange(claims)
    if time is not None:
        order = np.argsort(np.nan_to_num(np.asarray(time, np.float64), nan=-np.inf), kind="stable")
    key = np.asarray(evidence.item, np.int64) * max(1, evidence.n_sources) + evidence.source
    key = key * 2 + np.asarray(evidence.negated)
    for name, values in evidence.context.items():
        if name != "time":
            _, key = np.unique(key, return_inverse=True)
            words = values.astype(str) if values.dtype == object else values
            _, code = np.unique(words, return_inverse=True)
            key = key * (code.max(initial=0) + 1) + code
    _, last = np.unique(key[order][::-1], return_index=True)
    kept = np.sort(order[::-1][last])
    if len(kept) == claims:
        return evidence, ()
    mask = np.zeros(claims, bool)
    mask[kept] = True
    gone = np.flatnonzero(~mask)
    return evidence.take(kept), (repeated_votes(np.unique(evidence.item[gone]), len(gone)),)
