"""Right labels, each among many that mean nothing."""

from pathlib import Path

import numpy as np

from assay.bench.data.learning import learn_digits
from assay.bench.data.stored import folder_of
from assay.bench.problem import Problem
from assay.errors import SettingError
from assay.evidence import Evidence
from assay.types import Floats, Ints

#: Pixels of MNIST are told by so many main axes, so that a hundred copies fit in memory.
AXES = 64
CLASSES = tuple("0123456789")


def learn_diluted(
    seed: int,
    root: Path | None,
    copies: int = 20,
    lean: float = 0.0,
    share: float = 1.0,
    name: str = "digits",
) -> Problem:
    """Return digits, each beside so many copies of itself whose labels mean nothing.

    Parameters
    ----------
    seed
        Decides the cut and the labels of the copies.
    root
        Folder of the real sets, for MNIST.
    copies
        Items with a label by chance for each with its own.
    lean
        How many of the copies bear the class that is taken for the truth most easily (whose mean
        lies nearest), for each right label; the others' labels are any. Below 1 the truth is still
        the most common label. At most `copies`.
    share
        Share of the items that are learnt from, with their copies.
    name
        digits, or mnist_test, seven tenths of it to learn from.
    """
    if not 0 <= lean <= copies:
        rule = "lean must be at least 0 and at most copies"
        raise SettingError("bench", rule, got=str(lean))
    train, truth, test, answers = _cut(seed, root, name)
    random = np.random.default_rng(seed)
    kept = np.arange(len(truth))
    if share < 1:
        kept = random.permutation(kept)[: int(share * len(truth))]
    rows, right = train[kept], truth[kept]
    away = random.integers(0, len(CLASSES), (copies, len(kept)))
    if lean:
        near = nearest(train, truth)[right]
        away = np.where(random.random(away.shape) < lean / copies, near, away)
    labels = np.concatenate([right, away.ravel()])
    given = {
        "features": np.tile(rows, (copies + 1, 1)), "test_features": test, "classes": CLASSES,
        "evidence": Evidence.labels(labels, CLASSES), "seed": seed,
        "true_labels": np.tile(right, copies + 1), "true_noise": noise(copies, lean, train, truth),
    }  # fmt: skip
    return Problem(given, {"labels": answers, "classes": CLASSES})


def nearest(features: Floats, truth: Ints) -> Ints:
    """Return (K,) for each class the other one whose mean lies nearest."""
    means = np.stack([features[truth == k].mean(axis=0) for k in range(len(CLASSES))])
    far = ((means[:, None] - means[None]) ** 2).sum(axis=2)
    np.fill_diagonal(far, np.inf)
    return np.asarray(far.argmin(axis=1))


def noise(copies: int, lean: float, features: Floats, truth: Ints) -> Floats:
    """Return (K, K) the chance of each label by the class, over all copies."""
    k = len(CLASSES)
    table = np.eye(k) + (copies - lean) / k
    table[np.arange(k), nearest(features, truth)] += lean
    return np.asarray(table / (1 + copies))


def _cut(seed: int, root: Path | None, name: str) -> tuple[Floats, Ints, Floats, Ints]:
    """Return features and truth to learn from, then those to judge by."""
    if name == "digits":
        made = learn_digits(seed, rate=0.0)
        given = made.given
        return (
            np.asarray(given["features"]), np.asarray(given["true_labels"]),
            np.asarray(given["test_features"]), np.asarray(made.truth["labels"]),
        )  # fmt: skip
    from sklearn.decomposition import PCA
    from sklearn.model_selection import train_test_split

    with np.load(folder_of(root, name) / "data.npz") as data:
        pixels, labels = data["X"].reshape(len(data["y"]), -1), data["y"].astype(np.int64)
    rows = PCA(AXES, random_state=0).fit_transform(pixels.astype(np.float32) / 255)
    cut = train_test_split(rows, labels, test_size=0.3, random_state=seed, stratify=labels)
    train, test, truth, answers = cut
    return train, truth, test, answers
