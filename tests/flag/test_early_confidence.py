"""Networks that are stopped early, and how many of each class are flagged."""

import numpy as np
import pytest
from sklearn.metrics import average_precision_score, f1_score

from assay.flag import EarlyConfidence
from assay.flag.early_confidence import fewest
from assay.kernels.dynamics.early import early_probabilities
from assay.kernels.dynamics.head import tabled
from assay.simulate import PairFlip, SymmetricNoise


def test_the_least_probable_of_every_class_fill_its_quota():
    codes = np.array([0, 0, 0, 1, 1, 1])
    own = np.array([0.1, 0.4, 0.2, 0.3, 0.05, 0.9])
    best = np.array([1, 1, 0, 0, 0, 1])
    joint = np.array([[1, 1], [2, 2]])  # two of class 0 are wrong, one of class 1
    assert fewest(codes, own, best, joint).tolist() == [True, False, False, False, True, False]


def test_no_item_is_judged_by_a_network_that_saw_its_label():
    random = np.random.default_rng(0)
    features = random.normal(size=(60, 2)).astype(np.float32)
    codes = (features[:, 0] > 0).astype(int)
    table = tabled(features, np.zeros(60, int))
    codes = codes[table.order]
    plain = early_probabilities(table, codes, 2, 1, 0, 1)
    changed = codes.copy()
    changed[17] = 1 - changed[17]
    moved = early_probabilities(table, changed, 2, 1, 0, 1)
    np.testing.assert_array_equal(plain[17], moved[17])
    assert (plain != moved).any()
    np.testing.assert_array_equal(plain, early_probabilities(table, codes, 2, 1, 0, 2))


@pytest.mark.parametrize(
    ("noise", "precision", "both"), [(SymmetricNoise, 0.98, 0.92), (PairFlip, 0.82, 0.82)]
)
def test_errors_in_digits_get_little_confidence(noise, precision, both):
    from sklearn.datasets import load_digits

    pixels, truth = load_digits(return_X_y=True)
    labels = noise(rate=0.2, seed=1).simulate(truth, tuple("0123456789")).given
    wrong, flags = labels != truth, EarlyConfidence().flag(labels, pixels)
    assert average_precision_score(wrong, flags.score) > precision
    assert f1_score(wrong, flags.flagged) > both
    # A quota for each class: none is emptied, none goes free.
    share = np.bincount(labels[flags.flagged], minlength=10) / np.bincount(labels)
    assert share.min() > 0.1
    assert share.max() < 0.35


def test_removing_what_is_flagged_helps_a_model_of_few_items():
    from sklearn.datasets import load_digits
    from sklearn.linear_model import LogisticRegression

    pixels, truth = load_digits(return_X_y=True)
    gain = []
    for seed in range(5):
        items = np.random.default_rng(seed).permutation(len(truth))
        few, rest = items[:300], items[300:]
        labels = PairFlip(rate=0.2, seed=seed).simulate(truth[few], tuple("0123456789")).given
        kept = ~EarlyConfidence().flag(labels, pixels[few]).flagged
        scores = []
        for rows in (np.ones(300, bool), kept):
            model = LogisticRegression(max_iter=100, C=0.1).fit(
                pixels[few][rows] / 16, labels[rows]
            )
            scores.append(model.score(pixels[rest] / 16, truth[rest]))
        gain.append(scores[1] - scores[0])
    assert min(gain) > 0
    assert np.mean(gain) > 0.005
