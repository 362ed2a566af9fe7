"""Suspicion by an item's own prediction and by those of the items it is linked to."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.sparse import csr_array

from assay.errors import DataError
from assay.kernels.links import agreeing, normalised, spread
from assay.kernels.noise import confident_joint, noise_matrix
from assay.method import Detector
from assay.results import Flags
from assay.types import Bools, Floats, Ints, NonNegative

#: Sets of items that a scorer never saw, and items whose label agrees with the predictions that
#: there must be.
FOLDS, LEAST = 5, 10
#: Wrong labels that an item is tried with at most, and step of the sequence that deals them out.
TRIED, GOLDEN = 8, 0.6180339887498949
#: Added before logarithms.
FLOOR = 0.01
#: Most of the labels that may be wrong.
MOST = 0.5
#: Items that scorers are fitted on.
FITTED_ON = 50_000
#: Ways to look at a label, times that is learnt from them, and steps to the rate of errors.
VIEWS, ROUNDS, STEPS = 7, 2, 50
REASON = (
    "{linked} of its {links} linked items are {suggested}, "
    "the predictions give the given {given} {given_probability:.0%}"
)


@dataclass(frozen=True)
class GraphCleaner(Detector, reads={"labels"}, truth={"one_of"}, paper="li2023"):
    """Learn from planted errors how a wrong label looks among the items it is linked to.

    Wrong labels are planted on items whose label agrees with the predictions, by how often each
    class is confidently taken for each other. A logistic regression learns to tell planted from
    given labels by seven numbers: how probable the label is to the item's prediction, to the
    predictions one, two and three links away, and how many labels one, two and three links away are
    the same, with nothing of the item itself coming back. Planted are as many as given; the odds
    are then brought to the rate of errors that is expected, and those are flagged that are more
    likely wrong than right. What was learnt once is used to weigh all items by their chance of
    being right, and learnt again; further rounds drift. No item is scored by what was learnt of it.

    Assumes: linked items tend to be of one class; the predictions are out of sample; which label
    an item is given depends on its true class alone.

    Cost: a few products of the graph with (n, K) arrays and of the graph with itself, piece by
    piece; five small regressions on at most 50,000 items.

    Figures: on Cora above the earlier reproduction, whose predictions are others; with pair flips
    below `label-posterior`, which knows which classes are taken for each other. The published
    cut at .97 isn't used: it belongs to a network that is trained on absolute errors.

    Equation
    --------
    v[k]    = log(.01 + each of P, S P, S^2 P, S^3 P, S Y, S^2 Y, S^3 Y at (item, k))
    log odds(wrong) = a * v[label] + b + log(rate / (1 - rate)),   a, b tell planted from given
    rate    = mean of P(wrong), but no more than confident counts have
    score   = P(wrong)
    flagged where P(wrong) > 1/2

    S: links over the root of both ends' numbers, without ways back to the item; Y: given labels.

    Parameters
    ----------
    shrinkage
        How many items' worth the errors of each class are drawn towards all classes alike.

    References
    ----------
    li2023

    Examples
    --------
    >>> import numpy as np
    >>> from scipy.sparse import csr_array
    >>> truth = np.repeat([0, 1], 30)
    >>> ring = np.roll(np.eye(30), 1, axis=1) + np.roll(np.eye(30), 2, axis=1)
    >>> links = csr_array(np.kron(np.eye(2), ring))
    >>> p = np.where(np.eye(2)[truth] > 0, 0.8, 0.2)
    >>> labels = truth.copy()
    >>> labels[4] = 1
    >>> flags = GraphCleaner().flag(labels=labels, predictions=p, graph=links)
    >>> np.flatnonzero(flags.flagged), flags.explain(4, "dog", "cat")
    (array([4]), '4 of its 4 linked items are cat, the predictions give the given dog 20%')
    """

    shrinkage: NonNegative = 10.0

    def flag(self, labels: Ints, predictions: Floats, graph: csr_array) -> Flags:
        """Flag where a label looks more like those planted than like those given."""
        joint, _, own, best = confident_joint(labels, predictions)
        items = np.flatnonzero(labels >= 0)
        items = items[np.argsort(own[items], kind="stable")]
        sure = best[items] == labels[items]
        if sure.sum() < LEAST or predictions.shape[1] < 2:
            rule = f"at least {LEAST} labels must agree with the predictions"
            raise DataError("GraphCleaner", rule, got=str(int(sure.sum())))
        fitted = np.arange(0, len(items), -(-len(items) // FITTED_ON))
        noise = noise_matrix(joint, self.shrinkage)
        tried, weight = wrong_labels(noise, labels[items[fitted]])
        step = normalised(graph)
        given = np.empty((len(items), VIEWS), np.float32)
        planted = np.empty((*tried.shape, VIEWS), np.float32)
        for at, view in enumerate(views(labels, predictions, step)):
            given[:, at] = view[items, labels[items]]
            planted[:, :, at] = view[items[fitted, None], tried]
        wrong = 1 - np.trace(joint) / max(1, joint.sum())
        rate = float(np.clip(wrong, 0.5 / (len(items) + 1), MOST))
        odds, slopes = scored(given, fitted, planted, weight, sure, rate)
        p_wrong = np.zeros(len(labels))
        p_wrong[items] = 1 / (1 + np.exp(-odds))
        suggested = likeliest(slopes, views(labels, predictions, step), labels, p_wrong > 0.5)
        linked, links = agreeing(graph, labels, suggested)
        values = {"linked": linked, "links": links, "given_probability": own}
        return Flags(p_wrong, suggested, p_wrong > 0.5, REASON, values, p_wrong)


def views(labels: Ints, predictions: Floats, step: csr_array) -> Iterator[Floats]:
    """Yield (n, K) the logarithms of how much speaks for each label, from here to three links away.

    First the predictions at the item and one, two and three links away, then the given labels.
    """
    yield np.log(predictions + FLOOR)
    said = np.zeros(predictions.shape, np.float32)
    rows = np.flatnonzero(labels >= 0)
    said[rows, labels[rows]] = 1
    for values in (predictions, said):
        for view in spread(step, values):
            yield np.log(np.maximum(view, 0) + FLOOR)


def wrong_labels(noise: Floats, labels: Ints) -> tuple[Ints, Floats]:
    """Return (m, t) other labels to try each item with, and how often each would be given.

    All others where there are few; of many, so many as are tried, dealt out evenly by how often
    each class is given instead.
    """
    apart = noise.copy()
    np.fill_diagonal(apart, 0)
    apart /= apart.sum(axis=1, keepdims=True)
    classes = len(noise)
    if classes - 1 <= TRIED:
        others = np.array([np.delete(np.arange(classes), k) for k in range(classes)])
        return others[labels], np.take_along_axis(apart, others, axis=1)[labels]
    start = np.arange(len(labels)) * GOLDEN % 1
    points = (start[:, None] + np.arange(TRIED)) / TRIED
    tried = np.empty(points.shape, np.int64)
    running = apart.cumsum(axis=1)
    for k in np.unique(labels):
        mine = np.flatnonzero(labels == k)
        found = np.searchsorted(running[k], points[mine], side="right")
        last = int(np.flatnonzero(apart[k])[-1])
        tried[mine] = np.minimum(found, last)
    return tried, np.full(tried.shape, 1 / TRIED)


def scored(
    given: Floats, fitted: Ints, planted: Floats, weight: Floats, sure: Bools, rate: float
) -> tuple[Floats, Floats]:
    """Return (m,) log-odds that a label is wrong, and the (7,) mean slopes of what speaks for it.

    Parameters
    ----------
    given
        (m, 7) of the given labels, surest last.
    fitted
        Those that planted errors were made of.
    planted, weight
        (f, t, 7) of the planted labels, and (f, t) how often each would be given.
    sure
        (m,) where the label agrees with the predictions.
    rate
        Share of the labels that is wrong.
    """
    middle, scale = given.mean(axis=0), given.std(axis=0) + 1e-6
    given, planted = (given - middle) / scale, (planted - middle) / scale
    fold, right = np.arange(len(given)) % FOLDS, sure.astype(np.float64)
    odds, slopes = np.empty(len(given)), np.zeros((FOLDS, given.shape[1]))
    for _ in range(ROUNDS):
        for one in range(FOLDS):
            learnt = fold[fitted] != one
            rows = fitted[learnt]
            model = _told_apart(given[rows], planted[learnt], weight[learnt], right[rows])
            odds[fold == one] = model.decision_function(given[fold == one])
            slopes[one] = model.coef_[0]
        rate = expected(odds, rate)
        right = 1 - 1 / (1 + np.exp(-odds - _logit(rate)))
    return odds + _logit(rate), slopes.mean(axis=0) / scale


def _told_apart(given: Floats, planted: Floats, weight: Floats, right: Floats) -> Any:
    from sklearn.linear_model import LogisticRegression

    each = (right[:, None] * weight).ravel()
    weights = np.concatenate([right, each])
    used = weights > 1e-3
    rows = np.concatenate([given, planted.reshape(-1, planted.shape[-1])])[used]
    wrong = np.repeat([0, 1], [len(given), each.size])[used]
    return LogisticRegression().fit(rows, wrong, sample_weight=weights[used])


def expected(odds: Floats, rate: float) -> float:
    """Return the share of wrong labels at which it is what the odds add up to, `rate` at most."""
    for _ in range(STEPS):
        rate = min(rate, float((1 / (1 + np.exp(-odds - _logit(rate)))).mean()))
    return max(rate, 1e-6)


def _logit(share: float) -> float:
    return float(np.log(share / (1 - share)))


def likeliest(slopes: Floats, seen: Iterator[Floats], labels: Ints, flagged: Bools) -> Ints:
    """Return (n,) the label that looks least like a planted one; another one where flagged."""
    total: Any = 0
    for slope, view in zip(slopes, seen, strict=True):
        total = total + np.float32(slope) * view
    rows = np.flatnonzero(flagged)
    total[rows, labels[rows]] = np.inf
    return np.asarray(total.argmin(axis=1), np.int64)
