"""Groups of a class on which predictions fail."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from assay.dataset import Neighbours
from assay.kernels.slices import Slices
from assay.kernels.wording import percent
from assay.method import Auditor
from assay.results import Finding
from assay.types import Bools, Count, Floats, Fraction, Ints

#: Slices that are told.
MOST = 5
#: Chance that any slice is told where all are alike.
CHANCE = 1e-3


@dataclass(frozen=True)
class WeakSlices(Auditor, reads={"labels"}, truth={"one_of", "ordered"}, paper="ye2024"):
    """Find slices whose labels the predictions contradict far more often than elsewhere.

    Slices are values of columns, and clusters within a class. How often out of fold predictions
    agree with the labels in a slice is held to all other items of the same classes. A slice that
    they contradict is a small group that the model doesn't know, or one whose labels are wrong.
    Neighbours tell which (those in the slice, where it has several classes): if they share the
    label the group is sound.

    Equation
    --------
    agree = share of the slice's labels that are the most probable class
    usual = sum over k of share of k in the slice * share that agrees among the others given k
    told where usual - agree >= gap and P(Binomial(items, usual) <= agreeing) < .001 / slices

    Parameters
    ----------
    gap
        How much less often predictions must agree than elsewhere.
    least
        Fewest items of a slice.

    Notes
    -----
    Assumes that items near each other within a slice have one label. Detectors that go by
    predictions flag a sound minority group as a whole: who drops what is flagged drops the
    group, and a high score over all items hides it.

    Cost: a product of slices with items.

    References: ye2024, a survey of what models learn in place of the class.
    """

    gap: Fraction = 0.25
    least: Count = 30
    codes = {
        "weak-slice": (
            "On one group of items the predictions contradict the labels far more often than on "
            "others of the same classes.",
            "Either the group is small and the model goes by what is usual elsewhere, so that its "
            "right labels look wrong and its scores are an illusion; or its labels were made "
            "another way.",
            "Look at its items. If the labels are right, keep them whatever is flagged, weigh the "
            "group up or collect more of it, and report its score beside the mean.",
        )
    }

    def audit(
        self, labels: Ints, predictions: Floats, classes: Sequence[str], slices: Slices,
        neighbours: Neighbours | None = None,
    ) -> tuple[Finding, ...]:  # fmt: skip
        """Hold every slice to the rest of its classes."""
        from scipy.stats import binom

        said = labels >= 0
        if said.sum() < 2 * self.least or len(classes) < 2:
            return ()
        right = said & (predictions.argmax(axis=1) == labels)
        found = []
        for place, name in enumerate(slices.names):
            items = slices.items(place)
            items = items[said[items]]
            if len(items) < self.least:
                continue
            usual = _elsewhere(items, labels, right, said, len(classes))
            agree = int(right[items].sum())
            if usual - agree / len(items) < self.gap:
                continue
            if binom.cdf(agree, len(items), usual) < CHANCE / max(1, len(slices.names)):
                found.append(_told(name, items, right, labels, usual, neighbours))
        return tuple(sorted(found, key=lambda one: -one.value)[:MOST])


def _elsewhere(items: Ints, labels: Ints, right: Bools, said: Bools, k: int) -> float:
    """Return how often others of the same classes are predicted right, mixed as the slice is."""
    inside = np.zeros(len(labels), bool)
    inside[items] = True
    rest = said & ~inside
    total = np.bincount(labels[rest], minlength=k)
    share = np.bincount(labels[rest & right], minlength=k) / np.maximum(total, 1)
    mix = np.bincount(labels[items], minlength=k) * (total > 0)
    return float(mix @ share / max(1, mix.sum()))


def _told(
    name: str, items: Ints, right: Bools, labels: Ints, usual: float, neighbours: Neighbours | None
) -> Finding:
    share = float(right[items].mean())
    words = (
        f"In `{name}` predictions agree with {percent(share)} of {len(items):,} labels; with "
        f"{percent(usual)} of others of the same classes."
    )
    repair = "Look at its items: a small group, or labels that were made another way."
    near = None if neighbours is None else _alike(items, labels, neighbours)
    if near is not None and near >= (1 + share) / 2:
        words += f" Of their neighbours {percent(near)} share the label: a group of its own."
        repair = "Keep it whatever is flagged; weigh it up, or collect more of it."
    elif near is not None:
        words += f" Of their neighbours {percent(near)} share the label: look for wrong ones."
        repair = "Look at its labels one by one."
    worst = items[np.argsort(right[items], kind="stable")]
    return Finding("weak-slice", "warning", words, repair, "items", "", worst, usual - share)


def _alike(items: Ints, labels: Ints, neighbours: Neighbours) -> float | None:
    """Return how often a neighbour has the same label: one in the slice, if it has several classes.

    All of a slice of one class have that label; there any neighbour is asked.
    """
    inside = np.full(len(labels), np.ptp(labels[items]) == 0)
    inside[items] = True
    near = neighbours.index[items]
    there = (near >= 0) & inside[near] & (labels[near] >= 0)
    same = labels[near] == labels[items][:, None]
    return float(same[there].mean()) if there.sum() >= len(items) / 2 else None
