"""Tags that are one, that hold others, or that shut others out."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.sparse import csr_array

from assay.kernels.wording import amount, listed, percent
from assay.method import Auditor
from assay.results import Finding
from assay.types import Array, Count, Floats, Fraction, Ints

#: Pairs that are told one by one.
MOST = 10
#: Chance that any pair shuts the other out by coincidence.
CHANCE = 1e-3


@dataclass(frozen=True)
class LabelRelations(Auditor, reads={"tags"}, truth={"any_of"}, paper="nguyen2021"):
    """Find tags that are given together always, one only with the other, or never together.

    Counts of every pair of tags that are given to the same item. Two that nearly always stand
    together are one tag under two names. A tag that nearly always stands with a commoner one is a
    kind of it: items that have the narrow one alone lack the wide one. Two that independence
    would put together often, and that hardly ever are, shut each other out: items with both
    have one too many.

    Equation
    --------
    identical where both / (a + b - both) >= same and a + b - both >= least
    missing   where both / told >= holds, a < b, and told * (1 - b / n) >= least
    exclusive where 0 < both <= (1 - holds) * e, e = a * b / n >= least and
              P(Poisson(e) <= both) < .001 / pairs

    a, b: items with the one tag and with the other; told: those with a of which b is known.

    Parameters
    ----------
    same
        Share of the items with either tag that have both, from which on two are one.
    holds
        Share of the items with the narrow tag that have the wide one, from which on it is a kind
        of it.
    least
        Fewest items with a tag.

    Notes
    -----
    Assumes that what holds nearly always holds by meaning. A rule that is broken more often than
    `holds` allows isn't seen; a coincidence of how items were gathered looks alike.

    Cost: a product of the tags with themselves.

    References: nguyen2021, where such relations were found by hand among tags of works of art.
    """

    same: Fraction = 0.95
    holds: Fraction = 0.97
    least: Count = 20
    codes = {
        "identical-tags": (
            "Two tags are given to the same items, nearly always.",
            "They are one tag under two names: each is learnt twice, and where only one is given "
            "the other counts as wrong.",
            "Merge them, or say in the instructions what tells them apart.",
        ),
        "missing-implied-tag": (
            "Items have a tag, but not the wider tag that goes with it nearly always.",
            "The wider tag was most likely forgotten: a model is told that these are no examples "
            "of it.",
            "Add it to the items, once somebody has said that the narrow tag is a kind of it.",
        ),
        "exclusive-tags": (
            "Items have two tags that hardly ever go together.",
            "One of the two is most likely a slip.",
            "Look at the items, and take one of the two away.",
        ),
    }

    def audit(self, tags: Array, classes: Sequence[str]) -> tuple[Finding, ...]:
        """Look at every pair of tags."""
        member = csr_array(np.asarray(tags) == 1, dtype=np.float32)
        known = csr_array(np.asarray(tags) >= 0, dtype=np.float32)
        both = np.asarray((member.T @ member).toarray())
        # Of the items with the one, those of which the other is known at all.
        told = np.asarray((member.T @ known).toarray())
        size = both.diagonal().copy()
        found = self._same(both, size, classes)
        merged = {pair for pair, _ in found}
        narrow = self._missing(member, tags, both, told, size, classes, merged)
        apart = self._exclusive(tags, both, size, float(len(tags)), classes)
        return tuple([one for _, one in found] + narrow + apart)

    def _same(
        self, both: Floats, size: Floats, classes: Sequence[str]
    ) -> list[tuple[tuple[int, int], Finding]]:
        either = size[:, None] + size - both
        share = both / np.maximum(either, 1)
        first, second = np.nonzero(np.triu((share >= self.same) & (either >= self.least), 1))
        order = np.argsort(-share[first, second], kind="stable")
        made = []
        for i, j in zip(first[order].tolist(), second[order].tolist(), strict=True):
            words = (
                f"{percent(float(share[i, j]))} of the {amount(int(either[i, j]), 'item')} with "
                f"`{classes[i]}` or `{classes[j]}` have both."
            )
            one = Finding(
                "identical-tags", "warning", words, "Merge them, or say what tells them apart.",
                "class", classes[j], value=float(share[i, j]),
            )  # fmt: skip
            made.append(((i, j), one))
        return made

    def _missing(
        self, member: Any, tags: Array, both: Floats, told: Floats, size: Floats,
        classes: Sequence[str], merged: set[tuple[int, int]],
    ) -> list[Finding]:  # fmt: skip
        share = both / np.maximum(told, 1)
        # As many as would lack the wide tag if the narrow one said nothing of it.
        lacking = told * (1 - size / max(1, member.shape[0]))
        enough = (lacking >= self.least) & (size[:, None] < size)
        narrow, wide = np.nonzero(enough & (share >= self.holds) & (share < 1))
        made = []
        for a, b in zip(narrow.tolist(), wide.tolist(), strict=True):
            if (min(a, b), max(a, b)) in merged:
                continue
            items: Ints = np.flatnonzero((tags[:, a] == 1) & (tags[:, b] == 0))
            words = (
                f"{amount(len(items), 'item')} with `{classes[a]}` lack{'s' * (len(items) == 1)} "
                f"`{classes[b]}`, which {percent(float(share[a, b]))} of those with it have."
            )
            repair = f"Add `{classes[b]}` where `{classes[a]}` is a kind of it."
            made.append(Finding("missing-implied-tag", "warning", words, repair, "class",
                                classes[b], items, float(share[a, b])))  # fmt: skip
        return sorted(made, key=lambda one: -len(one.items))[:MOST]

    def _exclusive(
        self, tags: Array, both: Floats, size: Floats, n: float, classes: Sequence[str]
    ) -> list[Finding]:
        from scipy.stats import poisson

        expected = size[:, None] * size / max(n, 1)
        rare = (both > 0) & (both <= (1 - self.holds) * expected)
        first, second = np.nonzero(np.triu(rare & (expected >= self.least), 1))
        pairs = max(1, len(size) * (len(size) - 1) // 2)
        chance = poisson.cdf(both[first, second], expected[first, second])
        sure = chance < CHANCE / pairs
        made = []
        for i, j in zip(first[sure].tolist(), second[sure].tolist(), strict=True):
            items = np.flatnonzero((tags[:, i] == 1) & (tags[:, j] == 1))
            words = (
                f"{amount(len(items), 'item')} {'has' if len(items) == 1 else 'have'} both "
                f"{listed([classes[i], classes[j]])}, where independence would make "
                f"{expected[i, j]:,.0f}."
            )
            made.append(Finding("exclusive-tags", "warning", words,
                                "Look at them, and take one of the two away.", "items", "",
                                items, float(both[i, j] / expected[i, j])))  # fmt: skip
        return sorted(made, key=lambda one: one.value)[:MOST]
