"""Sets of one collection whose labels mean different things."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from assay.kernels.sources.merged_sets import Dispute, disputes
from assay.kernels.wording import percent
from assay.method import Auditor
from assay.results import Finding
from assay.types import Array, Bools, Columns, Count, Features, Fraction, Ints

#: Groups are sets of a collection where there are so few of them.
GROUPS = 12
#: Values of a column that a rule may name.
VALUES = 20


@dataclass(frozen=True)
class DefinitionMismatch(Auditor, reads={"labels"}, truth={"one_of", "ordered"}, paper="xiao2023"):
    """Find sets in one collection that call the same thing by different classes.

    Groups (`--group`) that are few and large are taken for sets that were put together. A model
    that learnt from the other sets judges each; a second one is learnt within it, out of fold.
    Where the second agrees with a set's labels and the first calls them something else, always
    the same, the set is consistent with itself and not with the others: another definition, not
    noise. Which items it is about is told as a rule on the columns, where a small tree finds one.

    Equation
    --------
    n[i, j] = items of a set given i that a model of the other sets calls j and one of its own i
    told where n[i, j] / n[i] >= share, n[i, j] >= least / 5 and n[i, j] > 4 * n[j, i],
         n[i] the items of the set given i

    Parameters
    ----------
    share
        Share of a set's items of a class that the others call another, from which on it is told.
    least
        Fewest labelled items of a set to judge it by, and a fifth of it of a class.

    Notes
    -----
    Assumes that the sets show the same kinds of things. Where they come from different places a
    model may fail on the other set though both mean the same: look at the items.

    Cost: four fits of a linear model a set, on at most 4,000 items each.

    References: xiao2023, which aligned what counts as a table before merging sets of pages.
    """

    share: Fraction = 0.2
    least: Count = 100
    codes = {
        "definition-mismatch": (
            "One set of the collection calls a class what the others call another, and does so "
            "consistently.",
            "Its annotators followed another rule. It is no noise that averages out: a model "
            "learns to tell the sets apart, and a score on one set says little of the others.",
            "Write down one rule, label what it changes anew, or keep the sets apart.",
        )
    }

    def audit(
        self, features: Features, labels: Ints, classes: Sequence[str], groups: Array,
        columns: Columns | None = None,
    ) -> tuple[Finding, ...]:  # fmt: skip
        """Judge each set by the others."""
        names, which = np.unique(np.asarray(groups), return_inverse=True)
        size = np.bincount(which[labels >= 0], minlength=len(names))
        if not 2 <= len(names) <= GROUPS or (size < self.least).any():
            return ()
        found = [
            self._told(str(names[one.which]), one, classes, columns)
            for one in disputes(features, labels, which, len(names), self.share, self.least)
        ]
        return tuple(sorted(found, key=lambda one: -one.value))

    def _told(
        self, name: str, one: Dispute, classes: Sequence[str], columns: Columns | None
    ) -> Finding:
        rule = rule_of(columns, one.among, np.isin(one.among, one.items)) if columns else ""
        where = f", namely those with {rule}" if rule else ""
        given, other = classes[one.given], classes[one.other]
        return Finding(
            "definition-mismatch", "warning",
            f"The set `{name}` calls {len(one.items):,} items `{given}` "
            f"({percent(one.share)} of its `{given}`) that the other sets would "
            f"call `{other}`{where}.",
            f"Settle where `{given}` ends and `{other}` begins, and label anew.",
            "items", "", one.items, one.share,
        )  # fmt: skip


def rule_of(columns: Columns, rows: Ints, told: Bools) -> str:
    """Return what sets the told rows apart from the others, in words; "" where nothing does.

    A tree of depth two; its leaf is a rule where nine in ten of it are told, and it holds half.
    """
    from sklearn.tree import DecisionTreeClassifier

    names, table = _indicators(columns, rows)
    if not names or told.all() or not told.any():
        return ""
    tree = DecisionTreeClassifier(max_depth=2, min_samples_leaf=10, random_state=0)
    tree.fit(table, told)
    leaf = tree.apply(table)
    best, most = -1, 0.5 * told.sum()
    for one in np.unique(leaf).tolist():
        there = leaf == one
        if told[there].mean() >= 0.9 and told[there].sum() >= most:
            best, most = one, told[there].sum()
    return _path(tree.tree_, best, names) if best >= 0 else ""


def _indicators(columns: Columns, rows: Ints) -> tuple[list[tuple[str, str]], Array]:
    """Return numbers as they are and frequent values as one column each, with their names."""
    names: list[tuple[str, str]] = []
    made: list[Array] = []
    for name, column in columns.items():
        values = column[rows]
        if values.dtype != object:
            numbers = np.nan_to_num(values.astype(np.float64))
            names, made = [*names, (name, "")], [*made, numbers]
            continue
        known = [value for value in dict.fromkeys(values.tolist()) if value is not None]
        for value in known if len(known) <= VALUES else ():
            names, made = [*names, (name, str(value))], [*made, (values == value).astype(float)]
    return names, np.stack(made, axis=1) if made else np.empty((len(rows), 0))


def _path(tree: Any, leaf: int, names: Sequence[tuple[str, str]]) -> str:
    """Return the way to a leaf in words."""
    steps = []
    node = leaf
    while node > 0:
        left = node in tree.children_left
        above = int(
            np.flatnonzero((tree.children_left if left else tree.children_right) == node)[0]
        )
        name, value = names[tree.feature[above]]
        if value:
            steps.append(f"`{name}` {'other than' if left else '='} {value}")
        else:
            steps.append(f"`{name}` {'up to' if left else 'over'} {tree.threshold[above]:.3g}")
        node = above
    return " and ".join(steps[::-1])
