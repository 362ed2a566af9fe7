"""Suspicion by an additive model of a table, whose every step can be read."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from assay.errors import DataError
from assay.kernels.explain import additive
from assay.kernels.explain.additive import Additive
from assay.kernels.label_posterior import fit, log_odds_wrong, probability, rankable
from assay.method import Detector
from assay.parts.copies import Copies
from assay.parts.folds import folds as dealt
from assay.parts.table_features import kind_of, ordinal
from assay.results import Flags
from assay.types import Array, Columns, Count, Floats, Ints, NonNegative, Seed

REASON = (
    "its columns speak for {suggested} rather than {given}, most of all {column} "
    "({weight:+.1f} of {total:+.1f} nats)"
)
#: Cells of contributions that are held at once.
PIECE = 1 << 22


@dataclass(frozen=True)
class ExplainableBoosting(Detector, reads={"labels"}, truth={"one_of"}, paper="ponnoprat2022"):
    """Predict labels of a table by a sum with one term a column, and say which term spoke.

    An explainable boosting machine is fitted out of fold: the log-odds of a class are a constant
    plus a learnt curve of each column. Its log-odds are scaled, on rows it did not see, so that
    its probabilities are right for the given labels. P(truth | row, label) follows with the noise
    under which the labels are likeliest, as in `label-posterior`; the reason is the column that
    adds most to the log-odds of the suggested class over the given one. Columns that never change,
    name the item or give the label away are refused.

    Assumes: columns speak for themselves; what only two of them together tell is not seen. The
    rest is assumed as in `label-posterior`.

    Cost: five models of at most 20,000 rows, each `rounds` x columns x `bags` small steps (about
    1 s for 5 columns, 10 s for 60); 8 bytes an item and class. Needs the extra `explain`.

    Figures: the paper's are of records of patients that are not to be had. `assay bench
    instructions` prints, for tables with two fifths of the labels wrong, the share of these for
    which the right label is suggested, beside that by the predictions of an audit.

    Equation
    --------
    P(k | row) ~ exp(t * (start[k] + sum over columns c of curve[c, k](value of c))), out of fold
    P(truth = k | row, label) ~ P(k | row)^power * T[k, label],   T[k, j] = P(given j | truth k)
    score   = 1 / (1 + exp(-(log odds(wrong) - .2 * log P(label)) / 4))
    flagged where P(wrong) > 1/2
    column  = the c of largest curve[c, suggested] - curve[c, given] at the item

    Here ~ means "in proportion to"; t makes the probabilities right on rows not seen.

    Parameters
    ----------
    rounds
        Of boosting, at most.
    bags
        Models whose mean is taken.
    shrinkage
        How many items' worth each class is drawn towards the pooled error rate.
    seed
        Decides what is held out for stopping.

    References
    ----------
    ponnoprat2022

    Examples
    --------
    >>> age = np.r_[np.arange(60.0), np.arange(60.0)] % 60
    >>> y = (age > 30).astype(int)
    >>> y[5] = 1
    >>> flags = ExplainableBoosting().flag(y, {"age": age}, ["young", "old"])
    >>> flags.worst(1).tolist(), flags.values["column"][5]
    ([5], 'age')
    """

    rounds: Count = 200
    bags: Count = 4
    shrinkage: NonNegative = 10.0
    seed: Seed = 0

    def flag(
        self, labels: Ints, columns: Columns, classes: Sequence[str],
        groups: Array | None = None, copies: Copies | None = None,
    ) -> Flags:  # fmt: skip
        """Flag where P(label is wrong) is above one half."""
        k = len(classes)
        names, refused = additive.usable(columns, labels, k)
        if not names:
            who, rule = type(self).__name__, "there must be columns to learn from"
            got = "; ".join(f"{name!r} {why}" for name, why in refused.items()) or "none"
            raise DataError(who, rule, got=got)
        rows = ordinal({name: columns[name] for name in names})
        nominal = [kind_of(columns[name]) == "category" for name in names]
        folds = dealt(additive.renumbered(rows, labels), groups, self.seed, copies)
        models = self.fitted(rows, labels, nominal, k, folds)
        scores = scored(models, rows, folds, k)
        predictions = calibrated(scores, labels, folds)
        told = fit(labels, predictions, self.shrinkage, learnt=True)
        odds, truth = log_odds_wrong(labels, predictions, told)
        wrong = probability(odds)
        score = rankable(odds, told.own)
        score[labels < 0] = 0
        values = spoke(models, rows, folds, labels, truth, scores, names)
        return Flags(score, truth, wrong > 0.5, REASON, values, wrong)

    def fitted(
        self, rows: Floats, labels: Ints, nominal: Sequence[bool], n_classes: int, folds: Ints,
        weight: Floats | None = None,
    ) -> dict[int, Additive]:  # fmt: skip
        """Return the model of each fold, which saw none of its rows."""
        models = {}
        for fold in np.unique(folds).tolist():
            learnt = np.flatnonzero((folds != fold) & (labels >= 0))
            counts = None if weight is None else weight[learnt]
            models[fold] = additive.fit(
                rows[learnt], labels[learnt], nominal, n_classes,
                self.rounds, self.bags, self.seed, counts,
            )  # fmt: skip
        return models


def scored(models: dict[int, Additive], rows: Floats, folds: Ints, n_classes: int) -> Floats:
    """Return (n, K) log-odds by the model that did not see the row."""
    scores = np.zeros((len(rows), n_classes))
    for fold, model in models.items():
        for items in _pieces(np.flatnonzero(folds == fold), rows.shape[1] * n_classes):
            scores[items] = model.terms(rows[items]).sum(axis=1) + model.intercept
    return scores


def calibrated(scores: Floats, labels: Ints, folds: Ints, weight: Floats | None = None) -> Floats:
    """Return (n, K) probabilities; how sure they may be is learnt on the other folds."""
    proba = np.empty(scores.shape, np.float32)
    for fold in np.unique(folds).tolist():
        learnt, here = (folds != fold) & (labels >= 0), folds == fold
        counts = None if weight is None else weight[learnt]
        by = additive.temperature(scores[learnt], labels[learnt], counts)
        proba[here] = additive.softmax(scores[here] * by)
    return proba


def spoke(
    models: dict[int, Additive], rows: Floats, folds: Ints, labels: Ints, truth: Ints,
    scores: Floats, names: Sequence[str],
) -> dict[str, Array]:  # fmt: skip
    """Return (n,) the column that adds most to the suggested class over the given, and how much.

    Where both are one class, over the class that comes next.
    """
    n = len(rows)
    column = np.full(n, names[0], object)
    weight, total = np.zeros((2, n))
    if scores.shape[1] < 2:
        return {"column": column, "weight": weight, "total": total}
    against = rival(scores, labels, truth)
    for fold, model in models.items():
        for items in _pieces(np.flatnonzero(folds == fold), rows.shape[1] * scores.shape[1]):
            terms, at = model.terms(rows[items]), np.arange(len(items))
            lead = terms[at, :, truth[items]] - terms[at, :, against[items]]
            best = lead.argmax(axis=1)
            column[items] = np.array(names, object)[best]
            weight[items] = lead[at, best]
            start = model.intercept[truth[items]] - model.intercept[against[items]]
            total[items] = lead.sum(axis=1) + start
    return {"column": column, "weight": weight, "total": total}


def rival(scores: Floats, labels: Ints, truth: Ints) -> Ints:
    """Return (n,) the class that the suggested one is compared with."""
    rest = scores.copy()
    rest[np.arange(len(rest)), truth] = -np.inf
    same = (labels < 0) | (labels == truth)
    return np.asarray(np.where(same, rest.argmax(axis=1), labels))


def _pieces(items: Ints, cells: int) -> list[Ints]:
    step = max(1, PIECE // max(1, cells))
    return [items[start : start + step] for start in range(0, len(items), step)]
