"""Digits of classes that are rarer and rarer, their labels spoilt."""

from typing import Any

import numpy as np

from assay.bench.data.learning import spoilt_to_learn
from assay.bench.problem import Problem


def learn_long_tail(
    seed: int, share: float = 0.1, kind: str = "symmetric", **settings: Any
) -> Problem:
    """Return the digits, each class rarer than the one before; they are judged on as they are.

    Parameters
    ----------
    seed
        Decides the cut, who is kept, and what is spoilt.
    share
        What is kept of the last class, by the share of the first; of those between, powers of it.
    kind, settings
        See `learn_digits`.
    """
    from sklearn.datasets import load_digits
    from sklearn.model_selection import train_test_split

    pixels, classes = load_digits(return_X_y=True)
    train, test, truth, answers = train_test_split(
        (pixels / 16).astype(np.float32), classes, test_size=0.3, random_state=seed,
        stratify=classes,
    )  # fmt: skip
    random, most = np.random.default_rng(seed), int(np.bincount(truth).max())
    kept = [
        random.permutation(np.flatnonzero(truth == k))[: max(2, int(most * share ** (k / 9)))]
        for k in range(10)
    ]
    items = np.sort(np.concatenate(kept))
    cut = [train[items], test, truth[items], answers]
    return spoilt_to_learn(cut, tuple("0123456789"), seed, kind, settings)
