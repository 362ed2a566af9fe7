"""Coefficients of agreement against worked tables, libraries, definitions and the bootstrap."""

from itertools import combinations

import numpy as np
import pytest
from scipy.sparse import csr_array

from assay.kernels.sources.kappa import Answers, kappas
from assay.kernels.sources.reliability import alpha, answers, fleiss, middle_ranks

#: Krippendorff's four observers and twelve units ("Computing Krippendorff's alpha-reliability").
OBSERVERS = (
    "1 2 3 3 2 1 4 1 2 . . .",
    "1 2 3 3 2 2 4 1 2 5 . 3",
    ". 3 3 3 2 3 4 2 2 5 1 .",
    "1 2 3 3 2 4 4 1 2 5 1 .",
)


def observed():
    """Return counts (12, 5) of the observers' answers."""
    table = np.array([[0 if x == "." else int(x) for x in row.split()] for row in OBSERVERS])
    source, item = np.nonzero(table)
    return answers(item, table[source, item] - 1, 12, 5)


def ratings(seed, n=50, s=5, k=4, skill=0.5, asked=0.7):
    """Return (s, n) answers, NaN where a source wasn't asked."""
    random = np.random.default_rng(seed)
    truth = random.integers(0, k, n)
    said = np.where(random.random((s, n)) < skill, truth, random.integers(0, k, (s, n))).astype(
        float
    )
    said[random.random((s, n)) > asked] = np.nan
    return said


def counted(said, k=4):
    source, item = np.nonzero(~np.isnan(said))
    return answers(item, said[source, item].astype(int), said.shape[1], k)


def test_krippendorffs_own_example():
    counts = observed()
    used = counts[np.flatnonzero(counts.sum(axis=1) > 1)]
    ranks = middle_ranks(np.asarray(used.sum(axis=0)))
    found = [alpha(counts, scores).value for scores in (None, ranks, np.arange(5.0))]
    np.testing.assert_allclose(found, (0.743, 0.815, 0.849), atol=5e-4)


@pytest.mark.parametrize("seed", range(3))
def test_alpha_is_that_of_the_library(seed):
    library = pytest.importorskip("krippendorff")
    said = ratings(seed)
    counts = counted(said)
    used = counts[np.flatnonzero(counts.sum(axis=1) > 1)]
    scores = {
        "nominal": None,
        "ordinal": middle_ranks(np.asarray(used.sum(axis=0))),
        "interval": np.arange(4.0),
    }
    for level, score in scores.items():
        want = library.alpha(said, level_of_measurement=level)
        assert alpha(counts, score).value == pytest.approx(want, abs=1e-12)


def test_fleiss_worked_table():
    table = (
        (0, 0, 0, 0, 14), (0, 2, 6, 4, 2), (0, 0, 3, 5, 6), (0, 3, 9, 2, 0), (2, 2, 8, 1, 1),
        (7, 7, 0, 0, 0), (3, 2, 6, 3, 0), (2, 5, 3, 2, 2), (6, 5, 2, 1, 0), (0, 2, 2, 3, 7),
    )  # fmt: skip
    assert fleiss(csr_array(np.array(table))).value == pytest.approx(0.210, abs=5e-4)


def pair(a, b, k, distance=None):
    n = len(a)
    found = Answers.of(np.tile(np.arange(n), 2), np.repeat([0, 1], n), np.concatenate([a, b]), 2)
    return kappas(found, found.pairs(2, 9), 1 - np.eye(k) if distance is None else distance)


def spread_out(table):
    a, b = np.nonzero(table)
    return np.repeat(a, table[a, b]), np.repeat(b, table[a, b])


def test_cohens_worked_tables():
    """Cohen 1960 gives .492, Cohen 1968 .348 with weights, Fleiss et al. 1969 the errors."""
    table = np.array([[88, 10, 2], [14, 40, 6], [18, 10, 12]])
    a, b = spread_out(table)
    assert pair(a, b, 3).value[0] == pytest.approx(0.492, abs=5e-4)
    weights = np.array([[0, 1, 3], [1, 0, 6], [3, 6, 0.0]])
    assert pair(a, b, 3, weights).value[0] == pytest.approx(0.348, abs=5e-4)


