"""Ordered classes from sources that lean and scatter."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.stats import norm

from assay.evidence import Evidence, Source, ordered
from assay.infer import DawidSkene, MajorityVote, OrdinalDawidSkene
from assay.kernels.infer.ordered_sources import Grid


def votes_of(item, source, said, k, items=None):
    names = [f"grade {j}" for j in range(k)]
    votes = Evidence.votes(item, source, said, names, n_items=items)
    return replace(votes, truth=ordered(names))


def drawn(seed, k=5, items=400, per=4, sources=40):
    """Return truth and votes of sources that lean, scatter and round to the nearest class."""
    random = np.random.default_rng(seed)
    truth = random.integers(0, k, items)
    lean, scatter = random.normal(0, 0.6, sources), np.exp(random.normal(-0.3, 0.6, sources))
    item = np.repeat(np.arange(items), per)
    source = np.concatenate([random.permutation(sources)[:per] for _ in range(items)])
    seen = truth[item] + lean[source] + scatter[source] * random.normal(size=len(item))
    said = np.clip(np.rint(seen), 0, k - 1).astype(int)
    return truth, votes_of(item, source, said, k, items)


def distance(found, truth):
    known = truth >= 0
    return float(np.abs(found.median - truth)[known].mean())


def test_a_kind_of_source_by_hand():
    grid = Grid.over(3)
    slips = 3 * (3 + 1)  # of each leaning and scatter; the first goes to no class above others
    place = np.flatnonzero(np.isclose(grid.lean, 0.4))[0]
    scatter = 0.2
    seen = np.array(
        [[norm.cdf((cut - truth - 0.4) / scatter) for truth in range(3)] for cut in (0.5, 1.5)]
    )
    plain = np.array([seen[0], seen[1] - seen[0], 1 - seen[1]])
    np.testing.assert_allclose(grid.matrix[place], 0.97 * plain + 0.03 / 3, atol=1e-12)
    assert len(grid.lean) == 11 * 9 * slips
    np.testing.assert_allclose(grid.matrix.sum(axis=1), 1)


@pytest.mark.parametrize("seed", range(3))
def test_posterior_is_bayes_rule_by_hand(seed):
    _, votes = drawn(seed, items=30, sources=6)
    votes = replace(votes, n_items=31)
    found = OrdinalDawidSkene().infer(votes)
    proba = np.tile(found.proba[30], (30, 1))  # an item without claims has the prior
    for row, said in enumerate(votes.claim.indices):
        proba[votes.item[row]] *= found.confusion[votes.source[row], :, said]
    proba /= proba.sum(axis=1, keepdims=True)
    np.testing.assert_allclose(found.proba[:30], proba, atol=1e-9)


def test_far_nearer_than_models_without_order_where_claims_are_few():
    ours, plain, vote = [], [], []
    for seed in range(3):
        truth, votes = drawn(seed)
        ours.append(distance(OrdinalDawidSkene().infer(votes), truth))
        plain.append(distance(DawidSkene().infer(votes), truth))
        vote.append(distance(MajorityVote().infer(votes), truth))
    assert np.mean(ours) < 0.6 * np.mean(vote)
    assert np.mean(ours) < 0.7 * np.mean(plain)


def test_who_leans_is_found_out():
    random = np.random.default_rng(0)
    truth = random.integers(0, 5, 300)
    item, source = np.repeat(np.arange(300), 3), np.tile(np.arange(3), 300)
    shift = np.array([-1, 0, 1])
    said = np.clip(truth[item] + shift[source], 0, 4)
    found = OrdinalDawidSkene().infer(votes_of(item, source, said, 5))
    assert distance(found, truth) < 0.05
    leans = (found.confusion @ np.arange(5) - np.arange(5))[:, 1:4].mean(axis=1)
    assert leans == pytest.approx(shift, abs=0.25)


def test_who_always_says_the_same_counts_for_nothing():
    truth, votes = drawn(1, sources=8)
    stuck = votes_of(np.arange(400), np.zeros(400, int), np.full(400, 4), 5)
    stuck = replace(stuck, sources=(Source("stuck"),))
    found = OrdinalDawidSkene().infer(votes.join(stuck))
    assert distance(found, truth) < distance(OrdinalDawidSkene().infer(votes), truth) + 0.02
    vote = [distance(MajorityVote().infer(each), truth) for each in (votes, votes.join(stuck))]
    assert vote[1] > vote[0] + 0.05


def test_median_is_the_nearest_guess():
    _, votes = drawn(2)
    found = OrdinalDawidSkene().infer(votes)
    cost = found.proba @ np.abs(np.arange(5)[:, None] - np.arange(5))
    np.testing.assert_allclose(
        np.take_along_axis(cost, found.median[:, None], axis=1)[:, 0], cost.min(axis=1), atol=1e-7
    )


def stored(shared, name, k):
    """Return votes and truth of a set whose first k classes are ordered."""
    folder = shared / "data/crowd" / name
    item, source, said = np.loadtxt(folder / "votes.csv.gz", delimiter=",", skiprows=1).T.astype(
        int
    )
    place, value = np.loadtxt(folder / "truth.csv.gz", delimiter=",", skiprows=1).T.astype(int)
    truth = np.full(max(item.max(), place.max()) + 1, -1)
    truth[place] = np.where(value < k, value, -1)
    kept = said < k
    return truth, votes_of(item[kept], source[kept], said[kept], k, len(truth))


def rated(shared, name, shown=5):
    """Return five ratings a text, by nobody in particular, and the median of the others."""
    with np.load(shared / "data/crowd_text" / name / "ratings.npz") as data:
        ratings, edges = data["ratings"].astype(int) + 4, data["offsets"]
    many = np.flatnonzero(np.diff(edges) >= 12)
    rest = [np.median(ratings[edges[i] + shown : edges[i + 1]]) for i in many]
    said = ratings[(edges[many][:, None] + np.arange(shown)).ravel()]
    item, source = np.repeat(np.arange(len(many)), shown), np.tile(np.arange(shown), len(many))
    return np.floor(np.array(rest) + 0.5).astype(int), votes_of(item, source, said, 9)


@pytest.mark.shared
@pytest.mark.parametrize(
    ("name", "figures"),
    [
        # Mean distance from the truth: ours, Dawid and Skene's, the majority's.
        ("cf", (0.101, 0.166, 0.101)),
        ("cf_amt", (0.101, 0.096, 0.101)),
        ("relevance", (0.608, 0.596, 0.628)),
        ("vader_tweets", (0.344, 0.529, 0.365)),
        ("vader_movie", (0.376, 0.481, 0.386)),
    ],
)
def test_real_ratings(shared, name, figures):
    vader = name.startswith("vader")
    truth, votes = rated(shared, name) if vader else stored(shared, name, 3)
    found = [
        distance(method.infer(votes), truth)
        for method in (OrdinalDawidSkene(), DawidSkene(), MajorityVote())
    ]
    assert found == pytest.approx(figures, abs=0.012)
    assert found[0] <= found[2] + 1e-9
