"""Boosted additive models of a table: a class's log-odds are a sum with one term a column.

Rows are put in an order that the cells alone decide, and classes are numbered by their first
appearance in it: neither the order of the items nor the names of the classes changes a model.
"""

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from assay.errors import ExtraError
from assay.kernels.tell import gain, key_like, renames
from assay.types import Array, Columns, Floats, Ints

#: Rows a model is fitted on; a column is judged by this many; columns that it may have.
MOST, LOOKED, WIDEST = 20_000, 10_000, 300
#: Fewest rows, and of each class, to hold some out for stopping.
HELD, HELD_EACH = 60, 10
#: Score from which on a column gives the label away, where no honest one comes near.
SURELY, HONEST = 0.98, 0.9
#: Share of values that are new from which on a column may be a key.
NEW = 0.99


@dataclass(frozen=True, eq=False)
class Additive:
    """A fitted model.

    Parameters
    ----------
    model
        interpret's; None where all rows have one class.
    seen
        (s,) the classes that were learnt.
    share
        (s,) their shares.
    n_classes
        All classes there are.
    """

    model: Any
    seen: Ints
    share: Floats
    n_classes: int

    def terms(self, rows: Floats) -> Floats:
        """Return (m, T, K) what every column adds to the log-odds of each class."""
        full = np.zeros((len(rows), rows.shape[1], self.n_classes))
        if self.model is None or not len(rows):
            return full
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # missing values are a bin of their own
            told = np.asarray(self.model.eval_terms(np.asarray(rows, np.float64)))
        if told.ndim == 2:
            # Two classes have one number: half for the one, half against the other.
            told = np.stack([-told / 2, told / 2], axis=2)
        full[:, :, self.seen] = told
        return full

    @property
    def intercept(self) -> Floats:
        """(K,) log-odds of each class before any column; low for classes not learnt."""
        full = np.full(self.n_classes, -20.0)
        if self.model is None:
            full[self.seen] = np.log(self.share)
            return full
        told = np.asarray(self.model.intercept_, np.float64).ravel()
        full[self.seen] = np.array([-told[0] / 2, told[0] / 2]) if len(told) == 1 else told
        return full


def fit(
    rows: Floats, labels: Ints, nominal: Sequence[bool], n_classes: int,
    rounds: int, bags: int, seed: int, weight: Floats | None = None,
) -> Additive:  # fmt: skip
    """Fit on rows.

    Parameters
    ----------
    rows
        (m, c) numbers; categories as codes; NaN for missing.
    labels
        (m,) class indices, none of them -1.
    nominal
        (c,) which columns are categories.
    n_classes
        How many classes there are.
    rounds
        Of boosting, at most; each goes over all columns.
    bags
        Models whose mean it is, each stopped on rows of its own.
    seed
        Decides which rows, and what else is drawn.
    weight
        (m,) how much each row counts.
    """
    order = canonical(rows, labels)
    if len(order) > MOST:
        kept = np.random.default_rng(seed).choice(len(order), MOST, replace=False)
        order = order[np.sort(kept)]
    rows, labels = rows[order], labels[order]
    seen, codes = _numbered(labels)
    share = np.bincount(codes, minlength=len(seen)) / max(1, len(codes))
    if len(seen) < 2 or not rows.shape[1]:
        return Additive(None, seen, share, n_classes)
    model = _machine(nominal, np.bincount(codes), rounds, bags, seed)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        model.fit(
            np.asarray(rows, np.float64), codes,
            sample_weight=None if weight is None else np.asarray(weight, np.float64)[order],
        )  # fmt: skip
    return Additive(model, seen, share, n_classes)


def _machine(nominal: Sequence[bool], counts: Ints, rounds: int, bags: int, seed: int) -> Any:
    try:
        from interpret.glassbox import ExplainableBoostingClassifier
    except ImportError:
        raise ExtraError.of("additive model", "interpret-core", "explain") from None
    few = counts.sum() < HELD or counts.min() < HELD_EACH
    held = {"validation_size": 0, "outer_bags": 1} if few else {"outer_bags": bags}
    return ExplainableBoostingClassifier(
        feature_types=["nominal" if one else "continuous" for one in nominal],
        interactions=0, max_bins=64, learning_rate=0.05, max_rounds=rounds,
        early_stopping_rounds=50, smoothing_rounds=0, n_jobs=1, random_state=seed, **held,
    )  # fmt: skip


