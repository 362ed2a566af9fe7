"""Which of two is better, by all comparisons."""

import numpy as np
import pytest
from scipy.stats import kendalltau

from assay.errors import DataError
from assay.evidence import Evidence, Source
from assay.infer import BradleyTerry, MajorityVote
from assay.infer.bradley_terry import Preferred
from assay.kernels.infer.compared import Compared, Curve

CLASSES = ("first", "second")


def votes_of(item, source, first, items=None):
    return Evidence.votes(item, source, np.where(first, 0, 1), CLASSES, n_items=items)


def drawn(seed, things=20, pairs=150, per=5, sources=30, careless=0.3):
    """Return strengths, pairs, votes, and how often each source follows the scale."""
    random = np.random.default_rng(seed)
    strength = 1.5 * random.normal(size=things)
    sides = np.array([random.permutation(things)[:2] for _ in range(pairs)])
    follows = np.where(random.random(sources) < careless, 0.5, 0.95)
    item = np.repeat(np.arange(pairs), per)
    source = np.concatenate([random.permutation(sources)[:per] for _ in range(pairs)])
    apart = (strength[sides[:, 0]] - strength[sides[:, 1]])[item]
    first = random.random(len(item)) < 1 / (1 + np.exp(-apart))
    first ^= random.random(len(item)) > follows[source]
    return strength, sides, votes_of(item, source, first, pairs), follows


@pytest.mark.parametrize("seed", range(3))
def test_pull_is_the_slope_of_the_log_likelihood(seed):
    random = np.random.default_rng(seed)
    strength, sides, votes, _ = drawn(seed, things=5, pairs=12, per=3, sources=4)
    follows, said = random.uniform(0.3, 0.99, 4), Preferred.of(votes, "x")
    compared = Compared.of(sides)

    def log_p(value):
        ahead = 1 / (1 + np.exp(-(value[sides[:, 0]] - value[sides[:, 1]])))[votes.item]
        follow = follows[votes.source]
        first = follow * ahead + (1 - follow) * (1 - ahead)
        return np.log(np.where(said.first, first, 1 - first)).sum()

    ahead = 1 / (1 + np.exp(-(compared.difference @ strength)))
    slope = compared.difference.T @ said.pull(ahead, follows)[0]
    steps = 1e-6 * np.eye(5)
    right = [(log_p(strength + step) - log_p(strength - step)) / 2e-6 for step in steps]
    np.testing.assert_allclose(slope, right, atol=1e-5)


def test_two_things_by_hand():
    # Nine of ten say that the first is better; with sources that follow, log-odds of 9.
    item, first = np.zeros(10, int), np.arange(10) < 9
    found = BradleyTerry().infer(votes_of(item, np.zeros(10, int), first), [["b", "a"]])
    names, value = found.strengths.names, found.strengths.value
    assert names == ("a", "b")
    assert value[1] > 0 > value[0]
    assert value.sum() == pytest.approx(0)
    assert found.proba[0, 0] > 0.95
    assert (found.strengths.low < value).all()


def test_better_than_votes_on_each_pair_and_than_crowd_kit():
    crowdkit = pytest.importorskip("crowdkit.aggregation")
    pandas = pytest.importorskip("pandas")
    right, taus = [], []
    for seed in range(4):
        strength, sides, votes, _ = drawn(seed, careless=0.5)
        truth = (strength[sides[:, 0]] < strength[sides[:, 1]]).astype(int)
        found = BradleyTerry().infer(votes, sides)
        vote = MajorityVote().infer(votes)
        right.append([(found.labels == truth).mean(), (vote.labels == truth).mean()])
        pair = sides[votes.item]
        table = pandas.DataFrame({"left": pair[:, 0], "right": pair[:, 1], "worker": votes.source})
        table["label"] = np.where(votes.claim.indices == 0, pair[:, 0], pair[:, 1])
        peer = crowdkit.BradleyTerry(n_iter=100).fit_predict(table)
        peer = peer.reindex(range(20)).fillna(0).to_numpy()
        order = [int(name) for name in found.strengths.names]
        taus.append(
            [kendalltau(found.strengths.value, strength[order])[0], kendalltau(peer, strength)[0]]
        )
    ours, votes_alone = np.mean(right, axis=0)
    assert ours > votes_alone + 0.07
    assert np.mean(taus, axis=0)[0] > np.mean(taus, axis=0)[1] + 0.01


def test_intervals_hold_and_who_clicks_at_random_is_found():
    held, apart = [], []
    for seed in range(6):
        strength, sides, votes, follows = drawn(seed, things=10, pairs=100, per=6, sources=15)
        found = BradleyTerry().infer(votes, sides)
        real = strength - strength.mean()
        held.append(((found.strengths.low <= real) & (real <= found.strengths.high)).mean())
        if 0 < (follows == 0.5).sum() < 15:
            means = [found.accuracy[follows == one].mean() for one in (0.95, 0.5)]
            apart.append(means[0] - means[1])
    assert np.mean(held) > 0.85
    assert np.mean(apart) > 0.2


def test_one_who_has_it_upside_down_is_turned_round():
    _, sides, votes, _ = drawn(0, careless=0.0, sources=6, per=4)
    first = (votes.claim.indices == 0) ^ (votes.source == 0)
    found = BradleyTerry().infer(votes_of(votes.item, votes.source, first, 150), sides)
    assert found.accuracy[0] < 0.3
    assert found.accuracy[1:].min() > 0.7


def test_strengths_of_pairs_that_nobody_judged():
    strength, sides, votes, _ = drawn(1, things=6, pairs=100, careless=0.0)
    more = np.vstack([sides, [[0, 1], [2, 2]]])
    votes = Evidence(
        votes.truth, 102, votes.item, votes.source, votes.claim, votes.negated, votes.sources
    )
    found = BradleyTerry().infer(votes, more)
    assert (found.labels[100] == 0) == (strength[0] > strength[1])
    assert found.proba[101].tolist() == [0.5, 0.5]


def test_many_things_are_placed_without_the_whole_covariance(monkeypatch):
    _, sides, votes, _ = drawn(2, sources=10)
    plain = BradleyTerry().infer(votes, sides)
    monkeypatch.setattr("assay.kernels.infer.compared.DENSE", 5)
    found = BradleyTerry().infer(votes, sides)
    assert kendalltau(found.strengths.value, plain.strengths.value)[0] > 0.95


def test_curve_is_least_squares():
    random = np.random.default_rng(0)
    compared = Compared.of(np.array([random.permutation(6)[:2] for _ in range(30)]))
    weight, right = random.random(30), random.normal(size=30)
    difference = compared.difference
    found = Curve.of(difference, weight, 1e-9).solve(difference.T @ (weight * right))
    root = np.sqrt(weight)
    best = np.linalg.lstsq(difference.toarray() * root[:, None], root * right, rcond=None)[0]
    np.testing.assert_allclose(found - found.mean(), best - best.mean(), atol=1e-5)


def test_gold_is_followed_and_three_classes_refused():
    votes = votes_of([0, 0], [0, 1], [True, True])
    gold = Evidence(
        votes.truth, 1, votes.item[:1], votes.source[:1], votes_of([0], [0], [False]).claim,
        votes.negated[:1], (Source("gold", trusted=True),),
    )  # fmt: skip
    assert BradleyTerry().infer(votes.join(gold), [["a", "b"]]).proba.tolist() == [[0, 1]]
    three = Evidence.votes([0], [0], [1], ("first", "second", "tie"))
    with pytest.raises(DataError, match="a pair must have two classes"):
        BradleyTerry().infer(three, [["a", "b"]])
