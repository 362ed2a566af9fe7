"""How good an answer is whose truth is no plain class; and what plainly stands to reason."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from assay.bench.work import Work
from assay.evidence import Evidence, one_of
from assay.infer import BradleyTerry, DawidSkene
from assay.kernels.infer.numbers import middles, told
from assay.kernels.kinds.spans import Scheme, same_spans, spans, starts_of
from assay.posterior import NumberPosterior, Posterior, TagPosterior
from assay.registry import Parts
from assay.types import Floats

#: What measures, by name; the other names are contenders.
METRICS = ("far_off", "mean_error", "order_found", "share_held", "span_f1", "tag_f1")
__all__ = [*METRICS, "middle_numbers", "mean_numbers", "tag_by_tag", "wins_alone"]

Truth = Mapping[str, Any]


def far_off(answer: Posterior, truth: Truth) -> float:
    """Return the mean distance of the middle class from the true one, in classes."""
    labels = np.asarray(truth["labels"])
    known = labels >= 0
    return float(np.abs(answer.median - labels)[known].mean())


def mean_error(answer: NumberPosterior, truth: Truth) -> float:
    """Return the mean absolute error of numbers."""
    return float(np.nanmean(np.abs(answer.value - np.asarray(truth["numbers"]))))


def share_held(answer: NumberPosterior, truth: Truth) -> float:
    """Return the share of true numbers within 1.96 deviations."""
    off = np.abs(answer.value - np.asarray(truth["numbers"]))
    return float((off <= 1.96 * answer.deviation)[np.isfinite(off)].mean())


def tag_f1(answer: TagPosterior, truth: Truth) -> float:
    """Return the F1 of all tags of all items."""
    tags = np.asarray(truth["tags"])
    return float(2 * (answer.tags & tags).sum() / max(answer.tags.sum() + tags.sum(), 1))


def span_f1(answer: Posterior, truth: Truth) -> float:
    """Return the F1 of spans that have both ends and their kind right."""
    first, scheme = starts_of(np.asarray(truth["groups"])), Scheme.of(truth["classes"])
    found, right = (
        spans(np.asarray(labels), first, scheme) for labels in (answer.labels, truth["labels"])
    )
    return float(2 * same_spans(found, right).sum() / max(len(found[0]) + len(right[0]), 1))


def order_found(answer: Posterior | NumberPosterior, truth: Truth) -> float:
    """Return Kendall's correlation of strengths with the true ones; things are called 0, 1, ..."""
    from scipy.stats import kendalltau

    if answer.strengths is None:
        return float("nan")
    names = np.array(answer.strengths.names).astype(int)
    return float(kendalltau(answer.strengths.value, np.asarray(truth["strength"])[names])[0])


def plain(given: Mapping[str, Any] | Parts, reduce: Any) -> Work:
    """Answer every item by one number of its claims."""
    votes = told(given["evidence"])

    def infer() -> NumberPosterior:
        value: Floats = reduce(votes)
        found = votes.by_item(np.zeros(len(votes.value)))
        return votes.posterior(value, found, found[:0], found[:0])

    return Work(infer)


def mean_numbers(given: Mapping[str, Any] | Parts) -> Work:
    """Answer by the mean of what was said of each item."""
    return plain(given, lambda v: v.by_item(v.value) / v.by_item(np.ones(len(v.value))))


def middle_numbers(given: Mapping[str, Any] | Parts) -> Work:
    """Answer by the median of what was said of each item."""
    return plain(given, lambda v: middles(v.item, v.value, np.ones(len(v.value)), len(v.about)))


def tag_by_tag(given: Mapping[str, Any] | Parts) -> Work:
    """Infer every tag by itself by Dawid and Skene's model."""
    evidence: Evidence = given["evidence"]
    claim = evidence.claim.tocsc()
    alone = []
    for tag in range(claim.shape[1]):
        rows = claim.indices[claim.indptr[tag] : claim.indptr[tag + 1]]
        said = (~np.asarray(evidence.negated)[rows]).astype(int)
        votes = Evidence.votes(
            evidence.item[rows], evidence.source[rows], said, ("no", "yes"),
            n_items=evidence.n_items,
        )  # fmt: skip
        alone.append(votes)

    def infer() -> TagPosterior:
        proba = [DawidSkene().infer(votes).proba[:, 1] for votes in alone]
        return TagPosterior(evidence.classes, np.stack(proba, axis=1))

    return Work(infer)


def wins_alone(given: Mapping[str, Any] | Parts) -> Work:
    """Order things by who won how often, whatever the amounts."""
    from dataclasses import replace

    evidence: Evidence = given["evidence"]
    wins = Evidence.votes(
        evidence.item, evidence.source, (evidence.claim.data < 0).astype(int),
        one_of(("first", "second")).classes, n_items=evidence.n_items,
    )  # fmt: skip
    wins = replace(wins, sources=evidence.sources)
    sides = given["sides"]
    return Work(lambda: BradleyTerry(rounds=20).infer(wins, sides))
