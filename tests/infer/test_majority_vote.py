import numpy as np
import pytest
from scipy.sparse import csr_array

from assay.evidence import Evidence, Source, one_of
from assay.infer import MajorityVote


def test_shares_by_hand():
    evidence = Evidence.votes([0, 0, 0, 1], ["x", "y", "z", "x"], ["a", "a", "c", "b"])
    proba = MajorityVote().infer(evidence).proba
    np.testing.assert_allclose(proba, [[2 / 3, 0, 1 / 3], [0, 1, 0]])


def test_smoothing_is_votes_for_every_class():
    evidence = Evidence.votes([0, 0, 0], [0, 1, 2], [0, 0, 1], ("a", "b"))
    proba = MajorityVote(smoothing=0.5).infer(evidence).proba
    np.testing.assert_allclose(proba, [[2.5 / 4, 1.5 / 4]])


def test_ties_go_to_the_first_class():
    evidence = Evidence.votes([0, 0], [0, 1], ["c", "b"], ("a", "b", "c"))
    assert MajorityVote().infer(evidence).labels.tolist() == [1]


@pytest.mark.parametrize("smoothing", [0.0, 1.0])
def test_unlabelled_item_is_flat(smoothing):
    evidence = Evidence.votes([0], [0], [1], ("a", "b"), n_items=2)
    proba = MajorityVote(smoothing=smoothing).infer(evidence).proba
    np.testing.assert_allclose(proba[1], [0.5, 0.5])


def test_loose_claims_split_one_vote():
    weights = csr_array(np.array([[1, 1, 0, 0], [3, 0, 0, 1], [1, 0, 0, 0], [0, 0, 0, 1.0]]))
    negated = np.array([False, False, True, False])
    sources = tuple(Source(str(s)) for s in range(4))
    evidence = Evidence(
        one_of("abcd"), 1, np.zeros(4, int), np.arange(4), weights, negated, sources
    )
    votes = np.array([1 / 2 + 3 / 4, 1 / 2 + 1 / 3, 1 / 3, 1 / 4 + 1 / 3 + 1])
    np.testing.assert_allclose(MajorityVote().infer(evidence).proba, [votes / 4])


def test_trusted_source_overrules():
    evidence = Evidence.votes([0, 0, 0, 1], [1, 2, 3, 1], [0, 0, 0, 0], ("a", "b"))
    sources = (Source("gold", trusted=True),)
    gold = Evidence(
        one_of("ab"), 2, np.array([0]), np.array([0]),
        csr_array(np.array([[0, 1.0]])), np.array([False]), sources,
    )  # fmt: skip
    proba = MajorityVote(smoothing=1).infer(evidence.join(gold)).proba
    np.testing.assert_allclose(proba, [[0, 1], [2 / 3, 1 / 3]])


def test_votes_are_counted_the_same_by_table_and_one_by_one(monkeypatch):
    import assay.kernels.votes as kernel

    random = np.random.default_rng(0)
    evidence = Evidence.votes(
        random.integers(0, 50, 90),
        random.integers(0, 30, 90),
        random.integers(0, 4, 90),
        tuple("abcd"),
        n_items=50,
    )
    by_table = MajorityVote().infer(evidence).proba
    monkeypatch.setattr(kernel, "FEW", 0)
    np.testing.assert_array_equal(MajorityVote().infer(evidence).proba, by_table)
