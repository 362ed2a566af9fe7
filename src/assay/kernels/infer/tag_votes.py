"""What sources say of tags: that one holds, or doesn't."""

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array

from assay.evidence import Evidence
from assay.types import Bools, Floats, Ints


@dataclass(frozen=True, eq=False)
class TagVotes:
    """What sources say of every tag of every item.

    Parameters
    ----------
    n_items, n_sources, n_tags
        How many there are.
    cell
        (E,) place of item and tag that a vote is about: item * K + tag.
    source, tag
        (E,) who says it, and of which tag.
    holds
        (E,) the tag is said to hold.
    weight
        (E,) how far it is, 1 for a plain yes or no.
    trusted
        (S,) whose votes are the truth.
    """

    n_items: int
    n_sources: int
    n_tags: int
    cell: Ints
    source: Ints
    tag: Ints
    holds: Bools
    weight: Floats
    trusted: Bools

    @classmethod
    def of(cls, evidence: Evidence) -> "TagVotes":
        """Read evidence of tags: a claim says that its tags hold, or, negated, that none does."""
        claim, k = evidence.claim, len(evidence.classes)
        entries = np.diff(claim.indptr)
        row = np.repeat(np.arange(len(evidence.item)), entries)
        some = claim.data > 0
        row, tag, weight = row[some], claim.indices[some].astype(np.int64), claim.data[some]
        trusted = np.array([source.trusted for source in evidence.sources], bool)
        return cls(
            evidence.n_items, evidence.n_sources, k, evidence.item[row].astype(np.int64) * k + tag,
            evidence.source[row], tag, ~np.asarray(evidence.negated)[row],
            np.minimum(weight.astype(np.float64), 1.0), trusted,
        )  # fmt: skip

    @property
    def shape(self) -> tuple[int, int]:
        """Items and tags."""
        return self.n_items, self.n_tags

    def counted(self, votes: Bools) -> tuple[Floats, Floats]:
        """Return (n, K) votes of these (E,) that a tag holds, and that it doesn't."""
        size = self.n_items * self.n_tags
        yes, no = (
            np.bincount(self.cell[here], self.weight[here], size).reshape(self.shape).astype(float)
            for here in (votes & self.holds, votes & ~self.holds)
        )
        return yes, no

    def gold(self) -> tuple[Bools, Floats]:
        """Return (n, K) of which tags trusted sources speak, and how many of them say it holds."""
        yes, no = self.counted(self.trusted[self.source])
        total = yes + no
        return total > 0, yes / np.maximum(total, 1e-300)

    def looked_up(self) -> tuple[csr_array, csr_array]:
        """Return sparse (n * K, S * K) votes that tags hold, and that they don't.

        Columns are (source, tag), so that a product with a table looks up what a vote is worth.
        Votes of trusted sources are left out.
        """
        column = self.source.astype(np.int64) * self.n_tags + self.tag
        shape = (self.n_items * self.n_tags, self.n_sources * self.n_tags)
        heard = ~self.trusted[self.source]
        yes, no = (
            csr_array((self.weight[here], (self.cell[here], column[here])), shape=shape)
            for here in (heard & self.holds, heard & ~self.holds)
        )
        return yes, no


def share(yes: Floats, no: Floats, smoothing: float, otherwise: float | Floats) -> Floats:
    """Return the share of yes, with `smoothing` votes each; `otherwise` where there are none."""
    total = yes + no + 2 * smoothing
    flat = np.zeros_like(total) + otherwise
    return np.asarray(np.divide(yes + smoothing, total, out=flat, where=total > 0))
