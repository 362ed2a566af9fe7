"""Classes that are taken for one another."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from assay.method import Auditor
from assay.results import Finding
from assay.types import Count, Floats, Fraction, Ints

#: Less than this share of the items the other way is one way.
ONE_WAY = 0.25


@dataclass(frozen=True)
class ConfusedClasses(
    Auditor, reads={"labels"}, truth={"one_of", "ordered"}, paper="northcutt2021"
):
    """Find pairs of classes of which many items look like the other one.

    An item looks like class j when it is given class k and its prediction is surest of j.
    Both ways alike speaks for classes that overlap, one way for a habit of mislabelling.

    Parameters
    ----------
    share
        Share of the smaller class that must look like the other.
    least
        Fewest items.
    most
        Most pairs that are told.

    Notes
    -----
    Assumes that the predictions are out of sample.

    Cost: one pass over the predictions.
    """

    share: Fraction = 0.05
    least: Count = 5
    most: Count = 10
    codes = {
        "confused-classes": (
            "Many items of one class look like another to a model that never saw their label.",
            "Either the classes overlap, so that nobody can label them well, or annotators "
            "mistake one for the other; both bound what any model can reach.",
            "Look at ten items each way: sharpen the instructions where the two differ, relabel "
            "where it goes one way, merge them where the difference doesn't matter.",
        )
    }

    def audit(
        self, labels: Ints, predictions: Floats, classes: Sequence[str]
    ) -> tuple[Finding, ...]:
        """Count, for every pair, the items that look like the other class."""
        k = len(classes)
        like = predictions.argmax(axis=1)
        said = labels >= 0
        size = np.bincount(labels[said], minlength=k)
        off = said & (like != labels)
        low, high = np.minimum(labels, like)[off], np.maximum(labels, like)[off]
        pair, count = np.unique(low * k + high, return_counts=True)
        first, second = np.divmod(pair, k)
        share = count / np.maximum(1, np.minimum(size[first], size[second]))
        told = np.flatnonzero((share >= self.share) & (count >= self.least))
        told = told[np.argsort(-count[told], kind="stable")][: self.most]
        return tuple(
            self._finding(int(first[i]), int(second[i]), labels, like, predictions, classes, size)
            for i in told
        )

    def _finding(
        self,
        one: int,
        other: int,
        labels: Ints,
        like: Ints,
        predictions: Floats,
        classes: Sequence[str],
        size: Ints,
    ) -> Finding:
        there = (labels == one) & (like == other)
        back = (labels == other) & (like == one)
        a, b = int(there.sum()), int(back.sum())
        rates = sorted([a / max(1, size[one]), b / max(1, size[other])])
        # A small class looks like a large one more often than the other way round without any
        # habit, so that one-sided means both in items and in shares.
        if max(rates[0] / rates[1], min(a, b) / max(a, b)) >= ONE_WAY:
            shape, repair = "both ways: they overlap", "sharpen where the two differ, or merge them"
        else:
            shape, repair = (
                "mostly one way: a habit of labelling",
                "have those items labelled again",
            )
        items = np.flatnonzero(there | back)
        own = predictions[items, labels[items]]
        names = f"`{classes[one]}` and `{classes[other]}`"
        return Finding(
            "confused-classes", "note",
            f"{names} are confused: {a:,} items of the first look like the second, {b:,} the "
            f"other way, {shape}.",
            f"Look at ten items each way, then {repair}.",
            "items", items=items[np.argsort(own, kind="stable")],
            value=(a + b) / max(1, min(int(size[one]), int(size[other]))),
        )  # fmt: skip
