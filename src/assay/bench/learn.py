"""Contenders that learn: a method and a carrier in, what the model makes of other items out."""

import inspect
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from assay import registry
from assay.bench.work import Work
from assay.errors import SettingError
from assay.evidence import Evidence
from assay.kernels.learn.decisions import sharpened
from assay.learn import Classifier, Head
from assay.learn.fit import Carrier
from assay.method import Learner
from assay.model import Model
from assay.posterior import Posterior
from assay.registry import Parts
from assay.types import Floats

#: What measures, by name; the other names are contenders.
METRICS = ("area_under_curve", "negative_flips", "positive_f1", "worst_group_accuracy")
__all__ = [*METRICS, "count_posterior", "learn", "learn_distilled", "learn_truth"]


def learn(
    given: Mapping[str, Any] | Parts,
    method: str,
    settings: Mapping[str, Any] | None = None,
    head: Mapping[str, Any] | None = None,
    classifier: Mapping[str, Any] | None = None,
    known: tuple[str, ...] = (),
    loss: Mapping[str, Mapping[str, Any]] | None = None,
) -> Work:
    """Learn by a method, carried by a head or a classifier with these settings.

    Parameters
    ----------
    given
        Parts; the verb gets those that it names.
    method, settings
        Which, and made with what.
    head, classifier
        Settings of the one carrier that there is; by default a head.
    known
        What the method is told though it is of the truth, say `true_noise`: passed without "true_".
    loss
        The name of a loss and its settings, for a method that takes one as a part.
    """
    value = named(method)(**(settings or {}))
    carrier = carried(head, classifier, int(given["seed"]))
    parts = arguments(value, given, known)
    for name, chosen in (loss or {}).items():
        parts["loss"] = registry.methods("losses")[name](**chosen)
    return Work(lambda: value.learn(**parts, carrier=carrier), lambda made: judged(made, given))


def learn_truth(
    given: Mapping[str, Any] | Parts,
    head: Mapping[str, Any] | None = None,
    classifier: Mapping[str, Any] | None = None,
) -> Work:
    """Train on the truth: nobody who sees less should do better."""
    value, carrier = named("plain-training")(), carried(head, classifier, int(given["seed"]))
    evidence = Evidence.labels(given["true_labels"], given["classes"])
    return Work(
        lambda: value.learn(given["features"], evidence, carrier=carrier),
        lambda made: judged(made, given),
    )


def learn_distilled(
    given: Mapping[str, Any] | Parts,
    smoothing: float = 0.0,
    temperature: float = 1.0,
    head: Mapping[str, Any] | None = None,
) -> Work:
    """Train a teacher on smoothed labels, and a student on what it says at a temperature."""
    carrier = carried(head, None, int(given["seed"]))
    student = replace(carrier, seed=int(given["seed"]) + 1)
    settings: dict[str, Any] = {"smoothing": smoothing}
    loss = registry.methods("losses")["label-smoothing"](**settings)
    features, names = given["features"], given["classes"]

    def call() -> Model:
        one = named("robust-training")().learn(
            features, given["evidence"], loss=loss, carrier=carrier
        )
        soft = Evidence.soft(sharpened(one.probabilities(features), temperature), names)
        model: Model = named("plain-training")().learn(features, soft, carrier=student)
        return model

    return Work(call, lambda made: judged(made, given))


def count_posterior(given: Mapping[str, Any] | Parts) -> Work:
    """Turn what a model says of items into what it says given the counts of their bags."""
    from assay.kernels.learn.counts import bag_posterior

    proba, bags, counts = given["proba"], given["bags"], given["bag_counts"][:, 1]
    names, classes = given["classes"], given["true_labels"]

    def read(found: Any) -> Posterior:
        right = np.asarray(found[0])[: len(classes)]
        return Posterior(names, np.stack([1 - right, right], axis=1))

    return Work(lambda: bag_posterior(proba, bags, counts), read)


def named(name: str) -> type[Any]:
    """Return the learner of that name."""
    cls = registry.method(name)
    if not issubclass(cls, Learner):
        raise SettingError("bench", "method must be of the stage learn", got=name)
    return cls


def carried(head: Mapping[str, Any] | None, classifier: Any, seed: int) -> Carrier:
    """Return the carrier; its seed is the row's."""
    if classifier is None:
        return replace(Head(**(head or {})), seed=seed)
    from sklearn.linear_model import LogisticRegression

    more = dict(classifier)
    plain = more.pop("plain", False)
    # Logistic regression on features as they are, as the reference numbers have it.
    estimator = LogisticRegression(C=1.0, max_iter=1000) if plain else None
    return Classifier(estimator, seed=seed, **more)


def arguments(value: Any, given: Mapping[str, Any] | Parts, known: tuple[str, ...]) -> Any:
    """Return the parts that the verb names."""
    wanted = inspect.signature(value.learn).parameters
    found = {n: given[n] for n in wanted if n in given and n not in ("seed", "self")}
    return found | {n.removeprefix("true_"): given[n] for n in known}


def judged(model: Model, given: Mapping[str, Any] | Parts) -> Any:
    """Return what the model makes of the items to judge by."""
    return model.posterior(given["test_features"])


def area_under_curve(answer: Posterior, truth: Mapping[str, Any]) -> float:
    """Return the chance that an item of the second of two classes looks more like it."""
    from sklearn.metrics import roc_auc_score

    return float(roc_auc_score(np.asarray(truth["labels"]) == 1, answer.proba[:, 1]))


def positive_f1(answer: Posterior, truth: Mapping[str, Any]) -> float:
    """Return the F1 of the second of two classes."""
    found: Floats = answer.proba.argmax(axis=1) == 1
    right = np.asarray(truth["labels"]) == 1
    return float(2 * (found & right).sum() / max(found.sum() + right.sum(), 1))


def worst_group_accuracy(answer: Posterior, truth: Mapping[str, Any]) -> float:
    """Return the share that is right of the group of which the least is."""
    right = answer.proba.argmax(axis=1) == np.asarray(truth["labels"])
    groups = np.asarray(truth["groups"])
    return float(min(right[groups == one].mean() for one in np.unique(groups)))


def negative_flips(answer: Posterior, truth: Mapping[str, Any]) -> float:
    """Return the share of items that the old model has right and the answer wrong."""
    labels = np.asarray(truth["labels"])
    wrong = answer.proba.argmax(axis=1) != labels
    return float((wrong & (np.asarray(truth["old"]) == labels)).mean())
