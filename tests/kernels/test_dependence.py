"""Which sources copy, and what their votes are worth beside each other."""

from itertools import combinations

import numpy as np
import pytest
from scipy.sparse import csr_array

from assay.evidence import Evidence
from assay.kernels.infer.dependence import dependence, news
from assay.kernels.infer.shared_answers import if_asked, if_free, tally
from assay.kernels.votes import cut, majority


def rules(seed, n=6000, m=14, copies=0, k=2, share=0.8):
    """Return truth and votes (n, m), -1 silent; the last ones copy the first now and then."""
    random = np.random.default_rng(seed)
    truth = random.integers(0, k, n)
    said = np.full((n, m), -1)
    for j in range(m):
        spoke = random.random(n) < random.uniform(0.2, 0.6)
        right = random.random(n) < random.uniform(0.6, 0.9)
        other = (truth + random.integers(1, k, n)) % k
        said[spoke, j] = np.where(right, truth, other)[spoke]
        if j >= m - copies:
            copied = random.random(n) < share
            said[copied, j] = said[copied, 0]
    return truth, said


def told(said, k):
    item, source = np.nonzero(said >= 0)
    names = tuple(map(str, range(k)))
    return Evidence.votes(item, source, said[item, source], names, n_items=len(said), kind="rule")


def found_in(said, k, **settings):
    evidence = told(said, k)
    pieces = cut(evidence)
    return dependence(pieces, majority(evidence, pieces), **settings)


@pytest.mark.parametrize("free", [True, False])
@pytest.mark.parametrize(("copies", "k"), [(0, 2), (0, 4), (2, 2), (3, 3), (4, 2)])
def test_finds_who_copies_and_nobody_else(free, copies, k):
    for seed in range(3):
        _, said = rules(seed, copies=copies, k=k)
        found = found_in(said, k, free=free)
        sure = found.certain
        pairs = set(zip(found.first[sure].tolist(), found.second[sure].tolist(), strict=True))
        clique = [0, *range(14 - copies, 14)] if copies else []
        copied = set(combinations(clique, 2))
        assert pairs >= copied, (seed, free)
        # A clique of five among fourteen sways the majority vote that this starts from.
        others = sure & ~np.isin(found.first, clique)
        assert others.sum() == 0 if copies < 4 else found.copied[others].max(initial=0) < 0.2


def test_the_share_that_is_copied():
    """A copier repeats four of five claims; where it doesn't it may agree by skill."""
    _, said = rules(1, n=40_000, copies=1)
    copied = found_in(said, 2).matrix[0, 13]
    both = (said[:, 0] >= 0) & (said[:, 13] >= 0)
    # Of what both speak of, 0.8 is copied and 0.2 times its own coverage is not.
    assert copied == pytest.approx(0.8 / (0.8 + 0.2 * _own_coverage(said)), abs=0.06)
    assert both.sum() > 1000


def _own_coverage(said):
    apart = said[:, 0] < 0
    return (said[apart, 13] >= 0).mean() / 0.2


