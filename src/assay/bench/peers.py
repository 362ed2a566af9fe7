"""Other people's libraries, called as their manuals say: parts given -> work.

Whatever they want converted is converted before the clock starts.
"""

import contextlib
import io
from collections.abc import Mapping
from typing import Any, Literal

import numpy as np

from assay.bench.work import Work
from assay.evidence import Evidence, heaviest
from assay.posterior import Posterior
from assay.registry import Parts
from assay.results import Estimate, Flags

__all__ = [
    "cleanlab", "cleanlab_issues", "crowd_kit", "crowdlab", "crowdlab_consensus", "datalab",
    "krippendorff_alpha",
]  # fmt: skip


def cleanlab_issues(
    given: Mapping[str, Any] | Parts, filter_by: str = "prune_by_noise_rate", jobs: int = 1
) -> Work:
    """Flag by cleanlab's `find_label_issues`; one job is its fastest setting."""
    from cleanlab.filter import find_label_issues

    labels, predictions = given["labels"], given["predictions"]

    def flag() -> Any:
        return find_label_issues(labels, predictions, filter_by=filter_by, n_jobs=jobs)

    def read(mask: Any) -> Flags:
        nothing = np.zeros(len(mask))
        return Flags(nothing, nothing.astype(int), np.asarray(mask))

    return Work(flag, read)


def cleanlab(
    given: Mapping[str, Any] | Parts,
    rank: str = "self_confidence",
    filter_by: str = "prune_by_noise_rate",
) -> Work:
    """Rank by a cleanlab score and flag by its `find_label_issues`."""
    from cleanlab.filter import find_label_issues
    from cleanlab.rank import get_label_quality_scores

    labels, predictions = given["labels"], np.asarray(given["predictions"])

    def flag() -> Flags:
        quality = get_label_quality_scores(labels, predictions, method=rank)
        mask = find_label_issues(labels, predictions, filter_by=filter_by, n_jobs=1)
        return Flags(-np.asarray(quality), predictions.argmax(axis=1), np.asarray(mask))

    return Work(flag)


def datalab(given: Mapping[str, Any] | Parts) -> Work:
    """Flag by the label issues of cleanlab's Datalab, with predictions and features."""
    from cleanlab import Datalab

    labels = np.asarray(given["labels"])
    predictions, features = np.asarray(given["predictions"]), np.asarray(given["features"])

    def flag() -> Flags:
        quiet = io.StringIO()  # it prints whatever the verbosity
        with contextlib.redirect_stdout(quiet), contextlib.redirect_stderr(quiet):
            lab = Datalab({"label": labels}, label_name="label", verbosity=0)
            lab.find_issues(pred_probs=predictions, features=features, issue_types={"label": {}})
            found = lab.get_issues("label")
        suggested = found["predicted_label"].to_numpy()
        score, mask = found["label_score"].to_numpy(), found["is_label_issue"].to_numpy()
        return Flags(-score, np.asarray(suggested, np.int64), np.asarray(mask, bool))

    return Work(flag)


def crowdlab(given: Mapping[str, Any] | Parts) -> Work:
    """Flag by cleanlab's CROWDLAB, with predictions and the labels of every source."""
    from cleanlab.multiannotator import get_label_quality_multiannotator

    evidence: Evidence = given["evidence"]
    predictions = np.asarray(given["predictions"])
    said = np.full((evidence.n_items, evidence.n_sources), np.nan)
    said[evidence.item, evidence.source] = heaviest(evidence.claim)

    def flag() -> Flags:
        told = get_label_quality_multiannotator(said, predictions, verbose=False)
        quality = told["detailed_label_quality"].to_numpy(np.float64)[:, 0]
        best = told["label_quality"]["consensus_label"].to_numpy(np.int64)
        return Flags(-quality, best, best != said[:, 0])

    return Work(flag)


def crowdlab_consensus(given: Mapping[str, Any] | Parts) -> Work:
    """Infer the truth by cleanlab's CROWDLAB, from predictions and the votes of every source."""
    from cleanlab.multiannotator import get_label_quality_multiannotator

    evidence: Evidence = given["evidence"]
    predictions = np.asarray(given["predictions"])
    said = np.full((evidence.n_items, evidence.n_sources), np.nan)
    said[evidence.item, evidence.source] = heaviest(evidence.claim)

    def infer() -> Any:
        return get_label_quality_multiannotator(said, predictions, verbose=False)

    def read(told: Any) -> Posterior:
        best = told["label_quality"]["consensus_label"].to_numpy(np.int64)
        return Posterior(evidence.classes, np.eye(len(evidence.classes))[best])

    return Work(infer, read)


def crowd_kit(given: Mapping[str, Any] | Parts, aggregation: str, **settings: Any) -> Work:
    """Infer the truth by one of crowd-kit's aggregations."""
    import crowdkit.aggregation
    import pandas

    evidence: Evidence = given["evidence"]
    frame = pandas.DataFrame(
        {"task": evidence.item, "worker": evidence.source, "label": heaviest(evidence.claim)}
    )
    made = getattr(crowdkit.aggregation, aggregation)(**settings)

    def infer() -> Any:
        # A bar on a terminal would be timed as well.
        with contextlib.redirect_stderr(None):
            return getattr(made, "fit_predict_proba", made.fit_predict)(frame)

    def read(answer: Any) -> Posterior:
        k = len(evidence.classes)
        proba = np.full((evidence.n_items, k), 1 / k)
        if answer.ndim == 1:  # labels alone
            rows = np.eye(k)[answer.to_numpy(np.int64)]
        else:
            rows = answer.reindex(columns=range(k), fill_value=0.0).to_numpy(np.float64)
        proba[answer.index.to_numpy()] = rows / rows.sum(axis=1, keepdims=True)
        return Posterior(evidence.classes, proba)

    return Work(infer, read)


def krippendorff_alpha(
    given: Mapping[str, Any] | Parts, level: Literal["nominal", "ordinal", "interval"] = "nominal"
) -> Work:
    """Compute Krippendorff's alpha by the library of that name."""
    import krippendorff

    evidence: Evidence = given["evidence"]
    said = np.full((evidence.n_sources, evidence.n_items), np.nan)
    said[evidence.source, evidence.item] = heaviest(evidence.claim)

    def estimate() -> float:
        return float(krippendorff.alpha(said, level_of_measurement=level))

    def read(answer: float) -> Estimate:
        nothing = np.asarray(np.nan)
        return Estimate(np.asarray(answer), nothing, nothing, assumes=("Its own.",))

    return Work(estimate, read)
