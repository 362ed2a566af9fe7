"""Waves of features and the classifier that leaves items out: against what they stand for."""

import numpy as np
import pytest

from assay.curve import Curve
from assay.kernels.infer.left_out_ridge import LeftOutRidge
from assay.kernels.learn.left_out import counted, curve_of, of_labels, of_rows
from assay.kernels.learn.likelihood import NEVER
from assay.kernels.learn.posterior import flat_start
from assay.kernels.learn.waves import NEAR, PLAIN, Waves, directions


def blobs(n, k=3, seed=0, apart=3.0):
    random = np.random.default_rng(seed)
    truth = np.arange(n) % k
    features = random.normal(size=(n, 4)).astype(np.float32)
    features[np.arange(n), truth] += apart
    return truth, features


def test_products_of_waves_are_a_gaussian_kernel():
    _, features = blobs(40)
    found = directions(features, even=False)
    random = np.random.default_rng(0)
    turn = random.standard_normal((4, 60_000)).astype(np.float32) * NEAR
    start = random.random(60_000).astype(np.float32) * 2 * np.pi
    made = Waves(found.middle, found.scale, turn, start).of(features)
    at = made[:, :4] / PLAIN
    apart = ((at[:, None] - at[None]) ** 2).sum(axis=2)
    # Two items drawn at random are 1 apart, the root of the mean square.
    assert apart.mean() == pytest.approx(1, rel=1e-3)
    kernel = np.exp(-apart * NEAR**2 / 2)
    assert np.abs(made[:, 4:] @ made[:, 4:].T - kernel).max() < 0.02


def test_a_feature_that_never_changes_is_left_out():
    _, features = blobs(30)
    features[:, 2] = 7
    for even in (False, True):
        assert directions(features, even=even).scale[2] == 0


def test_scores_of_other_items_follow_from_weights():
    truth, features = blobs(60)
    taught = np.arange(60) < 40
    ridge = LeftOutRidge(features, taught)
    proba = np.eye(3)[truth]
    weights, start = ridge.linear(proba, 2.0)
    want = ridge.scores(proba, 2.0)[~taught]
    assert np.allclose(features[~taught] @ weights + start, want, atol=1e-4)


def test_the_curve_says_what_waves_and_weights_say():
    truth, features = blobs(90)
    waves = directions(features, even=True)
    ridge = LeftOutRidge(waves.of(features), np.ones(90, bool))
    weights, begin = curve_of(np.eye(3)[truth], ridge)
    curve = Curve(waves.middle, waves.scale, waves.turn, waves.start, PLAIN, weights, begin)
    logits = waves.of(features) @ weights + begin
    want = np.exp(logits - logits.max(axis=1, keepdims=True))
    assert np.allclose(curve.outputs(features), want / want.sum(axis=1, keepdims=True), atol=1e-4)
    assert (curve.outputs(features).argmax(axis=1) == truth).mean() > 0.95


def test_mistakes_by_class_are_seen_and_counted():
    truth, features = blobs(1500, seed=1)
    random = np.random.default_rng(2)
    noise = np.array([[0.6, 0.4, 0.0], [0.0, 0.9, 0.1], [0.1, 0.1, 0.8]])
    labels = (random.random((1500, 1)) > np.cumsum(noise[truth], axis=1)).sum(axis=1)
    ridge = LeftOutRidge(directions(features, even=True).of(features), np.ones(1500, bool))
    found, more, error = of_labels(labels, 3, ridge)
    assert np.abs(found.noise[0] - noise).max() < 0.08
    assert more > 3 * error
    assert (found.proba.argmax(axis=1) == truth).mean() > 0.93
    clean, more, error = of_labels(truth, 3, ridge)
    assert more < 3 * error or (1 - clean.noise[0].diagonal()).max() < 0.03


def test_counting_by_hand():
    proba = np.array([[1.0, 0.0], [1.0, 0.0], [0.0, 1.0], [0.0, 1.0]])
    found = counted(np.repeat(proba, 10_000, axis=0), np.repeat([0, 1, 1, 1], 10_000))
    assert np.allclose(found, [[0.5, 0.5], [0.0, 1.0]], atol=1e-2)


def test_sets_are_cut_down_to_the_truth():
    truth, features = blobs(600, seed=3)
    random = np.random.default_rng(4)
    member = random.random((600, 3)) < 0.5
    member[np.arange(600), truth] = True
    rows = np.where(member, 0.0, NEVER)
    ridge = LeftOutRidge(directions(features, even=True).of(features), np.ones(600, bool))
    found = of_rows(rows, flat_start(rows), ridge)
    assert found.certain
    assert (found.proba.argmax(axis=1) == truth).mean() > 0.95
    assert found.proba[~member].max() < 1e-6
