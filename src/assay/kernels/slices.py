"""What flags do to groups of items: to classes, and to slices of like items."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy.sparse import csr_array

from assay.kernels.interval import wilson
from assay.results import Interval, Measured
from assay.types import Array, Bools, Floats, Ints

NOTHING: Interval = (float("nan"),) * 3  # type: ignore[assignment]


@dataclass(frozen=True, eq=False)
class Slices:
    """Groups of items that a person can name; an item may be in several or in none.

    Parameters
    ----------
    names
        S names in words.
    member
        (n, S) of 1 where an item is in a slice.
    """

    names: tuple[str, ...]
    member: csr_array

    def __len__(self) -> int:
        return len(self.names)

    def items(self, which: int) -> Ints:
        """Return the items of one slice, in order."""
        column = self.member[:, [which]].tocoo()
        return np.sort(column.row).astype(np.int64)


@dataclass(frozen=True)
class FalseFlags:
    """How many of the flags in one group of items are expected to be false.

    Parameters
    ----------
    group, kind
        As in `Measured`.
    items, flagged
        Labelled items of the group, and how many of them are flagged.
    expected
        Flagged items whose label is right, as far as p_wrong goes.
    rate
        Share of the right labels that are flagged, with its 95 % interval; NaN where no label
        is right.
    """

    group: str
    kind: Literal["all", "class", "slice"]
    items: int
    flagged: int
    expected: float
    rate: Interval


def false_flags(
    flagged: Bools,
    p_wrong: Floats,
    labels: Ints,
    classes: Sequence[str],
    slices: Slices | None = None,
) -> tuple[FalseFlags, ...]:
    """Return what flags cost right labels: in all, by class and by slice.

    The rate is expected false flags over expected right labels. Its interval is Wilson's, of as
    many items as carry what is known: chance decides which right labels are flagged, and whether
    a flagged one is right is known to p (1 - p). It stands or falls with p_wrong: where a model
    takes all of a slice for mistakes, few of its flags are expected to be false, and only the
    share that is flagged tells.

    Parameters
    ----------
    flagged
        (n,) which are flagged.
    p_wrong
        (n,) probability that a label is wrong.
    labels, classes
        (n,) given labels, and the names of the K classes; unlabelled items are in no group.
    slices
        Further groups.
    """
    right = 1 - np.asarray(p_wrong, np.float64)
    unsure = flagged * right * (1 - right)
    values = np.stack([np.ones(len(labels)), flagged, flagged * right, right, unsure], axis=1)
    found = []
    for group, kind, sums in _sums(values, labels, classes, slices):
        items, hits, expected, clean, doubt = sums.tolist()
        rate = _rate(expected, clean, doubt)
        found.append(FalseFlags(group, kind, round(items), round(hits), expected, rate))
    return tuple(found)


def measured(
    flagged: Bools,
    wrong: Bools,
    labels: Ints,
    classes: Sequence[str],
    slices: Slices | None = None,
    known: Bools | None = None,
) -> tuple[Measured, ...]:
    """Return what flags catch of errors whose place is known: in all, by class and by slice.

    Parameters
    ----------
    flagged, wrong
        (n,) which are flagged, and whose label is wrong.
    labels, classes
        (n,) given labels, and the names of the K classes; unlabelled items are in no group.
    slices
        Further groups.
    known
        (n,) for which items it is known whether the label is wrong; by default for all.
    """
    counted = np.ones(len(labels), bool) if known is None else known
    hit = flagged & wrong & counted
    columns = [np.ones(len(labels)), counted, wrong & counted, flagged & counted, hit]
    values = np.stack(columns, axis=1).astype(np.float64)
    found = []
    for group, kind, sums in _sums(values, labels, classes, slices):
        items, judged, errors, flags, hits = (round(v) for v in sums.tolist())
        clean, false = judged - errors, flags - hits
        shares = _share(hits, flags), _share(hits, errors), _share(false, clean)
        found.append(Measured(group, kind, items, errors, *shares))
    return tuple(found)


def _sums(
    values: Array, labels: Ints, classes: Sequence[str], slices: Slices | None
) -> Iterator[tuple[str, Literal["all", "class", "slice"], Floats]]:
    """Yield each group's name, kind and (c,) sums of the values (n, c) of its labelled items."""
    said = labels >= 0
    values = values * said[:, None]
    yield "all", "all", values.sum(axis=0)
    kept = np.where(said, labels, 0)
    sums = [np.bincount(kept, column, minlength=len(classes)) for column in values.T]
    for name, row in zip(classes, np.stack(sums, axis=1), strict=True):
        yield str(name), "class", row
    if slices is not None and len(slices):
        for name, row in zip(slices.names, slices.member.T @ values, strict=True):
            yield name, "slice", np.asarray(row)


def _share(hits: float, trials: float) -> Interval:
    if not trials:
        return NOTHING
    low, high = wilson(hits, trials)
    return hits / trials, float(low), float(high)


def _rate(expected: float, clean: float, doubt: float) -> Interval:
    if clean <= 1e-9:
        return NOTHING
    rate = min(1.0, expected / clean)
    chance = clean * rate * (1 - rate)
    weight = chance / (chance + doubt) if doubt > 0 else 1.0
    low, high = wilson(rate * clean * weight, clean * weight)
    return rate, float(low), float(high)
