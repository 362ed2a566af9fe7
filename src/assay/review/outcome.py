"""What decisions say of a label: wrong, right, or not known."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

import numpy as np

from assay.ledger.decision import Decision
from assay.ledger.standing import agreed
from assay.types import Bools, Floats, Ints

#: How verdicts count, for people.
COUNTS = (
    "A label counts as wrong where it was changed, where no class fits (out of scope), where the "
    "item was dropped, and where several labels hold and the given is none of them.",
    "Ambiguous counts as not wrong: nobody can say that another label is right.",
    "Skipped items, and those on which reviewers disagree, count as not known: they leave room in "
    "the interval.",
)

#: Decisions on one item, by reviewer; and those of all items, by row.
Said = Mapping[str, Decision]
Verdicts = Mapping[int, Said]


class Seen(NamedTuple):
    """What is known of the items that were looked at, the first one first.

    Parameters
    ----------
    rows
        (d,) which items.
    low, high
        (d,) whether the label is wrong; 0 and 1 where that isn't known.
    ambiguous
        (d,) where it can't be told what is right.
    """

    rows: Ints
    low: Floats
    high: Floats
    ambiguous: Bools

    @property
    def known(self) -> Bools:
        """Tell (d,) of which it is known whether the label is wrong."""
        return np.asarray(self.low == self.high)

    def first(self, many: int) -> "Seen":
        """Return the items that were looked at first."""
        return Seen(self.rows[:many], self.low[:many], self.high[:many], self.ambiguous[:many])

    def strict(self) -> "Seen":
        """Return the same, with ambiguous labels counted as wrong."""
        sure = self.ambiguous
        return self._replace(low=np.where(sure, 1.0, self.low), high=np.where(sure, 1.0, self.high))


def seen(verdicts: Verdicts) -> Seen:
    """Return what the standing decisions say of the items, in the order they were first met."""
    rows = np.fromiter(verdicts, np.int64, len(verdicts))
    when = [min((one.at for one in said.values()), default="") for said in verdicts.values()]
    told = [of_item(said.values()) for said in verdicts.values()]
    low, high, ambiguous = (np.array([one[i] for one in told], float) for i in range(3))
    order = np.lexsort((rows, np.array(when, str)))
    return Seen(rows[order], low[order], high[order], ambiguous[order] > 0)


def of_item(decisions: Iterable[Decision]) -> tuple[float, float, bool]:
    """Return whether an item's label is wrong, at least and at most; and whether it is ambiguous.

    Reviewers who name different right labels agree that the given one is wrong.
    """
    spoken = [one for one in decisions if one.verdict != "skip"]
    if not spoken:
        return 0.0, 1.0, False
    settled = agreed(spoken)
    said = [settled] if settled is not None else spoken
    wrong = [is_wrong(one) for one in said]
    ambiguous = settled is not None and settled.verdict == "ambiguous"
    return float(min(wrong)), float(max(wrong)), ambiguous


def is_wrong(decision: Decision) -> bool:
    """Tell whether a decision says that the given label is wrong; skips say nothing.

    Examples
    --------
    >>> is_wrong(Decision("7", "several", old="cat", new=("cat", "dog")))
    False
    """
    old, new = decision.old, decision.new
    match decision.verdict:
        case "relabel":
            return new != old
        case "several" if isinstance(new, tuple):
            if isinstance(old, tuple):
                return set(old) != set(new)
            return old not in new
    return decision.verdict in ("out-of-scope", "drop")
