"""Suspicion by the probability of the given label."""

import numpy as np
import pytest
from sklearn.metrics import average_precision_score

from assay.flag import SelfConfidence


def test_by_hand():
    p = np.array([[0.7, 0.3], [0.2, 0.8], [0.5, 0.5], [0.9, 0.1]])
    flags = SelfConfidence().flag(labels=np.array([0, 0, 1, -1]), predictions=p)
    np.testing.assert_allclose(flags.score, [0.3, 0.8, 0.5, 0])
    assert flags.suggested.tolist() == [0, 1, 0, 0]
    assert flags.flagged.tolist() == [False, True, True, False]
    assert flags.explain(1, "dog", "cat") == "the predictions give cat 80% and the given dog 20.0%"


@pytest.mark.shared
def test_judged_errors_of_mnist_rank_high(shared):
    data = np.load(shared / "data" / "image_noise" / "mnist_test" / "data.npz")
    p = data["pyx"].astype(np.float32)
    p /= p.sum(axis=1, keepdims=True)
    wrong = (data["mturk"][:, 1] >= 0) & (data["mturk"][:, 1] < 3)
    flags = SelfConfidence().flag(labels=data["y"].astype(int), predictions=p)
    assert wrong.sum() == 15
    assert flags.flagged[wrong].all()
    assert average_precision_score(wrong, flags.score) > 0.4
