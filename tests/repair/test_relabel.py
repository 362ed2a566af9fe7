import numpy as np
import pytest
from scipy.sparse import csr_array

from assay.errors import DataError, NeedsError
from assay.evidence import Evidence, Source, one_of
from assay.posterior import Posterior
from assay.repair import Relabel
from assay.results import Flags

CLASSES = ("a", "b", "c")


def flags(p_wrong, suggested, flagged=None):
    p_wrong = None if p_wrong is None else np.array(p_wrong)
    n = len(suggested)
    cut = np.zeros(n, bool) if flagged is None else np.array(flagged)
    return Flags(np.zeros(n), np.array(suggested), cut, p_wrong=p_wrong)


def test_relabels_where_p_wrong_reaches_the_threshold():
    evidence = Evidence.labels(np.array([0, 1, 2, -1]), CLASSES)
    told = flags([0.49, 0.5, 0.9, 1.0], [1, 2, 0, 0], [True] * 4)
    assert Relabel().repair(evidence, told).given.tolist() == [0, 2, 0, -1]
    assert Relabel(threshold=0.8).repair(evidence, told).given.tolist() == [0, 1, 0, -1]
    assert Relabel(threshold=0.1).repair(evidence, told).given.tolist() == [1, 2, 0, -1]


def test_takes_the_flags_own_decision_without_p_wrong():
    evidence = Evidence.labels(np.array([0, 1, 2]), CLASSES)
    told = flags(None, [1, 2, 0], [False, True, False])
    assert Relabel(threshold=1.0).repair(evidence, told).given.tolist() == [0, 2, 2]


def test_takes_a_posterior():
    evidence = Evidence.labels(np.array([0, 1, -1]), CLASSES)
    proba = np.array([[0.3, 0.6, 0.1], [0.2, 0.6, 0.2], [0, 0, 1]])
    assert Relabel().repair(evidence, posterior=Posterior(CLASSES, proba)).given.tolist() == [
        1,
        1,
        -1,
    ]


def test_only_given_claims_change():
    rows = np.array([[1, 0, 0], [0, 0.5, 0.5], [1, 1, 0], [0, 0, 1], [0, 1, 0], [1, 0, 0.0]])
    evidence = Evidence(
        one_of(CLASSES), 4,
        np.array([0, 1, 2, 0, 3, 1]), np.array([0, 0, 0, 1, 0, 2]), csr_array(rows),
        np.array([False, False, False, False, True, False]),
        (Source("given", "given"), Source("x"), Source("gold", trusted=True)),
    )  # fmt: skip
    repaired = Relabel().repair(evidence, flags([1, 1, 0, 1], [2, 0, 0, 0]))
    rows[[0, 1]] = [[0, 0, 1], [1, 0, 0]]
    np.testing.assert_array_equal(repaired.claim.toarray(), rows)
    np.testing.assert_array_equal(repaired.item, evidence.item)
    np.testing.assert_array_equal(repaired.source, evidence.source)
    np.testing.assert_array_equal(repaired.negated, evidence.negated)
    assert repaired.sources == evidence.sources


def test_trusted_labels_stay():
    evidence = Evidence(
        one_of(CLASSES), 1, np.array([0]), np.array([0]),
        csr_array(np.array([[1.0, 0, 0]])), np.array([False]), (Source("gold", trusted=True),),
    )  # fmt: skip
    assert Relabel().repair(evidence, flags([1.0], [2])).given.tolist() == [0]


def test_wrong_input_is_told():
    evidence = Evidence.labels(np.array([0, 1]), CLASSES)
    with pytest.raises(NeedsError, match="Relabel: needs flags or posterior"):
        Relabel().repair(evidence)
    with pytest.raises(DataError, match=r"suggested must lie in 0\.\.2; got 3 \(item 1\)"):
        Relabel().repair(evidence, flags([0.0, 1.0], [0, 3]))
    with pytest.raises(DataError, match="got evidence of 2 and flags of 1"):
        Relabel().repair(evidence, flags([0.0], [0]))
    with pytest.raises(DataError, match="posterior must be over the classes"):
        Relabel().repair(evidence, posterior=Posterior(("a", "b"), np.full((2, 2), 0.5)))
