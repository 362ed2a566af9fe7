import numpy as np
import pytest

from assay.errors import DataError
from assay.evidence import Evidence
from assay.infer import TeacherTags
from assay.kernels.infer.region_labels import crop, distribution, strongest


def test_two_regions_by_hand():
    # The left shows a by 3/4, the right b by 3/4: each holds by 1 - (1/4) (3/4).
    scores = np.log([[[3.0, 1.0], [1.0, 3.0]]])
    found = TeacherTags().infer(Evidence.labels([-1], ("a", "b")), scores).proba
    np.testing.assert_allclose(found, [[13 / 16, 13 / 16]])
    # The given label is one more sighting, worth (13/16 + 1) / (1 + 2).
    found = TeacherTags().infer(Evidence.labels(["a"], ("a", "b")), scores).proba
    np.testing.assert_allclose(found, [[1 - 3 / 16 * (1 - 29 / 48), 13 / 16]])


def test_only_the_strongest_are_kept():
    scores = np.array([[1.0, 3.0, 2.0, 3.0]])
    kept = distribution(strongest(scores, 2))
    np.testing.assert_allclose(kept, [[0, 0.5, 0, 0.5]])
    np.testing.assert_array_equal(strongest(scores, 9), scores)
    cold = distribution(scores, temperature=0.1)
    assert cold[0, 1] == pytest.approx(0.5, abs=1e-3)


def test_crops_are_pooled_before_they_are_made_distributions():
    scores = np.array([[4.0, 0.0], [0.0, 1.0]])
    overlap = np.array([[1.0, 0.0], [2.0, 2.0], [0.0, 3.0]])
    found = crop(scores, overlap)
    pooled = np.array([[4.0, 0.0], [2.0, 0.5], [0.0, 1.0]])
    want = np.exp(pooled) / np.exp(pooled).sum(axis=1, keepdims=True)
    np.testing.assert_allclose(found, want)


def average_precision(score, truth):
    from sklearn.metrics import average_precision_score

    return average_precision_score(truth.ravel(), score.ravel())


def test_pictures_of_two_digits_get_both_labels():
    """Digits side by side, of which one was given: the teacher never saw them together."""
    from sklearn.datasets import load_digits
    from sklearn.linear_model import LogisticRegression

    pixels, digit = load_digits(return_X_y=True)
    pixels = pixels / 16
    random = np.random.default_rng(0)
    order = random.permutation(len(pixels))
    taught, shown = order[:800], order[800:]
    teacher = LogisticRegression(max_iter=300).fit(pixels[taught], digit[taught])
    pairs = random.permutation(shown)[: len(shown) // 2 * 2].reshape(-1, 2)
    regions = np.stack([teacher.decision_function(pixels[side]) for side in pairs.T], axis=1)
    truth = np.zeros((len(pairs), 10), bool)
    truth[np.arange(len(pairs))[:, None], digit[pairs]] = True
    given = digit[pairs[:, 0]]
    evidence = Evidence.labels(given, tuple("0123456789"))
    found = TeacherTags().infer(evidence, regions)
    single = np.eye(10)[given]
    whole = distribution(regions.mean(axis=1))
    assert average_precision(found.proba, truth) > 0.97
    assert average_precision(single, truth) < 0.65
    assert average_precision(found.proba, truth) > average_precision(whole, truth) + 0.01
    assert (found.tags == truth).mean() > 0.98


def test_wrong_scores_are_told():
    given = Evidence.labels(["a"], ("a", "b"))
    with pytest.raises(DataError, match=r"TeacherTags: regions must be scores of shape"):
        TeacherTags().infer(given, np.zeros((1, 2)))
    with pytest.raises(DataError, match="finite"):
        TeacherTags().infer(given, np.full((1, 2, 2), np.nan))
    with pytest.raises(DataError, match="one row an item"):
        TeacherTags().infer(given, np.zeros((2, 2, 2)))
