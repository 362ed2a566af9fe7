"""Columns that give the label away."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from assay.kernels.tell import absent, gain, judged_by, renames
from assay.kernels.wording import percent, shell
from assay.method import Auditor
from assay.results import Finding
from assay.types import Array, Columns, Count, Floats, Fraction, Ints

#: Rows that are looked at.
MOST = 50_000


@dataclass(frozen=True)
class LeakingColumns(Auditor, reads={"labels"}, truth={"one_of", "any_of", "ordered", "number"}):
    """Find columns that alone give the label away.

    For each column, half of the rows learn which class is commonest at each value (numbers in
    ranges that a small tree chooses), and the other half is scored: 0 is the commonest class
    overall, 1 is every label right. A missing value is a value; whether a column is filled in
    is scored by itself, too.

    Equation
    --------
    score = (right - floor) / (1 - floor), on the half of the rows that did not teach
    right: share of labels that are the commonest at the column's value; floor: the commonest of all
    leaking-column where score >= surely, unless others come near (>= strongly) or most reach it
    strong-column  where score >= strongly;   missing-gives-label where that of emptiness >= absent

    Parameters
    ----------
    surely
        Score from which on a column is taken for a leak, when no honest column comes near.
    strongly
        Score from which on a column is noted as strong; the best honest column stays below.
    absent
        Score of being filled in from which on it is told.
    least
        Fewest labelled rows to judge by.

    Notes
    -----
    Assumes that no honest column of a hard problem knows the label almost for certain. Where
    half of the columns or more do, the problem is easy and they are noted only. A column of
    chance reaches a score of 0.9 on 100 rows once in more than a million tables.

    Cost: a sort of every column, at most 50,000 rows.
    """

    surely: Fraction = 0.98
    strongly: Fraction = 0.9
    absent: Fraction = 0.5
    least: Count = 100
    codes = {
        "leaking-column": (
            "One column alone gives the label almost every time, where no other column comes "
            "near, or it is the label under other names.",
            "It was most likely filled in after the label, or made from it. In use it will be "
            "empty or unknown, and a model that leans on it fails there; it also hides label "
            "errors, since it agrees with them.",
            "Ask when the column is filled in; drop it (`--drop NAME`) unless it is known before "
            "the label is, and audit again.",
        ),
        "strong-column": (
            "One column alone predicts the label unusually well.",
            "It may be a good measurement, or a trace of the label; the data can't tell which.",
            "Ask how it comes about. When in doubt audit again without it (`--drop NAME`) and "
            "compare.",
        ),
        "missing-gives-label": (
            "Whether a column is filled in tells much of the label, or all of it.",
            "The form was filled in differently for each class, or some fields only after the "
            "label was known: a model learns the form.",
            "Ask when and for whom the column is filled in; drop it (`--drop NAME`), or collect "
            "it the same way for every class.",
        ),
    }

    def audit(self, columns: Columns, labels: Ints, classes: Sequence[str]) -> tuple[Finding, ...]:
        """Score every column alone."""
        judged = judged_by(labels, len(classes), self.least, MOST)
        if judged is None:
            return ()
        rows, share = judged
        said = labels[rows]
        gains = {name: gain(column[rows], said, len(classes)) for name, column in columns.items()}
        sure = [name for name in gains if gains[name] >= self.surely]
        honest = max((gains[name] for name in gains if name not in sure), default=1.0)
        easy = honest >= self.strongly or 2 * len(sure) > len(gains)
        found = []
        for name in sorted(gains, key=lambda name: -gains[name]):
            score, column = gains[name], columns[name][rows]
            bare = self._absent(name, column, said, share)
            if bare is not None:
                found.append(bare)
            elif score >= self.surely and renames(column, said):
                found.append(_renaming(name, score))
            elif score >= self.strongly:
                leak = score >= self.surely and not easy
                found.append(_told(name, score, share, honest, leak=leak))
        return tuple(found)

    def _absent(self, name: str, column: Array, said: Ints, share: Floats) -> Finding | None:
        empty = absent(column)
        if not empty.any() or empty.all():
            return None
        score = gain(empty.astype(np.float64), said, len(share))
        if score < self.absent:
            return None
        right = percent(_accuracy(score, share))
        return Finding(
            "missing-gives-label",
            "error" if score >= self.surely else "warning",
            f"Whether `{name}` is filled in predicts {right} of held-out labels; guessing the "
            f"commonest, {percent(float(share.max()))}.",
            f"Ask when and for whom `{name}` is filled in; if after the label, leave it out: "
            f"--drop {shell(name)}.",
            "column", name, value=score,
        )  # fmt: skip


def _accuracy(score: float, share: Floats) -> float:
    return float(share.max() + score * (1 - share.max()))


def _renaming(name: str, score: float) -> Finding:
    return Finding(
        "leaking-column", "error",
        f"`{name}` is the label under other names: each of its values goes with one class.",
        f"Leave it out: --drop {shell(name)}.",
        "column", name, value=score,
    )  # fmt: skip


def _told(name: str, score: float, share: Floats, honest: float, *, leak: bool) -> Finding:
    right, most = percent(_accuracy(score, share)), percent(float(share.max()))
    told = f"`{name}` alone predicts {right} of held-out labels; guessing the commonest, {most}"
    if leak:
        other = percent(_accuracy(max(0.0, honest), share))
        told += f"; the best of the other columns, {other}"
    return Finding(
        "leaking-column" if leak else "strong-column",
        "error" if leak else "note",
        f"{told}.",
        f"Ask when `{name}` is filled in; if after the label, leave it out: --drop {shell(name)}.",
        "column", name, value=score,
    )  # fmt: skip
