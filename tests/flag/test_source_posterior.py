"""What all sources say of an item and what the item shows, in one probability."""

import numpy as np
import pytest

from assay.evidence import Evidence
from assay.flag import LabelPosterior, SourcePosterior
from assay.flag.source_posterior import joined
from assay.infer import PooledDawidSkene
from assay.posterior import Posterior


def test_joined_by_hand():
    """Votes say (.8, .2), features (.3, .7), classes are equally common: .24 to .14."""
    heard = np.array([[0.8, 0.2], [0.2, 0.8]])
    seen = iter([(slice(0, 2), np.array([[0.3, 0.7], [0.5, 0.5]]))])
    ((_, both),) = joined(heard, np.array([0, 1]), seen)
    np.testing.assert_allclose(both, [[0.24 / 0.38, 0.14 / 0.38], [0.2, 0.8]])


def test_joined_is_bayes_rule():
    """Against a sum over all truths of prior x P(votes | truth) x P(x | truth)."""
    random = np.random.default_rng(0)
    prior = np.array([0.6, 0.3, 0.1])
    votes, looks = random.random((2, 400, 3)) + 0.05
    heard, seen = prior * votes, prior * looks
    heard /= heard.sum(axis=1, keepdims=True)
    seen /= seen.sum(axis=1, keepdims=True)
    exact = prior * votes * looks
    exact /= exact.sum(axis=1, keepdims=True)
    # The prior is read from the votes' posterior: give it rows whose mean is the prior.
    rest = np.tile(2 * prior - heard.mean(axis=0), (400, 1))
    whole = np.concatenate([heard, rest])
    pieces = iter([(slice(0, 400), seen)])
    ((_, both),) = joined(whole, np.zeros(800, int), pieces)
    np.testing.assert_allclose(both, exact, atol=1e-12)


def test_one_source_is_its_noise_matrix():
    random = np.random.default_rng(1)
    truth = np.arange(400) % 2
    p = np.where(truth[:, None] == [0, 1], 0.9, 0.1)
    labels = np.where(random.random(400) < 0.1, 1 - truth, truth)
    alone = SourcePosterior().flag(labels=labels, predictions=p)
    plain = LabelPosterior().flag(labels=labels, predictions=p)
    np.testing.assert_allclose(alone.p_wrong, plain.p_wrong, atol=1e-5)


@pytest.fixture(scope="module")
def crowd():
    """Three voters of 75 %, and features that tell 85 % of the truth."""
    random = np.random.default_rng(2)
    truth = random.integers(0, 3, 2000)
    item, source = np.repeat(np.arange(2000), 3), np.tile(np.arange(3), 2000)
    wrong = random.random(6000) < 0.25
    said = np.where(wrong, (truth[item] + random.integers(1, 3, 6000)) % 3, truth[item])
    logits = np.eye(3)[truth] * 2.2 + random.normal(size=(2000, 3))
    p = np.exp(logits)
    return truth, Evidence.votes(item, source, said, "abc"), p / p.sum(axis=1, keepdims=True)


def test_both_know_more_than_either(crowd):
    truth, votes, p = crowd
    posterior = PooledDawidSkene().infer(votes)
    labels = posterior.labels
    wrong = labels != truth
    flags = SourcePosterior().flag(labels=labels, predictions=p, truth_posterior=posterior)

    def surprise(p_wrong):
        return -np.log(np.clip(np.where(wrong, p_wrong, 1 - p_wrong), 1e-9, 1)).mean()

    rows = np.arange(len(labels))
    alone = 1 - posterior.proba[rows, labels]
    seen = LabelPosterior().flag(labels=labels, predictions=p).p_wrong
    assert surprise(flags.p_wrong) < 0.9 * min(surprise(alone), surprise(seen))
    assert abs(flags.p_wrong.mean() - wrong.mean()) < 0.02
    assert wrong[flags.flagged].mean() > 0.6
    assert (flags.suggested[flags.flagged] == truth[flags.flagged]).mean() > 0.6
    assert flags.measured[0].precision[0] == pytest.approx(wrong[flags.flagged].mean(), abs=0.1)


def test_items_without_votes_are_let_be(crowd):
    _, votes, p = crowd
    posterior = PooledDawidSkene().infer(votes)
    labels = posterior.labels.copy()
    labels[:50] = -1
    flags = SourcePosterior().flag(labels=labels, predictions=p, truth_posterior=posterior)
    assert not flags.score[:50].any()
    assert not flags.flagged[:50].any()
    assert not flags.p_wrong[:50].any()


def test_the_reason_names_all_three(crowd):
    _, votes, p = crowd
    posterior = Posterior(("a", "b", "c"), PooledDawidSkene().infer(votes).proba)
    flags = SourcePosterior().flag(
        labels=posterior.labels, predictions=p, truth_posterior=posterior
    )
    words = flags.explain(int(flags.worst(1)[0]), "a", "b")
    assert words.startswith("the sources give a ")
    assert "and b" in words
