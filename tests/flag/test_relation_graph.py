"""The relation graph against plain loops, and against figures on digits."""

import numpy as np
import pytest
from sklearn.metrics import average_precision_score, roc_auc_score
from sklearn.neighbors import NearestNeighbors

from assay.dataset import Neighbours
from assay.flag import RelationGraph, SelfConfidence
from assay.kernels import relation, relation_nearest
from assay.kernels.relation import AllPairs
from assay.kernels.relation_nearest import NearestPairs


def near(x, k=10):
    distance, index = NearestNeighbors(n_neighbors=k + 1).fit(x).kneighbors(x)
    return Neighbours(index[:, 1:], distance[:, 1:])


def drawn(seed=0, n=60, k=4):
    r = np.random.default_rng(seed)
    p = r.dirichlet(np.full(k, 0.5), n)
    labels = r.integers(-1, k, n)
    return labels, p, r.standard_normal((n, 3))


def loops(labels, p, x, believed, power, least, index=None):
    """Return relation to own class and to the others, and class means, item by item."""
    n, k = p.shape
    count = np.bincount(labels[believed], minlength=k)
    mean = np.zeros((n, k))
    for i in range(n):
        for j in range(n) if index is None else index[i]:
            if i == j or not believed[j]:
                continue
            cosine = x[i] @ x[j] / np.linalg.norm(x[i]) / np.linalg.norm(x[j])
            relation = max(0, cosine) * (p[i] @ p[j])
            if relation >= least:
                mean[i, labels[j]] += relation**power / count[labels[j]]
    own = np.array([mean[i, labels[i]] if labels[i] >= 0 else 0 for i in range(n)])
    return own, (mean.sum(axis=1) - own) * (labels >= 0), mean


@pytest.mark.parametrize("nearest", [False, True])
@pytest.mark.parametrize("block", [40, 1 << 20])
@pytest.mark.parametrize("power", [1.0, 2.5, 4.0])
def test_sums_are_those_of_a_plain_loop(monkeypatch, nearest, block, power):
    monkeypatch.setattr(relation, "BLOCK", block)
    monkeypatch.setattr(relation_nearest, "BLOCK", block)
    labels, p, x = drawn()
    index = near(x, 7).index if nearest else None
    graph = (
        NearestPairs(labels, x, p, index, power, 0.1)
        if nearest
        else AllPairs(labels, x, p, power, 0.1)
    )
    some = (labels >= 0) & (np.arange(60) % 3 > 0)
    # What is kept from one call must not show in the next.
    for believed in (labels >= 0, some, (labels >= 0) & (labels != 1), labels >= 0):
        own, rest, best = graph.sums(believed)
        own_told, rest_told, mean = loops(labels, p, x, believed, power, 0.1, index)
        np.testing.assert_allclose(own, own_told, atol=1e-5)
        np.testing.assert_allclose(rest, rest_told, atol=1e-5)
        related = mean.any(axis=1)
        np.testing.assert_array_equal(best[related], mean.argmax(axis=1)[related])


@pytest.mark.parametrize("nearest", [False, True])
def test_map_is_that_of_a_plain_loop(nearest):
    labels, p, x = drawn(1)
    index = near(x, 7).index if nearest else None
    graph = (
        NearestPairs(labels, x, p, index, 4.0, 0.1) if nearest else AllPairs(labels, x, p, 4.0, 0.1)
    )
    mean, variance, alike, unlike = graph.map()
    shares = []
    for power in (1, 2, 4, 8):
        own, rest, _ = loops(labels, p, x, labels >= 0, power, 0.1, index)
        total = own + rest
        share = np.divide(own - rest, total, out=np.zeros(60), where=total > 0)
        shares.append(share)
    np.testing.assert_allclose(mean, np.mean(shares, axis=0), atol=1e-5)
    np.testing.assert_allclose(variance, np.var(shares, axis=0), atol=1e-5)
    unit = x / np.linalg.norm(x, axis=1, keepdims=True)
    both = np.maximum(0, unit @ unit.T) * (p @ p.T)
    both[both < 0.1] = 0
    for i in range(60):
        others = np.arange(60) if index is None else index[i]
        others = others[(others != i) & (labels[others] >= 0)]
        for found, same in ((alike, True), (unlike, False)):
            kind = others[(labels[others] == labels[i]) == same]
            kind = kind[both[i, kind] > 0]
            told = kind[both[i, kind].argmax()] if len(kind) and labels[i] >= 0 else -1
            assert found[i] == told


