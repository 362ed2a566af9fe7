"""Classes of very different size."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from assay.kernels.wording import amount, listed
from assay.method import Auditor
from assay.results import Finding, Severity
from assay.types import Count, Ints, Positive

#: Small classes above which they are told together.
MANY = 5
MEND = "Collect more, merge it into a near class, or leave it out on purpose."


@dataclass(frozen=True)
class Imbalance(Auditor, reads={"labels"}, truth={"one_of", "ordered"}):
    """Compare the sizes of classes.

    Equation
    --------
    ratio = largest class / smallest class;   told where >= the setting, a warning at ten times it
    effective = exp(-sum over k of share[k] * log share[k]), in words
    small-class where count[k] < small

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
        order = seen[np.argsort(count[seen], kind="stable")]
        found = self._ratio(classes, count, int(order[0]), int(seen[count[seen].argmax()]))
        little = order[count[order] < self.small]
        if len(little) > MANY:
            found.append(self._several(labels, classes, little))
        else:
            found.extend(_small(labels, classes, int(k), int(count[k])) for k in little)
        return tuple(found)

    def _ratio(self, classes: Sequence[str], count: Ints, little: int, large: int) -> list[Finding]:
        ratio = float(count[large] / count[little])
        if ratio < self.ratio:
            return []
        share = count[count > 0] / count.sum()
        effective = float(np.exp(-(share * np.log(share)).sum()))
        message = (
            f"`{classes[large]}` has {count[large]:,} items and `{classes[little]}` "
            f"{count[little]:,}: {ratio:.3g} to 1; {len(share)} classes work like {effective:.1f} "
            "of equal size."
        )
        severity: Severity = "warning" if ratio >= 10 * self.ratio else "note"
        repair = "Score by class, weigh classes in training, check small classes first."
        return [Finding("imbalance", severity, message, repair, value=ratio)]

    def _several(self, labels: Ints, classes: Sequence[str], little: Ints) -> Finding:
        return Finding(
            "small-class", "warning",
            f"{len(little):,} of {len(classes):,} classes have fewer than {self.small} items: "
            f"{listed([classes[k] for k in little], MANY)}.",
            MEND, "items", items=np.flatnonzero(np.isin(labels, little)), value=float(len(little)),
        )  # fmt: skip


def _small(labels: Ints, classes: Sequence[str], k: int, count: int) -> Finding:
    return Finding(
        "small-class", "warning", f"Class `{classes[k]}` has {amount(count, 'item')}.", MEND,
        "class", classes[k], np.flatnonzero(labels == k), float(count),
    )  # fmt: skip
