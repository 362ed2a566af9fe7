"""Accuracies in closed form."""

import numpy as np
import pytest

from assay.evidence import Evidence
from assay.infer import MajorityVote, TripletLabelModel
from assay.kernels.infer.hard_votes import hard_votes
from assay.kernels.infer.rules import learn, patterns
from assay.kernels.infer.triplets import covariances, rates, shares


def told(said, k, kind="rule"):
    item, source = np.nonzero(said >= 0)
    names = tuple(map(str, range(k)))
    return Evidence.votes(item, source, said[item, source], names, n_items=len(said), kind=kind)


def drawn(seed, n, right, coverage=1.0, k=2):
    random = np.random.default_rng(seed)
    truth = random.integers(0, k, n)
    wrong = (truth[:, None] + random.integers(1, k, (n, len(right)))) % k
    said = np.where(random.random((n, len(right))) < right, truth[:, None], wrong)
    return truth, np.where(random.random(said.shape) < coverage, said, -1)


def share(found, truth):
    top = found.proba >= found.proba.max(axis=1, keepdims=True) - 1e-9
    return (top / top.sum(axis=1, keepdims=True))[np.arange(len(truth)), truth].mean()


def test_covariances_are_numpys():
    _, said = drawn(0, 300, [0.9, 0.8, 0.7, 0.6], 0.6, 3)
    rows = patterns(hard_votes(told(said, 3), "test"))
    signal = np.where(said == 1, 1.0, np.where(said >= 0, -0.5, 0.0))
    spoken = (said >= 0).any(axis=1)
    shared, named, _ = covariances(rows, 1)
    everything = np.cov(signal[spoken].T, (said[spoken] == 1).T, bias=True)
    np.testing.assert_allclose(shared, everything[:4, :4], atol=1e-12)
    np.testing.assert_allclose(named, everything[4:, :4], atol=1e-12)


def test_three_sources_are_solved_by_hand():
    """Covariances .12, .08 and .06 are .4 x .3, .4 x .2 and .3 x .2."""
    shared = np.outer([0.4, 0.3, 0.2], [0.4, 0.3, 0.2])
    owed, tells = shares(shared, np.full((3, 3), 1e-6))
    np.testing.assert_allclose(owed, [0.4, 0.3, 0.2])
    np.testing.assert_allclose(tells, 1 / 4 * (0.06 / 1e-6) ** 2)


def test_pairs_that_never_meet_are_left_out():
    shared = np.outer([0.4, 0.3, 0.2, 0.1], [0.4, 0.3, 0.2, 0.1])
    shared[0, 1] = shared[1, 0] = 0.0
    owed, tells = shares(shared, np.full((4, 4), 1e-6))
    assert (tells > 0).all()
    np.testing.assert_allclose(owed, [0.4, 0.3, 0.2, 0.1])
    assert shares(np.zeros((4, 4)), np.full((4, 4), 1e-6))[1].tolist() == [0, 0, 0, 0]


def test_finds_what_the_rules_were_drawn_with():
    right = np.linspace(0.55, 0.95, 12)
    for k in (2, 4):
        _, said = drawn(1, 60_000, right, 0.5, k)
        rows = patterns(hard_votes(told(said, k), "test"))
        prior = np.full(k, 1 / k)
        start = learn(rows, rows.majority(rows.votes), prior, 10.0, 0.7)
        found = rates(rows, prior, start)
        np.testing.assert_allclose(found.hit, np.tile(right[:, None] / 2, k), atol=0.035)
        slip = np.tile((1 - right[:, None]) / 2 / (k - 1), k)
        np.testing.assert_allclose(found.slip, slip, atol=0.02)


def test_a_liar_is_turned_around():
    truth, said = drawn(2, 20_000, [0.8, 0.75, 0.7, 0.7, 0.8, 0.75, 0.7, 0.7, 0.1])
    found = TripletLabelModel().infer(told(said, 2))
    assert found.accuracy[8] < 0.2
    assert share(found, truth) > share(MajorityVote().infer(told(said, 2)), truth) + 0.02


@pytest.mark.shared
@pytest.mark.parametrize(("name", "least"), [("youtube", 0.83), ("trec", 0.56), ("hausa", 0.505)])
def test_real_rules_beat_the_majority(shared, name, least):
    import duckdb

    folder = shared / "data" / "weak" / name
    with duckdb.connect() as connection:
        path = str(folder / "texts.parquet")
        found = connection.execute("SELECT label FROM read_parquet(?)", [path]).fetchnumpy()
    truth = np.asarray(found["label"], int)
    votes = told(np.load(folder / "votes.npz")["L"].astype(int), int(truth.max()) + 1)
    ours, majority = (share(m.infer(votes), truth) for m in (TripletLabelModel(), MajorityVote()))
    assert ours >= max(least, majority + 0.01)
