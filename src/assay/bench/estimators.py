"""Peers in the form of scikit-learn, called as their manuals say: parts given -> work.

imbalanced-learn's samplers, pulearn's learners from positives, scikit-activeml's from annotators.
"""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from assay.bench.work import Work
from assay.evidence import Evidence, heaviest
from assay.posterior import Posterior
from assay.registry import Parts
from assay.results import Flags
from assay.types import Array, Floats

__all__ = ["annotator_ensemble", "annotator_model", "cleaned", "from_positives", "resampled"]

#: Label frequencies of Elkan and Noto are told apart on this share of the items.
HELD = 0.2


def cleaned(given: Mapping[str, Any] | Parts, sampler: str, **settings: Any) -> Work:
    """Flag what one of imbalanced-learn's cleaning samplers would take out of a set.

    All classes are cleaned, where its default spares the rarest or the most common. It says only
    whether, so that all it flags is tied.
    """
    import imblearn.under_sampling

    labels, features = np.asarray(given["labels"]), np.asarray(given["features"])
    made = getattr(imblearn.under_sampling, sampler)(**{"sampling_strategy": "all", **settings})

    def flag() -> Array:
        made.fit_resample(features, labels)
        return np.asarray(made.sample_indices_)

    def read(kept: Array) -> Flags:
        out = np.ones(len(labels), bool)
        out[kept] = False
        return Flags(out.astype(float), labels, out)

    return Work(flag, read)


def resampled(given: Mapping[str, Any] | Parts, sampler: str, **settings: Any) -> Work:
    """Balance the labelled items by one of imbalanced-learn's samplers, and train on those."""
    import imblearn.over_sampling
    import imblearn.under_sampling

    labels, features = np.asarray(given["evidence"].given), np.asarray(given["features"])
    places = (imblearn.over_sampling, imblearn.under_sampling)
    kind = next(getattr(one, sampler) for one in places if hasattr(one, sampler))
    made, told = kind(random_state=int(given["seed"]), **settings), labels >= 0

    def learn() -> Any:
        rows, classes = made.fit_resample(features[told], labels[told])
        return _line().fit(rows, classes)

    return Work(learn, lambda model: _judged(model, given))


def from_positives(
    given: Mapping[str, Any] | Parts, learner: str, estimator: str = "line", **settings: Any
) -> Work:
    """Learn from positives by one of pulearn's learners.

    Parameters
    ----------
    given
        Parts; the share of positives among them is told to who asks for it.
    learner
        ElkanotoPuClassifier, BaggingPuClassifier or NNPUClassifier.
    estimator
        What it learns with, where it takes one: line is logistic regression, network one hidden
        layer of 128.
    settings
        Of the learner.
    """
    import pulearn

    picked = (np.asarray(given["evidence"].given) == 1).astype(int)
    features, seed = np.asarray(given["features"], np.float64), int(given["seed"])
    more: dict[str, Any] = {"random_state": seed, **settings}
    if learner == "NNPUClassifier":
        # What it calls the share is of the items that nobody picked.
        share = given["prior"] if "prior" in given else given["true_prior"]
        more["prior"] = float((share - picked.mean()) / (1 - picked.mean()))
    else:
        more["estimator"] = CARRIERS[estimator](seed)
    if learner == "ElkanotoPuClassifier":
        more.setdefault("hold_out_ratio", HELD)
    made = getattr(pulearn, learner)(**more)
    return Work(lambda: made.fit(features, picked), lambda model: _judged(model, given))


def annotator_model(given: Mapping[str, Any] | Parts, **settings: Any) -> Work:
    """Infer the truth by scikit-activeml's logistic regression for crowds (Raykar's model)."""
    from skactiveml.classifier.multiannotator import AnnotatorLogisticRegression

    return _of_annotators(
        given, AnnotatorLogisticRegression(classes=_codes(given), random_state=0, **settings)
    )


def annotator_ensemble(given: Mapping[str, Any] | Parts, voting: str = "soft") -> Work:
    """Infer the truth by scikit-activeml's ensemble: a logistic regression an annotator."""
    from skactiveml.classifier import SklearnClassifier
    from skactiveml.classifier.multiannotator import AnnotatorEnsembleClassifier

    classes = _codes(given)
    each = [
        (str(one), SklearnClassifier(_line(), classes=classes))
        for one in range(given["evidence"].n_sources)
    ]
    return _of_annotators(
        given, AnnotatorEnsembleClassifier(each, voting, classes=classes, random_state=0)
    )


def _of_annotators(given: Mapping[str, Any] | Parts, made: Any) -> Work:
    evidence: Evidence = given["evidence"]
    said = np.full((evidence.n_items, evidence.n_sources), np.nan)
    said[evidence.item, evidence.source] = heaviest(evidence.claim)
    features = np.asarray(given["features"], np.float64)

    def read(model: Any) -> Posterior:
        return Posterior(evidence.classes, np.asarray(model.predict_proba(features)))

    return Work(lambda: made.fit(features, said), read)


def _codes(given: Mapping[str, Any] | Parts) -> list[int]:
    return list(range(len(given["evidence"].classes)))


def _judged(model: Any, given: Mapping[str, Any] | Parts) -> Posterior:
    """Return what the model makes of the items to judge by."""
    found = np.asarray(model.predict_proba(np.asarray(given["test_features"], np.float64)))
    names = given["classes"]
    proba: Floats = np.zeros((len(found), len(names)))
    # Classes are numbers; of two, pulearn calls the other -1 or 0.
    proba[:, [max(int(one), 0) for one in model.classes_]] = found
    if len(names) == 2:
        # Elkan and Noto's chances may pass 1, and then say nothing of the other class.
        yes = np.clip(proba[:, 1], 0, 1)
        proba = np.stack([1 - yes, yes], axis=1)
    return Posterior(names, proba / proba.sum(axis=1, keepdims=True))


def _line(seed: int = 0) -> Any:
    from sklearn.linear_model import LogisticRegression

    return LogisticRegression(C=1.0, max_iter=1000, random_state=seed)


def _network(seed: int) -> Any:
    from sklearn.neural_network import MLPClassifier

    return MLPClassifier(
        (128,), alpha=0.0, batch_size=128, max_iter=150, n_iter_no_change=150, random_state=seed
    )


CARRIERS: dict[str, Callable[[int], Any]] = {"line": _line, "network": _network}
