import numpy as np
import pytest
from scipy.stats import multivariate_normal
from sklearn.covariance import ledoit_wolf

from assay.evidence import Evidence
from assay.infer import GaussianCrowd, LearningFromCrowds, MajorityVote
from assay.kernels.infer.gaussian_classes import covariance, log_densities

NAMES = tuple("abcdefgh")


def clouds(seed=0, n=400, per=2, sources=10, k=3, right=0.6, spread=0.8):
    """Return truth, votes and features in one cloud a class."""
    random = np.random.default_rng(seed)
    truth = random.integers(0, k, n)
    item = np.repeat(np.arange(n), per)
    first = random.integers(0, sources, n)
    source = (first[:, None] + np.arange(per)).ravel() % sources
    hit = random.random(len(item)) < np.clip(random.normal(right, 0.15, sources), 0.2, 0.98)[source]
    said = np.where(hit, truth[item], random.integers(0, k, len(item)))
    features = np.eye(k)[truth] * 2 + random.normal(size=(n, k)) * spread
    return truth, Evidence.votes(item, source, said, NAMES[:k], n_items=n), features


def accuracy(found, truth, rows=slice(None)):
    return float((found.labels == truth)[rows].mean())


def test_the_covariance_of_one_class_is_ledoit_and_wolfs():
    random = np.random.default_rng(0)
    for n, d in ((40, 15), (300, 4), (12, 30)):
        place = random.normal(size=(n, d)) @ random.normal(size=(d, d))
        mean, ones = place.mean(axis=0, keepdims=True), np.ones((n, 1))
        found = covariance(place - mean, place, ones, mean)
        np.testing.assert_allclose(found, ledoit_wolf(place)[0], rtol=1e-4, atol=1e-4)


def test_densities_are_those_of_gaussians():
    random = np.random.default_rng(1)
    place = random.normal(size=(50, 3)) @ [[3, 1, 0], [0, 2, 1], [0, 0, 1]]
    proba = random.dirichlet(np.ones(4), 50)
    count = proba.sum(axis=0)
    mean = (proba.T @ place + place.mean(axis=0)) / (count + 1)[:, None]
    shape = covariance(place - proba @ mean, place, proba, mean)
    want = np.stack([multivariate_normal.logpdf(place, one, shape) for one in mean], axis=1)
    want += np.log((count + 1) / (50 + 4))
    found = log_densities(place, proba)
    np.testing.assert_allclose(found - found[:, :1], want - want[:, :1], atol=1e-8)
    # In plain loops: what items differ by from every mean, as far as they are of its class.
    mixed = sum(
        proba[i, k] * np.outer(place[i] - mean[k], place[i] - mean[k])
        for i in range(50)
        for k in range(4)
    )
    size = np.trace(mixed / 50) / 3
    drawn = 1 - shape[0, 1] / (mixed / 50)[0, 1]
    assert 0 <= drawn < 1
    ball = (1 - drawn) * mixed / 50 + (drawn + 1e-6) * size * np.eye(3)
    np.testing.assert_allclose(shape, ball, atol=1e-10)


def test_two_clouds_by_hand():
    # Votes are even on the last item; it lies in the cloud of b.
    place = np.array([0.0, 0.1, -0.1, 0.05, 5.0, 5.1, 4.9, 5.05, 5.0])[:, None]
    item = np.append(np.repeat(np.arange(8), 2), [8, 8])
    said = np.append(np.repeat(np.arange(8) // 4, 2), [0, 1])
    votes = Evidence.votes(item, np.tile([0, 1], 9), said, "ab")
    found = GaussianCrowd().infer(votes, place)
    assert found.labels.tolist() == [0, 0, 0, 0, 1, 1, 1, 1, 1]


def test_clouds_show_what_most_people_get_wrong_alike():
    """Half of a class is taken for another by most: its cloud tells."""
    random = np.random.default_rng(0)
    truth = random.integers(0, 3, 900)
    features = np.eye(3)[truth] * 5 + random.normal(size=(900, 3))
    item, source = np.repeat(np.arange(900), 3), np.tile(np.arange(3), 900)
    taken = (truth[item] == 2) & (random.random(2700) < 0.55)
    said = np.where(taken, 1, truth[item])
    votes = Evidence.votes(item, source, said, "abc", n_items=900)
    found = GaussianCrowd().infer(votes, features)
    assert accuracy(MajorityVote().infer(votes), truth) < 0.85
    assert accuracy(found, truth) > 0.97


@pytest.mark.parametrize("seed", range(4))
def test_useless_features_change_nothing(seed):
    _, votes, _ = clouds(seed, n=300, per=4)
    noise = np.random.default_rng(seed).normal(size=(300, 20))
    alone = LearningFromCrowds().infer(votes)
    np.testing.assert_array_equal(GaussianCrowd().infer(votes, noise).proba, alone.proba)
    same = np.ones((300, 3))
    np.testing.assert_array_equal(GaussianCrowd().infer(votes, same).proba, alone.proba)


def test_order_of_items_does_not_matter_and_items_without_votes_are_found():
    truth, votes, features = clouds(n=200, spread=0.5)
    votes = votes.take(votes.item >= 50)
    plain = GaussianCrowd().infer(votes, features)
    assert accuracy(plain, truth, slice(50)) > 0.95
    order = np.random.default_rng(0).permutation(200)
    place = np.argsort(order)
    said = np.asarray(votes.claim.indices)
    moved = Evidence.votes(place[votes.item], votes.source, said, NAMES[:3], n_items=200)
    found = GaussianCrowd().infer(moved, features[order])
    np.testing.assert_allclose(found.proba, plain.proba[order], atol=1e-5)


@pytest.mark.shared
def test_pictures_of_places_with_few_votes(labelme):
    votes, features, truth = labelme
    assert accuracy(GaussianCrowd().infer(votes, features), truth) >= 0.90
    noise = np.random.default_rng(0).normal(size=(1000, 50))
    assert accuracy(GaussianCrowd().infer(votes, noise), truth) >= 0.775


@pytest.mark.shared
@pytest.mark.parametrize(("name", "least"), [("youtube", 0.93), ("trec", 0.83)])
def test_rules_with_embeddings(shared, name, least):
    from assay.bench.data import stored_rules

    made = stored_rules(0, shared / "data", name)
    found = GaussianCrowd().infer(made.given["evidence"], made.given["features"])
    import duckdb

    texts = shared / "data" / "weak" / name / "texts.parquet"
    split = np.asarray(duckdb.sql(f"select split from '{texts}'").fetchnumpy()["split"])
    # Logistic regression of the majority gets .840 and .604 of the test items.
    assert accuracy(found, made.truth["labels"], split == "test") >= least
