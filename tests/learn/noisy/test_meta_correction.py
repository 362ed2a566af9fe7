"""Labels corrected for a student's good."""

from dataclasses import replace

import numpy as np
import pytest

from assay.evidence import Evidence, Source
from assay.learn import Head, MetaCorrection, PlainTraining
from assay.learn.noisy.meta_correction import Correcting

pytest.importorskip("torch")


def test_a_batch_has_trusted_items_beside_the_others():
    sure = np.arange(20) < 4
    made = Correcting(np.eye(2)[np.arange(20) % 2], sure, 1.0, 0.0)
    batches = list(made.batches(np.arange(20), 8, np.random.default_rng(0)))
    assert [len(ids) for ids in batches] == [12, 12]
    for ids in batches:
        assert (~sure[ids[:8]]).all()
        assert sure[ids[8:]].all()
    assert sorted(np.concatenate([ids[:8] for ids in batches])) == list(range(4, 20))


def test_while_nothing_is_corrected_it_is_two_of_plain_training():
    random = np.random.default_rng(0)
    features = random.normal(size=(80, 4)).astype(np.float32)
    labels = np.argmax(features[:, :3], axis=1)
    evidence = Evidence.labels(labels)
    # Where all items are trusted there is nothing to correct: both learn the labels as they are.
    head = Head(hidden=0, epochs=5, batch=80)
    made = MetaCorrection().learn(features, evidence, labels, carrier=head)
    plain = PlainTraining().learn(features, evidence, carrier=head)
    apart = made.probabilities(features) - plain.probabilities(features)
    assert np.abs(apart).max() < 1e-6


def test_trusted_claims_are_gold():
    random = np.random.default_rng(0)
    features = random.normal(size=(60, 3))
    labels = np.argmax(features, axis=1)
    noisy = np.where(np.arange(60) % 3 == 0, (labels + 1) % 3, labels)
    gold = np.where(np.arange(60) < 12, labels, -1)
    names = ("a", "b", "c")
    expert = replace(Evidence.labels(gold, names), sources=(Source("expert", trusted=True),))
    told = Evidence.labels(noisy, names).join(expert)
    head = Head(hidden=4, epochs=4, batch=16)
    first = MetaCorrection().learn(features, told, carrier=head)
    second = MetaCorrection().learn(features, Evidence.labels(noisy, names), gold, carrier=head)
    np.testing.assert_array_equal(first.probabilities(features), second.probabilities(features))
    assert (second.believed[:12].argmax(axis=1) == labels[:12]).all()


def test_it_corrects_labels_that_go_one_way(digits):
    """60 trusted digits of 1,257, a third taken for the next: labels far better than given."""
    split = digits.split()
    labels = digits.pair(split.truth, 0.35)
    chosen = np.random.default_rng(0).permutation(len(labels))[:60]
    gold = np.full(len(labels), -1)
    gold[chosen] = split.truth[chosen]
    evidence = Evidence.labels(labels, digits.names)
    model = MetaCorrection().learn(split.train, evidence, gold, carrier=digits.head(20, rate=3e-3))
    right = (model.believed.argmax(axis=1) == split.truth).mean()
    assert right > (labels == split.truth).mean() + 0.04
