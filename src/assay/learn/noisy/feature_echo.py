"""Labels taken as they are, and features that don't go with them changed until they do."""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from assay.errors import NeedsError
from assay.evidence import Evidence
from assay.kernels.learn.selection import clean_chance
from assay.learn.fit import Carrier, fit
from assay.learn.noisy.split import Split, known_items
from assay.learn.said import said
from assay.method import Learner
from assay.model import Model
from assay.parts.folds import folds as deal
from assay.types import Bools, Count, Features, Floats, Ints


@dataclass(frozen=True)
class FeatureEcho(
    Learner, reads={"labels", "soft"}, truth={"one_of"}, carriers={"head", "classifier"},
    paper="zheng2024",
):  # fmt: skip
    """Keep every label, and bring the features of items that don't fit theirs to those that do.

    In the spirit of the paper, whose generator of images is left out: an item's echo is what the
    main directions of its label's other items make of it, each class by directions that items of
    other folds show. An item whose echo stays near it (cosine, in two normal parts of each class)
    has a right label and is kept; the others are learnt from as their echoes, by their chance of a
    wrong label, or left out. How likely labels are right is `Model.about["clean"]`.

    Assumes: most labels of each class are right, and a class lies near a plane of few directions.
    Experimental: it tells wrong labels, but on digits leaving those items out or moving them cost
    more than it gained, and labels replaced by predictions did better.

    Cost: one training, and five small decompositions a class.

    Equation
    --------
    echo  = c + A (x - c) on the axes A of the label's fitting items of other folds, c their median
    clean = P(higher of two normal parts of cosine(x - mean, echo - mean)), label by label
    drop:   paid = mean over items of clean * cross entropy(said, p)
    echo:   x becomes clean * x + (1 - clean) * echo, and all items count alike
    A projects on the first `directions` axes; mean = that of all x

    Parameters
    ----------
    directions
        Main directions of each class; no more than half as many as there are features.
    rounds
        Of finding directions, from the second on by items that fit theirs.
    rest
        What becomes of items that don't fit: they are moved to their echo, or count less.

    References
    ----------
    zheng2024

    Examples
    --------
    >>> from assay.learn import Classifier
    >>> truth = np.repeat([0, 1], 30)
    >>> features = np.eye(2, 3)[truth] + np.linspace(0, 0.3, 60)[:, None] * [0, 0, 1]
    >>> labels = np.where(np.arange(60) == 7, 1, truth)
    >>> model = FeatureEcho().learn(features, Evidence.labels(labels), carrier=Classifier())
    >>> int(model.about["clean"].argmin())
    7
    """

    directions: Count = 10
    rounds: Count = 3
    rest: Literal["echo", "drop"] = "drop"

    def learn(self, features: Features, evidence: Evidence, carrier: Carrier = None) -> Model:
        """Return the model."""
        if features is None or hasattr(features, "tocsr"):
            fix = "Give dense features, say of an embedding."
            raise NeedsError("FeatureEcho", "needs dense features", got="none", fix=fix)
        first = said(evidence)
        items, labels = known_items(first)
        rows = np.asarray(features, np.float64)
        clean, moved = np.ones(len(first)), rows.copy()
        if len(items) and rows.shape[1]:
            middle = rows[items].mean(axis=0)
            # In all directions an echo is the item itself, whatever its label.
            few = min(self.directions, max(1, rows.shape[1] // 2))
            for _ in range(self.rounds):
                told = clean[items] > 0.5
                moved[items] = echoes(rows[items], labels, told, few)
                like = likeness(rows[items], moved[items], middle)
                clean[items] = clean_chance(-like, labels)
        if self.rest == "drop":
            return fit(self, features, evidence.truth, Split(first, clean), carrier)
        shown = clean[:, None] * rows + (1 - clean[:, None]) * moved
        # All are shown, so that all count; what is told of labels stays what it was.
        recipe = Split(first, clean, first)
        return fit(self, shown.astype(np.float32), evidence.truth, recipe, carrier)


def echoes(rows: Floats, labels: Ints, told: Bools, directions: int) -> Floats:
    """Return (m, d) what the main directions of each one's class make of it, out of fold."""
    fold = deal(labels)
    made = np.array(rows)
    for label in np.unique(labels):
        mine = np.flatnonzero(labels == label)
        for part in np.unique(fold[mine]):
            inside, rest = mine[fold[mine] == part], mine[(fold[mine] != part) & told[mine]]
            if not len(rest):
                continue
            middle = np.median(rows[rest], axis=0)
            _, _, axes = np.linalg.svd(rows[rest] - middle, full_matrices=False)
            axes = axes[: min(directions, len(rest) - 1)]
            made[inside] = middle + (rows[inside] - middle) @ axes.T @ axes
    return made


def likeness(rows: Floats, moved: Floats, middle: Floats) -> Floats:
    """Return (m,) cosines of items with their echoes, both seen from the middle."""
    one, other = rows - middle, moved - middle
    size = np.linalg.norm(one, axis=1) * np.linalg.norm(other, axis=1)
    return np.asarray((one * other).sum(axis=1) / np.maximum(size, 1e-12))
