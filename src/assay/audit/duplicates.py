"""The same thing twice."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from assay.method import Auditor
from assay.parts.copies import Copies
from assay.results import Finding, Severity
from assay.types import Bools, Fraction, Ints

#: Where more than this share of a table's rows has a copy, its columns are coarse.
COARSE = 0.5


@dataclass(frozen=True)
class Duplicates(Auditor, reads={"labels"}, truth={"one_of", "any_of", "ordered", "number"}):
    """Find items that are copies of one another, and copies whose labels differ.

    Parameters
    ----------
    many
        Share of items among conflicting copies from which on it is an error.

    Notes
    -----
    Assumes that equal content should have an equal label; where the content is a few coarse
    columns that is not so, and the finding is a note.

    Cost: linear in items, after neighbours.
    """

    many: Fraction = 0.01
    codes = {
        "duplicates": (
            "Some items have the same content: the same text but for case and spaces, the same "
            "pixels, the same row.",
            "Copies count double in training, and a copy in the test set is no test.",
            "Keep one of each, or keep copies together by giving them one group.",
        ),
        "near-duplicates": (
            "Some items are nearly the same: texts that share nine tenths of their runs of "
            "characters, pictures or features far nearer than neighbours usually are.",
            "They count nearly double, and on two sides of a split they make scores too good.",
            "Look at a few; keep one of each cluster, or give each cluster one group.",
        ),
        "conflicting-duplicates": (
            "Items of the same content have different labels.",
            "At most one of the labels can be right, whatever a model says: these are label "
            "errors, or classes that overlap, with certainty.",
            "Have a person decide each cluster; where both labels are right, merge the classes "
            "or allow several labels.",
        ),
    }

    def audit(
        self,
        copies: Copies,
        labels: Ints | None = None,
        classes: Sequence[str] = (),
        kind: str = "",
    ) -> tuple[Finding, ...]:
        """Look at clusters of copies."""
        size = sizes(copies.exact)
        coarse = kind == "table" and bool(size.size) and float(np.mean(size > 1)) > COARSE
        near = np.where(size > 1, -1, copies.near)
        found = [
            self._copies(copies.exact, "duplicates", "the same content", coarse=coarse),
            self._copies(near, "near-duplicates", "nearly the same content", coarse=coarse),
        ]
        if labels is not None:
            found.append(self._conflicts(copies.near, labels, classes, coarse=coarse))
        return tuple(finding for finding in found if finding is not None)

    def _copies(self, cluster: Ints, code: str, what: str, *, coarse: bool) -> Finding | None:
        size = sizes(cluster)
        items = np.flatnonzero((size > 1) & (cluster >= 0))
        if not items.size:
            return None
        clusters = len(np.unique(cluster[items]))
        share = len(items) / len(cluster)
        severity: Severity = "warning" if share > self.many and not coarse else "note"
        why = ", as the columns take few values" if coarse else ""
        return Finding(
            code, severity,
            f"{len(items):,} items have {what} as another: {clusters:,} clusters, the largest of "
            f"{int(size[items].max()):,}{why}.",
            "Keep one of each cluster, or give each cluster one group so that splits respect it.",
            "items", items=by_cluster(cluster, items), value=share,
        )  # fmt: skip

    def _conflicts(
        self, cluster: Ints, labels: Ints, classes: Sequence[str], *, coarse: bool
    ) -> Finding | None:
        items = np.flatnonzero(conflicting(cluster, labels))
        if not items.size:
            return None
        share = len(items) / max(1, int((labels >= 0).sum()))
        severity: Severity = "error" if share >= self.many else "warning"
        head = cluster[by_cluster(cluster, items)[0]]
        names = sorted({classes[k] for k in labels[(cluster == head) & (labels >= 0)]})
        clusters = len(np.unique(cluster[items]))
        which = " and ".join(f"`{name}`" for name in names[:3])
        return Finding(
            "conflicting-duplicates", "note" if coarse else severity,
            f"{len(items):,} items are copies with different labels: {clusters:,} clusters; "
            f"the first is both {which}.",
            "Have a person decide each cluster; merge the classes where both are right.",
            "items", items=by_cluster(cluster, items), value=share,
        )  # fmt: skip


def sizes(cluster: Ints) -> Ints:
    """Return the (n,) number of items in each item's cluster."""
    number = np.unique(cluster, return_inverse=True)[1].ravel()
    return np.bincount(number)[number] if len(cluster) else np.zeros(0, np.int64)


def conflicting(cluster: Ints, labels: Ints) -> Bools:
    """Return the (n,) labelled items in whose cluster another label stands."""
    number = np.unique(cluster, return_inverse=True)[1].ravel()
    said = labels >= 0
    low = np.full(number.max(initial=-1) + 1, np.iinfo(np.int64).max)
    high = np.full(len(low), -1)
    np.minimum.at(low, number[said], labels[said])
    np.maximum.at(high, number[said], labels[said])
    return np.asarray((low < high)[number] & said)


def by_cluster(cluster: Ints, items: Ints) -> Ints:
    """Return the items with those of a cluster side by side, largest clusters first."""
    size = sizes(cluster[items])
    return items[np.lexsort((items, cluster[items], -size))]
