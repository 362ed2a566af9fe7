"""How late a label was learnt, in words: for the reasons of a thorough audit."""

from dataclasses import replace

import numpy as np

from assay.registry import Parts
from assay.results import Flags
from assay.types import Bools, Ints

#: Only what is learnt after this share of its class is told.
LATE = 0.9


def with_lateness(final: Flags | None, parts: Parts) -> Flags | None:
    """Return the flags with a word on those learnt late, where training can be watched."""
    if final is None or "labels" not in parts or not parts.can("dynamics"):
        return final
    words = lateness(parts["dynamics"].correct, parts["labels"])
    values = {**final.values, "late": np.array(words, object)}
    return replace(final, reason=f"{final.reason}{{late}}", values=values)


def lateness(correct: Bools, labels: Ints) -> list[str]:
    """Return (n,) in words how late a label was learnt among those of its class, or "".

    Parameters
    ----------
    correct
        (E, n) whether the label was the most probable one, epoch by epoch.
    labels
        (n,) class indices, -1 for unlabelled.

    Examples
    --------
    >>> lateness(np.array([[True] * 19 + [False]] * 2), np.zeros(20, int))[-1]
    '; never learnt in training, unlike 95 % of its class'
    """
    from assay.report.numbers import percent

    epochs = len(correct)
    first = np.where(correct.any(axis=0), correct.argmax(axis=0), epochs)
    words = [""] * len(labels)
    order = np.lexsort((first, labels))
    starts = np.flatnonzero(np.diff(labels[order], prepend=-2))
    for rows in np.split(order, starts[1:]):
        if labels[rows[0]] < 0:
            continue
        when = first[rows]
        before = np.searchsorted(when, when) / len(rows)
        for row, epoch, share in zip(rows.tolist(), when.tolist(), before.tolist(), strict=True):
            if share < LATE:
                continue
            if epoch == epochs:
                words[row] = f"; never learnt in training, unlike {percent(share)} of its class"
            elif epoch == when[-1]:
                words[row] = "; learnt last of its class"
            else:
                words[row] = f"; learnt after {percent(share)} of its class"
    return words
