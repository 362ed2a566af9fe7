"""Classes of very different size."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from assay.method import Auditor
from assay.results import Finding
from assay.types import Count, Ints, Positive


@dataclass(frozen=True)
class Imbalance(Auditor, reads={"labels"}, truth={"one_of", "ordered"}):
    """Compare the sizes of classes.

    Parameters
    ----------
    ratio
        Largest to smallest class from which on it is told as a note; ten times that is a warning.
    small
        A class of fewer items is too small to learn or to score.

    Notes
    -----
    Assumes nothing: sizes are counted. Whether they are wrong depends on use.

    Cost: linear in items.
    """

    ratio: Positive = 5.0
    small: Count = 10
    codes = {
        "imbalance": (
            "The largest class has many times the items of the smallest.",
            "Accuracy hides what happens to small classes, and a label error in a small class "
            "weighs more.",
            "Score by class (balanced accuracy, macro F1), weigh classes in training, and check "
            "labels of small classes first.",
        ),
        "small-class": (
            "A class has fewer than ten items.",
            "Neither a model nor a score can tell much about so few, and suspicion of its labels "
            "is weak evidence.",
            "Collect more, merge it into a near class, or leave it out on purpose.",
        ),
    }

    def audit(self, labels: Ints, classes: Sequence[str]) -> tuple[Finding, ...]:
        """Count the classes."""
        count = np.bincount(labels[labels >= 0], minlength=len(classes))
        seen = np.flatnonzero(count)
        if seen.size < 2:
            return ()
        found = []
        large, little = seen[count[seen].argmax()], seen[count[seen].argmin()]
        ratio = count[large] / count[little]
        if ratio >= self.ratio:
            share = count[seen] / count.sum()
            effective = float(np.exp(-(share * np.log(share)).sum()))
            found.append(
                Finding(
                    "imbalance",
                    "warning" if ratio >= 10 * self.ratio else "note",
                    f"`{classes[large]}` has {count[large]:,} items and `{classes[little]}` "
                    f"{count[little]:,}: {ratio:.3g} to 1; {len(seen)} classes work like "
                    f"{effective:.1f} of equal size.",
                    "Score by class, weigh classes in training, check small classes first.",
                    value=float(ratio),
                )
            )
        order = seen[np.argsort(count[seen], kind="stable")]
        found.extend(
            Finding(
                "small-class",
                "warning",
                f"Class `{classes[k]}` has {count[k]} item{'s' * int(count[k] > 1)}.",
                "Collect more, merge it into a near class, or leave it out on purpose.",
                "class",
                classes[k],
                np.flatnonzero(labels == k),
                float(count[k]),
            )
            for k in order[count[order] < self.small][:20]
        )
        return tuple(found)
