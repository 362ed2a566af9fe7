"""Data to learn from that losses are told apart on: counts, rare tags, classes that overlap."""

import numpy as np

from assay.bench.problem import Problem
from assay.evidence import Evidence

#: Of the counts: items to learn from and to be judged on, features.
COUNTS, JUDGED, WIDE = 1500, 2000, 8
#: Of the tags: items to learn from, features, tags.
SOME, COLUMNS, TAGS = 1000, 20, 10
#: Of the classes that overlap: items, of which two thirds to learn from.
MADE = 6000


def learn_counts(seed: int, dispersion: float = 0.5, wrong: float = 0.0) -> Problem:
    """Return counts whose mean is of the features, judged by how near the mean is found.

    Parameters
    ----------
    seed
        Decides everything.
    dispersion
        How much wider than Poisson's they spread: the variance is mean + dispersion mean^2.
    wrong
        Share that is ten times as high, as a slip of the point has it.
    """
    random = np.random.default_rng(seed)
    features = random.normal(size=(COUNTS + JUDGED, WIDE)).astype(np.float32)
    first, second = random.normal(size=(2, WIDE)) / np.sqrt(WIDE)
    mean = np.exp(1.5 + np.tanh(features @ first) + 0.5 * np.tanh(features @ second))
    shape = 1 / dispersion
    counts = random.poisson(random.gamma(shape, mean[:COUNTS] / shape))
    slip = random.random(COUNTS) < wrong
    given = {
        "features": features[:COUNTS], "test_features": features[COUNTS:],
        "evidence": Evidence.numbers(np.where(slip, 10 * counts, counts).astype(float)),
        "seed": seed,
    }  # fmt: skip
    return Problem(given, {"numbers": mean[COUNTS:]})


def learn_rare_tags(seed: int, share: float = 0.05) -> Problem:
    """Return tags that a line through the features tells with noise, a share of items each.

    Parameters
    ----------
    seed
        Decides everything.
    share
        How many items have a tag.
    """
    random = np.random.default_rng(seed)
    features = random.normal(size=(SOME + JUDGED, COLUMNS)).astype(np.float32)
    clear = features @ random.normal(size=(COLUMNS, TAGS)) / np.sqrt(COLUMNS)
    raised = 2 * clear + random.logistic(size=clear.shape)
    tags = raised > np.quantile(raised, 1 - share, axis=0)
    names = tuple(map(str, range(TAGS)))
    given = {
        "features": features[:SOME], "test_features": features[SOME:], "classes": names,
        "evidence": Evidence.tags(tags[:SOME], names), "seed": seed,
    }  # fmt: skip
    return Problem(given, {"tags": tags[SOME:], "classes": names})


def learn_overlapping(seed: int) -> Problem:
    """Return five classes of two clumps each that overlap, rightly labelled.

    Parameters
    ----------
    seed
        Decides everything.
    """
    from sklearn.datasets import make_classification

    features, truth = make_classification(
        MADE, 20, n_informative=8, n_classes=5, n_clusters_per_class=2, class_sep=0.8,
        random_state=seed,
    )  # fmt: skip
    cut, names = 2 * MADE // 3, tuple(map(str, range(5)))
    given = {
        "features": features[:cut].astype(np.float32),
        "test_features": features[cut:].astype(np.float32), "classes": names,
        "evidence": Evidence.labels(truth[:cut], names), "true_labels": truth[:cut], "seed": seed,
    }  # fmt: skip
    return Problem(given, {"labels": truth[cut:], "classes": names})