def _numbered(labels: Ints) -> tuple[Ints, Ints]:
    """Return the classes by first appearance, and (m,) the number of each row's."""
    names, first, place = np.unique(labels, return_index=True, return_inverse=True)
    order = np.argsort(first, kind="stable")
    rank = np.empty(len(names), np.int64)
    rank[order] = np.arange(len(names))
    return names[order], rank[place.ravel()]


def canonical(rows: Floats, labels: Ints) -> Ints:
    """Return (m,) the rows in the order of their cells, equal ones by how common the label is."""
    common = np.bincount(labels)[labels] if len(labels) else labels
    filled = np.nan_to_num(rows, nan=-np.inf)
    return np.lexsort((common, *filled.T[::-1]))


def renumbered(rows: Floats, labels: Ints) -> Ints:
    """Return (n,) labels that don't hang on how classes are numbered; -1 stays."""
    order = canonical(rows, labels + 1)
    said = order[labels[order] >= 0]
    found = np.full(len(labels), -1)
    found[said] = _numbered(labels[said])[1]
    return found


def usable(columns: Columns, labels: Ints, n_classes: int) -> tuple[list[str], dict[str, str]]:
    """Return the columns a model may learn from, and why each of the others is refused.

    Refused are columns that never change, that name the item, and that give the label away: what
    is learnt of these explains nothing, and agrees with every wrong label.

    Parameters
    ----------
    columns
        (n,) each.
    labels
        (n,) class indices, -1 unlabelled.
    n_classes
        How many classes there are.
    """
    said = np.flatnonzero(labels >= 0)
    if len(said) > LOOKED:
        said = np.sort(np.random.default_rng(0).choice(said, LOOKED, replace=False))
    refused: dict[str, str] = {}
    gains: dict[str, float] = {}
    for name, column in columns.items():
        why = _says_nothing(column)
        if why:
            refused[name] = why
        elif len(said) >= 100:
            gains[name] = gain(column[said], labels[said], n_classes)
    sure = [name for name, score in gains.items() if score >= SURELY]
    honest = max((score for name, score in gains.items() if name not in sure), default=1.0)
    easy = honest >= HONEST or 2 * len(sure) > len(gains)
    for name in sure:
        if not easy or renames(columns[name][said], labels[said]):
            refused[name] = "gives the label away"
    kept = [name for name in columns if name not in refused]
    refused |= dict.fromkeys(kept[WIDEST:], f"beyond the first {WIDEST} columns")
    return kept[:WIDEST], refused


def _says_nothing(column: Array) -> str:
    if column.dtype == object:
        seen = column[np.array([value is not None for value in column.tolist()], bool)]
    else:
        seen = column[~np.isnan(column.astype(np.float64))]
    distinct, key = key_like(seen)
    if distinct < 2:
        return "never changes"
    # Few rows may all differ by chance.
    names = bool(key) and len(seen) >= 30 and distinct >= NEW * len(seen)
    return "names the item" if names else ""


def temperature(scores: Floats, labels: Ints, weight: Floats | None = None) -> float:
    """Return what the log-odds are multiplied by for their probabilities to be likeliest.

    Parameters
    ----------
    scores
        (m, K) log-odds of rows that the model did not see.
    labels
        (m,) their classes.
    weight
        (m,) how much each row counts.
    """
    from scipy.optimize import minimize_scalar

    if not len(scores):
        return 1.0
    counts = np.ones(len(scores)) if weight is None else np.asarray(weight, np.float64)
    own = scores[np.arange(len(scores)), labels]

    def loss(log: float) -> float:
        scaled = scores * np.exp(log)
        top = scaled.max(axis=1)
        total = np.log(np.exp(scaled - top[:, None]).sum(axis=1)) + top
        return float(counts @ (total - own * np.exp(log)))

    return float(np.exp(minimize_scalar(loss, bounds=(-3, 2), method="bounded").x))


def softmax(scores: Floats) -> Floats:
    """Return (m, K) probabilities."""
    raised = np.exp(scores - scores.max(axis=1, keepdims=True))
    return np.asarray(raised / raised.sum(axis=1, keepdims=True))