def test_errors_are_those_of_fleiss_cohen_and_everitt():
    """Their formula (13) for unweighted kappa, written out."""
    table = np.array([[53, 5, 2], [11, 14, 5], [1, 6, 3]])
    p = table / 100
    row, column, agree = p.sum(axis=1), p.sum(axis=0), np.trace(p)
    chance = row @ column
    kappa = (agree - chance) / (1 - chance)
    i, j = np.indices(p.shape)
    same = np.diag(p) @ ((1 - chance) - (row + column) * (1 - agree)) ** 2
    other = (1 - agree) ** 2 * (p * (column[i] + row[j]) ** 2)[i != j].sum()
    last = (agree * chance - 2 * chance + agree) ** 2
    error = np.sqrt((same + other - last) / 100) / (1 - chance) ** 2
    found = pair(*spread_out(table), 3)
    ratio = (1 - found.low[0]) / (1 - kappa)
    from scipy.stats import t

    assert found.value[0] == pytest.approx(kappa)
    assert np.log(ratio) * (1 - kappa) / t.ppf(0.975, 99) == pytest.approx(error, rel=1e-6)


@pytest.mark.parametrize("weights", [None, "linear", "quadratic"])
def test_kappa_of_every_pair_is_that_of_scikit_learn(weights):
    from sklearn.metrics import cohen_kappa_score

    said = ratings(1, n=60, s=4)
    source, item = np.nonzero(~np.isnan(said))
    found = Answers.of(item, source, said[source, item].astype(int), 4)
    pairs = found.pairs(5, 100)
    apart = np.abs(np.subtract.outer(np.arange(4.0), np.arange(4)))
    distance = {None: (apart > 0) * 1.0, "linear": apart, "quadratic": apart**2}[weights]
    value = kappas(found, pairs, distance).value
    assert len(value) == 6
    for p, (one, two) in enumerate(zip(pairs.first, pairs.second, strict=True)):
        both = ~np.isnan(said[one]) & ~np.isnan(said[two])
        want = cohen_kappa_score(said[one, both], said[two, both], weights=weights, labels=range(4))
        assert value[p] == pytest.approx(want, abs=1e-12)
        assert pairs.shared[p] == both.sum()


def test_kappa_of_all_pairs_is_disagreement_over_what_is_expected():
    said = ratings(2, n=40, s=3, asked=1.0).astype(int)
    seen = expected = 0.0
    for one, two in combinations(range(3), 2):
        seen += (said[one] != said[two]).sum()
        margins = [np.bincount(said[s], minlength=4) for s in (one, two)]
        expected += 40 - margins[0] @ margins[1] / 40
    item = np.tile(np.arange(40), 3)
    found = Answers.of(item, np.repeat(np.arange(3), 40), said.ravel(), 3)
    together = kappas(found, found.pairs(2, 9), 1 - np.eye(4)).together
    assert together.value == pytest.approx(1 - seen / expected)


@pytest.mark.parametrize("which", ["alpha", "interval", "fleiss", "kappa"])
def test_errors_are_those_of_items_drawn_again(which):
    said = ratings(3, n=150, s=4, skill=0.6, asked=0.8)
    scores = np.arange(4.0) if which == "interval" else None

    def value(columns):
        if which == "kappa":
            some = said[:, columns]
            source, item = np.nonzero(~np.isnan(some))
            found = Answers.of(item, source, some[source, item].astype(int), 4)
            return kappas(found, found.pairs(2, 99), 1 - np.eye(4)).together
        counts = counted(said[:, columns])
        return fleiss(counts) if which == "fleiss" else alpha(counts, scores)

    random = np.random.default_rng(0)
    drawn = [value(random.integers(0, 150, 150)).value for _ in range(300)]
    found = value(np.arange(150))
    half = (found.high - found.low) / 2
    assert half == pytest.approx(1.96 * np.std(drawn), rel=0.15)


def test_all_agree_and_nothing_can_be_told():
    said = np.tile(np.arange(30) % 3, (3, 1)).astype(float)
    found = alpha(counted(said))
    assert found.value == found.high == 1
    assert 0.7 < found.low < 0.9
    assert np.isnan(alpha(counted(np.zeros((3, 30)))).value)
    assert np.isnan(alpha(counted(said[:1])).value)


@pytest.mark.parametrize("skill", [0.1, 0.5, 0.9])
def test_the_interval_holds_what_many_items_give(skill):
    many = alpha(counted(ratings(99, n=200_000, s=3, skill=skill, asked=1.0))).value
    found = [
        alpha(counted(ratings(seed, n=60, s=3, skill=skill, asked=1.0))) for seed in range(300)
    ]
    held = np.mean([one.low <= many <= one.high for one in found])
    assert 0.92 <= held <= 0.985
