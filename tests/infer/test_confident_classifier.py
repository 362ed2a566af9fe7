import numpy as np
import pytest

from assay.errors import ExtraError
from assay.evidence import Evidence
from assay.infer import ConfidentClassifier, DawidSkene, MajorityVote
from assay.infer.confident_classifier import scaled
from assay.kernels.infer.hard_votes import hard_votes

pytest.importorskip("torch")
NAMES = tuple("0123456789")


def digits(seed=0, rates=(0.3, 0.5, 0.6)):
    """Return digits, the truth, and three annotators: uniform, to the next class, lazy."""
    from sklearn.datasets import load_digits

    pixels, truth = load_digits(return_X_y=True)
    random = np.random.default_rng(seed)
    tables = np.empty((3, 10, 10))
    tables[0] = np.eye(10) * (1 - rates[0]) + rates[0] / 10
    tables[1] = np.eye(10) * (1 - rates[1]) + np.eye(10)[(np.arange(10) + 1) % 10] * rates[1]
    tables[2] = np.eye(10) * (1 - rates[2]) + rates[2] * np.eye(10)[np.zeros(10, int)]
    n = len(truth)
    item, source = np.tile(np.arange(n), 3), np.repeat(np.arange(3), n)
    edges = tables[source, truth[item]].cumsum(axis=1)
    said = (random.random(3 * n)[:, None] > edges).sum(axis=1).clip(max=9)
    return pixels / 16, truth, Evidence.votes(item, source, said, NAMES, n_items=n), tables


def loss(votes, prior, table, confidence):
    """Return the mean cross-entropy of every vote and the entropy of the head, in plain loops."""
    total = 0.0
    for i, s, j in zip(votes.item, votes.source, votes.said, strict=True):
        total -= np.log(sum(prior[i, k] * table[s, k, j] for k in range(prior.shape[1])))
    return total / len(votes.item) - confidence * (prior * np.log(prior)).sum(axis=1).mean()


def test_no_nearby_matrices_make_the_votes_likelier():
    random = np.random.default_rng(0)
    truth = random.integers(0, 2, 150)
    item, source = np.repeat(np.arange(150), 3), np.tile(np.arange(3), 150)
    said = np.where(random.random(450) < 0.8, truth[item], 1 - truth[item])
    votes = hard_votes(Evidence.votes(item, source, said, "ab", n_items=150), "test")
    features = truth[:, None] + random.normal(size=(150, 1)) * 0.3
    made = ConfidentClassifier(epochs=800)
    prior, table = made._descend(votes, scaled(features), made._start(votes))
    best = loss(votes, np.exp(prior), np.exp(table), made.confidence)
    start = np.full((150, 2), 0.5)
    assert best < loss(votes, start, np.exp(made._start(votes)), made.confidence) - 0.1
    for _ in range(30):
        near = np.exp(table + random.normal(size=table.shape) * 0.1)
        near /= near.sum(axis=2, keepdims=True)
        assert loss(votes, np.exp(prior), near, made.confidence) > best - 1e-3


def test_the_loss_goes_where_a_plain_gradient_does():
    """One step from the start moves the head as the formula says."""
    features = np.array([[1.0], [-1.0]])
    votes = Evidence.votes([0, 1, 1], [0, 0, 1], [0, 1, 1], "ab")
    made = ConfidentClassifier(epochs=1, confidence=0.0, decay=0.0, rate=0.01)
    hard = hard_votes(votes, "test")
    start = made._start(hard)
    prior, _ = made._descend(hard, features, start)
    # Adam's first step is the rate times the sign of the gradient, from a head of nothing.
    chance = np.exp(start)[[0, 0, 1], :, [0, 1, 1]]
    pull = chance / chance.sum(axis=1, keepdims=True) - 0.5
    weight = 0.01 * np.sign(pull.T @ features[[0, 1, 1], 0])
    offset = 0.01 * np.sign(pull.sum(axis=0))
    logits = features * weight + offset
    want = logits - np.log(np.exp(logits).sum(axis=1, keepdims=True))
    np.testing.assert_allclose(prior, want, atol=1e-5)


def test_three_annotators_of_digits():
    """Accuracy and mean error of the matrices against Dawid and Skene's, as the paper checks."""
    features, truth, votes, tables = digits()
    found = ConfidentClassifier().infer(votes, features)
    plain = DawidSkene().infer(votes)
    off, plain_off = (np.abs(f.confusion - tables).mean() for f in (found, plain))
    accuracy = (found.labels == truth).mean()
    assert accuracy > 0.93
    assert accuracy > (plain.labels == truth).mean() + 0.1
    assert accuracy > (MajorityVote().infer(votes).labels == truth).mean() + 0.15
    assert off < 0.02
    assert off < plain_off


def test_confidence_lowers_the_entropy_and_too_much_collapses_nothing_at_once():
    features, _, votes, _ = digits(1)
    entropy = []
    for confidence in (0.0, 0.3):
        found = ConfidentClassifier(confidence=confidence, epochs=150).infer(votes, features)
        entropy.append(found.entropy.mean())
        assert len(np.unique(found.labels)) == 10
    assert entropy[1] < entropy[0]


def test_gold_is_the_truth_and_torch_is_named_where_it_is_missing(monkeypatch):
    from assay.evidence import Source

    features, truth, votes, _ = digits(2)
    few = votes.take(votes.item < 60)
    wrong = (truth[:2] + 1) % 10
    gold = Evidence.labels(np.append(wrong, np.full(len(truth) - 2, -1)), NAMES)
    gold = type(gold)(
        gold.truth, gold.n_items, gold.item, gold.source, gold.claim, gold.negated,
        (Source("gold", trusted=True),),
    )  # fmt: skip
    found = ConfidentClassifier(epochs=20).infer(few.join(gold), features)
    assert found.labels[:2].tolist() == wrong.tolist()
    monkeypatch.setitem(__import__("sys").modules, "torch", None)
    with pytest.raises(ExtraError, match="ConfidentClassifier: torch must be installed"):
        ConfidentClassifier().infer(votes, features)


@pytest.mark.shared
def test_pictures_of_places_with_few_votes(labelme):
    votes, features, truth = labelme
    made = [ConfidentClassifier(confidence=c).infer(votes, features) for c in (0.0, 0.3)]
    plain, confident = ((found.labels == truth).mean() for found in made)
    assert confident >= 0.86
    assert confident > plain + 0.02
