"""Items without a label."""

from dataclasses import dataclass

import numpy as np

from assay.kernels.wording import listed, percent
from assay.method import Auditor
from assay.results import Finding
from assay.types import Array, Fraction, Ints

#: Chance below which labels are not missing at random over the splits.
CHANCE = 1e-4


@dataclass(frozen=True)
class Unlabelled(Auditor, reads={"labels"}, truth={"one_of", "any_of", "ordered", "number"}):
    """Count the items that have no label, and compare splits.

    Equation
    --------
    share = items without a label / items;   a warning where share > many, unless by whole splits
    splits differ where P(chi2 or more by chance) <= 1e-4,   chi2 = sum over splits s of
                        (gone[s] - n[s] * share)^2 / (n[s] * share * (1 - share))

    Parameters
    ----------
    many
        Share of items from which on it is a warning, unless whole splits have no labels.

    Notes
    -----
    Assumes nothing: items are counted. That splits differ is said where a chi-square test
    would be wrong once in 10,000 data sets.

    Cost: linear in items.
    """

    many: Fraction = 0.2
    codes = {
        "unlabelled": (
            "Some items have no label. They are predicted, but neither learnt from nor suspected.",
            "What is known of the labelled ones may not hold for the others, when it isn't chance "
            "that decided which were labelled: easy items first, or one source only.",
            "Label them, most useful first (`assay.query`), or check the classes that are "
            "suggested for them in items.parquet.",
        )
    }

    def audit(self, labels: Ints, split: Array | None = None) -> tuple[Finding, ...]:
        """Count, and say where most of them are."""
        items = np.flatnonzero(labels < 0)
        if not items.size:
            return ()
        share = len(items) / len(labels)
        where, bare = _where(labels < 0, split) if split is not None else ("", False)
        return (
            Finding(
                "unlabelled", "warning" if share > self.many and not bare else "note",
                f"{len(items):,} of {len(labels):,} items have no label, {percent(share)}{where}.",
                "Label them, or check the class that is suggested for each in items.parquet.",
                "items", items=items, value=share,
            ),
        )  # fmt: skip


def _where(missing: Array, split: Array) -> tuple[str, bool]:
    """Return in words how splits differ, and whether whole splits explain all that is missing."""
    from scipy.stats import chi2

    names, side = np.unique(np.asarray(split).astype(str), return_inverse=True)
    side = side.ravel()
    total = np.bincount(side, minlength=len(names))
    gone = np.bincount(side[missing], minlength=len(names))
    share = gone / total
    whole = np.flatnonzero(share == 1)
    if whole.size < len(names) and gone[whole].sum() == gone.sum():
        return f": all of {listed(names[whole].tolist())}, and none elsewhere", True
    mean = gone.sum() / total.sum()
    if not 0 < mean < 1 or len(names) < 2:
        return "", False
    statistic = float(((gone - total * mean) ** 2 / (total * mean * (1 - mean))).sum())
    if chi2.sf(statistic, len(names) - 1) > CHANCE:
        return "", False
    high, low = int(share.argmax()), int(share.argmin())
    most, least = names[high] or "no split", names[low] or "no split"
    return f": {percent(share[high])} of `{most}`, {percent(share[low])} of `{least}`", False
