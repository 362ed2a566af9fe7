import numpy as np
from scipy.sparse import csr_array

from assay.evidence import Evidence, Source, one_of
from assay.repair import Drop
from assay.results import Flags


def test_flagged_items_become_unlabelled():
    evidence = Evidence.labels(np.array([0, 1, -1, 0]), ("a", "b"))
    p_wrong = np.array([0.2, 0.7, 0.9, 0.5])
    told = Flags(p_wrong, np.zeros(4, int), p_wrong > 2, p_wrong=p_wrong)
    dropped = Drop().repair(evidence, told)
    assert dropped.given.tolist() == [0, -1, -1, -1]
    assert dropped.n_items == 4
    assert dropped.sources == evidence.sources
    assert Drop(threshold=0.6).repair(evidence, told).given.tolist() == [0, -1, -1, 0]


def test_flags_decide_without_p_wrong():
    evidence = Evidence.labels(np.array([0, 1]), ("a", "b"))
    told = Flags(np.zeros(2), np.zeros(2, int), np.array([True, False]))
    assert Drop().repair(evidence, told).given.tolist() == [-1, 1]


def test_all_other_claims_stay():
    rows = np.array([[1, 0], [0.5, 0.5], [0, 1], [0, 1], [1, 0.0]])
    evidence = Evidence(
        one_of("ab"), 3, np.array([0, 1, 0, 0, 2]), np.array([0, 0, 1, 0, 0]),
        csr_array(rows), np.array([False, False, False, True, False]),
        (Source("given", "given"), Source("gold", trusted=True)),
    )  # fmt: skip
    told = Flags(np.zeros(3), np.zeros(3, int), np.array([True, True, False]))
    dropped = Drop().repair(evidence, told)
    np.testing.assert_array_equal(dropped.claim.toarray(), rows[[2, 3, 4]])
    assert dropped.item.tolist() == [0, 0, 2]
    assert dropped.source.tolist() == [1, 0, 0]
    assert dropped.negated.tolist() == [False, True, False]
