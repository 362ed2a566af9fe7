"""The small frozen values that decisions come in."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from assay.display import SHOWN, number, shown
from assay.types import Array, Bools, Floats, Ints

Severity = Literal["error", "warning", "note"]
Verdict = Literal["identified", "bounded", "cannot-be-told"]


#: An estimate and the ends of its interval.
Interval = tuple[float, float, float]


@dataclass(frozen=True)
class Measured:
    """What a list of flags catches of errors whose place is known, in one group of items.

    Each rate is (value, low, high); NaN where nothing was there to measure it on.

    Parameters
    ----------
    group
        Which items: "all", the name of a class (the given label), or of a slice.
    kind
        all, class or slice.
    items
        How many items are in the group.
    planted
        How many errors it was measured on.
    precision
        Share of the flagged that are wrong.
    recall
        Share of the wrong that are flagged.
    false_flags
        Share of the right that are flagged.
    """

    group: str
    kind: Literal["all", "class", "slice"]
    items: int
    planted: int
    precision: Interval
    recall: Interval
    false_flags: Interval


@dataclass(frozen=True, eq=False)
class Flags:
    """How suspicious every item's given label is.

    Parameters
    ----------
    score
        (n,) high is suspect; comparable within one result only. 0 for unlabelled items.
    suggested
        (n,) index of the class that fits better; the given one where none does.
    flagged
        (n,) the method's own decision at its default cut.
    reason
        Sentence in words with {placeholders}: `given`, `suggested` (class names) and the
        names in `values`.
    values
        (n,) arrays the reason is filled from.
    p_wrong
        (n,) probability that the label is wrong, in [0, 1], where the method knows one.
    measured
        What the flags catch, on all items, by class and by slice, where that was measured.
    """

    score: Floats
    suggested: Ints
    flagged: Bools
    reason: str = ""
    values: Mapping[str, Array] = field(default_factory=dict)
    p_wrong: Floats | None = None
    measured: tuple[Measured, ...] = ()

    def __len__(self) -> int:
        return len(self.score)

    def explain(self, item: int, given: str, suggested: str) -> str:
        """Return the reason for one item, in words."""
        numbers = {name: column[item] for name, column in self.values.items()}
        return self.reason.format(given=given, suggested=suggested, **numbers)

    def worst(self, n: int | None = None) -> Ints:
        """Return the items, most suspicious first, ties by index."""
        return np.argsort(-self.score, kind="stable")[:n]

    def _repr_html_(self) -> str:
        n, flagged = len(self), int(self.flagged.sum())
        head = ["item", "score", "fits better (class)"]
        columns = [self.score, self.suggested]
        if self.p_wrong is not None:
            head, columns = [*head, "P(wrong)"], [*columns, self.p_wrong]
        worst = self.worst(min(SHOWN, max(flagged, 1))).tolist()
        rows = [[row, *(number(column[row]) for column in columns)] for row in worst]
        return shown(f"{flagged:,} of {n:,} items flagged", ["Most suspicious first."], head, rows,
                     flagged - len(rows))  # fmt: skip


@dataclass(frozen=True, eq=False)
class Estimate:
    """A number or an array of numbers, with what is known of its error.

    Parameters
    ----------
    value, low, high
        Estimate and the ends of its interval, of one shape.
    level
        Chance that the interval holds the truth if the assumptions do.
    verdict
        identified: the data settle it; bounded: only a range can be known;
        cannot-be-told: not even that.
    assumes
        What must hold, one sentence each.
    settle
        What would tell, in words.
    about
        Any further arrays, by name (for a noise matrix: `joint`, `prior`, ...).
    """

    value: Floats
    low: Floats
    high: Floats
    level: float = 0.95
    verdict: Verdict = "bounded"
    assumes: tuple[str, ...] = ()
    settle: str = ""
    about: Mapping[str, Array] = field(default_factory=dict)

    def __float__(self) -> float:
        return float(self.value)

    def _repr_html_(self) -> str:
        value, low, high = (np.asarray(part, float) for part in (self.value, self.low, self.high))
        notes = [
            f"{self.verdict.replace('-', ' ')}.",
            *(f"Assumes: {one}" for one in self.assumes),
            self.settle,
        ]
        if value.ndim == 0:
            title = f"{number(float(value))}, {number(float(low))} to {number(float(high))}"
            return shown(f"{title} ({self.level:.0%} interval)", notes, [], [])
        flat = zip(np.ndindex(value.shape), value.flat, low.flat, high.flat, strict=True)
        rows = [[", ".join(map(str, at)), *map(number, ends)] for at, *ends in flat]
        head = ["at", "estimate", "low", "high"]
        return shown(f"{value.size:,} numbers ({self.level:.0%} intervals)", notes, head,
                     rows[:SHOWN], value.size - SHOWN)  # fmt: skip


@dataclass(frozen=True, eq=False)
class Batch:
    """What to label next.

    Parameters
    ----------
    items
        (b,) item indices, most useful first.
    gain
        (b,) what each is expected to buy, in the unit `unit`.
    unit
        Unit of the gain.
    """

    items: Ints
    gain: Floats
    unit: str = "nats"

    def __len__(self) -> int:
        return len(self.items)


@dataclass(frozen=True, eq=False)
class Finding:
    """One thing that is wrong with the data, and how to mend it.

    Parameters
    ----------
    code
        Kebab-case name that `assay explain` knows.
    severity
        error: decisions on this data are unsafe; warning: likely to hurt; note: good to know.
    message
        What was found, in one sentence with its numbers.
    repair
        What to do, in one sentence.
    subject
        What kind of thing it is about: "items", "class", "column", "source" or "data".
    name
        Which class, column or source; empty for items and data.
    items
        (m,) the items concerned, worst first.
    value
        The number the finding rests on.
    """

    code: str
    severity: Severity
    message: str
    repair: str
    subject: Literal["items", "class", "column", "source", "data"] = "data"
    name: str = ""
    items: Ints = field(default_factory=lambda: np.empty(0, np.int64))
    value: float = float("nan")
