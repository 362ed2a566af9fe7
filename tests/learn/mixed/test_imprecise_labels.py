"""One likelihood of labels of every kind."""

import numpy as np
import pytest
from scipy.sparse import csr_array

from assay.evidence import Evidence, Source, one_of
from assay.kernels.learn.likelihood import label_rows
from assay.learn import Classifier
from assay.learn.candidates import CandidateLikelihood
from assay.learn.mixed import ImpreciseLabels
from assay.learn.mixed.imprecise_labels import Imprecise, parted
from assay.learn.noisy import ForwardCorrection
from assay.learn.step import Epoch


def of_every_kind(truth, k, random):
    """Return a data set of labels, sets, exclusions, trusted labels and silence, a fifth each."""
    n, names = len(truth), tuple(map(str, range(k)))
    kind = np.arange(n) % 5
    claim = np.eye(k)[truth]
    wrong = (kind == 0) & (random.random(n) < 0.3)
    claim[wrong] = np.eye(k)[(truth[wrong] + 1) % k]
    sets = random.random((n, k)) < 0.3
    claim[kind == 1] = np.maximum(claim, sets)[kind == 1]
    out = (truth + random.integers(1, k, n)) % k
    claim[kind == 2] = np.eye(k)[out][kind == 2]
    some = np.flatnonzero(kind < 4)
    sources = (Source("given", "given"), Source("expert", trusted=True))
    return Evidence(
        one_of(names), n, some, (kind == 3).astype(int)[some], csr_array(claim[some]),
        (kind == 2)[some], sources,
    )  # fmt: skip


def test_a_known_matrix_makes_it_forward_correction():
    random = np.random.default_rng(0)
    truth = np.arange(60) % 3
    features = random.normal(size=(60, 3)) + 2 * np.eye(3)[truth]
    noise = np.array([[0.6, 0.4, 0], [0, 0.7, 0.3], [0.1, 0, 0.9]])
    labels = (random.random((60, 1)) > np.cumsum(noise[truth], axis=1)).sum(axis=1)
    evidence = Evidence.labels(labels, ("a", "b", "c"))
    one = ImpreciseLabels().learn(features, evidence, noise, carrier=Classifier(rounds=2))
    other = ForwardCorrection().learn(features, evidence, noise, carrier=Classifier(rounds=2))
    assert np.allclose(one.probabilities(features), other.probabilities(features), atol=1e-4)


def test_sets_alone_make_it_their_likelihood():
    random = np.random.default_rng(1)
    truth = np.arange(120) % 3
    features = random.normal(size=(120, 3)) + 2 * np.eye(3)[truth]
    member = np.maximum(np.eye(3)[truth], random.random((120, 3)) < 0.5)
    # A set of one class is a label, and may be wrong: none of them here.
    member[np.arange(120), (truth + 1) % 3] = 1
    evidence = Evidence.soft(member, ("a", "b", "c"))
    one = ImpreciseLabels().learn(features, evidence, carrier=Classifier(rounds=4))
    other = CandidateLikelihood().learn(features, evidence, carrier=Classifier(rounds=4))
    assert np.allclose(one.probabilities(features), other.probabilities(features), atol=1e-6)


def test_claims_are_parted_by_whether_they_err():
    truth = np.arange(10) % 3
    evidence = of_every_kind(truth, 3, np.random.default_rng(0))
    sure, given = parted(evidence)
    assert given.sum(axis=1).tolist()[::5] == [1, 1]
    assert np.ptp(sure[3]) > 100
    assert sure[3].argmax() == truth[3]
    assert not np.ptp(sure[4])
    assert not given[4].any()


def test_the_matrix_is_what_the_posterior_counts():
    labels = np.array([0, 0, 1, 1])
    recipe = Imprecise(np.zeros((4, 2)), np.eye(2)[labels], None, 1.0, 0.0, 3)
    log_proba = np.log(np.array([[0.9, 0.1], [0.2, 0.8], [0.5, 0.5], [0.1, 0.9]]))
    rows = label_rows(labels, np.array([[0.9, 0.1], [0.1, 0.9]]), 2)
    both = np.exp(log_proba + rows)
    both /= both.sum(axis=1, keepdims=True)
    wrong = both[np.arange(4), 1 - labels]
    recipe.after(Epoch(0, 2, "softmax", np.random.default_rng(0), lambda _: log_proba))
    pooled = wrong.mean()
    of_first = (both[2:, 0].sum() + 10 * pooled) / (both[:, 0].sum() + 10)
    assert recipe.noise[0, 1] == pytest.approx(of_first, rel=1e-5)


def test_every_kind_at_once(digits):
    split = digits.split(0)
    evidence = of_every_kind(np.asarray(split.truth), 10, np.random.default_rng(0))
    model = ImpreciseLabels().learn(split.train, evidence, carrier=Classifier(rounds=4))
    assert digits.accuracy(model, 0) > 0.85


def test_labels_and_sets_together_tell_how_labels_are_mistaken(digits):
    split = digits.split(0)
    truth = np.asarray(split.truth)
    member = digits.candidates(truth, 0.5).astype(float)
    some = np.arange(len(truth)) % 3 > 0
    member[some] = np.eye(10)[digits.pair(truth, 0.35)[some]]
    evidence = Evidence.soft(member, digits.names)
    model = ImpreciseLabels().learn(split.train, evidence, carrier=digits.head(30))
    # Plain training reaches 0.83.
    assert digits.accuracy(model, 0) > 0.9
    noise = model.about["noise"]
    assert noise[np.arange(10), (np.arange(10) + 1) % 10].mean() > 0.2
