"""Cleaning by the middle of each class: leads by hand, rounds by loops, a figure."""

import numpy as np
import pytest
from scipy.sparse import csr_array

from assay.errors import NeedsError
from assay.evidence import Evidence
from assay.kernels.learn.selection import clean_chance
from assay.learn import Classifier, LossMixture, PlainTraining, PrototypeCleaner
from assay.learn.held_out import out_of_fold
from assay.learn.noisy.prototype_cleaner import led


def test_leads_are_over_the_best_other_class_that_there_is():
    near = np.array([[0.9, 0.1, 0.95], [0.2, 0.5, 0.99]])
    there = np.array([True, True, False])
    np.testing.assert_allclose(led(near, np.array([0, 0]), there), [0.8, -0.3])


def test_a_round_is_what_loops_say():
    random = np.random.default_rng(0)
    truth = np.repeat([0, 1, 2], 30)
    rows = np.eye(3, 5)[truth] + random.normal(size=(90, 5)) * 0.3
    labels = np.where(np.arange(90) % 9 == 0, (truth + 1) % 3, truth)
    loss = np.where(labels == truth, 0.2, 3.0) + random.random(90) * 0.1
    found = PrototypeCleaner(rounds=1).weigh(rows, labels, loss, 3)
    clean = clean_chance(loss)
    unit = rows - rows.mean(axis=0)
    unit = np.array([row / np.linalg.norm(row) for row in unit])
    centres = np.array([
        sum(c * row for c, row in zip(clean[labels == k], unit[labels == k], strict=True))
        / clean[labels == k].sum()
        for k in range(3)
    ])  # fmt: skip
    around = centres.mean(axis=0)
    lead = np.zeros(90)
    for item, row in enumerate(unit):
        cosine = [
            (row - around) @ (c - around)
            / np.linalg.norm(row - around) / np.linalg.norm(c - around)
            for c in centres
        ]  # fmt: skip
        own = cosine.pop(labels[item])
        lead[item] = own - max(cosine)
    np.testing.assert_allclose(found, clean_chance(-lead, labels), atol=1e-9)
    assert found[labels == truth].min() > 0.5 > found[labels != truth].max()


def test_sparse_features_are_told():
    evidence = Evidence.labels(np.array([0, 1, 0]))
    with pytest.raises(NeedsError, match="PrototypeCleaner: needs dense features"):
        PrototypeCleaner().learn(csr_array(np.eye(3)), evidence)


def test_pairs_are_told_apart_by_where_items_lie(digits):
    split = digits.split()
    labels = digits.pair(split.truth, 0.35)
    evidence, carrier = Evidence.labels(labels, digits.names), Classifier()
    plain = PlainTraining().learn(split.train, evidence, carrier)
    model = PrototypeCleaner().learn(split.train, evidence, carrier=carrier)
    clean, right = model.about["clean"], labels == split.truth
    assert clean[right].mean() > clean[~right].mean() + 0.6
    assert digits.accuracy(model) > digits.accuracy(plain) + 0.05


def test_rare_classes_are_judged_by_their_own_measure(digits):
    """Among items given the rarest classes it must tell better than losses of all together."""
    from sklearn.metrics import roc_auc_score
    from sklearn.naive_bayes import GaussianNB

    found = {LossMixture: [], PrototypeCleaner: []}
    for seed in range(6):
        split = digits.split(seed)
        random = np.random.default_rng(seed)
        kept = random.random(len(split.truth)) < 0.1 ** (split.truth / 9)
        truth, rows = split.truth[kept], split.train[kept]
        labels = digits.pair(truth, 0.35, seed)
        rare, quick = labels >= 7, Classifier(GaussianNB())
        predictions = out_of_fold(rows, np.eye(10)[labels])
        for method, scores in found.items():
            evidence = Evidence.labels(labels, digits.names)
            model = method().learn(rows, evidence, predictions, quick)
            scores.append(roc_auc_score((labels == truth)[rare], model.about["clean"][rare]))
    assert np.mean(found[PrototypeCleaner]) > np.mean(found[LossMixture]) + 0.1
