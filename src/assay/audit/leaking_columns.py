"""Columns that give the label away."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from assay.method import Auditor
from assay.results import Finding
from assay.types import Array, Bools, Columns, Count, Floats, Fraction, Ints

#: Ranges that a column of numbers is cut into at most.
RANGES = 64
#: Rows that are looked at.
MOST = 50_000


@dataclass(frozen=True)
class LeakingColumns(Auditor, reads={"labels"}, truth={"one_of", "ordered"}):
    """Find columns that alone give the label away.

    For each column, half of the rows learn which class is commonest at each value (numbers in
    ranges that a small tree chooses), and the other half is scored: 0 is the commonest class
    overall, 1 is every label right. A missing value is a value.

    Parameters
    ----------
    surely
        Score from which on a column is taken for a leak, when no other column comes near.
    strongly
        Score from which on a column is noted as strong.
    least
        Fewest labelled rows to judge by.

    Notes
    -----
    Assumes that no honest column of a hard problem knows the label almost for certain; an easy
    problem may have one, hence the comparison with the other columns.

    Cost: sorting every column once, at most 50,000 rows.
    """

    surely: Fraction = 0.98
    strongly: Fraction = 0.9
    least: Count = 100
    codes = {
        "leaking-column": (
            "One column alone gives the label almost every time, where no other column comes near.",
            "It was most likely filled in after the label, or made from it. In use it will be "
            "empty or unknown, and a model that leans on it fails there; it also hides label "
            "errors, since it agrees with them.",
            "Ask when the column is filled in; drop it (`--drop NAME`) unless it is known before "
            "the label is.",
        ),
        "strong-column": (
            "One column alone predicts the label unusually well, but not with certainty.",
            "It may be a good measurement, or a trace of the label.",
            "Ask how it comes about; audit again without it (`--drop NAME`) and compare.",
        ),
        "missing-gives-label": (
            "Whether a column is filled in gives the label away.",
            "The form was filled in differently for each class: a model learns the form.",
            "Drop the column, or collect it the same way for every class.",
        ),
    }

    def audit(self, columns: Columns, labels: Ints, classes: Sequence[str]) -> tuple[Finding, ...]:
        """Score every column alone."""
        rows = np.flatnonzero(labels >= 0)
        rows = rows[:: max(1, len(rows) // MOST)]
        if len(rows) < self.least or len(np.unique(labels[rows])) < 2:
            return ()
        said, k = labels[rows], len(classes)
        gains = {name: gain(column[rows], said, k) for name, column in columns.items()}
        ranked = sorted(gains, key=lambda name: -gains[name])
        found = []
        for place, name in enumerate(ranked):
            others = [gains[n] for n in ranked[place + 1 :]]
            finding = self._judge(
                name, columns[name][rows], gains[name], max(others, default=0), said, k
            )
            found += [finding] if finding is not None else []
        return tuple(found)

    def _judge(
        self, name: str, column: Array, score: float, other: float, said: Ints, k: int
    ) -> Finding | None:
        if score < self.strongly:
            return None
        missing = _missing(column).astype(np.float64)
        repair = f"Ask when `{name}` is filled in; if after the label, leave it out: --drop {name}."
        if gain(missing, said, k) >= self.surely:
            what = f"Whether `{name}` is filled in gives {score:.1%} of the label away."
            return Finding(
                "missing-gives-label", "error", what, repair, "column", name, value=score
            )
        told = (
            f"`{name}` alone gives {score:.1%} of the label, the next column {max(other, 0):.0%}."
        )
        if score >= self.surely and other < self.strongly:
            return Finding("leaking-column", "error", told, repair, "column", name, value=score)
        return Finding("strong-column", "note", told, repair, "column", name, value=score)


def gain(column: Array, labels: Ints, n_classes: int) -> float:
    """Return what a column alone says of the label, out of sample: 0 nothing, 1 everything."""
    half = np.arange(len(labels)) % 2 == 0
    share = np.bincount(labels[half], minlength=n_classes) / max(1, half.sum())
    guess = _by_value if column.dtype == object else _by_range
    right = float((guess(column, labels, half, share) == labels[~half]).mean())
    floor = float((share.argmax() == labels[~half]).mean())
    return (right - floor) / (1 - floor) if floor < 1 else 0.0


def _by_value(column: Array, labels: Ints, half: Bools, share: Floats) -> Ints:
    place: dict[object, int] = {}
    value = np.array([place.setdefault(v, len(place)) for v in column.tolist()], np.int64)
    table = np.zeros((len(place), len(share)))
    np.add.at(table, (value[half], labels[half]), 1.0)
    return np.asarray((table + share).argmax(axis=1)[value[~half]])


def _by_range(column: Array, labels: Ints, half: Bools, share: Floats) -> Ints:  # noqa: ARG001
    from sklearn.tree import DecisionTreeClassifier

    numbers = np.clip(column.astype(np.float64), -1e30, 1e30)[:, None]
    leaf = max(2, int(half.sum()) // 500)
    tree = DecisionTreeClassifier(max_leaf_nodes=RANGES, min_samples_leaf=leaf, random_state=0)
    return np.asarray(tree.fit(numbers[half], labels[half]).predict(numbers[~half]))


def _missing(column: Array) -> Array:
    if column.dtype == object:
        return np.array([v is None for v in column.tolist()], bool)
    return np.asarray(np.isnan(column.astype(np.float64)))