def test_counts_are_those_of_plain_loops():
    random = np.random.default_rng(3)
    said = random.integers(-1, 3, (60, 5))
    evidence = told(said, 3)
    pieces = cut(evidence)
    proba = random.dirichlet(np.ones(3), 60)
    found = tally(pieces, proba)
    chance, expected, variance = if_asked(found, slice(None))
    free_chance, free, _ = if_free(found, slice(None))
    for at, (a, b) in enumerate(zip(found.first, found.second, strict=True)):
        both = (said[:, a] >= 0) & (said[:, b] >= 0)
        assert found.shared[at] == both.sum()
        assert found.agree[at] == (both & (said[:, a] == said[:, b])).sum()
        names, rates, mixes = [], [], []
        for s in (a, b):
            counts = np.array(
                [[proba[said[:, s] == j, k].sum() for k in range(3)] for j in range(3)]
            )
            plain = counts.sum(axis=1)
            names.append((plain + 1 / 3) / (plain.sum() + 1))
            rates.append((counts + 1 / 3) / (counts.sum(axis=0) + 1))
            mix = counts.sum(axis=0) + 1 / 3
            mixes.append(mix / mix.sum())
        share = sum(
            (mixes[0][k] + mixes[1][k]) / 2 * (rates[0][:, k] @ rates[1][:, k]) for k in range(3)
        )
        assert chance[at] == pytest.approx(both.sum() * (names[0] @ names[1]))
        assert expected[at] == pytest.approx(both.sum() * share)
        assert variance[at] == pytest.approx(both.sum() * share * (1 - share))
        alike = [
            sum(
                (said[:, a] == j) @ proba[:, k] * ((said[:, b] == j) @ proba[:, k])
                for j in range(3)
            )
            for k in range(3)
        ]
        assert free[at] == pytest.approx(sum(alike / proba.sum(axis=0)))
        by_name = sum((said[:, a] == j).sum() * (said[:, b] == j).sum() / 60 for j in range(3))
        assert free_chance[at] == pytest.approx(by_name)


def test_many_sources_are_counted_as_few_are(monkeypatch):
    _, said = rules(2, n=500, m=9, copies=2, k=3)
    dense = found_in(said, 3)
    monkeypatch.setattr("assay.kernels.infer.shared_answers.DENSE", 0)
    sparse = found_in(said, 3)
    for name in ("first", "second", "shared", "agree", "expected", "z", "copied"):
        np.testing.assert_allclose(getattr(sparse, name), getattr(dense, name))


def test_many_classes_are_told_by_skill_alone():
    for free in (True, False):
        _, said = rules(4, copies=2, k=30)
        found = found_in(said, 30, free=free)
        sure = found.certain
        assert found.first[sure].tolist() == [0, 0, 12]
        assert found.second[sure].tolist() == [12, 13, 13]


def test_who_stands_apart_is_in_no_pair():
    _, said = rules(0, copies=3)
    apart = np.arange(14) == 0
    found = found_in(said, 2, apart=apart)
    assert 0 not in found.first
    assert found.first[found.certain].tolist() == [11, 11, 12]


def test_nobody_and_nothing():
    nobody = dependence([], np.empty((0, 2)))
    assert nobody.matrix.shape == (0, 0)
    silent = found_in(np.full((4, 3), -1), 2)
    assert silent.matrix.nnz == 0


def test_votes_that_repeat_each_other_share_one():
    """Three sources: two copy all of each other, the third none."""
    copied = csr_array(np.array([[0, 1, 0], [1, 0, 0], [0, 0, 0]], float))
    # Items: all say class 0; the copiers part ways; only one of them speaks.
    hard = csr_array(np.array([[1, 0, 1, 0, 1, 0], [1, 0, 0, 1, 0, 1], [0, 1, 0, 0, 0, 1]], float))
    expected = [[0.5, 0, 0.5, 0, 1, 0], [1, 0, 0, 1, 0, 1], [0, 1, 0, 0, 0, 1]]
    np.testing.assert_allclose(news(hard, copied, 2).toarray(), expected)
    half = news(hard, copied * 0.5, 2).toarray()
    np.testing.assert_allclose(half[0], [1 / 1.5, 0, 1 / 1.5, 0, 1, 0])
    assert (news(hard, copied * 0, 2) != hard).nnz == 0


def test_repeats_are_the_same_by_dense_products(monkeypatch):
    random = np.random.default_rng(0)
    hard = csr_array((random.random((50, 12)) < 0.4).astype(float))
    share = random.random((4, 4)) * (random.random((4, 4)) < 0.5)
    copied = csr_array(np.triu(share, 1) + np.triu(share, 1).T)
    dense = news(hard, copied, 3)
    monkeypatch.setattr("assay.kernels.infer.dependence.DENSE", 0)
    np.testing.assert_allclose(news(hard, copied, 3).toarray(), dense.toarray(), rtol=1e-6)
