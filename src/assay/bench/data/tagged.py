"""Sets of tags with errors, as the benchmark of thyagarajan2023 draws them."""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np

from assay.bench.problem import Problem
from assay.errors import NeedsError
from assay.types import Array, Floats

#: Items that are drawn, and how many of them the benchmark keeps for a test.
DRAWN, KEPT = 6000, 1000
#: An item with so many wrong tags gets no more.
WRONG = 3


def tagged(seed: int, classes: int = 4) -> Problem:
    """Return 5,000 items with a few tags each; about 30 % have a wrong one.

    Each tag has a noise matrix of its own. Predictions are those of logistic regression, tag by
    tag, in five folds that spread every set of tags evenly.

    Parameters
    ----------
    seed
        Decides everything that is drawn.
    classes
        Tags.
    """
    with drawing(seed):
        features, truth, tags = drawn(seed, classes)
    given = {
        "tags": tags.astype(np.int8), "tag_predictions": held_out(features, tags),
        "classes": tuple(map(str, range(classes))),
    }  # fmt: skip
    return Problem(given, {"errors": (tags != truth).any(axis=1).astype(int)})


@contextmanager
def drawing(seed: int) -> Iterator[None]:
    """Seed numpy's global generator, which the benchmark draws from, and put it back after."""
    before = np.random.get_state()  # noqa: NPY002
    np.random.seed(seed)  # noqa: NPY002
    try:
        yield
    finally:
        np.random.set_state(before)  # noqa: NPY002


def drawn(seed: int, classes: int) -> tuple[Floats, Array, Array]:
    """Return features, true tags and given tags."""
    try:
        from cleanlab.benchmarking import noise_generation as noise
    except ImportError:
        raise NeedsError("bench", "needs cleanlab, which the benchmark draws noise with") from None
    from sklearn.datasets import make_multilabel_classification
    from sklearn.model_selection import train_test_split

    right = chances_right(classes)
    features, truth, *_ = make_multilabel_classification(
        n_samples=DRAWN, n_features=3, n_classes=classes, n_labels=2, length=500,
        allow_unlabeled=True, return_distributions=True,
    )  # fmt: skip
    features /= np.linalg.norm(features, axis=1, keepdims=True)
    features, _, truth, _ = train_test_split(features, truth, test_size=KEPT, random_state=seed)
    tags = truth.copy()
    for k in range(classes):
        share = truth[:, k].mean()
        matrix = noise.generate_noise_matrix_from_trace(
            2, trace=2 * right[k], py=np.array([1 - share, share]), valid_noise_matrix=True,
            seed=seed + k,
        )  # fmt: skip
        few = np.flatnonzero((tags != truth).sum(axis=1) < WRONG)
        tags[few, k] = noise.generate_noisy_labels(tags[few, k], matrix)
    return features, truth, tags


def chances_right(classes: int) -> Floats:
    """Return (K,) how often a tag is told right, the mean of said and denied."""
    right: Floats = 1 - np.random.gamma(2.0, 0.01, size=classes)  # noqa: NPY002
    falls = 1 - np.exp(-(np.arange(classes) ** 2) / classes) / (2 * classes)
    right[np.argsort(right)] *= falls
    return np.maximum(right, 1 - right)


def held_out(features: Floats, tags: Array) -> Floats:
    """Return (n, K) probabilities of each tag by models that never saw the item."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import StratifiedKFold

    sets = np.unique(tags, axis=0, return_inverse=True)[1].ravel()
    proba = np.empty(tags.shape)
    # Sets of tags that are rarer than folds can't be in each: the benchmark lets that pass.
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        parts = list(StratifiedKFold(5, shuffle=True, random_state=0).split(features, sets))
    for learn, ask in parts:
        for k in range(tags.shape[1]):
            model = LogisticRegression(random_state=0).fit(features[learn], tags[learn, k])
            proba[ask, k] = model.predict_proba(features[ask])[:, 1]
    return proba
