"""The same thing twice."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from assay.kernels.clusters import by_cluster, own_share, sizes
from assay.kernels.coincidence import equal_pairs
from assay.kernels.wording import amount, listed, percent
from assay.method import Auditor
from assay.parts.copies import Copies
from assay.results import Finding, Severity
from assay.types import Count, Fraction, Ints


@dataclass(frozen=True)
class Duplicates(Auditor, reads={"labels"}, truth={"one_of", "any_of", "ordered", "number"}):
    """Find items that are copies of one another, and copies whose labels differ.

    Equal rows of a table may be two things that the columns can't tell apart. How many are to
    be expected is told by the rows that are equal in all columns but one; where coincidence
    makes a third of the equal pairs or more, what is found is a note.

    Equation
    --------
    copies: extra = items in clusters of equal content - clusters
            a warning where extra / items > many and extra >= least, else a note
    labels: wrong = sum over clusters of items - items of the commonest label
            an error where wrong / labelled items >= many, else a warning
    notes   where equal pairs <= 3 * the largest over columns of a * p / (1 - p): pairs equal in all
            other columns but not this one, and the chance that two values of it are equal

    Parameters
    ----------
    many
        Share of items that are superfluous copies from which on it is a warning; share of
        labels that must be wrong from which on it is an error.
    least
        Fewer superfluous copies than this are a note.

    Notes
    -----
    Assumes that equal content should have an equal label. Exact copies have no false alarms;
    clouds of items have a pair of near copies by chance in one of twenty data sets at most.

    Cost: linear in items, after neighbours; two sorts a column of a table.
    """

    many: Fraction = 0.01
    least: Count = 10
    codes = {
        "duplicates": (
            "Some items have the same content: the same text but for case and spaces, the same "
            "pixels, the same row of the table, the same features. The label is not compared.",
            "Copies count double in training and in every score, and a copy that lands in the "
            "test set is no test. In a table with few or coarse columns, equal rows may be "
            "different things by coincidence; the message says so.",
            "Keep one of each, or keep copies together by giving them one group (`--group`), so "
            "that no split tears them apart.",
        ),
        "near-duplicates": (
            "Some items are nearly the same: texts that share nine tenths of their runs of "
            "five characters, pictures or features far nearer than neighbours usually are. Exact "
            "copies are told apart, as `duplicates`.",
            "They count nearly double, and on two sides of a split they make scores too good.",
            "Look at a few; keep one of each cluster, or give each cluster one group.",
        ),
        "conflicting-duplicates": (
            "Items of the same, or nearly the same, content have different labels.",
            "Where the content decides the label, all labels of a cluster but one are wrong, "
            "whatever a model says, so that the number in the message is a floor under the "
            "errors. In a table whose columns can't tell the items apart both may be right; then "
            "no model can do better than the majority.",
            "Have a person decide each cluster; where both labels are right, merge the classes, "
            "allow several labels, or add the column that tells the items apart.",
        ),
    }

    def audit(
        self, copies: Copies, labels: Ints | None = None, classes: Sequence[str] = ()
    ) -> tuple[Finding, ...]:
        """Look at clusters of copies."""
        chance = copies.coincidence if copies.coarse else 0.0
        alone = -1 - np.arange(len(copies.exact))
        near = np.where(sizes(copies.exact) > 1, alone, copies.near)
        found = [
            self._copies(copies.exact, "duplicates", "the same content", chance),
            self._copies(near, "near-duplicates", "nearly the same content", 0.0),
        ]
        if labels is not None:
            found.append(self._conflicts(copies.near, labels, classes, chance))
        return tuple(finding for finding in found if finding is not None)

    def _copies(self, cluster: Ints, code: str, what: str, chance: float) -> Finding | None:
        size = sizes(cluster)
        items: Ints = np.flatnonzero(size > 1)
        if not items.size:
            return None
        clusters = len(np.unique(cluster[items]))
        extra = len(items) - clusters
        share = extra / len(cluster)
        severity: Severity = "warning" if share > self.many and extra >= self.least else "note"
        where = f" in {clusters:,} clusters of up to {int(size.max()):,}" if clusters > 1 else ""
        told = f"{len(items):,} items have {what} as another{where}: {extra:,} could go"
        told += f", {percent(share)} of all"
        repair = "Keep one of each, or give copies one group so that no split tears them apart."
        if chance:
            severity = "note"
            pairs = equal_pairs(cluster)
            known = max(1.0, min(chance, pairs))
            told += f"; coincidence may explain {known:,.0f} of the {pairs:,.0f} equal pairs"
            repair = "Ask whether equal rows are one thing; if so, keep one of each."
        items = by_cluster(cluster, items)
        return Finding(code, severity, f"{told}.", repair, "items", items=items, value=share)

    def _conflicts(
        self, cluster: Ints, labels: Ints, classes: Sequence[str], chance: float
    ) -> Finding | None:
        share, wrong = own_share(cluster, labels)
        items = np.flatnonzero(share < 1)
        if not items.size:
            return None
        # The rarest label of a cluster first; those of one cluster side by side.
        items = items[np.lexsort((items, cluster[items], share[items]))]
        least = wrong / max(1, int((labels >= 0).sum()))
        severity: Severity = "error" if least >= self.many else "warning"
        there = np.bincount(labels[(cluster == cluster[items[0]]) & (labels >= 0)])
        both = [classes[k] for k in np.argsort(-there, kind="stable")[: int((there > 0).sum())]]
        told = (
            f"{len(items):,} items in {amount(len(np.unique(cluster[items])), 'cluster')} of copies"
            f" have different labels, {listed(both)} in the first"
        )
        be = "is" if wrong == 1 else "are"
        floor = f": at least {wrong:,} of them {be} wrong if content decides the label"
        if chance:
            floor = "; the columns are so coarse that equal rows may be different things"
        return Finding(
            "conflicting-duplicates",
            "note" if chance else severity,
            f"{told}{floor}.",
            "Have a person decide each cluster; merge the classes where both are right.",
            "items",
            items=items,
            value=least,
        )
