"""What is chosen for which labels, and that it is said."""

import numpy as np
import pytest

from assay.evidence import Evidence
from assay.learn import Classifier
from assay.learn.mixed import Auto
from assay.learn.mixed.auto import chosen
from assay.learn.noisy import PlainTraining


def world(n=600, k=3, seed=0):
    random = np.random.default_rng(seed)
    truth = np.arange(n) % k
    features = random.normal(size=(n, 4))
    features[np.arange(n), truth] += 2.5
    return truth, features, random


def test_clean_labels_are_trained_on_as_they_are():
    truth, features, _ = world()
    evidence = Evidence.labels(truth, ("a", "b", "c"))
    auto = Auto().learn(features, evidence, carrier=Classifier())
    plain = PlainTraining().learn(features, evidence, carrier=Classifier())
    assert auto.about["said"].startswith("plain-training: ")
    assert np.array_equal(auto.probabilities(features), plain.probabilities(features))


def test_overlap_is_no_mistake():
    random = np.random.default_rng(0)
    features = random.normal(size=(1000, 2))
    chance = 1 / (1 + np.exp(-features[:, 0]))
    labels = (random.random(1000) < chance).astype(int)
    learner, _, _ = chosen(features, Evidence.labels(labels, ("no", "yes")))
    assert isinstance(learner, PlainTraining)


@pytest.mark.parametrize("structured", [False, True])
def test_mistaken_labels_are_seen_and_undone(structured):
    truth, features, random = world(900)
    off = 1 if structured else random.integers(1, 3, 900)
    labels = np.where(random.random(900) < 0.35, (truth + off) % 3, truth)
    model = Auto().learn(features, Evidence.labels(labels, ("a", "b", "c")), carrier=Classifier())
    assert model.about["said"].startswith("left-out-targets: items have one label each; about ")
    assert (model.predict(features) == truth).mean() > 0.9


def test_features_that_tell_nothing_leave_it_to_the_votes():
    truth, _, random = world()
    item, source = np.repeat(np.arange(600), 5), np.tile(np.arange(5), 600)
    said = np.where(random.random(3000) < 0.3, (truth[item] + 1) % 3, truth[item])
    evidence = Evidence.votes(item, source, said, ("a", "b", "c"))
    _, why, _ = chosen(random.normal(size=(600, 4)), evidence)
    assert why == "5 sources speak; the features tell no more of them than chance"
