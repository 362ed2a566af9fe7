"""What is chosen for which labels, and that it is said."""

import numpy as np
import pytest
from sklearn.tree import DecisionTreeClassifier

from assay.evidence import Evidence
from assay.kernels.regions import canonical
from assay.learn import Classifier, Head
from assay.learn.mixed import Auto
from assay.learn.mixed.auto import ahead, chosen
from assay.learn.mixed.reading import reading
from assay.learn.noisy import PlainTraining, PosteriorTargets
from assay.registry import method


def world(n=600, k=3, seed=0):
    random = np.random.default_rng(seed)
    truth = np.arange(n) % k
    features = random.normal(size=(n, 4))
    features[np.arange(n), truth] += 2.5
    return truth, features, random


def test_clean_labels_are_learnt_no_worse_than_plainly():
    truth, features, _ = world()
    some, other = features[:400], features[400:]
    evidence = Evidence.labels(truth[:400], ("a", "b", "c"))
    auto = Auto().learn(some, evidence, carrier=Classifier())
    plain = PlainTraining().learn(some, evidence, carrier=Classifier())
    right = [(model.predict(other) == truth[400:]).mean() for model in (auto, plain)]
    assert right[0] >= right[1] - 0.005


def test_what_others_foretell_as_well_is_left_to_plain_training():
    features = np.random.default_rng(0).normal(size=(500, 2))
    labels = (features[:, 0] > 0).astype(int)
    features[:, 0] += 3 * np.sign(features[:, 0])  # so far apart that either is always right
    evidence = Evidence.labels(labels, ("no", "yes"))
    assert ahead(features, evidence, Classifier()) == 0
    auto = Auto().learn(features, evidence, carrier=Classifier())
    plain = PlainTraining().learn(features, evidence, carrier=Classifier())
    assert auto.about["said"].startswith("plain-training: items have one label each; trained on")
    assert np.array_equal(auto.probabilities(features), plain.probabilities(features))


def test_both_are_judged_on_labels_that_neither_saw():
    truth, features, random = world(600, 2)
    labels = np.where(random.random(600) < 0.35, 1 - truth, truth)
    held = canonical(features)[2::5]
    other = labels.copy()
    other[held] = 1 - labels[held]
    # Were either taught by them, it would foretell something else; so hits and misses just change.
    head = Classifier(DecisionTreeClassifier(random_state=0))
    first, second = (ahead(features, Evidence.labels(one, ("a", "b")), head)
                     for one in (labels, other))  # fmt: skip
    assert first == -second != 0


def test_a_border_that_is_no_line_is_foretold_by_what_lies_near():
    random = np.random.default_rng(0)
    features = random.normal(size=(1000, 2))
    labels = ((features**2).sum(axis=1) > 1.4).astype(int)
    evidence = Evidence.labels(labels, ("in", "out"))
    assert ahead(features, evidence, Classifier()) > 5
    # A loader deals items of its own numbers: a network of the usual kind is tried in its place.
    pytest.importorskip("torch")
    head = Head(loader=[(0, 0)], module=object(), epochs=3)
    assert ahead(features, evidence, head) > 1


def test_overlap_is_no_mistake():
    random = np.random.default_rng(0)
    features = random.normal(size=(1000, 2))
    chance = 1 / (1 + np.exp(-features[:, 0]))
    labels = (random.random(1000) < chance).astype(int)
    assert not reading(features, Evidence.labels(labels, ("no", "yes"))).better


@pytest.mark.parametrize("structured", [False, True])
def test_mistaken_labels_are_seen_and_undone(structured):
    truth, features, random = world(900)
    off = 1 if structured else random.integers(1, 3, 900)
    labels = np.where(random.random(900) < 0.35, (truth + off) % 3, truth)
    carrier = Classifier()
    if structured:
        pytest.importorskip("torch")
        carrier = Head(epochs=150)  # long enough to learn single labels by heart
    model = Auto().learn(features, Evidence.labels(labels, ("a", "b", "c")), carrier=carrier)
    if structured:
        said = "left-out-targets: items have one label each; about "
        assert model.about["said"].startswith(said)
    assert (model.predict(features) == truth).mean() > 0.9


def test_features_that_tell_nothing_leave_it_to_the_votes():
    truth, _, random = world()
    item, source = np.repeat(np.arange(600), 5), np.tile(np.arange(5), 600)
    said = np.where(random.random(3000) < 0.3, (truth[item] + 1) % 3, truth[item])
    evidence = Evidence.votes(item, source, said, ("a", "b", "c"))
    _, why, _ = chosen(random.normal(size=(600, 4)), evidence, Classifier())
    assert why == "5 sources speak; the features tell no more of them than chance"


def test_rules_that_name_one_class_each_are_weighed_by_when_they_speak():
    truth, _, random = world()
    rows = []
    for rule in range(9):
        about = rule % 3
        speaks = random.random(600) < np.where(truth == about, 0.6, 0.06)
        rows += [(i, rule, about) for i in np.flatnonzero(speaks)]
    item, source, said = np.array(rows).T
    evidence = Evidence.votes(item, source, said, ("a", "b", "c"), n_items=600, kind="rule")
    noise = random.normal(size=(600, 4))
    learner, why, _ = chosen(noise, evidence, Classifier())
    assert "no more of them than chance" in why
    assert learner == PosteriorTargets("correlated-label-model")
    found = method(learner.inference)().infer(evidence).labels
    spoken = np.isin(np.arange(600), item)
    assert (found == truth)[spoken].mean() > 0.85
