import numpy as np
import pytest

from assay.infer import GoldWeightedVote, MajorityVote


def test_without_gold_it_is_the_majority_vote(crowds):
    _, evidence = crowds.drawn()
    expected = MajorityVote().infer(evidence).proba
    np.testing.assert_allclose(GoldWeightedVote().infer(evidence).proba, expected)


def test_by_hand(crowds):
    truth = np.array([0, 0, 1, 1])
    evidence = crowds.of(truth, np.array([1.0, 0.0]), np.random.default_rng(0), 2)
    found = GoldWeightedVote(pull=2.0).infer(crowds.with_gold(evidence, truth, [0, 2]))
    # Right on 2 of 2 and 0 of 2, drawn towards the 2 of 4 of both by two votes.
    np.testing.assert_allclose(found.accuracy, [0.75, 0.25, 1.0])
    np.testing.assert_allclose(found.proba, [[1, 0], [0.75, 0.25], [0, 1], [0.25, 0.75]])


@pytest.mark.parametrize("seed", range(3))
def test_agrees_with_crowd_kit(crowds, seed):
    import pandas

    truth, evidence = crowds.drawn(seed, n=80, k=3, per=None)
    gold = np.arange(0, 80, 2)
    told = pandas.Series(truth[gold], index=pandas.Index(gold, name="task"))
    _, proba = crowds.crowd_kit(evidence, "GoldMajorityVote", told)
    found = GoldWeightedVote(pull=1e-9).infer(crowds.with_gold(evidence, truth, gold))
    np.testing.assert_allclose(found.proba[1::2], proba[1::2], atol=1e-6)
