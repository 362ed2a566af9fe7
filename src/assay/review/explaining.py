"""Suggestions for rows of a table that explain themselves, after XLabel."""

from collections.abc import Sequence
from threading import Lock
from typing import TYPE_CHECKING, Any

import numpy as np

from assay.errors import ExtraError
from assay.flag.explainable_boosting import calibrated, scored
from assay.kernels.explain import additive
from assay.kernels.explain.additive import Additive
from assay.parts.folds import folds as dealt
from assay.parts.table_features import kind_of, ordinal
from assay.report.plain import plain, word
from assay.review.believed import believed
from assay.types import Array, Columns, Floats, Ints

if TYPE_CHECKING:
    from assay.review.review import Review

#: Rows a model learns from, so that the first answer comes soon; decisions after which it is
#: fitted again; the least a row counts.
MOST, AGAIN, LEAST = 6000, 50, 0.05
ROUNDS, BAGS = 200, 4


class Explainer:
    """Suggest labels of a table by a sum with one term a column.

    An explainable boosting machine learns from what is decided and believed, each row by how sure
    it is, and never from the row it is asked about, nor from others of its group. How sure it may
    be is learnt on rows that it did not see. Columns that never change, name the item or give the
    label away are refused.

    Assumes: columns speak for themselves; what only two together tell is not seen.

    Cost: one model of at most 6,000 rows for each fold that is asked about, some seconds.

    Parameters
    ----------
    columns
        (n,) each.
    believed
        (n,) index of the class that is most likely right, -1 for none.
    sure
        (n,) probability that it is.
    classes
        Names of the K classes.
    groups
        (n,) items of one group are held out together.
    seed
        Decides the folds, and which rows are learnt from.

    References
    ----------
    ponnoprat2022

    Examples
    --------
    >>> age = np.arange(200.0) % 50
    >>> old = (age > 30).astype(int)
    >>> made = Explainer({"age": age}, old, np.ones(200), ["young", "old"])
    >>> told = made.explain(7)
    >>> told["prediction"], told["terms"][0]["name"], told["terms"][0]["value"]
    ('young', 'age', 7)
    """

    def __init__(
        self, columns: Columns, believed: Ints, sure: Floats, classes: Sequence[str],
        groups: Array | None = None, seed: int = 0,
    ) -> None:  # fmt: skip
        self.columns, self.classes, self.seed = columns, tuple(map(str, classes)), seed
        self.believed = np.asarray(believed)
        self.sure = np.maximum(np.nan_to_num(np.asarray(sure, np.float64)), LEAST)
        self.names, self.refused = additive.usable(columns, self.believed, len(self.classes))
        kept = {name: columns[name] for name in self.names}
        self.rows = ordinal(kept)
        self.nominal = [kind_of(column) == "category" for column in kept.values()]
        self.folds = np.zeros(len(self.believed), np.int64)
        if self.names:
            known = additive.renumbered(self.rows, self.believed)
            self.folds = np.asarray(dealt(known, groups, seed))
        self._models: dict[int, tuple[Additive, float]] = {}
        self._lock = Lock()

    def explain(self, row: int, given: int = -1) -> dict[str, Any] | None:
        """Return the suggestion for a row and what each column adds to it; None where none can be.

        `prediction`, its `probability`, the class it is held `against` (the given one, or the
        next) and the terms whose sum, with the `intercept`, is the log-odds of the one over the
        other; `left_out` says why columns were refused.
        """
        if not self.names or len(self.classes) < 2 or not (self.believed >= 0).any():
            return None
        model, by = self._model(int(self.folds[row]))
        terms, start = by * model.terms(self.rows[row : row + 1])[0], by * model.intercept
        scores = terms.sum(axis=0) + start
        best = int(scores.argmax())
        rest = scores.copy()
        rest[best] = -np.inf
        against = given if given >= 0 and given != best else int(rest.argmax())
        lead = terms[:, best] - terms[:, against]
        told = [
            {"name": word(name), "value": self._value(name, row), "contribution": plain(part)}
            for name, part in zip(self.names, lead.tolist(), strict=True)
        ]
        told.sort(key=lambda term: -abs(term["contribution"] or 0))
        return {
            "prediction": self.classes[best],
            "probability": plain(float(additive.softmax(scores[None])[0, best])),
            "against": self.classes[against],
            "intercept": plain(float(start[best] - start[against])),
            "terms": told,
            "left_out": dict(self.refused),
        }

    def predictions(self) -> Floats:
        """Return (n, K) probabilities, every row's by the model that did not see it."""
        models = {fold: self._model(fold)[0] for fold in np.unique(self.folds).tolist()}
        scores = scored(models, self.rows, self.folds, len(self.classes))
        return calibrated(scores, self.believed, self.folds, self.sure)

    def _value(self, name: str, row: int) -> Any:
        value = self.columns[name][row]
        told = plain(value)
        return int(told) if isinstance(told, float) and told.is_integer() else told

    def _model(self, fold: int) -> tuple[Additive, float]:
        """Return the model that saw no row of a fold, and how sure it may be."""
        with self._lock:
            if fold not in self._models:
                self._models[fold] = self._fitted(fold)
            return self._models[fold]

    def _fitted(self, fold: int) -> tuple[Additive, float]:
        known = np.flatnonzero(self.believed >= 0)
        here = self.folds[known] == fold
        learnt, held = self._some(known[~here]), self._some(known[here])
        model = additive.fit(
            self.rows[learnt], self.believed[learnt], self.nominal, len(self.classes),
            ROUNDS, BAGS, self.seed, self.sure[learnt],
        )  # fmt: skip
        scores = model.terms(self.rows[held]).sum(axis=1) + model.intercept
        by = additive.temperature(scores, self.believed[held], self.sure[held])
        return model, by

    def _some(self, items: Ints) -> Ints:
        if len(items) <= MOST:
            return items
        random = np.random.default_rng(self.seed)
        return np.sort(random.choice(items, MOST, replace=False))


class Explaining:
    """The explainer of a review, made again when enough was decided.

    Parameters
    ----------
    review
        What it is of.
    """

    def __init__(self, review: "Review") -> None:
        self._review, self._lock = review, Lock()
        self._made: tuple[int, Explainer] | None = None

    def of(self, row: int) -> dict[str, Any] | None:
        """Return why an item's label is suggested; None but for tables, or without interpret."""
        index = self._review.index
        if index.truth not in ("one_of", "ordered"):
            return None
        dataset = self._review.dataset()
        if dataset.kind != "table":
            return None
        try:
            return self._explainer().explain(row, int(index.arrays["given"][row]))
        except ExtraError:
            return None

    def _explainer(self) -> Explainer:
        review = self._review
        with self._lock:
            done = len(review.state.standing)
            if self._made is None or abs(done - self._made[0]) >= AGAIN:
                dataset = review.dataset()
                classes, sure = believed(review)
                made = Explainer(
                    dataset.columns, classes, sure, review.index.classes, dataset.groups
                )
                self._made = done, made
            return self._made[1]
