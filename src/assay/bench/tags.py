"""Contenders that learn tags, and how good what they learnt is."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from assay.bench.learn import carried, judged, named
from assay.bench.work import Work
from assay.posterior import TagPosterior
from assay.registry import Parts

#: What measures, by name; the other names are contenders.
METRICS = ("first_tag_right", "mean_area_under_tags", "mean_average_precision")
__all__ = [*METRICS, "learn_all_tags"]


def learn_all_tags(
    given: Mapping[str, Any] | Parts,
    head: Mapping[str, Any] | None = None,
    classifier: Mapping[str, Any] | None = None,
) -> Work:
    """Train on all tags of the items: nobody who is told fewer should do better."""
    value, carrier = named("plain-training")(), carried(head, classifier, int(given["seed"]))
    features, evidence = given["features"], given["true_evidence"]
    return Work(
        lambda: value.learn(features, evidence, carrier=carrier),
        lambda made: judged(made, given),
    )


def mean_average_precision(answer: TagPosterior, truth: Mapping[str, Any]) -> float:
    """Return the mean over the tags of the average precision, of tags that some item has."""
    from sklearn.metrics import average_precision_score

    tags = np.asarray(truth["tags"])
    held = tags.any(axis=0)
    each = average_precision_score(tags[:, held], answer.proba[:, held], average=None)
    return float(np.mean(each))


def mean_area_under_tags(answer: TagPosterior, truth: Mapping[str, Any]) -> float:
    """Return the mean over the tags of the area under the curve, of tags with both sides."""
    from sklearn.metrics import roc_auc_score

    tags = np.asarray(truth["tags"])
    held = tags.any(axis=0) & ~tags.all(axis=0)
    return float(roc_auc_score(tags[:, held], answer.proba[:, held]))


def first_tag_right(answer: TagPosterior, truth: Mapping[str, Any]) -> float:
    """Return the share of items whose most probable tag holds."""
    tags = np.asarray(truth["tags"])
    return float(tags[np.arange(len(tags)), answer.proba.argmax(axis=1)].mean())
