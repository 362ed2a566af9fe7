"""Classes that are taken for one another."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from assay.kernels.confident import confident_counts, survey, thresholds
from assay.kernels.wording import amount, percent
from assay.method import Auditor
from assay.results import Finding
from assay.types import Count, Floats, Fraction, Ints

#: Less than this share of the items the other way is one way.
ONE_WAY = 0.25
#: Fewer items than this don't tell one way from both.
FEW = 12


@dataclass(frozen=True)
class ConfusedClasses(
    Auditor, reads={"labels"}, truth={"one_of", "ordered"}, paper="northcutt2021"
):
    """Find pairs of classes of which many items look like the other one.

    An item given class k looks like class j when its probability of j reaches the mean
    probability of j over the items given j; where it reaches several such means, the most probable
    class of all counts. So a large class doesn't swallow a small one, and an unsure model finds
    little. Both ways alike speaks for classes that overlap, one way for a habit of mislabelling.

    Equation
    --------
    like k  where P(k) >= mean of P(k) over the items given k; of several k, the most probable class
    n[j, k] = items given j that are like k
    told where n[j, k] + n[k, j] >= least and (n[j, k] + n[k, j]) / min(count[j], count[k]) >= share
    one way where the way back has less than .25 of the way there, in items and in shares of classes

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
    Assumes that the predictions are out of sample. Pairs of classes that the features can't
    tell apart are found too; whether labels or features are to blame, a person must see.

    Cost: two passes over the predictions.
    """

    share: Fraction = 0.05
    least: Count = 5
    most: Count = 5
    codes = {
        "confused-classes": (
            "Many items of one class look confidently like another to a model that never saw "
            "their label.",
            "Either the classes overlap, so that nobody can label them well, or annotators "
            "mistake one for the other, or what is known of the items doesn't tell them apart; "
            "each bounds what any model can reach.",
            "Look at ten items each way: sharpen the instructions where the two differ, relabel "
            "where it goes one way, merge them where the difference doesn't matter.",
        )
    }

    def audit(
        self, labels: Ints, predictions: Floats, classes: Sequence[str]
    ) -> tuple[Finding, ...]:
        """Count, for every pair, the items that look like the other class."""
        own, best, size = survey(labels, predictions)
        if (size > 0).sum() < 2:
            return ()
        like = np.full(len(labels), -1, np.int64)
        cut = thresholds(labels, own, size)
        count = confident_counts(labels, predictions, best, cut, like)
        both = np.triu(count + count.T, 1)
        share = both / np.maximum(1, np.minimum.outer(size, size))
        first, second = np.nonzero((share >= self.share) & (both >= self.least))
        order = np.argsort(-both[first, second], kind="stable")[: self.most]
        return tuple(
            self._finding(one, other, labels, like, own, classes, size)
            for one, other in zip(first[order].tolist(), second[order].tolist(), strict=True)
        )

    def _finding(
        self,
        one: int,
        other: int,
        labels: Ints,
        like: Ints,
        own: Floats,
        classes: Sequence[str],
        size: Ints,
    ) -> Finding:
        there = (labels == one) & (like == other)
        back = (labels == other) & (like == one)
        if int(back.sum()) > int(there.sum()):
            one, other, there, back = other, one, back, there
        a, b = int(there.sum()), int(back.sum())
        items = np.flatnonzero(there | back)
        shape, repair = _shape(a, b, a / size[one], b / size[other], classes[one], classes[other])
        return Finding(
            "confused-classes", "note",
            f"{amount(a, 'item')} labelled `{classes[one]}` ({percent(a / size[one])}) "
            f"{'looks' if a == 1 else 'look'} like `{classes[other]}`, and {b:,} the other way "
            f"({percent(b / size[other])}){shape}.",
            f"Look at ten items each way, then {repair}.",
            "items", items=items[np.argsort(own[items], kind="stable")],
            value=(a + b) / int(min(size[one], size[other])),
        )  # fmt: skip


def _shape(a: int, b: int, rate: float, back: float, one: str, other: str) -> tuple[str, str]:
    """Return in words whether it goes both ways, and what to do; a is at least b.

    A small class looks like a large one more often than the other way round without any habit,
    so that one-sided means both in items and in shares.
    """
    sharpen = "say more clearly where the two differ, or merge them"
    if a + b < FEW:
        return "", sharpen
    if max(b / a, back / rate) >= ONE_WAY:
        return ": both ways, as where classes overlap", sharpen
    return (
        f": one way, as where `{other}` is often labelled `{one}`",
        f"have the items labelled `{one}` labelled again",
    )
