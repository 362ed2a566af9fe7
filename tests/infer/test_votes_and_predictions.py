import numpy as np
import pytest

from assay.evidence import Evidence
from assay.infer import LearningFromCrowds, MajorityVote, VotesAndPredictions

NAMES = tuple("abcde")


def crowd(seed=0, n=600, per=4, sources=12, k=3, sure=0.998):
    """Return truth, evidence and predictions that are right three times in four, and too sure."""
    random = np.random.default_rng(seed)
    truth = random.integers(0, k, n)
    item = np.repeat(np.arange(n), per)
    first = random.integers(0, sources, n)
    source = (first[:, None] + np.arange(per)).ravel() % sources
    skill = random.beta(4, 3, sources)
    hit = random.random(len(item)) < skill[source]
    said = np.where(hit, truth[item], random.integers(0, k, len(item)))
    guess = np.where(random.random(n) < 0.7, truth, random.integers(0, k, n))
    predictions = np.where(np.arange(k) == guess[:, None], sure, (1 - sure) / (k - 1))
    return truth, Evidence.votes(item, source, said, NAMES[:k], n_items=n), predictions


def accuracy(labels, truth):
    return float((labels == truth).mean())


def test_predictions_and_votes_find_more_than_either():
    for seed in range(3):
        truth, evidence, predictions = crowd(seed)
        found = VotesAndPredictions().infer(evidence, predictions)
        alone = accuracy(VotesAndPredictions().infer(evidence).labels, truth)
        either = max(accuracy(predictions.argmax(axis=1), truth), alone)
        assert accuracy(found.labels, truth) > either + 0.01


def test_how_sure_the_predictions_are_does_not_matter():
    truth, evidence, predictions = crowd()
    plain = VotesAndPredictions().infer(evidence, predictions)
    for power in (0.3, 2.0):
        other = predictions**power
        other /= other.sum(axis=1, keepdims=True)
        found = VotesAndPredictions().infer(evidence, other)
        np.testing.assert_allclose(found.proba, plain.proba, atol=0.02)
        assert accuracy(found.labels, truth) == pytest.approx(
            accuracy(plain.labels, truth), abs=0.01
        )


def test_where_votes_are_equally_good_the_answer_is_bayes_rule_by_hand():
    """Sources and predictions err alike: nothing is left to learn."""
    random = np.random.default_rng(0)
    truth = random.integers(0, 2, 20_000)
    wrong = random.random((20_000, 4)) < 0.2
    said = truth[:, None] ^ wrong
    item, source = np.repeat(np.arange(20_000), 3), np.tile(np.arange(3), 20_000)
    evidence = Evidence.votes(item, source, said[:, :3].ravel(), "ab", n_items=20_000)
    predictions = np.where(np.arange(2) == said[:, [3]], 0.99, 0.01)
    found = VotesAndPredictions(rounds=60, tolerance=1e-6).infer(evidence, predictions)
    for_b = (2 * said - 1).sum(axis=1)
    want = 1 / (1 + 4.0**-for_b)
    np.testing.assert_allclose(found.proba[:, 1], want, atol=0.04)
    np.testing.assert_allclose(found.accuracy, 0.8, atol=0.015)


@pytest.mark.parametrize("seed", range(4))
def test_useless_predictions_change_nothing(seed):
    _, evidence, _ = crowd(seed, n=300)
    predictions = np.random.default_rng(seed).dirichlet(np.ones(3), 300)
    alone = LearningFromCrowds().infer(evidence)
    found = VotesAndPredictions().infer(evidence, predictions)
    np.testing.assert_array_equal(found.proba, alone.proba)


def test_more_of_the_truth_is_found_than_by_crowdlab():
    multiannotator = pytest.importorskip("cleanlab.multiannotator")
    lead = []
    for seed in range(3):
        truth, evidence, predictions = crowd(seed, sure=0.8, n=300)
        table = np.full((300, 12), np.nan)
        table[evidence.item, evidence.source] = evidence.claim.indices
        told = multiannotator.get_label_quality_multiannotator(table, predictions, verbose=False)
        theirs = accuracy(told["label_quality"]["consensus_label"].to_numpy(), truth)
        ours = accuracy(VotesAndPredictions().infer(evidence, predictions).labels, truth)
        plain = accuracy(MajorityVote().infer(evidence).labels, truth)
        assert ours > plain
        lead.append(ours - theirs)
    assert np.mean(lead) > 0.02
