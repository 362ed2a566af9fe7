"""Tags handed on: which, by brute force, and that they reach whom they should."""

import numpy as np

from assay.bench.data.learn.tags import spoken
from assay.learn import AssumedNegatives, Head, SimilarityPropagation
from assay.learn.tags.similarity_propagation import alike, spread


def test_who_is_near_by_brute_force():
    random = np.random.default_rng(0)
    rows = random.normal(size=(60, 4))
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    tags = np.where(random.random((60, 3)) < 0.2, 1, -1)
    tags[:, 2] = -1
    found = alike(rows, tags, 100, 0.8, 0.5)
    for tag in range(2):
        cosine = rows @ rows[tags[:, tag] == 1].T
        near = cosine > np.quantile(cosine, 0.8)
        # Counted in bins of a thousandth, a pair may fall to the other side.
        assert (found[:, tag] != (near.mean(axis=1) >= 0.5)).mean() < 0.05
    assert not found[:, 2].any()


def test_anchors_are_spread():
    rows = np.array([[1.0, 0.0], [0.8, 0.6], [0.6, 0.8], [0.0, 1.0]])
    assert spread(rows, np.array([0, 2]), 5).tolist() == [0, 2]
    assert len(spread(rows, np.arange(4), 2)) == 2


def test_tags_reach_items_in_the_same_place():
    """Two places, one tag each; in either, half of the items are said to have another tag."""
    random = np.random.default_rng(1)
    place = np.arange(200) % 2
    features = random.normal(size=(200, 5)) * 0.3
    features[np.arange(200), place] += 3
    holds = np.zeros((200, 3), bool)
    said = random.random(200) < 0.5
    holds[np.arange(200), np.where(said, place, 2)] = True
    evidence = spoken(holds, np.zeros_like(holds), ("left", "right", "any"))
    head = Head(hidden=16, epochs=30, batch=32, rate=1e-2)
    found = [
        one.learn(features, evidence, head).probabilities(features)[np.arange(200), place].mean()
        for one in (AssumedNegatives(weigh="alike"), SimilarityPropagation(near=0.4))
    ]
    assert found[0] < 0.6
    assert found[1] > 0.8


def test_with_all_tags_known_it_is_one_training(drawn):
    told = drawn(0)
    features, evidence = told["features"][:400], told["true_evidence"]
    evidence = spoken(*(evidence_tags(evidence, 400)), told["classes"])
    one, other = (
        learner.learn(features, evidence, drawn.head(1)).body.outputs(features)
        for learner in (SimilarityPropagation(), AssumedNegatives())
    )
    np.testing.assert_array_equal(one, other)


def evidence_tags(evidence, many):
    from assay.learn.said import tags_of

    tags = tags_of(evidence)[:many]
    return tags == 1, tags == 0
