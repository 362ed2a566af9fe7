"""Contenders that learn and then decide: their answers, not their probabilities, are judged."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from assay.bench.learn import learn
from assay.bench.work import Work
from assay.model import Model
from assay.posterior import Posterior, TagPosterior
from assay.registry import Parts

#: What measures, by name; the other names are contenders.
METRICS = ("error_among_answered", "share_answered", "squared_rank_error", "tag_macro_f1")
__all__ = [*METRICS, "learn_decided"]


def learn_decided(
    given: Mapping[str, Any] | Parts,
    method: str,
    settings: Mapping[str, Any] | None = None,
    head: Mapping[str, Any] | None = None,
    classifier: Mapping[str, Any] | None = None,
) -> Work:
    """Learn by a method and answer as its model does; items that are held back have no class.

    Parameters
    ----------
    given
        Parts; the verb gets those that it names.
    method, settings
        Which, and made with what.
    head, classifier
        Settings of the one carrier that there is; by default a head.
    """
    work = learn(given, method, settings, head, classifier)
    return Work(work.call, lambda made: said(made, given))


def said(model: Model, given: Mapping[str, Any] | Parts) -> Posterior | TagPosterior:
    """Return what the model answers, as certain; where it holds back, all classes alike."""
    found = model.predict(given["test_features"])
    if model.truth.kind == "any_of":
        return TagPosterior(model.classes, np.asarray(found, np.float64))
    k = len(model.classes)
    sure = np.where((found >= 0)[:, None], np.eye(k)[np.maximum(found, 0)], 1 / k)
    return Posterior(model.classes, sure)


def squared_rank_error(answer: Posterior, truth: Mapping[str, Any]) -> float:
    """Return the mean square of how many classes lie between the answer and the truth."""
    far = answer.labels - np.asarray(truth["labels"])
    return float((far.astype(np.float64) ** 2).mean())


def share_answered(answer: Posterior) -> float:
    """Return the share of items that were not held back."""
    return float((answer.proba.max(axis=1) > 0.999).mean())


def error_among_answered(answer: Posterior, truth: Mapping[str, Any]) -> float:
    """Return the share of wrong answers among those that were given."""
    given = answer.proba.max(axis=1) > 0.999
    wrong = answer.labels != np.asarray(truth["labels"])
    return float(wrong[given].mean()) if given.any() else 0.0


def tag_macro_f1(answer: TagPosterior, truth: Mapping[str, Any]) -> float:
    """Return the mean over tags of F1; a tag that is neither held nor found counts as found."""
    tags, found = np.asarray(truth["tags"]), np.asarray(answer.tags)
    both, total = (tags & found).sum(axis=0), tags.sum(axis=0) + found.sum(axis=0)
    return float(np.where(total > 0, 2 * both / np.maximum(total, 1), 1.0).mean())
