"""Tags that nobody spoke of: weights by hand, and what it is with none unknown."""

import numpy as np
import pytest

from assay.bench.data.learn.tags import spoken
from assay.learn import AssumedNegatives, Classifier, PlainTraining
from assay.learn.tags.entries import Entries, even


@pytest.fixture(scope="module")
def told(drawn):
    """Return the parts of drawn tags, one told of each item."""
    return drawn(0)


def test_weights_by_hand():
    one_of_four = np.array([[1, -1, -1, -1], [-1, 1, -1, -1]])
    assert even(one_of_four) == pytest.approx(1 / 3)
    assert even(np.array([[1, 1, 0, -1]])) == 1
    recipe = Entries(np.array([[1, 0, -1], [-1, -1, -1]]), unspoken=0.25, smoothing=0.1)
    assert recipe.entries.tolist() == [[1, 1, 0.25], [0, 0, 0]]
    np.testing.assert_allclose(recipe.first[0], [0.95, 0.05, 0.05], rtol=1e-6)
    assert recipe.shown().tolist() == [0]


def test_with_weights_alike_it_is_plain_training(told, drawn):
    found = [
        learner.learn(told["features"], told["evidence"], drawn.head(1)).body.outputs(
            told["test_features"]
        )
        for learner in (AssumedNegatives(weigh="alike"), PlainTraining())
    ]
    np.testing.assert_allclose(found[0], found[1], atol=1e-6)


def test_a_classifier_gets_the_weights(told):
    """Logistic regression of one tag, with the unknown items weighed by hand."""
    from sklearn.linear_model import LogisticRegression

    features, tags = told["features"][:300], told["tags"][:300, :3]
    features, tags = features[(tags == 1).any(axis=1)], tags[(tags == 1).any(axis=1)]
    evidence = spoken(tags == 1, tags == 0, told["classes"][:3])
    estimator = LogisticRegression(max_iter=500)
    model = AssumedNegatives().learn(features, evidence, Classifier(estimator))
    weight = np.where(tags[:, 0] == 1, 1.0, even(tags))
    alone = LogisticRegression(max_iter=500).fit(features, tags[:, 0] == 1, sample_weight=weight)
    np.testing.assert_allclose(
        model.probabilities(features)[:, 0], alone.predict_proba(features)[:, 1], atol=1e-4
    )


def test_drawn_tags_where_one_is_told(told, drawn):
    """The reference: weighed evenly 75.6, alike 73.3, all tags known 81.8."""
    model = AssumedNegatives().learn(told["features"], told["evidence"], drawn.head(12))
    assert drawn.score(model, told) > 0.68
