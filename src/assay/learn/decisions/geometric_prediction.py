"""Answers that are nearest to the truth on average, where classes lie at distances."""

from dataclasses import dataclass
from functools import partial

import numpy as np

from assay.errors import DataError
from assay.evidence import Evidence
from assay.kernels.learn.decisions import least_cost, sharpened
from assay.kernels.learn.geometry import centroids, distances
from assay.learn.decisions.decided import decided
from assay.learn.fit import Carrier, fit
from assay.learn.head import standard
from assay.learn.recipe import Recipe
from assay.learn.said import said
from assay.method import Learner
from assay.model import Model
from assay.types import Array, Features, Floats, Positive


def _nearest(proba: Floats, features: Features, square: Floats, temperature: float) -> Array:
    del features
    return least_cost(sharpened(proba, temperature), square)


@dataclass(frozen=True)
class GeometricPrediction(
    Learner, reads={"labels", "soft"}, truth={"one_of"}, carriers={"head", "classifier"},
    paper="roberts2023",
):  # fmt: skip
    """Answer with the class whose squared distance to the truth is least on average (Loki).

    Classes lie at distances: ages, nodes of a tree, embeddings of their names. Frechet's mean of
    the predicted classes replaces the most probable one, and may be a class that nobody labelled:
    between two classes that seem as probable lies the answer. Probabilities stay as they are;
    `predict` is changed, and `about["distances"]` says by what.

    Assumes: distances tell how bad errors are; probabilities are right, or made so by
    `temperature`.

    Cost: one training; O(K^2) an item that is predicted.

    Equation
    --------
    answer = the class a with the least sum over k of q[k] * distance[k, a]^2
    q[k] ~ p[k]^(1 / temperature)        "in proportion to"

    Parameters
    ----------
    temperature
        1 takes the model at its word; above, it is taken to be less sure than it says.

    References
    ----------
    roberts2023

    Examples
    --------
    >>> from assay.learn import Classifier
    >>> features = np.repeat([[0.0], [2.0]], 50, axis=0)
    >>> evidence = Evidence.labels(np.repeat([0, 2], 50), ("low", "middle", "high"))
    >>> apart = np.abs(np.arange(3.0)[:, None] - np.arange(3))
    >>> model = GeometricPrediction().learn(features, evidence, apart, Classifier())
    >>> model.predict(np.array([[0.0], [1.0], [2.0]])).tolist()
    [0, 1, 2]
    """

    temperature: Positive = 1.0

    def learn(
        self, features: Features, evidence: Evidence, class_distances: Floats | None = None,
        carrier: Carrier = None,
    ) -> Model:  # fmt: skip
        """Return the model.

        `class_distances` (K, K) say how far classes are from each other; without them those of the
        classes' middles among the features are taken.
        """
        first = said(evidence)
        model = fit(self, features, evidence.truth, Recipe(first), carrier)
        k = len(evidence.classes)
        far: Floats
        if class_distances is not None:
            far = np.asarray(class_distances, np.float64)
            if far.shape != (k, k) or not (np.isfinite(far).all() and (far >= 0).all()):
                rule = f"class_distances must be {k} x {k} numbers, none below zero"
                raise DataError("GeometricPrediction", rule, got=f"shape {far.shape}")
        else:
            far = between(features, first)
        rule_of = partial(_nearest, square=far**2, temperature=self.temperature)
        return decided(model, rule_of, distances=far)


def between(features: Features, target: Floats) -> Floats:
    """Return (K, K) distances of the classes' middles; zeros and ones where there are none."""
    known = np.flatnonzero(~np.isnan(target).any(axis=1))
    k = target.shape[1]
    if features is None or len(known) < 2 or (target[known].sum(axis=0) <= 0).any():
        return np.asarray(1 - np.eye(k))
    middle, scale = standard(features, "standard")
    rows = features[known]
    dense = rows.toarray() if hasattr(rows, "tocsr") else np.asarray(rows, np.float64)
    ends = centroids((dense - middle) * scale, target[known])
    made = np.sqrt(distances(ends, ends))
    np.fill_diagonal(made, 0)
    return np.asarray(made / made.max() if made.max() > 0 else 1 - np.eye(k))
