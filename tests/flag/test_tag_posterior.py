"""Suspicion of tags by the probability that what is said of them is wrong."""

import numpy as np
import pytest
from scipy.sparse import csr_array
from sklearn.metrics import average_precision_score

from assay.flag import TagConfidentLearning, TagPosterior, tag_posterior
from assay.kernels.kinds.tag_posterior import JudgedTag, lift
from assay.parts.neighbours import neighbours
from assay.parts.tag_predictions import tag_predictions


def world(random, n=4000, tags=3, rate=0.1):
    """Return tags, exact P(fits | x), the flips, and P(wrong | x, said) by Bayes' rule."""
    proba = random.beta(0.3, 0.3, (n, tags))
    truth = random.random(proba.shape) < proba
    flip = random.random(proba.shape) < rate
    said = truth ^ flip
    fits = np.where(said, proba, 1 - proba)
    wrong = (1 - fits) * rate / ((1 - fits) * rate + fits * (1 - rate))
    return said.astype(np.int8), proba, flip, wrong


def test_probability_is_that_of_bayes_where_predictions_follow_the_truth():
    said, proba, flip, exact = world(np.random.default_rng(0))
    flags = TagPosterior().flag(said, proba, tuple("abc"))
    worst = flags.suggested
    named = exact[np.arange(len(said)), worst]
    assert np.abs(flags.p_wrong - named).mean() < 0.03
    assert average_precision_score(flip.any(axis=1), flags.score) > 0.95 * average_precision_score(
        flip.any(axis=1), exact.max(axis=1)
    )


def test_tags_that_predictions_cannot_tell_are_not_flagged():
    random = np.random.default_rng(1)
    tags = (random.random((2000, 2)) < [0.05, 0.1]).astype(np.int8)
    flat = np.broadcast_to([0.05, 0.1], tags.shape) + random.normal(0, 0.01, tags.shape)
    flags = TagPosterior().flag(tags, np.clip(flat, 0, 1), "ab", learnt=True)
    assert flags.flagged.mean() < 0.01


def test_no_error_is_seen_where_there_is_none():
    random = np.random.default_rng(2)
    proba = random.beta(0.1, 0.1, (5000, 4))
    tags = (random.random(proba.shape) < proba).astype(np.int8)
    flags = TagPosterior().flag(tags, proba, "abcd")
    assert flags.flagged.mean() < 0.005


def test_an_item_is_flagged_where_any_of_its_tags_is(monkeypatch):
    """The second tag is more suspicious and yet likelier right: the first is named, and flags."""

    def judged(tag, wrong, suspect):
        return JudgedTag(
            tag, np.arange(2), np.ones(2, int), np.ones((2, 2)), None,
            np.array(wrong), np.array(suspect),
        )  # fmt: skip

    told = [judged(0, [0.52, 0.1], [0.52, 0.2]), judged(1, [0.48, 0.2], [0.53, 0.3])]
    monkeypatch.setattr(tag_posterior, "judge", lambda *_, **__: told)
    flags = TagPosterior().flag(np.ones((2, 2), int), np.full((2, 2), 0.5), "ab")
    assert flags.flagged.tolist() == [True, False]
    assert flags.suggested.tolist() == [0, 1]
    assert flags.p_wrong.tolist() == pytest.approx([0.52, 0.2])
    assert flags.score.tolist() == pytest.approx([0.53, 0.3])
    assert flags.values["changes"].tolist() == ["-a", ""]


def test_unknown_tags_are_not_judged():
    said, proba, *_ = world(np.random.default_rng(3), n=600)
    hidden = said.copy()
    hidden[:, 1] = -1
    flags = TagPosterior().flag(hidden, proba, "abc")
    assert not (flags.suggested == 1).any()
    assert not any("b" in words for words in flags.values["changes"])


def test_lift_by_hand():
    assert lift(np.array([0, 0, 1, 1]), np.array([0, 0, 1, 1])) == 1.0
    assert lift(np.array([0, 0, 1]), np.array([0, 0, 0])) == 0.0


def stored(shared, name):
    """Return tags and standardised features of a data set."""
    data = np.load(shared / "data" / "multilabel" / name / "data.npz")
    tags = csr_array((data["Y_data"], data["Y_indices"], data["Y_indptr"]), data["Y_shape"])
    features = data["X"]
    features = (features - features.mean(axis=0)) / (features.std(axis=0) + 1e-9)
    return tags.toarray().astype(np.int8), features.astype(np.float32)


@pytest.mark.shared
def test_planted_errors_rank_as_well_as_by_softmin(shared):
    truth, features = stored(shared, "emotions")
    share, near = truth.mean(axis=0), neighbours(features)
    precision = []
    for seed in range(4):
        random = np.random.default_rng(seed)
        chance = np.where(truth == 1, 0.1, 0.1 * share / (1 - share))
        flip = random.random(truth.shape) < chance
        tags = np.where(flip, 1 - truth, truth).astype(np.int8)
        proba = tag_predictions(tags, features, neighbours=near, workers=2)
        names = [str(k) for k in range(tags.shape[1])]
        ours = TagPosterior().flag(tags, proba, names, learnt=True).score
        theirs = TagConfidentLearning().flag(tags, proba, names).score
        precision.append([average_precision_score(flip.any(axis=1), s) for s in (ours, theirs)])
    ours, theirs = np.mean(precision, axis=0)
    assert theirs == pytest.approx(0.54, abs=0.02)
    assert ours > theirs