def test_by_hand():
    # Two of class 0 and one given 1, all alike: relation .81 + .01 = .82 between any two.
    x = np.array([[1.0, 0], [1, 0], [1, 0], [0, 1]])
    p = np.array([[0.9, 0.1], [0.9, 0.1], [0.9, 0.1], [0.1, 0.9]])
    labels = np.array([0, 0, 1, 1])
    graph = AllPairs(labels, x, p, 1.0, 0.03)
    own, rest, best = graph.sums(np.ones(4, bool))
    np.testing.assert_allclose(own, [0.41, 0.41, 0, 0], atol=1e-6)
    np.testing.assert_allclose(rest, [0.41, 0.41, 0.82, 0], atol=1e-6)
    assert best.tolist() == [0, 0, 0, 1]
    # Set apart, the third says nothing against the first two any more.
    own, rest, _ = graph.sums(np.array([True, True, False, True]))
    np.testing.assert_allclose(own, [0.41, 0.41, 0, 0], atol=1e-6)
    np.testing.assert_allclose(rest, [0, 0, 0.82, 0], atol=1e-6)
    flags = RelationGraph(pairs="all").flag(labels=labels, predictions=p, features=x)
    assert flags.worst(1).tolist() == [2]
    assert flags.values["relation_mean"].tolist() == [0, 0, -1, 0]
    assert flags.values["complementary"].tolist() == [1, 0, -1, -1]
    assert flags.values["contradicting"].tolist() == [2, 2, 0, -1]
    assert flags.explain(2, "dog", "cat") == (
        "items like it in features and predictions are cat: "
        "its relation to dog is -1.00 on a scale from -1 to 1"
    )


@pytest.mark.parametrize(
    ("power", "auroc", "precision"), [(1.0, 0.931, 0.679), (4.0, 0.974, 0.911), (8.0, 0.976, 0.921)]
)
def test_figures_of_all_pairs_on_digits(digits, power, auroc, precision):
    x, y, labels, p, _ = digits("pair-flip")
    method = RelationGraph(power=power, pairs="all", rounds=0)
    score = method.flag(labels=labels, predictions=p, features=x).score
    assert roc_auc_score(labels != y, score) == pytest.approx(auroc, abs=0.01)
    assert average_precision_score(labels != y, score) == pytest.approx(precision, abs=0.02)


def test_setting_apart_helps_and_nearest_pairs_help_more(digits):
    x, y, labels, p, neighbours = digits("pair-flip")
    wrong = labels != y
    found = {
        (pairs, rounds): RelationGraph(pairs=pairs, rounds=rounds).flag(labels, p, x, neighbours)
        for pairs in ("all", "nearest")
        for rounds in (0, 10)
    }
    ranked = {key: average_precision_score(wrong, f.score) for key, f in found.items()}
    assert ranked["all", 10] > ranked["all", 0] + 0.02
    assert ranked["nearest", 10] > ranked["nearest", 0] + 0.03
    assert ranked["nearest", 10] > 0.97
    own = SelfConfidence().flag(labels=labels, predictions=p).score
    assert ranked["all", 10] > average_precision_score(wrong, own) + 0.1
    flags = found["nearest", 10]
    assert wrong[flags.flagged].mean() > 0.9
    assert flags.flagged[wrong].mean() > 0.95
    assert (flags.suggested[flags.flagged & wrong] == y[flags.flagged & wrong]).mean() > 0.95


@pytest.mark.parametrize("pairs", ["all", "nearest"])
def test_clean_digits_are_left_alone(digits, pairs):
    x, y, _, p, neighbours = digits("none")
    flags = RelationGraph(pairs=pairs).flag(y, p, x, neighbours)
    assert flags.flagged.mean() <= 0.002


def test_a_rare_class_is_not_outvoted():
    # A rare class, 20 items beside 400 that are half as near: by counts it would lose.
    r = np.random.default_rng(0)
    y = np.repeat([0, 1], [400, 20])
    x = np.column_stack([np.ones(420), y * 1.0]) + r.normal(0, 0.05, (420, 2))
    p = np.where(np.eye(2)[y] > 0, 0.6, 0.4)
    flags = RelationGraph(pairs="all").flag(y, p, x)
    assert (flags.score[y == 1] < 0.5).all()


@pytest.mark.parametrize("pairs", ["all", "nearest"])
def test_features_of_nought_and_no_relations(pairs):
    x, p = np.zeros((4, 2)), np.tile([0.5, 0.5], (4, 1))
    neighbours = Neighbours(np.array([[1], [0], [3], [2]]), np.zeros((4, 1)))
    flags = RelationGraph(pairs=pairs).flag(np.array([0, 1, 0, -1]), p, x, neighbours)
    assert flags.score.tolist() == [0.5, 0.5, 0.5, 0]
    assert not flags.flagged.any()
    assert flags.suggested[:3].tolist() == [0, 1, 0]
