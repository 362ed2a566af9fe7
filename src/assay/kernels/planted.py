"""What flags are worth, from a probability of every label and from errors that were planted."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from assay.kernels.interval import wilson
from assay.kernels.slices import NOTHING, Slices, false_flags, measured
from assay.results import Interval, Measured
from assay.types import Bools, Floats, Ints


class Caught(NamedTuple):
    """One round of planting: (n,) labels with errors, which are planted, which are flagged."""

    labels: Ints
    planted: Bools
    flagged: Bools


def scaled(proba: Floats, before: float, after: float) -> Floats:
    """Return probabilities under another prior: odds are scaled as the prior's odds are.

    Examples
    --------
    >>> scaled(np.array([0.2, 0.5]), 0.5, 0.2).round(3).tolist()
    [0.059, 0.2]
    """
    before, after = (min(max(p, 1e-9), 1 - 1e-9) for p in (before, after))
    ratio = after / (1 - after) * (1 - before) / before
    return np.asarray(proba * ratio / (proba * ratio + 1 - proba))


def by_group(
    flagged: Bools,
    p_wrong: Floats,
    labels: Ints,
    classes: Sequence[str],
    slices: Slices | None,
    rounds: Sequence[Caught],
) -> tuple[Measured, ...]:
    """Return precision, recall and false flags: in all, by class and by slice.

    Precision is the mean probability of the flagged to be wrong, false flags what is expected of
    the right labels. Recall is that of planted errors, all rounds together; without any it is
    the flagged share of what is expected to be wrong. In a slice of items that were all given
    one class there is none: errors planted there took items out of the class, and those that
    matter are items that were wrongly taken into it.
    """
    bound = _of_one_class(slices, labels)
    trials = [measured(c.flagged, c.planted, c.labels, classes, slices) for c in rounds]
    found = []
    for which, group in enumerate(false_flags(flagged, p_wrong, labels, classes, slices)):
        tried = [trial[which] for trial in trials if (group.kind, group.group) not in bound]
        planted = sum(one.planted for one in tried)
        hits = sum(one.recall[0] * one.planted for one in tried if one.planted)
        precision = _share(group.flagged - group.expected, group.flagged)
        found.append(
            Measured(
                group.group,
                group.kind,
                group.items,
                planted,
                precision,
                _share(hits, planted),
                group.rate,
            )
        )
    if rounds or not found:
        return tuple(found)
    return (_expected(found[0], flagged, p_wrong, labels), *found[1:])


def _of_one_class(slices: Slices | None, labels: Ints) -> set[tuple[str, str]]:
    """Return kind and name of the slices whose items were all given one class."""
    if slices is None:
        return set()
    given = [labels[slices.items(k)] for k in range(len(slices))]
    pairs = zip(slices.names, given, strict=True)
    return {("slice", name) for name, some in pairs if len(np.unique(some[some >= 0])) < 2}


def _expected(all_: Measured, flagged: Bools, p_wrong: Floats, labels: Ints) -> Measured:
    said = labels >= 0
    wrong = float(p_wrong[said].sum(dtype=float))
    hits = float(p_wrong[said & flagged].sum(dtype=float))
    recall = _share(hits, wrong)
    return Measured(all_.group, all_.kind, all_.items, 0, all_.precision, recall, all_.false_flags)


def _share(hits: float, trials: float) -> Interval:
    if trials <= 0:
        return NOTHING
    low, high = wilson(min(hits, trials), trials)
    return min(hits / trials, 1.0), float(low), float(high)
