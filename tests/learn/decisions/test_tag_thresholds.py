"""Where tags are cut."""

import numpy as np
from sklearn.metrics import f1_score

from assay.evidence import Evidence
from assay.learn import Classifier, PlainTraining, TagThresholds
from assay.learn.decisions.tag_thresholds import Near, local_cuts, macro_f1


def tagged(random, n=900):
    """Return features and five tags, ever rarer, of which the last hold in a small region."""
    features = random.normal(size=(n, 4))
    score = features @ random.normal(size=(4, 5)) + random.normal(0, 0.7, (n, 5))
    score[:, 4] -= 3 * (np.abs(features[:, :2] - 1).sum(axis=1) > 1)
    cuts = np.diag(np.quantile(score, [0.5, 0.7, 0.85, 0.92, 0.95], axis=0))
    return features, (score > cuts).astype(int)


def test_macro_f1_is_that_of_scikit_learn():
    random = np.random.default_rng(0)
    found, tags = random.random((60, 4)) < 0.3, (random.random((60, 4)) < 0.3).astype(int)
    assert macro_f1(found, tags) == f1_score(tags, found, average="macro")


def test_neighbours_and_cuts_by_hand():
    near = Near(np.array([[0.0], [1.0], [9.0], [10.0]]), np.array([[1], [0], [0], [0]]), 2)
    assert near.share(np.array([[0.4], [9.4]])).tolist() == [[0.5], [0.0]]
    cuts = local_cuts(np.array([[0.5]]), np.array([1.0]), 1.0, 0.5, 2.0)
    np.testing.assert_allclose(cuts, 1 / (1 + np.exp(0.5)))


def test_rare_tags_are_found_more_often_than_at_a_half():
    random = np.random.default_rng(1)
    features, tags = tagged(random, 1500)
    evidence = Evidence.tags(tags[:700], tuple("abcde"))
    plain = PlainTraining().learn(features[:700], evidence, carrier=Classifier())
    base = macro_f1(plain.predict(features[700:]), tags[700:])
    for rule in ("tuned", "adaptive"):
        model = TagThresholds(rule).learn(features[:700], evidence, Classifier())
        found = model.predict(features[700:])
        assert found.dtype == bool
        assert macro_f1(found, tags[700:]) > base + 0.015
        np.testing.assert_array_equal(
            model.probabilities(features[700:]), plain.probabilities(features[700:])
        )
