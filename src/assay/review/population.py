"""The items of a review, as its numbers need them: made once, then only looked at."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np

from assay.kernels.asking.drawing import cuts, stratum_of, weights_of
from assay.types import Bools, Floats, Ints

#: Ranges of P(wrong) that are corrected by what was found: ends of log-odds, and how many.
ENDS, BINS = 7.0, 57
#: What is assumed where no detector could say how probably a label is wrong.
UNTOLD = 0.1


@dataclass(frozen=True, eq=False)
class Population:
    """Labelled items, ranked, drawn and binned.

    Parameters
    ----------
    p_wrong
        (n,) as the audit said; NaN where it said nothing.
    ranked, turn
        (N,) labelled items, most likely wrong first, and in the order they are drawn.
    place, drawn
        (n,) where each item is in these; -1 for the unlabelled.
    bins
        (n,) range of P(wrong) each is in.
    starts, weights
        (H,) first place of each stratum of the ranking, and its weight in the draw.
    counts
        (H, BINS) items of each stratum in each range.
    given, classes
        Class of each item, -1 for none, and names; empty where labels are no classes.
    protected
        (n,) items of a test split.
    """

    p_wrong: Floats
    ranked: Ints
    turn: Ints
    place: Ints
    drawn: Ints
    bins: Ints
    starts: Ints
    weights: Floats
    counts: Floats
    given: Ints
    classes: tuple[str, ...]
    protected: Bools

    @classmethod
    def of(
        cls, p_wrong: Floats, *, likely: Ints, drawn: Ints, labelled: Bools | None = None,
        given: Ints | None = None, classes: Sequence[str] = (), protected: Bools | None = None,
    ) -> Self:  # fmt: skip
        """Build from what an audit says of each item and from the two orders.

        Parameters
        ----------
        p_wrong
            (n,) P(wrong).
        likely, drawn
            (n,) rows, most likely wrong first; and as they are drawn for the estimate.
        labelled
            (n,) which have a label that could be wrong; by default those with a P(wrong), or all
            where none has one.
        given, classes, protected
            As in the class.
        """
        n = len(p_wrong)
        told = np.isfinite(p_wrong)
        if labelled is None:
            labelled = told if told.any() else np.ones(n, bool)
        p = np.where(told, p_wrong, UNTOLD).astype(np.float64).clip(0, 1)
        ranked, turn = (np.asarray(rows)[labelled[rows]] for rows in (likely, drawn))
        bins = np.round((log_odds(p) / ENDS + 1) / 2 * (BINS - 1)).astype(np.int8)
        stratum = stratum_of(np.arange(len(ranked)), len(ranked))
        starts = cuts(len(ranked))
        cells = np.bincount(stratum * BINS + bins[ranked], minlength=len(starts) * BINS)
        return cls(
            np.where(labelled, p, np.nan), ranked, turn, _inverse(ranked, n), _inverse(turn, n),
            bins, starts, weights_of(p[ranked], stratum) if len(ranked) else np.ones(1),
            cells.reshape(-1, BINS).astype(float),
            np.full(n, -1) if given is None or not classes else np.asarray(given),
            tuple(classes), np.zeros(n, bool) if protected is None else np.asarray(protected),
        )  # fmt: skip

    @property
    def size(self) -> int:
        """How many items have a label."""
        return len(self.ranked)

    def stratum(self, rows: Ints) -> Ints:
        """Return the stratum of labelled items."""
        return stratum_of(self.place[rows], self.size)

    def below(self, place: int) -> tuple[Ints, Floats]:
        """Return (H,) the items of each stratum from a place of the ranking on, and their ranges.

        The second is (H, BINS).
        """
        counts = self.counts.copy()
        if place:
            top = self.ranked[:place]
            cells = stratum_of(np.arange(place), self.size) * BINS + self.bins[top]
            counts -= np.bincount(cells, minlength=counts.size).reshape(counts.shape)
        return counts.sum(axis=1).astype(np.int64), counts


def log_odds(p: Floats) -> Floats:
    """Return the log-odds, within the ends of the ranges."""
    held = np.clip(p, 1e-9, 1 - 1e-9)
    return np.asarray(np.clip(np.log(held) - np.log1p(-held), -ENDS, ENDS))


def middles() -> Floats:
    """Return (BINS,) the log-odds in the middle of each range."""
    return np.linspace(-ENDS, ENDS, BINS)


def _inverse(rows: Ints, n: int) -> Ints:
    place = np.full(n, -1, np.int64)
    place[rows] = np.arange(len(rows))
    return place
