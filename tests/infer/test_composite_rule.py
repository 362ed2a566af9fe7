"""Several views, calibrated on positives alone."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.sparse import csr_array
from scipy.stats import norm

from assay.evidence import Evidence, Source, any_of
from assay.infer import CompositeRule
from assay.infer.composite_rule import _ranks


def seen(scores, names, kind="model"):
    """Return evidence of views (V, n, K) with any weights at least 0."""
    v, n, k = scores.shape
    item, source = np.tile(np.arange(n), v), np.repeat(np.arange(v), n)
    claim = csr_array(scores.reshape(v * n, k))
    none = np.zeros(v * n, bool)
    sources = tuple(Source(f"view {i}", kind) for i in range(v))
    return Evidence(any_of(names), n, item, source, claim, none, sources)


def drawn(seed=0, n=2000, k=5, known=0.1):
    """Return truth, what is known of it, and a good, a fair and a useless view in odd units."""
    random = np.random.default_rng(seed)
    truth = random.random((n, k)) < 0.2
    noise = random.normal(size=(3, n, k))
    views = np.exp(np.array([3.0, 1.0, 0.0])[:, None, None] * truth + noise) * [
        [[1]],
        [[50]],
        [[9]],
    ]
    return truth, truth & (random.random((n, k)) < known), views


def recall(proba, held_out):
    """Return which share of held-out positives is among the fifth of items that look most like."""
    top = proba >= np.quantile(proba, 0.8, axis=0)
    return top[held_out].mean()


def test_recalls_positives_that_were_held_out():
    truth, known, views = drawn()
    names = list("abcde")
    said = Evidence.tags(known, names, known.any(axis=1))
    ours = CompositeRule(prior=0.2).infer(said.join(seen(views, names))).proba
    held_out = truth & ~known
    alone = [recall(_ranks(view), held_out) for view in views]
    mixtures = [
        recall(_ranks(views[0]) + weight * _ranks(views[1]), held_out)
        for weight in (0, 0.1, 0.3, 1)
    ]
    assert recall(ours, held_out) > max(mixtures) - 0.02
    assert recall(ours, held_out) > alone[0] - 0.01
    assert ours.mean() == pytest.approx(0.2, abs=0.03)
    assert (ours[known] == 1).all()
    # Nobody is punished for not being known.
    assert ours[held_out].mean() > 0.5 > 0.2 > ours[~truth].mean()


def test_units_of_views_do_not_matter():
    _, known, views = drawn(n=300)
    names = list("abcde")
    said = Evidence.tags(known, names, known.any(axis=1))
    plain = CompositeRule().infer(said.join(seen(views, names))).proba
    other = CompositeRule().infer(said.join(seen(np.log1p(views) * 7, names))).proba
    np.testing.assert_allclose(other, plain, atol=1e-9)


def test_ranks_share_ties_and_silence_is_last():
    view = np.array([[3.0], [1.0], [3.0], [np.nan]])
    scores = norm.ppf([0.75, 0.375, 0.75, 0.125])
    np.testing.assert_allclose(_ranks(view)[:, 0], scores)


def test_the_calibration_is_a_minimum():
    _, known, views = drawn(n=400)
    model = CompositeRule()
    ranks = np.stack([_ranks(view) for view in views])
    share = np.clip(0.2 * known.sum(axis=0) / known.sum(axis=0).mean(), 1e-6, 1)
    found = model._calibrate(ranks, known, share)

    def cost(weight):
        logits = np.tensordot(weight[:-1], ranks, 1) + weight[-1]
        proba = 1 / (1 + np.exp(-logits))
        even = weight[:-1] - weight[:-1].mean()
        off = proba.mean(axis=0) - share
        return -np.log(proba[known]).mean() + 20 * (off**2 / share).sum() + 0.001 * (even**2).sum()

    for at in range(4):
        for step in (-0.05, 0.05):
            moved = found.copy()
            moved[at] = max(moved[at] + step, 0) if at < 3 else moved[at] + step
            assert cost(moved) >= cost(found) - 1e-7


def test_without_known_positives_it_is_the_mean_of_the_views():
    votes = Evidence.tags(
        np.array([[1, 0], [1, 1], [0, 0]]),
        ("a", "b"),
        item=np.array([0, 0, 1]),
        source=np.array([0, 1, 0]),
    )
    proba = CompositeRule().infer(votes).proba
    np.testing.assert_allclose(proba[0], [1, 0.5])
    assert proba[1, 0] == 0


def test_gold_is_kept():
    truth, known, views = drawn(n=200)
    names = list("abcde")
    gold = replace(
        Evidence.tags(truth, names, np.arange(200) < 50), sources=(Source("gold", trusted=True),)
    )
    proba = CompositeRule().infer(gold.join(seen(views, names))).proba
    np.testing.assert_array_equal(proba[:50], truth[:50])
    assert known.any()
