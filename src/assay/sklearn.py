"""scikit-learn's face of `learn`: an estimator that knows its labels may be wrong."""

from dataclasses import replace
from typing import Any, Self

import numpy as np
from sklearn.base import BaseEstimator, ClassifierMixin  # noqa: TID253 - it is what this file is
from sklearn.utils import check_random_state  # noqa: TID253
from sklearn.utils.multiclass import check_classification_targets  # noqa: TID253
from sklearn.utils.validation import (  # noqa: TID253
    _check_sample_weight,
    check_is_fitted,
    validate_data,
)

from assay.errors import SettingError, UnknownName
from assay.evidence import Evidence
from assay.learn.classifier import Classifier
from assay.learn.fit import Carrier, carrier_of
from assay.learn.head import Head
from assay.method import Learner
from assay.model import Model
from assay.registry import methods
from assay.types import Array, Features, Floats, Ints


class ImperfectLabelClassifier(ClassifierMixin, BaseEstimator):  # type: ignore[misc]
    """Learn from labels as they are, by any method of `assay.learn`.

    It goes wherever a classifier of scikit-learn's goes: pipelines, searches, cross-validation.

    Parameters
    ----------
    method
        Name of a method: `assay methods --stage learn` lists them; "auto" chooses one.
    settings
        Settings of the method, by name.
    carrier
        What is trained: a classifier of scikit-learn's, a network of torch, or `Head` or
        `Classifier` of `assay.learn`; by default logistic regression where the method can be run
        on it, and a torch head where not.
    unlabelled
        Label that means that there is none; None where all items have one.
    random_state
        Decides what is drawn; None is 0, so that the same data give the same model.

    Attributes
    ----------
    classes_
        The K classes.
    model_
        What was learnt, with `about["said"]` where a method was chosen.

    Examples
    --------
    >>> import numpy as np
    >>> features, labels = np.array([[0.0], [1.0], [9.0], [10.0]]), ["a", "a", "b", "b"]
    >>> ImperfectLabelClassifier().fit(features, labels).predict([[0.5], [9.5]]).tolist()
    ['a', 'b']
    """

    def __init__(
        self,
        method: str = "auto",
        settings: dict[str, Any] | None = None,
        carrier: Any = None,
        unlabelled: Any = None,
        random_state: Any = None,
    ) -> None:
        self.method = method
        self.settings = settings
        self.carrier = carrier
        self.unlabelled = unlabelled
        self.random_state = random_state

    def fit(self, X: Features, y: Any, sample_weight: Any = None) -> Self:  # noqa: N803
        """Learn from features and labels, or from features and an `Evidence` in their place."""
        if isinstance(y, Evidence):
            X = validate_data(self, X, accept_sparse="csr")  # noqa: N806
            evidence, self.classes_ = y, np.array(y.classes)
        else:
            X, y = validate_data(self, X, y, accept_sparse="csr")  # noqa: N806
            check_classification_targets(y)
            evidence = self._evidence(y)
        weight = None
        if sample_weight is not None:
            weight = _check_sample_weight(sample_weight, X)
        learner = self._learner()
        self.model_: Model = learner.learn(X, evidence, carrier=self._carrier(learner, weight))
        return self

    def _evidence(self, y: Array) -> Evidence:
        told = np.ones(len(y), bool)
        if self.unlabelled is not None:
            told = np.asarray(y != self.unlabelled)
        self.classes_ = np.unique(y[told])
        codes: Ints = np.full(len(y), -1)
        codes[told] = np.searchsorted(self.classes_, y[told])
        return Evidence.labels(codes, tuple(map(str, self.classes_)))

    def _learner(self) -> Learner:
        known = methods("learn")
        if self.method not in known:
            raise UnknownName.of("method that learns", str(self.method), known,
                                 "ImperfectLabelClassifier")  # fmt: skip
        found = known[self.method](**(self.settings or {}))
        if not isinstance(found, Learner):
            raise SettingError("ImperfectLabelClassifier", "method must learn", got=self.method)
        return found

    def _carrier(self, learner: Learner, weight: Floats | None) -> Carrier:
        seed = self.random_state
        if seed is None or isinstance(seed, int | np.integer):
            seed = int(seed or 0)
        else:
            seed = int(check_random_state(seed).randint(2**31 - 1))
        usual = Classifier() if "classifier" in learner.carriers else Head()
        carried = usual if self.carrier is None else carrier_of(self.carrier, learner)
        return replace(carried, seed=seed or carried.seed, weight=weight)

    def predict_proba(self, X: Features) -> Floats:  # noqa: N803
        """Return (n, K) probabilities of the classes."""
        check_is_fitted(self)
        X = validate_data(self, X, accept_sparse="csr", reset=False)  # noqa: N806
        return self.model_.probabilities(X)

    def predict(self, X: Features) -> Array:  # noqa: N803
        """Return (n,) the most probable classes."""
        best = self.predict_proba(X).argmax(axis=1)
        return np.asarray(self.classes_[best])

    def __sklearn_tags__(self) -> Any:
        """Return what it can take."""
        tags = super().__sklearn_tags__()
        tags.input_tags.sparse = True
        return tags
