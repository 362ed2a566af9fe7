import numpy as np
import pytest

from assay.evidence import Evidence, heaviest
from assay.infer import Kos, MajorityVote


def by_hand(evidence, rounds):
    """Return sums of the messages to each item and class, message by message."""
    k = len(evidence.classes)
    votes = list(zip(evidence.item, evidence.source, heaviest(evidence.claim), strict=True))
    code = np.eye(k) - 1 / k
    message = np.ones(len(votes))
    for _ in range(rounds):
        to_source = np.zeros(len(votes))
        for a, (i, _, said) in enumerate(votes):
            for b, (i2, _, said2) in enumerate(votes):
                if i == i2 and a != b:
                    to_source[a] += code[said] @ code[said2] * message[b]
        to_item = np.zeros(len(votes))
        for a, (_, j, _) in enumerate(votes):
            for b, (_, j2, _) in enumerate(votes):
                if j == j2 and a != b:
                    to_item[a] += to_source[b]
        message = to_item / np.sqrt((to_item**2).mean())
    total = np.zeros((evidence.n_items, k))
    for (i, _, said), sent in zip(votes, message, strict=True):
        total[i] += code[said] * sent
    return total


@pytest.mark.parametrize("k", [2, 3, 5])
def test_is_the_papers_messages_by_hand(crowds, k):
    _, evidence = crowds.drawn(k, n=20, sources=8, k=k, low=0.6)
    total = by_hand(evidence, 4)
    found = Kos(rounds=4, tolerance=1e-300).infer(evidence)
    logits = np.log(found.proba) - np.log(found.proba).mean(axis=1, keepdims=True)
    # The same up to one scale, which is that of probabilities.
    scale = (logits * total).sum() / (total * total).sum()
    assert scale > 0
    np.testing.assert_allclose(logits, scale * total, atol=1e-8)


@pytest.mark.parametrize("seed", range(6))
def test_agrees_with_crowd_kit(crowds, seed):
    from crowdkit.aggregation import KOS

    random = np.random.default_rng(seed)
    _, evidence = crowds.drawn(
        seed, n=int(random.integers(40, 90)), sources=12, k=2, per=int(random.integers(4, 9)),
        low=0.55,
    )  # fmt: skip
    found = Kos(rounds=1000).infer(evidence)
    told = KOS(n_iter=60, random_state=seed).fit_predict(crowds.frame(evidence)).sort_index()
    sure = np.abs(found.proba[:, 0] - 0.5) > 1e-4
    assert sure.mean() > 0.9
    np.testing.assert_array_equal(found.labels[sure], told.to_numpy()[sure])


def regular(seed, votes, n=1000, hammers=0.3):
    """Return truth and votes of a random regular graph of hammers and spammers, as in the paper."""
    random = np.random.default_rng(seed)
    truth = random.integers(0, 2, n)
    item = np.repeat(np.arange(n), votes)
    source = random.permutation(np.repeat(np.arange(n), votes))
    right = np.where(random.random(n) < hammers, 1.0, 0.5)
    said = np.where(random.random(len(item)) < right[source], truth[item], 1 - truth[item])
    return truth, Evidence.votes(item, source, said, ("a", "b"), n_items=n)


def test_paper_regular_graphs():
    """Above the paper's threshold, (l-1)(r-1) q^2 > 1, errors fall below the majority vote's."""
    errors = {}
    for votes in (9, 15):
        pairs = []
        for seed in range(3):
            truth, evidence = regular(seed, votes)
            pairs.append(
                [(m().infer(evidence).labels != truth).mean() for m in (Kos, MajorityVote)]
            )
        errors[votes] = np.mean(pairs, axis=0)
    assert errors[9][0] < 0.75 * errors[9][1]
    assert errors[15][0] < 0.3 * errors[15][1]


def test_probabilities_are_those_of_drawn_votes():
    truth, evidence = regular(5, 15)
    found = Kos().infer(evidence)
    sure = found.proba.max(axis=1)
    assert sure.mean() == pytest.approx((found.labels == truth).mean(), abs=0.1)


def test_gold_has_the_last_word_and_turns_the_rest(crowds):
    random = np.random.default_rng(1)
    truth = random.integers(0, 2, 300)
    evidence = crowds.of(truth, np.array([0.95, 0.2, 0.2, 0.2]), random, 2)
    found = Kos().infer(crowds.with_gold(evidence, truth, np.arange(0, 300, 2)))
    np.testing.assert_array_equal(found.proba[::2], np.eye(2)[truth[::2]])


@pytest.mark.shared
def test_real_votes(real):
    """As crowd-kit's, lost on rte, where few sources gave most votes."""
    assert real(Kos(), "bluebird") == pytest.approx(0.7222, abs=5e-4)
    assert real(Kos(), "rte") == pytest.approx(0.4975, abs=5e-4)
