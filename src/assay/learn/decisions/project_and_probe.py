"""Few labels where a model is used: directions that many labels elsewhere taught."""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from assay.evidence import Evidence
from assay.learn.classifier import chances
from assay.learn.fit import Carrier, fit
from assay.learn.head import standard
from assay.learn.recipe import Recipe
from assay.learn.said import labels_of
from assay.method import Learner
from assay.model import Body, Layers, Model, unsaved
from assay.types import Array, Count, Features, Floats, Ints

#: Below it a direction holds nothing that earlier ones don't.
LEAST = 1e-8
#: Inverse of what draws the slopes of a direction to zero.
PULL = 1.0


class Projected:
    """A body that reads few directions of the features.

    Parameters
    ----------
    body
        What reads them.
    middle, scale
        (d,) features are less the middle, times the scale.
    directions
        (d, q) orthonormal columns.
    """

    def __init__(self, body: Body, middle: Floats, scale: Floats, directions: Floats) -> None:
        self.body, self.middle, self.scale, self.directions = body, middle, scale, directions

    def outputs(self, features: Features) -> Floats:
        """Return (n, K)."""
        return self.body.outputs(seen(features, self.middle, self.scale) @ self.directions)

    def arrays(self) -> dict[str, Array]:
        """Refuse: what reads them may be code."""
        raise unsaved("a body that reads directions")


def seen(features: Features, middle: Floats, scale: Floats) -> Floats:
    """Return (n, d) features, centred and scaled."""
    rows = features.toarray() if hasattr(features, "toarray") else np.asarray(features)
    return np.asarray((rows - middle) * scale, np.float64)


def folded(body: Any, middle: Floats, scale: Floats, directions: Floats) -> Body:
    """Return a body that reads features where the other reads directions of them."""
    if not isinstance(body, Layers):
        return Projected(body, middle, scale, directions)
    members = []
    for (weights, begin), *rest in body.members:
        mixed = directions @ (weights * body.scale[:, None])
        start = begin - (body.middle * body.scale) @ weights
        members.append(((mixed.astype(np.float32), start.astype(np.float32)), *rest))
    return Layers(tuple(members), middle, scale, body.link)


def learnt_directions(rows: Floats, labels: Ints, most: int, pull: float) -> Floats:
    """Return (d, q) orthonormal directions, those that tell the classes best first.

    After a round of logistic regression what it looked at is taken out of the features, so that the
    next one must tell the classes by something else.
    """
    from sklearn.linear_model import LogisticRegression

    found = np.zeros((rows.shape[1], 0))
    if len(np.unique(labels)) < 2:
        return np.eye(rows.shape[1])[:, :most]
    while found.shape[1] < min(most, rows.shape[1]):
        left = rows - (rows @ found) @ found.T
        slope = LogisticRegression(C=pull, max_iter=1000).fit(left, labels).coef_
        slope = slope - slope.mean(axis=0) if len(slope) > 1 else slope
        slope = slope - (slope @ found) @ found.T
        _, size, turns = np.linalg.svd(slope, full_matrices=False)
        fresh = turns[: max(len(slope) - 1, 1)][size[: max(len(slope) - 1, 1)] > LEAST]
        if not len(fresh):
            break
        found = np.linalg.qr(np.column_stack([found, fresh.T]))[0]
    return np.asarray(found[:, :most])


def how_many(rows: Floats, labels: Ints, widths: list[int]) -> int:
    """Return how many directions tell items best that were left out, the fewest among equals."""
    from sklearn.linear_model import LogisticRegression

    folds = np.zeros(len(labels), np.int64)
    for k in np.unique(labels):
        mine = np.flatnonzero(labels == k)
        folds[mine] = np.arange(len(mine)) % 4
    costs = []
    for width in widths:
        paid = []
        for one in range(4):
            out, kept = folds == one, folds != one
            if not out.any() or len(np.unique(labels[kept])) < 2:
                continue
            model = LogisticRegression(max_iter=1000).fit(rows[kept, :width], labels[kept])
            proba = np.full((int(out.sum()), int(labels.max()) + 1), 1e-6)
            proba[:, model.classes_] = chances(model, rows[out, :width])
            paid.append(-np.log(np.maximum(proba[np.arange(len(proba)), labels[out]], 1e-6)))
        costs.append(float(np.concatenate(paid).mean()) if paid else np.inf)
    return widths[int(np.argmin(costs))]


@dataclass(frozen=True)
class ProjectAndProbe(
    Learner, reads={"labels", "gold"}, truth={"one_of"}, carriers={"head", "classifier"},
    paper="chen2024a",
):  # fmt: skip
    """Learn from few trusted labels, in directions that many others taught one after the other.

    The many labels give directions of the features that tell the classes, each at a right angle
    to those before. A small model of the first few is then learnt from trusted labels, which are
    where it is to be used: that a direction matters is learnt where there is plenty, and how much
    where there is little. How many directions is decided by trusted labels that were left out.

    Assumes: what tells the classes there is among what tells them elsewhere, if with another weight
    or sign.

    Cost: a logistic regression for every K - 1 directions, and one training on few items.

    Equation
    --------
    D <- D and the axes of the slopes of a logistic regression of the labels on x - D D'x, in turns
    paid = mean over trusted items of cross entropy(truth, p(D'x))
    D = orthonormal columns, D' its transpose; as many of the first as have the least cross-entropy
    on trusted items that were left out

    Parameters
    ----------
    most
        Directions at most.

    References
    ----------
    chen2024a

    Examples
    --------
    >>> from assay.learn import Classifier
    >>> random = np.random.default_rng(0)
    >>> truth = np.arange(200) % 2
    >>> x = random.normal(size=(200, 5))
    >>> x[:, 0] += np.where(np.arange(200) < 100, 6, -6) * (truth - 0.5)  # turned round later
    >>> gold = np.where(np.arange(200) >= 184, truth, -1)
    >>> evidence = Evidence.labels(np.where(np.arange(200) < 100, truth, -1))
    >>> model = ProjectAndProbe().learn(x, evidence, gold, Classifier())
    >>> bool((model.predict(x[100:]) == truth[100:]).mean() > 0.9)
    True
    """

    most: Count = 32

    def learn(
        self, features: Features, evidence: Evidence, gold: Ints | None = None,
        carrier: Carrier = None,
    ) -> Model:  # fmt: skip
        """Return the model.

        `gold` (n,) are trusted labels where it is to be used, -1 for none; without any, all labels
        are taken for such.
        """
        labels = labels_of(evidence)
        told = labels if gold is None or not (gold >= 0).any() else np.asarray(gold)
        taught, trusted = np.flatnonzero(labels >= 0), np.flatnonzero(told >= 0)
        k = evidence.truth.width
        target = np.full((len(labels), k), np.nan)
        target[trusted] = np.eye(k)[told[trusted]]
        if features is None or not len(taught) or not len(trusted):
            return fit(self, features, evidence.truth, Recipe(target), carrier)
        middle, scale = standard(features, "standard")
        rows = seen(features, middle, scale)
        found = learnt_directions(rows[taught], labels[taught], self.most, PULL)
        step, whole = max(k - 1, 1), found.shape[1]
        widths = sorted({min(step * 2**one, whole) for one in range(8)} | {whole})
        width = how_many(rows[trusted] @ found, told[trusted], widths)
        found = found[:, :width]
        model = fit(self, rows @ found, evidence.truth, Recipe(target), carrier)
        body = folded(model.body, middle, scale, found)
        about = {**model.about, "directions": found}
        return replace(model, body=body, columns=features.shape[1], about=about)
